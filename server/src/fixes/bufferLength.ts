/**
 * Where the length of a buffer is written as a number: in the call that makes it, or in the declaration of a local
 * array. Reads text alone, so it answers only for forms that cannot be mistaken; whether a new length cures anything
 * is proved elsewhere.
 */
import type { Range } from "../text/range.ts";

const number = "\\d+|0[xX][0-9a-fA-F]+";

export interface WrittenLength {
  readonly range: Range;
  /** What is given the length: Go's memory takes any integer, C's a `C.size_t`. */
  readonly by: "make" | "array" | "malloc";
}

/** The number in `make([]byte, 128)`, `C.malloc(128)`, or the declaration of the array that `range` names. */
export function writtenLength(text: string, range: Range): WrittenLength | undefined {
  const expression = text.slice(range.start, range.end);
  const call = new RegExp(`^(make\\(\\[\\]byte, |C\\.malloc\\()(${number})\\)$`).exec(expression);
  const [, head, length] = call ?? [];
  if (head === undefined || length === undefined) return arrayLength(text, range, expression);
  const start = range.start + head.length;
  return { range: { start, end: start + length.length }, by: head.startsWith("C") ? "malloc" : "make" };
}

/**
 * Of `var buf [128]byte` or `buf := [128]byte{}` in the function around. Where the array is more than a place for
 * bytes, another length makes another type of it and may not compile: every mention must take its address or slice it.
 */
function arrayLength(text: string, range: Range, name: string): WrittenLength | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  // gofmt puts nothing but top-level declarations in the first column.
  const bodyStart = text.lastIndexOf("\n}", range.start) + 1;
  const closing = text.indexOf("\n}", range.start);
  const body = text.slice(bodyStart, closing < 0 ? text.length : closing);
  const declarations = [...body.matchAll(new RegExp(`^(\\t+(?:var ${name} \\[|${name} := \\[))(${number})\\](?:byte|byte\\{\\})$`, "gm"))];
  const [declaration] = declarations;
  const [, head, length] = declaration ?? [];
  if (declaration === undefined || declarations.length > 1 || head === undefined || length === undefined) return undefined;
  const mentions = [...body.matchAll(new RegExp(`\\b${name}\\b`, "g"))];
  const places = new RegExp(`unsafe\\.Pointer\\(&${name}(?:\\[0\\])?\\)|\\b${name}\\[:\\]|\\blen\\(${name}\\)`, "g");
  if (mentions.length !== 1 + [...body.matchAll(places)].length) return undefined;
  const start = bodyStart + declaration.index + head.length;
  return { range: { start, end: start + length.length }, by: "array" };
}
