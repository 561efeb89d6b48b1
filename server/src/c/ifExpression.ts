/**
 * The controlling expression of `#if` (ISO C 6.10.1): integers only, all of them `intmax_t` or `uintmax_t`, which
 * have 64 bits on every target. Names that are no macros are 0. Works on tokens whose macros are expanded.
 */
import { type Atoms, CHARACTER, fixed, HEADER, IDENTIFIER, NUMBER, STRING } from "./atoms.ts";
import { characterValue, integerLiteral, literalUnits } from "./literals.ts";
import type { TokenList } from "./tokens.ts";

const HASH = fixed("#");
const PAREN = fixed("(");
const CLOSE = fixed(")");
const QUESTION = fixed("?");
const COLON = fixed(":");
const COMMA = fixed(",");
const LESS = fixed("<");
const GREATER = fixed(">");
const TRUE = fixed("true");

/** Parentheses and operators nested deeper than this are an error. */
const MAX_DEPTH = 200;

/** Questions that only the run can answer. */
export interface ConditionHost {
  readonly atoms: Atoms;
  isDefined(atom: number): boolean;
  /** Told of a name that the condition takes for undefined. */
  takenForUndefined(atom: number): void;
  /** `__has_include` and its kin, with the name as written between the delimiters. */
  hasInclude(operator: number, name: string, quoted: boolean): boolean;
  /** `__has_attribute(name)` and its kin. */
  has(operator: string, name: string): bigint;
  /** Whether the compiler has an operator by that name. */
  isOperator(operator: number): boolean;
  compiler(): "gcc" | "clang";
  /** Told of what is wrong although the condition has a value. */
  complain(message: string): void;
  isSigned(type: "char" | "wchar_t"): boolean;
  /** Whether `true` is a keyword of the dialect (C23). */
  trueIsKeyword(): boolean;
  /** Whether `::` is one token, as in `gnu::packed`. */
  hasScopes(): boolean;
}

interface Value {
  readonly value: bigint;
  readonly unsigned: boolean;
}

const ZERO: Value = { value: 0n, unsigned: false };

const PRECEDENCE: ReadonlyMap<number, number> = new Map(
  (
    [
      ["*", 10],
      ["/", 10],
      ["%", 10],
      ["+", 9],
      ["-", 9],
      ["<<", 8],
      [">>", 8],
      ["<", 7],
      [">", 7],
      ["<=", 7],
      [">=", 7],
      ["==", 6],
      ["!=", 6],
      ["&", 5],
      ["^", 4],
      ["|", 3],
      ["&&", 2],
      ["||", 1],
    ] as const
  ).map(([text, level]) => [fixed(text), level]),
);

/** Operators that bind less than `?` to clang's preprocessor. */
const ENDS_FOR_CLANG = new Set([CLOSE, COMMA, COLON]);

const FILE_OPERATORS = new Set(["__has_include", "__has_include_next", "__has_embed"].map(fixed));
const NAME_OPERATORS = new Set(
  ["__has_attribute", "__has_builtin", "__has_feature", "__has_extension", "__has_c_attribute", "__has_cpp_attribute"]
    .concat(["__has_declspec_attribute", "__has_warning", "__is_identifier", "__building_module"])
    .map(fixed),
);
const DEFINED = fixed("defined");

/** A syntax error, as a message. */
class ConditionError extends Error {}

/** The value of a condition; a string says why it has none (compilers then take the branch for false). */
export function evaluateCondition(list: TokenList, host: ConditionHost): bigint | string {
  if (list.length === 0) return "#if with no expression";
  try {
    const parser = new ConditionParser(list, host);
    const result = parser.first();
    // clang complains of what follows an expression that could have ended, and goes on with its value.
    if (!parser.atEnd && ENDS_FOR_CLANG.has(parser.token) && host.compiler() === "clang") {
      host.complain(`unexpected ${host.atoms.text(parser.token)} in the condition`);
      return result.value;
    }
    if (!parser.atEnd) return `unexpected ${host.atoms.text(parser.token)} in the condition`;
    return result.value;
  } catch (error) {
    if (error instanceof ConditionError) return error.message;
    throw error;
  }
}

