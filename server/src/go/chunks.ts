/**
 * Cuts a Go file into its top-level declarations without parsing them: brackets, strings, comments and line ends
 * decide. A declaration is the unit that is parsed and cached. A file whose brackets do not close is cut again at
 * keywords in column 0, so that one half-typed function costs no other declaration. Knows no expressions.
 */
import type { Range } from "../text/range.ts";
import { countLines, Lexer, quotedEnd, type TokenKind } from "./lexer.ts";

/** A comment and whether it is of the `//` form. */
export interface CommentToken extends Range {
  readonly isLine: boolean;
}

/** Comments that the Go parser takes together, directly above what follows them. */
export type CommentGroup = readonly CommentToken[];

export interface ImportChunk extends Range {
  readonly doc: CommentGroup | undefined;
  readonly specs: readonly ImportSpec[];
}

export interface ImportSpec extends Range {
  readonly name: string | undefined;
  /** The path as it stands between its quotes. */
  readonly path: string;
  /** The comments above a spec inside parentheses. */
  readonly doc: CommentGroup | undefined;
}

/** A top-level declaration other than an import. */
export interface Chunk extends Range {
  readonly keyword: "func" | "type" | "var" | "const";
  /** Of the comments above it the lines that may say that it is exported to C. */
  readonly exportLines: readonly Range[];
  /** Of a function: its body, braces included. */
  readonly body: Range | undefined;
  /** Of a `var`: the outermost braces in it that enclose no type. */
  readonly braces: readonly Range[];
  /** False when a bracket, string or comment in it is not closed. */
  readonly isSound: boolean;
  /** How deep brackets nest in it. */
  readonly depth: number;
}

export interface FileChunks {
  readonly packageName: string | undefined;
  readonly packageClause: Range | undefined;
  readonly imports: readonly ImportChunk[];
  readonly chunks: readonly Chunk[];
  /** What stands at top level and is no declaration. */
  readonly strays: readonly Range[];
  /** Comments that start with the marker asked for, with or without a space behind the slashes, wherever they stand. */
  readonly marked: readonly Range[];
}

type DeclarationKeyword = Chunk["keyword"];

