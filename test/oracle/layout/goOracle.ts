/**
 * Compares the Go engine with go/types (sizes of gc) and with the gc compiler itself, on random struct types.
 */
import { layoutGo, layoutGoStruct } from "../../../server/src/layout/go.ts";
import type { GoSizes } from "../../../server/src/target/target.ts";
import type { GoBasic, GoField, GoNamed, GoType } from "../../../server/src/types/go.ts";
import { compileErrors, structsOf } from "./goTool.ts";
import type { Random } from "./random.ts";

/** A random struct type with the Go source of its type expression. */
export interface GoSample {
  readonly type: GoNamed;
  readonly source: string;
}

const basics: readonly GoBasic[] = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "int",
  "uint",
  "uintptr",
  "float32",
  "float64",
  "complex64",
  "complex128",
  "string",
  "unsafe.Pointer",
];

interface Spelled {
  readonly type: GoType;
  readonly text: string;
}

const nothing: GoType = { kind: "struct", fields: [] };
const defined = (name: string, underlying: GoType): GoNamed => ({ kind: "named", pkg: "sync/atomic", name, underlying });
const atomic64 = (name: string, value: GoBasic): GoNamed =>
  defined(name, {
    kind: "struct",
    fields: [
      { name: "_", type: defined("noCopy", nothing) },
      { name: "_", type: defined("align64", nothing) },
      { name: "v", type: { kind: "basic", name: value } },
    ],
  });

function spell(random: Random, depth: number, before: readonly GoSample[], withAtomic: boolean): Spelled {
  const kind = random.below(100);
  if (kind < 50 || depth === 0) {
    const name = random.pick(basics);
    return { type: { kind: "basic", name }, text: name };
  }
  if (kind < 62) {
    const of = spell(random, depth - 1, before, withAtomic);
    const count = random.below(4);
    return { type: { kind: "array", of: of.type, count }, text: `[${count}]${of.text}` };
  }
  if (kind < 72) {
    const { fields, text } = structFields(random, depth - 1, before, withAtomic);
    return { type: { kind: "struct", fields }, text };
  }
  if (kind < 84 && before.length > 0) {
    const named = random.pick(before);
    return { type: named.type, text: named.type.name };
  }
  if (kind < 88 && withAtomic) {
    const name = random.pick(["Int64", "Uint64"]);
    return { type: atomic64(name, name === "Int64" ? "int64" : "uint64"), text: `atomic.${name}` };
  }
  const of = spell(random, 0, before, withAtomic);
  return random.pick<Spelled>([
    { type: { kind: "pointer", to: of.type }, text: `*${of.text}` },
    { type: { kind: "slice", of: of.type }, text: `[]${of.text}` },
    { type: { kind: "map", key: { kind: "basic", name: "int" }, of: of.type }, text: `map[int]${of.text}` },
    { type: { kind: "chan", of: of.type }, text: `chan ${of.text}` },
    { type: { kind: "func" }, text: "func()" },
    { type: { kind: "interface" }, text: "interface{ M() }" },
    { type: { kind: "interface" }, text: "any" },
    { type: nothing, text: "struct{}" },
  ]);
}

function structFields(
  random: Random,
  depth: number,
  before: readonly GoSample[],
  withAtomic: boolean,
): { fields: GoField[]; text: string } {
  const fields: GoField[] = [];
  const texts: string[] = [];
  const count = random.below(6);
  const embedded: Set<string> = new Set();
  for (let i = 0; i < count; i++) {
    if (before.length > 0 && random.chance(8)) {
      const { type } = random.pick(before);
      if (embedded.has(type.name)) continue;
      embedded.add(type.name);
      fields.push({ name: type.name, type, embedded: true });
      texts.push(type.name);
      continue;
    }
    const of = spell(random, depth, before, withAtomic);
    const name = random.chance(10) ? "_" : `F${i}`;
    fields.push({ name, type: of.type });
    texts.push(`${name} ${of.text}`);
  }
  return { fields, text: `struct{ ${texts.join("; ")} }` };
}

export function makeGoSample(random: Random, before: readonly GoSample[], index: number, withAtomic: boolean): GoSample {
  const recent = before.slice(-20);
  const { fields, text } = structFields(random, 3, recent, withAtomic);
  const type: GoNamed = { kind: "named", pkg: "p", name: `T${index}`, underlying: { kind: "struct", fields } };
  return { type, source: `type T${index} ${text}` };
}

/** The architectures of all ports with the gc sizes the registry gives them. */
export type Archs = ReadonlyMap<string, GoSizes>;

export interface GoTally {
  compared: number;
  readonly mismatches: string[];
}

/** Compares with go/types on every architecture. */
export function compareGo(samples: readonly GoSample[], archs: Archs, tally: GoTally): void {
  const source = `package p\nimport ("unsafe"; "sync/atomic")\nvar _ unsafe.Pointer\nvar _ atomic.Int32\n${samples.map((sample) => sample.source).join("\n")}\n`;
  const answers = structsOf(source, [...archs.keys()]);
  for (const [arch, sizes] of archs) {
    for (const sample of samples) {
      const answer = answers.get(arch)?.get(sample.type.name);
      const layout = layoutGoStruct(sample.type, { sizes, c: "no C" });
      const theirs =
        answer === undefined
          ? "nothing"
          : `${answer.size}/${answer.align} ${answer.fields.map((field) => `${field.name}:${field.offset}`).join(" ")}`;
      const ours = layout.known
        ? `${layout.size}/${layout.align} ${layout.fields.map((field) => `${field.name}:${field.bitOffset / 8}`).join(" ")}`
        : layout.reason;
      tally.compared++;
      if (ours !== theirs) tally.mismatches.push(`${arch}: engine ${ours}, go/types ${theirs}\n    ${sample.source}`);
    }
  }
}

/** Has the gc compiler check sizes and alignments as constants; `samples` use no other package. */
export function compareGc(samples: readonly GoSample[], archs: Archs, tally: GoTally): void {
  for (const [arch, sizes] of archs) {
    const lines = ["package p", 'import "unsafe"', ...samples.map((sample) => sample.source)];
    const owners: Map<number, GoSample> = new Map();
    for (const sample of samples) {
      const layout = layoutGo(sample.type, { sizes, c: "no C" });
      const size = layout.known ? layout.size : -1;
      const align = layout.known ? layout.align : -1;
      tally.compared++;
      owners.set(lines.length + 1, sample);
      const { name } = sample.type;
      lines.push(
        `var _ [${size}]struct{} = [unsafe.Sizeof(${name}{})]struct{}{}; var _ [${align}]struct{} = [unsafe.Alignof(${name}{})]struct{}{}`,
      );
    }
    const errors = compileErrors(`${lines.join("\n")}\n`, arch);
    for (const match of errors.matchAll(/c\.go:(\d+):\d+: (.*)/g)) {
      const sample = owners.get(Number(match[1]));
      tally.mismatches.push(`gc ${arch}: ${match[2]}\n    ${sample?.source ?? ""}`);
    }
    if (errors !== "" && !errors.includes("c.go:")) throw new Error(errors.slice(0, 1000));
  }
}
