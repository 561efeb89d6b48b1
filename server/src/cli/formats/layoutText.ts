/**
 * Record layouts as tables for a terminal, one per group of targets with the same answer.
 */
import type { LayoutElement } from "../../features/api.ts";
import { wrap } from "../help.ts";
import type { ShownRecord } from "../layout.ts";
import type { Style } from "../style.ts";
import { bytesText, layoutRows, offsetText, paddingBytes, sizeText } from "./layoutRows.ts";

/** Every record with its tables. */
export function layoutText(records: readonly ShownRecord[], style: Style): string {
  if (records.length === 0) return "no records\n";
  return records.map((record) => recordText(record, style)).join("\n");
}

function recordText({ record, place }: ShownRecord, style: Style): string {
  const name = record.language === "go" ? `type ${record.name}` : record.name;
  const lines = [`${style.bold(`${place.file}:${place.start.line}`)}: ${style.bold(name)}`];
  for (const element of record.layouts) lines.push("", ...elementLines(element, place.start.line, style));
  if (record.excluded.length > 0) lines.push("", ...list("not declared on", record.excluded, style));
  return `${lines.join("\n")}\n`;
}

function list(intro: string, targets: readonly string[], style: Style): string[] {
  const [first = "", ...rest] = wrap(targets.join(", "), (style.width ?? 100) - intro.length - 3);
  return [`  ${style.dim(intro)} ${first}`, ...rest.map((line) => `   ${" ".repeat(intro.length)}${line}`)];
}

function elementLines(element: LayoutElement, line: number, style: Style): string[] {
  const head = list("on", element.targets, style);
  const site = element.line === undefined || element.line === line ? "" : `, declared in line ${element.line}`;
  if ("unknown" in element) return [...head, `  ${style.yellow("unknown")}: ${element.unknown}${site}`];
  const { layout, cgo } = element;
  const padding = paddingBytes(layout);
  const lost = padding === 0 ? "no padding" : `${bytesText(padding)} of padding`;
  const lines = [...head, `  size ${layout.size}, align ${layout.align}, ${lost}${site}`];
  const rows = layoutRows(layout).map((row) => ({
    isPadding: row.kind === "padding",
    cells: [offsetText(row), sizeText(row), row.align === undefined ? "" : String(row.align)],
    last: row.kind === "padding" ? "padding" : `${"  ".repeat(row.depth)}${[row.type, row.name].filter((word) => word !== "").join("  ")}`,
  }));
  const titles = ["offset", "size", "align"];
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map(({ cells }) => (cells[i] ?? "").length)));
  const format = (cells: readonly string[], last: string): string =>
    `    ${widths.map((width, i) => (cells[i] ?? "").padStart(width)).join("  ")}  ${last}`.trimEnd();
  if (rows.length > 0) lines.push(style.dim(format(titles, "member")));
  lines.push(...rows.map(({ cells, last, isPadding }) => (isPadding ? style.yellow(format(cells, last)) : format(cells, last))));
  for (const [compiler, other] of Object.entries(layout.compilers ?? {})) {
    lines.push(`  ${style.dim("but")} ${compiler} says size ${other.size}, align ${other.align}`);
  }
  for (const { name, reason } of cgo?.omitted ?? [])
    lines.push(`  ${style.dim("cgo leaves out")} ${name === "" ? "an unnamed member" : name}: ${reason}`);
  if (cgo !== undefined && cgo.align !== layout.align) lines.push(`  ${style.dim("in Go the type has")} align ${cgo.align}`);
  return lines;
}
