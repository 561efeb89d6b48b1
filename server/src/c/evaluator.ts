/**
 * Integer constant expressions in declarations: array bounds, bit widths, enumerators, alignments (ISO C 6.6), with
 * what compilers accept beyond the standard: `sizeof` of expressions, `offsetof` written out with a null pointer.
 * Works on tokens in place; every intermediate result has a C type. An expression whose value is not certain fails
 * with a reason.
 */
import type { CModel } from "../target/target.ts";
import { type CRecord, type CType, unwrapC } from "../types/c.ts";
import { FIXED_SIZES, INT, type IntegerType, integerType, literalType, type ModelView } from "./arithmetic.ts";
import { type Atoms, CHARACTER, FIXED_COUNT, fixed, fixedSet, IDENTIFIER, NUMBER, STRING } from "./atoms.ts";
import type { TokenRange } from "./declarationSyntax.ts";
import { characterValue, integerLiteral, literalUnits } from "./literals.ts";
import {
  applyBinary,
  applyPrefix,
  CHARACTER_TYPES,
  cast,
  choose,
  dereference,
  floating,
  integer,
  memberType,
  NotConstant,
  type Operand,
} from "./operators.ts";

const PAREN = fixed("(");
const BRACKET = fixed("[");
const BRACE = fixed("{");
const COMMA = fixed(",");
const QUESTION = fixed("?");
const COLON = fixed(":");
const DOT = fixed(".");
const ARROW = fixed("->");
const EXTENSION = fixed("__extension__");
const SIZEOF = fixed("sizeof");
const ALIGNOF = fixedSet("_Alignof alignof __alignof __alignof__");
const OFFSETOF = fixed("__builtin_offsetof");
const CHOOSE = fixed("__builtin_choose_expr");
const CONSTANT_P = fixed("__builtin_constant_p");
const EXPECT = fixed("__builtin_expect");
const COMPATIBLE = fixed("__builtin_types_compatible_p");
const TRUE = fixed("true");
const FALSE = fixed("false");

const MAX_DEPTH = 150;

const PRECEDENCE: ReadonlyMap<number, number> = new Map(
  [["*", "/", "%"], ["+", "-"], ["<<", ">>"], ["<", ">", "<=", ">="], ["==", "!="], ["&"], ["^"], ["|"], ["&&"], ["||"]].flatMap(
    (texts, i) => texts.map((text) => [fixed(text), 10 - i] as const),
  ),
);

/** Size and alignment in bytes of a type on a model, and the offset in bytes of a member; undefined where they are not known. */
export interface CMeasure {
  type(type: CType, model: CModel): { readonly size: number; readonly align: number } | undefined;
  offset(record: CRecord, member: string, model: CModel): number | undefined;
}

/** What evaluation asks of the declarations so far. */
export interface EvaluationScope {
  readonly atoms: Atoms;
  readonly view: ModelView;
  readonly measure: CMeasure | undefined;
  /** `true` and `false` are keywords. */
  readonly isC23: boolean;
  enumerator(atom: number): { readonly value: bigint; readonly type: CType } | string | undefined;
  /** The type of a variable or function. */
  object(atom: number): CType | undefined;
  /** The type that tokens name; undefined when they name none. */
  typeAt(range: TokenRange): CType | undefined;
  startsType(index: number): boolean;
  /** Why a name that is not declared may be declared after all. */
  missing(atom: number): string;
}

/** The value of an integer constant expression; throws NotConstant with the reason why there is none. */
export function evaluate(
  atoms: Int32Array,
  partners: Int32Array,
  range: TokenRange,
  scope: EvaluationScope,
): { readonly value: bigint; readonly type: IntegerType } {
  const evaluator = new Evaluator(atoms, partners, range, scope);
  const operand = evaluator.whole();
  const type = integerType(operand.type, scope.view);
  if (type === undefined || operand.value === undefined) throw new NotConstant(operand.why ?? "the expression is not an integer constant");
  return { value: operand.value, type };
}

/** The type of an expression, for `typeof`. */
export function typeOf(atoms: Int32Array, partners: Int32Array, range: TokenRange, scope: EvaluationScope): CType {
  return new Evaluator(atoms, partners, range, scope).whole().type;
}

class Evaluator {
  readonly #atoms: Int32Array;
  readonly #partners: Int32Array;
  readonly #scope: EvaluationScope;
  #at: number;
  #end: number;
  #depth = 0;

