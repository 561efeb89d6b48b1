/**
 * Where a Go file mentions `C.name`, and where as a type, as far as its tokens tell: enough to say which names of C a
 * file is about when the C itself is not known. Resolves nothing.
 */
import type { Range } from "../text/range.ts";
import { Lexer } from "./lexer.ts";

/** `C.name` in the place of a type. */
export interface CMention {
  /** As Go writes it: `struct_x`, `foo_t`. */
  readonly name: string;
  /** A pointer to it: its size is nobody's business there. */
  readonly isPointer: boolean;
}

/** `C.name` anywhere in code: cgo asks the C compiler about each of these, whatever the scope (cmd/cgo/ast.go, saveRef). */
export interface CReference {
  readonly name: string;
  /** From `C` to the end of the name. */
  readonly range: Range;
}

/** The references of a file, in order. */
export function cReferences(text: string): readonly CReference[] {
  const references: CReference[] = [];
  const before: Token[] = [];
  const lexer = new Lexer(text);
  while (lexer.next() !== "eof") {
    if (lexer.kind === "comment") continue;
    const token: Token = { kind: lexer.kind, text: lexer.spelling, start: lexer.start, end: lexer.end };
    const [prefix, c, dot] = before;
    const isReference = token.kind === "name" && dot?.text === "." && c?.text === "C" && prefix?.text !== ".";
    if (isReference) references.push({ name: token.text, range: { start: c.start, end: token.end } });
    before.push(token);
    if (before.length > 3) before.shift();
  }
  return references;
}

interface Token {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The mentions in a file's text, each name once; a name that is mentioned by value is no pointer. */
export function cMentions(text: string): readonly CMention[] {
  const mentions = new Map<string, boolean>();
  const before: Token[] = [];
  const lexer = new Lexer(text);
  while (lexer.next() !== "eof") {
    if (lexer.kind === "comment") continue;
    const token: Token = { kind: lexer.kind, text: lexer.spelling, start: lexer.start, end: lexer.end };
    const [outer, prefix, c, dot] = before;
    if (token.kind === "name" && dot?.text === "." && c?.text === "C" && prefix?.text !== ".") {
      const place = placeOf(token.text, outer, prefix, c);
      if (place !== undefined) mentions.set(token.text, place === "pointer" && mentions.get(token.text) !== false);
    }
    before.push(token);
    if (before.length > 4) before.shift();
  }
  return [...mentions].map(([name, isPointer]) => ({ name, isPointer }));
}

/**
 * Whether a type stands behind these tokens: behind a name (`var x C.T`), a bracket (`[4]C.T`), a star that is written
 * as gofmt writes a pointer's (`*C.T`, where a product is `a * C.T` or `a*C.T`), or when the name itself says so.
 */
function placeOf(name: string, outer: Token | undefined, prefix: Token | undefined, c: Token): "pointer" | "value" | undefined {
  if (
    prefix?.text === "*" &&
    prefix.end === c.start &&
    (outer === undefined || outer.end < prefix.start || /[([{*,\]]$/.test(outer.text))
  ) {
    return "pointer";
  }
  if (/^(?:struct|union|enum)_/.test(name)) return "value";
  const isKey = prefix?.text === "[" && outer?.text === "map";
  return isKey || prefix?.kind === "name" || prefix?.text === "]" ? "value" : undefined;
}
