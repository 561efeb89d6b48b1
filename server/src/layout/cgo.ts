/**
 * What cgo makes of C types: the Go struct that `C.struct_x` is, and the Go type of any C type. cgo converts whatever a
 * type leads to, also through pointers, and fails as a whole on a number it has no Go type for; so does this.
 */
import type { CModel, GoSizes } from "../target/target.ts";
import type { CRecord, CType } from "../types/c.ts";
import type { GoType } from "../types/go.ts";
import { worldOf as cWorldOf } from "./c.ts";
import { type CgoWorld, convert, convertRecord, isUnreadable, nameOf } from "./cgoConvert.ts";
import { layoutGoStruct } from "./go.ts";
import { goTypeText } from "./goTypeText.ts";
import { type CgoView, type Unknown, unknown } from "./layout.ts";

/** What cgo's view depends on. */
export interface CgoEnvironment {
  readonly sizes: GoSizes;
  readonly c: CModel | string;
}

interface Session extends CgoWorld {
  /** Types from which nothing leads to what cgo refuses. */
  readonly clean: WeakSet<CType>;
  readonly refusals: WeakMap<CType, Unknown>;
  readonly views: WeakMap<CRecord, CgoView>;
  /** Answers of `cgoType`. */
  readonly goTypes: WeakMap<CType, GoType>;
}

const sessions: WeakMap<CModel, Map<number, Session>> = new WeakMap();

function sessionOf(model: CModel, sizes: GoSizes): Session {
  let perModel = sessions.get(model);
  if (perModel === undefined) {
    perModel = new Map();
    sessions.set(model, perModel);
  }
  let session = perModel.get(sizes.wordSize);
  if (session === undefined) {
    session = {
      c: cWorldOf(model),
      sizes,
      records: new WeakMap(),
      names: new WeakMap(),
      scalars: new Map(),
      unnamed: 0,
      clean: new WeakSet(),
      refusals: new WeakMap(),
      views: new WeakMap(),
      goTypes: new WeakMap(),
    };
    perModel.set(sizes.wordSize, session);
  }
  return session;
}

/**
 * The Go struct that cgo generates for a struct, with the C members it leaves out and why; a union is bytes, all its
 * members omitted. Padding fields are named `_`. Unknown with cgo's own words where cgo fails on the record.
 */
export function cgoView(record: CRecord, environment: CgoEnvironment): CgoView | Unknown {
  const { c, sizes } = environment;
  if (typeof c === "string") return unknown(c);
  const session = sessionOf(c, sizes);
  const before = session.views.get(record);
  if (before !== undefined) return before;
  const refusal = prepare(record, session);
  if (refusal !== undefined) return refusal;
  const converted = session.records.get(record) ?? unknown("the record could not be converted");
  if (!converted.known) return converted;
  // cgo reckons with alignments that the fields it drops at the end no longer give, so Go has the last word.
  const generated = converted.go.kind === "named" ? layoutGoStruct(converted.go, environment) : undefined;
  if (generated !== undefined && !generated.known) return generated;
  const view: CgoView = {
    known: true,
    size: generated?.size ?? converted.size,
    align: generated?.align ?? converted.align,
    fields: converted.fields.map(({ field, bitOffset }, index) => ({
      name: field.name,
      type: goTypeText(field.type),
      bitOffset: generated?.fields[index]?.bitOffset ?? bitOffset,
    })),
    omitted: converted.omitted,
  };
  session.views.set(record, view);
  return view;
}

/** The Go type of a C type as cgo shows it; `unknown` where cgo refuses it. One object per type and environment. */
export function cgoType(type: CType, environment: CgoEnvironment): GoType {
  const { c, sizes } = environment;
  if (typeof c === "string") return { kind: "unknown", reason: c };
  const session = sessionOf(c, sizes);
  let goType = session.goTypes.get(type);
  if (goType === undefined) {
    const refusal = prepare(type, session);
    const converted = refusal ?? convert(type, session);
    goType = converted.known ? converted.go : { kind: "unknown", reason: converted.reason };
    session.goTypes.set(type, goType);
  }
  return goType;
}

