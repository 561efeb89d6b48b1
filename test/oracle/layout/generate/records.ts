/** Random structs and unions: their members, and the forms in which they are declared. */
import fc, { type Arbitrary } from "fast-check";
import { alignmentSpecifiers, memberAttributes, noAttributes, recordAttributes, typedefAttributes } from "./attributes.ts";
import { enumeration } from "./enums.ts";
import type { SampleOptions } from "./kinds.ts";
import { mistake } from "./mistakes.ts";
import { pack } from "./packs.ts";
import { anyType, basic, typedefOf } from "./types.ts";
import { chance, maybe, pick, type Spelled, type Write, type Writer } from "./writer.ts";

/** A record being written, which members may point to. */
interface Open {
  readonly keyword: string;
  readonly tag: string | undefined;
  /** Members that can be named, for `offsetof`. */
  readonly names: string[];
}

/** Writes a member declaration, its semicolon included; may span lines. */
type WriteMember = (writer: Writer, open: Open) => string;

const bitScalars: readonly (readonly [text: string, bits: number])[] = [
  ["char", 8],
  ["signed char", 8],
  ["unsigned char", 8],
  ["short", 16],
  ["unsigned short", 16],
  ["int", 32],
  ["unsigned int", 32],
  ["int", 32],
  ["unsigned", 32],
  ["long", 32],
  ["long long", 64],
  ["unsigned long long", 64],
  ["_Bool", 1],
  ["uint8_t", 8],
  ["uint16_t", 16],
  ["uint32_t", 32],
  ["uint64_t", 64],
  ["bool", 1],
  ["const int", 32],
  ["signed", 32],
];

/** The type of a bit-field as it is written, and the bits it has everywhere. */
function bitFieldType(options: SampleOptions): Arbitrary<Write<readonly [text: string, bits: number]>> {
  const scalar = fc.constantFrom(...bitScalars);
  const plain = scalar.map((one) => (): readonly [string, number] => one);
  const int128 = fc.constantFrom("__int128", "unsigned __int128").map((text) => (): readonly [string, number] => [text, 128]);
  const bitInt = pick([60, fc.integer({ min: 2, max: 63 })], [40, fc.integer({ min: 2, max: 127 })]).map(
    (bits) => (): readonly [string, number] => [`_BitInt(${bits})`, bits],
  );
  const named = scalar.chain(([text, bits]) =>
    typedefOf(
      options,
      fc.constant<Write<Spelled>>(() => (name) => `${text} ${name}`),
    ).map((write) => (writer: Writer): readonly [string, number] => [write(writer)("").trim(), bits]),
  );
  const enums = enumeration(options).map((write) => (writer: Writer): readonly [string, number] => {
    const made = write(writer);
    return [made.name, made.bits];
  });
  const rare = options.rareTypes ? 6 : 0;
  return pick([68, plain], [rare, int128], [rare, bitInt], [10, enums], [10, named]);
}

/** A width up to `bits` as a number or an expression. */
function widthText(bits: number, share: number, form: number): string {
  const width = share < 0.25 ? bits : 1 + Math.floor(share * bits);
  if (form === 0) return `${width} + 0`;
  if (form === 1 && width > 1) return `${width - 1} + sizeof(char)`;
  if (form === 2) return `(${width})`;
  return String(width);
}

function bitField(options: SampleOptions): Arbitrary<WriteMember> {
  const share = fc.integer({ min: 0, max: 99 }).map((value) => value / 100);
  const kind = pick<"named" | "unnamed" | "zero">([82, fc.constant("named")], [9, fc.constant("unnamed")], [9, fc.constant("zero")]);
  const tooWide = options.mistakes ? 2 : 0;
  const more = maybe(12, fc.tuple(share, kind));
  return fc
    .tuple(
      bitFieldType(options),
      share,
      kind,
      memberAttributes(options),
      alignmentSpecifiers(options, true),
      fc.nat(30),
      chance(tooWide),
      more,
    )
    .map(([type, part, which, attributes, specifiers, form, isTooWide, second]) => (writer, open) => {
      const [text, bits] = type(writer);
      const one = (shareOf: number, kindOf: typeof which): string => {
        const width = kindOf === "zero" ? "0" : isTooWide ? String(bits + 40) : widthText(bits, shareOf, form);
        return `${kindOf === "named" ? writer.fresh("b") : ""} : ${width}`;
      };
      const behind = attributes(false)(writer);
      const rest = second === undefined ? "" : `, ${one(...second)}`;
      void open;
      return `${specifiers}${text} ${one(part, which)}${behind === "" ? "" : ` ${behind}`}${rest};`;
    });
}

