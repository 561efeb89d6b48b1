/**
 * How literals begin and end beyond a closing quote: encoding prefixes, raw strings, quotes that are never closed.
 * Looks at characters only.
 */
import type { SpellingRules } from "./dialect.ts";

/** Where the line ends that an offset is on, white space at its end left out. */
export function lineEndFrom(text: string, from: number): number {
  let end = from;
  while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
  while (end > from + 1 && /\s/.test(text[end - 1] ?? "")) end--;
  return end;
}

/** Whether an identifier directly before a quote is the encoding prefix of the literal. */
export function isLiteralPrefix(text: string, start: number, end: number, rules: SpellingRules): boolean {
  const length = end - start;
  if (length > 2) return false;
  const first = text.charCodeAt(start);
  if (length === 1) return first === 76 || (rules.unicodePrefixes && (first === 85 || first === 117));
  if (first !== 117 || text.charCodeAt(start + 1) !== 56) return false;
  return text.charCodeAt(end) === 39 ? rules.isC23 : rules.unicodePrefixes;
}

const RAW_PREFIX = new Set(["R", "LR"]);
const RAW_UNICODE_PREFIX = new Set(["uR", "UR", "u8R"]);

/** Where a raw string literal ends whose prefix is the identifier before the quote; -1 when it is none. It may span lines. */
export function rawStringEnd(text: string, start: number, quoteAt: number, rules: SpellingRules): number {
  if (!rules.rawStrings || quoteAt - start > 3) return -1;
  const prefix = text.slice(start, quoteAt);
  if (!RAW_PREFIX.has(prefix) && !(rules.unicodePrefixes && RAW_UNICODE_PREFIX.has(prefix))) return -1;
  const open = text.indexOf("(", quoteAt);
  const delimiter = text.slice(quoteAt + 1, open);
  if (open < 0 || delimiter.length > 16 || /[\s\\)"]/.test(delimiter)) return -1;
  const closing = `)${delimiter}"`;
  const end = text.indexOf(closing, open);
  return end < 0 ? -1 : end + closing.length;
}
