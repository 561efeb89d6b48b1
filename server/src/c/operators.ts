/**
 * What C's operators do to the operands of a constant expression: types by the usual arithmetic conversions, values
 * where they are certain. Knows no tokens; reading the expression is evaluator.ts's work.
 */
import { type CRecord, type CScalar, type CType, unwrapC } from "../types/c.ts";
import { commonType, INT, type IntegerType, integerType, type ModelView, promote, wrapTo } from "./arithmetic.ts";
import type { LiteralPrefix } from "./literals.ts";

/** What a character constant's type is, by its prefix (ISO C23 6.4.4.4). */
export const CHARACTER_TYPES: Readonly<Record<LiteralPrefix, CType>> = {
  "": INT,
  L: { kind: "standard", name: "wchar_t" },
  u: { kind: "standard", name: "char16_t" },
  U: { kind: "standard", name: "char32_t" },
  u8: { kind: "scalar", name: "uchar" },
};

/** Why an expression whose value does not fit its signed type has none. */
export const OVERFLOWS = "a signed integer overflows";

/** Says why an expression has no certain value. */
export class NotConstant extends Error {}

/** The result of an expression; `value` undefined where only the type is known. `address` is set for what `&` can take the constant address of. */
export interface Operand {
  readonly type: CType;
  readonly value: bigint | undefined;
  readonly address?: bigint;
  /** Why there is no value, where that is more than that the expression is not constant. It counts only if the value does. */
  readonly why?: string;
}

/** `condition ? yes : no`. */
export function choose(view: ModelView, condition: Operand, yes: Operand, no: Operand): Operand {
  const a = integerType(yes.type, view);
  const b = integerType(no.type, view);
  const chosen = condition.value === undefined ? undefined : condition.value !== 0n ? yes : no;
  const why = (chosen ?? condition).why;
  if (a === undefined || b === undefined) return { type: (chosen ?? yes).type, value: chosen?.value, ...because(why) };
  return integer(chosen?.value, commonType(a, b), why);
}

function because(why: string | undefined): { readonly why?: string } {
  return why === undefined ? {} : { why };
}

/** An integer of a type, wrapped to its width. */
export function integer(value: bigint | undefined, type: IntegerType, why?: string): Operand {
  return { type: { kind: "scalar", name: type.name }, value: value === undefined ? undefined : wrapTo(value, type), ...because(why) };
}

/** A binary operator with the usual conversions (ISO C 6.3.1.8). */
export function applyBinary(view: ModelView, operator: string, left: Operand, right: Operand): Operand {
  if (operator === "&&" || operator === "||") {
    const decided = left.value !== undefined && (left.value !== 0n) === (operator === "||") ? left.value : right.value;
    const known = left.value === undefined ? undefined : decided;
    if (known === undefined) return { type: INT, value: undefined, ...because(left.why ?? right.why) };
    return { type: INT, value: known === 0n ? 0n : 1n };
  }
  const a = integerType(left.type, view);
  const b = integerType(right.type, view);
  if (a === undefined || b === undefined) return applyToOther(view, operator, left, right);
  if (operator === "<<" || operator === ">>") {
    const type = promote(a);
    if (left.value === undefined || right.value === undefined) return integer(undefined, type, left.why ?? right.why);
    if (right.value < 0n || right.value >= BigInt(type.bits)) return integer(undefined, type, "a shift by a negative or too large count");
    return integer(operator === "<<" ? left.value << right.value : left.value >> right.value, type);
  }
  const type = commonType(a, b);
  const isComparison = /^[<>=!]/.test(operator);
  if (left.value === undefined || right.value === undefined)
    return { type: isComparison ? INT : integer(undefined, type).type, value: undefined, ...because(left.why ?? right.why) };
  const x = wrapTo(left.value, type);
  const y = wrapTo(right.value, type);
  if (isComparison) return { type: INT, value: compare(operator, x, y) ? 1n : 0n };
  if ((operator === "/" || operator === "%") && y === 0n) return integer(undefined, type, "a division by zero");
  const value = calculate(operator, x, y);
  if (type.signed && view.wraps !== true && wrapTo(value, type) !== value) return integer(undefined, type, OVERFLOWS);
  return integer(value, type);
}

