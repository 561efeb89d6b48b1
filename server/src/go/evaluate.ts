/**
 * Constants and the types of values: package-level constants and variables, operators on constants, and the types
 * that untyped constants get (go/types/const.go, expr.go).
 */
import { type GoBasic, type GoType, underlyingGo } from "../types/go.ts";
import type { Expression } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { complemented, converted, formOf, represented, type TypeForm } from "./constantType.ts";
import { binaryValue, boolValue, type ConstantValue, compareValues, negated, shiftValue, toFloat, toInt } from "./constantValue.ts";
import { tupleOf } from "./expressions.ts";
import { fileScope, isTouched, type Operand, type Scope, type Untyped, type ValueObject, type ValueOperand, value } from "./operands.ts";
import { mayBeIdentical, unknownType } from "./typeForms.ts";

const defaultTypes: Readonly<Record<Untyped, GoBasic | undefined>> = {
  bool: "bool",
  int: "int",
  rune: "int32",
  float: "float64",
  complex: "complex128",
  string: "string",
  nil: undefined,
};

/** The type a value has when nothing around it gives it one. */
export function defaultType(operand: Operand): GoType {
  if (operand.mode === "function") return { kind: "func" };
  if (operand.mode !== "value") return unknownType(operand.mode === "unknown" ? operand.reason : "this is no single value");
  const name = operand.untyped === undefined ? undefined : defaultTypes[operand.untyped];
  return name === undefined ? operand.type : { kind: "basic", name };
}

/** An untyped constant. */
export function untypedValue(untyped: Untyped, constant: ConstantValue | undefined): ValueOperand {
  const name = defaultTypes[untyped];
  return { mode: "value", type: name === undefined ? unknownType("nil has no type") : { kind: "basic", name }, untyped, constant };
}

/** The value of a constant expression as an integer. */
export function constantInt(checker: Checker, expression: Expression, scope: Scope): bigint | undefined {
  // One array type may stand for several in a generic declaration, so nothing is remembered of its length.
  const { operands } = checker;
  checker.operands = undefined;
  const operand = checker.check(expression, scope);
  checker.operands = operands;
  const whole = operand.mode === "value" && operand.constant !== undefined ? toInt(operand.constant) : undefined;
  return whole?.kind === "int" ? whole.value : undefined;
}

/** What a package-level constant or variable is. */
export function valueOfObject(checker: Checker, object: ValueObject): ValueOperand {
  const { spec, index, placed } = object;
  if (isTouched(placed, spec)) {
    return value(unknownType(`the declaration of ${object.name.name} does not parse`));
  }
  const scope = fileScope(object, spec.isConstant ? spec.iota : undefined);
  if (spec.isConstant) return constantOf(checker, spec.type, spec.values[index], scope);
  return value(variableTypes(checker, spec.type, spec.values, spec.names.length, scope)[index] ?? unknownType("it has no value"));
}

/** A constant with the type its declaration gives it. */
export function constantOf(checker: Checker, type: Expression | undefined, expression: Expression | undefined, scope: Scope): ValueOperand {
  const operand = expression === undefined ? undefined : checker.check(expression, scope);
  if (operand?.mode !== "value") return value(unknownType(operand?.mode === "unknown" ? operand.reason : "it is no constant"));
  if (type === undefined) return { mode: "value", type: operand.type, untyped: operand.untyped, constant: operand.constant };
  const declared = checker.typeNamed(type, scope);
  const isAssignable = operand.untyped !== undefined || mayBeIdentical(operand.type, declared);
  const form = formOf(declared, checker.environment);
  const constant = isAssignable && operand.constant !== undefined ? represented(operand.constant, form, checker.environment) : undefined;
  return { mode: "value", type: declared, constant };
}

/** The types of the variables one declaration makes. */
export function variableTypes(
  checker: Checker,
  type: Expression | undefined,
  values: readonly Expression[],
  count: number,
  scope: Scope,
): readonly GoType[] {
  if (type !== undefined) {
    const declared = checker.typeNamed(type, scope);
    return Array.from({ length: count }, () => declared);
  }
  const only = values[0];
  if (values.length === 1 && count > 1 && only !== undefined) return tupleOf(checker, only, scope, count);
  return values.map((each) => defaultType(checker.check(each, scope)));
}

/** `T(x)` of a constant: its value when the type holds constants. */
export function convertedOperand(checker: Checker, type: GoType, operand: ValueOperand): ValueOperand {
  const constant =
    operand.constant === undefined ? undefined : converted(operand.constant, formOf(type, checker.environment), checker.environment);
  return { mode: "value", type, constant };
}

export function unaryOperand(checker: Checker, operator: string, operand: ValueOperand): ValueOperand {
  const { constant, untyped, type } = operand;
  const form = untyped === undefined ? formOf(type, checker.environment) : undefined;
  const plain: ValueOperand = { mode: "value", type, untyped };
  if (constant === undefined) return plain;
  return { ...plain, constant: fitted(checker, unaryValue(checker, operator, constant, form), form) };
}

