/**
 * Which field of a struct or C record a byte belongs to, and where a field is that is named by its way inward. Reads
 * one layout; knows neither targets nor how anybody came by the number of the byte.
 */
import type { FieldLayout, RecordLayout } from "../layout/layout.ts";

/** What is found at a byte, counted from the record's start. */
export type AtByte =
  /** `path` leads inward; `index` is the element of an array; `within` counts bytes from the start of what is named. */
  | { readonly kind: "field"; readonly path: readonly string[]; readonly index: number | undefined; readonly within: number }
  | { readonly kind: "padding" }
  | { readonly kind: "behind" };

/** The innermost field that holds a byte; undefined among bit-fields, whose bytes belong to several. */
export function fieldAtByte(layout: RecordLayout, byte: number): AtByte | undefined {
  const path: string[] = [];
  let fields = layout.fields;
  for (;;) {
    const at = holderOf(fields, byte);
    if (at === undefined) {
      if (fields.some(({ bitField }) => bitField === true)) return undefined;
      return byte >= layout.size ? { kind: "behind" } : { kind: "padding" };
    }
    // What nobody can name is padding written out.
    if (at.name === "_") return { kind: "padding" };
    if (at.bitField === true) return undefined;
    path.push(at.name);
    if (at.kind === "struct" && at.fields !== undefined) {
      fields = at.fields;
      continue;
    }
    const within = byte - at.bitOffset / 8;
    const { stride } = at;
    if (stride === undefined || stride === 0 || within === 0) return { kind: "field", path, index: undefined, within };
    return { kind: "field", path, index: Math.floor(within / stride), within: within % stride };
  }
}

/** Where a field starts, in bytes; undefined where there is none by that way. */
export function byteOfField(layout: RecordLayout, path: readonly string[]): number | undefined {
  let fields: readonly FieldLayout[] | undefined = layout.fields;
  let at: FieldLayout | undefined;
  for (const name of path) {
    at = fields?.find((field) => field.name === name);
    if (at === undefined || at.bitField === true) return undefined;
    fields = at.fields;
  }
  return at === undefined ? undefined : at.bitOffset / 8;
}

/** An array without a length of its own, last in a record, starts where the record's other fields have ended. */
function holderOf(fields: readonly FieldLayout[], byte: number): FieldLayout | undefined {
  const bit = byte * 8;
  const holder = fields.find(({ bitOffset, bitSize }) => bitOffset < bit + 8 && bit < bitOffset + bitSize);
  const last = fields[fields.length - 1];
  return holder ?? (last?.bitSize === 0 && last.bitOffset === bit ? last : undefined);
}
