/**
 * From the preprocessed tokens of a unit to its declarations, on one model: cut into chunks, each distinct chunk
 * read once (chunkCache.ts), names resolved in order. Function bodies cost nothing.
 */
import type { CEnum, CRecord, CType } from "../types/c.ts";
import { unwrapC } from "../types/c.ts";
import type { ModelView } from "./arithmetic.ts";
import { type Atoms, FIXED_COUNT, IDENTIFIER } from "./atoms.ts";
import type { ChunkCache, ReadChunk } from "./chunkCache.ts";
import { type Chunk, cutChunks, partnersOf } from "./chunks.ts";
import type { DeclarationSyntax, DeclaratorSyntax } from "./declarationSyntax.ts";
import { looksLikeMacro } from "./doubt.ts";
import type { CMeasure } from "./evaluator.ts";
import { type FunctionSource, LateFunctions } from "./lateFunctions.ts";
import { LateName, UnitPlaces } from "./latePlaces.ts";
import type { Preprocessed } from "./preprocessed.ts";
import { RecordResolver } from "./recordResolver.ts";
import { Scope, type TypedefType } from "./scope.ts";
import { TypeResolver } from "./typeResolver.ts";
import { unknownType } from "./typeWords.ts";
import type { CFunctionDecl, CProblem, CRecordDecl, CSite, CTypedefDecl, CVariableDecl } from "./unit.ts";

/** The declarations of a unit on one model. */
export interface Declarations {
  readonly records: readonly CRecordDecl[];
  readonly enums: readonly { readonly type: CEnum; readonly name: CSite }[];
  readonly functions: NamedMap<CFunctionDecl>;
  readonly variables: ReadonlyMap<string, CVariableDecl>;
  readonly typedefs: NamedMap<CTypedefDecl>;
  readonly tags: ReadonlyMap<string, CRecord | CEnum>;
  readonly problems: readonly CProblem[];
  /** For evaluating further expressions in the unit's scope. */
  readonly types: TypeResolver;
  readonly scope: Scope;
}

/** Declarations by atom, as people's names when they are asked for. */
export class NamedMap<T> {
  readonly #byAtom: () => ReadonlyMap<number, T>;
  readonly #atoms: Atoms;
  #byName: ReadonlyMap<string, T> | undefined;

  constructor(byAtom: () => ReadonlyMap<number, T>, atoms: Atoms) {
    this.#byAtom = byAtom;
    this.#atoms = atoms;
  }

  get byName(): ReadonlyMap<string, T> {
    this.#byName ??= new Map([...this.#byAtom()].map(([atom, value]) => [this.#atoms.text(atom), value]));
    return this.#byName;
  }
}

/** Cuts a unit's tokens; the same cut serves every model. */
export function chunksOf(unit: Preprocessed, atoms: Atoms): { readonly chunks: readonly Chunk[]; readonly partners: Int32Array } {
  const { stream, sources } = unit;
  const partners = partnersOf(stream.atoms, stream.count);
  return { chunks: cutChunks(stream, partners, atoms, (index) => sources.column(stream, index)), partners };
}

/** Reads all declarations of a preprocessed unit. */
export function declareUnit(
  unit: Preprocessed,
  cut: ReturnType<typeof chunksOf>,
  atoms: Atoms,
  cache: ChunkCache,
  view: ModelView,
  measure: CMeasure | undefined,
  isC23: boolean,
): Declarations {
  const declarer = new Declarer(unit, atoms, cache, view, measure, isC23);
  for (const chunk of cut.chunks) declarer.read(chunk, cut.partners);
  return declarer.finish();
}

class Declarer {
  readonly #unit: Preprocessed;
  readonly #atoms: Atoms;
  readonly #cache: ChunkCache;
  readonly #places: UnitPlaces;
  readonly #scope = new Scope();
  readonly #records: RecordResolver;
  readonly #types: TypeResolver;
  readonly #functions: LateFunctions;
  readonly #variables = new Map<string, CVariableDecl>();
  readonly #typedefs = new Map<number, CTypedefDecl>();
  readonly #problems: CProblem[] = [];
  /** Why what is declared from here on may be otherwise. */
  #doubt: string | undefined;
  /** The end of the chunk that is being read: what is missing behind it has no say. */
  #at = 0;
  readonly #isTypedef = (atom: number): boolean => this.#types.isTypedef(atom);
  /** What typedefs stand for in the end. */
  readonly #behind = new Map<CType, CType>();

