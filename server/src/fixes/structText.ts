/**
 * Rewrites the fields of a Go struct type as gofmt would print them: the columns of names, types, tags and
 * comments follow go/printer (nodes.go, fieldList) and text/tabwriter. Knows text and ranges only; which fields
 * come and go is the caller's business. Answers undefined for a struct whose text it cannot keep in full.
 */
import type { GoFieldSite, GoTypeDecl } from "../go/facts.ts";
import { type TextEdit, trimEdit } from "../text/range.ts";

/** One line of the struct's body. `field` is the index of the first declared field on it. */
export interface FieldLine {
  readonly kind: "field";
  /** Empty for an embedded field. */
  readonly names: string;
  readonly type: string;
  readonly tag: string;
  readonly comment: string;
  /** Indices of the fields declared here; empty for an inserted line. */
  readonly fields: readonly number[];
}

/** A comment of its own, or an empty line (`text` empty). */
export interface OtherLine {
  readonly kind: "other";
  readonly text: string;
}

export type StructLine = FieldLine | OtherLine;

/** The body of a struct as lines, or undefined when it holds something that would be lost. */
export function structLines(text: string, decl: GoTypeDecl): readonly StructLine[] | undefined {
  const { structRange } = decl;
  if (structRange === undefined || decl.isBroken) return undefined;
  const open = text.indexOf("{", structRange.start);
  const close = structRange.end - 1;
  if (open < 0 || text[close] !== "}") return undefined;
  const lines: StructLine[] = [];
  let at = open + 1;
  const groups = declarations(decl.fields);
  for (const group of groups) {
    if (!addGap(lines, text.slice(at, group.site.declaration.start), lines.length > 0)) return undefined;
    const line = fieldLine(text, group);
    if (line === undefined) return undefined;
    lines.push(line);
    at = group.site.declaration.end;
  }
  return addGap(lines, text.slice(at, close), lines.length > 0) ? trimmed(lines) : undefined;
}

/** A line for a field that was not there before. */
export function insertedLine(names: string, type: string): FieldLine {
  return { kind: "field", names, type, tag: "", comment: "", fields: [] };
}

/** A comment on a line of its own. */
export function insertedComment(text: string): OtherLine {
  return { kind: "other", text };
}

/** The edit that gives the struct these lines, with the line ends that the file has around it. */
export function structEdit(text: string, decl: GoTypeDecl, lines: readonly StructLine[]): TextEdit | undefined {
  const { structRange } = decl;
  if (structRange === undefined) return undefined;
  const lineStart = Math.max(text.lastIndexOf("\n", structRange.start - 1), text.lastIndexOf("\r", structRange.start - 1)) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
  const end = /\r\n/.test(text.slice(0, structRange.end + 2)) ? "\r\n" : "\n";
  const body = printLines(lines, `${indent}\t`).join(end);
  return trimEdit(text, { start: structRange.start, end: structRange.end, newText: `struct {${end}${body}${end}${indent}}` });
}

/** The struct type as text of its own, for a new file. */
export function structText(lines: readonly StructLine[]): string {
  return `struct {\n${printLines(lines, "\t").join("\n")}\n}`;
}

interface DeclarationGroup {
  readonly site: GoFieldSite;
  readonly last: GoFieldSite;
  readonly fields: readonly number[];
}

/** `a, b int` is one declaration for two fields. */
function declarations(sites: readonly GoFieldSite[]): readonly DeclarationGroup[] {
  const groups: DeclarationGroup[] = [];
  for (const [index, site] of sites.entries()) {
    const last = groups[groups.length - 1];
    if (last !== undefined && last.site.declaration.start === site.declaration.start) {
      groups[groups.length - 1] = { site: last.site, last: site, fields: [...last.fields, index] };
    } else {
      groups.push({ site, last: site, fields: [index] });
    }
  }
  return groups;
}

