/** The types and alignments that random records are made of, as data and as C writes them. */
import type { CScalar, CStandardType } from "../../../server/src/types/c.ts";

/** Stands for `__float128` in sample lines, which gcc spells `_Float128` on most ports. */
export const float128 = "FLOAT128";

export const plainScalars: readonly (readonly [CScalar, string])[] = [
  ["char", "char"],
  ["schar", "signed char"],
  ["uchar", "unsigned char"],
  ["short", "short"],
  ["ushort", "unsigned short"],
  ["int", "int"],
  ["uint", "unsigned int"],
  ["long", "long"],
  ["ulong", "unsigned long"],
  ["llong", "long long"],
  ["ullong", "unsigned long long"],
  ["float", "float"],
  ["double", "double"],
  ["bool", "_Bool"],
];

export const rareScalars: readonly (readonly [CScalar, string])[] = [
  ["ldouble", "long double"],
  ["int128", "__int128"],
  ["uint128", "unsigned __int128"],
  ["float16", "_Float16"],
  ["float32", "_Float32"],
  ["float64", "_Float64"],
  ["float128", float128],
  ["float32x", "_Float32x"],
  ["float64x", "_Float64x"],
  ["decimal32", "_Decimal32"],
  ["decimal64", "_Decimal64"],
  ["decimal128", "_Decimal128"],
  ["bfloat16", "__bf16"],
  ["ibm128", "__ibm128"],
];

export const standardTypes: readonly (readonly [CStandardType, string])[] = [
  ["size_t", "__SIZE_TYPE__"],
  ["ptrdiff_t", "__PTRDIFF_TYPE__"],
  ["wchar_t", "__WCHAR_TYPE__"],
  ["wint_t", "__WINT_TYPE__"],
  ["intmax_t", "__INTMAX_TYPE__"],
  ["uintptr_t", "__UINTPTR_TYPE__"],
  ["char16_t", "__CHAR16_TYPE__"],
  ["char32_t", "__CHAR32_TYPE__"],
  ["int8_t", "__INT8_TYPE__"],
  ["uint16_t", "__UINT16_TYPE__"],
  ["int32_t", "__INT32_TYPE__"],
  ["uint64_t", "__UINT64_TYPE__"],
  ["int_least16_t", "__INT_LEAST16_TYPE__"],
  ["uint_least64_t", "__UINT_LEAST64_TYPE__"],
];

export const bitScalars: readonly (readonly [CScalar, string, number])[] = [
  ["char", "char", 8],
  ["schar", "signed char", 8],
  ["uchar", "unsigned char", 8],
  ["short", "short", 16],
  ["ushort", "unsigned short", 16],
  ["int", "int", 32],
  ["uint", "unsigned", 32],
  ["int", "int", 32],
  ["uint", "unsigned", 32],
  ["long", "long", 32],
  ["llong", "long long", 64],
  ["ullong", "unsigned long long", 64],
  ["bool", "_Bool", 1],
];

/** Alignments as people ask for them, and now and then as hardly anybody does. */
export const alignChoices: readonly number[] = [1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 64, 128, 4096];
