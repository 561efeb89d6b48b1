/**
 * What feature-test macros mean on each family of systems: which of the measured sets of declarations a program gets
 * that has set them (feature_test_macros(7), glibc's and musl's features.h, mingw-w64's sdkddkver.h). A macro that is
 * not understood here means that nothing is known. Imports nothing of the tables.
 */
import type { Target } from "../target/target.ts";

/** A macro that a program has set, with its replacement as text. */
export interface MacroSetting {
  readonly name: string;
  readonly value: string;
}

/** A measured set of declarations. */
export interface Variant {
  readonly name: string;
  /** False where some names may be there or missing all the same. */
  readonly exact: boolean;
  /** Whether some macro is not understood: then it is not known what the headers declare. */
  readonly unknown: boolean;
}

/** Macros that change no type and hide no name. */
const HARMLESS =
  /^(?:NDEBUG|_REENTRANT|_THREAD_SAFE|_FORTIFY_SOURCE|_ATFILE_SOURCE|_DYNAMIC_STACK_SIZE_SOURCE|NULL|offsetof|bool|true|false|va_\w+)$/;

/** The set that these macros, all of which headers of the family ask about, lead to. */
export function variantOf(family: string, target: Target, settings: readonly MacroSetting[]): Variant {
  const left = new Map(settings.filter(({ name }) => !HARMLESS.test(name)).map(({ name, value }) => [name, value]));
  switch (family) {
    case "linux-glibc":
      return glibc(target, left);
    case "linux-musl":
      return musl(left);
    case "windows":
      return windows(left);
    default:
      return others(left);
  }
}

const STANDARDS = [
  "_POSIX_SOURCE",
  "_POSIX_C_SOURCE",
  "_XOPEN_SOURCE",
  "_XOPEN_SOURCE_EXTENDED",
  "_ISOC99_SOURCE",
  "_ISOC11_SOURCE",
  "_ISOC2X_SOURCE",
  "__STRICT_ANSI__",
];
const DEFAULTS = ["_DEFAULT_SOURCE", "_BSD_SOURCE", "_SVID_SOURCE"];
const LARGE = ["_LARGEFILE_SOURCE", "_LARGEFILE64_SOURCE"];

function remove(left: Map<string, string>, names: readonly string[]): boolean {
  let found = false;
  for (const name of names) if (left.delete(name)) found = true;
  return found;
}

/** features.h: `_GNU_SOURCE` implies all others; `_DEFAULT_SOURCE` what holds without any of them. */
function glibc(target: Target, left: Map<string, string>): Variant {
  const parts: string[] = [];
  let exact = true;
  if (remove(left, ["_GNU_SOURCE"])) {
    parts.push("_GNU_SOURCE");
    remove(left, [...STANDARDS, ...DEFAULTS, ...LARGE]);
  } else if (remove(left, DEFAULTS)) remove(left, ["_POSIX_SOURCE", "_POSIX_C_SOURCE", "__STRICT_ANSI__"]);
  if (remove(left, LARGE)) exact = false;
  const offsets = left.get("_FILE_OFFSET_BITS");
  const times = left.get("_TIME_BITS");
  left.delete("_FILE_OFFSET_BITS");
  left.delete("_TIME_BITS");
  let unknown = left.size > 0 || (offsets ?? "64") !== "64" || (times ?? "64") !== "64";
  if (target.go.wordSize === 4) {
    if (offsets !== undefined) parts.push("_FILE_OFFSET_BITS");
    if (times !== undefined && offsets === undefined) unknown = true;
    else if (times !== undefined) parts.push("_TIME_BITS");
  }
  return { name: parts.join("+"), exact, unknown };
}

/** musl has files and times of 64 bits everywhere. */
function musl(left: Map<string, string>): Variant {
  remove(left, ["_FILE_OFFSET_BITS", "_TIME_BITS", "_LARGEFILE_SOURCE"]);
  const isGnu = remove(left, ["_GNU_SOURCE"]);
  if (isGnu) remove(left, [...STANDARDS, ...DEFAULTS, ...LARGE]);
  else if (remove(left, ["_DEFAULT_SOURCE", "_BSD_SOURCE"])) remove(left, STANDARDS);
  const exact = !left.delete("_LARGEFILE64_SOURCE");
  return { name: isGnu ? "_GNU_SOURCE" : "", exact, unknown: left.size > 0 };
}

/** The headers take Windows 10 for granted; a program may ask for no less here. */
const LEAST_WINDOWS = 0x0a00;

function windows(left: Map<string, string>): Variant {
  let exact = true;
  for (const name of ["_WIN32_WINNT", "WINVER"]) {
    if (Number(left.get(name) ?? LEAST_WINDOWS) >= LEAST_WINDOWS && left.delete(name)) exact = false;
  }
  remove(left, ["STRICT", "_CRT_SECURE_NO_WARNINGS", "_CRT_SECURE_NO_DEPRECATE", "_CRT_NONSTDC_NO_DEPRECATE", "COBJMACROS"]);
  // They only leave names out.
  if (remove(left, ["WIN32_LEAN_AND_MEAN", "NOMINMAX", "NOGDI", "NOUSER", "NOSERVICE", "NOMCX", "NOIME"])) exact = false;
  const wide = left.delete("UNICODE");
  const wideC = left.delete("_UNICODE");
  if (wide !== wideC) exact = false;
  return { name: wide || wideC ? "UNICODE" : "", exact, unknown: left.size > 0 };
}

/** The BSDs and Darwin show everything by default; their own macros say so again. */
function others(left: Map<string, string>): Variant {
  if (remove(left, ["_DARWIN_C_SOURCE", "_NETBSD_SOURCE", "_OPENBSD_SOURCE", "_BSD_SOURCE"])) remove(left, STANDARDS);
  remove(left, ["_DARWIN_USE_64_BIT_INODE"]);
  const exact = !remove(left, ["_GNU_SOURCE", "_DEFAULT_SOURCE"]);
  return { name: "", exact, unknown: left.size > 0 };
}
