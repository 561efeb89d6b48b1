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

/** The same change without the whole lines that it leaves alone at either end. */
export function trimEdit(text: string, edit: TextEdit): TextEdit {
  const old = text.slice(edit.start, edit.end);
  const { newText } = edit;
  const shorter = Math.min(old.length, newText.length);
  let prefix = 0;
  while (prefix < shorter && old[prefix] === newText[prefix]) prefix++;
  prefix = old.lastIndexOf("\n", prefix - 1) + 1;
  let suffix = 0;
  while (suffix < shorter - prefix && old[old.length - 1 - suffix] === newText[newText.length - 1 - suffix]) suffix++;
  const beginsLine = (whole: string): boolean => whole.length === suffix || whole[whole.length - suffix - 1] === "\n";
  if (!beginsLine(old) || !beginsLine(newText)) {
    // Behind the cut both are the same, so the next line begins in both.
    const line = old.indexOf("\n", old.length - suffix);
    suffix = line < 0 ? 0 : old.length - line - 1;
  }
  return { start: edit.start + prefix, end: edit.end - suffix, newText: newText.slice(prefix, newText.length - suffix) };
}
