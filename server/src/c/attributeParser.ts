/**
 * Reads attributes in all their spellings: GNU `__attribute__((…))`, standard `[[…]]`, Microsoft `__declspec(…)`,
 * and alignment specifiers. What an attribute means is for attributes.ts.
 */
import { type Atoms, fixed, IDENTIFIER } from "./atoms.ts";
import { plainName } from "./capabilities.ts";
import type { AttributeSyntax, TokenRange } from "./declarationSyntax.ts";
import type { ChunkTokens } from "./declarators.ts";

const PAREN = fixed("(");
const BRACKET = fixed("[");
const COMMA = fixed(",");
const SCOPE = fixed("::");
const COLON = fixed(":");
const ATTRIBUTE = fixed("__attribute__");
const ATTRIBUTE_SHORT = fixed("__attribute");
const DECLSPEC = fixed("__declspec");
const ALIGNAS = fixed("_Alignas");
const ALIGNAS_C23 = fixed("alignas");

/** Reads the attributes of one chunk. */
export class AttributeReader {
  readonly #atoms: Int32Array;
  readonly #partners: Int32Array;
  readonly #table: Atoms;

  constructor(tokens: ChunkTokens, table: Atoms) {
    this.#atoms = tokens.atoms;
    this.#partners = tokens.partners;
    this.#table = table;
  }

  /** Whether an attribute stands at a token. */
  startsHere(at: number, end: number): boolean {
    if (at + 1 >= end) return false;
    const atom = this.#atoms[at];
    if (this.startsBracket(at, end)) return true;
    if (atom !== ATTRIBUTE && atom !== ATTRIBUTE_SHORT && atom !== DECLSPEC && atom !== ALIGNAS && atom !== ALIGNAS_C23) return false;
    return this.#atoms[at + 1] === PAREN && this.#closes(at + 1, end);
  }

  /** Whether `[[` stands at a token and is closed by `]]`. */
  startsBracket(at: number, end: number): boolean {
    if (this.#atoms[at] !== BRACKET || this.#atoms[at + 1] !== BRACKET || !this.#closes(at, end)) return false;
    return this.#partners[at + 1] === (this.#partners[at] ?? 0) - 1;
  }

  #closes(open: number, end: number): boolean {
    const close = this.#partners[open] ?? -1;
    return close > open && close < end;
  }

  /** Adds all attributes that stand from `at` on; answers the token behind them. */
  read(at: number, end: number, into: AttributeSyntax[]): number {
    let i = at;
    while (i < end && this.startsHere(i, end)) {
      const atom = this.#atoms[i];
      if (atom === BRACKET) {
        const close = this.#partners[i] ?? i;
        this.#list({ from: i + 2, to: close - 1 }, "standard", into);
        i = close + 1;
        continue;
      }
      const close = this.#partners[i + 1] ?? i;
      const inside = { from: i + 2, to: close };
      if (atom === ALIGNAS || atom === ALIGNAS_C23) into.push({ spelling: "alignas", name: "aligned", operands: inside });
      else if (atom === DECLSPEC) this.#list(inside, "declspec", into);
      else if (this.#atoms[i + 2] === PAREN) {
        // Two pairs of parentheses; anything else is an attribute of no compiler.
        const inner = this.#partners[i + 2] ?? -1;
        if (inner === close - 1) this.#list({ from: i + 3, to: inner }, "gnu", into);
        else into.push({ spelling: "gnu", name: "?", operands: inside });
      } else into.push({ spelling: "gnu", name: "?", operands: inside });
      i = close + 1;
    }
    return i;
  }

  #list(range: TokenRange, spelling: "gnu" | "standard" | "declspec", into: AttributeSyntax[]): void {
    let i = range.from;
    while (i < range.to) {
      const atom = this.#atoms[i] ?? -1;
      if (atom === COMMA) {
        i++;
        continue;
      }
      if (this.#table.kind(atom) !== IDENTIFIER) {
        into.push({ spelling, name: "?", operands: undefined });
        return;
      }
      let name = plainName(this.#table.text(atom));
      i++;
      const scoped = this.#atoms[i] === SCOPE ? 1 : this.#atoms[i] === COLON && this.#atoms[i + 1] === COLON ? 2 : 0;
      if (scoped > 0 && i + scoped < range.to) {
        const second = plainName(this.#table.text(this.#atoms[i + scoped] ?? -1));
        // A standard attribute in a compiler's name space is the GNU attribute of that name.
        name = name === "gnu" || name === "clang" || name === "_Clang" ? second : `${name}::${second}`;
        i += scoped + 1;
      } else if (spelling === "standard") name = `::${name}`;
      let operands: TokenRange | undefined;
      if (i < range.to && this.#atoms[i] === PAREN) {
        const close = this.#partners[i] ?? -1;
        if (close < i || close >= range.to + 1) return;
        operands = { from: i + 1, to: close };
        i = close + 1;
      }
      into.push({ spelling, name, operands });
    }
  }
}
