/**
 * Cuts the preprocessed tokens of a unit at top level: one chunk per external declaration, function bodies apart.
 * Knows brackets and the few words that decide where a declaration ends; what it declares is for the parser.
 * Unbalanced text costs the declaration it stands in, not those after it.
 */
import { type Atoms, FIXED_COUNT, fixed, fixedSet, IDENTIFIER, STRING } from "./atoms.ts";
import { FIRST_ON_LINE } from "./lexer.ts";
import type { TokenStream } from "./sources.ts";

const PAREN = fixed("(");
const CLOSE = fixed(")");
const BRACKET = fixed("[");
const CLOSE_BRACKET = fixed("]");
const BRACE = fixed("{");
const CLOSE_BRACE = fixed("}");
const SEMICOLON = fixed(";");
const COMMA = fixed(",");
const EQUALS = fixed("=");
const COLON = fixed(":");
const EXTERN = fixed("extern");
const RECORD_OR_ENUM = fixedSet("struct union enum");
const ATTRIBUTE_WORDS = fixedSet("__attribute__ __attribute __declspec _Alignas alignas");
const NOT_AFTER_PARAMETERS = fixedSet("__attribute__ __attribute asm __asm __asm__ __extension__ _Noreturn");
const RESTART = fixedSet("struct union enum typedef static extern");

/** How far behind a function's parameter list the body of a K&R definition may stand, in tokens. */
const KR_LOOKAHEAD = 400;

export interface Chunk {
  /** Output tokens `[start, end)`; without the body of a function definition. */
  readonly start: number;
  readonly end: number;
  /** The tokens of a function's body, braces included; empty when there is none. */
  readonly bodyEnd: number;
  /** Why the chunk is no whole declaration. */
  readonly broken: string | undefined;
}

/** The partner of every bracket, -1 for tokens that are none and brackets without one. A closing brace ends whatever is open inside its braces. */
export function partnersOf(atoms: Int32Array, count: number): Int32Array {
  const partners = new Int32Array(count).fill(-1);
  const open: number[] = [];
  // How many of each are open since the last open brace; one pair of counts per open brace.
  const parens: number[] = [0];
  const brackets: number[] = [0];
  let braces = 0;
  const bump = (counts: number[], by: number): void => {
    counts[counts.length - 1] = (counts[counts.length - 1] ?? 0) + by;
  };
  for (let i = 0; i < count; i++) {
    const atom = atoms[i] ?? 0;
    if (atom > CLOSE_BRACE) continue;
    if (atom === PAREN || atom === BRACKET || atom === BRACE) {
      open.push(i);
      if (atom === PAREN) bump(parens, 1);
      else if (atom === BRACKET) bump(brackets, 1);
      else {
        braces++;
        parens.push(0);
        brackets.push(0);
      }
      continue;
    }
    const isOpen = atom === CLOSE_BRACE ? braces > 0 : ((atom === CLOSE ? parens : brackets)[parens.length - 1] ?? 0) > 0;
    if (!isOpen) continue;
    for (let start = open.pop(); start !== undefined; start = open.pop()) {
      const opener = atoms[start] ?? 0;
      if (opener === PAREN) bump(parens, -1);
      else if (opener === BRACKET) bump(brackets, -1);
      else {
        braces--;
        parens.pop();
        brackets.pop();
      }
      if (opener !== atom - 1) continue;
      partners[start] = i;
      partners[i] = start;
      break;
    }
  }
  return partners;
}

/** Cuts a stream into chunks, in order. `column` is how far a token is indented; asked only where brackets do not balance. */
export function cutChunks(stream: TokenStream, partners: Int32Array, table: Atoms, column: (index: number) => number): Chunk[] {
  const { atoms, count } = stream;
  const chunks: Chunk[] = [];
  let at = 0;
  while (at < count) {
    const first = atoms[at] ?? 0;
    if (first === SEMICOLON || first === CLOSE_BRACE || first === CLOSE || first === CLOSE_BRACKET) {
      at++;
      continue;
    }
    // `extern "C" {` only wraps declarations.
    if (first === EXTERN && atoms[at + 2] === BRACE && table.kind(atoms[at + 1] ?? 0) === STRING) {
      at += 3;
      continue;
    }
    const chunk = cutOne(stream, partners, table, at, column);
    chunks.push(chunk);
    at = Math.max(at + 1, chunk.bodyEnd);
  }
  return chunks;
}

