/** All rules, in the order of their documentation. A rule exists when it is listed here, and nowhere else. */
import { constantOverflow } from "./constant-overflow.ts";
import { exportDirectiveSpace } from "./export-directive-space.ts";
import { exportUnsupportedType } from "./export-unsupported-type.ts";
import { implicitPadding } from "./implicit-padding.ts";
import { refusedCgoLine } from "./refused-cgo-line.ts";
import type { Rule } from "./rule.ts";
import { structMirrorMismatch } from "./struct-mirror-mismatch.ts";
import { syscallNumberLiteral } from "./syscall-number-literal.ts";
import { systemFieldMissing } from "./system-field-missing.ts";
import { systemTypeVaries } from "./system-type-varies.ts";
import { unresolvedInclude } from "./unresolved-include.ts";

export type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [
  structMirrorMismatch,
  implicitPadding,
  exportDirectiveSpace,
  exportUnsupportedType,
  syscallNumberLiteral,
  systemTypeVaries,
  systemFieldMissing,
  constantOverflow,
  unresolvedInclude,
  refusedCgoLine,
];
