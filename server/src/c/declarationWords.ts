/** The words of C declarations: what can start or qualify a type, and how the words of a type add up. */
import { type Atoms, FIXED_COUNT, fixed, fixedSet, IDENTIFIER } from "./atoms.ts";
import type { DeclaratorSyntax, SpecifiersSyntax, TypeWords } from "./declarationSyntax.ts";

export const PAREN: number = fixed("(");
export const CLOSE: number = fixed(")");
export const BRACKET: number = fixed("[");
export const BRACE: number = fixed("{");
export const COMMA: number = fixed(",");
export const SEMICOLON: number = fixed(";");
export const COLON: number = fixed(":");
export const STAR: number = fixed("*");
export const CARET: number = fixed("^");
export const EQUALS: number = fixed("=");
export const ELLIPSIS: number = fixed("...");
export const STATIC: number = fixed("static");
export const VOID: number = fixed("void");
export const ATOMIC: number = fixed("_Atomic");
export const ENUM: number = fixed("enum");
export const UNION: number = fixed("union");
export const EXTENSION: number = fixed("__extension__");

export const STORAGE: Uint8Array = fixedSet("typedef extern static register auto");
export const IGNORED: Uint8Array = fixedSet(
  "__extension__ _Noreturn _Thread_local thread_local __thread constexpr __unaligned __w64 __kindof",
);
export const INLINE: Uint8Array = fixedSet("inline __inline __inline__ __forceinline");
export const CONST: Uint8Array = fixedSet("const __const __const__");
export const VOLATILE: Uint8Array = fixedSet("volatile __volatile __volatile__");
export const OTHER_QUALIFIERS: Uint8Array = fixedSet(
  "restrict __restrict __restrict__ _Nonnull _Nullable _Null_unspecified __unaligned __ptr64 __strong __weak __autoreleasing __unsafe_unretained __extension__",
);
export const CALLING: Uint8Array = fixedSet("__cdecl __stdcall __fastcall __thiscall __vectorcall __pascal _cdecl _stdcall _fastcall");
export const RECORD_OR_ENUM: Uint8Array = fixedSet("struct union enum");
export const WORDS: Uint8Array = fixedSet(
  "void char short int long float double signed unsigned __signed __signed__ _Bool _Complex __complex __complex__ __int128 __int128_t __uint128_t __int64 __int32 __int16 __int8 _Float16 __fp16 __bf16 _Float32 _Float64 _Float128 __float128 __ieee128 _Float32x _Float64x __ibm128 _Decimal32 _Decimal64 _Decimal128",
);
export const TYPEOF: Uint8Array = fixedSet("typeof __typeof __typeof__ typeof_unqual __typeof_unqual __typeof_unqual__");
export const BITINT: Uint8Array = fixedSet("_BitInt _ExtInt");
export const VA_LIST: number = fixed("__builtin_va_list");
export const PTR32: number = fixed("__ptr32");
export const AUTO_TYPE: number = fixed("__auto_type");
export const IMAGINARY: number = fixed("_Imaginary");
export const ASM: Uint8Array = fixedSet("asm __asm __asm__");
export const STATIC_ASSERT: Uint8Array = fixedSet("_Static_assert static_assert");
/** Words that start a type's name and so name nothing themselves. */
export const TYPE_START: Uint8Array = fixedSet(
  "void char short int long float double signed unsigned __signed __signed__ _Bool _Complex __complex __complex__ __int128 __int128_t __uint128_t __int64 __int32 __int16 __int8 _Float16 __fp16 __bf16 _Float32 _Float64 _Float128 __float128 __ieee128 _Float32x _Float64x __ibm128 _Decimal32 _Decimal64 _Decimal128 struct union enum typeof __typeof __typeof__ typeof_unqual __typeof_unqual __typeof_unqual__ _BitInt _ExtInt __builtin_va_list _Atomic const __const __const__ volatile __volatile __volatile__ typedef extern static register inline __inline __inline__ __extension__ _Alignas __attribute__ __attribute __declspec",
);

/** Declarators nested deeper than this are not read. */
export const MAX_DEPTH: number = 150;

/** Whether an atom is in a set made by `fixedSet`. */
export function isOneOf(set: Uint8Array, atom: number): boolean {
  return atom >= 0 && atom < FIXED_COUNT && set[atom] === 1;
}

/** Whether a token can be the first of a type's name rather than of an expression. */
export function startsType(atom: number, table: Atoms, isTypedef: (atom: number) => boolean): boolean {
  if (isOneOf(TYPE_START, atom)) return true;
  return atom >= FIXED_COUNT && table.kind(atom) === IDENTIFIER && isTypedef(atom);
}

/** A syntax error, as a message. Never leaves this file. */
export class SyntaxProblem extends Error {}

/** Specifiers before anything was read. */
export function emptySpecifiers(): SpecifiersSyntax {
  return {
    type: { kind: "missing" },
    storage: undefined,
    inline: false,
    const: false,
    volatile: false,
    atomic: false,
    attributes: [],
    unknown: undefined,
  };
}

/** The declarator of an unnamed bit-field. */
export function emptyDeclarator(): DeclaratorSyntax {
  return { name: -1, steps: [], attributes: [], innerAttributes: [], leading: [], bits: undefined, initializer: undefined };
}

/** Whether what is declared is a function: parameters come last, so that anything before them is its result. */
export function isFunctionDeclarator({ steps }: DeclaratorSyntax): boolean {
  return steps.findLast((step) => step.kind !== "attributes")?.kind === "function";
}

/** What a declaration without declarators has in their place. */
export const NO_DECLARATOR: DeclaratorSyntax = emptyDeclarator();

/** Counts a word of a type such as `unsigned`; two words that each name a type are no type. */
export function addWord(words: TypeWords, word: string): void {
  switch (word.replace(/^__(\w+?)(?:__)?$/, "$1")) {
    case "void":
      words.void = true;
      return;
    case "char":
      words.char = true;
      return;
    case "short":
      words.short = true;
      return;
    case "int":
      words.int = true;
      return;
    case "long":
      words.long = (words.long ?? 0) + 1;
      return;
    case "signed":
      words.signed = true;
      return;
    case "unsigned":
      words.unsigned = true;
      return;
    case "float":
      words.float = true;
      return;
    case "double":
      words.double = true;
      return;
    case "_Bool":
      words.bool = true;
      return;
    case "_Complex":
    case "complex":
      words.complex = true;
      return;
    default:
      words.named = words.named === undefined ? word : "two types";
  }
}