function fieldLine(text: string, { site, last, fields }: DeclarationGroup): FieldLine | undefined {
  const { declaration, type } = site;
  const isEmbedded = site.name.start >= type.start;
  const names = isEmbedded ? "" : text.slice(declaration.start, last.name.end);
  const tag = text.slice(type.end, declaration.end).trim();
  const between = isEmbedded ? text.slice(declaration.start, type.start) : text.slice(last.name.end, type.start);
  // A comment inside a declaration has a place of its own that would be lost.
  if (!/^[\p{L}\p{Nd}_, \t]*$/u.test(names) || between.trim() !== "" || !/^(?:`[^`]*`|"[^"\n]*")?$/.test(tag)) return undefined;
  const typeText = text.slice(type.start, type.end);
  // Only a struct or interface body opens a new section of columns as printed below.
  if (/[\r\n]/.test(typeText) && !/^[^\r\n]*\{[ \t]*\r?\n/.test(typeText)) return undefined;
  return { kind: "field", names: names.replace(/\s*,\s*/g, ", "), type: typeText, tag, comment: "", fields };
}

/** What stands between two declarations: the first one's trailing comment, comments of their own, empty lines. */
function addGap(lines: StructLine[], gap: string, hasBefore: boolean): boolean {
  const rows = gap.split(/\r\n|\n|\r/);
  const [first = "", ...rest] = rows;
  const trailing = first.replace(/^[\s;]+/, "").trimEnd();
  if (trailing !== "") {
    const last = lines[lines.length - 1];
    if (!hasBefore || last?.kind !== "field" || !isWholeComment(trailing)) return false;
    // A comment behind a body that spans lines is aligned with what follows, in ways not reproduced here.
    if (/[\r\n]/.test(last.type)) return false;
    lines[lines.length - 1] = { ...last, comment: trailing };
  }
  for (const [i, row] of rest.entries()) {
    const text = row.trim();
    if (text === "" && i === rest.length - 1) break;
    if (text !== "" && !isWholeComment(text)) return false;
    const last = lines[lines.length - 1];
    if (text === "" && last?.kind === "other" && last.text === "") continue;
    lines.push({ kind: "other", text });
  }
  return true;
}

function isWholeComment(text: string): boolean {
  return text.startsWith("//") || /^\/\*(?:(?!\*\/)[\s\S])*\*\/$/.test(text);
}

/** gofmt drops empty lines at either end of the body. */
function trimmed(lines: readonly StructLine[]): readonly StructLine[] {
  const isEmpty = (line: StructLine | undefined): boolean => line?.kind === "other" && line.text === "";
  let start = 0;
  let end = lines.length;
  while (start < end && isEmpty(lines[start])) start++;
  while (end > start && isEmpty(lines[end - 1])) end--;
  return lines.slice(start, end);
}

function printLines(lines: readonly StructLine[], indent: string): readonly string[] {
  const nDeclarations = lines.filter((line) => line.kind === "field").length;
  const cells = lines.map((line) => (line.kind === "other" ? [line.text] : fieldCells(line, nDeclarations === 1)));
  const printed: string[] = [];
  let start = 0;
  for (const [i, line] of lines.entries()) {
    const endsSection = line.kind === "field" && /[\r\n]/.test(line.type);
    if (!endsSection && i < lines.length - 1) continue;
    printed.push(...alignCells(cells.slice(start, i + 1)));
    start = i + 1;
  }
  return printed.map((line) => (line === "" ? "" : indent + line));
}

/** The cells of a line, each but the last ended by a tab of go/printer. */
function fieldCells(line: FieldLine, isOnly: boolean): readonly string[] {
  const { names, type, tag, comment } = line;
  if (isOnly) {
    const text = [names, type, tag].filter((part) => part !== "").join(" ");
    return comment === "" ? [text] : [text, comment];
  }
  // What follows a body that spans lines stands in a section of its own, behind the closing brace.
  if (/[\r\n]/.test(type)) return [...(names === "" ? [] : [names]), tag === "" ? type : `${type} ${tag}`];
  const cells = names === "" ? [type] : [names, type];
  if (tag !== "") cells.push(...(names === "" ? [tag] : ["", tag]));
  if (comment !== "") cells.push(...(names === "" && tag === "" ? ["", comment] : [comment]));
  return cells;
}

/** text/tabwriter's columns: a column is a run of neighboring lines that have a cell there; empty columns vanish. */
function alignCells(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = lines.map((cells) => cells.map(() => 0));
  const nColumns = Math.max(0, ...lines.map((cells) => cells.length - 1));
  for (let column = 0; column < nColumns; column++) {
    for (let from = 0; from < lines.length; from++) {
      let to = from;
      let width = 0;
      while (to < lines.length && column < (lines[to]?.length ?? 0) - 1) {
        width = Math.max(width, [...(lines[to]?.[column] ?? "")].length);
        to++;
      }
      for (let i = from; i < to; i++) {
        const row = widths[i];
        if (row !== undefined) row[column] = width === 0 ? 0 : width + 1;
      }
      if (to > from) from = to - 1;
    }
  }
  return lines.map((cells, i) =>
    cells
      .map((cell, column) =>
        column < cells.length - 1 ? cell + " ".repeat(Math.max(0, (widths[i]?.[column] ?? 0) - [...cell].length)) : cell,
      )
      .join("")
      .trimEnd(),
  );
}
