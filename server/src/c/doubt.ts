/**
 * What a header that was not read may have changed. A condition that takes a name for undefined is certain only while
 * everything before it was read; from the first condition that is not, nothing that is declared is certain. Decides
 * which names no header defines.
 */

import type { Atoms } from "./atoms.ts";
import type { Gaps } from "./gaps.ts";
import type { LibraryRun } from "./libraryRun.ts";

/** From this output token on nothing is certain, for this reason. */
export interface Doubt {
  readonly from: number;
  readonly reason: string;
}

/** What compilers for machines and systems that Go has no port to predefine. */
const FOREIGN_COMPILERS =
  /^(?:__(?:ia64|alpha|sparc|sparcv9|hppa|hppa64|sh|m68k|xtensa|arc|csky|nios2|hexagon|microblaze|or1k|m32r|e2k|frv|avr|bfin|tile|vax|CRIS|H8300|AVR)__|__sparc|__hppa|__alpha|__ia64|__sgi|__hpux|__osf__|__QNX__|__QNXNTO__|__HAIKU__|__BEOS__|__VMS|VMS|__minix|__MVS__)$/;

/** What only the kernel's own build, or `<asm/ioctl.h>`, which is known, defines. */
const KERNEL_ONLY = /^(?:__ASSEMBLY__|_IOC_(?:SIZEBITS|DIRBITS|NONE|READ|WRITE))$/;

/** Annotations that headers define when nobody did: whatever they stand for, no type depends on it. */
const ANNOTATIONS = /^__(?:always_inline|counted_by|counted_by_le|counted_by_be)$/;

/** Names that compilers other than C compilers, or tools, define; no header of C does. */
const NEVER_DEFINED =
  /^(?:__cplusplus|__OBJC__|__ASSEMBLER__|_MSC_VER|_MSC_FULL_VER|__INTEL_COMPILER|__ICC|__BORLANDC__|__TURBOC__|__WATCOMC__|__DMC__|__LCC__|__TINYC__|__SUNPRO_C|__SUNPRO_CC|__HP_cc|__xlC__|__IBMC__|__PGI|__ARMCC_VERSION|__CC_ARM|__ICCARM__|__CYGWIN__|__MSDOS__|__OS2__|__EMSCRIPTEN__|__CHECKER__|__KERNEL__|__DOXYGEN__|DOXYGEN|SWIG|RC_INVOKED|__clang_analyzer__|__COVERITY__|__cppcheck__|CPPCHECK|NDEBUG|__STDC_\w+)$/;

/** Whether no header can have defined a name that is not defined here, or it would make no difference. */
function isNeverDefined(name: string): boolean {
  return NEVER_DEFINED.test(name) || FOREIGN_COMPILERS.test(name) || KERNEL_ONLY.test(name) || ANNOTATIONS.test(name);
}

/** What of a run decides it. */
interface DoubtfulRun {
  readonly atoms: Atoms;
  readonly gaps: Gaps;
  readonly input: { readonly library: LibraryRun; readonly answers: { isCompilerName(atom: number): boolean } };
}

/** Why a name that is not defined in a run may be a macro all the same; undefined where it is none. */
export function doubtOf({ atoms, gaps, input }: DoubtfulRun, atom: number): string | undefined {
  const name = atoms.text(atom);
  if (input.answers.isCompilerName(atom) || isNeverDefined(name)) return undefined;
  const reason = input.library.unclear(atom);
  if (reason !== undefined || gaps.isEmpty) return reason;
  return `${name} may be defined somewhere: ${gaps.before(Number.POSITIVE_INFINITY)}`;
}

/** Whether a name behind a record (`struct s {…} PACKED;`) looks like a macro of a header that was not read. */
export function looksLikeMacro(name: string): boolean {
  return /^(?:[A-Z_][A-Z0-9_]*|__\w+)$/.test(name);
}
