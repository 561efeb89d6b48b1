/**
 * Record layouts as one drawing: for each group of targets a grid of eight bytes per row, members as boxes and
 * padding hatched. Stands alone: no script, no font and no style from outside; readable in light and dark.
 */
import type { LayoutElement } from "../../features/api.ts";
import type { RecordLayout } from "../../layout/layout.ts";
import type { ShownRecord } from "../layout.ts";
import { bytesText } from "./layoutRows.ts";

const PER_ROW = 8;
const CELL = 76;
const ROW = 34;
const LEFT = 64;
const LINE = 20;
/** A record with more rows of bytes than this is cut: nobody reads further. */
const MAX_ROWS = 64;
/** How many characters of the text fit into a pixel's width, roughly. */
const CHAR = 7.2;

/** One SVG document. */
export function layoutSvg(records: readonly ShownRecord[]): string {
  const parts: string[] = [];
  let y = LINE;
  for (const { record, place } of records) {
    parts.push(text(8, y, `${record.name}  ${place.file}:${place.start.line}`, "h"));
    y += LINE;
    for (const element of record.layouts) {
      const drawn = elementSvg(element, y);
      parts.push(drawn.svg);
      y = drawn.y;
    }
    y += LINE / 2;
  }
  const width = LEFT + PER_ROW * CELL + 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${Math.ceil(y)}" viewBox="0 0 ${width} ${Math.ceil(y)}" font-family="monospace" font-size="12">
<style>rect.b{fill:#fff}text{fill:#1f2328}.h{font-weight:bold;font-size:14px}.o{fill:#59636e;font-size:10px}.m{fill:#ddf4ff;stroke:#0969da}.p{fill:url(#hatch);stroke:#bf8700}@media(prefers-color-scheme:dark){rect.b{fill:#0d1117}text{fill:#e6edf3}.o{fill:#9198a1}.m{fill:#0c2d6b;stroke:#4493f8}}</style>
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="6" fill="#bf8700" fill-opacity="0.5"/></pattern></defs>
<rect class="b" width="100%" height="100%"/>
${parts.join("\n")}
</svg>
`;
}

function elementSvg(element: LayoutElement, top: number): { svg: string; y: number } {
  const parts: string[] = [];
  let y = top;
  for (const line of chunks(element.targets, 6)) {
    parts.push(text(8, y, line.join(", "), "o"));
    y += LINE - 6;
  }
  if ("unknown" in element) return { svg: [...parts, text(8, y + 4, `unknown: ${element.unknown}`, "t")].join("\n"), y: y + LINE + 8 };
  const { layout } = element;
  parts.push(text(8, y + 4, `size ${layout.size}, align ${layout.align}`, "t"));
  y += LINE - 4;
  const nRows = Math.ceil(layout.size / PER_ROW);
  for (let row = 0; row < Math.min(nRows, MAX_ROWS); row++) {
    parts.push(text(8, y + row * ROW + 21, String(row * PER_ROW), "o"));
  }
  parts.push(...boxes(layout).map((box) => boxSvg(box, y)));
  y += Math.min(nRows, MAX_ROWS) * ROW;
  if (nRows > MAX_ROWS) {
    parts.push(text(LEFT, y + 12, `and ${bytesText(layout.size - MAX_ROWS * PER_ROW)} more`, "o"));
    y += LINE;
  }
  return { svg: parts.join("\n"), y: y + LINE };
}

interface Box {
  /** In bits from the start of the record. */
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly isPadding: boolean;
}

/** The record's own members and its padding; members of a union share their place and are drawn as one. */
function boxes(layout: RecordLayout): Box[] {
  const members: Box[] = [];
  for (const field of layout.fields) {
    const end = field.bitOffset + field.bitSize;
    const over = members.at(-1);
    if (field.bitSize === 0) continue;
    if (over !== undefined && field.bitOffset < over.end) {
      members[members.length - 1] = { ...over, end: Math.max(over.end, end), label: `${over.label} | ${field.name}` };
    } else members.push({ start: field.bitOffset, end, label: field.name || field.type, isPadding: false });
  }
  const padding = layout.padding.map(({ offset, size }) => ({ start: offset * 8, end: (offset + size) * 8, label: "", isPadding: true }));
  return [...members, ...padding];
}

function boxSvg(box: Box, top: number): string {
  const parts: string[] = [];
  const perRow = PER_ROW * 8;
  const lastRow = Math.min(MAX_ROWS - 1, Math.floor((box.end - 1) / perRow));
  for (let row = Math.floor(box.start / perRow); row <= lastRow; row++) {
    const from = Math.max(box.start, row * perRow) - row * perRow;
    const to = Math.min(box.end, (row + 1) * perRow) - row * perRow;
    const x = LEFT + (from * CELL) / 8;
    const width = ((to - from) * CELL) / 8;
    parts.push(
      `<rect class="${box.isPadding ? "p" : "m"}" x="${x}" y="${top + row * ROW + 2}" width="${width - 2}" height="${ROW - 4}" rx="3"/>`,
    );
    const fits = Math.floor((width - 8) / CHAR);
    const label = box.label.length <= fits ? box.label : fits < 2 ? "" : `${box.label.slice(0, fits - 1)}…`;
    if (label !== "") parts.push(text(x + 5, top + row * ROW + 21, label, "t"));
  }
  return parts.join("\n");
}

function text(x: number, y: number, content: string, kind: string): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<text class="${kind}" x="${x}" y="${y}">${escaped}</text>`;
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
