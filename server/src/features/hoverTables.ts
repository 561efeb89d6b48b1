/**
 * Markdown tables of layouts. One column per group of targets, so that differences stand side by side. All
 * numbers are bytes unless a cell says bits.
 */
import type { FieldLayout, RecordLayout } from "../layout/layout.ts";
import type { LayoutElement } from "./api.ts";

type Describe = (targetIds: readonly string[]) => string;

/** More columns than this are unreadable in a hover; the command line shows all. */
const maxColumns = 6;

/** A whole record: rows are fields and padding, columns groups of targets. */
export function recordTable(title: string, elements: readonly LayoutElement[], describe: Describe): string {
  const known = elements.flatMap((element) => ("layout" in element ? [element] : []));
  const shown = known.slice(0, maxColumns);
  const parts = [`**${title}**`];
  if (shown.length > 0) parts.push("offset, size and alignment in bytes");
  for (const alike of byFields(shown)) {
    const columns = alike.map(({ targets }) => describe(targets));
    parts.push(table(["field", "type", ...columns], recordRows(alike.map(({ layout }) => layout))));
  }
  if (known.length > shown.length) parts.push(`${known.length - shown.length} more groups of targets: \`abi-lens layout\` lists them.`);
  const hidden = hiddenFields(shown);
  if (hidden !== undefined) parts.push(hidden);
  return [...parts, ...unknowns(elements, describe)].join("\n\n");
}

/** Systems declare a record with other fields: only what has the same can stand in one table. */
function byFields<T extends { readonly layout: RecordLayout }>(elements: readonly T[]): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const element of elements) {
    const key = JSON.stringify(element.layout.fields.map(({ name, type }) => [name, type]));
    groups.set(key, [...(groups.get(key) ?? []), element]);
  }
  return [...groups.values()];
}

/** One field: a row per group of targets. */
export function fieldTable(title: string, elements: readonly LayoutElement[], fieldIndex: number, describe: Describe): string {
  const rows = elements.flatMap((element): readonly (readonly string[])[] => {
    if (!("layout" in element)) return [];
    const field = element.layout.fields[fieldIndex];
    if (field === undefined) return [];
    return [[describe(element.targets), place(field), extent(field), String(field.align), behind(element.layout, fieldIndex)]];
  });
  const merged = mergeRows(rows);
  const type = elements.flatMap((element) => ("layout" in element ? [element.layout.fields[fieldIndex]?.type ?? ""] : []))[0];
  const parts = [`**${title}**${type === undefined || type === "" ? "" : ` \`${type}\``}`];
  if (merged.length > 0) parts.push(table(["targets", "offset", "size", "align", "padding behind"], merged));
  return [...parts, ...unknowns(elements, describe)].join("\n\n");
}

/** Groups differ in other fields too; rows that say the same of this one are joined. */
function mergeRows(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const merged = new Map<string, string[]>();
  for (const [targets = "", ...cells] of rows) {
    const key = cells.join("|");
    merged.set(key, [...(merged.get(key) ?? []), targets]);
  }
  if (merged.size === 1) return [...merged.keys()].map((key) => ["all targets", ...key.split("|")]);
  return [...merged].map(([key, targets]) => [targets.join(", "), ...key.split("|")]);
}

function recordRows(layouts: readonly RecordLayout[]): readonly (readonly string[])[] {
  const [first] = layouts;
  if (first === undefined) return [];
  const rows: (readonly string[])[] = [];
  const paddingRow = (index: number): void => {
    const cells = layouts.map((layout) => paddingBefore(layout, index));
    if (cells.some((cell) => cell !== "")) rows.push(["*padding*", "", ...cells.map((cell) => cell || "–")]);
  };
  for (const [index, field] of first.fields.entries()) {
    paddingRow(index);
    const cells = layouts.map((layout) => {
      const same = layout.fields[index];
      return same === undefined ? "–" : `${place(same)} · ${extent(same)} · ${same.align}`;
    });
    const name = field.name === "" ? (field.kind === undefined ? "*unnamed*" : `*anonymous ${field.kind}*`) : `\`${field.name}\``;
    rows.push([name, `\`${field.type.replaceAll("|", "\\|")}\``, ...cells]);
  }
  paddingRow(first.fields.length);
  rows.push(["**size · align**", "", ...layouts.map((layout) => `**${layout.size} · ${layout.align}**`)]);
  return rows;
}

/** `4 · 4`: offset and size of the padding directly before a field, or behind the last one. */
function paddingBefore(layout: RecordLayout, index: number): string {
  const next = layout.fields[index];
  const from = index === 0 ? 0 : endOf(layout.fields[index - 1]);
  const to = next === undefined ? layout.size : Math.floor(next.bitOffset / 8);
  return layout.padding
    .filter((hole) => hole.offset >= from && hole.offset < to)
    .map((hole) => `${hole.offset} · ${hole.size}`)
    .join(", ");
}

function behind(layout: RecordLayout, index: number): string {
  const end = endOf(layout.fields[index]);
  const hole = layout.padding.find((candidate) => candidate.offset === end);
  return hole === undefined ? "0" : String(hole.size);
}

function endOf(field: FieldLayout | undefined): number {
  return field === undefined ? 0 : Math.ceil((field.bitOffset + field.bitSize) / 8);
}

function place(field: FieldLayout): string {
  const byte = Math.floor(field.bitOffset / 8);
  return field.bitField === true ? `${byte} bit ${field.bitOffset % 8}` : String(byte);
}

function extent(field: FieldLayout): string {
  return field.bitField === true ? `${field.bitSize} bits` : String(field.bitSize / 8);
}

function hiddenFields(
  elements: readonly { readonly cgo?: { readonly omitted: readonly { readonly name: string; readonly reason: string }[] } }[],
): string | undefined {
  const hidden = new Map<string, string>();
  for (const { cgo } of elements) {
    for (const { name, reason } of cgo?.omitted ?? []) hidden.set(name, reason);
  }
  if (hidden.size === 0) return undefined;
  return `cgo does not show ${[...hidden].map(([name, reason]) => `\`${name === "" ? "unnamed" : name}\` (${reason})`).join(", ")}.`;
}

function unknowns(elements: readonly LayoutElement[], describe: Describe): readonly string[] {
  return elements.flatMap((element) => ("unknown" in element ? [`Unknown on ${describe(element.targets)}: ${element.unknown}.`] : []));
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(header),
    line(header.map((name) => (name === "field" || name === "type" || name === "targets" ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n");
}
