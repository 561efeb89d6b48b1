/** Random C types, with the typedefs, enums and records they need. */
import fc, { type Arbitrary } from "fast-check";
import { typedefAttributes } from "./attributes.ts";
import { enumeration } from "./enums.ts";
import type { SampleOptions } from "./kinds.ts";
import { maybe, pick, type Spelled, type Write, type Writer } from "./writer.ts";

/** A record that can be named: defined by what comes before. */
export type MakeRecord = (depth: number) => Arbitrary<Write<string>>;

export const plainScalars: readonly string[] = [
  "char",
  "signed char",
  "unsigned char",
  "short",
  "unsigned short",
  "int",
  "unsigned int",
  "long",
  "unsigned long",
  "long long",
  "unsigned long long",
  "float",
  "double",
  "_Bool",
  "short int",
  "long unsigned int",
  "unsigned",
  "long int long",
];

const rareScalars: readonly string[] = [
  "long double",
  "long double",
  "__int128",
  "unsigned __int128",
  "__int128_t",
  "_Float16",
  "_Float32",
  "_Float64",
  "_Float128",
  "__float128",
  "_Float32x",
  "_Float64x",
  "_Decimal32",
  "_Decimal64",
  "_Decimal128",
  "__bf16",
  "__ibm128",
];

/** Names that every compiler's own freestanding headers declare as the port's library does. */
export const standardTypes: readonly string[] =
  "size_t ptrdiff_t wchar_t intmax_t uintmax_t intptr_t uintptr_t int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t int_least8_t uint_least16_t int_least32_t uint_least64_t bool".split(
    " ",
  );

const bounds: readonly string[] = [
  "2 * 2",
  "sizeof(long)",
  "_Alignof(double)",
  "sizeof(int) + 1",
  "'\\3'",
  "0x3",
  "3u",
  "(3)",
  "1 ? 2 : 5",
  "sizeof(void *) / sizeof(char)",
  "(char)3",
  "1 << 2",
  "~-4",
  "!0",
  "sizeof(int[3])",
  "sizeof(long double)",
];

/** The bound of an array: a number, a constant expression, or one that names what was declared before. */
function bound(least: number): Arbitrary<Write<string>> {
  const number: Arbitrary<Write<string>> = fc.integer({ min: least, max: 5 }).map((count) => () => String(count));
  const expression: Arbitrary<Write<string>> = fc.constantFrom(...bounds).map((text) => () => text);
  const named: Arbitrary<Write<string>> = fc.nat(2).map((which) => (writer) => namedBound(writer, which));
  return pick([75, number], [17, expression], [8, named]);
}

function namedBound(writer: Writer, which: number): string {
  const record = writer.records.at(-1);
  const member = writer.members.at(-1);
  const enumerator = writer.enumerators.at(-1);
  if (which === 0 && record !== undefined) return `sizeof(${record}) % 7 + 1`;
  if (which === 1 && member !== undefined) return `offsetof(${member.record}, ${member.member}) % 7 + 1`;
  if (which === 2 && enumerator !== undefined) return `(${enumerator} & 3) + 1`;
  return "2";
}

export const basic: Arbitrary<Spelled> = fc.constantFrom(...plainScalars).map((text) => (name) => `${text} ${name}`);

function always(spelled: Arbitrary<Spelled>): Arbitrary<Write<Spelled>> {
  return spelled.map((one) => () => one);
}

const standard: Arbitrary<Spelled> = fc.constantFrom(...standardTypes).map((text) => (name) => `${text} ${name}`);

const pointerText = (inside: string): Arbitrary<Spelled> => basic.map((of) => (name) => of(inside.replace("@", name)));

