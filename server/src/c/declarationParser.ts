/**
 * Reads one top-level chunk of preprocessed tokens as a C declaration (ISO C 6.7 with the extensions of gcc, clang
 * and Microsoft that headers use). Attributes may stand wherever one of the compilers takes them. Needs no symbol
 * table but the question whether a name is a typedef, which few declarations raise. Bodies of records are read
 * from a list of what is left to do, not by recursion, so nesting costs no stack.
 */
import { type Atoms, FIXED_COUNT, fixed, fixedSet, IDENTIFIER } from "./atoms.ts";
import { AttributeReader } from "./attributeParser.ts";
import type {
  AttributeSyntax,
  DeclarationSyntax,
  DeclaratorStep,
  DeclaratorSyntax,
  EnumSyntax,
  MemberSyntax,
  RecordSyntax,
  SpecifiersSyntax,
  TokenRange,
  TypeNameSyntax,
  TypeWords,
} from "./declarationSyntax.ts";

const PAREN = fixed("(");
const CLOSE = fixed(")");
const BRACKET = fixed("[");
const BRACE = fixed("{");
const COMMA = fixed(",");
const SEMICOLON = fixed(";");
const COLON = fixed(":");
const STAR = fixed("*");
const CARET = fixed("^");
const EQUALS = fixed("=");
const ELLIPSIS = fixed("...");
const STATIC = fixed("static");
const VOID = fixed("void");
const ATOMIC = fixed("_Atomic");
const ENUM = fixed("enum");
const UNION = fixed("union");
const EXTENSION = fixed("__extension__");

const STORAGE = fixedSet("typedef extern static register auto");
const IGNORED = fixedSet("__extension__ _Noreturn _Thread_local thread_local __thread constexpr __unaligned __w64 __kindof");
const INLINE = fixedSet("inline __inline __inline__ __forceinline");
const CONST = fixedSet("const __const __const__");
const VOLATILE = fixedSet("volatile __volatile __volatile__");
const OTHER_QUALIFIERS = fixedSet(
  "restrict __restrict __restrict__ _Nonnull _Nullable _Null_unspecified __unaligned __ptr64 __strong __weak __autoreleasing __unsafe_unretained __extension__",
);
const CALLING = fixedSet("__cdecl __stdcall __fastcall __thiscall __vectorcall __pascal _cdecl _stdcall _fastcall");
const RECORD_OR_ENUM = fixedSet("struct union enum");
const WORDS = fixedSet(
  "void char short int long float double signed unsigned __signed __signed__ _Bool _Complex __complex __complex__ __int128 __int128_t __uint128_t __int64 __int32 __int16 __int8 _Float16 __fp16 __bf16 _Float32 _Float64 _Float128 __float128 _Float32x _Float64x __ibm128 _Decimal32 _Decimal64 _Decimal128",
);
const TYPEOF = fixedSet("typeof __typeof __typeof__ typeof_unqual __typeof_unqual __typeof_unqual__");
const BITINT = fixedSet("_BitInt _ExtInt");
const VA_LIST = fixed("__builtin_va_list");
const PTR32 = fixed("__ptr32");
const AUTO_TYPE = fixed("__auto_type");
const IMAGINARY = fixed("_Imaginary");
const ASM = fixedSet("asm __asm __asm__");
const STATIC_ASSERT = fixedSet("_Static_assert static_assert");
/** Words that start a type's name and so name nothing themselves. */
const TYPE_START = fixedSet(
  "void char short int long float double signed unsigned __signed __signed__ _Bool _Complex __complex __complex__ __int128 __int128_t __uint128_t __int64 __int32 __int16 __int8 _Float16 __fp16 __bf16 _Float32 _Float64 _Float128 __float128 _Float32x _Float64x __ibm128 _Decimal32 _Decimal64 _Decimal128 struct union enum typeof __typeof __typeof__ typeof_unqual __typeof_unqual __typeof_unqual__ _BitInt _ExtInt __builtin_va_list _Atomic const __const __const__ volatile __volatile __volatile__ typedef extern static register inline __inline __inline__ __extension__ _Alignas __attribute__ __attribute __declspec",
);

