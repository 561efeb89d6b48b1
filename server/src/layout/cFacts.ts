/**
 * Facts of any C type on one dialect: walks the types that a type contains by value, each once, without recursion,
 * and has every record placed by the compiler's rules. What contains itself by value is unknown.
 */
import { type CField, type CRecord, type CScalar, type CType, unwrapC } from "../types/c.ts";
import { alignUp, maxBits, tooLarge } from "./bits.ts";
import type { Dialect } from "./dialect.ts";
import { type Unknown, unknown } from "./layout.ts";
import { placeClang } from "./placeClang.ts";
import { placeGcc } from "./placeGcc.ts";
import { placeMsvc } from "./placeMsvc.ts";
import { alignsInBytes, isPackedBy, realigned, requestOf } from "./requests.ts";
import {
  atomicFacts,
  bitIntFacts,
  complexFacts,
  enumFacts,
  isVaListArray,
  pointerFacts,
  scalarFacts,
  vaListFacts,
  vectorFacts,
} from "./scalarFacts.ts";
import { blockMode, type Facts, type Member, type Placement, plainFacts, type TypeFacts } from "./typeFacts.ts";

/** What is known on one dialect so far. Basic types are found by name; what is derived is kept with the type itself. */
export interface CWorld {
  readonly dialect: Dialect;
  /** The world's place in every type's memory. */
  readonly index: number;
  readonly scalars: Map<CScalar, Facts>;
  readonly pointer: TypeFacts;
}

let worlds = 0;

/** What every world has found out about a type. One table for all worlds: weak tables are costly, types are many. */
const memory: WeakMap<CType, (Facts | undefined)[]> = new WeakMap();
const placements: WeakMap<CRecord, (Placement | undefined)[]> = new WeakMap();

export function createWorld(dialect: Dialect): CWorld {
  return { dialect, index: worlds++, scalars: new Map(), pointer: pointerFacts(dialect) };
}

/** Where a record's members are, for a record whose facts are known. */
export function placementOf(record: CRecord, world: CWorld): Placement | undefined {
  return placements.get(record)?.[world.index];
}

/** Facts of `type`; asks for each type of its graph at most once per world. */
export function factsOf(type: CType, world: CWorld): Facts {
  const before = found(type, world);
  if (before !== undefined) return before;
  const walk: Walk = { world, passing: new Map(), sawIncomplete: false };
  const open: Set<CType> = new Set();
  const stack: CType[] = [type];
  for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
    if (known(at, walk) !== undefined) {
      stack.pop();
      continue;
    }
    if (!open.has(at)) {
      open.add(at);
      const parts = contained(at);
      let ready = true;
      for (const part of parts) {
        if (known(part, walk) !== undefined) continue;
        if (open.has(part)) {
          // The cycle is cut at the record that closes it, so that everything on it is unknown.
          remember(part, unknown(`${nameOf(part)} contains itself`), walk);
        } else {
          ready = false;
          stack.push(part);
        }
      }
      if (!ready) continue;
    }
    stack.pop();
    if (known(at, walk) === undefined) remember(at, compute(at, walk), walk);
  }
  return known(type, walk) ?? unknown("the type could not be read");
}

/** One walk; what is unknown only until a declaration is complete is not kept beyond it. */
interface Walk {
  readonly world: CWorld;
  readonly passing: Map<CType, Facts>;
  sawIncomplete: boolean;
}

function known(type: CType, walk: Walk): Facts | undefined {
  return found(type, walk.world) ?? (walk.passing.size > 0 ? walk.passing.get(type) : undefined);
}

/** The answer for a type that rests on no other type, or that has been asked for before. */
function found(type: CType, world: CWorld): Facts | undefined {
  switch (type.kind) {
    case "scalar":
      return scalarOf(type.name, world);
    case "pointer":
      return world.pointer;
    case "array":
    case "atomic":
    case "qualified":
    case "vector":
    case "typedef":
    case "record":
    case "enum":
      return memory.get(type)?.[world.index];
    case "standard": {
      const scalar = world.dialect.model.standard[type.name];
      if (type.name === "max_align_t") return maxAlignFacts(world);
      return isScalar(scalar, world) ? scalarOf(scalar, world) : unknown(scalar);
    }
    case "complex":
      return complexFacts(type.of, world.dialect);
    case "bitint":
      return bitIntFacts(type.bits, type.signed, world.dialect);
    case "vaList":
      return vaListFacts(world.dialect);
    case "void":
      return unknown("void has no size");
    case "function":
      return unknown("a function has no size");
    case "unknown":
      return unknown(type.reason);
  }
}

