/**
 * C types as cmd/cgo turns them into Go types (Go source: cmd/cgo/gcc.go, loadType and Struct): what each type becomes,
 * with the size and alignment that cgo reckons with. Needs no DWARF: what cgo reads there follows from the C layout.
 */
import type { GoSizes } from "../target/target.ts";
import { type CEnum, type CField, type CRecord, type CScalar, type CType, unwrapC } from "../types/c.ts";
import type { GoBasic, GoField, GoNamed, GoType } from "../types/go.ts";
import { alignUp } from "./bits.ts";
import { type CWorld, factsOf, placementOf } from "./cFacts.ts";
import { type DwarfMember, misreadArrays } from "./cgoDwarf.ts";
import { scalarSpelling } from "./cTypeText.ts";
import { byteType } from "./goTypeText.ts";
import { type Unknown, unknown } from "./layout.ts";

/** A C type in Go, as cgo has it. */
export interface Converted {
  readonly known: true;
  readonly go: GoType;
  /** In bytes. */
  readonly size: number;
  readonly align: number;
}

/** A C record in Go. */
export interface ConvertedRecord extends Converted {
  readonly fields: readonly { readonly field: GoField; readonly bitOffset: number }[];
  readonly omitted: readonly { readonly name: string; readonly reason: string }[];
}

/** What is known for one C model and one size of Go's pointers. */
export interface CgoWorld {
  readonly c: CWorld;
  readonly sizes: GoSizes;
  readonly records: WeakMap<CRecord, ConvertedRecord | Unknown>;
  /** The names of record types, made before the records are converted, so that pointers can lead back to them. */
  readonly names: WeakMap<CRecord, GoNamed>;
  readonly scalars: Map<CScalar, Converted | Unknown>;
  unnamed: number;
}

/** Types derived from each other deeper than this are not followed. */
const maxDepth = 200;

const basic = (name: GoBasic): GoType => ({ kind: "basic", name });
const named = (name: string, underlying: GoType): GoNamed => ({ kind: "named", pkg: "", name, underlying });
const bytes = (count: number): GoType => ({ kind: "array", of: byteType, count });

/** How DWARF's names of basic types become names in package C; the others lose their spaces. */
const scalarNames: Readonly<Partial<Record<CScalar, string>>> = {
  schar: "schar",
  uchar: "uchar",
  ushort: "ushort",
  uint: "uint",
  ulong: "ulong",
  llong: "longlong",
  ullong: "ulonglong",
};

const unsigned: ReadonlySet<CScalar> = new Set(["uchar", "ushort", "uint", "ulong", "ullong", "uint128"]);

/** Converts a type; all records that it contains by value have been converted before. */
export function convert(type: CType, world: CgoWorld, depth = 0): Converted | Unknown {
  if (type.kind === "scalar") {
    let converted = world.scalars.get(type.name);
    if (converted === undefined) {
      converted = scalar(type.name, world);
      world.scalars.set(type.name, converted);
    }
    return converted;
  }
  return depth > maxDepth ? unknown("the type is nested too deeply") : compute(type, world, depth);
}

function compute(type: CType, world: CgoWorld, depth: number): Converted | Unknown {
  const { wordSize } = world.sizes;
  switch (type.kind) {
    case "scalar":
      return scalar(type.name, world);
    case "standard": {
      const name = world.c.dialect.model.standard[type.name];
      const of = Object.hasOwn(scalarSpelling, name) ? scalar(name as CScalar, world) : unknown(name);
      return of.known ? { ...of, go: named(`_Ctype_${type.name}`, of.go) } : of;
    }
    case "complex":
      return complex(type.of, world);
    case "enum":
      return enumeration(type, world);
    case "pointer":
      return { known: true, go: pointer(type.to, world, depth), size: wordSize, align: wordSize };
    case "function":
      return { known: true, go: bytes(0), size: 0, align: wordSize };
    case "void":
      return { known: true, go: named("_Ctype_void", bytes(0)), size: 0, align: 1 };
    case "vaList":
      return vaList(world);
    case "array":
      return array(type.of, type.count ?? 0, world, depth);
    case "typedef":
      if (type.name === "") return convert(type.type, world, depth + 1);
      return typedef(type.name, type.type, world, depth);
    case "qualified":
      return convert(qualifiedPart(type.of, world), world, depth + 1);
    case "record":
      return world.records.get(type) ?? unknown("the record could not be converted");
    case "vector": {
      const facts = factsOf(type, world.c);
      const of = factsOf(type.of, world.c);
      if (!facts.known || !of.known) return facts.known ? unknown("the vector's element is not known") : facts;
      return array(type.of, type.bytes / of.size, world, depth);
    }
    case "atomic":
      // The DWARF that cgo asks for does not tell atomic types.
      return convert(type.of, world, depth + 1);
    case "bitint":
      return unknown("cgo gives the types _BitInt of all widths one name, so which Go type it is depends on the whole package");
    case "unknown":
      return unknown(type.reason);
  }
}

