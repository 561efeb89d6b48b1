/**
 * Reads one Go file: the facts that depend on its text alone, and its declarations as plain data. A declaration
 * is read again only when its own text has changed. Knows no other file and resolves no names.
 */
import type { Syntax } from "../syntax/syntax.ts";
import { findConstraint } from "../target/buildConstraint.ts";
import { LineIndex } from "../text/lineIndex.ts";
import type { Range } from "../text/range.ts";
import type { Declaration } from "./ast.ts";
import { type Chunk, cutFile, type FileChunks } from "./chunks.ts";
import type { Directive, ExportComment, GoFile, GoImport } from "./facts.ts";
import { NameTable } from "./nameTable.ts";
import { type Piece, parsePieces, readableChunks, trusted } from "./parseChunks.ts";
import { preambleGroups, readPreambles } from "./preamble.ts";

/** A declaration in its file. Offsets in `declaration` count from `start`. */
export interface PlacedDeclaration extends Range {
  readonly keyword: Chunk["keyword"];
  readonly declaration: Declaration;
  /** Of a function: its body. */
  readonly body: Range | undefined;
  readonly isBroken: boolean;
  /** It mentions GOOS or GOARCH by name. */
  readonly mentionsPlatform: boolean;
  /** Of a function: what its doc comment says of exporting it. */
  readonly exportComment: ExportComment | undefined;
  /** The declaration with its function's body, also where reading the file left the body out. */
  whole(): Declaration;
}

/** A file's facts together with its declarations, for `createView`. */
export interface GoFileSource extends GoFile {
  readonly declarations: readonly PlacedDeclaration[];
}

const marker = "abi-lens:";

/** Composite literals longer than this are emptied before parsing when nothing in them crosses a boundary. */
const longLiteral = 2000;

/** Packages that reach past Go's types, so that what they declare is wanted. */
export const foreignPath: RegExp =
  /^(?:C|unsafe|syscall|golang\.org\/x\/sys\/.*|github\.com\/ebitengine\/purego(?:\/.*)?|internal\/syscall\/.*|internal\/runtime\/.*)$/;

/**
 * Packages of which a few functions are of interest, as a body mentions them behind the package's name: 64-bit atomics,
 * and what writes values as bytes. The others are too common to read all bodies for.
 */
const watchedMembers: ReadonlyMap<string, string> = new Map([
  ["sync/atomic", "\\w+(?:Int|Uint)64\\b"],
  ["encoding/binary", "(?:Read|Write|Size|Append|Encode|Decode)\\b"],
]);

/** What is remembered of the files that stay open, per parser. */
const memories = new WeakMap<Syntax, Memory>();
const mostFiles = 200;

interface Memory {
  readonly names: NameTable;
  /** By path, then by the text that was parsed. */
  readonly files: Map<string, ReadonlyMap<string, Remembered>>;
}

/** What was read of a text, and how. */
interface Remembered {
  readonly declaration: Declaration;
  readonly readsBody: boolean;
  readonly isReadable: boolean;
  readonly isSound: boolean;
}

/**
 * Reads a file. `kept` says that the file is likely to be read again, slightly changed: then its declarations are
 * remembered. Answers for any text; one with a NUL character, which no Go file may hold, has no declarations.
 */
export function readGoFile(syntax: Syntax, path: string, text: string, kept: boolean): GoFileSource {
  const memory = memoryOf(syntax);
  if (text.includes("\0")) return binaryFile(path, text);
  const cut = cutFile(text, marker);
  const imports = readImports(cut);
  const importsC = imports.some((spec) => spec.path === "C");
  const groups = preambleGroups(cut.imports);
  const preambles = importsC ? readPreambles(text, groups) : { text: "", cgoLines: [] };
  const preambleRanges = groups.flatMap((group) => rangeOf(group));
  const declarations = readDeclarations(syntax, memory, path, text, cut, imports, kept);
  return {
    path,
    text,
    packageName: cut.packageName === undefined ? undefined : memory.names.of(cut.packageName),
    packageClause: cut.packageClause,
    constraint: findConstraint(text),
    imports,
    importsC,
    generated: /^\uFEFF?\/\/ Code generated .* DO NOT EDIT\.\r?$/m.test(text.slice(0, cut.packageClause?.start ?? 0)),
    preambles: preambleRanges,
    preambleText: preambles.text,
    cgoLines: preambles.cgoLines,
    directives: readDirectives(text, cut.marked, preambleRanges),
    broken: brokenRanges(cut, declarations),
    declarations,
  };
}

/** Drops what is remembered of a file that was closed. */
export function forgetGoFile(syntax: Syntax, path: string): void {
  memories.get(syntax)?.files.delete(path);
}

function memoryOf(syntax: Syntax): Memory {
  let memory = memories.get(syntax);
  if (memory === undefined) {
    memory = { names: new NameTable(), files: new Map() };
    memories.set(syntax, memory);
  }
  return memory;
}