const pointers: Arbitrary<Spelled> = pick(
  [40, pointerText("*@")],
  [8, pointerText("*const @")],
  [8, pointerText("**volatile @")],
  [8, pointerText("(*@)[3]")],
  [8, pointerText("*restrict @")],
  [10, pointerText("(*@)(void)")],
  [10, pointerText("(*@)(int a, char *b)")],
  [6, pointerText("(*@[2])(int, ...)")],
  [4, pointerText("(*(*@)(int))(char)")],
  [4, pointerText("*(*@[2])(void)")],
  [4, pointerText("(@)")],
);

function arrayOf(of: Arbitrary<Write<Spelled>>): Arbitrary<Write<Spelled>> {
  return fc.tuple(of, bound(0), maybe(25, bound(1))).map(([element, first, second]) => (writer) => {
    const spelled = element(writer);
    const suffix = `[${first(writer)}]${second === undefined ? "" : `[${second(writer)}]`}`;
    return (name: string) => spelled(`${name}${suffix}`);
  });
}

function qualified(of: Arbitrary<Write<Spelled>>): Arbitrary<Write<Spelled>> {
  return fc.tuple(of, fc.constantFrom("const ", "volatile ", "const volatile ")).map(([inner, words]) => (writer) => {
    const spelled = inner(writer);
    return (name: string) => `${words}${spelled(name)}`;
  });
}

/** A typedef of another type, at times with others beside it. */
export function typedefOf(options: SampleOptions, of: Arbitrary<Write<Spelled>>): Arbitrary<Write<Spelled>> {
  const position = pick<"behind" | "front">([80, fc.constant("behind")], [20, fc.constant("front")]);
  return fc.tuple(of, typedefAttributes(options), position, fc.nat(9)).map(([inner, attributes, place, more]) => (writer) => {
    const spelled = inner(writer);
    const name = writer.fresh("t");
    const text = attributes(place === "front")(writer);
    const front = place === "front" && text !== "" ? `${text} ` : "";
    const behind = place === "behind" && text !== "" ? ` ${text}` : "";
    // A second declarator does not share the attributes of the first.
    const second = more === 0 && place === "behind" ? `, *${writer.fresh("p")}` : "";
    writer.declare(`${front}typedef ${spelled(name)}${behind}${second};`);
    return (declared: string) => `${name} ${declared}`;
  });
}

function typeofType(of: Arbitrary<Write<Spelled>>): Arbitrary<Write<Spelled>> {
  const expressions = fc.constantFrom("1", "1L", "1ull", "1.0f", "'a'", "(char)1", "1 ? 1L : 2", "sizeof(int)", "1.0", "(short)1 + 1");
  const word = fc.constantFrom("typeof", "__typeof__", "__typeof");
  const ofType = fc.tuple(of, word).map(
    ([inner, keyword]): Write<Spelled> =>
      (writer) => {
        const spelled = inner(writer);
        return (name) => `${keyword}(${spelled("")}) ${name}`;
      },
  );
  const ofExpression = fc.tuple(expressions, word).map(
    ([text, keyword]): Write<Spelled> =>
      () =>
      (name) =>
        `${keyword}(${text}) ${name}`,
  );
  return pick([50, ofExpression], [50, ofType]);
}

function atomic(of: Arbitrary<Write<Spelled>>): Arbitrary<Write<Spelled>> {
  const form = fc.constantFrom<(spelled: Spelled, name: string) => string>(
    (spelled, name) => `_Atomic(${spelled("")}) ${name}`,
    (spelled, name) => `_Atomic ${spelled(name)}`,
    (spelled, name) => `volatile _Atomic ${spelled(name)}`,
  );
  return fc.tuple(of, form).map(([inner, write]) => (writer) => {
    const spelled = inner(writer);
    return (name: string) => write(spelled, name);
  });
}

