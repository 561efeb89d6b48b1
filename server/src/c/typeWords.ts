/** What the words of a type make together: `unsigned long int` is an arithmetic type of C (ISO C 6.7.2). */
import type { CScalar, CStandardType, CType } from "../types/c.ts";
import type { ModelView } from "./arithmetic.ts";
import type { TypeWords } from "./declarationSyntax.ts";

const NAMED_SCALARS: Readonly<Record<string, CScalar>> = {
  __int128_t: "int128",
  __uint128_t: "uint128",
  _Float16: "float16",
  __fp16: "float16",
  __bf16: "bfloat16",
  _Float32: "float32",
  _Float64: "float64",
  _Float128: "float128",
  __float128: "float128",
  __ieee128: "float128",
  _Float32x: "float32x",
  _Float64x: "float64x",
  __ibm128: "ibm128",
  _Decimal32: "decimal32",
  _Decimal64: "decimal64",
  _Decimal128: "decimal128",
};

export function unknownType(reason: string): CType {
  return { kind: "unknown", reason };
}

/** What `sizeof` and the like give is no typedef, but the type behind it; which that is may differ by model. */
export function withoutName(type: CType, view: ModelView): CType {
  if (type.kind !== "standard") return type;
  view.asked = true;
  const { model } = view;
  const name = model?.standard[type.name];
  const isScalar = (word: string): word is CScalar => model !== undefined && Object.hasOwn(model.scalars, word);
  return name !== undefined && isScalar(name) ? { kind: "scalar", name } : type;
}

/** Names of floating types that not every compiler with such a type has; `compiler` as TypeResolver gives it. */
export function isNameOf(compiler: string, arch: string, name: string): boolean {
  const isGcc = compiler.startsWith("gcc");
  // gcc for PowerPC has __float128 as a macro for __ieee128.
  if (name === "__float128") return !isGcc || arch === "386" || arch === "amd64";
  if (name === "__fp16") return !isGcc || arch === "arm64";
  return isGcc;
}

/** Names that `isNameOf` tells apart. */
export const NAMES_BY_COMPILER: ReadonlySet<string> = new Set(["__float128", "__fp16", "_Float128", "__ieee128"]);

/** The arithmetic type that words give (ISO C 6.7.2). */
export function typeOfWords(words: TypeWords): CType {
  const scalar = (name: CScalar): CType => (words.complex ? { kind: "complex", of: name } : { kind: "scalar", name });
  const { named, unsigned, signed } = words;
  const long = words.long ?? 0;
  const invalid = unknownType("the words of a type do not fit together");
  if (unsigned && signed) return invalid;
  if (named !== undefined) {
    if (
      named === "two types" ||
      words.void ||
      words.char ||
      words.short ||
      words.int ||
      words.float ||
      words.double ||
      words.bool ||
      long > 0
    )
      return invalid;
    if (named === "__int128") return scalar(unsigned ? "uint128" : "int128");
    const microsoft = /^__int(8|16|32|64)$/.exec(named)?.[1];
    if (microsoft !== undefined) {
      const pair =
        { "8": ["schar", "uchar"], "16": ["short", "ushort"], "32": ["int", "uint"], "64": ["llong", "ullong"] }[microsoft] ?? [];
      return scalar((pair[unsigned ? 1 : 0] ?? "int") as CScalar);
    }
    const name = NAMED_SCALARS[named];
    return name === undefined || unsigned || signed ? invalid : scalar(name);
  }
  if (words.void) return words.int || words.char || unsigned || signed || long > 0 ? invalid : { kind: "void" };
  if (words.bool) return words.int || unsigned || signed || long > 0 ? invalid : scalar("bool");
  if (words.float) return words.int || words.double || long > 0 || unsigned || signed ? invalid : scalar("float");
  if (words.double) return words.int || unsigned || signed || long > 1 ? invalid : scalar(long === 1 ? "ldouble" : "double");
  if (words.char) return words.int || words.short || long > 0 ? invalid : scalar(unsigned ? "uchar" : signed ? "schar" : "char");
  if (words.short) return long > 0 ? invalid : scalar(unsigned ? "ushort" : "short");
  if (long > 2) return invalid;
  if (long === 2) return scalar(unsigned ? "ullong" : "llong");
  if (long === 1) return scalar(unsigned ? "ulong" : "long");
  if (words.complex && !words.int && !unsigned && !signed) return scalar("double");
  return scalar(unsigned ? "uint" : "int");
}

const STANDARD_NAMES: ReadonlySet<string> = new Set<string>(
  [
    "size_t",
    "ssize_t",
    "ptrdiff_t",
    "wchar_t",
    "wint_t",
    "char8_t",
    "char16_t",
    "char32_t",
    "max_align_t",
    "intmax_t",
    "uintmax_t",
    "intptr_t",
    "uintptr_t",
  ].concat(
    [8, 16, 32, 64].flatMap((bits) =>
      ["int", "uint", "int_least", "uint_least", "int_fast", "uint_fast"].map((stem) => `${stem}${bits}_t`),
    ),
  ),
);

/** The standard type of a name without its prefix; undefined for any other name. */
export function standardType(name: string | undefined): CType | undefined {
  return name !== undefined && isStandard(name) ? { kind: "standard", name } : undefined;
}

function isStandard(name: string): name is CStandardType {
  return STANDARD_NAMES.has(name);
}