function isScalar(name: string, world: CWorld): name is CScalar {
  return Object.hasOwn(world.dialect.model.scalars, name);
}

function scalarOf(name: CScalar, world: CWorld): Facts {
  let facts = world.scalars.get(name);
  if (facts === undefined) {
    facts = scalarFacts(name, world.dialect);
    world.scalars.set(name, facts);
  }
  return facts;
}

function remember(type: CType, facts: Facts, walk: Walk): void {
  if ((type.kind === "record" && type.fields === undefined) || (type.kind === "enum" && type.range === undefined))
    walk.sawIncomplete = true;
  if (facts.known || !walk.sawIncomplete) keep(memory, type, facts, walk.world);
  else walk.passing.set(type, facts);
}

function keep<K extends CType, V>(table: WeakMap<K, (V | undefined)[]>, type: K, value: V, world: CWorld): void {
  let slots = table.get(type);
  if (slots === undefined) {
    slots = [];
    table.set(type, slots);
  }
  slots[world.index] = value;
}

function nameOf(type: CType): string {
  return "name" in type && type.name !== "" ? type.name : "a record";
}

/** The types whose facts the type's own rest on. */
function contained(type: CType): readonly CType[] {
  switch (type.kind) {
    case "array":
    case "atomic":
    case "qualified":
    case "vector":
      return [type.of];
    case "typedef":
      return [type.type];
    case "record":
      return type.unknown === undefined && type.fields !== undefined ? type.fields.map((field) => field.type) : [];
    case "enum":
      return [type.fixed, type.mode].filter((part) => part !== undefined);
    default:
      return [];
  }
}

/** The answer for a type whose parts have been answered. */
function compute(type: CType, walk: Walk): Facts {
  const { dialect } = walk.world;
  switch (type.kind) {
    case "enum": {
      // A mode replaces even the type that is given with the enum.
      const given = type.mode ?? type.fixed;
      const fixed = given === undefined ? undefined : known(given, walk);
      if (fixed !== undefined && !fixed.known) return fixed;
      const facts = enumFacts(type, fixed, dialect);
      // gcc ignores the alignment of an enum.
      return facts.known && dialect.rules !== "gcc" ? realigned(facts, type.aligns ?? [], "enum", dialect) : facts;
    }
    case "record":
      return recordFacts(type, walk);
    case "array":
    case "atomic":
    case "qualified":
    case "vector":
    case "typedef": {
      // Qualifiers that stand with the declaration of an array are not the element's.
      const of = known(type.kind === "typedef" ? type.type : type.kind === "array" ? unqualified(type.of) : type.of, walk);
      if (of === undefined || !of.known) return of ?? unknown("the type could not be read");
      if (type.kind === "qualified") return of.isQualified ? of : { ...of, isQualified: true };
      if (type.kind === "typedef") return realigned(of, type.aligns ?? [], "typedef", dialect);
      if (type.kind === "atomic") return atomicFacts(of, type.of, dialect);
      if (type.kind === "vector") return vectorFacts(type.bytes, of, dialect);
      return arrayFacts(of, type, dialect, behindAtomic(type.of, walk));
    }
    default:
      return found(type, walk.world) ?? unknown("the type could not be read");
  }
}

/** The alignment in bytes of what the qualifier `_Atomic` stands before. */
function behindAtomic(type: CType, walk: Walk): number | undefined {
  const atomic = unqualified(type);
  const of = atomic.kind === "atomic" && atomic.isQualifier ? known(atomic.of, walk) : undefined;
  return of?.known === true ? of.align : undefined;
}

/** Whether a 32-bit target has no object of that many bytes: gcc stops at half the address space. */
function isTooLarge(size: number, dialect: Dialect): boolean {
  return dialect.model.pointer.size === 4 && size >= (dialect.rules === "gcc" ? 2 ** 31 : 2 ** 32);
}

function unqualified(type: CType): CType {
  let at = type;
  while (at.kind === "qualified") at = at.of;
  return at;
}

