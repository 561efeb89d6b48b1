/** What is collected of function bodies beside conversions of pointers and foreign calls: one collector per kind of fact. */
import { AtomicCalls } from "./atomicCalls.ts";
import type { Checker } from "./checker.ts";
import type { Crossings } from "./crossings.ts";
import type { Collector } from "./expressionWalker.ts";
import { HugeArrays } from "./hugeArrays.ts";
import { MemberCollector } from "./memberSelections.ts";
import { PointerNumbers } from "./pointerNumbers.ts";
import { SystemUses } from "./systemUses.ts";
import { Values } from "./values.ts";

/** The collectors of one walk. They tell `crossings` what they find. */
export function collectorsFor(checker: Checker, crossings: Crossings): readonly Collector[] {
  return [
    new SystemUses(checker, crossings),
    new Values(checker, crossings),
    new PointerNumbers(checker, crossings),
    new HugeArrays(checker, crossings),
    new MemberCollector(checker, crossings),
    new AtomicCalls(checker, crossings),
  ];
}
