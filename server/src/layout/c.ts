/**
 * The layout of C types and records on one C model: sizes, alignments, every member's place, padding, and where the
 * other compiler of the port differs. Types in, numbers out; every record is placed once per model.
 */
import type { CModel } from "../target/target.ts";
import { type CRecord, type CType, unwrapC } from "../types/c.ts";
import { type CWorld, createWorld, factsOf, memberAlign, placementOf } from "./cFacts.ts";
import { sameLayout } from "./compare.ts";
import { cTypeText } from "./cTypeText.ts";
import { dialectOf } from "./dialect.ts";
import type { FieldLayout, RecordLayout, TypeLayout, Unknown } from "./layout.ts";
import { unknown } from "./layout.ts";
import { paddingOf } from "./padding.ts";
import { isPackedBy, requestOf } from "./requests.ts";
import type { Placement } from "./typeFacts.ts";

/** Nested records are shown in full up to this many levels and this many members in all; what is beyond has no `fields`. */
const maxLevels = 1000;
const maxExpanded = 50_000;

const worlds: WeakMap<CModel, CWorld> = new WeakMap();
/** A record's layouts by world. Most models agree: they share one object, so that a long record stands in memory once. */
const layouts: WeakMap<CRecord, (RecordLayout | undefined)[]> = new WeakMap();
const clangTwins: WeakMap<CModel, CModel> = new WeakMap();

/** The facts of a model, shared by everything that asks about it. */
export function worldOf(model: CModel): CWorld {
  let world = worlds.get(model);
  if (world === undefined) {
    world = createWorld(dialectOf(model));
    worlds.set(model, world);
  }
  return world;
}

/**
 * Size and alignment of a type in bytes. The alignment is `_Alignof`, which is what the type has as a member; of a
 * record it is the record's own. Unknown for what has no size (void, functions, incomplete types), what the model's
 * compiler refuses, and what is larger than 2^53 bits.
 */
export function layoutC(type: CType, model: CModel): TypeLayout | Unknown {
  const world = worldOf(model);
  const facts = factsOf(type, world);
  if (!facts.known) return facts;
  if (facts.isFlexible) return unknown("an array without a count has no size");
  return { known: true, size: facts.size, align: memberAlign(facts, world.dialect) };
}

/**
 * A record with every member's place, by the model's own compiler; `compilers.clang` is there where the model is
 * gcc's and clang places the record differently on the same port. Equal layouts of one record are one object.
 */
export function layoutRecord(record: CRecord, model: CModel): RecordLayout | Unknown {
  const world = worldOf(model);
  const before = layouts.get(record)?.[world.index];
  if (before !== undefined) return before;
  const facts = factsOf(record, world);
  if (!facts.known) return facts;
  const placement = placementOf(record, world);
  if (placement === undefined) return unknown("the record could not be placed");
  const fields = describe(record, placement, world);
  const described: RecordLayout = {
    known: true,
    size: placement.size,
    align: placement.align,
    fields,
    padding: paddingOf(fields, placement.size),
    ...(model.compiler === "gcc" ? otherCompiler(record, placement, model) : {}),
  };
  const slots = layouts.get(record) ?? [];
  const layout = slots.find((other) => other !== undefined && sameLayout(other, described)) ?? described;
  slots[world.index] = layout;
  layouts.set(record, slots);
  return layout;
}

/** What clang says of a record that gcc has placed, where it differs. */
function otherCompiler(record: CRecord, placement: Placement, model: CModel): Pick<RecordLayout, "compilers"> {
  let twin = clangTwins.get(model);
  if (twin === undefined) {
    // On 32-bit MIPS clang takes a plain `aligned` for more than gcc does.
    const isMips = model.arch === "mips" || model.arch === "mipsle";
    twin = { ...model, compiler: "clang", defaultAlign: isMips ? 16 : model.defaultAlign };
    clangTwins.set(model, twin);
  }
  const world = worldOf(twin);
  if (!factsOf(record, world).known) return {};
  const other = placementOf(record, world);
  if (other === undefined) return {};
  const same =
    other.size === placement.size && other.align === placement.align && other.offsets.every((offset, i) => offset === placement.offsets[i]);
  return same ? {} : { compilers: { clang: { size: other.size, align: other.align, bitOffsets: other.offsets } } };
}

