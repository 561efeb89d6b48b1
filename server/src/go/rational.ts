/** Exact fractions, and what is left of them in a float32 or float64. Imports nothing. */

/** In lowest terms; `denominator` is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The fraction in lowest terms; undefined for a zero denominator. */
export function rational(numerator: bigint, denominator: bigint): Rational | undefined {
  if (denominator === 0n) return undefined;
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestDivisor(numerator, denominator) * sign;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** How many bits the absolute value has; 0 for 0. */
export function bitLength(value: bigint): number {
  const hex = absolute(value).toString(16);
  return value === 0n ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] ?? "0", 16)));
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let x = absolute(a);
  let y = absolute(b);
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

/**
 * The nearest value with `precision` bits whose exponent is no less than `minExponent` (IEEE 754, ties to even);
 * undefined when it would be infinite.
 */
function rounded(value: Rational, precision: number, minExponent: number, maxExponent: number): Rational | undefined {
  const { numerator, denominator } = value;
  if (numerator === 0n) return value;
  const magnitude = absolute(numerator);
  let exponent = bitLength(magnitude) - bitLength(denominator) - precision;
  let scaled = shiftedQuotient(magnitude, denominator, exponent);
  // The estimate is one too small where the quotient has a bit more than the precision.
  if (bitLength(scaled.quotient) > precision) scaled = shiftedQuotient(magnitude, denominator, ++exponent);
  if (exponent < minExponent) {
    exponent = minExponent;
    scaled = shiftedQuotient(magnitude, denominator, exponent);
  }
  const twice = scaled.remainder * 2n;
  const roundsUp = twice > scaled.divisor || (twice === scaled.divisor && (scaled.quotient & 1n) === 1n);
  const mantissa = scaled.quotient + (roundsUp ? 1n : 0n);
  if (bitLength(mantissa) + exponent > maxExponent) return undefined;
  const signed = numerator < 0n ? -mantissa : mantissa;
  return exponent >= 0 ? rational(signed << BigInt(exponent), 1n) : rational(signed, 1n << BigInt(-exponent));
}

function shiftedQuotient(a: bigint, b: bigint, exponent: number): { quotient: bigint; remainder: bigint; divisor: bigint } {
  const dividend = exponent < 0 ? a << BigInt(-exponent) : a;
  const divisor = exponent > 0 ? b << BigInt(exponent) : b;
  return { quotient: dividend / divisor, remainder: dividend % divisor, divisor };
}

/** The value a float64 holds for it; undefined when it is too large. */
export function roundToFloat64(value: Rational): Rational | undefined {
  return rounded(value, 53, -1074, 1024);
}

/** The value a float32 holds for it; undefined when it is too large. */
export function roundToFloat32(value: Rational): Rational | undefined {
  return rounded(value, 24, -149, 128);
}