function binaryFile(path: string, text: string): GoFileSource {
  return {
    path,
    text,
    packageName: undefined,
    packageClause: undefined,
    constraint: undefined,
    imports: [],
    importsC: false,
    generated: false,
    preambles: [],
    preambleText: "",
    cgoLines: [],
    directives: [],
    broken: [{ start: 0, end: text.length }],
    declarations: [],
  };
}

function rangeOf(group: readonly Range[]): Range[] {
  const first = group[0];
  const last = group[group.length - 1];
  return first === undefined || last === undefined ? [] : [{ start: first.start, end: last.end }];
}

/** The imports of a file, with the names they go by. */
export function readImports(cut: FileChunks): GoImport[] {
  return cut.imports.flatMap(({ specs }) =>
    specs.map(({ name, path, start, end }) => ({
      name: name ?? importedName(path),
      isNamed: name !== undefined,
      path,
      range: { start, end },
    })),
  );
}

/** The last element of the path, or the one before a major version (`math/rand/v2` is `rand`). */
function importedName(path: string): string {
  const elements = path.split("/");
  const last = elements[elements.length - 1] ?? "";
  return /^v[0-9]+$/.test(last) && elements.length > 1 ? (elements[elements.length - 2] ?? last) : last;
}

function readDeclarations(
  syntax: Syntax,
  memory: Memory,
  path: string,
  text: string,
  cut: FileChunks,
  imports: readonly GoImport[],
  kept: boolean,
): PlacedDeclaration[] {
  const isForeign = foreignTest(imports);
  const hasForeignTypes = foreignTest(imports.filter(({ path }) => path !== "unsafe" && foreignPath.test(path)));
  const readable = readableChunks(text, cut.chunks);
  const pieces = cut.chunks.map((chunk, i) => pieceOf(chunk, text, readable[i] ?? false, isForeign, hasForeignTypes));
  const before = memory.files.get(path);
  // A text alone is the key: put together with anything else it would be copied.
  const known = ({ chunk, readsBody, isReadable, text: read }: Piece): Declaration | undefined => {
    const one = before?.get(read);
    return one?.readsBody === readsBody && one.isReadable === isReadable && one.isSound === chunk.isSound ? one.declaration : undefined;
  };
  const fresh = pieces.filter((piece) => known(piece) === undefined);
  const intern = (spelling: string): string => memory.names.of(spelling);
  const parsed = new Map<Piece, Declaration>();
  for (const [i, declaration] of parsePieces(syntax, fresh, intern).entries()) {
    const piece = fresh[i];
    if (piece !== undefined) parsed.set(piece, declaration);
  }
  const now = new Map<string, Remembered>();
  const placed = pieces.map((piece) => {
    const declaration = parsed.get(piece) ?? known(piece) ?? { types: [], values: [], function: undefined, errors: [] };
    const { chunk, readsBody, isReadable } = piece;
    if (kept) now.set(piece.text, { declaration, readsBody, isReadable, isSound: chunk.isSound });
    return place(syntax, memory, text, piece, trusted(piece, declaration));
  });
  memory.files.delete(path);
  if (kept) {
    memory.files.set(path, now);
    const oldest = memory.files.size > mostFiles ? memory.files.keys().next().value : undefined;
    if (oldest !== undefined) memory.files.delete(oldest);
  }
  return placed;
}

