/** The constants that literals spell: numbers of every base, runes and strings with their escapes. */
import type { Literal } from "./ast.ts";
import { type ConstantValue, floatValue, intValue, stringValue } from "./constantValue.ts";
import { rational } from "./rational.ts";

/** Undefined for imaginary literals and for what Go refuses. */
export function literalValue(literal: Literal): ConstantValue | undefined {
  switch (literal.token) {
    case "int":
      return integer(literal.text);
    case "float":
      return float(literal.text);
    case "rune":
      return rune(literal.text);
    case "string":
      return string(literal.text);
    case "imaginary":
      return undefined;
  }
}

function integer(spelling: string): ConstantValue | undefined {
  const digits = withoutUnderscores(spelling)?.toLowerCase();
  if (digits === undefined) return undefined;
  if (/^0[xob]/.test(digits)) return /^0(?:x[0-9a-f]+|o[0-7]+|b[01]+)$/.test(digits) ? intValue(BigInt(digits)) : undefined;
  if (/^0[0-7]+$/.test(digits)) return intValue(BigInt(`0o${digits.slice(1)}`));
  return /^(?:0|[1-9][0-9]*)$/.test(digits) ? intValue(BigInt(digits)) : undefined;
}

/** An underscore may only stand between digits or behind a base prefix. */
function withoutUnderscores(spelling: string): string | undefined {
  if (!spelling.includes("_")) return spelling;
  return /__|_$|^_|[._]_|_[.pe]/i.test(spelling.replace(/^0[xob]_/i, (prefix) => prefix.slice(0, 2)))
    ? undefined
    : spelling.replaceAll("_", "");
}

function float(spelling: string): ConstantValue | undefined {
  const digits = withoutUnderscores(spelling)?.toLowerCase();
  const parts =
    /^0x([0-9a-f]*)(?:\.([0-9a-f]*))?p([+-]?[0-9]+)$/.exec(digits ?? "") ??
    /^([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]+))?$/.exec(digits ?? "");
  if (parts === null || digits === undefined) return undefined;
  const [, whole = "", fraction = "", exponentText = "0"] = parts;
  if (whole + fraction === "" || exponentText.length > 6) return undefined;
  const isHex = digits.startsWith("0x");
  const mantissa = BigInt(`${isHex ? "0x" : ""}${whole}${fraction}`);
  const exponent = Number(exponentText) - fraction.length * (isHex ? 4 : 1);
  if (Math.abs(exponent) > 4096) return undefined;
  const base = isHex ? 2n : 10n;
  const power = base ** BigInt(Math.abs(exponent));
  return floatValue(exponent < 0 ? rational(mantissa, power) : rational(mantissa * power, 1n));
}

function rune(spelling: string): ConstantValue | undefined {
  const inner = spelling.slice(1, -1);
  if (!inner.startsWith("\\")) {
    const code = inner.codePointAt(0);
    return code === undefined || String.fromCodePoint(code) !== inner ? undefined : intValue(BigInt(code));
  }
  const escaped = readEscape(inner, 0, "'");
  return escaped === undefined || escaped.end !== inner.length ? undefined : intValue(BigInt(escaped.code));
}

function string(spelling: string): ConstantValue | undefined {
  if (spelling.startsWith("`")) return stringValue(utf8(spelling.slice(1, -1).replaceAll("\r", "")));
  const inner = spelling.slice(1, -1);
  let bytes = "";
  let at = 0;
  for (let slash = inner.indexOf("\\"); slash >= 0; slash = inner.indexOf("\\", at)) {
    bytes += utf8(inner.slice(at, slash));
    const escaped = readEscape(inner, slash, '"');
    if (escaped === undefined) return undefined;
    bytes += escaped.isByte ? String.fromCharCode(escaped.code) : utf8(String.fromCodePoint(escaped.code));
    at = escaped.end;
  }
  return stringValue(bytes + utf8(inner.slice(at)));
}

const simpleEscapes: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["b", 8],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
  ["\\", 92],
]);

function readEscape(
  text: string,
  at: number,
  quote: string,
): { readonly code: number; readonly end: number; readonly isByte: boolean } | undefined {
  const letter = text[at + 1] ?? "";
  const simple = letter === quote ? quote.charCodeAt(0) : simpleEscapes.get(letter);
  if (simple !== undefined) return { code: simple, end: at + 2, isByte: true };
  const numeric = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/y;
  numeric.lastIndex = at;
  const parts = numeric.exec(text);
  if (parts === null) return undefined;
  const [whole, hex, short, long, octal] = parts;
  const code = octal === undefined ? Number.parseInt(hex ?? short ?? long ?? "", 16) : Number.parseInt(octal, 8);
  const isByte = hex !== undefined || octal !== undefined;
  if (isByte ? code > 255 : code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
  return { code, end: at + whole.length, isByte };
}

/** The UTF-8 bytes of a text, one character each; lone surrogates become U+FFFD. */
export function utf8(text: string): string {
  let ascii = true;
  for (let i = 0; i < text.length && ascii; i++) ascii = text.charCodeAt(i) < 0x80;
  if (ascii) return text;
  const pieces: string[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const scalar = code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
    if (scalar < 0x80) pieces.push(String.fromCharCode(scalar));
    else if (scalar < 0x800) pieces.push(String.fromCharCode(0xc0 | (scalar >> 6), 0x80 | (scalar & 63)));
    else if (scalar < 0x10000) pieces.push(String.fromCharCode(0xe0 | (scalar >> 12), 0x80 | ((scalar >> 6) & 63), 0x80 | (scalar & 63)));
    else
      pieces.push(
        String.fromCharCode(0xf0 | (scalar >> 18), 0x80 | ((scalar >> 12) & 63), 0x80 | ((scalar >> 6) & 63), 0x80 | (scalar & 63)),
      );
  }
  return pieces.join("");
}
