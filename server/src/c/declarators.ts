/**
 * Reads declarators (ISO C 6.7.6): pointers, arrays, parameters and the parentheses around them, from the middle
 * outwards. What stands before a declarator is read by declarationParser.ts, which this knows only as "specifiers".
 */
import { type Atoms, IDENTIFIER } from "./atoms.ts";
import { AttributeReader } from "./attributeParser.ts";
import type {
  AttributeSyntax,
  DeclaratorStep,
  DeclaratorSyntax,
  SpecifiersSyntax,
  TokenRange,
  TypeNameSyntax,
} from "./declarationSyntax.ts";
import {
  ASM,
  ATOMIC,
  BRACE,
  BRACKET,
  CALLING,
  CARET,
  CLOSE,
  COMMA,
  CONST,
  ELLIPSIS,
  isOneOf,
  MAX_DEPTH,
  OTHER_QUALIFIERS,
  PAREN,
  PTR32,
  SEMICOLON,
  STAR,
  STATIC,
  SyntaxProblem,
  TYPE_START,
  VOID,
  VOLATILE,
} from "./declarationWords.ts";

/** What the parser works on. */
export interface ChunkTokens {
  readonly atoms: Int32Array;
  /** Per token: the index of the bracket that it opens or closes, -1 for none or one without partner. */
  readonly partners: Int32Array;
  /** A function's body stands behind the tokens, left out because its content does not matter here. */
  readonly bodyFollows: boolean;
}

/** A position in the tokens of a chunk, and what can be read at it without knowing declarations. */
export abstract class DeclaratorReader {
  protected readonly atoms: Int32Array;
  protected readonly partners: Int32Array;
  protected readonly table: Atoms;
  protected readonly isTypedef: (atom: number) => boolean;
  protected readonly attributes: AttributeReader;
  protected readonly bodyFollows: boolean;
  protected at = 0;
  protected end: number;
  protected depth = 0;
  /** Whether what was read depends on which names are typedefs. */
  asked = false;

  constructor(tokens: ChunkTokens, table: Atoms, isTypedef: (atom: number) => boolean) {
    this.atoms = tokens.atoms;
    this.partners = tokens.partners;
    this.table = table;
    this.isTypedef = (atom) => {
      this.asked = true;
      return isTypedef(atom);
    };
    this.end = tokens.atoms.length;
    this.bodyFollows = tokens.bodyFollows;
    this.attributes = new AttributeReader(tokens, table);
  }

  /** The specifiers that stand here; with `typeOnly` those of a type's name or a parameter. */
  protected abstract specifiers(typeOnly: boolean): SpecifiersSyntax;

  protected get token(): number {
    return this.at < this.end ? (this.atoms[this.at] ?? -1) : -1;
  }

  protected fail(expected: string): never {
    const found = this.token;
    throw new SyntaxProblem(found < 0 ? `expected ${expected}` : `expected ${expected}, not ${this.table.text(found)}`);
  }

  /** Skips a bracketed group; answers the tokens inside. */
  protected group(): TokenRange {
    const open = this.at;
    const close = this.partners[open] ?? -1;
    if (close < open || close >= this.end) this.fail("balanced brackets");
    this.at = close + 1;
    return { from: open + 1, to: close };
  }

  /** Reads all attributes that stand here into `into`. */
  protected takeAttributes(into: AttributeSyntax[]): void {
    this.at = this.attributes.read(this.at, this.end, into);
  }

  /** Assembler names and attributes behind a declarator. */
  protected afterDeclarator(declarator: DeclaratorSyntax): void {
    for (;;) {
      const before = this.at;
      if (isOneOf(ASM, this.token)) {
        this.at++;
        if (this.token === PAREN) this.group();
      }
      this.takeAttributes(declarator.attributes);
      if (this.at === before) return;
    }
  }

  /** Tokens up to the next comma, semicolon or attribute outside brackets. */
  protected expression(): TokenRange {
    const from = this.at;
    while (this.at < this.end) {
      const token = this.token;
      if (token === COMMA || token === SEMICOLON || this.attributes.startsHere(this.at, this.end)) break;
      if (token === PAREN || token === BRACE || token === BRACKET) this.group();
      else this.at++;
    }
    return { from, to: this.at };
  }

  protected declarator(abstract: boolean): DeclaratorSyntax {
    const inner: AttributeSyntax[] = [];
    const attributes: AttributeSyntax[] = [];
    const { name, steps } = this.#nestedDeclarator(abstract, inner, attributes, 0);
    return { name, steps, attributes, innerAttributes: inner, leading: [], bits: undefined, initializer: undefined };
  }

