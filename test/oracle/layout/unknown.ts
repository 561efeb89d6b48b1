/** Counts why samples are unknown, for the report: the compilers' refusals as the engine words them. */
import { outermost } from "./cOracle.ts";
import type { Compiler } from "./compilers.ts";
import type { ReadSample } from "./reading.ts";

/** Adds the samples that are unknown on the compiler's target to `reasons`. */
export function countUnknown(compiler: Compiler, reads: readonly ReadSample[], reasons: Map<string, number>): void {
  for (const read of reads) {
    const layout = outermost(compiler, read);
    if (layout.known) continue;
    const reason = withoutNames(layout.reason);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
}

/** Reasons of one kind as one: names and numbers of the sample left out. */
function withoutNames(reason: string): string {
  return reason
    .replace(/\b(?:struct|union|enum) \w*\d\w*/g, "a type")
    .replace(/\b[A-Za-z]+\d*\w*_\d+\b/g, "a name")
    .replace(/\b[A-Z]c\d+\b/g, "a name")
    .replace(/-?\b\d+\b(?! bits)/g, "N");
}
