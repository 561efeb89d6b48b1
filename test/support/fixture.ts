/**
 * Fixtures: an archive of sources with what is expected written beside it. The archive is rendered anew from what
 * the engine really answers and must come out the same to the letter, so nothing can be found that is not
 * expected, and nothing expected that is not found. docs/fixtures.md describes the format.
 */
import type { AnalysisOptions, Engine } from "../../server/src/features/api.ts";
import type { Finding } from "../../server/src/rules/finding.ts";
import { LineIndex } from "../../server/src/text/lineIndex.ts";
import { folderOf } from "../../server/src/text/path.ts";
import { applyEdits } from "../../server/src/text/range.ts";
import { done, memoryView } from "./engine.ts";
import { type Archive, formatArchive, parseArchive } from "./txtar.ts";

/** An annotation line: comment, marker, label. */
const annotation = /^(?<indent>[ \t]*)\/\/(?<gap>[ ]*)(?<marker>\^+|<-*)(?<label> .*|)$/;

interface Source {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  /** Hovers asked for: the line and column they ask at, and the section that holds the answer. */
  readonly hovers: readonly { readonly line: number; readonly start: number; readonly end: number; readonly section: string }[];
}

/** The flags of an archive: `targets=…`, `tests`, `D=NAME=V`, `only=RULE`. */
export function flagsOf(archive: Archive): ReadonlyMap<string, string> {
  const text = archive.sections.find((section) => section.name === "flags")?.text ?? "";
  return new Map(
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => {
        const equals = line.indexOf("=");
        return equals < 0 ? [line.trim(), ""] : [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
      }),
  );
}

/** The sources of an archive as they are analyzed: without annotation lines, paths from the root. */
export function sourcesOf(archive: Archive): readonly { readonly path: string; readonly text: string }[] {
  return archive.sections.filter(({ name }) => isSource(name)).map(readSource);
}

/** The archive as the engine's answers make it. */
export function renderFixture(text: string, engine: Engine, options: AnalysisOptions): string {
  const archive = parseArchive(text);
  const sources = archive.sections.filter(({ name }) => isSource(name)).map(readSource);
  const files = new Map(sources.map((source) => [source.path, source.text]));
  const view = memoryView(files);
  const folders = [...new Set(sources.filter(({ name }) => name.endsWith(".go")).map(({ path }) => folderOf(path)))];
  const findings = folders.flatMap((folder) =>
    done(engine.check(view, folder, options)).flatMap((report) => report.findings.map((finding) => ({ folder, finding }))),
  );
  const sections: { name: string; text: string }[] = [];
  for (const section of archive.sections) {
    const source = sources.find(({ name }) => name === section.name);
    if (source !== undefined)
      sections.push({
        name: section.name,
        text: annotate(
          source,
          findings.map(({ finding }) => finding),
        ),
      });
    else if (section.name === "flags") sections.push(section);
  }
  for (const source of sources) {
    for (const hover of source.hovers) {
      const index = new LineIndex(source.text);
      const answer = done(engine.hover(view, source.path, index.lineStart(hover.line) + hover.start, options));
      const range = answer === undefined ? "" : source.text.slice(answer.range.start, answer.range.end);
      sections.push({ name: hover.section, text: answer === undefined ? "(nothing)\n" : `[${range}]\n${answer.markdown}\n` });
    }
  }
  const seen = new Set<string>();
  for (const { folder, finding } of findings) {
    for (const fix of done(engine.fixesOf(view, folder, finding, options))) {
      for (const path of new Set(fix.edits.map((edit) => edit.path))) {
        const edited = applyEdits(
          files.get(path) ?? "",
          fix.edits.filter((edit) => edit.path === path).map(({ edit }) => edit),
        );
        const name = `${path.slice(1)}.fixed ${JSON.stringify(`${finding.rule}: ${fix.title}`)}`;
        const where = `${name}\0${edited}`;
        if (seen.has(where)) continue;
        seen.add(where);
        sections.push({ name, text: edited });
      }
    }
  }
  return formatArchive({ comment: archive.comment, sections });
}

function isSource(name: string): boolean {
  return /(?:\.(?:go|c|h|inc|pc)|^(?:.*\/)?go\.mod)$/.test(name) && !name.includes(" ") && !name.startsWith("@");
}

/** The text without its annotation lines, and the hovers they ask for. */
function readSource({ name, text }: { readonly name: string; readonly text: string }): Source {
  const lines: string[] = [];
  const hovers: { line: number; start: number; end: number; section: string }[] = [];
  for (const line of text.split("\n")) {
    const groups = annotation.exec(line)?.groups;
    if (groups === undefined) {
      lines.push(line);
      continue;
    }
    const { indent = "", gap = "", marker = "", label = "" } = groups;
    const start = marker.startsWith("<") ? indent.length : indent.length + 2 + gap.length;
    const hover = /^ hover (@\S+)$/.exec(label)?.[1];
    if (hover !== undefined) hovers.push({ line: lines.length - 1, start, end: start + marker.length, section: hover });
  }
  return { name, path: `/${name}`, text: lines.join("\n"), hovers };
}

/** The text with one annotation line under each line for everything that is there. */
function annotate(source: Source, findings: readonly Finding[]): string {
  const index = new LineIndex(source.text);
  const under = new Map<number, string[]>();
  const add = (line: number, start: number, end: number, label: string): void => {
    under.set(line, [...(under.get(line) ?? []), annotationLine(index.lineText(line), start, end, label)]);
  };
  for (const finding of findings) {
    if (finding.site.path !== source.path) continue;
    const start = index.position(finding.site.start);
    const end = index.position(finding.site.end);
    const width = end.line === start.line ? end.character : index.lineText(start.line).length;
    add(start.line, start.character, width, `${finding.severity}[${finding.rule}] ${finding.message}`);
  }
  for (const hover of source.hovers) add(hover.line, hover.start, hover.end, `hover ${hover.section}`);
  return source.text
    .split("\n")
    .flatMap((line, number) => [line, ...(under.get(number) ?? [])])
    .join("\n");
}

function annotationLine(line: string, start: number, end: number, label: string): string {
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  const width = Math.max(1, end - start);
  if (start >= indent.length + 2) return `${indent}//${" ".repeat(start - indent.length - 2)}${"^".repeat(width)} ${label}`;
  return `${indent}// <${"-".repeat(width - 1)} ${label}`;
}
