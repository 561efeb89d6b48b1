/**
 * Pragmas that a run carries out itself: files that are read once, macros that are put aside and taken back. Those that
 * change layouts go to the run's pragma state (pragmas.ts), all others say nothing of types.
 */
import { fixed, IDENTIFIER } from "./atoms.ts";
import { lex } from "./lexer.ts";
import { withFirst, withoutFirst } from "./lineTokens.ts";
import type { Macro } from "./macros.ts";
import type { Preprocessor } from "./preprocessor.ts";
import { TokenList } from "./tokens.ts";

const ONCE = fixed("once");
const PUSH_MACRO = fixed("push_macro");
const POP_MACRO = fixed("pop_macro");
const PAREN = fixed("(");

/** The pragmas of one run. */
export class PragmaLines {
  readonly #run: Preprocessor;
  /** Files that are not read any more. */
  readonly once: Set<string> = new Set();
  readonly #pushed = new Map<number, (Macro | null)[]>();

  constructor(run: Preprocessor) {
    this.#run = run;
  }

  /** Takes the pragma of a `_Pragma`, whose string literal is given. */
  takeLiteral(literal: number, place: number): void {
    const { atoms, rules } = this.#run;
    const text = atoms.text(literal);
    const lexed = lex(text.slice(text.indexOf('"') + 1, -1).replace(/\\(["\\])/g, "$1"), atoms, rules);
    const list = new TokenList();
    for (let i = 0; i < lexed.count; i++) list.push(lexed.atoms[i] ?? 0, place, lexed.flags[i] ?? 0);
    this.take(list, place);
  }

  /** Takes a pragma from its line. */
  take(tokens: TokenList, place: number): void {
    const run = this.#run;
    const { atoms } = run;
    const [first, second] = tokens.atoms;
    if (first === undefined) return;
    if (first === ONCE) {
      const path = run.file?.source.path;
      if (path === undefined || path === run.input.source.path) return;
      run.replay.note({ kind: "once", path });
      this.once.add(path);
      return;
    }
    if (first === PUSH_MACRO || first === POP_MACRO) {
      run.replay.spoil();
      const literal = atoms.text(tokens.atoms[2] ?? -1);
      if (second !== PAREN || !literal.startsWith('"')) return;
      const atom = atoms.intern(literal.slice(1, -1), IDENTIFIER);
      const pushed = this.#pushed.get(atom) ?? [];
      this.#pushed.set(atom, pushed);
      if (first === PUSH_MACRO) pushed.push(run.macro(atom));
      else {
        const macro = pushed.pop();
        if (macro !== undefined) run.define(atom, macro);
      }
      return;
    }
    // gcc and clang expand macros in the arguments of pack, and in no other pragma that matters here.
    const expanded = atoms.text(first) === "pack" ? withFirst(tokens, run.expandLine(withoutFirst(tokens), false)) : tokens;
    run.takePragma(expanded, place, run.count);
  }
}
