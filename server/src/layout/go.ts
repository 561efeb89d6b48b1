/**
 * The layout of Go types by the gc compiler's rules on the sizes of one port (cmd/compile/internal/types/size.go and
 * go/types/gcsizes.go). C types inside Go types are laid out as cgo shows them to Go. Types in, numbers out.
 */
import type { CModel, GoSizes } from "../target/target.ts";
import { type GoBasic, type GoNamed, type GoStruct, type GoType, underlyingGo } from "../types/go.ts";
import { alignUp, maxBits, tooLarge } from "./bits.ts";
import { cgoType } from "./cgo.ts";
import { goTypeText } from "./goTypeText.ts";
import { type FieldLayout, type RecordLayout, type TypeLayout, type Unknown, unknown } from "./layout.ts";
import { paddingOf } from "./padding.ts";

/** What a Go layout depends on: the port's Go sizes, and the C model (or why there is none) for C types inside. */
export interface GoLayoutEnvironment {
  readonly sizes: GoSizes;
  readonly c: CModel | string;
}

/** Nested structs are shown in full up to this many levels and fields in all. */
const maxLevels = 1000;
const maxExpanded = 50_000;

/** What is known of one environment so far. */
interface GoWorld {
  readonly environment: GoLayoutEnvironment;
  readonly facts: WeakMap<GoType, TypeLayout | Unknown>;
  readonly offsets: WeakMap<GoStruct, readonly number[]>;
  readonly layouts: WeakMap<GoType, RecordLayout>;
}

const withModel: WeakMap<CModel, Map<string, GoWorld>> = new WeakMap();
const withoutModel: Map<string, GoWorld> = new Map();

function worldOf(environment: GoLayoutEnvironment): GoWorld {
  const { sizes, c } = environment;
  let worlds = withoutModel;
  let key = `${sizes.wordSize}/${sizes.maxAlign}`;
  if (typeof c === "string") {
    key += ` ${c}`;
  } else {
    worlds = withModel.get(c) ?? new Map();
    withModel.set(c, worlds);
  }
  let world = worlds.get(key);
  if (world === undefined) {
    world = { environment, facts: new WeakMap(), offsets: new WeakMap(), layouts: new WeakMap() };
    worlds.set(key, world);
  }
  return world;
}

/** Size and alignment in bytes, as `unsafe.Sizeof` and `unsafe.Alignof` would say. */
export function layoutGo(type: GoType, environment: GoLayoutEnvironment): TypeLayout | Unknown {
  return factsOf(type, worldOf(environment));
}

/** A struct type, defined or literal, with every field's place. Unknown for what is no struct. */
export function layoutGoStruct(type: GoNamed | GoStruct, environment: GoLayoutEnvironment): RecordLayout | Unknown {
  const world = worldOf(environment);
  const before = world.layouts.get(type);
  if (before !== undefined) return before;
  const facts = factsOf(type, world);
  if (!facts.known) return facts;
  const struct = structOf(type, world);
  if (struct === undefined) return unknown(`${goTypeText(type)} is no struct`);
  const fields = describe(struct, world, type.kind === "named" ? type.pkg : undefined);
  const layout: RecordLayout = { known: true, size: facts.size, align: facts.align, fields, padding: paddingOf(fields, facts.size) };
  world.layouts.set(type, layout);
  return layout;
}

/** The struct behind a name or behind a C type as cgo shows it. */
function structOf(type: GoType, world: GoWorld): GoStruct | undefined {
  let at = underlyingGo(type);
  if (at.kind === "c") at = underlyingGo(shown(at, world));
  return at.kind === "struct" ? at : undefined;
}

/** The Go type that cgo makes of a C type. */
function shown(type: GoType & { readonly kind: "c" }, world: GoWorld): GoType {
  return cgoType(type.type, world.environment);
}

/** Walks what `type` contains by value without recursion; what contains itself is unknown. */
function factsOf(type: GoType, world: GoWorld): TypeLayout | Unknown {
  const open: Set<GoType> = new Set();
  const stack: GoType[] = [type];
  for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
    if (world.facts.has(at)) {
      stack.pop();
      continue;
    }
    let ready = true;
    if (!open.has(at)) {
      open.add(at);
      for (const part of contained(at, world)) {
        if (world.facts.has(part)) continue;
        if (open.has(part)) {
          world.facts.set(part, unknown(`${goTypeText(part)} contains itself`));
        } else {
          ready = false;
          stack.push(part);
        }
      }
    }
    if (!ready) continue;
    stack.pop();
    if (!world.facts.has(at)) world.facts.set(at, compute(at, world));
  }
  return world.facts.get(type) ?? unknown("the type could not be read");
}

function contained(type: GoType, world: GoWorld): readonly GoType[] {
  switch (type.kind) {
    case "array":
      return [type.of];
    case "struct":
      return type.fields.map((field) => field.type);
    case "named":
      return [type.underlying];
    case "c":
      return typeof world.environment.c === "string" ? [] : [shown(type, world)];
    default:
      return [];
  }
}

const known = (size: number, align: number): TypeLayout => ({ known: true, size, align });

