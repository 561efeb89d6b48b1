/** All rules, in the order of their documentation. A rule exists when it is listed here, and nowhere else. */
import { atomic64On32bit } from "./atomic64-on-32bit.ts";
import { binaryLayoutMismatch } from "./binary-layout-mismatch.ts";
import { cTypeWidth } from "./c-type-width.ts";
import { cgoInaccessibleField } from "./cgo-inaccessible-field.ts";
import { charSignedness } from "./char-signedness.ts";
import { constantOverflow } from "./constant-overflow.ts";
import { exportDirectiveSpace } from "./export-directive-space.ts";
import { exportUnsupportedType } from "./export-unsupported-type.ts";
import { fixedBufferTooSmall } from "./fixed-buffer-too-small.ts";
import { hardcodedStructOffset } from "./hardcoded-struct-offset.ts";
import { hardcodedStructSize } from "./hardcoded-struct-size.ts";
import { hugeArrayCast } from "./huge-array-cast.ts";
import { implicitPadding } from "./implicit-padding.ts";
import { longDoubleThroughCgo } from "./long-double-through-cgo.ts";
import { nativeLayoutSerialised } from "./native-layout-serialised.ts";
import { pointeeSizePunning } from "./pointee-size-punning.ts";
import { pointerTruncation } from "./pointer-truncation.ts";
import { pragmaPackNotRestored } from "./pragma-pack-not-restored.ts";
import { refusedCgoLine } from "./refused-cgo-line.ts";
import type { Rule } from "./rule.ts";
import { stdlibStructAsCStruct } from "./stdlib-struct-as-c-struct.ts";
import { structMirrorMismatch } from "./struct-mirror-mismatch.ts";
import { syscallNumberLiteral } from "./syscall-number-literal.ts";
import { systemFieldMissing } from "./system-field-missing.ts";
import { systemTypeVaries } from "./system-type-varies.ts";
import { timeTTruncation } from "./time-t-truncation.ts";
import { trailingZeroSizeField } from "./trailing-zero-size-field.ts";
import { unalignedAccess } from "./unaligned-access.ts";
import { unionCastOutOfRange } from "./union-cast-out-of-range.ts";
import { unresolvedInclude } from "./unresolved-include.ts";
import { wcharWidth } from "./wchar-width.ts";

export type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [
  structMirrorMismatch,
  stdlibStructAsCStruct,
  implicitPadding,
  fixedBufferTooSmall,
  trailingZeroSizeField,
  cgoInaccessibleField,
  longDoubleThroughCgo,
  unionCastOutOfRange,
  pragmaPackNotRestored,
  hardcodedStructOffset,
  hardcodedStructSize,
  unalignedAccess,
  exportDirectiveSpace,
  exportUnsupportedType,
  syscallNumberLiteral,
  systemTypeVaries,
  systemFieldMissing,
  constantOverflow,
  atomic64On32bit,
  binaryLayoutMismatch,
  nativeLayoutSerialised,
  unresolvedInclude,
  cTypeWidth,
  charSignedness,
  pointeeSizePunning,
  wcharWidth,
  timeTTruncation,
  pointerTruncation,
  hugeArrayCast,
  refusedCgoLine,
];
