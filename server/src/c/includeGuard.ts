/**
 * Where directives end and which of them begin or part a conditional, and the include guard of a file: the macro
 * whose definition makes a second reading empty. Looks at tokens only; carries nothing out.
 */
import type { Range } from "../text/range.ts";
import { fixed } from "./atoms.ts";
import { FIRST_ON_LINE, type LexedFile } from "./lexer.ts";

const OPENING = new Set(["if", "ifdef", "ifndef"].map(fixed));
const ENDIF = fixed("endif");
const ALTERNATIVES = new Set(["else", "elif", "elifdef", "elifndef"].map(fixed));
const IFNDEF = fixed("ifndef");
const IF = fixed("if");
const PAREN = fixed("(");
const NOT = fixed("!");
const DEFINED = fixed("defined");

/** The macro that guards a whole file against being read twice, or -1. */
const guardOf = new WeakMap<LexedFile, number>();

/** `#else` and its kin, which part a conditional. */
export function isAlternative(directive: number): boolean {
  return ALTERNATIVES.has(directive);
}

/** The token behind the logical line that `start` is on. */
export function lineEnd(lexed: LexedFile, start: number): number {
  let i = start + 1;
  while (i < lexed.count && ((lexed.flags[i] ?? 0) & FIRST_ON_LINE) === 0) i++;
  return i;
}

/** What an `#error` line says. */
export function errorText({ text, starts, ends }: LexedFile, from: number, end: number): string {
  return from < end ? `#error ${text.slice(starts[from] ?? 0, ends[end - 1] ?? 0).slice(0, 200)}` : "#error";
}

/** The whole lines from behind the directive that ends before the token `from` to the one at `to`; undefined for none. */
export function linesBetween({ text, starts, ends, count }: LexedFile, from: number, to: number): Range | undefined {
  const newline = text.indexOf("\n", from > 0 ? (ends[from - 1] ?? 0) : 0);
  const start = newline < 0 ? text.length : newline + 1;
  const end = to < count ? text.lastIndexOf("\n", starts[to] ?? 0) + 1 : text.length;
  return end > start ? { start, end } : undefined;
}

/** The macro whose definition makes a second reading of the file empty: `#ifndef X` around everything. */
export function guardMacro(lexed: LexedFile): number {
  const known = guardOf.get(lexed);
  if (known !== undefined) return known;
  const guard = findGuard(lexed);
  guardOf.set(lexed, guard);
  return guard;
}

function findGuard(lexed: LexedFile): number {
  const { atoms, directives, count } = lexed;
  if (directives[0] !== 0) return -1;
  let guard = -1;
  if (atoms[1] === IFNDEF) guard = atoms[2] ?? -1;
  else if (atoms[1] === IF && atoms[2] === NOT && atoms[3] === DEFINED) {
    guard = atoms[4] === PAREN ? (atoms[5] ?? -1) : (atoms[4] ?? -1);
    if (lineEnd(lexed, 0) !== (atoms[4] === PAREN ? 7 : 5)) return -1;
  }
  if (guard < 0) return -1;
  let depth = 0;
  for (let i = 0; i < directives.length; i++) {
    const hash = directives[i] ?? 0;
    const directive = atoms[hash + 1] ?? -1;
    if (OPENING.has(directive)) depth++;
    else if (directive === ENDIF && --depth === 0) return i === directives.length - 1 && lineEnd(lexed, hash) === count ? guard : -1;
    else if (depth === 1 && isAlternative(directive)) return -1;
  }
  return -1;
}
