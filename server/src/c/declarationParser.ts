/**
 * Reads one top-level chunk of preprocessed tokens as a C declaration (ISO C 6.7 with the extensions of gcc, clang
 * and Microsoft that headers use). Attributes may stand wherever one of the compilers takes them. Needs no symbol
 * table but the question whether a name is a typedef, which few declarations raise. Bodies of records are read
 * from a list of what is left to do, not by recursion, so nesting costs no stack.
 */
import { IDENTIFIER } from "./atoms.ts";
import type {
  AttributeSyntax,
  DeclarationSyntax,
  DeclaratorSyntax,
  EnumSyntax,
  MemberSyntax,
  RecordSyntax,
  SpecifiersSyntax,
  TokenRange,
  TypeNameSyntax,
  TypeWords,
} from "./declarationSyntax.ts";
import {
  ASM,
  ATOMIC,
  AUTO_TYPE,
  addWord,
  BITINT,
  BRACE,
  BRACKET,
  CALLING,
  CARET,
  COLON,
  COMMA,
  CONST,
  ENUM,
  EQUALS,
  EXTENSION,
  emptyDeclarator,
  emptySpecifiers,
  IGNORED,
  IMAGINARY,
  INLINE,
  isFunctionDeclarator,
  isOneOf,
  MAX_DEPTH,
  NO_DECLARATOR,
  OTHER_QUALIFIERS,
  PAREN,
  PTR32,
  RECORD_OR_ENUM,
  SEMICOLON,
  STAR,
  STATIC_ASSERT,
  STORAGE,
  SyntaxProblem,
  startsType,
  TYPEOF,
  UNION,
  VA_LIST,
  VOLATILE,
  WORDS,
} from "./declarationWords.ts";
import { DeclaratorReader } from "./declarators.ts";

export { startsType } from "./declarationWords.ts";
export type { ChunkTokens } from "./declarators.ts";

/** Reads declarations from the tokens of one chunk. */
export class DeclarationParser extends DeclaratorReader {
  /** Records whose bodies are still to be read. */
  readonly #pending: RecordSyntax[] = [];
  #definesTypes = false;

  /** The whole chunk as one declaration; undefined when it declares nothing (`;`, a static assertion, `asm`). */
  declaration(): DeclarationSyntax | undefined {
    let specifiers = emptySpecifiers();
    const declarators: DeclaratorSyntax[] = [];
    let error: string | undefined;
    try {
      while (this.token === SEMICOLON || this.token === EXTENSION) this.at++;
      if (this.at >= this.end || isOneOf(STATIC_ASSERT, this.token) || isOneOf(ASM, this.token)) return undefined;
      specifiers = this.specifiers(false);
      if (this.token !== SEMICOLON && this.at < this.end) this.#initDeclarators(declarators);
      else if (this.bodyFollows) this.fail("a function's name");
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      error = problem.message;
    }
    this.#readPending();
    const functionsOnly =
      !this.#definesTypes && specifiers.storage !== "typedef" && declarators.every((one) => one.name >= 0 && isFunctionDeclarator(one));
    return { specifiers, declarators, error, definesTypes: this.#definesTypes, functionsOnly };
  }

  /** Tokens `[from, to)` as the name of a type; undefined when they are none. */
  typeName(range: TokenRange): TypeNameSyntax | undefined {
    this.at = range.from;
    this.end = range.to;
    try {
      if (!this.startsType(range.from)) return undefined;
      const specifiers = this.specifiers(true);
      const declarator = this.declarator(true);
      if (this.at !== this.end) return undefined;
      this.#readPending();
      return { specifiers, declarator };
    } catch (problem) {
      if (problem instanceof SyntaxProblem) return undefined;
      throw problem;
    }
  }

  /** Whether the token can be the first of a type's name rather than of an expression. */
  startsType(index: number): boolean {
    return startsType(this.atoms[index] ?? -1, this.table, this.isTypedef);
  }

  /** Attributes behind a closing brace; standard ones mean nothing certain there. */
  #takeTrailing(attributes: AttributeSyntax[]): void {
    const trailing: AttributeSyntax[] = [];
    this.takeAttributes(trailing);
    for (const attribute of trailing) {
      attributes.push(attribute.spelling === "standard" ? { spelling: "standard", name: "?", operands: undefined } : attribute);
    }
  }