  #nestedDeclarator(
    abstract: boolean,
    inner: AttributeSyntax[],
    own: AttributeSyntax[],
    level: number,
  ): { name: number; steps: DeclaratorStep[] } {
    if (++this.depth > MAX_DEPTH) throw new SyntaxProblem("the declarator nests too deeply");
    const steps: DeclaratorStep[] = [];
    for (;;) {
      const before = this.at;
      if (this.token === STAR || this.token === CARET) steps.push(this.#pointer());
      else if (isOneOf(CALLING, this.token) || isOneOf(OTHER_QUALIFIERS, this.token)) this.at++;
      else if (level > 0 || !this.attributes.startsBracket(this.at, this.end)) {
        const attributes: AttributeSyntax[] = [];
        this.takeAttributes(attributes);
        if (attributes.length > 0) steps.push({ kind: "attributes", attributes });
      }
      if (this.at === before) break;
    }
    let name = -1;
    let innerSteps: DeclaratorStep[] = [];
    if (this.token === PAREN && this.#opensDeclarator(abstract)) {
      const { to } = this.group();
      const [end, after] = [this.end, this.at];
      this.at = (this.partners[to] ?? 0) + 1;
      this.end = to;
      const nested = this.#nestedDeclarator(abstract, inner, own, level + 1);
      if (this.at !== this.end) this.fail(")");
      this.at = after;
      this.end = end;
      name = nested.name;
      innerSteps = nested.steps;
    } else if (this.#isName(this.token)) name = this.at++;
    else if (!abstract) this.fail("a name");
    // Standard attributes directly behind the name belong to what it names.
    if (name >= 0 && this.attributes.startsBracket(this.at, this.end)) this.takeAttributes(own);
    const suffixes: DeclaratorStep[] = [];
    for (;;) {
      if (this.token === PAREN) suffixes.push(this.#parameters());
      else if (this.token === BRACKET && !this.attributes.startsHere(this.at, this.end)) suffixes.push(this.#array());
      else if (this.token === BRACKET) {
        const ignored: AttributeSyntax[] = [];
        this.takeAttributes(ignored);
        inner.push(...ignored);
      } else break;
    }
    steps.push(...suffixes.reverse(), ...innerSteps);
    this.depth--;
    return { name, steps };
  }

  #isName(atom: number): boolean {
    return atom >= 0 && this.table.kind(atom) === IDENTIFIER && !isOneOf(ASM, atom) && !isOneOf(TYPE_START, atom);
  }

  /** Whether `(` opens a declarator, not a parameter list. */
  #opensDeclarator(abstract: boolean): boolean {
    if (!abstract) return true;
    const next = this.atoms[this.at + 1] ?? -1;
    if (next === STAR || next === CARET || next === PAREN || next === BRACKET || isOneOf(CALLING, next)) return true;
    if (isOneOf(TYPE_START, next) || next === CLOSE || next === ELLIPSIS) return false;
    return this.table.kind(next) === IDENTIFIER && !this.isTypedef(next);
  }

  #pointer(): DeclaratorStep {
    this.at++;
    const attributes: AttributeSyntax[] = [];
    let isConst = false;
    let isVolatile = false;
    let atomic = false;
    let unknown: string | undefined;
    for (;;) {
      const before = this.at;
      const atom = this.token;
      if (isOneOf(CONST, atom)) isConst = true;
      else if (isOneOf(VOLATILE, atom)) isVolatile = true;
      else if (atom === ATOMIC) atomic = true;
      else if (atom === PTR32) unknown = "__ptr32 is not supported";
      else if (!isOneOf(OTHER_QUALIFIERS, atom)) {
        this.takeAttributes(attributes);
        if (this.at === before) break;
        continue;
      }
      this.at++;
    }
    return { kind: "pointer", const: isConst, volatile: isVolatile, atomic, attributes, unknown };
  }

  #array(): DeclaratorStep {
    const range = this.group();
    let { from } = range;
    while (from < range.to) {
      const atom = this.atoms[from] ?? -1;
      if (atom !== STATIC && !isOneOf(CONST, atom) && !isOneOf(VOLATILE, atom) && !isOneOf(OTHER_QUALIFIERS, atom)) break;
      from++;
    }
    const isStar = from === range.to - 1 && this.atoms[from] === STAR;
    return { kind: "array", count: from === range.to || isStar ? undefined : { from, to: range.to } };
  }

  #parameters(): DeclaratorStep {
    const range = this.group();
    const parameters: TypeNameSyntax[] = [];
    if (range.from === range.to) return { kind: "function", parameters, variadic: false, prototype: false };
    if (range.to - range.from === 1 && this.atoms[range.from] === VOID)
      return { kind: "function", parameters, variadic: false, prototype: true };
    const { at, end } = { at: this.at, end: this.end };
    this.at = range.from;
    this.end = range.to;
    let variadic = false;
    for (;;) {
      if (this.token === ELLIPSIS) {
        variadic = true;
        this.at++;
        break;
      }
      const specifiers = this.specifiers(true);
      if (specifiers.type.kind === "missing") this.fail("a parameter's type");
      const declarator = this.declarator(true);
      this.afterDeclarator(declarator);
      parameters.push({ specifiers, declarator });
      if (this.token !== COMMA) break;
      this.at++;
    }
    if (this.at !== this.end) this.fail("the end of the parameters");
    this.at = at;
    this.end = end;
    return { kind: "function", parameters, variadic, prototype: true };
  }
}
