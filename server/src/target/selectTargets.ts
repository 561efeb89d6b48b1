/**
 * Reads a list of targets as `--targets` and the settings take it: names, globs, sets, and what is to be left out.
 * Knows targets by their names only, not how they are configured or shown.
 */
import type { Target } from "./target.ts";

/** What is checked when nobody asks for anything else. */
export const defaultTargetIds: readonly string[] = [
  "linux/amd64",
  "linux/arm64",
  "linux/386",
  "linux/arm",
  "darwin/amd64",
  "darwin/arm64",
  "windows/amd64",
  "windows/386",
  "windows/arm64",
  "freebsd/amd64",
];

const isVariant = (target: Target): boolean => target.variant !== undefined;

/** The sets and what belongs to them. No set holds a variant. */
const sets: ReadonlyMap<string, (target: Target) => boolean> = new Map([
  ["default", (target) => defaultTargetIds.includes(target.id)],
  ["first-class", (target) => target.firstClass && !isVariant(target)],
  ["cgo", (target) => target.cgo && !isVariant(target)],
  ["all", (target) => !isVariant(target)],
]);

/** Names of systems and processors outside Go, for suggestions. */
const goNames: ReadonlyMap<string, string> = new Map([
  ["x86_64", "amd64"],
  ["x86-64", "amd64"],
  ["x64", "amd64"],
  ["i386", "386"],
  ["i686", "386"],
  ["x86", "386"],
  ["aarch64", "arm64"],
  ["armv7", "arm"],
  ["armhf", "arm"],
  ["mipsel", "mipsle"],
  ["mips64el", "mips64le"],
  ["powerpc64", "ppc64"],
  ["powerpc64le", "ppc64le"],
  ["ppc64el", "ppc64le"],
  ["loongarch64", "loong64"],
  ["wasm32", "wasm"],
  ["macos", "darwin"],
  ["mac", "darwin"],
  ["osx", "darwin"],
  ["macosx", "darwin"],
  ["win32", "windows"],
  ["win", "windows"],
  ["wasi", "wasip1"],
]);

const MAX_SUGGESTIONS = 3;
/** How many letters may be wrong in a name that is still recognized. */
const MAX_TYPOS = 2;

/**
 * The targets that `list` asks for, in the order of `targets`, each once. Items that start with `-` are taken away
 * from all others wherever they stand; a list of nothing but such items starts from `default`. Never empty: a
 * list that leaves nothing is an error, which is one line and names the item at fault.
 */
export function selectTargets(
  targets: readonly Target[],
  list: string,
): { readonly targets: readonly Target[] } | { readonly error: string } {
  const items = list
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  if (items.length === 0) return { error: "the list of targets is empty" };
  const added = new Set<Target>();
  const removed = new Set<Target>();
  const isOnlyRemoving = items.every((item) => item.startsWith("-"));
  for (const item of isOnlyRemoving ? ["default", ...items] : items) {
    const isRemoving = item.startsWith("-");
    const name = isRemoving ? item.slice(1).trim() : item;
    const matches = matcherOf(name);
    const found = targets.filter(matches);
    if (found.length === 0) return { error: unknownTarget(targets, name) };
    for (const target of found) (isRemoving ? removed : added).add(target);
  }
  const selected = targets.filter((target) => added.has(target) && !removed.has(target));
  return selected.length === 0 ? { error: `no target is left of ${JSON.stringify(list)}` } : { targets: selected };
}

function matcherOf(name: string): (target: Target) => boolean {
  const set = sets.get(name);
  if (set !== undefined) return set;
  if (!/[*?]/.test(name)) return (target) => target.id === name;
  // A lone `*` is every port; elsewhere a star stays on its side of the slash and of the plus sign.
  const parts = name === "*" ? ["*", "*"] : name.split("/");
  const pattern = new RegExp(`^${parts.map(globSource).join("/")}$`);
  const wantsVariant = name.includes("+");
  return (target) => isVariant(target) === wantsVariant && pattern.test(target.id);
}

function globSource(glob: string): string {
  return glob.replace(/[.*+?^${}()|[\]\\]/g, (char) => (char === "*" ? "[^/+]*" : char === "?" ? "[^/+]" : `\\${char}`));
}

function unknownTarget(targets: readonly Target[], name: string): string {
  const what = /[*?]/.test(name) ? `no target matches ${JSON.stringify(name)}` : `unknown target ${JSON.stringify(name)}`;
  const near = nearNames(targets, name);
  return near.length === 0 ? what : `${what}; did you mean ${near.join(", ")}?`;
}

/** What the user may have meant, best first: sets, targets, and globs for a system or a processor alone. */
function nearNames(targets: readonly Target[], name: string): readonly string[] {
  const wanted = name
    .toLowerCase()
    .split(/([/+])/)
    .map((part) => goNames.get(part) ?? part)
    .join("");
  const systems = new Set(targets.map((target) => target.goos));
  const processors = new Set(targets.map((target) => target.goarch));
  if (systems.has(wanted)) return [`${wanted}/*`];
  if (processors.has(wanted)) return [`*/${wanted}`];
  const [goos = "", goarch = ""] = wanted.split("/");
  const allowed = wanted.length < 5 ? 1 : MAX_TYPOS;
  const near = [...targets.map((target) => target.id), ...sets.keys()]
    .map((id) => ({ id, distance: editDistance(id, wanted) }))
    .filter(({ distance }) => distance <= allowed);
  const nearest = Math.min(...near.map(({ distance }) => distance));
  const suggested = near.filter(({ distance }) => distance === nearest).map(({ id }) => id);
  if (suggested.length > 0) return suggested.slice(0, MAX_SUGGESTIONS);
  if (systems.has(goos)) return [`${goos}/*`];
  return processors.has(goarch) ? [`*/${goarch}`] : [];
}

/** The number of letters to insert, delete or replace (Levenshtein), neighbors changing places counted as one. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const at = (line: readonly number[], index: number): number => line[index] ?? Number.POSITIVE_INFINITY;
      const replaced = at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1, isSwapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY));
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
