/**
 * The functions of a unit. They are most of a header and few are ever asked about: a chunk that declares nothing else
 * is only noted, its functions are made when one is looked for, and their types when somebody asks for them.
 */
import { type CType, unwrapC } from "../types/c.ts";
import type { Atoms } from "./atoms.ts";
import type { ReadChunk } from "./chunkCache.ts";
import type { Chunk } from "./chunks.ts";
import type { DeclaratorSyntax, SpecifiersSyntax } from "./declarationSyntax.ts";
import { readBody } from "./functionBody.ts";
import type { UnitPlaces } from "./latePlaces.ts";
import { unknownType } from "./typeWords.ts";
import type { CFunctionBody, CFunctionDecl, CSite } from "./unit.ts";

/** Where a function's declaration stands: a declarator of a chunk. */
export interface FunctionSource {
  readonly chunk: Chunk;
  readonly read: ReadChunk;
  readonly specifiers: SpecifiersSyntax;
  readonly declarator: DeclaratorSyntax;
}

/** What functions need of the unit that declares them. */
export interface FunctionContext {
  readonly atoms: Atoms;
  readonly places: UnitPlaces;
  typeOf(source: FunctionSource): CType;
}

/** A function whose type is made when it is first asked for. */
export class LateFunction implements CFunctionDecl {
  readonly isDefinition: boolean;
  isStatic: boolean;
  readonly #context: FunctionContext;
  readonly #source: FunctionSource;
  #resolved: CType | undefined;
  #type: CFunctionDecl["type"] | undefined;
  #body: CFunctionBody | undefined;

  constructor(context: FunctionContext, source: FunctionSource, resolved?: CType) {
    this.#context = context;
    this.#source = source;
    this.isDefinition = source.chunk.bodyEnd > source.chunk.end;
    this.isStatic = source.specifiers.storage === "static";
    this.#resolved = resolved;
  }

  get name(): string {
    const { read, declarator } = this.#source;
    return this.#context.atoms.text(read.atoms[declarator.name] ?? -1);
  }

  get isInline(): boolean {
    return this.#source.specifiers.inline;
  }

  get type(): CFunctionDecl["type"] {
    if (this.#type === undefined) {
      this.#resolved ??= this.#context.typeOf(this.#source);
      const plain = unwrapC(this.#resolved);
      const result = plain.kind === "unknown" ? plain : unknownType("the function's type is not understood");
      this.#type = plain.kind === "function" ? plain : { kind: "function", result, parameters: [], variadic: false };
    }
    return this.#type;
  }

  get site(): CSite {
    return this.#context.places.site(this.#source.chunk.start + this.#source.declarator.name);
  }

  get body(): CFunctionBody | undefined {
    const { end, bodyEnd } = this.#source.chunk;
    if (!this.isDefinition) return undefined;
    this.#body ??= readBody({ start: end, end: bodyEnd }, this.#context.places, this.#context.atoms);
    return this.#body;
  }
}

/** The functions declared so far. */
export class LateFunctions {
  readonly #context: FunctionContext;
  readonly #chunks: Chunk[] = [];
  readonly #reads: ReadChunk[] = [];
  /** How many of the noted chunks have been gone through. */
  #done = 0;
  readonly #byAtom = new Map<number, LateFunction>();

  constructor(context: FunctionContext) {
    this.#context = context;
  }

  /** Notes a chunk that declares functions and nothing else. */
  note(chunk: Chunk, read: ReadChunk): void {
    this.#chunks.push(chunk);
    this.#reads.push(read);
  }

  /** Adds a function whose type had to be made to see that it is one. */
  add(source: FunctionSource, type: CType): void {
    this.#catchUp();
    this.#addOne(source, type);
  }

  get byAtom(): ReadonlyMap<number, LateFunction> {
    this.#catchUp();
    return this.#byAtom;
  }

  #catchUp(): void {
    for (; this.#done < this.#chunks.length; this.#done++) {
      const chunk = this.#chunks[this.#done];
      const read = this.#reads[this.#done];
      if (chunk === undefined || read?.syntax === undefined) continue;
      const { specifiers, declarators } = read.syntax;
      for (const declarator of declarators) this.#addOne({ chunk, read, specifiers, declarator }, undefined);
    }
  }

  /** A definition stands for its declarations; else the first of them does. */
  #addOne(source: FunctionSource, type: CType | undefined): void {
    const atom = source.read.atoms[source.declarator.name] ?? -1;
    const declared = new LateFunction(this.#context, source, type);
    const known = this.#byAtom.get(atom);
    if (known?.isStatic === true) declared.isStatic = true;
    if (known === undefined || (declared.isDefinition && !known.isDefinition)) this.#byAtom.set(atom, declared);
  }
}