/**
 * An array of elements with the facts `of`, qualifiers left aside. `ofQualifier` is the alignment of T in bytes when
 * the elements are declared `_Atomic T`: gcc aligns those as if the word were not there.
 */
function arrayFacts(of: TypeFacts, type: CType & { readonly kind: "array" }, dialect: Dialect, ofQualifier: number | undefined): Facts {
  const { count } = type;
  const element = unwrapC(type.of);
  const ofArray = element.kind === "array" || (element.kind === "vaList" && isVaListArray(dialect.model));
  const isQualified = of.isQualified || type.of.kind === "qualified";
  if (of.isFlexible) return unknown("an array of incomplete arrays has no size");
  // gcc builds arrays of the unqualified element: the alignment that _Atomic or a typedef adds is lost.
  const lost = dialect.rules === "gcc" && of.isQualified;
  const align = lost ? (ofQualifier ?? of.bareAlign) : of.align;
  // clang has checked the elements of an inner array before, and does not ask about its typedef's alignment.
  if (of.size % align !== 0 && (dialect.rules === "gcc" || !ofArray))
    return unknown("size of array element is no multiple of its alignment");
  if (count !== undefined && !(Number.isSafeInteger(count) && count >= 0))
    return unknown(count < 0 ? "an array has a negative count" : tooLarge);
  // On 32-bit Microsoft targets an array is not rounded up to the alignment of its elements.
  const rounds = dialect.rules !== "msvc" || dialect.model.pointer.size === 8;
  const size = alignUp(of.size * (count ?? 0), rounds ? align : 1);
  if (size * 8 > maxBits) return unknown(tooLarge);
  if (isTooLarge(size, dialect)) return unknown("an array is larger than the target's address space");
  const single = count === 1 && of.mode.kind !== "block";
  const whole = dialect.lowersFieldAlign && of.mode.kind !== "block" && [1, 2, 4, 8].includes(size);
  return {
    ...of,
    size,
    align,
    askedBy: lost ? of.bareAskedBy : of.askedBy,
    integerBits: 0,
    bareAlign: align,
    isAtomic: dialect.rules === "gcc" && of.isAtomic,
    isQualified,
    isFlexible: count === undefined,
    mode: single ? of.mode : whole ? { kind: "integer", bits: size * 8, isDouble: false } : blockMode,
  };
}

function recordFacts(record: CRecord, walk: Walk): Facts {
  const { dialect } = walk.world;
  if (record.unknown !== undefined) return unknown(record.unknown);
  if (record.fields === undefined) return unknown(`${nameOf(record)} is incomplete`);
  const aligns = alignsInBytes(record.aligns ?? [], dialect);
  if (!Array.isArray(aligns)) return aligns;
  const members: Member[] = [];
  for (const [index, field] of record.fields.entries()) {
    const facts = known(field.type, walk);
    if (facts === undefined) return unknown("a field's type could not be read");
    const member = memberOf(field, facts, walk);
    if ("reason" in member) return member;
    if (facts.known && facts.isFlexible) {
      const why = flexibleRefusal(record, index, dialect);
      if (why !== undefined) return unknown(why);
    }
    members.push(member);
  }
  const request = requestOf(record, aligns, dialect);
  const place = dialect.rules === "gcc" ? placeGcc : dialect.rules === "msvc" ? placeMsvc : placeClang;
  const placement = place(request, members, dialect);
  if (!placement.known) return placement;
  if (isTooLarge(placement.size, dialect)) return unknown("a record is larger than the target's address space");
  keep(placements, record, placement, walk.world);
  const { size, align, askedBy, mode, leadingAlign, requiredAlign, softBlock } = placement;
  return plainFacts(size, align, { askedBy, mode, leadingAlign, bareAlign: align, requiredAlign, softBlock });
}

