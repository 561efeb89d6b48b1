/**
 * Enumerators as the compilers count them: which value and type one has, and which comes behind it. Measured with
 * gcc 12 and clang 19, the latter also by Microsoft's rules.
 */
import type { CEnum, CType } from "../types/c.ts";
import { INT, type IntegerType, wrapTo } from "./arithmetic.ts";
import type { LayoutAttributes } from "./attributes.ts";

const INT_MIN = -(1n << 31n);
const INT_END = 1n << 31n;
const UINT_END = 1n << 32n;
const LLONG_END = 1n << 63n;

function isInt(value: bigint): boolean {
  return value >= INT_MIN && value < INT_END;
}

/** The value an enumerator has: by Microsoft's rules always an int. `compiler` is asked only where it matters. */
export function heldValue(value: bigint, compiler: () => string): bigint {
  return isInt(value) || !compiler().startsWith("msvc") ? value : BigInt.asIntN(32, value);
}

/**
 * The value of an enumerator without one behind `value`, or why there is none. `typeOf` is the type of the last value
 * that is written.
 */
export function valueBehind(value: bigint, compiler: () => string, typeOf: () => IntegerType | undefined): bigint | string {
  if (isInt(value) && isInt(value + 1n)) return value + 1n;
  const name = compiler();
  if (name.startsWith("msvc")) return BigInt.asIntN(32, value + 1n);
  if (isInt(value)) return name.startsWith("gcc") ? "an enumerator overflows" : value + 1n;
  const type = typeOf();
  if (type === undefined) return "the type of the value before it is not known";
  // gcc counts in the value's own type (gcc/c/c-decl.cc, build_enumerator).
  const counted = wrapTo(value + 1n, type);
  if (name.startsWith("gcc")) return counted < value ? "an enumerator overflows" : counted;
  // clang goes over to the next larger type, and behind the largest wraps around.
  return type.bits < 64 ? value + 1n : counted;
}

/** What attributes say of an enum. */
export function enumAttributes(attributes: LayoutAttributes | undefined): Pick<CEnum, "packed" | "aligns"> {
  if (attributes === undefined) return {};
  const { packed, packedBehindAligned, aligns } = attributes;
  return {
    ...(packed ? { packed: packedBehindAligned ? "clang" : true } : {}),
    ...(aligns.length > 0 ? { aligns } : {}),
  };
}

/** Enumerators are ints where they fit (ISO C 6.7.2.2), wider as gcc and clang have it where they do not. */
export function enumeratorType(value: bigint): CType {
  if (isInt(value)) return INT;
  if (value >= 0n && value < UINT_END) return { kind: "scalar", name: "uint" };
  return { kind: "scalar", name: value >= LLONG_END ? "ullong" : "llong" };
}
