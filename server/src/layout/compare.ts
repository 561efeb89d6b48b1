/**
 * When two layouts are the same, and which targets share one. Type texts are for people and take no part.
 */
import type { CgoView, RecordLayout, Unknown } from "./layout.ts";

const keys: WeakMap<object, string> = new WeakMap();

/** A text that two layouts share exactly if they are equal in everything but type texts. */
function keyOf(layout: RecordLayout | CgoView | Unknown): string {
  let key = keys.get(layout);
  if (key === undefined) {
    key = JSON.stringify(layout, (name, value: unknown) => (name === "type" ? undefined : value));
    keys.set(layout, key);
  }
  return key;
}

/** Whether two layouts are equal in everything but type texts; two unknown ones are when their reasons are. */
export function sameLayout(a: RecordLayout | Unknown, b: RecordLayout | Unknown): boolean {
  return a === b || keyOf(a) === keyOf(b);
}

/** A record on one target, with what cgo makes of it where that is asked for. */
export interface TargetLayout {
  readonly layout: RecordLayout | Unknown;
  readonly cgo?: CgoView | Unknown | undefined;
}

/** Maximal groups of equal layouts. Groups stand in the order of their first members, members in the order given. */
export function groupLayouts<T extends TargetLayout>(perTarget: readonly T[]): readonly (readonly T[])[] {
  const groups: Map<string, T[]> = new Map();
  for (const item of perTarget) {
    const key = `${keyOf(item.layout)}\n${item.cgo === undefined ? "" : keyOf(item.cgo)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
