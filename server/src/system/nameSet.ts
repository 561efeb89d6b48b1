/**
 * Asks a set of names too many to spell out, kept as sorted hashes (data/README.md, c/): false is certain, true is
 * wrong for one name in five thousand. Knows nothing of what is named, and reads no file.
 */

const LINE_BITS = 8;
const FIRST_DIGIT = 0x21;
const N_DIGITS = 0x7e - FIRST_DIGIT;
const MORE = 0x7e;

/** `lines` are the block of a table: how many bits of a hash count, then one line for each value of the highest. */
export class NameSet {
  readonly #lines: readonly string[];
  readonly #bits: number;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#bits = Number(lines[0] ?? "0");
  }

  has(name: string): boolean {
    if (this.#lines.length < 2) return false;
    const hash = hashOf(name) >>> (32 - this.#bits);
    const below = 2 ** (this.#bits - LINE_BITS);
    const line = this.#lines[1 + Math.floor(hash / below)] ?? "";
    const wanted = hash % below;
    let value = 0;
    for (let i = 0; i + 1 < line.length && value <= wanted; i += 2) {
      for (; line.charCodeAt(i) === MORE; i++) value += N_DIGITS * N_DIGITS;
      value += (line.charCodeAt(i) - FIRST_DIGIT) * N_DIGITS + line.charCodeAt(i + 1) - FIRST_DIGIT;
      if (value === wanted) return true;
    }
    return false;
  }
}

/** FNV-1a of the UTF-16 units, its bits mixed once more so that the highest are as good as the lowest. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
