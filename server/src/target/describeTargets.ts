/**
 * Names a group of targets in a message, relative to the targets asked for: exact, and as short as it can be while
 * exact. Knows nothing of what is said about them.
 */
import type { Target } from "./target.ts";

interface TargetClass {
  /** `all 32-bit targets`. */
  readonly phrase: string;
  has(target: Target): boolean;
}

/** Up to this many targets are simply listed. */
const SHORT_LIST = 2;
/** A class with more exceptions than this is harder to read than a list. */
const MAX_EXCEPTIONS = 3;
/** A system's or processor's targets are written as a glob from this many on. */
const MIN_GLOB = 3;

/** 32 or 64; undefined where Go and C disagree (wasm), which belongs to neither class. */
function widthOf(target: Target): 32 | 64 | undefined {
  const go = target.go.wordSize;
  const c = typeof target.c === "string" ? go : target.c.pointer.size;
  return go === c ? (go === 4 ? 32 : 64) : undefined;
}

const widths: readonly TargetClass[] = [
  { phrase: "all targets", has: () => true },
  { phrase: "all 32-bit targets", has: (target) => widthOf(target) === 32 },
  { phrase: "all 64-bit targets", has: (target) => widthOf(target) === 64 },
  { phrase: "all big-endian targets", has: (target) => typeof target.c !== "string" && target.c.bigEndian },
];

/**
 * `named` in words, for messages: `linux/arm, windows/386`; `all 32-bit targets but linux/386`; `linux/*, darwin/arm64`;
 * `all targets`. Classes and globs mean those of `asked` only. Targets stand in the order of `asked`; what is named
 * but was not asked for is left out. The same groups always give the same words.
 */
export function describeTargets(named: readonly Target[], asked: readonly Target[]): string {
  const group = new Set(named);
  const listed = asked.filter((target) => group.has(target));
  if (listed.length === 0) return "no target";
  if (listed.length === 1) return listed.map((target) => target.id).join();
  if (listed.length === asked.length) return "all targets";
  if (listed.length <= SHORT_LIST) return listed.map((target) => target.id).join(", ");
  const items = withGlobs(listed, asked);
  // A class in words reads better than a glob that says the same.
  let best = { words: items.join(", "), cost: items.length + (items.length < listed.length ? 0.5 : 0) };
  for (const { phrase, has } of classesOf(asked)) {
    if (!listed.every(has)) continue;
    const exceptions = asked.filter((target) => has(target) && !group.has(target));
    const cost = 1 + exceptions.length;
    if (exceptions.length > MAX_EXCEPTIONS || cost >= best.cost) continue;
    const but = exceptions.length === 0 ? "" : ` but ${exceptions.map((target) => target.id).join(", ")}`;
    best = { words: `${phrase}${but}`, cost };
  }
  return best.words;
}

/** Classes by width and byte order, then by system, then by processor. */
function classesOf(asked: readonly Target[]): readonly TargetClass[] {
  const systems = [...new Set(asked.map((target) => target.goos))];
  const processors = [...new Set(asked.map((target) => target.goarch))];
  return [
    ...widths,
    ...systems.map((goos) => ({ phrase: `all ${goos} targets`, has: (target: Target) => target.goos === goos })),
    ...processors.map((goarch) => ({ phrase: `all ${goarch} targets`, has: (target: Target) => target.goarch === goarch })),
  ];
}

/** The ids, with `linux/*` in place of all targets of a system where there are enough, then `*` + `/386` likewise. */
function withGlobs(listed: readonly Target[], asked: readonly Target[]): readonly string[] {
  const itemOf = new Map<Target, string>();
  for (const part of ["goos", "goarch"] as const) {
    for (const value of new Set(listed.map((target) => target[part]))) {
      const all = asked.filter((target) => target[part] === value && target.variant === undefined);
      const free = all.filter((target) => listed.includes(target) && !itemOf.has(target));
      if (free.length < MIN_GLOB || !all.every((target) => listed.includes(target))) continue;
      for (const target of free) itemOf.set(target, part === "goos" ? `${value}/*` : `*/${value}`);
    }
  }
  return [...new Set(listed.map((target) => itemOf.get(target) ?? target.id))];
}