  constructor(atoms: Int32Array, partners: Int32Array, range: TokenRange, scope: EvaluationScope) {
    this.#atoms = atoms;
    this.#partners = partners;
    this.#scope = scope;
    this.#at = range.from;
    this.#end = range.to;
  }

  whole(): Operand {
    const operand = this.#comma();
    if (this.#at < this.#end) throw new NotConstant(`unexpected ${this.#scope.atoms.text(this.#token)} in an expression`);
    return operand;
  }

  get #token(): number {
    return this.#at < this.#end ? (this.#atoms[this.#at] ?? -1) : -1;
  }

  #enter(): void {
    if (++this.#depth > MAX_DEPTH) throw new NotConstant("the expression nests too deeply");
  }

  #expect(atom: number): void {
    if (this.#token !== atom) throw new NotConstant(`expected ${this.#scope.atoms.text(atom)} in an expression`);
    this.#at++;
  }

  /** The inside of the bracketed group that starts here, which is then behind us. */
  #group(): TokenRange {
    const close = this.#partners[this.#at] ?? -1;
    if (close < this.#at || close >= this.#end) throw new NotConstant("unbalanced brackets in an expression");
    const range = { from: this.#at + 1, to: close };
    this.#at = close + 1;
    return range;
  }

  #inside<T>(range: TokenRange, read: () => T): T {
    const { at, end } = { at: this.#at, end: this.#end };
    this.#at = range.from;
    this.#end = range.to;
    const result = read();
    if (this.#at < this.#end) throw new NotConstant(`unexpected ${this.#scope.atoms.text(this.#token)} in an expression`);
    this.#at = at;
    this.#end = end;
    return result;
  }

  #comma(): Operand {
    let operand = this.#conditional();
    while (this.#token === COMMA) {
      this.#at++;
      operand = this.#conditional();
    }
    return operand;
  }

  #conditional(): Operand {
    this.#enter();
    const condition = this.#binary(1);
    if (this.#token === QUESTION) {
      this.#at++;
      const omitted = this.#token === COLON;
      const yes = omitted ? condition : this.#comma();
      this.#expect(COLON);
      const no = this.#conditional();
      this.#depth--;
      return choose(this.#scope.view, condition, yes, no);
    }
    this.#depth--;
    return condition;
  }

  #binary(minimum: number): Operand {
    let left = this.#unary();
    for (;;) {
      const operator = this.#token;
      const level = PRECEDENCE.get(operator);
      if (level === undefined || level < minimum) return left;
      this.#at++;
      const right = this.#binary(level + 1);
      left = applyBinary(this.#scope.view, this.#scope.atoms.text(operator), left, right);
    }
  }

  #unary(): Operand {
    const text = this.#scope.atoms.text(this.#token);
    switch (text) {
      case "+":
      case "-":
      case "~":
      case "!":
      case "&":
      case "*":
      case "++":
      case "--": {
        this.#at++;
        this.#enter();
        const operand = this.#unary();
        this.#depth--;
        return applyPrefix(this.#scope.view, text, operand);
      }
    }
    if (this.#token === EXTENSION) {
      this.#at++;
      return this.#unary();
    }
    if (this.#token === SIZEOF) return this.#sizeof();
    if (this.#token >= 0 && this.#token < FIXED_COUNT && ALIGNOF[this.#token] === 1) return this.#alignof();
    if (this.#token === PAREN && this.#scope.startsType(this.#at + 1)) {
      const close = this.#partners[this.#at] ?? -1;
      if (this.#atoms[close + 1] !== BRACE || close + 1 >= this.#end) {
        const type = this.#type(this.#group());
        this.#enter();
        const operand = this.#unary();
        this.#depth--;
        return cast(this.#scope.view, type, operand);
      }
    }
    return this.#postfix(this.#primary());
  }

  #type(range: TokenRange): CType {
    const type = this.#scope.typeAt(range);
    if (type === undefined) throw new NotConstant("a type is not understood");
    return type;
  }

  #size(type: CType): { readonly size: number; readonly align: number } {
    const plain = unwrapC(type);
    // GNU: void and functions have size 1.
    if (plain.kind === "void" || plain.kind === "function") return { size: 1, align: 1 };
    if (plain.kind === "unknown") throw new NotConstant(plain.reason);
    const fixedSize = plain.kind === "scalar" ? FIXED_SIZES[plain.name] : undefined;
    if (fixedSize !== undefined && type.kind !== "typedef") return { size: fixedSize, align: fixedSize };
    const { measure, view } = this.#scope;
    view.asked = true;
    if (view.model === undefined || measure === undefined) throw new NotConstant("sizes are not known here");
    const known = measure.type(type, view.model);
    if (known === undefined) throw new NotConstant("the size of a type in an expression is not known");
    return known;
  }

  #sizeOperand(): CType {
    this.#at++;
    if (this.#token === PAREN && this.#scope.startsType(this.#at + 1)) {
      const close = this.#partners[this.#at] ?? -1;
      if (this.#atoms[close + 1] !== BRACE || close + 1 >= this.#end) return this.#type(this.#group());
    }
    this.#enter();
    const { type } = this.#unary();
    this.#depth--;
    return type;
  }

  #sizeof(): Operand {
    const { size } = this.#size(this.#sizeOperand());
    return { type: { kind: "standard", name: "size_t" }, value: BigInt(size) };
  }

  #alignof(): Operand {
    const isStandard = !this.#scope.atoms.text(this.#token).startsWith("__");
    const type = this.#sizeOperand();
    const { view } = this.#scope;
    const { align } = this.#size(type);
    // i386 aligns long long and double to 4 in records and to 8 elsewhere; which of the two the operator means differs.
    view.asked = true;
    const plain = unwrapC(type);
    const scalar = plain.kind === "scalar" ? view.model?.scalars[plain.name] : undefined;
    if (scalar !== undefined && typeof scalar !== "string" && scalar.align !== scalar.fieldAlign) {
      return { type: { kind: "standard", name: "size_t" }, value: BigInt(isStandard ? scalar.fieldAlign : scalar.align) };
    }
    return { type: { kind: "standard", name: "size_t" }, value: BigInt(align) };
  }