function memberOf(field: CField, facts: Facts, walk: Walk): Member | Unknown {
  const { dialect } = walk.world;
  if (field.unknown !== undefined) return unknown(field.unknown);
  if (!facts.known) return facts;
  const { bitWidth } = field;
  const requests = field.aligns ?? [];
  const aligns = alignsInBytes(requests, dialect);
  if (!Array.isArray(aligns)) return aligns;
  const askedAlign = Math.max(0, ...aligns);
  if (bitWidth !== undefined) {
    const what = field.name === "" ? "an unnamed bit-field" : `bit-field ${field.name}`;
    if (facts.integerBits === 0 || facts.isAtomic) return unknown(`${what} has a type that is no integer`);
    if (!(Number.isInteger(bitWidth) && bitWidth >= 0)) return unknown(`${what} has a negative width`);
    if (bitWidth > facts.integerBits) return unknown(`width of ${what} exceeds its type`);
    if (bitWidth === 0 && field.name !== "") return unknown(`${what} is named and has no width`);
    if (requests.some((request) => request.spelling === "alignas")) return unknown(`${what} has an _Alignas`);
  } else {
    const alignas = alignsInBytes(
      requests.filter((request) => request.spelling === "alignas"),
      dialect,
    );
    const strictest = Array.isArray(alignas) ? Math.max(0, ...alignas) : 0;
    const has = requests.some((request) => request.spelling === "alignas");
    // clang looks at all alignments asked for together, gcc at _Alignas alone.
    const effective = dialect.rules === "gcc" || !has ? strictest : askedAlign;
    // gcc's _Alignof stops at its biggest alignment, which a wide vector exceeds.
    const limit = dialect.rules === "gcc" && facts.askedBy === "nothing" ? dialect.model.biggestAlign : Number.POSITIVE_INFINITY;
    if (effective > 0 && effective < Math.min(leastAlignas(field.type, facts, walk), limit))
      return unknown(`_Alignas reduces the alignment of ${field.name}`);
  }
  return { name: field.name, facts, bitWidth, packed: isPackedBy(field.packed, dialect), askedAlign };
}

/**
 * What `_Alignas` must not go below, in bytes. gcc asks before it counts the qualifier `_Atomic`, and on i386 holds an
 * array of atomic types to less than it gives it.
 */
function leastAlignas(type: CType, facts: TypeFacts, walk: Walk): number {
  const { dialect } = walk.world;
  const plain = unqualified(type);
  const inner = dialect.rules === "gcc" && plain.kind === "atomic" && plain.isQualifier ? known(plain.of, walk) : undefined;
  if (inner?.known === true) return memberAlign(inner, dialect);
  // Nor has it made a vector yet of what the same declaration makes one.
  let element = type;
  while (element.kind === "array") element = element.of;
  const part = dialect.rules === "gcc" && element.kind === "vector" ? known(element.of, walk) : undefined;
  if (part?.known === true) return memberAlign(part, dialect);
  const isAtomicArray = facts.isAtomic && unwrapC(type).kind === "array";
  return memberAlign(isAtomicArray ? { ...facts, isAtomic: false } : facts, dialect);
}

function flexibleRefusal(record: CRecord, index: number, dialect: Dialect): string | undefined {
  const fields = record.fields ?? [];
  if (record.union) return dialect.rules === "gcc" ? "a union has a flexible array member" : undefined;
  if (index < fields.length - 1) return "a flexible array member is not at the end";
  const hasNamed = fields.slice(0, -1).some((field) => field.name !== "" || field.bitWidth === undefined);
  return hasNamed || dialect.rules !== "gcc" ? undefined : "a flexible array member stands in a record without named members";
}

/** The alignment as a member without attributes, which is what `_Alignof` says: in bytes. */
export function memberAlign(facts: TypeFacts, dialect: Dialect): number {
  if (!dialect.lowersFieldAlign || facts.askedBy !== "nothing" || !facts.isLowered || facts.isAtomic) return facts.align;
  return Math.min(facts.align, 4);
}

/** `max_align_t` is the compiler's own record on Linux and Windows with gcc, and each C library's elsewhere. */
function maxAlignFacts(world: CWorld): Facts {
  const { dialect } = world;
  if (dialect.rules !== "gcc") return unknown("max_align_t is the C library's own on this target");
  const parts = [scalarFacts("llong", dialect), scalarFacts("ldouble", dialect)];
  if (dialect.model.arch === "386") parts.push(scalarFacts("float128", dialect));
  const members: Member[] = [];
  for (const facts of parts) {
    if (!facts.known) return facts;
    members.push({ name: "part", facts, bitWidth: undefined, packed: false, askedAlign: facts.align });
  }
  const placement = placeGcc({ union: false, packed: false, aligns: [], pack: 0, msBitFields: false }, members, dialect);
  return placement.known ? plainFacts(placement.size, placement.align, { askedBy: "record" }) : placement;
}
