/**
 * Struct, union and enum definitions: members with their types, widths and attributes, enumerators with their
 * values, and the places of all of them. Definitions nest without recursion.
 */
import type { CEnum, CField, CRecord, CType } from "../types/c.ts";
import { unwrapC } from "../types/c.ts";
import { INT, wrapTo } from "./arithmetic.ts";
import { typeOfMode } from "./attributes.ts";
import type { EnumSyntax, MemberSyntax, RecordSyntax, TokenRange } from "./declarationSyntax.ts";
import { enumAttributes, enumeratorType, heldValue, valueBehind } from "./enumerators.ts";
import { countOnce } from "./enumMemo.ts";
import { type LateEnum, LateField, LateName, LateRecord, type UnitPlaces } from "./latePlaces.ts";
import { OVERFLOWS } from "./operators.ts";
import type { PragmaTracker } from "./pragmas.ts";
import type { Scope } from "./scope.ts";
import type { TypeResolver } from "./typeResolver.ts";
import { unknownType } from "./typeWords.ts";

const MAX_DEPTH = 40;

type MutableField = { -readonly [Key in keyof CField]: CField[Key] };

interface Frame {
  readonly syntax: RecordSyntax;
  readonly record: CRecord;
  readonly decl: LateRecord;
  readonly fields: CField[];
  next: number;
}

/** Reads the record and enum definitions of a unit. */
export class RecordResolver {
  readonly #scope: Scope;
  readonly #places: UnitPlaces;
  readonly #pragmas: PragmaTracker;
  readonly records: LateRecord[] = [];
  readonly enums: LateEnum[] = [];
  readonly #declOf = new Map<CRecord, LateRecord>();
  /** Typedef names of records that are not defined yet. */
  readonly #earlyTypedefs = new Map<CRecord, string[]>();
  /** Definitions of the chunk being read that already have their record. */
  readonly #defined = new Map<RecordSyntax, CRecord>();
  readonly #definedEnums = new Map<EnumSyntax, CEnum>();
  /** Members of a record type that was incomplete where they stand. */
  readonly #early = new Map<CRecord, MutableField[]>();
  #types: TypeResolver | undefined;
  /** Why no record of the unit can be laid out. */
  #spoiled: string | undefined;
  /** Above 0 inside a parameter list, whose tags end with it. */
  #prototypeDepth = 0;
  /** Definitions inside parameter lists inside definitions, the one way in which they recurse. */
  #depth = 0;

  constructor(scope: Scope, places: UnitPlaces, pragmas: PragmaTracker, spoiled: string | undefined) {
    this.#scope = scope;
    this.#places = places;
    this.#pragmas = pragmas;
    this.#spoiled = spoiled;
  }

  /** Both know each other: types hold records, members have types. */
  use(types: TypeResolver): void {
    this.#types = types;
  }

  /** Forgets which syntax has become which record; syntax may be shared by the next chunk. */
  startChunk(): void {
    // Clearing costs as much as making a new one, even where there is nothing to clear.
    if (this.#defined.size > 0) this.#defined.clear();
    if (this.#definedEnums.size > 0) this.#definedEnums.clear();
  }

  /** Notes a typedef name of a record, which may be defined only later. */
  nameTypedef(record: CRecord, name: string): void {
    const decl = this.#declOf.get(record);
    if (decl !== undefined) decl.typedefs.push(name);
    else {
      const early = this.#earlyTypedefs.get(record);
      if (early === undefined) this.#earlyTypedefs.set(record, [name]);
      else early.push(name);
    }
  }

  inPrototype<T>(read: () => T): T {
    this.#prototypeDepth++;
    const result = read();
    this.#prototypeDepth--;
    return result;
  }

  get #chunkStart(): number {
    return this.#types?.chunk.start ?? 0;
  }

  #text(token: number): string {
    const types = this.#types;
    return types === undefined || token < 0 ? "" : types.atoms.text(types.chunk.atoms[token] ?? -1);
  }