function cutOne(stream: TokenStream, partners: Int32Array, table: Atoms, start: number, column: (index: number) => number): Chunk {
  const { atoms, count } = stream;
  // What a brace would open: a record's body while its specifier is being written, an initializer behind `=`.
  let inRecordHead = false;
  let tagSeen = false;
  let initializer = false;
  let parametersEnd = -1;
  for (let i = start; i < count; i++) {
    const atom = atoms[i] ?? 0;
    if (atom === SEMICOLON) {
      if (parametersEnd >= 0 && isOldStyle(atoms, count, partners, table, parametersEnd, i)) continue;
      return { start, end: i + 1, bodyEnd: i + 1, broken: undefined };
    }
    if (atom === PAREN || atom === BRACKET || atom === BRACE) {
      const partner = partners[i] ?? -1;
      if (partner < 0) return brokenAt(stream, start, i, column);
      if (atom === BRACE && !inRecordHead && !initializer) return { start, end: i, bodyEnd: partner + 1, broken: undefined };
      if (atom === PAREN && !inRecordHead) parametersEnd = partner;
      if (atom === BRACE) inRecordHead = false;
      i = partner;
      continue;
    }
    if (atom === CLOSE_BRACE) return { start, end: i, bodyEnd: i, broken: "the declaration is cut off" };
    if (atom === EQUALS) initializer = true;
    else if (atom === COMMA) initializer = false;
    if (atom < FIXED_COUNT && RECORD_OR_ENUM[atom] === 1) {
      inRecordHead = true;
      tagSeen = false;
    } else if (inRecordHead && !(atom < FIXED_COUNT && ATTRIBUTE_WORDS[atom] === 1) && atom !== COLON) {
      // Behind an enum's colon any number of words name its type.
      const afterColon = atoms[i - 1] === COLON || (tagSeen && isInEnumType(atoms, start, i));
      if (table.kind(atom) !== IDENTIFIER || (tagSeen && !afterColon)) inRecordHead = false;
      tagSeen = true;
    }
  }
  return { start, end: count, bodyEnd: count, broken: "the declaration does not end" };
}

/** Whether a token stands between an enum's colon and its brace: only words since the colon. */
function isInEnumType(atoms: Int32Array, start: number, at: number): boolean {
  for (let i = at - 1; i >= start && i > at - 8; i--) {
    const atom = atoms[i] ?? 0;
    if (atom === COLON) return true;
    if (atom <= CLOSE_BRACE || atom === SEMICOLON || atom === COMMA) return false;
  }
  return false;
}

/** `int f(a, b) int a; char b; {`: only names between the parentheses, declarations behind them, then a body. */
function isOldStyle(atoms: Int32Array, count: number, partners: Int32Array, table: Atoms, close: number, semicolon: number): boolean {
  const next = atoms[close + 1] ?? SEMICOLON;
  if (next === SEMICOLON || table.kind(next) !== IDENTIFIER || (next < FIXED_COUNT && NOT_AFTER_PARAMETERS[next] === 1)) return false;
  for (let i = (partners[close] ?? close) + 1; i < close; i++) {
    const atom = atoms[i] ?? 0;
    if (atom !== COMMA && table.kind(atom) !== IDENTIFIER) return false;
  }
  for (let i = semicolon; i < count && i < semicolon + KR_LOOKAHEAD; i++) {
    const atom = atoms[i] ?? 0;
    if (atom === BRACE) return atoms[i - 1] === SEMICOLON;
    if (atom === CLOSE_BRACE || atom === EQUALS) return false;
  }
  return false;
}

/** Ends a chunk with a bracket that is never closed: before the next line that starts a declaration no deeper indented than the chunk. */
function brokenAt(stream: TokenStream, start: number, open: number, column: (index: number) => number): Chunk {
  const { atoms, flags, count } = stream;
  const indent = column(start);
  let end = open + 1;
  while (end < count) {
    const atom = atoms[end] ?? 0;
    if (((flags[end] ?? 0) & FIRST_ON_LINE) !== 0 && atom < FIXED_COUNT && RESTART[atom] === 1 && column(end) <= indent) break;
    end++;
  }
  return { start, end, bodyEnd: end, broken: "a bracket is never closed" };
}
