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
import type { CMeasure } from "./evaluator.ts";
import type { Preprocessed } from "./preprocessor.ts";
import { type OpenRecordDecl, RecordResolver } from "./recordResolver.ts";
import { Scope, type TypedefType } from "./scope.ts";
import { TypeResolver, unknownType } from "./typeResolver.ts";
import type { CFunctionDecl, CProblem, CSite, CTypedefDecl, CVariableDecl } from "./unit.ts";

/** The declarations of a unit on one model. */
export interface Declarations {
  readonly records: readonly OpenRecordDecl[];
  readonly enums: readonly { readonly type: CEnum; readonly name: CSite }[];
  readonly functions: ReadonlyMap<string, CFunctionDecl>;
  readonly variables: ReadonlyMap<string, CVariableDecl>;
  readonly typedefs: ReadonlyMap<string, CTypedefDecl>;
  readonly tags: ReadonlyMap<string, CRecord | CEnum>;
  readonly problems: readonly CProblem[];
  /** For evaluating further expressions in the unit's scope. */
  readonly types: TypeResolver;
  readonly scope: Scope;
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
  readonly #scope = new Scope();
  readonly #records: RecordResolver;
  readonly #types: TypeResolver;
  readonly #functions = new Map<string, CFunctionDecl>();
  readonly #variables = new Map<string, CVariableDecl>();
  readonly #typedefs = new Map<string, CTypedefDecl>();
  readonly #problems: CProblem[] = [];
  /** What typedefs stand for in the end. */
  readonly #behind = new Map<CType, CType>();

  constructor(unit: Preprocessed, atoms: Atoms, cache: ChunkCache, view: ModelView, measure: CMeasure | undefined, isC23: boolean) {
    this.#unit = unit;
    this.#atoms = atoms;
    this.#cache = cache;
    const { changesLayout } = unit.preprocessor.input.options;
    const spoiled = changesLayout === undefined ? undefined : `the compiler option ${changesLayout} is not supported`;
    const records = new RecordResolver(this.#scope, unit.stream, unit.sources, unit.pragmas, spoiled);
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
        const { incomplete } = unit;
        return incomplete === undefined ? `${name} is not declared` : `${name} is not declared in what was read, and ${incomplete}`;
      },
    });
    records.use(this.#types);
  }

  read(chunk: Chunk, partners: Int32Array): void {
    const { stream } = this.#unit;
    if (chunk.broken !== undefined) {
      this.#readBroken(chunk, chunk.broken);
      return;
    }
    const read = this.#cache.read(stream, chunk, partners, (atom) => this.#types.isTypedef(atom));
    const { syntax } = read;
    if (syntax === undefined) return;
    this.#types.enter({ atoms: read.atoms, partners: read.partners, start: chunk.start });
    this.#records.startChunk();
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
    const { stream } = this.#unit;
    if (chunk.broken !== undefined) this.#problem(chunk, chunk.broken);
    for (let i = chunk.start; i < chunk.end; i++) {
      const atom = stream.atoms[i] ?? 0;
      if (atom < FIXED_COUNT || this.#atoms.kind(atom) !== IDENTIFIER) continue;
      if (this.#scope.typedefs.has(atom) || this.#scope.tags.has(atom) || this.#scope.enumerators.has(atom)) continue;
      const message = `${this.#atoms.text(atom)} stands in a declaration that is not understood (${reason})`;
      if (!this.#scope.broken.has(atom)) this.#scope.broken.set(atom, message);
    }
  }

  #declare(chunk: Chunk, read: ReadChunk, syntax: DeclarationSyntax): void {
    const { specifiers, declarators } = syntax;
    const base = this.#types.specified(specifiers);
    for (const declarator of declarators) this.#declareOne(chunk, read, syntax, base, declarator);
  }

  #declareOne(chunk: Chunk, read: ReadChunk, syntax: DeclarationSyntax, base: CType, declarator: DeclaratorSyntax): void {
    const { specifiers } = syntax;
    const types = this.#types;
    if (declarator.name < 0) return;
    const atom = read.atoms[declarator.name] ?? -1;
    const name = this.#atoms.text(atom);
    const { type, attributes } = this.#records.inPrototype(() => types.declared(specifiers, base, declarator));
    const site = this.#unit.sources.site(this.#unit.stream, chunk.start + declarator.name);
    if (specifiers.storage === "typedef") {
      this.#declareTypedef(atom, name, site, type, attributes.aligns.length > 0 ? attributes.aligns : undefined);
      return;
    }
    const plain = unwrapC(type);
    this.#scope.objects.set(atom, type);
    const isStatic = specifiers.storage === "static";
    if (plain.kind === "function") {
      const isDefinition = chunk.bodyEnd > chunk.end;
      const known = this.#functions.get(name);
      if (known !== undefined && (known.isDefinition || !isDefinition)) return;
      this.#functions.set(name, {
        name,
        site,
        type: plain,
        isDefinition,
        isStatic: isStatic || known?.isStatic === true,
        isInline: specifiers.inline,
      });
      return;
    }
    if (type.kind === "unknown" && specifiers.type.kind === "name" && specifiers.type.doubtful) {
      // `MACRO(x);` with a macro that is not known: what it declares is anybody's guess.
      this.#readBroken(chunk, type.reason);
      return;
    }
    const isDefinition = specifiers.storage !== "extern" || declarator.initializer !== undefined;
    const known = this.#variables.get(name);
    if (known !== undefined && !(isDefinition && !known.isDefinition)) return;
    this.#variables.set(name, { name, site, type, isDefinition, isStatic });
  }

  #declareTypedef(atom: number, name: string, site: CSite, type: CType, aligns: TypedefType["aligns"]): void {
    if (this.#scope.typedefs.has(atom)) return;
    const typedef: TypedefType = { kind: "typedef", name, type, ...(aligns === undefined ? {} : { aligns }) };
    this.#scope.typedefs.set(atom, typedef);
    this.#typedefs.set(name, { name: site, type: typedef });
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
    const { incomplete } = this.#unit;
    for (const type of this.#scope.tags.values()) {
      tags.set(type.name, type);
      if (incomplete !== undefined && type.kind === "record" && type.fields === undefined) {
        type.unknown ??= `${type.name} is not defined in what was read, and ${incomplete}`;
      }
    }
    for (const [atom, reason] of this.#scope.broken) this.#addBroken(atom, reason, tags);
    return {
      records: this.#records.records,
      enums: this.#records.enums,
      functions: this.#functions,
      variables: this.#variables,
      typedefs: this.#typedefs,
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
    if (scope.objects.has(atom) || scope.enumerators.has(atom)) return;
    if (!scope.typedefs.has(atom)) {
      const site = { path: this.#unit.main.path, start: 0, end: 0 };
      this.#typedefs.set(name, { name: site, type: { kind: "typedef", name, type: unknownType(reason) } });
    }
    for (const union of [false, true]) {
      const tagName = `${union ? "union" : "struct"} ${name}`;
      if (!tags.has(tagName) && !scope.tags.has(atom)) {
        tags.set(tagName, { kind: "record", union, tag: name, name: tagName, fields: undefined, unknown: reason });
      }
    }
  }
}
