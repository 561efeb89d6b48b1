/** C that a fix adds at the end of a preamble, in the comment form that the preamble has. Knows no rule. */
import type { GoFile } from "../go/facts.ts";
import type { FileEdit } from "./fix.ts";

/** Adds one line of C; undefined for a file without a preamble of its own. */
export function addedToPreamble(file: GoFile, line: string): FileEdit | undefined {
  const preamble = file.preambles[file.preambles.length - 1];
  if (preamble === undefined || line.includes("*/")) return undefined;
  const text = file.text.slice(preamble.start, preamble.end);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  if (!text.endsWith("*/")) {
    const last = text.slice(text.lastIndexOf("\n") + 1);
    const space = /^\/\/( ?)/.exec(last)?.[1] ?? "";
    return { path: file.path, edit: { start: preamble.end, end: preamble.end, newText: `${newline}//${space}${line}` } };
  }
  const end = preamble.end - 2;
  const before = file.text.slice(preamble.start, end);
  const newText = /\n[ \t]*$/.test(before) ? `${line}${newline}` : `${newline}${line}${newline}`;
  return { path: file.path, edit: { start: end, end, newText } };
}

/** How long gofmt lets a function on one line become, its braces counted. */
const longestLine = 100;

/** Whether a line stays one line for gofmt when text inside it grows: it breaks up functions that get too long. */
export function staysOneLine({ text }: GoFile, at: number, growth: number): boolean {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  const line = text.slice(start, end < 0 ? text.length : end);
  return !/\bfunc\b.*\}/.test(line) || line.length + growth <= longestLine;
}
