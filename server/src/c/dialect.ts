/**
 * What `-std` changes: how text is cut into tokens, and which macros the compiler predefines (gcc's c-lang options in
 * libcpp/init.cc, clang's LangStandards.def). The rules for macros are those that the compilers show; an oracle asks
 * them again. Knows no file and no target but the compiler's name and its default macros.
 */

/** How tokens are spelled in a dialect. */
export interface SpellingRules {
  /** Digit separators and `u8'c'`. */
  readonly isC23: boolean;
  /** `u"…"`, `U"…"` and `u8"…"` are one token. */
  readonly unicodePrefixes: boolean;
  /** `R"(…)"`, an extension of the GNU modes; with the prefixes that the mode has. */
  readonly rawStrings: boolean;
  /** `//` starts a comment. */
  readonly lineComments: boolean;
}

/** The `-std` of a run. */
export interface Dialect {
  /** `c99` rather than `gnu99`: only reserved names are predefined, and `__STRICT_ANSI__`. */
  readonly strict: boolean;
  /** The year of the standard; undefined where the compiler's default stands. */
  readonly year: 1990 | 1994 | 1999 | 2011 | 2017 | 2023 | undefined;
  readonly spelling: SpellingRules;
  /** clang's, where they are others. */
  readonly clangSpelling?: SpellingRules;
}

const YEARS: Readonly<Record<string, NonNullable<Dialect["year"]>>> = {
  "89": 1990,
  "90": 1990,
  "99": 1999,
  "9x": 1999,
  "11": 2011,
  "1x": 2011,
  "17": 2017,
  "18": 2017,
  "23": 2023,
  "2x": 2023,
};

const ISO_YEARS: Readonly<Record<string, NonNullable<Dialect["year"]>>> = {
  "1990": 1990,
  "199409": 1994,
  "1999": 1999,
  "199x": 1999,
  "2011": 2011,
  "2017": 2017,
  "2018": 2017,
  "2024": 2023,
};

/** How tokens are spelled in gcc's and clang's default dialect. */
export const DEFAULT_SPELLING: SpellingRules = { isC23: false, unicodePrefixes: true, rawStrings: true, lineComments: true };

/** What a `-std` value means. Unknown values are the default. */
export function dialectOf(std: string | undefined): Dialect {
  const match = /^(?:(c|gnu)(\d[\dx])|iso9899:(\d{4,6}|199x))$/.exec(std ?? "");
  const strict = match !== null && match[1] !== "gnu";
  const year = match === null ? undefined : match[3] === undefined ? YEARS[match[2] ?? ""] : ISO_YEARS[match[3]];
  if (year === undefined) return { strict: false, year, spelling: DEFAULT_SPELLING };
  const spelling: SpellingRules = {
    isC23: year === 2023,
    unicodePrefixes: year >= 2011 || (year === 1999 && !strict),
    rawStrings: year >= 1999 && !strict,
    lineComments: year >= 1999 || !strict,
  };
  // gcc adds the prefixes of C11 to gnu99, clang does not.
  return year === 1999 && !strict
    ? { strict, year, spelling, clangSpelling: { ...spelling, unicodePrefixes: false } }
    : { strict, year, spelling };
}

/** How a compiler spells tokens in a dialect; it is asked for only where that matters. */
export function spellingIn({ spelling, clangSpelling }: Dialect, compiler: () => "gcc" | "clang"): SpellingRules {
  return clangSpelling !== undefined && compiler() === "clang" ? clangSpelling : spelling;
}

/** Whether `#elifdef` is a directive and `::` a token: not to gcc where it goes by an older standard's letter (libcpp/init.cc). */
export function hasC23Syntax({ strict, spelling }: Dialect, compiler: () => "gcc" | "clang"): boolean {
  return !strict || spelling.isC23 || compiler() === "clang";
}

/**
 * Whether `, ## __VA_ARGS__` keeps its comma in a call without arguments of a macro that has no other parameter (GCC
 * manual "Variadic Macros"; clang's TokenLexer::MaybeRemoveCommaBeforeVaArgs).
 */
