/**
 * What integer and character constants are worth (ISO C 6.4.4). Says nothing of the type a constant gets: that
 * depends on the target and is for the evaluators.
 */

export interface IntegerLiteral {
  readonly value: bigint;
  readonly unsigned: boolean;
  /** How many `l` its suffix has. */
  readonly longs: 0 | 1 | 2;
  /** Written in decimal: then it never becomes unsigned by itself. */
  readonly decimal: boolean;
}

/** An integer constant; undefined for a floating constant and for what is no number. */
export function integerLiteral(text: string): IntegerLiteral | undefined {
  const match = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)([uU]?(?:ll|LL|[lL])?|(?:ll|LL|[lL])[uU])$/.exec(text);
  if (match === null) return undefined;
  const digits = match[1] ?? "0";
  const suffix = (match[2] ?? "").toLowerCase();
  const decimal = !digits.startsWith("0") || digits === "0";
  const octal = digits.length > 1 && /^0[0-7]/.test(digits);
  return {
    // A number of absurd length is no constant of any type.
    value: digits.length > 200 ? 1n << 700n : BigInt(octal ? `0o${digits.slice(1)}` : digits),
    unsigned: suffix.includes("u"),
    longs: suffix.includes("ll") ? 2 : suffix.includes("l") ? 1 : 0,
    decimal,
  };
}

/** The encoding prefix of a character constant or string literal. */
export type LiteralPrefix = "" | "L" | "u" | "U" | "u8";

export interface CharacterLiteral {
  readonly prefix: LiteralPrefix;
  /** The values of its characters, each already cut to the unit of the prefix where an escape says so. */
  readonly units: readonly number[];
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
  E: 27,
  "0": 0,
  "\\": 92,
  "'": 39,
  '"': 34,
  "?": 63,
};

/** The characters of a constant or string literal; narrow ones as UTF-8 bytes. Undefined for an escape that is not understood. */
export function literalUnits(text: string): CharacterLiteral | undefined {
  const match = /^(L|u8|u|U|)(['"])([\s\S]*)\2$/.exec(text);
  if (match === null) return undefined;
  const prefix = (match[1] ?? "") as LiteralPrefix;
  const content = match[3] ?? "";
  const narrow = prefix === "" || prefix === "u8";
  const units: number[] = [];
  const add = (code: number): void => {
    if (narrow) units.push(...utf8(code));
    else if (prefix === "u" && code > 0xffff) units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
    else units.push(code);
  };
  for (let i = 0; i < content.length; ) {
    if (content[i] !== "\\") {
      const code = content.codePointAt(i) ?? 0;
      add(code);
      i += code > 0xffff ? 2 : 1;
      continue;
    }
    const rest = content.slice(i + 1, i + 12);
    const numeric = /^(?:x([0-9a-fA-F]+)|([0-7]{1,3}))/.exec(rest);
    const universal = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
    if (numeric !== null) {
      const value = numeric[1] === undefined ? Number.parseInt(numeric[2] ?? "0", 8) : Number.parseInt(numeric[1], 16);
      units.push(narrow ? value & 0xff : prefix === "u" ? value & 0xffff : value >>> 0);
      i += 1 + numeric[0].length;
    } else if (universal !== null) {
      const code = Number.parseInt(universal[1] ?? universal[2] ?? "0", 16);
      if (code > 0x10ffff) return undefined;
      add(code);
      i += 1 + universal[0].length;
    } else {
      const simple = SIMPLE_ESCAPES[rest[0] ?? ""];
      if (simple === undefined) return undefined;
      units.push(simple);
      i += 2;
    }
  }
  return { prefix, units };
}

function utf8(code: number): number[] {
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}

/**
 * The value of a narrow character constant as an `int`: several characters are put together from the left, eight
 * bits each, as gcc and clang do. Undefined when the constant is not understood or empty.
 */
export function characterValue(literal: CharacterLiteral, charSigned: boolean): bigint | undefined {
  const { prefix, units } = literal;
  if (units.length === 0) return undefined;
  if (prefix !== "") return units.length === 1 ? BigInt(units[0] ?? 0) : undefined;
  if (units.length === 1) return BigInt(charSigned ? ((units[0] ?? 0) << 24) >> 24 : (units[0] ?? 0));
  let value = 0;
  for (const unit of units.slice(-4)) value = (value << 8) | unit;
  return BigInt(value | 0);
}
