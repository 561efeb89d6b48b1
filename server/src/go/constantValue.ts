/**
 * Values of Go constants and their arithmetic, as exact as the language asks (go/constant, go/types/const.go).
 * Knows values only; what a type does to them is in constantType.ts. Imports only fractions.
 */
import { bitLength, type Rational, rational } from "./rational.ts";

/** A string's value is its bytes, one character each. */
export type ConstantValue =
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "string"; readonly bytes: string }
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: Rational };

/** Compilers refuse untyped integers beyond this many bits, and shifts by more than `longestShift`. */
const widestInteger = 512;
const longestShift = 1023n - 1n + 52n;
/** Beyond this many bits go/constant no longer computes with exact fractions. */
const widestFraction = 4096;
const longestString = 1_000_000;

export function intValue(value: bigint): ConstantValue | undefined {
  return bitLength(value) > widestInteger ? undefined : { kind: "int", value };
}

export function boolValue(value: boolean): ConstantValue {
  return { kind: "bool", value };
}

export function floatValue(value: Rational | undefined): ConstantValue | undefined {
  if (value === undefined || bitLength(value.numerator) >= widestFraction || bitLength(value.denominator) >= widestFraction)
    return undefined;
  return { kind: "float", value };
}

export function stringValue(bytes: string): ConstantValue | undefined {
  return bytes.length > longestString ? undefined : { kind: "string", bytes };
}

/** The value as an integer, when it is a number without a fraction. */
export function toInt(value: ConstantValue): ConstantValue | undefined {
  if (value.kind === "int") return value;
  return value.kind === "float" && value.value.denominator === 1n ? intValue(value.value.numerator) : undefined;
}

export function toFloat(value: ConstantValue): ConstantValue | undefined {
  if (value.kind === "float") return value;
  return value.kind === "int" ? floatValue({ numerator: value.value, denominator: 1n }) : undefined;
}

/** `+ - * / % & | ^ &^ && ||` of two values of one kind; integers divide as integers. Undefined for what Go refuses. */
export function binaryValue(operator: string, left: ConstantValue, right: ConstantValue): ConstantValue | undefined {
  if (left.kind === "bool" && right.kind === "bool") {
    if (operator === "&&") return boolValue(left.value && right.value);
    return operator === "||" ? boolValue(left.value || right.value) : undefined;
  }
  if (left.kind === "string" && right.kind === "string") return operator === "+" ? stringValue(left.bytes + right.bytes) : undefined;
  if (left.kind === "int" && right.kind === "int") return integerResult(operator, left.value, right.value);
  if (left.kind === "float" && right.kind === "float") return fractionResult(operator, left.value, right.value);
  return undefined;
}

function integerResult(operator: string, a: bigint, b: bigint): ConstantValue | undefined {
  switch (operator) {
    case "+":
      return intValue(a + b);
    case "-":
      return intValue(a - b);
    case "*":
      return intValue(a * b);
    case "/":
      return b === 0n ? undefined : intValue(a / b);
    case "%":
      return b === 0n ? undefined : intValue(a % b);
    case "&":
      return intValue(a & b);
    case "|":
      return intValue(a | b);
    case "^":
      return intValue(a ^ b);
    case "&^":
      return intValue(a & ~b);
    default:
      return undefined;
  }
}

function fractionResult(operator: string, a: Rational, b: Rational): ConstantValue | undefined {
  switch (operator) {
    case "+":
      return floatValue(rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator));
    case "-":
      return floatValue(rational(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator));
    case "*":
      return floatValue(rational(a.numerator * b.numerator, a.denominator * b.denominator));
    case "/":
      return b.numerator === 0n ? undefined : floatValue(rational(a.numerator * b.denominator, a.denominator * b.numerator));
    default:
      return undefined;
  }
}

/** `<<` and `>>` of an integer. */
export function shiftValue(operator: string, left: bigint, count: bigint): ConstantValue | undefined {
  if (count < 0n || count > longestShift) return undefined;
  return intValue(operator === "<<" ? left << count : left >> count);
}

/** `== != < <= > >=` of two values of one kind. */
export function compareValues(operator: string, left: ConstantValue, right: ConstantValue): boolean | undefined {
  const order = orderOf(left, right);
  if (order === undefined) return undefined;
  switch (operator) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return left.kind === "bool" ? undefined : order < 0;
    case "<=":
      return left.kind === "bool" ? undefined : order <= 0;
    case ">":
      return left.kind === "bool" ? undefined : order > 0;
    case ">=":
      return left.kind === "bool" ? undefined : order >= 0;
    default:
      return undefined;
  }
}

function orderOf(left: ConstantValue, right: ConstantValue): number | undefined {
  if (left.kind === "bool" && right.kind === "bool") return Number(left.value) - Number(right.value);
  if (left.kind === "string" && right.kind === "string") return left.bytes < right.bytes ? -1 : left.bytes > right.bytes ? 1 : 0;
  if (left.kind === "int" && right.kind === "int") return signOf(left.value - right.value);
  if (left.kind === "float" && right.kind === "float") {
    return signOf(left.value.numerator * right.value.denominator - right.value.numerator * left.value.denominator);
  }
  return undefined;
}

function signOf(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

/** `-` and `+` of a number, `!` of a truth value; `^` is a matter of types. */
export function negated(value: ConstantValue): ConstantValue | undefined {
  if (value.kind === "int") return intValue(-value.value);
  if (value.kind === "float") return floatValue({ numerator: -value.value.numerator, denominator: value.value.denominator });
  return undefined;
}