/** Declarators nested deeper than this are not read. */
const MAX_DEPTH = 150;

function isOneOf(set: Uint8Array, atom: number): boolean {
  return atom >= 0 && atom < FIXED_COUNT && set[atom] === 1;
}

/** Whether a token can be the first of a type's name rather than of an expression. */
export function startsType(atom: number, table: Atoms, isTypedef: (atom: number) => boolean): boolean {
  if (isOneOf(TYPE_START, atom)) return true;
  return atom >= FIXED_COUNT && table.kind(atom) === IDENTIFIER && isTypedef(atom);
}

/** A syntax error, as a message. Never leaves this file. */
class SyntaxProblem extends Error {}

/** What the parser works on. */
export interface ChunkTokens {
  readonly atoms: Int32Array;
  /** Per token: the index of the bracket that it opens or closes, -1 for none or one without partner. */
  readonly partners: Int32Array;
  /** A function's body stands behind the tokens, left out because its content does not matter here. */
  readonly bodyFollows: boolean;
}

/** Reads declarations from the tokens of one chunk. */
export class DeclarationParser {
  readonly #atoms: Int32Array;
  readonly #partners: Int32Array;
  readonly #table: Atoms;
  readonly #isTypedef: (atom: number) => boolean;
  readonly #attributes: AttributeReader;
  readonly #bodyFollows: boolean;
  #at = 0;
  #end: number;
  #depth = 0;
  /** Records whose bodies are still to be read. */
  readonly #pending: RecordSyntax[] = [];
  #definesTypes = false;
  /** Whether what was read depends on which names are typedefs. */
  asked = false;

