/**
 * `//go:build` expressions that tell groups of targets apart. The groups are named by GOOS and GOARCH; the last
 * group takes what is left, so that ports nobody asked about still have exactly one definition.
 */
import type { Target } from "../target/target.ts";

/**
 * One expression per group, in order, that together cover every port once; the last is the negation of the others.
 * Undefined when groups differ only by a variant (musl), which build constraints cannot tell.
 */
export function buildExpression(groups: readonly (readonly Target[])[], all: readonly Target[]): readonly string[] | undefined {
  const named = groups.slice(0, -1).map((group) => expressionFor(group, all));
  if (named.some((expression) => expression === undefined) || groups.length < 2) return undefined;
  const parts = named.filter((expression) => expression !== undefined);
  const rest = parts.map((part) => negated(part)).join(" && ");
  return [...parts, rest];
}

function expressionFor(group: readonly Target[], all: readonly Target[]): string | undefined {
  const inside = new Set(group.map((target) => `${target.goos}/${target.goarch}`));
  if (all.some((target) => !group.includes(target) && inside.has(`${target.goos}/${target.goarch}`))) return undefined;
  const byArch = new Map<string, string[]>();
  for (const { goos, goarch } of group) byArch.set(goarch, [...new Set([...(byArch.get(goarch) ?? []), goos])]);
  const alternatives = [...byArch].map(([goarch, systems]) => {
    const isWhole = all.every((target) => target.goarch !== goarch || systems.includes(target.goos));
    if (isWhole) return goarch;
    const names = systems.map((goos) =>
      systems.length > 1 && exact(goos, goarch, group, all).includes(" ")
        ? `(${exact(goos, goarch, group, all)})`
        : exact(goos, goarch, group, all),
    );
    return names.length === 1 ? `${names[0] ?? ""} && ${goarch}` : `(${names.join(" || ")}) && ${goarch}`;
  });
  return alternatives.length === 1 ? alternatives[0] : alternatives.map((part) => (part.includes(" ") ? `(${part})` : part)).join(" || ");
}

/** Android also satisfies the tag linux (and ios darwin, illumos solaris); it is kept out where it needs something else. */
function exact(goos: string, goarch: string, group: readonly Target[], all: readonly Target[]): string {
  const other = goos === "linux" ? "android" : goos === "darwin" ? "ios" : goos === "solaris" ? "illumos" : undefined;
  const isElsewhere = all.some((target) => target.goos === other && target.goarch === goarch && !group.includes(target));
  return isElsewhere ? `${goos} && !${other ?? ""}` : goos;
}

function negated(expression: string): string {
  return /^\w+$/.test(expression) ? `!${expression}` : `!(${expression})`;
}
