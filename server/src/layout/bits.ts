/**
 * Arithmetic on sizes and offsets that may need all 53 bits of a number, so nothing here uses the 32-bit operators.
 */

/** The greatest size or offset in bits that is a number; above it a layout is unknown. */
export const maxBits: number = Number.MAX_SAFE_INTEGER;

/** The reason given for what is larger. */
export const tooLarge = "larger than 2^53 bits";

/** The least multiple of `align` that is not below `n`; `align` 0 and 1 leave it alone. */
export function alignUp(n: number, align: number): number {
  if (align <= 1) return n;
  const over = n % align;
  return over === 0 ? n : n - over + align;
}

/** The greatest power of two that divides `n`; 0 for 0. */
export function lowestBit(n: number): number {
  if (n === 0) return 0;
  let bit = 1;
  for (let rest = n; rest % 2 === 0; rest /= 2) bit *= 2;
  return bit;
}

/** The least power of two that is not below `n`. */
export function ceilPowerOfTwo(n: number): number {
  let power = 1;
  while (power < n) power *= 2;
  return power;
}

export function isPowerOfTwo(n: number): boolean {
  return n > 0 && lowestBit(n) === n;
}
