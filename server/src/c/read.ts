/** The entry of the C side. STUB for interface only. */
import type { Target } from "../target/target.ts";
import type { FileView, Resumable } from "../text/files.ts";
import type { Syntax } from "../syntax/syntax.ts";
import type { COptions, CSource, CUnit } from "./unit.ts";

/**
 * Reads one translation unit for all targets at once: preprocessed once per group of targets that agree on every
 * macro asked about, declarations read once per distinct chunk. The answer covers every target once, in order.
 */
export declare class CReader {
  constructor(syntax: Syntax);
  read(source: CSource, options: COptions, targets: readonly Target[], view: FileView): Resumable<readonly CUnit[]>;
}
