/**
 * Places in a text. Offsets are UTF-16 code units from the start of the file, as JavaScript strings,
 * tree-sitter and the language server protocol count them. Lines, columns and bytes exist only where
 * something is shown to a person (see lineIndex.ts). Imports nothing.
 */

/** A half-open stretch of one text: `start` is the first code unit in it, `end` the first after it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a named file. `path` is absolute with `/` separators, or a URI where there is no file system. */
export interface Site extends Range {
  readonly path: string;
}

/** Replaces `start..end` of one file by `newText`; an insertion has `start === end`. */
export interface TextEdit extends Range {
  readonly newText: string;
}

/** True when `offset` lies in the range or directly behind it, where an editor's cursor still touches it. */
export function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** The text with all edits applied. Edits must not overlap; their order does not matter. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = "";
  let at = 0;
  for (const edit of sorted) {
    result += text.slice(at, edit.start) + edit.newText;
    at = edit.end;
  }
  return result + text.slice(at);
}