/** Basic types that Go's DWARF reader does not know; they stop cgo wherever they are, even in unions. */
export function isUnreadable(type: CType, world: CgoWorld): boolean {
  if (type.kind === "scalar") return type.name.startsWith("decimal");
  if (type.kind !== "complex") return false;
  const part = factsOf({ kind: "scalar", name: type.of }, world.c);
  return part.known && part.integerBits > 0;
}

/** What DWARF shows below qualifiers: gcc takes an array apart from the typedef that names it, to qualify its elements. */
function qualifiedPart(of: CType, world: CgoWorld): CType {
  const { model, rules } = world.c.dialect;
  if (rules !== "gcc") return of;
  const inner = unwrapC(of);
  const isVaArray = inner.kind === "vaList" && model.family !== "aapcs" && model.vaList.size > model.pointer.size;
  return inner.kind === "array" || isVaArray ? inner : of;
}

/** cgo's word for a number it has no Go type for. */
function unexpected(size: number, what: string, spelling: string): Unknown {
  return unknown(`cgo refuses it: unexpected: ${size}-byte ${what} type - ${spelling}`);
}

function scalar(name: CScalar, world: CgoWorld): Converted | Unknown {
  const facts = factsOf({ kind: "scalar", name }, world.c);
  if (!facts.known) return facts;
  const { size } = facts;
  const align = Math.min(size, world.sizes.wordSize);
  const spelling = scalarSpelling[name];
  const own = (go: GoType, as = align): Converted => ({ known: true, go: named(`_Ctype_${scalarName(name, world)}`, go), size, align: as });
  if (facts.integerBits === 0) {
    if (name.startsWith("decimal")) return unknown(`cgo refuses it: no Go type for ${spelling}`);
    if (size !== 4 && size !== 8) return unexpected(size, "float", spelling);
    return own(basic(size === 4 ? "float32" : "float64"));
  }
  if (name === "bool") return own(basic("bool"), 1);
  if (size === 16) return own({ kind: "array", of: basic("uint8"), count: 16 }, 1);
  const isUnsigned = name === "char" ? !world.c.dialect.model.charSigned : unsigned.has(name);
  return own(integer(size, !isUnsigned));
}

function integer(size: number, signed: boolean): GoType {
  const bits = size === 1 ? 8 : size === 2 ? 16 : size === 4 ? 32 : 64;
  return basic(`${signed ? "" : "u"}int${bits}`);
}

function scalarName(name: CScalar, world: CgoWorld): string {
  if (name === "uint128" && world.c.dialect.rules === "gcc") return "__int128unsigned";
  return scalarNames[name] ?? scalarSpelling[name].replaceAll(" ", "");
}

function complex(of: CScalar, world: CgoWorld): Converted | Unknown {
  const facts = factsOf({ kind: "complex", of }, world.c);
  const part = factsOf({ kind: "scalar", name: of }, world.c);
  if (!facts.known) return facts;
  const spelling = `_Complex ${scalarSpelling[of]}`;
  if (part.known && part.integerBits > 0) return unknown(`cgo refuses it: no Go type for ${spelling}`);
  const { size } = facts;
  if (size !== 8 && size !== 16) return unexpected(size, "complex", spelling);
  // gcc names the type it was, clang the format it has.
  const format = world.c.dialect.rules === "gcc" ? scalarSpelling[of].replaceAll(" ", "") : size === 8 ? "float" : "double";
  return {
    known: true,
    go: named(`_Ctype_complex${format}`, basic(size === 8 ? "complex64" : "complex128")),
    size,
    align: Math.min(size / 2, world.sizes.wordSize),
  };
}

function enumeration(type: CEnum, world: CgoWorld): Converted | Unknown {
  const facts = factsOf(type, world.c);
  if (!facts.known) return facts;
  const { range } = type;
  // DWARF readers see values beyond 63 bits as negative.
  const signed = range !== undefined && (range.min < 0n || range.max >= 1n << 63n);
  return { known: true, go: integer(facts.size, signed), size: facts.size, align: Math.min(facts.size, world.sizes.wordSize) };
}

