/**
 * Random C records, each as C text and as the type that the text means. Every feature that changes a layout occurs,
 * alone and combined; what a compiler refuses is generated too, to see that the engines refuse it.
 */
import type { AlignRequest, CEnum, CField, CRecord, CType } from "../../../server/src/types/c.ts";
import { makeMistake } from "./mistakes.ts";
import type { Random } from "./random.ts";
import { alignChoices, bitScalars, plainScalars, rareScalars, standardTypes } from "./spellings.ts";

/** One generated record: `lines` declare it and all it needs. */
export interface Sample {
  readonly record: CRecord;
  readonly lines: readonly string[];
  /** Records that `lines` define without a name, by the line (from 0) their keyword stands on. */
  readonly unnamed: ReadonlyMap<number, CRecord>;
  /** Named records defined on the way, the sample's own included. */
  readonly named: readonly CRecord[];
  /** The lines of each member of the record itself. */
  readonly fieldLines: readonly { readonly start: number; readonly count: number }[];
}

/** What a run leaves out or stresses. */
export interface SampleOptions {
  readonly bitFields: boolean;
  readonly attributes: boolean;
  /** Types that some compilers refuse. */
  readonly rareTypes: boolean;
  /** Things that every compiler refuses. */
  readonly mistakes: boolean;
  readonly maxFields: number;
  /** `__declspec(align)`, `ms_struct`, `gcc_struct`. */
  readonly microsoft: boolean;
}

/** Kinds of samples, taken in turn: from what everybody writes to what hardly anybody does. */
export const kinds: readonly SampleOptions[] = [
  { bitFields: false, attributes: false, rareTypes: false, mistakes: false, microsoft: false, maxFields: 6 },
  { bitFields: true, attributes: false, rareTypes: false, mistakes: false, microsoft: false, maxFields: 6 },
  { bitFields: false, attributes: true, rareTypes: false, mistakes: false, microsoft: false, maxFields: 5 },
  { bitFields: true, attributes: true, rareTypes: false, mistakes: false, microsoft: false, maxFields: 6 },
  { bitFields: true, attributes: true, rareTypes: false, mistakes: false, microsoft: false, maxFields: 3 },
  { bitFields: true, attributes: true, rareTypes: true, mistakes: false, microsoft: false, maxFields: 3 },
  { bitFields: true, attributes: true, rareTypes: true, mistakes: true, microsoft: false, maxFields: 3 },
  { bitFields: true, attributes: true, rareTypes: false, mistakes: false, microsoft: true, maxFields: 4 },
];

/** A type and how it is written around a name. */
interface Spelled {
  readonly type: CType;
  readonly declare: (name: string) => string;
}

class Builder {
  readonly random: Random;
  readonly options: SampleOptions;
  readonly prefix: string;
  readonly lines: string[] = [];
  readonly unnamed: Map<number, CRecord> = new Map();
  readonly named: CRecord[] = [];
  fieldLines: { readonly start: number; readonly count: number }[] = [];
  private count = 0;

  constructor(random: Random, options: SampleOptions, prefix: string) {
    this.random = random;
    this.options = options;
    this.prefix = prefix;
  }

  fresh(letter: string): string {
    return `${letter}${this.prefix}_${this.count++}`;
  }

  /** A struct or union with a tag; its lines are added, and it can then be named. */
  record(depth: number, tag: string): CRecord {
    const { random, options } = this;
    const union = random.chance(20);
    const keyword = union ? "union" : "struct";
    const attributes = this.recordAttributes();
    const pack = options.attributes && random.chance(15) ? random.pick([1, 2, 4, 8, 16]) : undefined;
    const name = `${keyword} ${tag}`;
    const body = this.fields(depth, union, pack);
    if (pack !== undefined) this.lines.push(`#pragma pack(push, ${pack})`);
    const front = random.chance(50);
    this.lines.push(`${keyword} ${front ? attributes.text : ""} ${tag} {`);
    this.place(body);
    this.lines.push(`} ${front ? "" : attributes.text};`);
    if (pack !== undefined) this.lines.push("#pragma pack(pop)");
    const record: CRecord = {
      kind: "record",
      union,
      tag,
      name,
      fields: body.map((field) => field.field),
      ...attributes.facts,
      ...(pack === undefined ? {} : { pack }),
    };
    this.named.push(record);
    return record;
  }

  private place(body: readonly Placed[]): void {
    this.fieldLines = [];
    for (const item of body) {
      this.fieldLines.push({ start: this.lines.length, count: item.text.length });
      if (item.inner !== undefined) this.unnamed.set(this.lines.length, item.inner);
      this.lines.push(...item.text);
    }
  }

