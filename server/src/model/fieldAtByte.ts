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

/** The innermost field that holds a byte; undefined in bit-fields and anonymous unions, whose bytes belong to several. */
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
    const isOpen = at.kind === "struct" && at.fields !== undefined;
    if (at.bitField === true || (at.name === "" && !isOpen)) return undefined;
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

/** Where a field starts, in bytes; undefined where there is none by that way. Anonymous members have an empty name. */
export function byteOfField({ fields }: Pick<RecordLayout, "fields">, path: readonly string[]): number | undefined {
  const [name, ...inner] = path;
  for (const field of fields) {
    if (field.name !== name || field.bitField === true) continue;
    const byte = inner.length === 0 ? field.bitOffset / 8 : byteOfField({ fields: field.fields ?? [] }, inner);
    // A record may have several anonymous members; names are unique in all of them together.
    if (byte !== undefined) return byte;
  }
  return undefined;
}

/** `at.nsec`, as C and Go select it. */
export function wayInward(path: readonly string[]): string {
  return path.filter((name) => name !== "").join(".");
}

/** An array without a length of its own, last in a record, starts where the record's other fields have ended. */
function holderOf(fields: readonly FieldLayout[], byte: number): FieldLayout | undefined {
  const bit = byte * 8;
  const holder = fields.find(({ bitOffset, bitSize }) => bitOffset < bit + 8 && bit < bitOffset + bitSize);
  const last = fields[fields.length - 1];
  return holder ?? (last?.bitSize === 0 && last.bitOffset === bit ? last : undefined);
}
