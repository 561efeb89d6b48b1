/**
 * Sizes and offsets for constants in declarations, from the layout engine. The one door from reading C to laying it
 * out; tests put something else in its place.
 */
import { layoutC, layoutRecord } from "../layout/c.ts";
import type { FieldLayout } from "../layout/layout.ts";
import type { CMeasure } from "./evaluator.ts";

/** How deep anonymous members are searched. */
const MAX_DEPTH = 50;

/** Measures by the record layout engines. */
export const layoutMeasure: CMeasure = {
  type: (type, model) => {
    const layout = layoutC(type, model);
    return layout.known ? { size: layout.size, align: layout.align } : undefined;
  },
  offset: (record, member, model) => {
    const layout = layoutRecord(record, model);
    const field = layout.known ? findField(layout.fields, member, 0) : undefined;
    return field === undefined || field.bitField === true ? undefined : field.bitOffset / 8;
  },
};

function findField(fields: readonly FieldLayout[], name: string, depth: number): FieldLayout | undefined {
  for (const field of fields) {
    if (field.name === name) return field;
    if (field.name !== "" || field.fields === undefined || depth >= MAX_DEPTH) continue;
    const inner = findField(field.fields, name, depth + 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