  #atom(token: number): number {
    return this.#types?.chunk.atoms[token] ?? -1;
  }

  /** The record that a specifier names or defines. */
  /** From now on every record is unknown for this reason. */
  spoil(reason: string): void {
    this.#spoiled ??= reason;
  }

  record(syntax: RecordSyntax): CRecord {
    const done = this.#defined.get(syntax);
    if (done !== undefined) return done;
    if (syntax.body === undefined) return this.#reference(syntax);
    if (this.#depth >= MAX_DEPTH) {
      const record = newRecord(syntax.union, "");
      record.unknown = "the declaration nests too deeply";
      return record;
    }
    this.#depth++;
    const frames: Frame[] = [this.#open(syntax, 0)];
    const first = frames[0]?.record;
    for (let frame = frames[0]; frame !== undefined; frame = frames[frames.length - 1]) {
      const member = frame.syntax.members[frame.next];
      if (member === undefined) {
        this.#close(frame);
        frames.pop();
        continue;
      }
      const inner = member.specifiers?.type;
      if (inner?.kind === "record" && inner.body !== undefined && !this.#defined.has(inner)) {
        frames.push(this.#open(inner, frames.length));
        continue;
      }
      this.#addMember(frame, member);
      frame.next++;
    }
    this.#depth--;
    // There always is a first frame.
    return first ?? this.#reference(syntax);
  }

  #reference(syntax: RecordSyntax): CRecord {
    const atom = this.#atom(syntax.tag);
    const known = this.#scope.tags.get(atom);
    if (known?.kind === "record" && known.union === syntax.union) return known;
    const record = newRecord(syntax.union, this.#text(syntax.tag));
    const reason = this.#scope.broken.get(atom);
    if (reason !== undefined) record.unknown = reason;
    if (known === undefined) this.#scope.tags.set(atom, record);
    else record.unknown = `${this.#text(syntax.tag)} is declared as two kinds of type`;
    return record;
  }

  #open(syntax: RecordSyntax, depth: number): Frame {
    const tag = this.#text(syntax.tag);
    const atom = this.#atom(syntax.tag);
    const known = syntax.tag < 0 ? undefined : this.#scope.tags.get(atom);
    const isLocal = this.#prototypeDepth > 0;
    let record: CRecord;
    if (!isLocal && known?.kind === "record" && known.union === syntax.union && known.fields === undefined && !this.#declOf.has(known))
      record = known;
    else {
      record = newRecord(syntax.union, tag);
      if (known !== undefined && !isLocal) {
        record.unknown = `${record.name} is defined twice`;
        if (known.kind === "record" && known.fields !== undefined) known.unknown ??= record.unknown;
      } else if (syntax.tag >= 0 && !isLocal) this.#scope.tags.set(atom, record);
    }
    this.#defined.set(syntax, record);
    const start = this.#chunkStart;
    const decl = new LateRecord(
      record,
      this.#earlyTypedefs.get(record) ?? [],
      isLocal || (depth > 0 && syntax.tag < 0),
      this.#places,
      start + (syntax.tag < 0 ? syntax.keyword : syntax.tag),
      start + syntax.keyword,
      start + (syntax.body?.to ?? syntax.keyword),
    );
    this.records.push(decl);
    this.#declOf.set(record, decl);
    return { syntax, record, decl, fields: [], next: 0 };
  }

  #close(frame: Frame): void {
    const { syntax, record, fields } = frame;
    const types = this.#types;
    if (types === undefined) return;
    const attributes = types.attributes(syntax.attributes);
    if (attributes.packed) record.packed = true;
    if (attributes.aligns.length > 0) record.aligns = attributes.aligns;
    if (attributes.bitFieldLayout !== undefined) record.bitFieldLayout = attributes.bitFieldLayout;
    if (attributes.msForClang) record.msForClang = true;
    if (attributes.unknown !== undefined) record.unknown ??= attributes.unknown;
    if (attributes.mode !== undefined || attributes.vectorBytes !== undefined)
      record.unknown ??= "a record cannot have a mode or be a vector";
    if (syntax.error !== undefined) record.unknown ??= `a syntax error inside it: ${syntax.error}`;
    if (this.#spoiled !== undefined) record.unknown ??= this.#spoiled;
    if (this.#pragmas.hasChanges) this.#applyPragmas(syntax, record);
    const twice = duplicateName(fields, new Set());
    if (twice !== undefined) record.unknown ??= `it has two members ${twice}`;
    record.fields = fields;
    for (const field of this.#early.get(record) ?? []) field.unknown ??= `${record.name} is incomplete where ${field.name} is declared`;
  }

  #applyPragmas(syntax: RecordSyntax, record: CRecord): void {
    const start = this.#pragmas.at(this.#chunkStart + (syntax.body?.from ?? 0) - 1);
    const end = this.#pragmas.at(this.#chunkStart + (syntax.body?.to ?? 0));
    if (end.pack !== undefined) record.pack = end.pack;
    if (start.pack !== end.pack) record.packAtStart = start.pack ?? 0;
    if (start.bitFields === "ms") record.msForClang = true;
    const isRefused = (start.notOnAix ?? end.notOnAix) === true && this.#types?.compiler === "clang aix";
    const reason = start.unknown ?? end.unknown ?? (isRefused ? "clang takes no such #pragma pack on AIX" : undefined);
    if (reason !== undefined) record.unknown ??= reason;
  }

  #addMember(frame: Frame, member: MemberSyntax): void {
    const types = this.#types;
    const { specifiers, declarators, tokens } = member;
    if (types === undefined) return;
    const first = this.#chunkStart + tokens.from;
    const last = Math.max(first, this.#chunkStart + tokens.to - 1);
    const add = (field: CField, nameToken: number): void => {
      frame.fields.push(field);
      frame.decl.fields.push(new LateField(this.#places, this.#chunkStart + nameToken, first, last));
    };
    if (specifiers === undefined) {
      add({ name: "", type: unknownType(member.error ?? "a syntax error"), unknown: member.error ?? "a syntax error" }, tokens.from);
      return;
    }
    const base = types.specified(specifiers);
    if (declarators.length === 0) {
      this.#addUnnamed(member, base, add);
      return;
    }
    for (const declarator of declarators) {
      const { type, attributes } = types.declared(specifiers, base, declarator);
      const nameToken = declarator.name < 0 ? tokens.from : declarator.name;
      const field: MutableField = { name: this.#text(declarator.name), type };
      if (attributes.packed !== undefined) field.packed = attributes.packed;
      if (attributes.aligns.length > 0) field.aligns = attributes.aligns;
      if (declarator.leading.length > 0 && types.compiler.startsWith("gcc"))
        field.unknown = "gcc takes no attributes before a member's name";
      if (declarator.bits !== undefined) {
        const width = types.integer(declarator.bits);
        if (typeof width === "string") field.unknown = `a bit-field's width is not known: ${width}`;
        else if (width < 0n || width > 8388608n) field.unknown = `${width} is no width of a bit-field`;
        else field.bitWidth = Number(width);
      }
      if (type.kind === "unknown") field.unknown ??= type.reason;
      const of = heldRecord(type);
      if (of !== undefined && of.fields === undefined && of !== frame.record) this.#early.set(of, [...(this.#early.get(of) ?? []), field]);
      add(field, nameToken);
    }
  }

  /** A member without a declarator: an anonymous struct or union, or a declaration that declares no member. */
  #addUnnamed(member: MemberSyntax, base: CType, add: (field: CField, nameToken: number) => void): void {
    const types = this.#types;
    const { specifiers, tokens } = member;
    if (types === undefined || specifiers === undefined) return;
    const plain = unwrapC(base);
    const { type: typeSyntax } = specifiers;
    if (plain.kind === "unknown") {
      add({ name: "", type: base, unknown: plain.reason }, tokens.from);
      return;
    }
    if (plain.kind !== "record") return;
    // ISO C has only untagged definitions as anonymous members; a tagged one declares its tag and no member.
    const isPlain = typeSyntax.kind === "record" && typeSyntax.body !== undefined && typeSyntax.tag < 0;
    if (!isPlain && !this.#hasMicrosoftExtensions()) return;
    const attributes = types.attributes(specifiers.attributes);
    const field: MutableField = { name: "", type: base };
    if (attributes.unknown !== undefined) field.unknown = attributes.unknown;
    // clang gives attributes before the keyword to the member, gcc to nothing.
    if (attributes.packed) field.packed = "clang";
    if (attributes.aligns.length > 0) field.aligns = attributes.aligns.map((align) => ({ ...align, by: "clang" }));
    add(field, tokens.from);
  }

  /** mingw's gcc takes any record as an anonymous member (`-fms-extensions` is its default). */
  #hasMicrosoftExtensions(): boolean {
    return this.#types?.compiler === "gcc microsoft";
  }

  /** The enum that a specifier names or defines; its enumerators become names of the unit. */
  enum(syntax: EnumSyntax): CEnum {
    const done = this.#definedEnums.get(syntax);
    const types = this.#types;
    if (done !== undefined) return done;
    const tag = this.#text(syntax.tag);
    const atom = this.#atom(syntax.tag);
    const known = syntax.tag < 0 ? undefined : this.#scope.tags.get(atom);
    if (syntax.body === undefined && known?.kind === "enum") return known;
    const attributes = types?.attributes(syntax.attributes);
    const fixed = syntax.fixed && types?.typeName(syntax.fixed);
    let result: CEnum;
    if (
      known?.kind === "enum" &&
      known.range === undefined &&
      known.packed === undefined &&
      known.fixed === undefined &&
      syntax.attributes.length === 0 &&
      fixed === undefined
    ) {
      result = known;
    } else {
      result = {
        kind: "enum",
        tag: tag === "" ? undefined : tag,
        name: tag === "" ? "" : `enum ${tag}`,
        ...(fixed === undefined ? {} : { fixed }),
        ...enumAttributes(attributes),
        ...this.#enumMode(syntax, attributes?.mode),
        range: undefined,
      };
      if (known !== undefined && (known.kind === "record" || known.range !== undefined)) result.unknown = `${tag} is defined twice`;
      else if (syntax.tag >= 0 && this.#prototypeDepth === 0) this.#scope.tags.set(atom, result);
    }
    this.#definedEnums.set(syntax, result);
    if (attributes?.unknown !== undefined) result.unknown ??= attributes.unknown;
    if (syntax.error !== undefined) result.unknown ??= `a syntax error inside it: ${syntax.error}`;
    if (syntax.body !== undefined) {
      if (types !== undefined) countOnce(syntax, result, types, this.#scope, () => this.#enumerators(syntax, result));
      this.enums.push(new LateName(result, this.#places, this.#chunkStart + (syntax.tag < 0 ? syntax.keyword : syntax.tag)));
    }
    return result;
  }

  /** The type of a mode, and whether it stands behind the enumerators. */
  #enumMode(syntax: EnumSyntax, mode: string | undefined): Pick<CEnum, "mode" | "modeBehind" | "unknown"> {
    if (mode === undefined) return {};
    const type = typeOfMode(mode, INT, () => true);
    if (type === undefined) return { unknown: `the mode ${mode} is not supported` };
    const isBehind = this.#types?.attributes(syntax.attributes.slice(0, syntax.leading)).mode === undefined;
    return { mode: type, ...(isBehind ? { modeBehind: true } : {}) };
  }

  #enumerators(syntax: EnumSyntax, result: CEnum): void {
    const types = this.#types;
    if (types === undefined) return;
    // Where there is a type, the values are held against it, or the mode that has replaced it by then.
    const isReplaced = result.fixed !== undefined && result.mode !== undefined && result.modeBehind !== true;
    const holder = isReplaced ? result.mode : result.fixed;
    const fixedType = holder && types.arithmetic(holder);
    let next: bigint | string = 0n;
    let min: bigint | undefined;
    let max: bigint | undefined;
    /** The last value that is written. */
    let written: TokenRange | undefined;
    let spelled: { readonly min: bigint; readonly max: bigint } | undefined;
    for (const { name, value } of syntax.enumerators) {
      const evaluated = value === undefined ? undefined : types.enumeratorValue(value);
      written = value ?? written;
      const atom = this.#atom(name);
      const given: bigint | string = typeof evaluated === "object" ? evaluated.value : (evaluated ?? next);
      if (typeof given === "string") {
        const reason = `the value of ${this.#text(name)} is not known: ${given}`;
        result.unknown ??= reason;
        this.#scope.enumerators.set(atom, reason);
        next = given;
        continue;
      }
      const held: bigint = fixedType === undefined ? heldValue(given, () => types.compiler) : wrapTo(given, fixedType);
      if (fixedType !== undefined && held !== given) result.unknown ??= `the value of ${this.#text(name)} does not fit the enum's type`;
      const isPoisoned = typeof evaluated === "object" && evaluated.overflows && types.compiler.startsWith("gcc");
      // gcc counts such a value for the enum's type, and for nothing else.
      this.#scope.enumerators.set(atom, isPoisoned ? OVERFLOWS : { value: held, type: result.fixed ?? enumeratorType(held) });
      if (min === undefined || held < min) min = held;
      if (max === undefined || held > max) max = held;
      if (value !== undefined)
        spelled = {
          min: spelled === undefined || held < spelled.min ? held : spelled.min,
          max: spelled === undefined || held > spelled.max ? held : spelled.max,
        };
      next =
        fixedType === undefined
          ? valueBehind(
              held,
              () => types.compiler,
              () => written && types.integerTypeAt(written),
            )
          : held + 1n;
    }
    result.range = { min: min ?? 0n, max: max ?? 0n };
    if (result.mode !== undefined) result.spelled = spelled ?? { min: 0n, max: 0n };
  }
}

/** A name that two members have, those of anonymous members included. */
function duplicateName(fields: readonly CField[], names: Set<string>): string | undefined {
  for (const { name, type } of fields) {
    const inner = name === "" ? unwrapC(type) : undefined;
    const twice = inner?.kind === "record" && inner.fields !== undefined ? duplicateName(inner.fields, names) : undefined;
    if (twice !== undefined) return twice;
    if (name !== "" && names.has(name)) return name;
    if (name !== "") names.add(name);
  }
  return undefined;
}

/** The record that a type holds by value. */
function heldRecord(type: CType): CRecord | undefined {
  let at = unwrapC(type);
  while (at.kind === "array" || at.kind === "atomic") at = unwrapC(at.of);
  return at.kind === "record" ? at : undefined;
}

function newRecord(union: boolean, tag: string): CRecord {
  return {
    kind: "record",
    union,
    tag: tag === "" ? undefined : tag,
    name: tag === "" ? "" : `${union ? "union" : "struct"} ${tag}`,
    fields: undefined,
  };
}