/** Whether a stretch of a file with these imports may touch C, unsafe memory or the operating system. */
function foreignTest(imports: readonly GoImport[]): (stretch: string) => boolean {
  const alternatives = imports.flatMap(({ name, path }) => {
    const members = foreignPath.test(path) ? "" : watchedMembers.get(path);
    return members === undefined || name === "_" ? [] : [{ name, members }];
  });
  if (alternatives.some(({ name }) => name === ".")) return () => true;
  const written = alternatives
    .filter(({ name }) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))
    .map(({ name, members }) => `${name}\\s*\\.${members === "" ? "" : `\\s*${members}`}`);
  if (written.length === 0) return () => false;
  const mention = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${written.join("|")})`, "u");
  return (stretch) => mention.test(stretch);
}

const nothing: ReadonlySet<number> = new Set();

function pieceOf(
  chunk: Chunk,
  text: string,
  isReadable: boolean,
  isForeign: (stretch: string) => boolean,
  hasForeignTypes: (stretch: string) => boolean,
): Piece {
  const whole = text.slice(chunk.start, chunk.end);
  const { body } = chunk;
  if (chunk.keyword === "func" && body !== undefined) {
    // What has a foreign type by its signature is used in the body without naming the package. All that unsafe has is a
    // pointer, which is nothing before it is converted: `(*T)(p)`.
    const head = text.slice(chunk.start, body.start);
    const inside = text.slice(body.start, body.end);
    const readsBody = isForeign(inside) || hasForeignTypes(head) || (inside.includes("(*") && isForeign(head));
    return { chunk, text: readsBody ? whole : text.slice(chunk.start, body.start), readsBody, isReadable, elided: nothing };
  }
  const long = chunk.keyword === "var" ? chunk.braces.filter(({ start, end }) => end - start > longLiteral) : [];
  if (long.length === 0 || !chunk.isSound || isForeign(whole)) return { chunk, text: whole, readsBody: true, isReadable, elided: nothing };
  let emptied = "";
  let at = chunk.start;
  for (const { start, end } of long) {
    emptied += `${text.slice(at, start + 1)}${" ".repeat(end - start - 2)}}`;
    at = end;
  }
  return {
    chunk,
    text: emptied + text.slice(at, chunk.end),
    readsBody: true,
    isReadable,
    elided: new Set(long.map(({ start }) => start - chunk.start)),
  };
}

/** One declaration on its own, of a function all but the body. */
export function parseSignature(syntax: Syntax, text: string, chunk: Chunk, isReadable: boolean): Declaration {
  const end = chunk.keyword === "func" ? (chunk.body?.start ?? chunk.end) : chunk.end;
  const readsBody = chunk.keyword !== "func";
  const piece: Piece = { chunk, text: text.slice(chunk.start, end), readsBody, isReadable, elided: nothing };
  const { names } = memoryOf(syntax);
  const [declaration] = parsePieces(syntax, [piece], (spelling) => names.of(spelling));
  return trusted(piece, declaration ?? { types: [], values: [], function: undefined, errors: [] });
}

function place(syntax: Syntax, memory: Memory, text: string, piece: Piece, declaration: Declaration): PlacedDeclaration {
  const { chunk, isReadable } = piece;
  const name = declaration.function?.name.name;
  return {
    start: chunk.start,
    end: chunk.end,
    keyword: chunk.keyword,
    declaration,
    body: chunk.body,
    isBroken: !chunk.isSound || declaration.errors.length > 0,
    mentionsPlatform: /\bGO(?:OS|ARCH)\b/.test(text.slice(chunk.start, chunk.end)),
    exportComment: name === undefined ? undefined : exportComment(text, chunk, name),
    whole:
      piece.readsBody || chunk.body === undefined ? () => declaration : laterOf(syntax, memory.names, text, chunk, isReadable, declaration),
  };
}

/** Reads a function with its body when that is first asked for; holds no more than that needs. */
function laterOf(
  syntax: Syntax,
  names: NameTable,
  text: string,
  chunk: Chunk,
  isReadable: boolean,
  signature: Declaration,
): () => Declaration {
  let full: Declaration | undefined;
  return () => {
    const piece: Piece = { chunk, text: text.slice(chunk.start, chunk.end), readsBody: true, isReadable, elided: nothing };
    full ??= parsePieces(syntax, [piece], (spelling) => names.of(spelling))[0] ?? signature;
    return full;
  };
}

/**
 * The first doc comment that starts with exactly `//export ` (cmd/cgo/ast.go, saveExport); else one that says the
 * same to a person and nothing to cgo.
 */
function exportComment(text: string, chunk: Chunk, name: string): ExportComment | undefined {
  let lookalike: ExportComment | undefined;
  for (const { start, end } of chunk.exportLines) {
    const comment = text.slice(start, end);
    if (comment.startsWith("//export ")) return { range: { start, end }, name: comment.slice(9).trim(), effective: true };
    const said = /^\/\/[ \t]*export[ \t]+(\S+)[ \t]*$/.exec(comment);
    if (said?.[1] === name) lookalike ??= { range: { start, end }, name, effective: false };
  }
  return lookalike;
}

/** Comments that start with the marker, in Go and, in a preamble, in the C. */
function readDirectives(text: string, marked: readonly Range[], preambles: readonly Range[]): Directive[] {
  const found = new Map<number, Range>();
  for (const range of marked) found.set(range.start, range);
  for (const { start, end } of preambles) {
    for (const { index } of text.slice(start, end).matchAll(/\/\/ ?abi-lens:/g)) {
      const at = start + index;
      const lineEnd = text.indexOf("\n", at);
      if (!found.has(at)) found.set(at, { start: at, end: lineEnd < 0 || lineEnd > end ? end : lineEnd });
    }
  }
  if (found.size === 0) return [];
  const index = new LineIndex(text);
  return [...found.values()]
    .sort((a, b) => a.start - b.start)
    .flatMap(({ start, end }): Directive[] => {
      const comment = text.slice(start, end);
      const parts = /^\/\/ ?abi-lens:([A-Za-z][A-Za-z0-9-]*)(?:[ \t]+(.*?))?\s*(?:\*\/)?$/s.exec(comment);
      if (parts === null) return [];
      const line = index.lineAt(start);
      return [
        {
          verb: parts[1] ?? "",
          argument: parts[2] ?? "",
          range: { start, end: start + comment.trimEnd().length },
          line: { start: index.lineStart(line), end: index.lineStart(line + 1) },
        },
      ];
    });
}

function brokenRanges(cut: FileChunks, declarations: readonly PlacedDeclaration[]): Range[] {
  const broken = [...cut.strays];
  for (const { start, end, declaration } of declarations) {
    for (const error of declaration.errors) broken.push({ start: start + error.start, end: Math.min(end, start + error.end) });
  }
  return broken.sort((a, b) => a.start - b.start || a.end - b.end);
}
