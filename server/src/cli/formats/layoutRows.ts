/**
 * A record layout as the rows of a table, in order of place: members, the members of nested records below them, and
 * padding where it lies. Text, Markdown and the drawing are made of these rows.
 */
import type { FieldLayout, RecordLayout } from "../../layout/layout.ts";

export interface LayoutRow {
  readonly kind: "member" | "padding";
  /** How deep the member is nested; 0 for the record's own. */
  readonly depth: number;
  /** From the start of the outermost record. */
  readonly bitOffset: number;
  readonly bitSize: number;
  /** In bytes; undefined for padding. */
  readonly align: number | undefined;
  readonly name: string;
  readonly type: string;
  readonly isBitField: boolean;
}

/** Nested records deeper than this are one row. */
const MAX_DEPTH = 12;

/** Members in order of declaration with padding rows in between, before the first member that starts behind them. */
export function layoutRows(layout: RecordLayout): readonly LayoutRow[] {
  const rows: LayoutRow[] = [];
  const padding = [...layout.padding];
  const pad = (until: number): void => {
    for (let next = padding[0]; next !== undefined && next.offset * 8 < until; next = padding[0]) {
      padding.shift();
      rows.push({
        kind: "padding",
        depth: 0,
        bitOffset: next.offset * 8,
        bitSize: next.size * 8,
        align: undefined,
        name: "",
        type: "padding",
        isBitField: false,
      });
    }
  };
  for (const field of layout.fields) {
    pad(field.bitOffset);
    addField(field, 0, rows);
  }
  pad(Number.POSITIVE_INFINITY);
  return rows;
}

function addField(field: FieldLayout, depth: number, rows: LayoutRow[]): void {
  rows.push({
    kind: "member",
    depth,
    bitOffset: field.bitOffset,
    bitSize: field.bitSize,
    align: field.align,
    name:
      field.bitField === true ? `${field.name}:${field.bitSize}` : field.name === "" ? `(anonymous ${field.kind ?? "member"})` : field.name,
    type: field.type,
    isBitField: field.bitField === true,
  });
  if (depth < MAX_DEPTH) for (const inner of field.fields ?? []) addField(inner, depth + 1, rows);
}

/** `12` for a whole byte, `12:3` for bit 3 of byte 12. */
export function offsetText(row: LayoutRow): string {
  const byte = Math.floor(row.bitOffset / 8);
  return row.isBitField || row.bitOffset % 8 !== 0 ? `${byte}:${row.bitOffset % 8}` : String(byte);
}

/** Bytes, or bits of a bit-field. */
export function sizeText(row: LayoutRow): string {
  if (!row.isBitField && row.bitSize % 8 === 0) return String(row.bitSize / 8);
  return `${row.bitSize} bit${row.bitSize === 1 ? "" : "s"}`;
}

/** `12 bytes`, `1 byte`. */
export function bytesText(size: number): string {
  return `${size} byte${size === 1 ? "" : "s"}`;
}

/** Whole bytes of padding in the record itself. */
export function paddingBytes(layout: RecordLayout): number {
  return layout.padding.reduce((sum, { size }) => sum + size, 0);
}
