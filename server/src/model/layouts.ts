/**
 * The layout engines as rules and features call them: by target. The engines depend on a C model and Go sizes
 * only and remember what they computed, so targets that share a model share the answer.
 */
import { layoutC, layoutRecord } from "../layout/c.ts";
import { cgoView } from "../layout/cgo.ts";
import { layoutGo, layoutGoStruct } from "../layout/go.ts";
import { type RecordLayout, type Unknown, unknown } from "../layout/layout.ts";
import type { CModel, Target } from "../target/target.ts";
import type { GoNamed, GoStruct, GoType } from "../types/go.ts";
import type { Layouts } from "./package.ts";

const structs = new WeakMap<GoNamed | GoStruct, Map<string, RecordLayout | Unknown>>();
const modelIds = new WeakMap<CModel, number>();
let nModels = 0;

/** Layouts by target. Every layout is one object for all targets that share it, so that comparisons can be remembered. */
export const layouts: Layouts = {
  goStruct: (type, target) => {
    // Only a type that holds C depends on the C model.
    const c = !holdsC(type) ? "" : typeof target.c === "string" ? target.c : modelId(target.c);
    const key = `${target.go.wordSize} ${target.go.maxAlign} ${c}`;
    return remembered(structs, type, key, () => layoutGoStruct(type, { sizes: target.go, c: target.c }));
  },
  goType: (type, target) => layoutGo(type, { sizes: target.go, c: target.c }),
  record: (record, target) => withModel(target, (model) => layoutRecord(record, model)),
  cType: (type, target) => withModel(target, (model) => layoutC(type, model)),
  cgo: (record, target) =>
    target.cgo ? withModel(target, (model) => cgoView(record, { sizes: target.go, c: model })) : unknown(`${target.id} has no cgo`),
};

function remembered<O extends object, K, V>(memory: WeakMap<O, Map<K, V>>, object: O, key: K, compute: () => V): V {
  let known = memory.get(object);
  if (known === undefined) {
    known = new Map();
    memory.set(object, known);
  }
  let value = known.get(key);
  if (value === undefined) {
    value = compute();
    known.set(key, value);
  }
  return value;
}

const cHolders = new WeakMap<GoType, boolean>();

/** Whether a type that cgo shows takes part in the layout of a Go type. */
function holdsC(type: GoType): boolean {
  if (type.kind === "c") return true;
  if (type.kind !== "named" && type.kind !== "struct" && type.kind !== "array") return false;
  const known = cHolders.get(type);
  if (known !== undefined) return known;
  // A type that holds itself by value has no layout; until that is known it holds nothing.
  cHolders.set(type, false);
  let holds = false;
  if (type.kind === "named") holds = holdsC(type.underlying);
  else if (type.kind === "array") holds = holdsC(type.of);
  else holds = type.fields.some((field) => holdsC(field.type));
  cHolders.set(type, holds);
  return holds;
}

function modelId(model: CModel): number {
  let id = modelIds.get(model);
  if (id === undefined) {
    id = nModels++;
    modelIds.set(model, id);
  }
  return id;
}

function withModel<T>(target: Target, compute: (model: CModel) => T | Unknown): T | Unknown {
  return typeof target.c === "string" ? unknown(target.c) : compute(target.c);
}
