/** What is collected of function bodies beside conversions of pointers and foreign calls: one collector per kind of fact. */
import type { Checker } from "./checker.ts";
import type { Crossings } from "./crossings.ts";
import type { Collector } from "./expressionWalker.ts";

/** The collectors of one walk. They tell `crossings` what they find. */
export function collectorsFor(_checker: Checker, _crossings: Crossings): readonly Collector[] {
  return [];
}
