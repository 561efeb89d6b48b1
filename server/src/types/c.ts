/**
 * C types as plain data: what declarations say, before any target gives them sizes. One graph serves every
 * target whose preprocessed text is the same; what differs by target (`long`, `size_t`) stays symbolic here.
 * Knows nothing of syntax, positions or numbers. Imports nothing.
 */

/** The arithmetic types that a C model gives a size to. Plain `char` is a type of its own; so is `_Bool`. */
export type CScalar =
  | "bool"
  | "char"
  | "schar"
  | "uchar"
  | "short"
  | "ushort"
  | "int"
  | "uint"
  | "long"
  | "ulong"
  | "llong"
  | "ullong"
  | "int128"
  | "uint128"
  | "float16"
  | "bfloat16"
  | "float"
  | "double"
  | "ldouble"
  | "float32"
  | "float64"
  | "float128"
  | "float32x"
  | "float64x"
  | "ibm128"
  | "decimal32"
  | "decimal64"
  | "decimal128";

/** Typedefs of the standard headers whose scalar the compiler itself decides per target (`__SIZE_TYPE__` and its kin). */
export type CStandardType =
  | "size_t"
  | "ssize_t"
  | "ptrdiff_t"
  | "wchar_t"
  | "wint_t"
  | "char8_t"
  | "char16_t"
  | "char32_t"
  | "max_align_t"
  | "intmax_t"
  | "uintmax_t"
  | "intptr_t"
  | "uintptr_t"
  | `${"" | "u"}int${"" | "_least" | "_fast"}${8 | 16 | 32 | 64}_t`;

/** An alignment a declaration asks for: bytes, or `"biggest"` for `aligned` without an argument. */
export type RequestedAlign = number | "biggest";

/** One `aligned`, `_Alignas` or `__declspec(align)`; compilers treat the three differently in places. */
export interface AlignRequest {
  readonly align: RequestedAlign;
  readonly spelling: "attribute" | "alignas" | "declspec";
  /** The only compiler that heeds it, for an attribute inside a declarator; undefined when both do. */
  readonly by?: "gcc" | "clang";
}

/** `packed`, or that only clang heeds it where it stands. */
export type Packing = true | "clang";

/** A member. Exactly the declaration's facts, in order; a bit-field has `bitWidth` (in bits, 0 allowed). */
export interface CField {
  /** Empty for an unnamed bit-field and for an anonymous struct or union member. */
  readonly name: string;
  readonly type: CType;
  readonly bitWidth?: number;
  readonly packed?: Packing;
  readonly aligns?: readonly AlignRequest[];
  /** Why nothing can be said of this member's width, type or attributes; contagious. */
  readonly unknown?: string;
}

/** A struct or union. One object per definition; a reference to it is the object itself. */
export interface CRecord {
  readonly kind: "record";
  readonly union: boolean;
  readonly tag: string | undefined;
  /** How people name it: `struct hdr`, `union u`, else the first typedef name of the record itself, else empty. */
  name: string;
  /** Undefined while incomplete. Filled in once, when the definition has been read (a record may point to itself). */
  fields: readonly CField[] | undefined;
  packed?: true;
  aligns?: readonly AlignRequest[];
  /** The `#pragma pack` value in force at the closing brace, in bytes. */
  pack?: number;
  /** The value at the opening brace where a pragma between the members changed it (clang goes by it); 0 for none. */
  packAtStart?: number;
  /** An `ms_struct` that clang alone heeds: by a pragma, or behind `gcc_struct`. */
  msForClang?: true;
  /** `ms_struct` or `gcc_struct`, whichever comes first. */
  bitFieldLayout?: "ms" | "gcc";
  /** Why this record cannot be laid out at all (an attribute that is not understood, a syntax error inside). */
  unknown?: string;
}

export interface CEnum {
  readonly kind: "enum";
  readonly tag: string | undefined;
  name: string;
  /** `enum e : T`. */
  readonly fixed?: CType;
  /** gcc heeds no `packed` behind an `aligned`. */
  readonly packed?: Packing;
  readonly aligns?: readonly AlignRequest[];
  /** The integer type that a machine mode gives. */
  readonly mode?: CType;
  /** The mode stands behind the enumerators, where clang does not hold them against it. */
  readonly modeBehind?: true;
  /** Of an enum with a mode: the least and greatest value that is written, not counted. */
  spelled?: { readonly min: bigint; readonly max: bigint };
  /** The least and greatest enumerator; undefined while incomplete. */
  range: { readonly min: bigint; readonly max: bigint } | undefined;
  /** Why the enumerators are not all known. */
  unknown?: string;
}

export interface CParameter {
  readonly name: string;
  readonly type: CType;
}

/**
 * A C type. Qualifiers are kept only where they change how a type is written (`const char *`): they never change a layout.
 * `array.count` undefined is a flexible or incomplete array; `[0]` has count 0.
 */
export type CType =
  | { readonly kind: "void" }
  | { readonly kind: "scalar"; readonly name: CScalar }
  | { readonly kind: "standard"; readonly name: CStandardType }
  | { readonly kind: "complex"; readonly of: CScalar }
  | { readonly kind: "bitint"; readonly bits: number; readonly signed: boolean }
  | { readonly kind: "vector"; readonly of: CType; readonly bytes: number }
  | { readonly kind: "vaList" }
  | { readonly kind: "pointer"; readonly to: CType }
  | { readonly kind: "function"; readonly result: CType; readonly parameters: readonly CParameter[]; readonly variadic: boolean }
  | { readonly kind: "array"; readonly of: CType; readonly count: number | undefined }
  /** `isQualifier` for `_Atomic T` in place of `_Atomic(T)`, which gcc's arrays tell apart. */
  | { readonly kind: "atomic"; readonly of: CType; readonly isQualifier?: true }
  | { readonly kind: "qualified"; readonly qualifiers: string; readonly of: CType }
  /** Without a name: an alignment given to a part of a declarator. */
  | { readonly kind: "typedef"; readonly name: string; readonly type: CType; readonly aligns?: readonly AlignRequest[] }
  | CRecord
  | CEnum
  | { readonly kind: "unknown"; readonly reason: string };

/** The type behind typedefs and qualifiers; alignment that a typedef adds is lost, so never lay out the answer. */
export function unwrapC(type: CType): CType {
  let at = type;
  while (at.kind === "typedef" || at.kind === "qualified") at = at.kind === "typedef" ? at.type : at.of;
  return at;
}