function pointer(to: CType, world: CgoWorld, depth: number): GoType {
  const target = unwrapC(to);
  if (target.kind === "void") return basic("unsafe.Pointer");
  if (target.kind === "record" && !target.union) {
    return { kind: "pointer", to: nameOf(target, world) };
  }
  if (target.kind === "record" && target.fields === undefined) {
    return { kind: "pointer", to: named(`_Ctype_union_${target.tag ?? ""}`, bytes(0)) };
  }
  const converted = target.kind === "record" ? unknown("a union") : convert(to, world, depth + 1);
  if (converted.known) return { kind: "pointer", to: converted.go };
  const facts = target.kind === "record" ? factsOf(target, world.c) : undefined;
  if (facts?.known !== true) return { kind: "pointer", to: { kind: "unknown", reason: converted.reason } };
  // A union is bytes, under the name of the typedef where there is one.
  const name = typedefName(to);
  return { kind: "pointer", to: name === undefined ? bytes(facts.size) : named(`_Ctype_${name}`, bytes(facts.size)) };
}

/** The outermost typedef of a type, qualifiers aside. */
function typedefName(type: CType): string | undefined {
  let at = type;
  while (at.kind === "qualified" || (at.kind === "typedef" && at.name === "")) at = at.kind === "typedef" ? at.type : at.of;
  return at.kind === "typedef" ? at.name : undefined;
}

function array(of: CType, count: number, world: CgoWorld, depth: number): Converted | Unknown {
  // gcc's DWARF shows an array of arrays as one array of several dimensions, also through typedefs.
  const inner = unwrapC(of);
  const isGcc = world.c.dialect.rules === "gcc";
  if (isGcc && inner.kind === "atomic" && isRealigned(of, world))
    return unknown("which typedef gcc names as the element of this array depends on the whole unit");
  let element = convert(isGcc && (inner.kind === "array" || inner.kind === "vaList") ? inner : of, world, depth + 1);
  if (!element.known) return element;
  if (isGcc && inner.kind === "vaList" && element.go.kind === "opaque" && element.go.name === "_Ctype___builtin_va_list") {
    element = { ...element, go: { ...element.go, name: "[1]_Ctype_struct___va_list_tag" } };
  }
  return { known: true, go: { kind: "array", of: element.go, count }, size: element.size * count, align: element.align };
}

/** Whether a type or what it is a typedef of has an alignment of its own. */
function isRealigned(type: CType, world: CgoWorld): boolean {
  const facts = factsOf(type, world.c);
  return facts.known && (facts.askedBy === "typedef" || facts.bareAskedBy === "typedef");
}

function typedef(name: string, of: CType, world: CgoWorld, depth: number): Converted | Unknown {
  const { wordSize } = world.sizes;
  if (name === "_GoString_") return { known: true, go: basic("string"), size: 2 * wordSize, align: wordSize };
  const converted = convert(of, world, depth + 1);
  if (!converted.known) return converted;
  const { go } = converted;
  // gcc shows an atomic union without the name it was given.
  if (world.c.dialect.rules === "gcc" && of.kind === "atomic" && go.kind === "array") return converted;
  const isStruct = (go.kind === "named" || go.kind === "opaque") && go.name.startsWith("_Ctype_struct_");
  return isStruct ? converted : { ...converted, go: named(`_Ctype_${name}`, converted.go) };
}

/** How DWARF shows `__builtin_va_list`: on ARM a struct of the ABI, in gcc a pointer by itself, else a typedef. */
function vaList(world: CgoWorld): Converted {
  const { model, rules } = world.c.dialect;
  const { size } = model.vaList;
  const align = world.sizes.wordSize;
  let name = "_Ctype___builtin_va_list";
  if (model.family === "aapcs") name = "_Ctype_struct___va_list";
  else if (rules === "gcc" && size === model.pointer.size) name = charVaList.has(model.arch) ? "*_Ctype_char" : "unsafe.Pointer";
  return { known: true, go: { kind: "opaque", name, size, align }, size, align };
}

/** Processors whose `va_list` is `char *`; where it is a pointer at all, the others have `void *`. */
const charVaList: ReadonlySet<string> = new Set(["386", "amd64", "ppc64", "ppc64le"]);

/** The Go name of a struct; its type is filled in when the record has been converted. */
export function nameOf(record: CRecord, world: CgoWorld): GoNamed {
  let name = world.names.get(record);
  if (name === undefined) {
    name = named(`_Ctype_struct_${record.tag ?? `__${world.unnamed++}`}`, { kind: "unknown", reason: `${record.name} is not converted` });
    world.names.set(record, name);
  }
  return name;
}

/** Go's keywords, which cgo mangles in field names. */
const keywords: ReadonlySet<string> = new Set(
  "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var".split(
    " ",
  ),
);

