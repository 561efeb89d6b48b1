/**
 * How text looks on a terminal: colors, the width of characters, and lines cut to fit. Knows nothing of findings.
 */
import type { Terminal } from "../host.ts";

export type Paint = (text: string) => string;

export interface Style {
  /** How wide lines may be; undefined when nobody looks at a screen. */
  readonly width: number | undefined;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly blue: Paint;
  readonly green: Paint;
}

const TAB = 4;

/** `when` is the value of `--color`; `auto` follows the terminal and the usual environment variables. */
export function createStyle(terminal: Terminal, when: string): Style {
  const { environment } = terminal;
  const isWanted = terminal.isTerminal ? environment["TERM"] !== "dumb" : (environment["CLICOLOR_FORCE"] ?? "0") !== "0";
  const isForbidden = (environment["NO_COLOR"] ?? "") !== "";
  const hasColor = when === "always" || (when === "auto" && isWanted && !isForbidden);
  const paint = (code: number): Paint => (hasColor ? (text) => (text === "" ? "" : `\x1b[${code}m${text}\x1b[0m`) : (text) => text);
  return {
    width: terminal.isTerminal ? Math.max(40, terminal.columns) : undefined,
    bold: paint(1),
    dim: paint(2),
    red: paint(31),
    yellow: paint(33),
    blue: paint(34),
    green: paint(32),
  };
}

/** How many columns a terminal gives a character: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1. */
export function columnsOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(char)) return 0;
  return isWide(code) ? 2 : 1;
}

// Unicode Standard Annex 11, "East Asian Width": the blocks that are wide or fullwidth.
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return wideRanges.some(([from, to]) => from <= code && code <= to);
}

/** A source line as it can be shown: tabs are spaces, and what would steer the terminal is visible. */
export interface DisplayLine {
  readonly text: string;
  /** For each UTF-16 code unit of the source line, and one behind, the column it starts at, zero-based. */
  readonly columns: readonly number[];
}

export function displayLine(source: string): DisplayLine {
  let text = "";
  let column = 0;
  const columns: number[] = [];
  for (const char of source) {
    for (let unit = 0; unit < char.length; unit++) columns.push(column);
    const code = char.codePointAt(0) ?? 0;
    if (char === "\t") {
      const width = TAB - (column % TAB);
      text += " ".repeat(width);
      column += width;
    } else if (code < 0x20 || (0x7f <= code && code < 0xa0) || isBidiControl(code)) {
      text += "\ufffd";
      column += 1;
    } else {
      text += code === 0xfeff ? "" : char;
      column += code === 0xfeff ? 0 : columnsOf(char);
    }
  }
  columns.push(column);
  return { text, columns };
}

/** Characters that reorder what a terminal shows, so that a reader would see other code than the compiler. */
function isBidiControl(code: number): boolean {
  return (0x202a <= code && code <= 0x202e) || (0x2066 <= code && code <= 0x2069);
}

/** The stretch of `columns` columns of a text from column `from` on; wide characters that are cut become spaces. */
export function sliceColumns(text: string, from: number, count: number): string {
  let column = 0;
  let slice = "";
  for (const char of text) {
    const width = columnsOf(char);
    if (from <= column && column + width <= from + count) slice += char;
    else if (column < from && from < column + width) slice += " ".repeat(column + width - from);
    column += width;
    if (from + count <= column) break;
  }
  return slice;
}