const vector: Arbitrary<Write<Spelled>> = fc
  .tuple(fc.constantFrom(...plainScalars.slice(0, 13)), fc.constantFrom(4, 8, 16, 32, 64), fc.boolean())
  .map(([text, bytes, isNamed]) => (writer) => {
    const attribute = `__attribute__((vector_size(${bytes})))`;
    if (!isNamed) return (name: string) => `${text} ${name} ${attribute}`;
    const alias = writer.fresh("v");
    writer.declare(`typedef ${text} ${alias} ${attribute};`);
    return (name: string) => `${alias} ${name}`;
  });

const bitInt: Arbitrary<Spelled> = fc
  .tuple(pick([70, fc.integer({ min: 2, max: 71 })], [30, fc.integer({ min: 2, max: 201 })]), fc.boolean())
  .map(
    ([bits, signed]) =>
      (name) =>
        `${signed ? "" : "unsigned "}_BitInt(${bits}) ${name}`,
  );

const complex: Arbitrary<Spelled> = fc
  .tuple(fc.constantFrom("_Complex", "__complex__"), fc.constantFrom(...plainScalars.slice(0, 13), "long double"), fc.boolean())
  .map(
    ([word, text, isFirst]) =>
      (name) =>
        isFirst ? `${word} ${text} ${name}` : `${text} ${word} ${name}`,
  );

const modeType: Arbitrary<Spelled> = fc
  .tuple(
    fc.constantFrom("int", "unsigned int", "unsigned", "float", "double", "char", "long", "_Complex float"),
    fc.constantFrom("QI", "HI", "SI", "DI", "__word__", "pointer", "byte", "SF", "DF", "SC", "DC"),
  )
  .map(
    ([text, mode]) =>
      (name) =>
        `${text} ${name} __attribute__((mode(${mode})))`,
  );

function namedRecord(record: Arbitrary<Write<string>>): Arbitrary<Write<Spelled>> {
  return record.map((write) => (writer) => {
    const name = write(writer);
    return (declared: string) => `${name} ${declared}`;
  });
}

/** Types that some compilers refuse. */
function rareType(options: SampleOptions, depth: number, makeRecord: MakeRecord): Arbitrary<Write<Spelled>> {
  const vaList: Arbitrary<Spelled> = fc.constantFrom("va_list", "__builtin_va_list").map((text) => (name) => `${text} ${name}`);
  return pick<Write<Spelled>>(
    [25, always(fc.constantFrom(...rareScalars).map((text) => (name) => `${text} ${name}`))],
    [12, always(complex)],
    [12, always(bitInt)],
    [12, vector],
    [10, atomic(always(basic))],
    [5, typedefOf(options, atomic(always(basic)))],
    [4, arrayOf(atomic(typedefOf(options, always(basic))))],
    [3, arrayOf(typedefOf(options, atomic(typedefOf(options, always(basic)))))],
    [8, depth > 0 ? atomic(namedRecord(makeRecord(0))) : always(vaList)],
    [6, always(vaList)],
    [5, always(modeType)],
  );
}

/** Any type of a member; records nest up to `depth`. */
export function anyType(options: SampleOptions, depth: number, makeRecord: MakeRecord): Arbitrary<Write<Spelled>> {
  if (depth < 0) return always(basic);
  const inner = anyType(options, depth - 1, makeRecord);
  const enumType = enumeration(options).map((write): Write<Spelled> => {
    return (writer) => {
      const { name } = write(writer);
      return (declared) => `${name} ${declared}`;
    };
  });
  const before = fc.constant<Write<string>>((writer) => writer.records.at(-1) ?? "int");
  const record = namedRecord(depth > 0 ? makeRecord(depth - 1) : before);
  return pick<Write<Spelled>>(
    [36, always(basic)],
    [6, always(standard)],
    [3, qualified(inner)],
    [5, always(pointers)],
    [11, arrayOf(inner)],
    [9, typedefOf(options, inner)],
    [5, enumType],
    [2, typeofType(inner)],
    [10, record],
    [options.rareTypes ? 16 : 1, options.rareTypes ? rareType(options, depth, makeRecord) : always(basic)],
  );
}