function unaryValue(checker: Checker, operator: string, constant: ConstantValue, form: TypeForm | undefined): ConstantValue | undefined {
  if (operator === "+") return constant.kind === "int" || constant.kind === "float" ? constant : undefined;
  if (operator === "-") return negated(constant);
  if (operator === "^") return constant.kind === "int" ? complemented(constant.value, form, checker.environment) : undefined;
  return operator === "!" && constant.kind === "bool" ? boolValue(!constant.value) : undefined;
}

/** A result must fit the type of a typed constant; Go refuses it otherwise. */
function fitted(checker: Checker, constant: ConstantValue | undefined, form: TypeForm | undefined): ConstantValue | undefined {
  return constant === undefined || form === undefined ? constant : represented(constant, form, checker.environment);
}

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** Operators whose two sides must be of one type. */
export const joiningOperators: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "&", "|", "^", "&^", ...comparisons]);

const ranks: readonly Untyped[] = ["int", "rune", "float", "complex"];

export function binaryOperand(checker: Checker, operator: string, left: ValueOperand, right: ValueOperand): ValueOperand {
  if (operator === "<<" || operator === ">>") return shiftOperand(checker, operator, left, right);
  const joined = join(checker, left, right);
  const values = joined.values === undefined ? undefined : ([joined.values[0], joined.values[1]] as const);
  if (comparisons.has(operator)) {
    const holds = values === undefined ? undefined : compareValues(operator, values[0], values[1]);
    return untypedValue("bool", holds === undefined ? undefined : boolValue(holds));
  }
  const plain: ValueOperand = { mode: "value", type: joined.type, untyped: joined.untyped };
  if (values === undefined) return plain;
  return { ...plain, constant: fitted(checker, binaryValue(operator, values[0], values[1]), joined.form) };
}

interface Joined {
  readonly type: GoType;
  readonly untyped: Untyped | undefined;
  readonly form: TypeForm | undefined;
  readonly values: readonly [ConstantValue, ConstantValue] | undefined;
}

/** Brings two operands to one type: an untyped one takes the other's, two untyped ones the wider kind. */
function join(checker: Checker, left: ValueOperand, right: ValueOperand): Joined {
  if (left.untyped !== undefined && right.untyped !== undefined) {
    const untyped = wider(left.untyped, right.untyped);
    const { type } = untypedValue(untyped, undefined);
    const values = bothOf(left.constant, right.constant, (each) => asKind(each, untyped));
    return { type, untyped, form: undefined, values };
  }
  const typed = left.untyped === undefined ? left : right;
  // Where one side is not known the other says the type: Go asks for identical ones.
  const { type } = typed.type.kind === "unknown" && left.untyped === undefined && right.untyped === undefined ? right : typed;
  const form = formOf(type, checker.environment);
  const isTyped = left.untyped === undefined && right.untyped === undefined;
  if (isTyped && !mayBeIdentical(left.type, right.type)) return { type, untyped: undefined, form, values: undefined };
  return {
    type,
    untyped: undefined,
    form,
    values: bothOf(left.constant, right.constant, (each) => represented(each, form, checker.environment)),
  };
}

function bothOf(
  left: ConstantValue | undefined,
  right: ConstantValue | undefined,
  convert: (each: ConstantValue) => ConstantValue | undefined,
): readonly [ConstantValue, ConstantValue] | undefined {
  const first = left === undefined ? undefined : convert(left);
  const second = right === undefined ? undefined : convert(right);
  return first === undefined || second === undefined ? undefined : [first, second];
}

function wider(left: Untyped, right: Untyped): Untyped {
  return ranks.indexOf(left) >= ranks.indexOf(right) ? left : right;
}

function asKind(constant: ConstantValue, untyped: Untyped): ConstantValue | undefined {
  if (untyped === "int" || untyped === "rune") return toInt(constant);
  return untyped === "float" ? toFloat(constant) : constant;
}

function shiftOperand(checker: Checker, operator: string, left: ValueOperand, right: ValueOperand): ValueOperand {
  const count = right.constant === undefined ? undefined : toInt(right.constant);
  const whole = left.constant === undefined ? undefined : toInt(left.constant);
  if (left.untyped !== undefined) {
    // The type of an untyped constant shifted by a variable comes from what is around it.
    if (right.constant === undefined) return value(unknownType("what is around the shift gives it its type"));
    const untyped = left.untyped === "rune" ? "rune" : "int";
    return untypedValue(
      untyped,
      whole?.kind === "int" && count?.kind === "int" ? shiftValue(operator, whole.value, count.value) : undefined,
    );
  }
  const plain = value(left.type);
  const form = formOf(left.type, checker.environment);
  if (whole?.kind !== "int" || count?.kind !== "int" || form.kind !== "integer") return plain;
  return { ...plain, constant: fitted(checker, shiftValue(operator, whole.value, count.value), form) };
}

/** What `len` and `cap` of an array are, however it is named. */
export function arrayLength(type: GoType): number | undefined {
  const under = underlyingGo(type);
  const behind = under.kind === "pointer" ? underlyingGo(under.to) : under;
  return behind.kind === "array" ? behind.count : undefined;
}
