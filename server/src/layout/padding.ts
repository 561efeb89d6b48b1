/**
 * Where a record has bytes that none of its members uses.
 */
import type { FieldLayout, Padding } from "./layout.ts";

/**
 * Maximal runs of whole bytes of a record of `size` bytes that no bit of a direct member lies in, in bytes from the
 * record's start. A nested record covers all of itself; a byte that a bit-field shares is no padding. `start` is the
 * record's own place in bits.
 */
export function paddingOf(fields: readonly FieldLayout[], size: number, start = 0): readonly Padding[] {
  const covered = fields
    .filter((field) => field.bitSize > 0)
    .map((field) => ({
      from: Math.floor((field.bitOffset - start) / 8),
      to: Math.ceil((field.bitOffset - start + field.bitSize) / 8),
    }));
  const isSorted = covered.every((span, i) => i === 0 || span.from >= (covered[i - 1]?.from ?? 0));
  if (!isSorted) covered.sort((a, b) => a.from - b.from);
  const padding: Padding[] = [];
  let end = 0;
  for (const span of covered) {
    if (span.from > end) padding.push({ offset: end, size: span.from - end });
    end = Math.max(end, span.to);
  }
  if (size > end) padding.push({ offset: end, size: size - end });
  return padding;
}