/** Converts every record `type` contains or points to, innermost first; returns why cgo refuses what it leads to. */
function prepare(type: CType, session: Session): Unknown | undefined {
  const refused = session.refusals.get(type);
  if (refused !== undefined) return refused;
  const { reached, scalars } = reach(type, session);
  for (const record of reached) convertInOrder(record, session);
  for (const scalar of scalars) {
    const converted = convert(scalar, session);
    if (!converted.known && converted.reason.startsWith("cgo refuses")) {
      session.refusals.set(type, converted);
      return converted;
    }
  }
  for (const record of reached) {
    const converted = session.records.get(record);
    if (converted !== undefined && !converted.known && converted.reason.startsWith("cgo refuses")) {
      session.refusals.set(type, converted);
      return converted;
    }
  }
  for (const record of reached) session.clean.add(record);
  return undefined;
}

/**
 * Everything cgo converts for `type`: records, and the types that may be refused. Members of unions and parameters of
 * functions are only looked through for typedefs, which cgo asks about by name.
 */
function reach(type: CType, session: Session): { readonly reached: readonly CRecord[]; readonly scalars: readonly CType[] } {
  const reached: CRecord[] = [];
  const scalars: CType[] = [];
  const converted: Set<CType> = new Set();
  const scanned: Set<CType> = new Set();
  const work: { type: CType; scan: boolean }[] = [{ type, scan: false }];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { type: at } = item;
    const scan = item.scan && !(at.kind === "typedef" && !at.name.startsWith("__builtin"));
    if (converted.has(at) || session.clean.has(at) || (scan && scanned.has(at))) continue;
    (scan ? scanned : converted).add(at);
    switch (at.kind) {
      case "pointer":
        work.push({ type: at.to, scan });
        break;
      case "array":
      case "qualified":
      case "atomic":
      case "vector":
        work.push({ type: at.of, scan });
        break;
      case "typedef":
        work.push({ type: at.type, scan });
        break;
      case "function":
        work.push({ type: at.result, scan: true }, ...at.parameters.map((parameter) => ({ type: parameter.type, scan: true })));
        break;
      case "record":
        if (!scan && at.fields !== undefined) reached.push(at);
        for (const field of at.fields ?? []) {
          if (field.bitWidth !== undefined && field.name === "") continue;
          work.push({ type: field.type, scan: scan || at.union });
        }
        break;
      case "scalar":
      case "complex":
        if (!scan || isUnreadable(at, session)) scalars.push(at);
        break;
      default:
        break;
    }
  }
  return { reached, scalars };
}

/** Converts a record after those it contains by value, without recursion. */
function convertInOrder(record: CRecord, session: Session): void {
  const stack: CRecord[] = [record];
  const open: Set<CRecord> = new Set();
  for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
    if (session.records.has(at)) {
      stack.pop();
      continue;
    }
    if (!open.has(at)) {
      open.add(at);
      if (!at.union) nameOf(at, session);
      const inner = containedRecords(at).filter((part) => !session.records.has(part) && !open.has(part));
      if (inner.length > 0) {
        stack.push(...inner);
        continue;
      }
    }
    stack.pop();
    session.records.set(at, convertRecord(at, session));
  }
}

function containedRecords(record: CRecord): CRecord[] {
  const records: CRecord[] = [];
  for (const field of record.fields ?? []) {
    let type = field.type;
    while (
      type.kind === "array" ||
      type.kind === "typedef" ||
      type.kind === "qualified" ||
      type.kind === "atomic" ||
      type.kind === "vector"
    ) {
      type = type.kind === "typedef" ? type.type : type.of;
    }
    if (type.kind === "record" && type.fields !== undefined) records.push(type);
  }
  return records;
}
