/**
 * Random attributes in all their spellings: GNU lists, several of them, names with underscores, standard attributes,
 * macros that produce them; `_Alignas` and `__declspec`. What they mean is left to compilers.
 */
import fc, { type Arbitrary } from "fast-check";
import type { SampleOptions } from "./kinds.ts";
import { chance, maybe, pick, type Write } from "./writer.ts";

/** Alignments as people ask for them, and now and then as hardly anybody does. */
const alignChoices: readonly number[] = [1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 64, 128, 4096];

/** An attribute: its name, and its operand as text. */
interface Attribute {
  readonly name: string;
  readonly operand: string | undefined;
}

/** Writes a list of attributes; standard ones only where they may stand. */
export type WriteAttributes = (allowsStandard: boolean) => Write<string>;

export const noAttributes: WriteAttributes = () => () => "";

/** An alignment in bytes as a number or a constant expression. */
export const alignment: Arbitrary<string> = pick(
  [80, fc.constantFrom(...alignChoices).map(String)],
  [
    20,
    fc.constantFrom(
      "4 * 2",
      "1 << 3",
      "sizeof(long)",
      "__alignof__(double)",
      "_Alignof(long long)",
      "sizeof(void *)",
      "sizeof(int) > 2 ? 8 : 4",
      "0x10",
      "8u",
      "__BIGGEST_ALIGNMENT__",
    ),
  ],
);

const aligned: Arbitrary<Attribute> = maybe(90, alignment).map((operand) => ({ name: "aligned", operand }));
const packed: Arbitrary<Attribute> = fc.constant({ name: "packed", operand: undefined });
/** What says nothing about layouts. */
const idle: Arbitrary<Attribute> = fc.constantFrom(
  { name: "unused", operand: undefined },
  { name: "deprecated", operand: '"old"' },
  { name: "may_alias", operand: undefined },
);

type Style = "list" | "lists" | "standard" | "macro";

function written(attributes: readonly Attribute[], style: Style, underscores: boolean, allowsStandard: boolean): Write<string> {
  const spelled = attributes.map(({ name, operand }) => {
    const shown = underscores ? `__${name}__` : name;
    return operand === undefined ? shown : `${shown}(${operand})`;
  });
  const keyword = underscores ? "__attribute" : "__attribute__";
  const list = `${keyword}((${spelled.join(", ")}))`;
  return (writer) => {
    if (style === "lists") return spelled.map((one) => `${keyword}((${one}))`).join(" ");
    if (style === "standard" && allowsStandard) return `[[${spelled.map((one) => `gnu::${one}`).join(", ")}]]`;
    if (style !== "macro") return list;
    const macro = writer.fresh("M");
    const [only] = attributes;
    if (attributes.length === 1 && only?.name === "aligned" && only.operand !== undefined) {
      writer.declare(`#define ${macro}(n) ${keyword}((aligned(n)))`);
      return `${macro}(${only.operand})`;
    }
    writer.declare(`#define ${macro} ${list}`);
    return macro;
  };
}

function listOf(items: Arbitrary<readonly (Attribute | undefined)[]>): Arbitrary<WriteAttributes> {
  const style = pick<Style>(
    [70, fc.constant("list")],
    [12, fc.constant("lists")],
    [8, fc.constant("standard")],
    [10, fc.constant("macro")],
  );
  return fc.tuple(items, style, chance(20)).map(([all, chosen, underscores]) => {
    const attributes = all.filter((one) => one !== undefined);
    if (attributes.length === 0) return noAttributes;
    return (allowsStandard: boolean) => written(attributes, chosen, underscores, allowsStandard);
  });
}

/** Attributes of a struct or union. */
export function recordAttributes(options: SampleOptions): Arbitrary<WriteAttributes> {
  if (!options.attributes) return fc.constant(noAttributes);
  const bitFieldLayout: Arbitrary<Attribute> = fc.constantFrom("ms_struct", "gcc_struct").map((name) => ({ name, operand: undefined }));
  const microsoft = options.microsoft ? 20 : 0;
  return listOf(fc.tuple(maybe(18, packed), maybe(12, aligned), maybe(2, aligned), maybe(microsoft, bitFieldLayout), maybe(2, idle)));
}

/** Attributes of a member, or of a bit-field. */
export function memberAttributes(options: SampleOptions): Arbitrary<WriteAttributes> {
  if (!options.attributes) return fc.constant(noAttributes);
  const ignored: Arbitrary<Attribute> = fc.constant({ name: "ms_struct", operand: undefined });
  const microsoft = options.microsoft ? 3 : 0;
  return listOf(fc.tuple(maybe(8, packed), maybe(8, aligned), maybe(1, aligned), maybe(2, idle), maybe(microsoft, ignored)));
}

/** Attributes of a typedef. */
export function typedefAttributes(options: SampleOptions): Arbitrary<WriteAttributes> {
  if (!options.attributes) return fc.constant(noAttributes);
  const lower = fc.constantFrom("1", "2", "4", "8", "16").map((operand) => ({ name: "aligned", operand }));
  return listOf(fc.tuple(maybe(35, lower), maybe(3, lower), maybe(2, packed)));
}

/** Attributes of an enum. */
export function enumAttributes(options: SampleOptions): Arbitrary<WriteAttributes> {
  if (!options.attributes) return fc.constant(noAttributes);
  const lower = fc.constantFrom("1", "2", "4", "8", "16").map((operand) => ({ name: "aligned", operand }));
  const mode = fc.constantFrom("QI", "HI", "SI", "DI", "byte", "word").map((operand) => ({ name: "mode", operand }));
  return listOf(fc.tuple(maybe(25, packed), maybe(8, lower), maybe(options.rareTypes ? 6 : 0, mode)));
}

const alignasChoices = ["16", "32", "8 * 2", "0", "long double", "long long", "struct { long long a[2]; }"];
const anyAlignas = ["0", "1", "2", "4", "8", "16", "32", "char", "int", "double", "void *"];

/** `_Alignas`, `alignas` and `__declspec(align)` in front of a member, most of them such that they are taken. */
export function alignmentSpecifiers(options: SampleOptions, isBitField: boolean): Arbitrary<string> {
  if (!options.attributes) return fc.constant("");
  const operand = options.mistakes ? fc.constantFrom(...anyAlignas) : fc.constantFrom(...alignasChoices);
  const alignas = fc.tuple(fc.constantFrom("_Alignas", "alignas"), operand).map(([word, inside]) => `${word}(${inside}) `);
  const declspec = fc.constantFrom(1, 2, 4, 8, 16, 32).map((align) => `__declspec(align(${align})) `);
  const alignasPercent = isBitField ? (options.mistakes ? 2 : 0) : 5;
  return fc
    .tuple(maybe(alignasPercent, alignas), maybe(alignasPercent === 0 ? 0 : 1, alignas), maybe(options.microsoft ? 4 : 0, declspec))
    .map((parts) => parts.join(""));
}
