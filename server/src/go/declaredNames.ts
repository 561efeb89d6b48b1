/** The names a top-level declaration declares, found by its tokens alone, without parsing it. */
import type { Chunk } from "./chunks.ts";
import { Lexer, type TokenKind } from "./lexer.ts";

/**
 * `T`, `F`, `v`; methods as `T.M`. For a declaration that is no whole Go the names may be too few or too many: parsing
 * it decides.
 */
export function declaredNames(text: string, chunk: Chunk): string[] {
  // A function's body declares nothing outside.
  const end = chunk.body?.start ?? chunk.end;
  const lexer = new Lexer(text.slice(chunk.start, end));
  step(lexer);
  step(lexer);
  if (chunk.keyword === "func") return functionName(lexer);
  const isGroup = isAt(lexer, "open");
  if (isGroup) step(lexer);
  const names: string[] = [];
  while (!isAt(lexer, "eof") && !isAt(lexer, "close")) {
    takeSpec(lexer, chunk.keyword === "type", names);
    skipSpec(lexer);
    if (!isGroup) break;
  }
  return names;
}

function step(lexer: Lexer): void {
  while (lexer.next() === "comment");
}

function isAt(lexer: Lexer, kind: TokenKind): boolean {
  return lexer.kind === kind;
}

function takeSpec(lexer: Lexer, isType: boolean, names: string[]): void {
  while (isAt(lexer, "name")) {
    names.push(lexer.spelling);
    step(lexer);
    if (isType || lexer.spelling !== ",") return;
    step(lexer);
  }
}

/** To behind the semicolon that ends a spec, or to the bracket that closes the group. */
function skipSpec(lexer: Lexer): void {
  for (let depth = 0; !isAt(lexer, "eof"); step(lexer)) {
    if (isAt(lexer, "open")) depth++;
    else if (isAt(lexer, "close")) {
      if (depth === 0) return;
      depth--;
    } else if (isAt(lexer, "semicolon") && depth === 0) {
      step(lexer);
      return;
    }
  }
}

function functionName(lexer: Lexer): string[] {
  if (isAt(lexer, "name")) return [lexer.spelling];
  if (!isAt(lexer, "open")) return [];
  // Of `(r *T[P])` the last name outside square brackets is the type's.
  let base = "";
  let round = 0;
  let square = 0;
  for (; !isAt(lexer, "eof"); step(lexer)) {
    const { kind, spelling } = lexer;
    if (kind === "open") {
      if (spelling === "[") square++;
      else round++;
    } else if (kind === "close") {
      if (spelling === "]") square--;
      else if (--round === 0) break;
    } else if (kind === "name" && square === 0) base = spelling;
  }
  step(lexer);
  return isAt(lexer, "name") ? [`${base}.${lexer.spelling}`] : [];
}