  #primary(): Operand {
    const { atoms, view } = this.#scope;
    const token = this.#token;
    if (token === PAREN) {
      const close = this.#partners[this.#at] ?? -1;
      if (this.#atoms[this.#at + 1] === BRACE) throw new NotConstant("a statement expression is not constant");
      if (this.#atoms[close + 1] === BRACE && close + 1 < this.#end && this.#scope.startsType(this.#at + 1)) {
        const type = this.#type(this.#group());
        this.#group();
        return { type, value: undefined };
      }
      this.#enter();
      const operand = this.#inside(this.#group(), () => this.#comma());
      this.#depth--;
      return operand;
    }
    this.#at++;
    switch (atoms.kind(token)) {
      case NUMBER: {
        const literal = integerLiteral(atoms.text(token));
        if (literal === undefined) return floating(atoms.text(token));
        const type = literalType(literal.value, literal.unsigned, literal.longs, literal.decimal, view);
        if (type === undefined) throw new NotConstant(`${atoms.text(token)} fits no integer type`);
        return integer(literal.value, type);
      }
      case CHARACTER: {
        const literal = literalUnits(atoms.text(token));
        const isAscii = literal?.units.every((unit) => unit < 128) ?? false;
        if (!isAscii) view.asked = true;
        const value = literal && characterValue(literal, isAscii || (view.model?.charSigned ?? true));
        if (value === undefined) throw new NotConstant(`${atoms.text(token)} is not understood`);
        return cast(view, CHARACTER_TYPES[literal?.prefix ?? ""], { type: INT, value });
      }
      case STRING:
        return this.#string(token);
      case IDENTIFIER:
        return this.#name(token);
      default:
        throw new NotConstant(token < 0 ? "an expression ends too early" : `unexpected ${atoms.text(token)} in an expression`);
    }
  }

  #string(first: number): Operand {
    const { atoms } = this.#scope;
    let units = 0;
    let prefix = "";
    for (let token = first; ; token = this.#token, this.#at++) {
      const literal = literalUnits(atoms.text(token));
      if (literal === undefined) throw new NotConstant("a string literal is not understood");
      units += literal.units.length;
      prefix = literal.prefix || prefix;
      if (this.#token < 0 || atoms.kind(this.#token) !== STRING) break;
    }
    const of: CType =
      prefix === "L"
        ? { kind: "standard", name: "wchar_t" }
        : prefix === "u" || prefix === "U"
          ? { kind: "standard", name: prefix === "u" ? "char16_t" : "char32_t" }
          : { kind: "scalar", name: "char" };
    return { type: { kind: "array", of, count: units + 1 }, value: undefined };
  }