/** Where attributes of a member stand. */
type Place = "behind" | "front" | "middle" | "name" | "star";

function plainMember(options: SampleOptions, depth: number): Arbitrary<WriteMember> {
  const place = pick<Place>(
    [60, fc.constant("behind")],
    [14, fc.constant("front")],
    [10, fc.constant("middle")],
    [8, fc.constant("name")],
    [8, fc.constant("star")],
  );
  const type = anyType(options, depth, (level) => record(options, level));
  return fc
    .tuple(
      type,
      memberAttributes(options),
      alignmentSpecifiers(options, false),
      place,
      maybe(6, fc.constantFrom("", "*", "@[2]", "(*@)(void)")),
    )
    .map(([write, attributes, specifiers, where, second]) => (writer, open) => {
      const spelled = write(writer);
      const name = writer.fresh("f");
      open.names.push(name);
      const text = attributes(where === "front" || where === "name")(writer);
      if (text === "" || where === "behind")
        return `${specifiers}${spelled(name)}${text === "" ? "" : ` ${text}`}${beside(second, writer)};`;
      const isStandard = text.startsWith("[[");
      if (where === "name" && isStandard) return `${specifiers}${spelled(`${name} ${text}`)};`;
      if (where === "front" && isStandard) return `${text} ${specifiers}${spelled(name)};`;
      if (where === "star") return `${specifiers}${spelled(`* ${text} ${name}`)};`;
      if (where === "front") return `${text} ${specifiers}${spelled(name)}${beside(second, writer)};`;
      return `${specifiers}${spelled(`${text} ${name}`)};`;
    });
}

/** A second declarator; `@` is where its name stands. */
function beside(form: string | undefined, writer: Writer): string {
  if (form === undefined) return "";
  const name = writer.fresh("f");
  return `, ${form.includes("@") ? form.replace("@", name) : `${form}${name}`}`;
}

/** Members that say something about nothing, or point to the record itself. */
const smallMember: Arbitrary<WriteMember> = fc.constantFrom<WriteMember>(
  () => '_Static_assert(sizeof(int) == 4, "no int");',
  () => ";",
  (writer, open) => `${open.tag === undefined ? "void" : `${open.keyword} ${open.tag}`} *${writer.fresh("next")};`,
  (writer, open) => `${open.tag === undefined ? "char" : `${open.keyword} ${open.tag}`} *(*${writer.fresh("list")})[2];`,
  (writer) => `struct ${writer.fresh("opaque")} *${writer.fresh("handle")};`,
);

/** A member of a record type that is defined there: anonymous, named or with a tag. */
function nestedMember(options: SampleOptions): Arbitrary<WriteMember> {
  const form = pick<"anonymous" | "named" | "array" | "tagged">(
    [50, fc.constant("anonymous")],
    [20, fc.constant("named")],
    [15, fc.constant("array")],
    [15, fc.constant("tagged")],
  );
  return fc
    .tuple(chance(40), form, recordAttributes(options), memberAttributes(options), fc.boolean(), membersOf(options, -1), fc.nat(3))
    .map(([isUnion, which, attributes, own, isFront, members, count]) => (writer, open) => {
      const keyword = isUnion ? "union" : "struct";
      const text = attributes(isFront)(writer);
      const ownText = which === "anonymous" ? "" : own(false)(writer);
      const tag = which === "tagged" ? writer.fresh("In") : undefined;
      const inner: Open = { keyword, tag, names: [] };
      const body = members(writer, inner);
      const name = which === "anonymous" ? "" : writer.fresh("f");
      if (which === "anonymous") open.names.push(...inner.names);
      if (tag !== undefined) writer.records.push(`${keyword} ${tag}`);
      const head = `${keyword} ${isFront ? text : ""} ${tag ?? ""}`.trim().replace(/ +/g, " ");
      const suffix = which === "array" ? `[${count}]` : "";
      return `${head} {\n${body}} ${isFront ? "" : text}${name === "" ? "" : ` ${name}${suffix}`}${ownText === "" ? "" : ` ${ownText}`};`;
    });
}

