/**
 * Record layouts as Markdown, for documents and pull requests.
 */
import type { LayoutElement } from "../../features/api.ts";
import type { ShownRecord } from "../layout.ts";
import { bytesText, layoutRows, offsetText, paddingBytes, sizeText } from "./layoutRows.ts";

/** One section per record, one table per group of targets. */
export function layoutMarkdown(records: readonly ShownRecord[]): string {
  return records.map(recordMarkdown).join("\n");
}

function recordMarkdown({ record, place }: ShownRecord): string {
  const parts = [`## ${code(record.name)}\n`, `${code(`${place.file}:${place.start.line}`)}\n`, ...record.layouts.map(elementMarkdown)];
  if (record.excluded.length > 0) parts.push(`Not declared on ${record.excluded.join(", ")}.\n`);
  return parts.join("\n");
}

function elementMarkdown(element: LayoutElement): string {
  const head = `### ${element.targets.join(", ")}\n`;
  if ("unknown" in element) return `${head}\nUnknown: ${escapeCell(element.unknown)}.\n`;
  const { layout } = element;
  const padding = paddingBytes(layout);
  const facts = `Size ${layout.size}, alignment ${layout.align}, ${padding === 0 ? "no padding" : `${bytesText(padding)} of padding`}.\n`;
  const rows = layoutRows(layout).map((row) => {
    const member = row.kind === "padding" ? "*padding*" : `${"&emsp;".repeat(row.depth)}${code(row.name)}`;
    return `| ${offsetText(row)} | ${sizeText(row)} | ${row.align ?? ""} | ${member} | ${row.kind === "padding" ? "" : code(row.type)} |`;
  });
  const table = rows.length === 0 ? "" : `\n| offset | size | align | member | type |\n|---:|---:|---:|---|---|\n${rows.join("\n")}\n`;
  return `${head}\n${facts}${table}`;
}

function code(text: string): string {
  return `\`${escapeCell(text).replaceAll("`", "'")}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/[\r\n]+/g, " ");
}
