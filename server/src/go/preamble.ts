/**
 * What cgo takes for C in a Go file: the comments directly above `import "C"`, without their markers. The rules
 * are those of cmd/cgo/ast.go (ParseGo, commentText) and gcc.go (ProcessCgoDirectives). The C keeps its offsets.
 * Knows no C.
 */
import type { Range } from "../text/range.ts";
import type { CommentGroup, ImportChunk } from "./chunks.ts";

export interface CgoLine {
  readonly text: string;
  readonly range: Range;
  /** Where the text starts; undefined where the line is put together from several comments. */
  readonly textStart: number | undefined;
}

export interface Preambles {
  readonly groups: readonly CommentGroup[];
  /** As long as the file; all but the C is blank. */
  readonly text: string;
  readonly cgoLines: readonly CgoLine[];
}

/** The comment groups that are preamble: above the spec, or above the whole declaration when it has one spec only. */
export function preambleGroups(imports: readonly ImportChunk[]): CommentGroup[] {
  const groups: CommentGroup[] = [];
  for (const { doc, specs } of imports) {
    for (const spec of specs) {
      if (spec.path !== "C") continue;
      const group = spec.doc ?? (specs.length === 1 ? doc : undefined);
      if (group !== undefined) groups.push(group);
    }
  }
  return groups;
}

/** Blanks a file to the C of its preambles. `#cgo` lines are taken out and answered apart. */
export function readPreambles(text: string, groups: readonly CommentGroup[]): Preambles {
  const kept: Range[] = [];
  const joins: Range[] = [];
  const cgoLines: CgoLine[] = [];
  for (const group of groups) {
    const contents: Range[] = [];
    for (const [i, comment] of group.entries()) {
      const before = group[i - 1];
      // cgo joins the comments of a group; only a `//` comment brings a line end of its own.
      if (before !== undefined && !before.isLine) joins.push({ start: before.end, end: comment.start });
      contents.push({ start: comment.start + 2, end: Math.max(comment.start + 2, comment.isLine ? comment.end : comment.end - 2) });
    }
    for (const line of cgoLogicalLines(text, contents, group)) {
      const spelled = line.map((part) => text.slice(part.start, part.end)).join("");
      const trimmed = spelled.trim();
      const first = line[0];
      const last = line[line.length - 1];
      if (/^#cgo\s/.test(trimmed) && first !== undefined && last !== undefined) {
        const start = first.start + (spelled.length - spelled.trimStart().length);
        const end = last.end - (spelled.length - spelled.trimEnd().length);
        const words = trimmed.slice(4).trim();
        const isWhole = line.length === 1;
        cgoLines.push({ text: words, range: { start, end }, textStart: isWhole ? end - words.length : undefined });
      } else for (const part of line) kept.push(part);
    }
  }
  return { groups, text: blankExcept(text, kept, joins), cgoLines };
}

/** The lines cgo sees: cut at line ends inside comments and behind `//` comments, joined where it joins comments. */
function cgoLogicalLines(text: string, contents: readonly Range[], group: CommentGroup): Range[][] {
  const lines: Range[][] = [];
  let line: Range[] = [];
  for (const [i, content] of contents.entries()) {
    let at = content.start;
    for (let end = text.indexOf("\n", at); end >= 0 && end < content.end; end = text.indexOf("\n", at)) {
      line.push({ start: at, end });
      lines.push(line);
      line = [];
      at = end + 1;
    }
    line.push({ start: at, end: content.end });
    if (group[i]?.isLine === true) {
      lines.push(line);
      line = [];
    }
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

function blankExcept(text: string, kept: readonly Range[], joins: readonly Range[]): string {
  const pieces: string[] = [];
  let at = 0;
  let nextJoin = 0;
  const blankTo = (end: number): void => {
    let join = joins[nextJoin];
    for (; join !== undefined && join.end <= end; join = joins[++nextJoin]) {
      pieces.push(blank(text.slice(at, join.start)), " ".repeat(join.end - join.start));
      at = join.end;
    }
    pieces.push(blank(text.slice(at, end)));
    at = end;
  };
  for (const range of kept) {
    blankTo(range.start);
    pieces.push(text.slice(range.start, range.end));
    at = range.end;
  }
  blankTo(text.length);
  return pieces.join("");
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