  #name(token: number): Operand {
    const scope = this.#scope;
    const { atoms } = scope;
    if (token === OFFSETOF) return this.#offsetof();
    if (token === CHOOSE || token === EXPECT || token === CONSTANT_P) return this.#call(token);
    if (token === COMPATIBLE) throw new NotConstant("__builtin_types_compatible_p is not supported");
    const enumerator = scope.enumerator(token);
    if (typeof enumerator === "string") throw new NotConstant(enumerator);
    if (enumerator !== undefined) return enumerator;
    if (scope.isC23 && (token === TRUE || token === FALSE))
      return { type: { kind: "scalar", name: "bool" }, value: token === TRUE ? 1n : 0n };
    const object = scope.object(token);
    if (object !== undefined) return { type: object, value: undefined };
    throw new NotConstant(scope.missing(token) || `${atoms.text(token)} is not declared`);
  }

  #call(token: number): Operand {
    if (this.#token !== PAREN) throw new NotConstant("a builtin without arguments");
    this.#enter();
    const operands = this.#inside(this.#group(), () => {
      const list = [this.#conditional()];
      while (this.#token === COMMA) {
        this.#at++;
        list.push(this.#conditional());
      }
      return list;
    });
    this.#depth--;
    const [first, second, third] = operands;
    if (first === undefined) throw new NotConstant("a builtin without arguments");
    if (token === EXPECT) return first;
    if (token === CONSTANT_P) return { type: INT, value: first.value === undefined ? undefined : 1n };
    const chosen = first.value === undefined ? undefined : first.value !== 0n ? second : third;
    if (chosen === undefined) throw new NotConstant("__builtin_choose_expr without a constant choice");
    return chosen;
  }

  #offsetof(): Operand {
    if (this.#token !== PAREN) throw new NotConstant("offsetof without arguments");
    const range = this.#group();
    let comma = range.from;
    while (comma < range.to && this.#atoms[comma] !== COMMA) {
      const partner = this.#partners[comma] ?? -1;
      comma = partner > comma ? partner + 1 : comma + 1;
    }
    const type = this.#type({ from: range.from, to: comma });
    this.#enter();
    const member = this.#inside({ from: comma + 1, to: range.to }, () => {
      const first = this.#member({ type, value: undefined, address: 0n });
      return this.#postfix(first);
    });
    this.#depth--;
    if (member.address === undefined) throw new NotConstant("the offset of a member is not known");
    return { type: { kind: "standard", name: "size_t" }, value: member.address };
  }

  #postfix(start: Operand): Operand {
    let operand = start;
    for (;;) {
      const token = this.#token;
      if (token === DOT) {
        this.#at++;
        operand = this.#member(operand);
      } else if (token === ARROW) {
        this.#at++;
        operand = this.#member(dereference(operand));
      } else if (token === BRACKET) {
        this.#enter();
        const index = this.#inside(this.#group(), () => this.#comma());
        this.#depth--;
        operand = this.#element(operand, index);
      } else if (token === PAREN) {
        this.#group();
        const type = unwrapC(operand.type);
        const callee = type.kind === "pointer" ? unwrapC(type.to) : type;
        if (callee.kind !== "function") throw new NotConstant("a call is not constant");
        operand = { type: callee.result, value: undefined };
      } else return operand;
    }
  }

  #member(operand: Operand): Operand {
    const name = this.#token;
    if (name < 0 || this.#scope.atoms.kind(name) !== IDENTIFIER) throw new NotConstant("a member's name is missing");
    this.#at++;
    const record = unwrapC(operand.type);
    if (record.kind === "unknown") throw new NotConstant(record.reason);
    if (record.kind !== "record") throw new NotConstant("a member of what is no record");
    const text = this.#scope.atoms.text(name);
    const type = memberType(record, text);
    if (type === undefined) throw new NotConstant(`${record.name} has no known member ${text}`);
    if (operand.address === undefined) return { type, value: undefined };
    const { measure, view } = this.#scope;
    view.asked = true;
    const offset = view.model === undefined ? undefined : measure?.offset(record, text, view.model);
    return offset === undefined ? { type, value: undefined } : { type, value: undefined, address: operand.address + BigInt(offset) };
  }

  #element(operand: Operand, index: Operand): Operand {
    const type = unwrapC(operand.type);
    if (type.kind !== "array" && type.kind !== "pointer") throw new NotConstant("an index on what is no array");
    const of = type.kind === "array" ? type.of : type.to;
    const base = type.kind === "array" ? operand.address : operand.value;
    if (base === undefined || index.value === undefined) return { type: of, value: undefined };
    return { type: of, value: undefined, address: base + index.value * BigInt(this.#size(of).size) };
  }
}