class ConditionParser {
  readonly #list: TokenList;
  readonly #host: ConditionHost;
  #at = 0;

  constructor(list: TokenList, host: ConditionHost) {
    this.#list = list;
    this.#host = host;
  }

  get atEnd(): boolean {
    return this.#at >= this.#list.length;
  }

  get token(): number {
    return this.#list.atoms[this.#at] ?? -1;
  }

  #expect(atom: number): void {
    if (this.token !== atom) throw new ConditionError(`expected ${this.#host.atoms.text(atom)} in the condition`);
    this.#at++;
  }

  /** The outermost expression, to which clang takes no comma. */
  first(): Value {
    const value = this.#conditional(0, true);
    return this.token === COMMA && this.#host.compiler() === "gcc" ? this.#furtherOperands(value, 0, true) : value;
  }

  comma(depth: number, live: boolean): Value {
    return this.#furtherOperands(this.#conditional(depth, live), depth, live);
  }

  #furtherOperands(first: Value, depth: number, live: boolean): Value {
    let value = first;
    while (this.token === COMMA) {
      this.#at++;
      value = this.#conditional(depth, live);
    }
    return value;
  }

  #conditional(depth: number, live: boolean): Value {
    if (depth > MAX_DEPTH) throw new ConditionError("the condition nests too deeply");
    const condition = this.#binary(depth, 1, live);
    if (this.token !== QUESTION) return condition;
    this.#at++;
    const yes = condition.value !== 0n;
    const whenTrue = this.comma(depth + 1, live && yes);
    this.#expect(COLON);
    const whenFalse = this.#conditional(depth + 1, live && !yes);
    const unsigned = whenTrue.unsigned || whenFalse.unsigned;
    return wrap((yes ? whenTrue : whenFalse).value, unsigned);
  }

  #binary(depth: number, minimum: number, live: boolean): Value {
    let left = this.#unary(depth, live);
    for (;;) {
      const operator = this.token;
      const level = PRECEDENCE.get(operator);
      if (level === undefined || level < minimum) return left;
      this.#at++;
      const text = this.#host.atoms.text(operator);
      const rightLive = live && (text === "&&" ? left.value !== 0n : text === "||" ? left.value === 0n : true);
      const right = this.#binary(depth + 1, level + 1, rightLive);
      left = apply(text, left, right, rightLive, this.#host);
    }
  }

  #unary(depth: number, live: boolean): Value {
    // Prefix operators are counted, not recursed into.
    const prefixes: string[] = [];
    for (;;) {
      const text = this.#host.atoms.text(this.token);
      if (this.atEnd || (text !== "!" && text !== "~" && text !== "-" && text !== "+")) break;
      prefixes.push(text);
      this.#at++;
    }
    let value = this.#primary(depth, live);
    for (const prefix of prefixes.reverse()) {
      if (prefix === "!") value = { value: value.value === 0n ? 1n : 0n, unsigned: false };
      else if (prefix === "~") value = wrap(~value.value, value.unsigned);
      else if (prefix === "-") value = wrap(-value.value, value.unsigned);
    }
    return value;
  }

  #primary(depth: number, live: boolean): Value {
    const { atoms } = this.#host;
    const token = this.token;
    if (token < 0) throw new ConditionError("the condition ends too early");
    this.#at++;
    if (token === PAREN) {
      if (depth > MAX_DEPTH) throw new ConditionError("the condition nests too deeply");
      const value = this.comma(depth + 1, live);
      this.#expect(CLOSE);
      return value;
    }
    if (token === HASH && this.#host.compiler() === "gcc") return this.#assertion();
    switch (atoms.kind(token)) {
      case NUMBER:
        return this.#number(atoms.text(token));
      case CHARACTER:
        return this.#character(atoms.text(token));
      case IDENTIFIER:
        return this.#name(token);
      default:
        throw new ConditionError(`${atoms.text(token)} cannot stand in a condition`);
    }
  }

  /** `#machine(x)`, an obsolete extension (GCC manual "Obsolete Features"): false but for what `#assert` and gcc itself assert. */
  #assertion(): Value {
    const { atoms } = this.#host;
    if (this.token < 0 || atoms.kind(this.token) !== IDENTIFIER) throw new ConditionError("# is not followed by a name");
    this.#host.complain(`the assertion #${atoms.text(this.token)} is taken for false`);
    this.#at++;
    if (this.token !== PAREN) return ZERO;
    const first = ++this.#at;
    while (this.token !== CLOSE && this.token >= 0) this.#at++;
    if (this.#at === first) throw new ConditionError("an assertion has an empty answer");
    this.#expect(CLOSE);
    return ZERO;
  }

  #number(text: string): Value {
    const literal = integerLiteral(text);
    if (literal !== undefined) return wrap(literal.value, literal.unsigned || literal.value >= 1n << 63n);
    const message = `${text} is no integer constant`;
    if (this.#host.compiler() === "clang") {
      const plain = /^(.*[0-9a-fA-F])(?:(u?)wb|wb(u))$/i.exec(text);
      const bitInt = plain === null ? undefined : integerLiteral(`${plain[1]}${plain[2] ?? plain[3] ?? ""}`);
      if (bitInt === undefined) throw new ConditionError(message);
      return wrap(bitInt.value, bitInt.unsigned || bitInt.value >= 1n << 63n);
    }
    // gcc complains and goes on with 0.
    this.#host.complain(message);
    return ZERO;
  }

  /** A character constant has the signedness of its type in both preprocessors. */
  #character(text: string): Value {
    const literal = literalUnits(text);
    const last = literal?.units[literal.units.length - 1];
    if (literal === undefined || last === undefined) throw new ConditionError(`${text} is no character constant`);
    const { prefix, units } = literal;
    const isSingle = units.length === 1;
    if (prefix === "") {
      // clang has no narrow constant for a character that takes several bytes.
      if ((/\\[uU]/.test(text) || [...text].some((character) => character > "~")) && this.#host.compiler() === "clang")
        throw new ConditionError(`${text} is too large for a char`);
      const signed = this.#host.isSigned("char");
      const value = characterValue(literal, signed) ?? 0n;
      return wrap(value, !signed && (isSingle || this.#host.compiler() === "clang"));
    }
    if (!isSingle && this.#host.compiler() === "clang") throw new ConditionError(`${text} has several characters`);
    const signed = prefix === "L" && this.#host.isSigned("wchar_t");
    return wrap(signed ? BigInt(last | 0) : BigInt(last), !signed);
  }

  #name(token: number): Value {
    const { atoms } = this.#host;
    if (token === DEFINED) {
      const paren = this.token === PAREN;
      if (paren) this.#at++;
      const name = this.token;
      if (name < 0 || atoms.kind(name) !== IDENTIFIER) throw new ConditionError("defined is not followed by a name");
      this.#at++;
      if (paren) this.#expect(CLOSE);
      const isDefined = this.#host.isDefined(name);
      if (!isDefined) this.#host.takenForUndefined(name);
      return truth(isDefined);
    }
    if (FILE_OPERATORS.has(token)) return this.#fileOperator(token);
    if (NAME_OPERATORS.has(token) && this.#host.isOperator(token)) {
      this.#expect(PAREN);
      let name = "";
      for (let depth = 1; ; this.#at++) {
        if (this.token < 0) throw new ConditionError(`${atoms.text(token)} is not closed`);
        if (this.token === PAREN) depth++;
        else if (this.token === CLOSE && --depth === 0) break;
        name += atoms.text(this.token);
      }
      this.#at++;
      if (name.includes("::") && !this.#host.hasScopes()) throw new ConditionError(`${atoms.text(token)} takes one name here`);
      return { value: this.#host.has(atoms.text(token), name), unsigned: false };
    }
    if (token === TRUE && this.#host.trueIsKeyword()) return truth(true);
    // A name that is no macro, called like one, is a syntax error to both compilers.
    if (this.token === PAREN) throw new ConditionError(`${atoms.text(token)} is not defined, so it cannot be called`);
    this.#host.takenForUndefined(token);
    return ZERO;
  }

  #fileOperator(operator: number): Value {
    const { atoms } = this.#host;
    this.#expect(PAREN);
    const token = this.token;
    const kind = atoms.kind(token);
    let name = "";
    const quoted = kind === STRING;
    if (quoted || kind === HEADER) {
      name = atoms.text(token).slice(1, -1);
      this.#at++;
    } else if (token === LESS) {
      for (this.#at++; this.token !== GREATER; this.#at++) {
        if (this.token < 0) throw new ConditionError("the file name is not closed");
        name += atoms.text(this.token);
      }
      this.#at++;
    } else throw new ConditionError(`${atoms.text(operator)} takes a file name`);
    while (this.token !== CLOSE && this.token >= 0) this.#at++;
    this.#expect(CLOSE);
    return truth(this.#host.hasInclude(operator, name, quoted));
  }
}

function truth(value: boolean): Value {
  return { value: value ? 1n : 0n, unsigned: false };
}

function wrap(value: bigint, unsigned: boolean): Value {
  return { value: unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value), unsigned };
}

/** clang takes a negative count for a huge one; to the left that leaves nothing, to the right it takes 32 bits of the count and no more than 63. */
function shiftAsClang(toLeft: boolean, left: Value, right: Value): Value {
  if (toLeft) return { value: 0n, unsigned: left.unsigned };
  const by = BigInt.asUintN(32, right.value);
  return wrap(left.value >> (by > 63n ? 63n : by), left.unsigned);
}

function apply(operator: string, left: Value, right: Value, live: boolean, host: ConditionHost): Value {
  switch (operator) {
    case "&&":
      return truth(left.value !== 0n && right.value !== 0n);
    case "||":
      return truth(left.value !== 0n || right.value !== 0n);
    case "<<":
    case ">>": {
      if ((right.value < 0n || right.value > 63n) && host.compiler() === "clang") return shiftAsClang(operator === "<<", left, right);
      // A negative count shifts the other way, as gcc's preprocessor has it.
      const count = right.unsigned ? right.value : BigInt.asIntN(64, right.value);
      const toLeft = (operator === "<<") === count >= 0n;
      const by = count >= 0n ? count : -count;
      if (by >= 64n) return toLeft || left.value >= 0n ? { value: 0n, unsigned: left.unsigned } : { value: -1n, unsigned: false };
      return wrap(toLeft ? left.value << by : left.value >> by, left.unsigned);
    }
  }
  const unsigned = left.unsigned || right.unsigned;
  const a = wrap(left.value, unsigned).value;
  const b = wrap(right.value, unsigned).value;
  switch (operator) {
    case "*":
      return wrap(a * b, unsigned);
    case "/":
    case "%":
      if (b === 0n) {
        const message = "division by zero in the condition";
        if (live && host.compiler() === "clang") throw new ConditionError(message);
        // gcc complains and goes on with the dividend, whose sign it has taken off by then.
        if (live) host.complain(message);
        return { value: unsigned ? left.value : a < 0n ? -a : a, unsigned: left.unsigned };
      }
      return wrap(operator === "/" ? a / b : a % b, unsigned);
    case "+":
      return wrap(a + b, unsigned);
    case "-":
      return wrap(a - b, unsigned);
    case "<":
      return truth(a < b);
    case ">":
      return truth(a > b);
    case "<=":
      return truth(a <= b);
    case ">=":
      return truth(a >= b);
    case "==":
      return truth(a === b);
    case "!=":
      return truth(a !== b);
    case "&":
      return wrap(a & b, unsigned);
    case "^":
      return wrap(a ^ b, unsigned);
    default:
      return wrap(a | b, unsigned);
  }
}
