/**
 * Whether a long stretch may be Go at all. The parser recovers from every error it meets, and in text that is no
 * Go, with an error in every line, that takes the square of its length; so such text is found out by its tokens.
 */
import { Lexer } from "./lexer.ts";

/** Shorter stretches are quickly parsed whatever they hold. */
const shortest = 8000;
/** So many impossible neighbors are no slip of somebody who types Go. */
const mostImpossible = 50;

/** False when many tokens stand next to each other that never do in Go. */
export function isPlausible(text: string, start: number, end: number): boolean {
  if (end - start < shortest) return true;
  const lexer = new Lexer(text);
  lexer.resume(start, 0, false);
  let impossible = 0;
  let names = 0;
  let before: string = "semicolon";
  let word = "";
  while (lexer.next() !== "eof" && lexer.start < end) {
    const { kind } = lexer;
    if (kind === "comment") continue;
    const spelling = kind === "keyword" ? lexer.spelling : "";
    names = kind === "name" ? names + 1 : 0;
    const isOperand = kind === "name" || kind === "number" || kind === "rune" || kind === "string" || kind === "keyword";
    if (names > 2 || (isOperand && (before === "number" || before === "rune" || before === "string"))) impossible++;
    else if (before === "close" && (kind === "number" || kind === "rune")) impossible++;
    else if (kind === "bad" || (before === "keyword" && spelling === word && spelling !== "chan")) impossible++;
    if (impossible > mostImpossible) return false;
    before = kind;
    word = spelling;
  }
  return true;
}