/** A record whose members are being listed. */
interface Listing {
  readonly record: CRecord;
  readonly placement: Placement;
  readonly start: number;
  readonly level: number;
  readonly into: FieldLayout[];
}

/** All members with nested records inside them, without recursion, as records nest deeper than stacks do. */
function describe(record: CRecord, placement: Placement, world: CWorld): readonly FieldLayout[] {
  const top: FieldLayout[] = [];
  const work: Listing[] = [{ record, placement, start: 0, level: 0, into: top }];
  let left = maxExpanded;
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const fields = at.record.fields ?? [];
    left -= fields.length;
    for (const index of fields.keys()) {
      const layout = fieldLayout(at, index, world);
      const inner = layout === undefined ? undefined : innerOf(fields[index]?.type, world);
      if (layout === undefined) continue;
      if (inner !== undefined && at.level < maxLevels && left > 0) {
        const into: FieldLayout[] = [];
        at.into.push({ ...layout, kind: inner.record.union ? "union" : "struct", fields: into });
        work.push({ ...inner, start: layout.bitOffset, level: at.level + 1, into });
      } else {
        at.into.push(inner === undefined ? layout : { ...layout, kind: inner.record.union ? "union" : "struct" });
      }
    }
  }
  return top;
}

function innerOf(type: CType | undefined, world: CWorld): { readonly record: CRecord; readonly placement: Placement } | undefined {
  if (type === undefined) return undefined;
  const record = unwrapC(type);
  if (record.kind !== "record") return undefined;
  const placement = placementOf(record, world);
  return placement === undefined ? undefined : { record, placement };
}

function fieldLayout(at: Listing, index: number, world: CWorld): FieldLayout | undefined {
  const field = at.record.fields?.[index];
  const facts = field === undefined ? undefined : factsOf(field.type, world);
  const offset = at.placement.offsets[index];
  if (field === undefined || facts === undefined || !facts.known || offset === undefined) return undefined;
  const common = { name: field.name, type: cTypeText(field.type), bitOffset: at.start + offset };
  if (field.bitWidth !== undefined) {
    return { ...common, bitSize: field.bitWidth, align: unitAlign(at.record, index, world), bitField: true };
  }
  const array = unwrapC(field.type);
  const element = array.kind === "array" ? factsOf(array.of, world) : undefined;
  return {
    ...common,
    bitSize: facts.size * 8,
    align: at.placement.memberAligns[index] ?? facts.align,
    ...(array.kind === "array" && element?.known === true ? { elements: array.count ?? 0, stride: element.size } : {}),
  };
}

/** The alignment of a bit-field's storage unit in bytes, after `packed`, `aligned` and `#pragma pack`. */
function unitAlign(record: CRecord, index: number, world: CWorld): number {
  const field = record.fields?.[index];
  const facts = field === undefined ? undefined : factsOf(field.type, world);
  if (field === undefined || facts === undefined || !facts.known) return 1;
  const { dialect } = world;
  const request = requestOf(record, [], dialect);
  let align = request.msBitFields && dialect.rules !== "msvc" ? facts.size : memberAlign(facts, dialect);
  if (dialect.power) align = Math.max(align, 4);
  const hasWidth = field.bitWidth !== 0;
  if (hasWidth && (request.packed || isPackedBy(field.packed, dialect)) && !(request.msBitFields && dialect.rules === "clang")) align = 1;
  for (const asked of field.aligns ?? []) align = Math.max(align, asked.align === "biggest" ? dialect.model.defaultAlign : asked.align);
  if (hasWidth && request.pack > 0) align = Math.min(align, request.pack);
  return align;
}