function compute(type: GoType, world: GoWorld): TypeLayout | Unknown {
  const { wordSize } = world.environment.sizes;
  switch (type.kind) {
    case "basic":
      return basic(type.name, world.environment.sizes);
    case "pointer":
    case "map":
    case "chan":
    case "func":
      return known(wordSize, wordSize);
    case "interface":
      return known(2 * wordSize, wordSize);
    case "slice":
      return known(3 * wordSize, wordSize);
    case "array":
      return array(type.of, type.count, world);
    case "struct":
      return struct(type, world);
    case "named": {
      const of = world.facts.get(type.underlying) ?? unknown("the type could not be read");
      return of.known && isAlign64(type) ? known(of.size, 8) : of;
    }
    case "c": {
      const { c } = world.environment;
      return (typeof c === "string" ? unknown(c) : world.facts.get(shown(type, world))) ?? unknown("the type could not be read");
    }
    case "opaque":
      return known(type.size, type.align);
    case "typeParameter":
      return unknown(`${type.name} is a type parameter`);
    case "unknown":
      return unknown(type.reason);
  }
}

/** The marker that gives sync/atomic's 64-bit types their alignment on 32-bit ports. */
function isAlign64(type: GoNamed): boolean {
  return type.name === "align64" && (type.pkg === "sync/atomic" || type.pkg === "internal/runtime/atomic");
}

function basic(name: GoBasic, sizes: GoSizes): TypeLayout {
  const { wordSize, maxAlign } = sizes;
  switch (name) {
    case "bool":
    case "int8":
    case "uint8":
      return known(1, 1);
    case "int16":
    case "uint16":
      return known(2, 2);
    case "int32":
    case "uint32":
    case "float32":
      return known(4, 4);
    case "int64":
    case "uint64":
    case "float64":
      return known(8, maxAlign);
    case "complex64":
      return known(8, 4);
    case "complex128":
      return known(16, maxAlign);
    case "int":
    case "uint":
    case "uintptr":
    case "unsafe.Pointer":
      return known(wordSize, wordSize);
    case "string":
      return known(2 * wordSize, wordSize);
  }
}

/** What gc refuses as larger than the address space of the port. */
function tooLargeFor(size: number, world: GoWorld): string | undefined {
  if (size * 8 > maxBits) return tooLarge;
  return world.environment.sizes.wordSize === 4 && size >= 2 ** 32 ? "larger than the target's address space" : undefined;
}

function array(of: GoType, count: number, world: GoWorld): TypeLayout | Unknown {
  const element = world.facts.get(of);
  if (element === undefined || !element.known) return element ?? unknown("the type could not be read");
  if (!(Number.isSafeInteger(count) && count >= 0)) return unknown(count < 0 ? "an array has a negative length" : tooLarge);
  const why = tooLargeFor(element.size * count, world);
  return why === undefined ? known(element.size * count, element.align) : unknown(why);
}

function struct(type: GoStruct, world: GoWorld): TypeLayout | Unknown {
  const offsets: number[] = [];
  let offset = 0;
  let align = 1;
  let last = 0;
  for (const field of type.fields) {
    const facts = world.facts.get(field.type);
    if (facts === undefined || !facts.known) return facts ?? unknown("the type could not be read");
    offset = alignUp(offset, facts.align);
    offsets.push(offset);
    offset += facts.size;
    last = facts.size;
    align = Math.max(align, facts.align);
    const why = tooLargeFor(offset, world);
    if (why !== undefined) return unknown(why);
  }
  // A pointer to a last field without size must not point behind the struct.
  if (offset > 0 && last === 0) offset++;
  world.offsets.set(type, offsets);
  const size = alignUp(offset, align);
  const why = tooLargeFor(size, world);
  return why === undefined ? known(size, align) : unknown(why);
}

/** A struct whose fields are being listed. */
interface Listing {
  readonly struct: GoStruct;
  readonly start: number;
  readonly level: number;
  readonly into: FieldLayout[];
}

function describe(top: GoStruct, world: GoWorld, within: string | undefined): readonly FieldLayout[] {
  const fields: FieldLayout[] = [];
  const work: Listing[] = [{ struct: top, start: 0, level: 0, into: fields }];
  let left = maxExpanded;
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const offsets = world.offsets.get(at.struct) ?? [];
    left -= at.struct.fields.length;
    for (const [index, field] of at.struct.fields.entries()) {
      const facts = world.facts.get(field.type);
      const offset = offsets[index];
      if (facts === undefined || !facts.known || offset === undefined) continue;
      const under = underlyingGo(field.type);
      const element = under.kind === "array" ? world.facts.get(under.of) : undefined;
      const layout: FieldLayout = {
        name: field.name,
        type: goTypeText(field.type, within),
        bitOffset: at.start + offset * 8,
        bitSize: facts.size * 8,
        align: facts.align,
        ...(field.embedded === true ? { embedded: true as const } : {}),
        ...(under.kind === "array" && element?.known === true ? { elements: under.count, stride: element.size } : {}),
      };
      const inner = structOf(field.type, world);
      if (inner === undefined) {
        at.into.push(layout);
      } else if (at.level < maxLevels && left > 0) {
        const into: FieldLayout[] = [];
        at.into.push({ ...layout, kind: "struct", fields: into });
        work.push({ struct: inner, start: layout.bitOffset, level: at.level + 1, into });
      } else {
        at.into.push({ ...layout, kind: "struct" });
      }
    }
  }
  return fields;
}
