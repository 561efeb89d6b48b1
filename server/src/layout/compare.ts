/**
 * When two layouts are the same, and which targets share one. Type texts are for people and take no part.
 */
import type { CgoView, FieldLayout, Padding, RecordLayout, Unknown } from "./layout.ts";

/** Whether two layouts are equal in everything but type texts; two unknown ones are when their reasons are. */
export function sameLayout(a: RecordLayout | Unknown, b: RecordLayout | Unknown): boolean {
  if (a === b) return true;
  if (!a.known || !b.known) return !a.known && !b.known && a.reason === b.reason;
  return (
    a.size === b.size &&
    a.align === b.align &&
    samePadding(a.padding, b.padding) &&
    sameFields(a.fields, b.fields) &&
    // What another compiler says is rare and short.
    (a.compilers === b.compilers || JSON.stringify(a.compilers) === JSON.stringify(b.compilers))
  );
}

function samePadding(a: readonly Padding[], b: readonly Padding[]): boolean {
  return a.length === b.length && a.every((hole, i) => hole.offset === b[i]?.offset && hole.size === b[i]?.size);
}

function sameFields(a: readonly FieldLayout[], b: readonly FieldLayout[]): boolean {
  return a.length === b.length && a.every((field, i) => sameField(field, b[i]));
}

function sameField(a: FieldLayout, b: FieldLayout | undefined): boolean {
  return (
    b !== undefined &&
    a.bitOffset === b.bitOffset &&
    a.bitSize === b.bitSize &&
    a.align === b.align &&
    a.name === b.name &&
    a.bitField === b.bitField &&
    a.embedded === b.embedded &&
    a.kind === b.kind &&
    a.elements === b.elements &&
    a.stride === b.stride &&
    (a.fields === b.fields || (a.fields !== undefined && b.fields !== undefined && sameFields(a.fields, b.fields)))
  );
}

function sameCgo(a: CgoView | Unknown | undefined, b: CgoView | Unknown | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (!a.known || !b.known) return !a.known && !b.known && a.reason === b.reason;
  return (
    a.size === b.size &&
    a.align === b.align &&
    a.fields.length === b.fields.length &&
    a.omitted.length === b.omitted.length &&
    a.fields.every((field, i) => field.name === b.fields[i]?.name && field.bitOffset === b.fields[i]?.bitOffset) &&
    a.omitted.every((field, i) => field.name === b.omitted[i]?.name && field.reason === b.omitted[i]?.reason)
  );
}

/** A record on one target, with what cgo makes of it where that is asked for. */
export interface TargetLayout {
  readonly layout: RecordLayout | Unknown;
  readonly cgo?: CgoView | Unknown | undefined;
}

/**
 * Maximal groups of equal layouts. Groups stand in the order of their first members, members in the order given.
 * Items for which `keyOf` differs never share a group.
 */
export function groupLayouts<T extends TargetLayout>(perTarget: readonly T[], keyOf?: (item: T) => unknown): readonly (readonly T[])[] {
  const groups: { readonly first: T; readonly members: T[] }[] = [];
  for (const item of perTarget) {
    const group = groups.find(
      ({ first }) => sameLayout(first.layout, item.layout) && sameCgo(first.cgo, item.cgo) && keyOf?.(first) === keyOf?.(item),
    );
    if (group === undefined) groups.push({ first: item, members: [item] });
    else group.members.push(item);
  }
  return groups.map(({ members }) => members);
}