  constructor(unit: Preprocessed, atoms: Atoms, cache: ChunkCache, view: ModelView, measure: CMeasure | undefined, isC23: boolean) {
    this.#unit = unit;
    this.#atoms = atoms;
    this.#cache = cache;
    this.#places = new UnitPlaces(unit.stream, unit.sources);
    const { changesLayout } = unit.preprocessor.input.options;
    const spoiled = changesLayout === undefined ? undefined : `the compiler option ${changesLayout} is not supported`;
    const records = new RecordResolver(this.#scope, this.#places, unit.pragmas, spoiled);
    this.#records = records;
    this.#types = new TypeResolver({
      atoms,
      scope: this.#scope,
      view,
      measure,
      isC23,
      record: (syntax) => records.record(syntax),
      enum: (syntax) => records.enum(syntax),
      missing: (atom) => {
        const name = atoms.text(atom);
        const incomplete = unit.gaps.before(this.#at - unit.libraryTokens);
        return incomplete === undefined ? `${name} is not declared` : `${name} is not declared in what was read, and ${incomplete}`;
      },
    });
    records.use(this.#types);
    this.#functions = new LateFunctions({ atoms, places: this.#places, typeOf: (source) => this.#typeOf(source) });
    this.#scope.functions = this.#functions;
  }

  read(chunk: Chunk, partners: Int32Array): void {
    const { stream, gaps, libraryTokens } = this.#unit;
    this.#at = chunk.end;
    if (chunk.broken !== undefined) {
      this.#readBroken(chunk, chunk.broken);
      return;
    }
    const gap = gaps.between(chunk.start - libraryTokens, chunk.end - libraryTokens);
    if (gap !== undefined) {
      this.#spoilNames(chunk, `a declaration of which a part is missing: ${gap}`);
      return;
    }
    const read = this.#cache.read(stream, chunk, partners, this.#isTypedef);
    const { syntax } = read;
    if (syntax === undefined) return;
    this.#types.enter({ atoms: read.atoms, partners: read.partners, start: chunk.start, memo: read.memo });
    this.#records.startChunk();
    const { doubt } = this.#unit.preprocessor;
    if (doubt !== undefined && chunk.end > doubt.from + this.#unit.libraryTokens) {
      this.#doubt = doubt.reason;
      this.#records.spoil(doubt.reason);
    }
    if (syntax.error !== undefined) {
      this.#problem(chunk, syntax.error);
      this.#readBroken(chunk, `a syntax error: ${syntax.error}`);
      return;
    }
    this.#declare(chunk, read, syntax);
  }

  #problem(chunk: Chunk, message: string): void {
    const { sources, stream } = this.#unit;
    if (this.#problems.length < 200) this.#problems.push({ site: sources.site(stream, chunk.start), kind: "syntax", message });
  }

  /** Every name that a declaration which is not understood might declare is unknown from here on, unless it is known already. */
  #readBroken(chunk: Chunk, reason: string): void {
    if (chunk.broken !== undefined) this.#problem(chunk, chunk.broken);
    this.#spoilNames(chunk, `a declaration that is not understood (${reason})`);
  }

  #spoilNames(chunk: Chunk, where: string): void {
    const { stream } = this.#unit;
    for (let i = chunk.start; i < chunk.end; i++) {
      const atom = stream.atoms[i] ?? 0;
      if (atom < FIXED_COUNT || this.#atoms.kind(atom) !== IDENTIFIER) continue;
      if (this.#scope.typedefs.has(atom) || this.#scope.tags.has(atom) || this.#scope.enumerators.has(atom)) continue;
      const message = `${this.#atoms.text(atom)} stands in ${where}`;
      if (!this.#scope.broken.has(atom)) this.#scope.broken.set(atom, message);
    }
  }

  #declare(chunk: Chunk, read: ReadChunk, syntax: DeclarationSyntax): void {
    const { specifiers, declarators } = syntax;
    if (syntax.functionsOnly) {
      // Tags that the result's type mentions are declared at once, as any other.
      if (specifiers.type.kind === "record" || specifiers.type.kind === "enum") this.#types.specified(specifiers);
      this.#functions.note(chunk, read);
      return;
    }
    const base = this.#types.specified(specifiers);
    for (const declarator of declarators) this.#declareOne(chunk, read, syntax, base, declarator);
  }

  /** The type of a function, when it is asked for. */
  #typeOf({ chunk, read, specifiers, declarator }: FunctionSource): CType {
    const types = this.#types;
    const view = { atoms: read.atoms, partners: read.partners, start: chunk.start, memo: read.memo };
    const at = this.#at;
    this.#at = chunk.start + 1;
    const type = types.within(view, () =>
      this.#records.inPrototype(() => types.declared(specifiers, types.specified(specifiers), declarator).type),
    );
    this.#at = at;
    return type;
  }

