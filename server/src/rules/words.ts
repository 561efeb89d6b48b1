/** How numbers are written in messages: decimal, with hexadecimal in brackets from 10 up, as gopls and rust-analyzer print sizes. */

/** `8`, `48 (0x30)`. */
export function offset(value: number): string {
  return value < 10 ? String(value) : `${value} (0x${value.toString(16)})`;
}

/** `1 byte`, `8 bytes`, `48 (0x30) bytes`. */
export function bytes(value: number): string {
  return `${offset(value)} ${value === 1 ? "byte" : "bytes"}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
