/**
 * The macros a target's reference compiler defines by itself, from `data/predefinedMacros.json`: C, the default
 * standard, no options but those cgo adds. Reads no file and expands nothing.
 */
import type { Target } from "./target.ts";

export interface PredefinedMacros {
  /**
   * The replacement text, possibly empty; undefined where the name is not defined on the target. A function-like
   * macro's text stands without its parameters.
   */
  valueOf(name: string, target: Target): string | undefined;
  /** The parameters of a function-like macro (`__INT64_C(c)`); undefined for every other one. */
  parametersOf(name: string, target: Target): readonly string[] | undefined;
  /** Every name defined on some target, without parameters, sorted. */
  readonly names: readonly string[];
  /** The compiler and version that answered for the target, or which one was imitated; undefined without a C model. */
  sourceOf(target: Target): string | undefined;
}

/** One definition of a name, and the targets that have it. */
interface Definition {
  readonly parameters: readonly string[] | undefined;
  readonly text: string;
  readonly targets: ReadonlySet<string>;
}

interface Table {
  readonly targets: readonly string[];
  readonly sources: Readonly<Record<string, string>>;
  /** Hexadecimal numbers; bit i (the lowest first) stands for the i-th target. */
  readonly sets: readonly string[];
  /** `NAME` or `NAME(parameters)` to the texts it has, each with the index of its set. */
  readonly macros: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** `json` is the parsed content of `data/predefinedMacros.json`. Throws an Error only when it is not that table. */
export function createPredefinedMacros(json: unknown): PredefinedMacros {
  const table = checked(json);
  const sets = table.sets.map((digits) => readSet(digits, table.targets));
  const definitions = new Map<string, Definition[]>();
  for (const [heading, texts] of Object.entries(table.macros)) {
    const [name = "", list] = heading.split("(");
    const parameters = list?.replace(")", "").split(/\s*,\s*/);
    const known = definitions.get(name) ?? [];
    definitions.set(name, known);
    for (const [text, setIndex] of Object.entries(texts)) {
      const targets = sets[setIndex];
      if (targets === undefined) throw broken(`${name} names no set of targets`);
      known.push({ parameters, text, targets });
    }
  }
  const find = (name: string, target: Target): Definition | undefined =>
    definitions.get(name)?.find(({ targets }) => targets.has(target.id));
  return {
    valueOf: (name, target) => find(name, target)?.text,
    parametersOf: (name, target) => find(name, target)?.parameters,
    names: [...definitions.keys()].sort(),
    sourceOf: (target) => (Object.hasOwn(table.sources, target.id) ? table.sources[target.id] : undefined),
  };
}

function readSet(digits: string, targets: readonly string[]): ReadonlySet<string> {
  const bits = BigInt(`0x${digits}`);
  return new Set(targets.filter((_, i) => ((bits >> BigInt(i)) & 1n) === 1n));
}

function checked(json: unknown): Table {
  const table = json as Partial<Table> | null;
  if (typeof table !== "object" || table === null || !Array.isArray(table.targets) || !Array.isArray(table.sets)) {
    throw broken("it has no targets");
  }
  if (typeof table.macros !== "object" || typeof table.sources !== "object") throw broken("it has no macros");
  return table as Table;
}

function broken(what: string): Error {
  return new Error(`data/predefinedMacros.json is damaged, install ABI Lens again: ${what}`);
}