export function keepsOnlyComma({ strict, year }: Dialect, compiler: () => "gcc" | "clang"): boolean {
  return strict && ((year ?? 0) >= 1999 || compiler() === "gcc");
}

/** A key that differs where tokens are spelled differently. */
export function spellingKey({ isC23, unicodePrefixes, rawStrings, lineComments }: SpellingRules): number {
  return Number(isC23) | (Number(unicodePrefixes) << 1) | (Number(rawStrings) << 2) | (Number(lineComments) << 3);
}

/** Names that no `-std` removes: those that ISO C reserves for the implementation (7.1.3), and clang's own of some systems. */
const KEPT = { gcc: /^_[_A-Z]/, clang: /^(?:_|TARGET_(?:OS|IPHONE)_)/ } as const;

/** What a name is predefined as in a dialect, given the compiler's defaults; undefined when it is not. */
export function predefinedIn(
  { strict, year }: Dialect,
  name: string,
  compiler: "gcc" | "clang",
  byDefault: (name: string) => string | undefined,
): string | undefined {
  const isOld = year !== undefined && year < 1999;
  switch (name) {
    case "__STDC_VERSION__":
      return version(year, compiler) ?? (year === 1990 ? undefined : byDefault(name));
    case "__STRICT_ANSI__":
      return strict ? "1" : undefined;
    case "__GNUC_GNU_INLINE__":
      return isOld ? "1" : byDefault(name);
    case "__GNUC_STDC_INLINE__":
      return isOld ? undefined : byDefault(name);
    case "__STDC_UTF_16__":
    case "__STDC_UTF_32__":
      return compiler === "gcc" && (isOld || (strict && year === 1999)) ? undefined : byDefault(name);
    case "__FLT_EVAL_METHOD__":
    case "__FLT_EVAL_METHOD_TS_18661_3__":
      // gcc on s390x computes float as double where ISO C is asked for by the letter.
      return strict && byDefault("__s390x__") !== undefined && compiler === "gcc" ? "1" : byDefault(name);
    case "__APPLE_ALTIVEC__":
    case "_Bool":
      return strict ? undefined : byDefault(name);
  }
  if (strict && !KEPT[compiler].test(name)) return undefined;
  return byDefault(name) ?? (year === 2023 && compiler === "clang" ? inC23(name, byDefault) : undefined);
}

function version(year: Dialect["year"], compiler: "gcc" | "clang"): string | undefined {
  switch (year) {
    case 1994:
      return "199409L";
    case 1999:
      return "199901L";
    case 2011:
      return "201112L";
    case 2017:
      return "201710L";
    case 2023:
      return compiler === "gcc" ? "202000L" : "202311L";
    default:
      return undefined;
  }
}

/** What clang adds for C23: formats of binary numbers, `char8_t`. */
function inC23(name: string, byDefault: (name: string) => string | undefined): string | undefined {
  const binary = /^(__\w+_FMT)([bB])(__)$/.exec(name);
  if (binary !== null) {
    const [letter, hexadecimal] = binary[2] === "b" ? ["b", "x"] : ["B", "X"];
    return byDefault(`${binary[1]}${hexadecimal}${binary[3]}`)?.replace(hexadecimal, letter);
  }
  if (name === "__CHAR8_TYPE__") return "unsigned char";
  const lock = /^__(CLANG|GCC)_ATOMIC_CHAR8_T_LOCK_FREE$/.exec(name);
  return lock === null ? undefined : byDefault(`__${lock[1]}_ATOMIC_CHAR_LOCK_FREE`);
}

/** Names that a dialect may predefine although no target does by default. */
export const DIALECT_NAMES: RegExp =
  /^__(?:STDC_VERSION__|STRICT_ANSI__|GNUC_GNU_INLINE__|CHAR8_TYPE__|(?:CLANG|GCC)_ATOMIC_CHAR8_T_LOCK_FREE|\w+_FMT[bB]__)$/;