/** A record whose contained records have been converted. */
export function convertRecord(record: CRecord, world: CgoWorld): ConvertedRecord | Unknown {
  const facts = factsOf(record, world.c);
  if (!facts.known) return facts;
  const placement = placementOf(record, world.c);
  if (placement === undefined) return unknown("the record could not be placed");
  const members = record.fields ?? [];
  if (record.union) {
    const omitted = members.filter((member) => member.name !== "").map((member) => ({ name: member.name, reason: "union member" }));
    return { known: true, go: bytes(facts.size), size: facts.size, align: 1, fields: [], omitted };
  }
  const goNames = mangle(members.filter((member) => member.name !== "" || member.bitWidth === undefined).map((member) => member.name));
  const fields: { field: GoField; bitOffset: number; size: number; cName: string }[] = [];
  const omitted: { name: string; reason: string }[] = [];
  const pad = (from: number, to: number): void => {
    fields.push({ field: { name: "_", type: bytes(to - from) }, bitOffset: from * 8, size: to - from, cName: "" });
  };
  let offset = 0;
  let align = 1;
  let unnamed = 0;
  const empty = emptyArrays(record, placement.offsets, facts.size, world);
  for (const [index, member] of members.entries()) {
    // DWARF says nothing of unnamed bit-fields.
    if (member.bitWidth !== undefined && member.name === "") continue;
    let converted = convert(member.type, world);
    if (!converted.known) return converted;
    if (empty.has(member) && converted.go.kind === "array") converted = { ...converted, go: { ...converted.go, count: 0 }, size: 0 };
    if (member.bitWidth !== undefined) {
      omitted.push({ name: member.name, reason: "bit-field" });
      continue;
    }
    const at = (placement.offsets[index] ?? 0) / 8;
    if (at % converted.align !== 0) {
      omitted.push({ name: member.name, reason: `misaligned: Go would align it to ${converted.align}, it is at offset ${at}` });
      continue;
    }
    const start = alignUp(offset, converted.align);
    if (at < start) {
      omitted.push({ name: member.name, reason: `overlaps the field before it in Go` });
      continue;
    }
    if (at > start) pad(offset, at);
    const name = member.name === "" ? `anon${unnamed++}` : (goNames.get(member.name) ?? member.name);
    fields.push({ field: { name, type: converted.go }, bitOffset: at * 8, size: converted.size, cName: member.name });
    offset = at + converted.size;
    align = Math.max(align, converted.align);
  }
  if (offset < facts.size) {
    pad(offset, facts.size);
    offset = facts.size;
  }
  for (let last = fields.at(-1); offset > 0 && last !== undefined && last.size === 0; last = fields.at(-1)) {
    fields.pop();
    omitted.push({ name: last.cName, reason: "zero-size field at the end, which Go would pad" });
  }
  if (offset !== facts.size) return unknown(`cgo refuses it: struct size calculation error off=${offset} bytesize=${facts.size}`);
  const go = nameOf(record, world);
  go.underlying = { kind: "struct", fields: fields.map(({ field }) => field) };
  return { known: true, go, size: facts.size, align, fields: fields.map(({ field, bitOffset }) => ({ field, bitOffset })), omitted };
}

/** Members that Go's DWARF reader takes for arrays without elements. */
function emptyArrays(record: CRecord, offsets: readonly number[], size: number, world: CgoWorld): ReadonlySet<CField> {
  const seen: { readonly member: CField; readonly dwarf: DwarfMember }[] = [];
  for (const [index, member] of (record.fields ?? []).entries()) {
    if (member.bitWidth !== undefined && member.name === "") continue;
    const facts = factsOf(member.type, world.c);
    const bitField =
      member.bitWidth === undefined || !facts.known
        ? undefined
        : { width: member.bitWidth, typeSize: facts.size * 8, typeAlign: facts.align * 8 };
    let type = member.type;
    while (type.kind === "qualified") type = type.of;
    const element = type.kind === "array" ? factsOf(type.of, world.c) : undefined;
    const isArray = element?.known === true && element.size > 0;
    seen.push({ member, dwarf: { offset: offsets[index] ?? 0, bitField, isArray } });
  }
  const misread = misreadArrays(
    seen.map((item) => item.dwarf),
    size,
    world.c.dialect,
  );
  return new Set(seen.filter((_, index) => misread[index]).map((item) => item.member));
}

/** Go names of C fields: keywords get underscores until they are free. */
function mangle(names: readonly string[]): ReadonlyMap<string, string> {
  const used = new Set(names);
  const goNames: Map<string, string> = new Map();
  for (const name of names) {
    if (!keywords.has(name)) continue;
    let free = `_${name}`;
    while (used.has(free)) free = `_${free}`;
    used.add(free);
    goNames.set(name, free);
  }
  return goNames;
}