/** Operators on what is no integer: pointers and arrays, whose value is no constant here, and floating types. */
function applyToOther(view: ModelView, operator: string, left: Operand, right: Operand): Operand {
  if (/^(?:[<>]=?|==|!=)$/.test(operator)) return { type: INT, value: undefined };
  const pointer = [left, right].find(({ type }) => ["pointer", "array", "function"].includes(unwrapC(type).kind));
  if (pointer === undefined) {
    const floating = [left, right].find(({ type }) => integerType(type, view) === undefined);
    return { type: floating?.type ?? left.type, value: undefined };
  }
  const both = ["pointer", "array"].includes(unwrapC(left.type).kind) && ["pointer", "array"].includes(unwrapC(right.type).kind);
  if (both) return { type: { kind: "standard", name: "ptrdiff_t" }, value: undefined };
  return { type: decayed(pointer.type), value: undefined };
}

/** A unary operator but for sizeof and its kin. */
export function applyPrefix(view: ModelView, operator: string, operand: Operand): Operand {
  if (operator === "!") {
    const value = operand.value === undefined ? undefined : operand.value === 0n ? 1n : 0n;
    return { type: INT, value, ...because(operand.why) };
  }
  if (operator === "&") return { type: { kind: "pointer", to: operand.type }, value: operand.address };
  if (operator === "*") return dereference(operand);
  if (operator === "++" || operator === "--") return { type: operand.type, value: undefined };
  const type = integerType(operand.type, view);
  if (type === undefined) return { type: operand.type, value: undefined };
  const promoted = promote(type);
  const { value } = operand;
  if (value === undefined) return integer(undefined, promoted, operand.why);
  if (operator === "-" && promoted.signed && view.wraps !== true && wrapTo(-value, promoted) !== -value)
    return integer(undefined, promoted, OVERFLOWS);
  return integer(operator === "-" ? -value : operator === "~" ? ~value : value, promoted);
}

/** What `*` gives; the address stays known where it was. */
export function dereference(operand: Operand): Operand {
  const type = unwrapC(decayed(operand.type));
  if (type.kind === "function") return { type, value: undefined };
  if (type.kind !== "pointer") throw new NotConstant("* on what is no pointer");
  const result: Operand = { type: type.to, value: undefined };
  return operand.value === undefined ? result : { ...result, address: operand.value };
}

export function cast(view: ModelView, type: CType, operand: Operand): Operand {
  const target = integerType(type, view);
  if (target !== undefined) {
    const value = operand.value === undefined ? undefined : wrapTo(operand.value, target);
    return { type, value, ...because(operand.why) };
  }
  if (unwrapC(type).kind === "unknown") throw new NotConstant(reasonOf(type));
  // A null pointer, or a number for an address, is what `offsetof` by hand starts from.
  return { type, value: unwrapC(type).kind === "pointer" ? operand.value : undefined };
}

function compare(operator: string, x: bigint, y: bigint): boolean {
  switch (operator) {
    case "<":
      return x < y;
    case ">":
      return x > y;
    case "<=":
      return x <= y;
    case ">=":
      return x >= y;
    case "==":
      return x === y;
    default:
      return x !== y;
  }
}

function calculate(operator: string, x: bigint, y: bigint): bigint {
  switch (operator) {
    case "*":
      return x * y;
    case "/":
      return x / y;
    case "%":
      return x % y;
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "&":
      return x & y;
    case "^":
      return x ^ y;
    default:
      return x | y;
  }
}

/** A type as an operand has it: an array is a pointer to its first element. */
export function decayed(type: CType): CType {
  const plain = unwrapC(type);
  return plain.kind === "array" ? { kind: "pointer", to: plain.of } : type;
}

/** A floating literal: its type, for its value never makes an integer constant by itself. */
export function floating(text: string): Operand {
  if (!/^(?:[0-9]|\.[0-9]|0[xX])/.test(text)) throw new NotConstant(`${text} is no number`);
  const suffix = /^0[xX]/.test(text) ? /p[+-]?[0-9]+([fFlL]?)$/i.exec(text)?.[1] : /([fFlL]?)$/.exec(text)?.[1];
  const name: CScalar = suffix === "f" || suffix === "F" ? "float" : suffix === "l" || suffix === "L" ? "ldouble" : "double";
  return { type: { kind: "scalar", name }, value: undefined };
}

/** Why a type is not known. */
export function reasonOf(type: CType): string {
  const plain = unwrapC(type);
  return plain.kind === "unknown" ? plain.reason : "a type is not understood";
}

/** The type of a member, also one of an anonymous struct or union in it; undefined when there is none by that name. */
export function memberType(record: CRecord, name: string): CType | undefined {
  const anonymous: CRecord[] = [record];
  for (let i = 0; i < anonymous.length && i < 1000; i++) {
    for (const field of anonymous[i]?.fields ?? []) {
      if (field.name === name) return field.type;
      const plain = unwrapC(field.type);
      if (field.name === "" && plain.kind === "record") anonymous.push(plain);
    }
  }
  return undefined;
}