  private recordAttributes(): { readonly text: string; readonly facts: Pick<CRecord, "packed" | "aligns" | "bitFieldLayout"> } {
    const { random, options } = this;
    if (!options.attributes) return { text: "", facts: {} };
    const parts: string[] = [];
    const packed = random.chance(18);
    const aligns: AlignRequest[] = [];
    if (packed) parts.push("packed");
    while (random.chance(aligns.length === 0 ? 12 : 15)) {
      const align = random.chance(10) ? "biggest" : random.pick(alignChoices);
      aligns.push({ align, spelling: "attribute" });
      parts.push(align === "biggest" ? "aligned" : `aligned(${align})`);
    }
    let bitFieldLayout: "ms" | "gcc" | undefined;
    if (options.microsoft && random.chance(20)) {
      bitFieldLayout = random.pick(["ms", "gcc"]);
      parts.push(`${bitFieldLayout}_struct`);
    }
    return {
      text: parts.length > 0 ? `__attribute__((${parts.join(", ")}))` : "",
      facts: {
        ...(packed ? { packed: true as const } : {}),
        ...(aligns.length > 0 ? { aligns } : {}),
        ...(bitFieldLayout === undefined ? {} : { bitFieldLayout }),
      },
    };
  }

  private fields(depth: number, union: boolean, pack: number | undefined): Placed[] {
    const { random, options } = this;
    const placed: Placed[] = [];
    const count = random.chance(3) ? 0 : 1 + random.below(options.maxFields);
    let bits = options.bitFields && random.chance(50);
    for (let i = 0; i < count; i++) {
      if (random.chance(25)) bits = options.bitFields && !bits;
      placed.push(bits ? this.bitField() : this.member(depth, union, pack));
    }
    if (!union && count > 0 && random.chance(5)) {
      const of = this.basic();
      const name = this.fresh("f");
      placed.push({ field: { name, type: { kind: "array", of: of.type, count: undefined } }, text: [`${of.declare(`${name}[]`)};`] });
    }
    return placed;
  }

  private fieldAttributes(
    isBitField: boolean,
    hasPrefix = true,
  ): {
    readonly before: string;
    readonly after: string;
    readonly facts: Pick<CField, "packed" | "aligns">;
  } {
    const { random, options } = this;
    if (!options.attributes) return { before: "", after: "", facts: {} };
    const packed = random.chance(8);
    const aligns: AlignRequest[] = [];
    const parts: string[] = [];
    let before = "";
    if (packed) parts.push("packed");
    while (random.chance(aligns.length === 0 ? 8 : 10)) {
      const align = random.chance(10) ? "biggest" : random.pick(alignChoices);
      aligns.push({ align, spelling: "attribute" });
      parts.push(align === "biggest" ? "aligned" : `aligned(${align})`);
    }
    if (hasPrefix && random.chance(isBitField ? (options.mistakes ? 2 : 0) : 4)) {
      const align = options.mistakes ? random.pick([0, 1, 2, 4, 8, 16, 32]) : random.pick([0, 16, 32]);
      aligns.push({ align, spelling: "alignas" });
      before = `_Alignas(${align}) `;
    }
    if (hasPrefix && options.microsoft && random.chance(4)) {
      const align = random.pick([1, 2, 4, 8, 16, 32]);
      aligns.push({ align, spelling: "declspec" });
      before += `__declspec(align(${align})) `;
    }
    return {
      before,
      after: parts.length > 0 ? ` __attribute__((${parts.join(", ")}))` : "",
      facts: { ...(packed ? { packed: true as const } : {}), ...(aligns.length > 0 ? { aligns } : {}) },
    };
  }

  private bitField(): Placed {
    const { random, options } = this;
    let type: CType;
    let text: string;
    let limit: number;
    const kind = random.below(100);
    if (options.rareTypes && kind < 6) {
      limit = 128;
      [type, text] = random.chance(50)
        ? [{ kind: "scalar", name: "int128" }, "__int128"]
        : [{ kind: "scalar", name: "uint128" }, "unsigned __int128"];
    } else if (options.rareTypes && kind < 12) {
      limit = 2 + random.below(random.chance(60) ? 62 : 126);
      [type, text] = [{ kind: "bitint", bits: limit, signed: true }, `_BitInt(${limit})`];
    } else if (kind < 22) {
      const made = this.enumeration();
      [type, text, limit] = [made, made.name, 8];
    } else if (kind < 32) {
      const [name, spelling, bits] = random.pick(bitScalars);
      const made = this.typedefOf({ type: { kind: "scalar", name }, declare: (n) => `${spelling} ${n}` });
      [type, text, limit] = [made.type, made.declare(""), bits];
    } else {
      const [name, spelling, bits] = random.pick(bitScalars);
      [type, text, limit] = [{ kind: "scalar", name }, spelling, bits];
    }
    if (options.mistakes && random.chance(2)) limit += 40;
    const isUnnamed = random.chance(18);
    const isZero = isUnnamed && random.chance(50);
    const width = isZero ? 0 : random.chance(25) ? limit : 1 + random.below(limit);
    const name = isUnnamed ? "" : this.fresh("b");
    const attributes = this.fieldAttributes(true);
    return {
      field: { name, type, bitWidth: width, ...attributes.facts },
      text: [`${attributes.before}${text} ${name} : ${width}${attributes.after};`],
    };
  }