const declarationStart = /(?:type|var|const|import)[\s(]|func(?:\s+[\p{L}_]|\s*\()/uy;

const exportLine = /\/\/[ \t]*export[ \t]/y;

/** Shared, for most declarations have none of what it stands for. */
const none: readonly Range[] = [];

/** `marker` is what the comments in `marked` start with behind `//`. */
export function cutFile(text: string, marker: string): FileChunks {
  return new Cutter(text, marker).run();
}

class Cutter {
  readonly #text: string;
  readonly #marker: string;
  readonly #lexer: Lexer;
  readonly #imports: ImportChunk[] = [];
  readonly #chunks: Chunk[] = [];
  readonly #strays: Range[] = [];
  readonly #marked: Range[] = [];
  #packageName: string | undefined;
  #packageClause: Range | undefined;
  /** Set once the file is known to be unbalanced: then a keyword in column 0 starts a declaration whatever is open. */
  #resyncs = false;
  #previousLine = -1;
  #group: CommentToken[] = [];
  #groupEndLine = -2;
  #groupIsTrailing = false;
  #doc: CommentGroup | undefined;

  constructor(text: string, marker: string) {
    this.#text = text;
    this.#marker = marker;
    this.#lexer = new Lexer(text);
  }

  run(): FileChunks {
    const lexer = this.#lexer;
    this.#next();
    while (lexer.kind !== "eof") {
      const keyword = lexer.kind === "keyword" ? lexer.spelling : "";
      if (keyword === "package" && this.#packageClause === undefined && this.#chunks.length + this.#imports.length === 0) this.#package();
      else if (keyword === "import") this.#import();
      else if (keyword === "func" || keyword === "type" || keyword === "var" || keyword === "const") this.#declaration(keyword);
      else if (lexer.kind === "semicolon") this.#next();
      else this.#stray();
    }
    return {
      packageName: this.#packageName,
      packageClause: this.#packageClause,
      imports: this.#imports,
      chunks: this.#chunks,
      strays: this.#strays,
      marked: this.#marked.sort((a, b) => a.start - b.start),
    };
  }

  /** Steps to the next token that is no comment, and finds the comment group above it (go/parser, parser.next). */
  #next(): void {
    const lexer = this.#lexer;
    this.#group = [];
    this.#groupEndLine = -2;
    while (lexer.next() === "comment") {
      const isLine = this.#text.charCodeAt(lexer.start + 1) === 47;
      const reach = this.#groupEndLine + (this.#groupIsTrailing ? 0 : 1);
      if (this.#group.length === 0 || lexer.line > reach) {
        this.#groupIsTrailing = this.#groupEndLine === -2 && lexer.line === this.#previousLine;
        this.#group = [];
      }
      this.#group.push({ start: lexer.start, end: trimmedEnd(this.#text, lexer.start, lexer.end), isLine });
      this.#groupEndLine = lexer.endLine;
      this.#mark(lexer.start, lexer.end);
    }
    this.#doc = this.#group.length > 0 && !this.#groupIsTrailing && this.#groupEndLine + 1 === lexer.line ? this.#group : undefined;
    this.#previousLine = lexer.line;
  }

  #isAt(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#lexer.kind);
  }

  #mark(start: number, end: number): void {
    // gofmt puts a space there: `abi-lens` has a hyphen, and what it knows as a directive has none (go/ast, isDirective).
    const at = this.#text[start + 2] === " " ? start + 3 : start + 2;
    if (this.#text.startsWith(this.#marker, at)) this.#marked.push({ start, end: trimmedEnd(this.#text, start, end) });
  }

  #package(): void {
    const lexer = this.#lexer;
    const start = lexer.start;
    this.#next();
    if (lexer.kind !== "name") return;
    this.#packageName = lexer.spelling;
    this.#packageClause = { start, end: lexer.end };
    this.#next();
  }

  #import(): void {
    const lexer = this.#lexer;
    const doc = this.#doc;
    const start = lexer.start;
    const specs: ImportSpec[] = [];
    this.#next();
    let end = lexer.start;
    if (lexer.kind === "open" && this.#text[lexer.start] === "(") {
      this.#next();
      while (!this.#isAt("close", "eof", "keyword")) {
        const spec = this.#importSpec(this.#doc);
        if (spec !== undefined) specs.push(spec);
        if (this.#isAt("semicolon")) this.#next();
      }
      end = lexer.end;
      if (this.#isAt("close")) this.#next();
    } else {
      const spec = this.#importSpec(undefined);
      if (spec !== undefined) specs.push(spec);
      end = spec?.end ?? end;
    }
    this.#imports.push({ start, end, doc, specs });
  }

  #importSpec(doc: CommentGroup | undefined): ImportSpec | undefined {
    const lexer = this.#lexer;
    const start = lexer.start;
    let name: string | undefined;
    if (lexer.kind === "name" || lexer.spelling === ".") {
      name = lexer.spelling;
      this.#next();
    }
    if (lexer.kind !== "string") {
      this.#strays.push({ start, end: lexer.end });
      if (lexer.kind !== "semicolon" && lexer.kind !== "close" && lexer.kind !== "keyword" && lexer.kind !== "eof") this.#next();
      return undefined;
    }
    const spec = { start, end: lexer.end, name, path: this.#text.slice(lexer.start + 1, lexer.end - 1), doc };
    this.#next();
    return spec;
  }

  #declaration(keyword: DeclarationKeyword): void {
    const lexer = this.#lexer;
    const start = lexer.start;
    const startLine = lexer.line;
    const doc = this.#doc;
    const nMarked = this.#marked.length;
    let end = lexer.end;
    let body: Range | undefined;
    let braces: Range[] | undefined;
    let isSound = true;
    let depth = 0;
    let opensType = false;
    this.#next();
    while (lexer.kind !== "semicolon" && lexer.kind !== "eof") {
      if (lexer.kind === "keyword" && startsLine(this.#text, lexer.start) && startsDeclaration(this.#text, lexer.start)) {
        // Nothing that goes on over a line end may start with such a keyword: the declaration above is unfinished.
        isSound = false;
        break;
      }
      if (lexer.kind === "open") {
        const from = lexer.start;
        const skipped = this.#skip(from, lexer.line);
        if (skipped === undefined) {
          // Some bracket never closes. From here on, keywords in column 0 end what is open.
          this.#resyncs = true;
          this.#marked.length = nMarked;
          lexer.resume(start, startLine, false);
          this.#next();
          this.#restart(keyword, doc);
          return;
        }
        depth = Math.max(depth, skipped.depth);
        isSound &&= skipped.isSound;
        if (keyword === "func" && this.#text[from] === "{" && !opensType) body = { start: from, end: skipped.end };
        if (keyword === "var" && this.#text[from] === "{" && !opensType) {
          braces ??= [];
          braces.push({ start: from, end: skipped.end });
        }
        end = skipped.end;
        this.#previousLine = skipped.line;
        lexer.resume(skipped.end, skipped.line, true);
        opensType = false;
      } else {
        if (lexer.kind === "bad" || lexer.kind === "close") isSound = false;
        opensType = lexer.kind === "keyword" && (lexer.spelling === "struct" || lexer.spelling === "interface");
        end = lexer.end;
      }
      this.#next();
    }
    const exportLines = this.#exportLines(doc);
    this.#chunks.push({ keyword, start, end, exportLines, body, braces: braces ?? none, isSound, depth });
  }

  /** Most comments are none, and there are far more of them than of anything else. */
  #exportLines(doc: CommentGroup | undefined): readonly Range[] {
    const lines = doc?.filter(({ start, isLine }) => {
      exportLine.lastIndex = start;
      return isLine && exportLine.test(this.#text);
    });
    return lines === undefined || lines.length === 0 ? none : lines;
  }

  #restart(keyword: DeclarationKeyword, doc: CommentGroup | undefined): void {
    this.#doc = doc;
    this.#declaration(keyword);
  }

  /** Skips to the next declaration in column 0, brackets or not. */
  #stray(): void {
    const lexer = this.#lexer;
    const start = lexer.start;
    let end = lexer.end;
    while (
      lexer.kind !== "eof" &&
      !(lexer.kind === "keyword" && startsLine(this.#text, lexer.start) && startsDeclaration(this.#text, lexer.start))
    ) {
      end = Math.max(lexer.end, lexer.start);
      this.#next();
    }
    this.#strays.push({ start, end });
    // What stands here may belong into the declaration above, closed too early by a bracket just typed.
    const above = this.#chunks.pop();
    if (above !== undefined) this.#chunks.push({ ...above, isSound: false });
  }

  /** The stretch from an opening bracket to its partner; undefined when there is none and the file has not been found unbalanced yet. */
  #skip(from: number, fromLine: number): { end: number; line: number; isSound: boolean; depth: number } | undefined {
    const text = this.#text;
    const open: number[] = [];
    let line = fromLine;
    let isSound = true;
    /** Once no comment ends any more, looking for the end again would only take time. */
    let isUnclosed = false;
    let depth = 0;
    for (let at = from; at < text.length; at++) {
      const c = text.charCodeAt(at);
      switch (c) {
        case 40:
        case 91:
        case 123:
          open.push(c === 40 ? 41 : c + 2);
          if (open.length > depth) depth = open.length;
          break;
        case 41:
        case 93:
        case 125: {
          const partner = partnerOf(open, c);
          if (partner !== open.length - 1) isSound = false;
          if (partner >= 0) open.length = partner;
          if (open.length === 0) return { end: at + 1, line, isSound, depth };
          break;
        }
        case 34:
        case 39: {
          const end = quotedEnd(text, at);
          if (end < 0) isSound = false;
          at = Math.abs(end) - 1;
          break;
        }
        case 96: {
          const close = text.indexOf("`", at + 1);
          if (close < 0) {
            isSound = false;
            break;
          }
          line += countLines(text, at, close);
          at = close;
          break;
        }
        case 47: {
          const second = text.charCodeAt(at + 1);
          if (second === 47) {
            const close = text.indexOf("\n", at);
            const end = close < 0 ? text.length : close;
            this.#mark(at, end);
            at = end - 1;
          } else if (second === 42) {
            const close = isUnclosed ? -1 : text.indexOf("*/", at + 2);
            if (close < 0) {
              isSound = false;
              isUnclosed = true;
            } else {
              line += countLines(text, at, close);
              at = close + 1;
            }
          }
          break;
        }
        case 10:
          line++;
          if (this.#resyncs && startsDeclaration(text, at + 1)) return { end: at, line: line - 1, isSound: false, depth };
          break;
      }
    }
    return this.#resyncs ? { end: text.length, line, isSound: false, depth } : undefined;
  }
}

/** Brackets further out than this are not looked at for the partner of a closing one. */
const farthestPartner = 500;

/** Where in the stack of brackets the innermost one is that `close` closes; -1 when there is none. */
function partnerOf(open: readonly number[], close: number): number {
  const end = Math.max(0, open.length - farthestPartner);
  for (let i = open.length - 1; i >= end; i--) if (open[i] === close) return i;
  return -1;
}

function startsLine(text: string, at: number): boolean {
  return at === 0 || text.charCodeAt(at - 1) === 10;
}

function startsDeclaration(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  if (c !== 116 && c !== 118 && c !== 99 && c !== 105 && c !== 102) return false;
  declarationStart.lastIndex = at;
  return declarationStart.test(text);
}

/** A `//` comment does not hold the carriage return of its line end. */
function trimmedEnd(text: string, start: number, end: number): number {
  return text.charCodeAt(end - 1) === 13 && text.charCodeAt(start + 1) === 47 ? end - 1 : end;
}