  #declareOne(chunk: Chunk, read: ReadChunk, syntax: DeclarationSyntax, base: CType, declarator: DeclaratorSyntax): void {
    const { specifiers } = syntax;
    const types = this.#types;
    if (declarator.name < 0) return;
    const atom = read.atoms[declarator.name] ?? -1;
    const name = this.#atoms.text(atom);
    const { type, attributes } = this.#records.inPrototype(() => types.declared(specifiers, base, declarator));
    if (specifiers.storage === "typedef") {
      this.#declareTypedef(atom, name, chunk.start + declarator.name, type, attributes.aligns.length > 0 ? attributes.aligns : undefined);
      return;
    }
    const isStatic = specifiers.storage === "static";
    if (unwrapC(type).kind === "function") {
      this.#functions.add({ chunk, read, specifiers, declarator }, type);
      return;
    }
    this.#scope.variables.set(atom, { type });
    if (type.kind === "unknown" && specifiers.type.kind === "name" && specifiers.type.doubtful) {
      // `MACRO(x);` with a macro that is not known: what it declares is anybody's guess.
      this.#readBroken(chunk, type.reason);
      return;
    }
    const plain = unwrapC(type);
    const incomplete = this.#unit.gaps.before(this.#at - this.#unit.libraryTokens);
    if (incomplete !== undefined && specifiers.type.kind === "record" && plain.kind === "record" && looksLikeMacro(name)) {
      plain.unknown ??= `${name} behind it may be a macro: ${incomplete}`;
    }
    const isDefinition = specifiers.storage !== "extern" || declarator.initializer !== undefined;
    const known = this.#variables.get(name);
    if (known !== undefined && !(isDefinition && !known.isDefinition)) return;
    this.#variables.set(name, { name, site: this.#places.site(chunk.start + declarator.name), type, isDefinition, isStatic });
  }

  #declareTypedef(atom: number, name: string, token: number, type: CType, aligns: TypedefType["aligns"]): void {
    if (this.#scope.typedefs.has(atom)) return;
    // A record says itself that it is unknown, and stays what people know it by.
    const certain = this.#doubt === undefined || unwrapC(type).kind === "record" ? type : unknownType(this.#doubt);
    const typedef: TypedefType = { kind: "typedef", name, type: certain, ...(aligns === undefined ? {} : { aligns }) };
    this.#scope.typedefs.set(atom, typedef);
    this.#typedefs.set(atom, new LateName(typedef, this.#places, token));
    // A chain of typedefs is followed one step at a time, so that a long one costs no more than its length.
    const plain = type.kind === "typedef" ? (this.#behind.get(type) ?? unwrapC(type)) : unwrapC(type);
    this.#behind.set(typedef, plain);
    if (plain.kind === "enum" && plain.name === "") plain.name = name;
    if (plain.kind !== "record") return;
    if (plain.name === "") plain.name = name;
    this.#records.nameTypedef(plain, name);
  }

  finish(): Declarations {
    const tags = new Map<string, CRecord | CEnum>();
    const incomplete = this.#unit.gaps.before(Number.POSITIVE_INFINITY);
    for (const type of this.#scope.tags.values()) {
      tags.set(type.name, type);
      const isIncomplete = type.kind === "record" ? type.fields === undefined : type.range === undefined;
      if (incomplete !== undefined && isIncomplete) {
        type.unknown ??= `${type.name} is not defined in what was read, and ${incomplete}`;
      }
    }
    for (const [atom, reason] of this.#scope.broken) this.#addBroken(atom, reason, tags);
    return {
      records: this.#records.records,
      enums: this.#records.enums,
      functions: new NamedMap(() => this.#functions.byAtom, this.#atoms),
      variables: this.#variables,
      typedefs: new NamedMap(() => this.#typedefs, this.#atoms),
      tags,
      problems: this.#problems,
      types: this.#types,
      scope: this.#scope,
    };
  }

  /** A name that only stands in what was not understood is found, and unknown. */
  #addBroken(atom: number, reason: string, tags: Map<string, CRecord | CEnum>): void {
    const name = this.#atoms.text(atom);
    const { scope } = { scope: this.#scope };
    if (scope.object(atom) !== undefined || scope.enumerators.has(atom)) return;
    if (!scope.typedefs.has(atom)) {
      const site = { path: this.#unit.main.path, start: 0, end: 0 };
      this.#typedefs.set(atom, { name: site, type: { kind: "typedef", name, type: unknownType(reason) } });
    }
    for (const union of [false, true]) {
      const tagName = `${union ? "union" : "struct"} ${name}`;
      if (!tags.has(tagName) && !scope.tags.has(atom)) {
        tags.set(tagName, { kind: "record", union, tag: name, name: tagName, fields: undefined, unknown: reason });
      }
    }
  }
}