  constructor(tokens: ChunkTokens, table: Atoms, isTypedef: (atom: number) => boolean) {
    this.#atoms = tokens.atoms;
    this.#partners = tokens.partners;
    this.#table = table;
    this.#isTypedef = (atom) => {
      this.asked = true;
      return isTypedef(atom);
    };
    this.#end = tokens.atoms.length;
    this.#bodyFollows = tokens.bodyFollows;
    this.#attributes = new AttributeReader(tokens, table);
  }

  /** The whole chunk as one declaration; undefined when it declares nothing (`;`, a static assertion, `asm`). */
  declaration(): DeclarationSyntax | undefined {
    let specifiers = emptySpecifiers();
    const declarators: DeclaratorSyntax[] = [];
    let error: string | undefined;
    try {
      while (this.#token === SEMICOLON || this.#token === EXTENSION) this.#at++;
      if (this.#at >= this.#end || isOneOf(STATIC_ASSERT, this.#token) || isOneOf(ASM, this.#token)) return undefined;
      specifiers = this.#specifiers(false);
      if (this.#token !== SEMICOLON && this.#at < this.#end) this.#initDeclarators(declarators);
      else if (this.#bodyFollows) this.#fail("a function's name");
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      error = problem.message;
    }
    this.#readPending();
    return { specifiers, declarators, error, definesTypes: this.#definesTypes };
  }

  /** Tokens `[from, to)` as the name of a type; undefined when they are none. */
  typeName(range: TokenRange): TypeNameSyntax | undefined {
    this.#at = range.from;
    this.#end = range.to;
    try {
      if (!this.startsType(range.from)) return undefined;
      const specifiers = this.#specifiers(true);
      const declarator = this.#declarator(true);
      if (this.#at !== this.#end) return undefined;
      this.#readPending();
      return { specifiers, declarator };
    } catch (problem) {
      if (problem instanceof SyntaxProblem) return undefined;
      throw problem;
    }
  }

  /** Whether the token can be the first of a type's name rather than of an expression. */
  startsType(index: number): boolean {
    return startsType(this.#atoms[index] ?? -1, this.#table, this.#isTypedef);
  }

  get #token(): number {
    return this.#at < this.#end ? (this.#atoms[this.#at] ?? -1) : -1;
  }

  #fail(expected: string): never {
    const found = this.#token;
    throw new SyntaxProblem(found < 0 ? `expected ${expected}` : `expected ${expected}, not ${this.#table.text(found)}`);
  }

  /** Skips a bracketed group; answers the tokens inside. */
  #group(): TokenRange {
    const open = this.#at;
    const close = this.#partners[open] ?? -1;
    if (close < open || close >= this.#end) this.#fail("balanced brackets");
    this.#at = close + 1;
    return { from: open + 1, to: close };
  }

  /** Reads all attributes that stand here into `into`. */
  #takeAttributes(into: AttributeSyntax[]): void {
    this.#at = this.#attributes.read(this.#at, this.#end, into);
  }

  /** Attributes behind a closing brace; standard ones mean nothing certain there. */
  #takeTrailing(attributes: AttributeSyntax[]): void {
    const trailing: AttributeSyntax[] = [];
    this.#takeAttributes(trailing);
    for (const attribute of trailing) {
      attributes.push(attribute.spelling === "standard" ? { spelling: "standard", name: "?", operands: undefined } : attribute);
    }
  }

  #initDeclarators(declarators: DeclaratorSyntax[]): void {
    for (;;) {
      const declarator = this.#declarator(false);
      declarators.push(declarator);
      this.#afterDeclarator(declarator);
      if (this.#token === EQUALS) {
        this.#at++;
        declarator.initializer = this.#expression();
      }
      if (this.#token === COMMA) {
        this.#at++;
        this.#takeAttributes(declarator.attributes);
        continue;
      }
      if (this.#token === SEMICOLON) {
        this.#at++;
        if (this.#at < this.#end) this.#fail("the end of the declaration");
        return;
      }
      // Declarations of K&R parameters may stand before the body.
      const isFunction = declarator.steps[declarator.steps.length - 1]?.kind === "function";
      if (this.#bodyFollows && isFunction && declarators.length === 1) return;
      if (this.#at >= this.#end) throw new SyntaxProblem("the declaration does not end");
      this.#fail(";");
    }
  }

  /** Assembler names and attributes behind a declarator. */
  #afterDeclarator(declarator: DeclaratorSyntax): void {
    for (;;) {
      const before = this.#at;
      if (isOneOf(ASM, this.#token)) {
        this.#at++;
        if (this.#token === PAREN) this.#group();
      }
      this.#takeAttributes(declarator.attributes);
      if (this.#at === before) return;
    }
  }

  /** Tokens up to the next comma, semicolon or attribute outside brackets. */
  #expression(): TokenRange {
    const from = this.#at;
    while (this.#at < this.#end) {
      const token = this.#token;
      if (token === COMMA || token === SEMICOLON || this.#attributes.startsHere(this.#at, this.#end)) break;
      if (token === PAREN || token === BRACE || token === BRACKET) this.#group();
      else this.#at++;
    }
    return { from, to: this.#at };
  }

  #specifiers(typeOnly: boolean): SpecifiersSyntax {
    const result = emptySpecifiers();
    const words: TypeWords = {};
    let sawWords = false;
    for (;;) {
      const atom = this.#token;
      this.#takeAttributes(result.attributes);
      if (this.#token !== atom) continue;
      if (atom < 0) break;
      if (isOneOf(STORAGE, atom)) result.storage = this.#table.text(atom) as SpecifiersSyntax["storage"];
      else if (isOneOf(INLINE, atom)) result.inline = true;
      else if (isOneOf(CONST, atom)) result.const = true;
      else if (isOneOf(VOLATILE, atom)) result.volatile = true;
      else if (atom === PTR32 || atom === AUTO_TYPE || atom === IMAGINARY) result.unknown = `${this.#table.text(atom)} is not supported`;
      else if (isOneOf(IGNORED, atom) || isOneOf(OTHER_QUALIFIERS, atom) || isOneOf(CALLING, atom)) {
        // Says nothing about the type's layout.
      } else if (atom === ATOMIC) {
        if (this.#atoms[this.#at + 1] === PAREN && this.#at + 1 < this.#end && result.type.kind === "missing" && !sawWords) {
          this.#at++;
          result.type = { kind: "atomic", of: this.#nestedTypeName(this.#group()) };
          continue;
        }
        result.atomic = true;
      } else if (isOneOf(WORDS, atom)) {
        if (result.type.kind !== "missing") this.#fail("one type");
        addWord(words, this.#table.text(atom));
        sawWords = true;
      } else if (isOneOf(RECORD_OR_ENUM, atom)) {
        if (result.type.kind !== "missing" || sawWords) this.#fail("one type");
        result.type = atom === ENUM ? this.#enum() : this.#record(atom === UNION);
        continue;
      } else if (isOneOf(TYPEOF, atom)) {
        if (result.type.kind !== "missing" || sawWords) this.#fail("one type");
        const unqualified = this.#table.text(atom).includes("unqual");
        this.#at++;
        if (this.#token !== PAREN) this.#fail("(");
        result.type = { kind: "typeof", operand: this.#group(), unqualified };
        continue;
      } else if (isOneOf(BITINT, atom)) {
        this.#at++;
        if (this.#token !== PAREN) this.#fail("(");
        result.type = { kind: "bitint", bits: this.#group(), signed: true };
        continue;
      } else if (atom === VA_LIST) {
        if (result.type.kind !== "missing" || sawWords) this.#fail("one type");
        result.type = { kind: "vaList" };
      } else if (this.#table.kind(atom) === IDENTIFIER && result.type.kind === "missing" && !sawWords && this.#namesType(typeOnly)) {
        result.type = { kind: "name", token: this.#at, doubtful: this.#isDoubtful() };
      } else break;
      this.#at++;
    }
    if (sawWords && result.type.kind === "bitint") result.type = { ...result.type, signed: words.unsigned === undefined };
    else if (sawWords) result.type = { kind: "words", words };
    return result;
  }

  /** Whether the name here, with no type before it, is a type: a declaration without a type is none that is read. */
  #namesType(typeOnly: boolean): boolean {
    if (typeOnly) return true;
    const next = this.#at + 1 < this.#end ? (this.#atoms[this.#at + 1] ?? -1) : -1;
    // A lone name behind storage or qualifiers declares an int, as it did before C99: nothing is lost by not reading it.
    return next !== EQUALS && next !== BRACKET;
  }

  /** `T (x);` may be a variable or the call of a macro that is not known. */
  #isDoubtful(): boolean {
    if (this.#at + 1 >= this.#end || this.#atoms[this.#at + 1] !== PAREN) return false;
    const inner = this.#atoms[this.#at + 2] ?? -1;
    return inner !== STAR && inner !== CARET && !isOneOf(CALLING, inner);
  }

  #nestedTypeName(range: TokenRange): TypeNameSyntax {
    const at = this.#at;
    const end = this.#end;
    if (++this.#depth > MAX_DEPTH) throw new SyntaxProblem("the declaration nests too deeply");
    this.#at = range.from;
    this.#end = range.to;
    const specifiers = this.#specifiers(true);
    const declarator = this.#declarator(true);
    if (this.#at !== this.#end) this.#fail(")");
    this.#at = at;
    this.#end = end;
    this.#depth--;
    return { specifiers, declarator };
  }

  #record(union: boolean): RecordSyntax {
    const keyword = this.#at++;
    const attributes: AttributeSyntax[] = [];
    this.#takeAttributes(attributes);
    let tag = -1;
    if (this.#token >= 0 && this.#table.kind(this.#token) === IDENTIFIER) tag = this.#at++;
    let body: TokenRange | undefined;
    if (this.#token === BRACE) {
      body = this.#group();
      this.#takeTrailing(attributes);
    }
    if (tag < 0 && body === undefined) this.#fail("a tag or {");
    const record: RecordSyntax = { kind: "record", union, keyword, tag, body, members: [], attributes, error: undefined };
    if (body !== undefined) {
      this.#definesTypes = true;
      this.#pending.push(record);
    }
    return record;
  }

  #enum(): EnumSyntax {
    const keyword = this.#at++;
    const attributes: AttributeSyntax[] = [];
    this.#takeAttributes(attributes);
    let tag = -1;
    if (this.#token >= 0 && this.#table.kind(this.#token) === IDENTIFIER) tag = this.#at++;
    let fixedType: TypeNameSyntax | undefined;
    if (this.#token === COLON && this.startsType(this.#at + 1)) {
      this.#at++;
      if (++this.#depth > MAX_DEPTH) throw new SyntaxProblem("the declaration nests too deeply");
      fixedType = { specifiers: this.#specifiers(true), declarator: NO_DECLARATOR };
      this.#depth--;
    }
    let body: TokenRange | undefined;
    const before = this.#at;
    this.#takeAttributes(attributes);
    if (this.#token === BRACE) {
      body = this.#group();
      this.#takeTrailing(attributes);
    } else this.#at = before;
    if (tag < 0 && body === undefined) this.#fail("a tag or {");
    const result: EnumSyntax = { kind: "enum", keyword, tag, body, enumerators: [], attributes, fixed: fixedType, error: undefined };
    if (body !== undefined) {
      this.#definesTypes = true;
      this.#enumerators(result, body);
    }
    return result;
  }

  #enumerators(result: EnumSyntax, body: TokenRange): void {
    const at = this.#at;
    const end = this.#end;
    this.#at = body.from;
    this.#end = body.to;
    const ignored: AttributeSyntax[] = [];
    try {
      while (this.#at < this.#end) {
        if (this.#table.kind(this.#token) !== IDENTIFIER) this.#fail("an enumerator");
        const name = this.#at++;
        this.#takeAttributes(ignored);
        let value: TokenRange | undefined;
        if (this.#token === EQUALS) {
          this.#at++;
          value = this.#expression();
        }
        this.#takeAttributes(ignored);
        result.enumerators.push({ name, value });
        if (this.#token === COMMA) this.#at++;
        else if (this.#at < this.#end) this.#fail(", between enumerators");
      }
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      result.error = problem.message;
    }
    this.#at = at;
    this.#end = end;
  }

  #readPending(): void {
    for (let record = this.#pending.pop(); record !== undefined; record = this.#pending.pop()) {
      if (record.body !== undefined) this.#members(record, record.body);
    }
  }

  #members(record: RecordSyntax, body: TokenRange): void {
    this.#at = body.from;
    this.#end = body.to;
    while (this.#at < this.#end) {
      const start = this.#at;
      if (this.#token === SEMICOLON) {
        this.#at++;
        continue;
      }
      if (isOneOf(STATIC_ASSERT, this.#token)) {
        this.#toSemicolon();
        continue;
      }
      try {
        record.members.push(this.#member(start));
      } catch (problem) {
        if (!(problem instanceof SyntaxProblem)) throw problem;
        this.#at = start;
        this.#toSemicolon();
        const tokens = { from: start, to: Math.max(start + 1, this.#at) };
        record.members.push({ tokens, specifiers: undefined, declarators: [], error: problem.message });
        record.error ??= problem.message;
      }
    }
  }

  #toSemicolon(): void {
    while (this.#at < this.#end && this.#token !== SEMICOLON) {
      const token = this.#token;
      const partner = token === PAREN || token === BRACE || token === BRACKET ? (this.#partners[this.#at] ?? -1) : -1;
      this.#at = partner > this.#at && partner < this.#end ? partner + 1 : this.#at + 1;
    }
    this.#at++;
    if (this.#at > this.#end) this.#at = this.#end;
  }

  #member(start: number): MemberSyntax {
    const specifiers = this.#specifiers(false);
    const declarators: DeclaratorSyntax[] = [];
    while (this.#token !== SEMICOLON && this.#at < this.#end) {
      const declarator = this.#token === COLON ? emptyDeclarator() : this.#declarator(false);
      this.#afterDeclarator(declarator);
      if (this.#token === COLON) {
        this.#at++;
        declarator.bits = this.#expression();
        this.#afterDeclarator(declarator);
      }
      declarators.push(declarator);
      if (this.#token === COMMA) {
        this.#at++;
        this.#takeAttributes(declarator.attributes);
        if (this.#token === SEMICOLON || this.#at >= this.#end) this.#fail("a member");
      } else break;
    }
    if (specifiers.type.kind === "missing") this.#fail("a type");
    if (specifiers.storage !== undefined) throw new SyntaxProblem(`a member cannot be ${specifiers.storage}`);
    const to = this.#at;
    if (this.#token === SEMICOLON) this.#at++;
    // gcc and clang take a last member without a semicolon, with a warning.
    else if (this.#at < this.#end) this.#fail("; behind a member");
    return { tokens: { from: start, to }, specifiers, declarators, error: undefined };
  }

  #declarator(abstract: boolean): DeclaratorSyntax {
    const inner: AttributeSyntax[] = [];
    const attributes: AttributeSyntax[] = [];
    const { name, steps } = this.#nestedDeclarator(abstract, inner, attributes, 0);
    return { name, steps, attributes, innerAttributes: inner, bits: undefined, initializer: undefined };
  }

  #nestedDeclarator(
    abstract: boolean,
    inner: AttributeSyntax[],
    own: AttributeSyntax[],
    level: number,
  ): { name: number; steps: DeclaratorStep[] } {
    if (++this.#depth > MAX_DEPTH) throw new SyntaxProblem("the declarator nests too deeply");
    const steps: DeclaratorStep[] = [];
    for (;;) {
      const before = this.#at;
      if (this.#token === STAR || this.#token === CARET) steps.push(this.#pointer());
      else if (isOneOf(CALLING, this.#token) || isOneOf(OTHER_QUALIFIERS, this.#token)) this.#at++;
      else if (level > 0 || !this.#attributes.startsBracket(this.#at, this.#end)) this.#takeAttributes(inner);
      if (this.#at === before) break;
    }
    let name = -1;
    let innerSteps: DeclaratorStep[] = [];
    if (this.#token === PAREN && this.#opensDeclarator(abstract)) {
      const { to } = this.#group();
      const [end, after] = [this.#end, this.#at];
      this.#at = (this.#partners[to] ?? 0) + 1;
      this.#end = to;
      const nested = this.#nestedDeclarator(abstract, inner, own, level + 1);
      if (this.#at !== this.#end) this.#fail(")");
      this.#at = after;
      this.#end = end;
      name = nested.name;
      innerSteps = nested.steps;
    } else if (this.#isName(this.#token)) name = this.#at++;
    else if (!abstract) this.#fail("a name");
    // Standard attributes directly behind the name belong to what it names.
    if (name >= 0 && this.#attributes.startsBracket(this.#at, this.#end)) this.#takeAttributes(own);
    const suffixes: DeclaratorStep[] = [];
    for (;;) {
      if (this.#token === PAREN) suffixes.push(this.#parameters());
      else if (this.#token === BRACKET && !this.#attributes.startsHere(this.#at, this.#end)) suffixes.push(this.#array());
      else if (this.#token === BRACKET) {
        const ignored: AttributeSyntax[] = [];
        this.#takeAttributes(ignored);
        inner.push(...ignored);
      } else break;
    }
    steps.push(...suffixes.reverse(), ...innerSteps);
    this.#depth--;
    return { name, steps };
  }

  #isName(atom: number): boolean {
    return atom >= 0 && this.#table.kind(atom) === IDENTIFIER && !isOneOf(ASM, atom) && !isOneOf(TYPE_START, atom);
  }

  /** Whether `(` opens a declarator, not a parameter list. */
  #opensDeclarator(abstract: boolean): boolean {
    if (!abstract) return true;
    const next = this.#atoms[this.#at + 1] ?? -1;
    if (next === STAR || next === CARET || next === PAREN || next === BRACKET || isOneOf(CALLING, next)) return true;
    if (isOneOf(TYPE_START, next) || next === CLOSE || next === ELLIPSIS) return false;
    return this.#table.kind(next) === IDENTIFIER && !this.#isTypedef(next);
  }

  #pointer(): DeclaratorStep {
    this.#at++;
    const attributes: AttributeSyntax[] = [];
    let isConst = false;
    let isVolatile = false;
    let atomic = false;
    let unknown: string | undefined;
    for (;;) {
      const before = this.#at;
      const atom = this.#token;
      if (isOneOf(CONST, atom)) isConst = true;
      else if (isOneOf(VOLATILE, atom)) isVolatile = true;
      else if (atom === ATOMIC) atomic = true;
      else if (atom === PTR32) unknown = "__ptr32 is not supported";
      else if (!isOneOf(OTHER_QUALIFIERS, atom)) {
        this.#takeAttributes(attributes);
        if (this.#at === before) break;
        continue;
      }
      this.#at++;
    }
    return { kind: "pointer", const: isConst, volatile: isVolatile, atomic, attributes, unknown };
  }

  #array(): DeclaratorStep {
    const range = this.#group();
    let { from } = range;
    while (from < range.to) {
      const atom = this.#atoms[from] ?? -1;
      if (atom !== STATIC && !isOneOf(CONST, atom) && !isOneOf(VOLATILE, atom) && !isOneOf(OTHER_QUALIFIERS, atom)) break;
      from++;
    }
    const isStar = from === range.to - 1 && this.#atoms[from] === STAR;
    return { kind: "array", count: from === range.to || isStar ? undefined : { from, to: range.to } };
  }

  #parameters(): DeclaratorStep {
    const range = this.#group();
    const parameters: TypeNameSyntax[] = [];
    if (range.from === range.to) return { kind: "function", parameters, variadic: false, prototype: false };
    if (range.to - range.from === 1 && this.#atoms[range.from] === VOID)
      return { kind: "function", parameters, variadic: false, prototype: true };
    const { at, end } = { at: this.#at, end: this.#end };
    this.#at = range.from;
    this.#end = range.to;
    let variadic = false;
    for (;;) {
      if (this.#token === ELLIPSIS) {
        variadic = true;
        this.#at++;
        break;
      }
      const specifiers = this.#specifiers(true);
      if (specifiers.type.kind === "missing") this.#fail("a parameter's type");
      const declarator = this.#declarator(true);
      this.#afterDeclarator(declarator);
      parameters.push({ specifiers, declarator });
      if (this.#token !== COMMA) break;
      this.#at++;
    }
    if (this.#at !== this.#end) this.#fail("the end of the parameters");
    this.#at = at;
    this.#end = end;
    return { kind: "function", parameters, variadic, prototype: true };
  }
}

function emptySpecifiers(): SpecifiersSyntax {
  return {
    type: { kind: "missing" },
    storage: undefined,
    inline: false,
    const: false,
    volatile: false,
    atomic: false,
    attributes: [],
    unknown: undefined,
  };
}

function emptyDeclarator(): DeclaratorSyntax {
  return { name: -1, steps: [], attributes: [], innerAttributes: [], bits: undefined, initializer: undefined };
}

const NO_DECLARATOR: DeclaratorSyntax = emptyDeclarator();

function addWord(words: TypeWords, word: string): void {
  switch (word.replace(/^__(\w+?)(?:__)?$/, "$1")) {
    case "void":
      words.void = true;
      return;
    case "char":
      words.char = true;
      return;
    case "short":
      words.short = true;
      return;
    case "int":
      words.int = true;
      return;
    case "long":
      words.long = (words.long ?? 0) + 1;
      return;
    case "signed":
      words.signed = true;
      return;
    case "unsigned":
      words.unsigned = true;
      return;
    case "float":
      words.float = true;
      return;
    case "double":
      words.double = true;
      return;
    case "_Bool":
      words.bool = true;
      return;
    case "_Complex":
    case "complex":
      words.complex = true;
      return;
    default:
      words.named = words.named === undefined ? word : "two types";
  }
}
