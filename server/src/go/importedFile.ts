/**
 * Reads a Go file of an imported package: what it declares is listed at once, what a declaration says is read when
 * somebody asks for it. Bodies of functions are never read. Knows no other file.
 */
import type { Syntax } from "../syntax/syntax.ts";
import { type BuildExpression, findConstraint } from "../target/buildConstraint.ts";
import type { Range } from "../text/range.ts";
import type { Declaration } from "./ast.ts";
import { type Chunk, cutFile } from "./chunks.ts";
import { declaredNames } from "./declaredNames.ts";
import { Lexer } from "./lexer.ts";
import { readableChunks } from "./parseChunks.ts";
import { type GoFileSource, type PlacedDeclaration, parseSignature, readImports } from "./readFile.ts";

/** What decides where a file is built is read at once; it is cut into declarations when one of its words is asked for. */
export class ImportedFile {
  readonly path: string;
  readonly text: string;
  readonly packageName: string | undefined;
  readonly constraint: BuildExpression | undefined;
  readonly #syntax: Syntax;
  readonly #words = new Map<string, boolean>();
  #importsC: boolean | undefined;
  #source: GoFileSource | undefined;
  #names: ReadonlyMap<string, readonly PlacedDeclaration[]> | undefined;

  constructor(syntax: Syntax, path: string, text: string) {
    this.path = path;
    this.text = text;
    this.packageName = text.includes("\0") ? undefined : packageNameOf(text);
    this.constraint = findConstraint(text);
    this.#syntax = syntax;
  }

  get importsC(): boolean {
    this.#importsC ??= /["`]C["`]/.test(this.text) && this.source.importsC;
    return this.#importsC;
  }

  /** The file as scopes know it. */
  get source(): GoFileSource {
    if (this.#source === undefined) this.#read();
    return this.#source ?? emptyFile(this);
  }

  /** Where the file declares a name; methods go by `T.M`. */
  declaring(name: string): readonly PlacedDeclaration[] {
    // A name that is no word of the file costs no cutting.
    if (this.#names === undefined && this.#holds(name.slice(name.indexOf(".") + 1))) this.#read();
    return this.#names?.get(name) ?? nowhere;
  }

  #holds(word: string): boolean {
    const known = this.#words.get(word) ?? this.text.includes(word);
    this.#words.set(word, known);
    return known;
  }

  #read(): void {
    const { text } = this;
    const cut = cutFile(text, "\0");
    const chunks = this.packageName === undefined ? [] : cut.chunks;
    const readable = readableChunks(text, chunks);
    const declarations = chunks.map((chunk, i) => new LazyDeclaration(this.#syntax, text, chunk, readable[i] ?? false));
    const names = new Map<string, PlacedDeclaration[]>();
    for (const placed of declarations) {
      for (const name of declaredNames(text, placed.chunk)) {
        const known = names.get(name);
        if (known === undefined) names.set(name, [placed]);
        else known.push(placed);
      }
    }
    const imports = readImports(cut);
    const importsC = imports.some((spec) => spec.path === "C");
    this.#names = names;
    this.#source = { ...emptyFile(this), packageClause: cut.packageClause, imports, importsC, broken: cut.strays, declarations };
  }
}

const nowhere: readonly PlacedDeclaration[] = [];

function packageNameOf(text: string): string | undefined {
  const lexer = new Lexer(text);
  const next = (): string => {
    do lexer.next();
    while (lexer.kind === "comment" || lexer.kind === "semicolon");
    return lexer.spelling;
  };
  return next() === "package" && /^[\p{L}_]/u.test(next()) ? lexer.spelling : undefined;
}

function emptyFile({ path, text, packageName, constraint }: ImportedFile): GoFileSource {
  return {
    path,
    text,
    packageName,
    packageClause: undefined,
    constraint,
    imports: [],
    importsC: false,
    generated: false,
    preambles: [],
    preambleText: "",
    cgoLines: [],
    directives: [],
    broken: [],
    declarations: [],
  };
}

class LazyDeclaration implements PlacedDeclaration {
  readonly chunk: Chunk;
  readonly exportComment = undefined;
  readonly #syntax: Syntax;
  readonly #text: string;
  readonly #isReadable: boolean;
  #declaration: Declaration | undefined;

  constructor(syntax: Syntax, text: string, chunk: Chunk, isReadable: boolean) {
    this.chunk = chunk;
    this.#syntax = syntax;
    this.#text = text;
    this.#isReadable = isReadable;
  }

  get start(): number {
    return this.chunk.start;
  }

  get end(): number {
    return this.chunk.end;
  }

  get keyword(): Chunk["keyword"] {
    return this.chunk.keyword;
  }

  get body(): Range | undefined {
    return this.chunk.body;
  }

  get isBroken(): boolean {
    return !this.chunk.isSound || this.declaration.errors.length > 0;
  }

  get mentionsPlatform(): boolean {
    return /\bGO(?:OS|ARCH)\b/.test(this.#text.slice(this.start, this.end));
  }

  get declaration(): Declaration {
    this.#declaration ??= parseSignature(this.#syntax, this.#text, this.chunk, this.#isReadable);
    return this.#declaration;
  }

  whole(): Declaration {
    return this.declaration;
  }
}
