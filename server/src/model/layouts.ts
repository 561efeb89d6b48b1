/**
 * The layout engines as rules and features call them: by target. The engines depend on a C model and Go sizes
 * only and remember what they computed, so targets that share a model share the answer.
 */

import type { CMeasure } from "../c/read.ts";
import { layoutC, layoutRecord } from "../layout/c.ts";
import { cgoView } from "../layout/cgo.ts";
import { layoutGo, layoutGoStruct } from "../layout/go.ts";
import { type Unknown, unknown } from "../layout/layout.ts";
import type { CModel, Target } from "../target/target.ts";
import type { Layouts } from "./package.ts";

/** Layouts by target; stateless. */
export const layouts: Layouts = {
  goStruct: (type, target) => layoutGoStruct(type, { sizes: target.go, c: target.c }),
  goType: (type, target) => layoutGo(type, { sizes: target.go, c: target.c }),
  record: (record, target) => withModel(target, (model) => layoutRecord(record, model)),
  cType: (type, target) => withModel(target, (model) => layoutC(type, model)),
  cgo: (record, target) =>
    target.cgo ? withModel(target, (model) => cgoView(record, { sizes: target.go, c: model })) : unknown(`${target.id} has no cgo`),
};

function withModel<T>(target: Target, compute: (model: CModel) => T | Unknown): T | Unknown {
  return typeof target.c === "string" ? unknown(target.c) : compute(target.c);
}

/** Sizes and offsets for C constants such as `char pad[64 - sizeof(long)]`. */
export const cMeasure: CMeasure = {
  type: (type, model) => {
    const layout = layoutC(type, model);
    return layout.known ? layout : undefined;
  },
  offset: (record, member, model) => {
    const layout = layoutRecord(record, model);
    const field = layout.known ? layout.fields.find((candidate) => candidate.name === member) : undefined;
    return field === undefined || field.bitField === true ? undefined : field.bitOffset / 8;
  },
};
