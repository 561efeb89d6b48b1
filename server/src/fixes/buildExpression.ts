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
  // Android also satisfies the tag linux (and ios darwin, illumos solaris): name the system exactly.
  const exact = (goos: string): string =>
    goos === "linux" ? "linux && !android" : goos === "darwin" ? "darwin && !ios" : goos === "solaris" ? "solaris && !illumos" : goos;
  const byArch = new Map<string, string[]>();
  for (const { goos, goarch } of group) byArch.set(goarch, [...new Set([...(byArch.get(goarch) ?? []), goos])]);
  const alternatives = [...byArch].map(([goarch, systems]) => {
    const isWhole = all.every((target) => target.goarch !== goarch || systems.includes(target.goos));
    if (isWhole) return goarch;
    const names = systems.map((goos) => (systems.length > 1 && exact(goos).includes(" ") ? `(${exact(goos)})` : exact(goos)));
    return names.length === 1 ? `${names[0] ?? ""} && ${goarch}` : `(${names.join(" || ")}) && ${goarch}`;
  });
  return alternatives.length === 1 ? alternatives[0] : alternatives.map((part) => (part.includes(" ") ? `(${part})` : part)).join(" || ");
}

function negated(expression: string): string {
  return /^\w+$/.test(expression) ? `!${expression}` : `!(${expression})`;
}