function member(options: SampleOptions, depth: number): Arbitrary<WriteMember> {
  const plain = plainMember(options, depth);
  const wrong = mistake.map(
    (write): WriteMember =>
      (writer) =>
        write(writer),
  );
  return pick(
    [options.mistakes ? 82 : 84, plain],
    [depth >= 0 ? 11 : 0, depth >= 0 ? nestedMember(options) : plain],
    [4, smallMember],
    [options.mistakes ? 5 : 0, wrong],
  );
}

/** The members of a record, each on lines of its own. */
function membersOf(options: SampleOptions, depth: number, inside?: string): Arbitrary<(writer: Writer, open: Open) => string> {
  const one = options.bitFields ? pick([60, member(options, depth)], [40, bitField(options)]) : member(options, depth);
  const some = fc.array(one, { minLength: 1, maxLength: options.maxFields, size: "max" });
  const list = pick<readonly WriteMember[]>([97, some], [3, fc.constant([])]);
  const flexible = maybe(
    4,
    basic.map(
      (of): WriteMember =>
        (writer) =>
          `${of(`${writer.fresh("f")}[]`)};`,
    ),
  );
  void inside;
  return fc.tuple(list, flexible).map(([members, last]) => (writer, open) => {
    const all = last === undefined || open.keyword === "union" || members.length === 0 ? members : [...members, last];
    return all.map((write) => `${write(writer, open)}\n`).join("");
  });
}

type Form = "tag" | "typedef" | "both" | "variable" | "forward";

/** A struct or union that can be named afterwards; answers how. */
export function record(options: SampleOptions, depth: number): Arbitrary<Write<string>> {
  const form = pick<Form>(
    [66, fc.constant("tag")],
    [12, fc.constant("typedef")],
    [12, fc.constant("both")],
    [5, fc.constant("variable")],
    [5, fc.constant("forward")],
  );
  const before = pick([97, fc.constant(noAttributes)], [3, recordAttributes(options)]);
  return fc
    .tuple(
      chance(20),
      form,
      fc.tuple(before, recordAttributes(options), recordAttributes(options), typedefAttributes(options)),
      pick<"front" | "behind" | "both">([46, fc.constant("front")], [46, fc.constant("behind")], [8, fc.constant("both")]),
      pack(options),
      membersOf(options, depth),
    )
    .map(([isUnion, which, attributes, place, packing, members]) => (writer) => {
      const keyword = isUnion ? "union" : "struct";
      const tag = which === "typedef" ? undefined : writer.fresh(isUnion ? "U" : "R");
      const [ignored, front, behind, typedefOwn] = attributes;
      const ignoredText = which === "tag" ? ignored(false)(writer) : "";
      const frontText = place === "behind" ? "" : front(true)(writer);
      const behindText = place === "front" ? "" : behind(false)(writer);
      const around = packing(writer);
      const open: Open = { keyword, tag, names: [] };
      let body = members(writer, open);
      if (around.inside !== undefined) body = withInside(body, around.inside);
      const alias = which === "typedef" || which === "both" ? writer.fresh("T") : undefined;
      const head = [ignoredText, which === "typedef" || which === "both" ? "typedef" : "", keyword, frontText, tag ?? ""]
        .filter((part) => part !== "")
        .join(" ");
      const ownText = which === "both" ? typedefOwn(false)(writer) : "";
      const name = which === "variable" ? ` ${writer.fresh("x")}` : alias === undefined ? "" : ` ${alias}`;
      if (which === "forward") writer.declare(`${keyword} ${tag};\ntypedef ${keyword} ${tag} ${writer.fresh("Later")};`);
      for (const line of around.before) writer.declare(line);
      writer.declare(`${head} {\n${body}} ${behindText}${name}${ownText === "" ? "" : ` ${ownText}`};`);
      for (const line of around.after) writer.declare(line);
      const shown = tag === undefined ? (alias ?? "int") : `${keyword} ${tag}`;
      writer.records.push(shown);
      const [first] = open.names;
      if (first !== undefined) writer.members.push({ record: shown, member: first });
      return which === "both" ? (alias ?? shown) : shown;
    });
}

/** A pragma between the members, on a line of its own. */
function withInside(body: string, pragma: string): string {
  const lines = body.split("\n");
  const middle = Math.floor(lines.length / 2);
  return [...lines.slice(0, middle), pragma, ...lines.slice(middle)].join("\n");
}
