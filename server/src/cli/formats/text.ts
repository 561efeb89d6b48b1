/**
 * Findings as a person reads them in a terminal: the place, the statement, the line with what is meant underlined,
 * the places that explain it, and what to do.
 */
import type { Severity } from "../../rules/finding.ts";
import { wrap } from "../help.ts";
import type { CheckReport, ShownFinding, ShownPlace, Summary } from "../report.ts";
import { displayLine, type Paint, type Style, sliceColumns } from "../style.ts";

/** How much of a line is shown when it is longer and nobody's screen says how wide it is. */
const MAX_LINE = 160;

/** The whole report, with the summary at its end unless `isQuiet`. */
export function textReport(report: CheckReport, style: Style, isQuiet: boolean): string {
  const parts = report.findings.map((finding) => findingText(finding, report.targets, style));
  if (!isQuiet) parts.push(`${summaryText(report, style)}\n`);
  return parts.join("\n");
}

function findingText(finding: ShownFinding, asked: readonly string[], style: Style): string {
  const { place } = finding;
  const paint = severityPaint(finding.severity, style);
  const gutter = Math.max(...[place, ...finding.related.map((related) => related.place)].map(({ start }) => String(start.line).length)) + 1;
  const head = `${style.bold(at(place))}: ${paint(style.bold(finding.severity))}: ${style.bold(displayLine(finding.message).text)} ${style.dim(`[${finding.rule}]`)}`;
  const lines = [head, ...sourceLines(place, gutter, "^", paint, style)];
  const list = finding.targets.join(", ");
  const isEverywhere = finding.targets.length === asked.length;
  if (!isEverywhere && !finding.message.includes(list)) lines.push(...note("on", list, gutter, style));
  for (const related of finding.related) {
    lines.push(...note("see", `${at(related.place)}: ${related.message}`, gutter, style));
    lines.push(...sourceLines(related.place, gutter, "-", style.blue, style));
  }
  for (const fix of finding.fixes) lines.push(...note("fix", fix.title, gutter, style, style.green));
  return `${lines.join("\n")}\n`;
}

function at(place: ShownPlace): string {
  return `${displayLine(place.file).text}:${place.start.line}:${place.start.column}`;
}

function severityPaint(severity: Severity, style: Style): Paint {
  if (severity === "error") return style.red;
  return severity === "warning" ? style.yellow : style.blue;
}

/** The source line with its number, and what is meant underlined below it. Nothing for an empty or unknown line. */
function sourceLines(place: ShownPlace, gutter: number, mark: string, paint: Paint, style: Style): string[] {
  if (place.lineText.trim() === "") return [];
  const line = displayLine(place.lineText);
  const columnOf = (unit: number): number => line.columns[Math.min(unit, line.columns.length) - 1] ?? 0;
  const from = columnOf(place.startUnit);
  const to = place.end.line === place.start.line ? columnOf(place.endUnit) : columnOf(Number.POSITIVE_INFINITY);
  const room = (style.width ?? MAX_LINE) - gutter - 3;
  // A long line is shown from a little before what is meant.
  const skipped = (line.columns.at(-1) ?? 0) <= room || to < room ? 0 : Math.max(0, from - 12);
  const shown = sliceColumns(line.text, skipped, room).trimEnd();
  const marks = mark.repeat(Math.max(1, Math.min(to, skipped + room) - from));
  const number = String(place.start.line).padStart(gutter);
  return [`${style.dim(`${number} |`)} ${shown}`, `${style.dim(`${" ".repeat(gutter)} |`)} ${" ".repeat(from - skipped)}${paint(marks)}`];
}

/** `= word: text`, wrapped to the screen. */
function note(word: string, text: string, gutter: number, style: Style, paint: Paint = style.bold): string[] {
  const indent = gutter + 5 + word.length;
  const [first = "", ...rest] = style.width === undefined ? [text] : wrap(text, Math.max(20, style.width - indent));
  return [`${" ".repeat(gutter)} ${style.dim("=")} ${paint(word)}: ${first}`, ...rest.map((line) => " ".repeat(indent) + line)];
}

/** `2 errors, 1 warning in 4 files of 2 packages, for 10 targets; 3 pairs compared, 1 record unknown`. */
function summaryText({ findings, summary, targets }: CheckReport, style: Style): string {
  const counts = (["error", "warning", "info", "hint"] as const)
    .map((severity) => ({ severity, n: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ n }) => n > 0)
    .map(({ severity, n }) => severityPaint(severity, style)(severity === "info" ? `${n} info` : plural(n, severity)));
  return `${counts.length === 0 ? style.green("no findings") : counts.join(", ")} in ${scope(summary, targets.length)}`;
}

function scope(summary: Summary, nTargets: number): string {
  const parts = [
    `${plural(summary.files, "file")} of ${plural(summary.packages, "package")}, for ${plural(nTargets, "target")}`,
    `${plural(summary.pairs, "pair")} compared${summary.unknown === 0 ? "" : `, ${plural(summary.unknown, "record")} unknown`}`,
  ];
  return parts.join("; ");
}

export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