  #initDeclarators(declarators: DeclaratorSyntax[]): void {
    let leading: AttributeSyntax[] = [];
    for (;;) {
      const declarator = this.declarator(false);
      declarator.leading.push(...leading);
      declarators.push(declarator);
      this.afterDeclarator(declarator);
      if (this.token === EQUALS) {
        this.at++;
        declarator.initializer = this.expression();
      }
      if (this.token === COMMA) {
        this.at++;
        leading = [];
        this.takeAttributes(leading);
        continue;
      }
      if (this.token === SEMICOLON) {
        this.at++;
        if (this.at < this.end) this.fail("the end of the declaration");
        return;
      }
      // Declarations of K&R parameters may stand before the body.
      if (this.bodyFollows && isFunctionDeclarator(declarator) && declarators.length === 1) return;
      if (this.at >= this.end) throw new SyntaxProblem("the declaration does not end");
      this.fail(";");
    }
  }

  protected override specifiers(typeOnly: boolean): SpecifiersSyntax {
    const result = emptySpecifiers();
    const words: TypeWords = {};
    let sawWords = false;
    for (;;) {
      const atom = this.token;
      this.takeAttributes(result.attributes);
      if (this.token !== atom) continue;
      if (atom < 0) break;
      if (isOneOf(STORAGE, atom)) result.storage = this.table.text(atom) as SpecifiersSyntax["storage"];
      else if (isOneOf(INLINE, atom)) result.inline = true;
      else if (isOneOf(CONST, atom)) result.const = true;
      else if (isOneOf(VOLATILE, atom)) result.volatile = true;
      else if (atom === PTR32 || atom === AUTO_TYPE || atom === IMAGINARY) result.unknown = `${this.table.text(atom)} is not supported`;
      else if (isOneOf(IGNORED, atom) || isOneOf(OTHER_QUALIFIERS, atom) || isOneOf(CALLING, atom)) {
        // Says nothing about the type's layout.
      } else if (atom === ATOMIC) {
        if (this.atoms[this.at + 1] === PAREN && this.at + 1 < this.end && result.type.kind === "missing" && !sawWords) {
          this.at++;
          result.type = { kind: "atomic", of: this.#nestedTypeName(this.group()) };
          continue;
        }
        result.atomic = true;
      } else if (isOneOf(WORDS, atom)) {
        if (result.type.kind !== "missing") this.fail("one type");
        addWord(words, this.table.text(atom));
        sawWords = true;
      } else if (isOneOf(RECORD_OR_ENUM, atom)) {
        if (result.type.kind !== "missing" || sawWords) this.fail("one type");
        result.type = atom === ENUM ? this.#enum() : this.#record(atom === UNION);
        continue;
      } else if (isOneOf(TYPEOF, atom)) {
        if (result.type.kind !== "missing" || sawWords) this.fail("one type");
        const unqualified = this.table.text(atom).includes("unqual");
        this.at++;
        if (this.token !== PAREN) this.fail("(");
        result.type = { kind: "typeof", operand: this.group(), unqualified };
        continue;
      } else if (isOneOf(BITINT, atom)) {
        this.at++;
        if (this.token !== PAREN) this.fail("(");
        result.type = { kind: "bitint", bits: this.group(), signed: true };
        continue;
      } else if (atom === VA_LIST) {
        if (result.type.kind !== "missing" || sawWords) this.fail("one type");
        result.type = { kind: "vaList" };
      } else if (this.table.kind(atom) === IDENTIFIER && result.type.kind === "missing" && !sawWords && this.#namesType(typeOnly)) {
        result.type = { kind: "name", token: this.at, doubtful: this.#isDoubtful() };
      } else break;
      this.at++;
    }
    if (sawWords && result.type.kind === "bitint") result.type = { ...result.type, signed: words.unsigned === undefined };
    else if (sawWords) result.type = { kind: "words", words };
    return result;
  }

  /** Whether the name here, with no type before it, is a type: a declaration without a type is none that is read. */
  #namesType(typeOnly: boolean): boolean {
    if (typeOnly) return true;
    const next = this.at + 1 < this.end ? (this.atoms[this.at + 1] ?? -1) : -1;
    // A lone name behind storage or qualifiers declares an int, as it did before C99: nothing is lost by not reading it.
    return next !== EQUALS && next !== BRACKET;
  }

  /** `T (x);` may be a variable or the call of a macro that is not known. */
  #isDoubtful(): boolean {
    if (this.at + 1 >= this.end || this.atoms[this.at + 1] !== PAREN) return false;
    const inner = this.atoms[this.at + 2] ?? -1;
    return inner !== STAR && inner !== CARET && !isOneOf(CALLING, inner);
  }

  #nestedTypeName(range: TokenRange): TypeNameSyntax {
    const at = this.at;
    const end = this.end;
    if (++this.depth > MAX_DEPTH) throw new SyntaxProblem("the declaration nests too deeply");
    this.at = range.from;
    this.end = range.to;
    const specifiers = this.specifiers(true);
    const declarator = this.declarator(true);
    if (this.at !== this.end) this.fail(")");
    this.at = at;
    this.end = end;
    this.depth--;
    return { specifiers, declarator };
  }

  #record(union: boolean): RecordSyntax {
    const keyword = this.at++;
    const attributes: AttributeSyntax[] = [];
    this.takeAttributes(attributes);
    let tag = -1;
    if (this.token >= 0 && this.table.kind(this.token) === IDENTIFIER) tag = this.at++;
    let body: TokenRange | undefined;
    if (this.token === BRACE) {
      body = this.group();
      this.#takeTrailing(attributes);
    }
    if (tag < 0 && body === undefined) this.fail("a tag or {");
    const record: RecordSyntax = { kind: "record", union, keyword, tag, body, members: [], attributes, error: undefined };
    if (body !== undefined) {
      this.#definesTypes = true;
      this.#pending.push(record);
    }
    return record;
  }

  #enum(): EnumSyntax {
    const keyword = this.at++;
    const attributes: AttributeSyntax[] = [];
    this.takeAttributes(attributes);
    let tag = -1;
    if (this.token >= 0 && this.table.kind(this.token) === IDENTIFIER) tag = this.at++;
    let fixedType: TypeNameSyntax | undefined;
    if (this.token === COLON && this.startsType(this.at + 1)) {
      this.at++;
      if (++this.depth > MAX_DEPTH) throw new SyntaxProblem("the declaration nests too deeply");
      fixedType = { specifiers: this.specifiers(true), declarator: NO_DECLARATOR };
      this.depth--;
    }
    let body: TokenRange | undefined;
    const before = this.at;
    this.takeAttributes(attributes);
    const leading = attributes.length;
    if (this.token === BRACE) {
      body = this.group();
      this.#takeTrailing(attributes);
    } else this.at = before;
    if (tag < 0 && body === undefined) this.fail("a tag or {");
    const result: EnumSyntax = {
      kind: "enum",
      keyword,
      tag,
      body,
      enumerators: [],
      attributes,
      leading,
      fixed: fixedType,
      error: undefined,
    };
    if (body !== undefined) {
      this.#definesTypes = true;
      this.#enumerators(result, body);
    }
    return result;
  }

  #enumerators(result: EnumSyntax, body: TokenRange): void {
    const at = this.at;
    const end = this.end;
    this.at = body.from;
    this.end = body.to;
    const ignored: AttributeSyntax[] = [];
    try {
      while (this.at < this.end) {
        if (this.table.kind(this.token) !== IDENTIFIER) this.fail("an enumerator");
        const name = this.at++;
        this.takeAttributes(ignored);
        let value: TokenRange | undefined;
        if (this.token === EQUALS) {
          this.at++;
          value = this.expression();
        }
        this.takeAttributes(ignored);
        result.enumerators.push({ name, value });
        if (this.token === COMMA) this.at++;
        else if (this.at < this.end) this.fail(", between enumerators");
      }
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      result.error = problem.message;
    }
    this.at = at;
    this.end = end;
  }

  #readPending(): void {
    for (let record = this.#pending.pop(); record !== undefined; record = this.#pending.pop()) {
      if (record.body !== undefined) this.#members(record, record.body);
    }
  }

  #members(record: RecordSyntax, body: TokenRange): void {
    this.at = body.from;
    this.end = body.to;
    while (this.at < this.end) {
      const start = this.at;
      if (this.token === SEMICOLON) {
        this.at++;
        continue;
      }
      if (isOneOf(STATIC_ASSERT, this.token)) {
        this.#toSemicolon();
        continue;
      }
      try {
        record.members.push(this.#member(start));
      } catch (problem) {
        if (!(problem instanceof SyntaxProblem)) throw problem;
        this.at = start;
        this.#toSemicolon();
        const tokens = { from: start, to: Math.max(start + 1, this.at) };
        record.members.push({ tokens, specifiers: undefined, declarators: [], error: problem.message });
        record.error ??= problem.message;
      }
    }
  }

  #toSemicolon(): void {
    while (this.at < this.end && this.token !== SEMICOLON) {
      const token = this.token;
      const partner = token === PAREN || token === BRACE || token === BRACKET ? (this.partners[this.at] ?? -1) : -1;
      this.at = partner > this.at && partner < this.end ? partner + 1 : this.at + 1;
    }
    this.at++;
    if (this.at > this.end) this.at = this.end;
  }

  #member(start: number): MemberSyntax {
    const specifiers = this.specifiers(false);
    const declarators: DeclaratorSyntax[] = [];
    let leading: AttributeSyntax[] = [];
    while (this.token !== SEMICOLON && this.at < this.end) {
      const declarator = this.token === COLON ? emptyDeclarator() : this.declarator(false);
      declarator.leading.push(...leading);
      this.afterDeclarator(declarator);
      if (this.token === COLON) {
        this.at++;
        declarator.bits = this.expression();
        this.afterDeclarator(declarator);
      }
      declarators.push(declarator);
      if (this.token === COMMA) {
        this.at++;
        leading = [];
        this.takeAttributes(leading);
        if (this.token === SEMICOLON || this.at >= this.end) this.fail("a member");
      } else break;
    }
    if (specifiers.type.kind === "missing") this.fail("a type");
    if (specifiers.storage !== undefined) throw new SyntaxProblem(`a member cannot be ${specifiers.storage}`);
    const to = this.at;
    if (this.token === SEMICOLON) this.at++;
    // gcc and clang take a last member without a semicolon, with a warning.
    else if (this.at < this.end) this.fail("; behind a member");
    return { tokens: { from: start, to }, specifiers, declarators, error: undefined };
  }
}