  private member(depth: number, union: boolean, pack: number | undefined): Placed {
    const { random } = this;
    if (this.options.mistakes && random.chance(6)) return makeMistake(random, this.fresh("f"));
    const attributes = this.fieldAttributes(false);
    if (depth > 0 && random.chance(14)) return this.unnamedMember(depth - 1, pack);
    const made = this.type(depth);
    const name = this.fresh("f");
    void union;
    return {
      field: { name, type: made.type, ...attributes.facts },
      text: [`${attributes.before}${made.declare(name)}${attributes.after};`],
    };
  }

  /** An anonymous struct or union, or a member of a record type without a tag. */
  private unnamedMember(depth: number, pack: number | undefined): Placed {
    const { random } = this;
    const union = random.chance(40);
    const name = random.chance(60) ? "" : this.fresh("f");
    // Behind a brace without a name an attribute would be the record's.
    const member = name === "" ? { after: "", facts: {} } : this.fieldAttributes(false, false);
    const attributes = { ...this.recordAttributes(), own: member.after, ownFacts: member.facts };
    const count = name !== "" && random.chance(30) ? random.below(4) : undefined;
    const body = this.fields(0, union, pack);
    void depth;
    const record: CRecord = {
      kind: "record",
      union,
      tag: undefined,
      name: "",
      fields: body.map((item) => item.field),
      ...attributes.facts,
      ...(pack === undefined ? {} : { pack }),
    };
    const text = [`${union ? "union" : "struct"} ${attributes.text} {`, ...body.flatMap((item) => item.text)];
    text.push(`} ${name}${count === undefined ? "" : `[${count}]`}${attributes.own};`);
    const type: CType = count === undefined ? record : { kind: "array", of: record, count };
    return { field: { name, type, ...attributes.ownFacts }, text, inner: record };
  }

  private basic(): Spelled {
    const [name, text] = this.random.pick(plainScalars);
    return { type: { kind: "scalar", name }, declare: (n) => `${text} ${n}` };
  }

  private enumeration(): CEnum {
    const { random, options } = this;
    const tag = this.fresh("e");
    const packed = options.attributes && random.chance(30);
    const aligns: AlignRequest[] =
      options.attributes && !packed && random.chance(10) ? [{ align: random.pick([1, 2, 4, 8, 16]), spelling: "attribute" }] : [];
    const attributes = [...(packed ? ["packed"] : []), ...aligns.map((request) => `aligned(${request.align})`)];
    const fixed = options.rareTypes && random.chance(15) ? random.pick(bitScalars) : undefined;
    const [min, max] = random.pick<readonly [bigint, bigint]>(
      random.chance(85)
        ? [
            [0n, 3n],
            [-1n, 3n],
            [0n, 200n],
            [-128n, 127n],
            [0n, 40000n],
            [-200n, 5n],
            [0n, 0x7fffffffn],
          ]
        : [
            [0n, 0xffffffffn],
            [-1n, 0xffffffffn],
            [0n, 0x7fffffffffffffffn],
            [-0x7fffffffffffffffn, 5n],
          ],
    );
    const values = fixed === undefined ? { min, max } : { min: 0n, max: 1n };
    this.lines.push(
      `enum ${attributes.length > 0 ? `__attribute__((${attributes.join(", ")})) ` : ""}${tag}${fixed === undefined ? "" : ` : ${fixed[1]}`} { ${tag}a = ${values.min}, ${tag}b = ${values.max} };`,
    );
    return {
      kind: "enum",
      tag,
      name: `enum ${tag}`,
      range: values,
      ...(packed ? { packed: true as const } : {}),
      ...(aligns.length > 0 ? { aligns } : {}),
      ...(fixed === undefined ? {} : { fixed: { kind: "scalar", name: fixed[0] } }),
    };
  }

  private typedefOf(of: Spelled): Spelled {
    const { random, options } = this;
    const name = this.fresh("t");
    const aligns: AlignRequest[] = [];
    const parts: string[] = [];
    while (options.attributes && random.chance(aligns.length === 0 ? 35 : 10)) {
      const align = random.pick([1, 2, 4, 8, 16]);
      aligns.push({ align, spelling: "attribute" });
      parts.push(`aligned(${align})`);
    }
    this.lines.push(`typedef ${of.declare(name)}${parts.length > 0 ? ` __attribute__((${parts.join(", ")}))` : ""};`);
    return {
      type: { kind: "typedef", name, type: of.type, ...(aligns.length > 0 ? { aligns } : {}) },
      declare: (n) => `${name} ${n}`,
    };
  }

  private type(depth: number): Spelled {
    const { random, options } = this;
    const kind = random.below(100);
    if (kind < 40) return this.basic();
    if (kind < 43) {
      const [name, text] = random.pick(standardTypes);
      this.lines.push(`typedef ${text} ${name};`);
      return { type: { kind: "standard", name }, declare: (n) => `${name} ${n}` };
    }
    if (kind < 45) {
      const of = this.type(depth - 1);
      const qualifiers = random.pick(["const", "volatile", "const volatile"]);
      return { type: { kind: "qualified", qualifiers, of: of.type }, declare: (n) => `${qualifiers} ${of.declare(n)}` };
    }
    if (kind < 46) {
      const result = this.basic();
      const parameter = this.basic();
      const to: CType = { kind: "function", result: result.type, parameters: [{ name: "", type: parameter.type }], variadic: false };
      return { type: { kind: "pointer", to }, declare: (n) => result.declare(`(*${n})(${parameter.declare("")})`) };
    }
    if (kind < 48) {
      const of = this.basic();
      const pointer: CType = { kind: "pointer", to: of.type };
      return { type: pointer, declare: (n) => of.declare(`*${n}`) };
    }
    if (kind < 58) {
      const of = this.type(depth - 1);
      const counts = random.chance(25) ? [random.below(4), 1 + random.below(3)] : [random.below(6)];
      let type = of.type;
      for (const count of [...counts].reverse()) type = { kind: "array", of: type, count };
      const suffix = counts.map((count) => `[${count}]`).join("");
      return { type, declare: (n) => of.declare(`${n}${suffix}`) };
    }
    if (kind < 66) return this.typedefOf(this.type(depth - 1));
    if (kind < 71) {
      const made = this.enumeration();
      return { type: made, declare: (n) => `${made.name} ${n}` };
    }
    if (depth > 0 && kind < 83) {
      const made = this.record(depth - 1, this.fresh("R"));
      return { type: made, declare: (n) => `${made.name} ${n}` };
    }
    if (options.rareTypes) return this.rareType(depth);
    return this.basic();
  }

  private rareType(depth: number): Spelled {
    const { random } = this;
    switch (random.below(8)) {
      case 0: {
        const [name, text] = random.pick([...plainScalars.slice(0, 13), ...rareScalars.slice(0, 1)]);
        return { type: { kind: "complex", of: name }, declare: (n) => `_Complex ${text} ${n}` };
      }
      case 1: {
        const bits = random.chance(70) ? 2 + random.below(70) : 2 + random.below(200);
        const signed = random.chance(50);
        return { type: { kind: "bitint", bits, signed }, declare: (n) => `${signed ? "" : "unsigned "}_BitInt(${bits}) ${n}` };
      }
      case 2: {
        const [name, text] = random.pick(plainScalars.slice(0, 13));
        const bytes = random.pick([4, 8, 16, 32, 64]);
        const alias = this.fresh("v");
        this.lines.push(`typedef ${text} ${alias} __attribute__((vector_size(${bytes})));`);
        return {
          type: { kind: "typedef", name: alias, type: { kind: "vector", of: { kind: "scalar", name }, bytes } },
          declare: (n) => `${alias} ${n}`,
        };
      }
      case 3: {
        const of = this.basic();
        return { type: { kind: "atomic", of: of.type }, declare: (n) => `_Atomic(${of.declare("")}) ${n}` };
      }
      case 4:
        if (depth > 0) {
          const made = this.record(0, this.fresh("R"));
          return { type: { kind: "atomic", of: made }, declare: (n) => `_Atomic(${made.name}) ${n}` };
        }
        return { type: { kind: "vaList" }, declare: (n) => `__builtin_va_list ${n}` };
      default: {
        const [name, text] = random.pick(rareScalars);
        return { type: { kind: "scalar", name }, declare: (n) => `${text} ${n}` };
      }
    }
  }
}

/** A member as declared, with the lines that declare it. */
interface Placed {
  readonly field: CField;
  readonly text: readonly string[];
  readonly inner?: CRecord;
}

/** The `index`-th sample of a run. */
export function makeSample(random: Random, options: SampleOptions, index: number): Sample {
  const builder = new Builder(random, options, String(index));
  const record = builder.record(2, `S${index}`);
  return { record, lines: builder.lines, unnamed: builder.unnamed, named: builder.named, fieldLines: builder.fieldLines };
}
