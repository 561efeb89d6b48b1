/** What calls give: conversions, built-in functions, package unsafe, functions and methods of the package, and C. */
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Call, Expression } from "./ast.ts";
import { goOfC } from "./cgoNames.ts";
import type { Checker } from "./checker.ts";
import { formOf, represented } from "./constantType.ts";
import { type ConstantValue, compareValues, intValue, toFloat } from "./constantValue.ts";
import { arrayLength, convertedOperand, defaultType, untypedValue } from "./evaluate.ts";
import { check } from "./expressions.ts";
import { findMember } from "./members.ts";
import {
  type Added,
  type FunctionObject,
  type Operand,
  type Origin,
  type Scope,
  unknownOperand,
  type ValueOperand,
  value,
} from "./operands.ts";
import { elementOf, resolveType } from "./resolveType.ts";
import { isUintptr, isUnsafePointer, mayBeIdentical, pointeeOf } from "./typeForms.ts";
import { withoutParens } from "./walk.ts";

const intType: GoType = { kind: "basic", name: "int" };
const uintptrType: GoType = { kind: "basic", name: "uintptr" };
const unsafePointer: GoType = { kind: "basic", name: "unsafe.Pointer" };

export function checkCall(checker: Checker, call: Call, scope: Scope): Operand {
  const callee = check(checker, call.callee, scope);
  switch (callee.mode) {
    case "type":
      return conversion(checker, callee.type, call.arguments[0], scope);
    case "genericType":
      return unknownOperand("a generic type stands without its arguments");
    case "builtin":
      return callee.name.startsWith("unsafe.")
        ? unsafeCall(checker, callee.name, call, scope)
        : builtinCall(checker, callee.name, call, scope);
    case "function": {
      const given = results(checker.resultsOf(callee.object, callee.scope, callee.typeArguments));
      if (given.mode !== "value" || !isUnsafePointer(given.type) || callee.object.package !== checker.package) return given;
      return { ...given, origin: originThrough(checker, call, callee.object, scope) };
    }
    case "foreign":
      return callee.path === "C" ? cCall(checker, callee.name, call, scope) : importedCall(checker, callee);
    case "value": {
      const types = checker.results.get(underlyingGo(callee.type));
      return types === undefined ? unknownOperand("what the function gives is not known") : results(types);
    }
    case "unknown":
      return callee;
    default:
      return unknownOperand("this is no function");
  }
}

function importedCall(checker: Checker, callee: Operand & { readonly mode: "foreign" }): Operand {
  const { path, name, reason } = callee;
  // Where the source is at hand it knows better than what is known without.
  const types = reason === undefined ? checker.environment.importedResults?.(path, name) : undefined;
  return types === undefined ? unknownOperand(`what ${path}.${name} gives is not known`) : results(types);
}

function results(types: readonly GoType[]): Operand {
  const only = types[0];
  return types.length === 1 && only !== undefined ? value(only) : { mode: "tuple", types };
}

function conversion(checker: Checker, type: GoType, argument: Expression | undefined, scope: Scope): Operand {
  const operand = argument === undefined ? undefined : check(checker, argument, scope);
  if (operand?.mode !== "value" || argument === undefined) return value(type);
  const result = convertedOperand(checker, type, operand);
  if (isUnsafePointer(type)) return { ...result, origin: originOf(operand, argument, scope) };
  // The number of an address still says where it comes from.
  return isUintptr(type) && isUnsafePointer(operand.type) ? { ...result, origin: operand.origin } : result;
}

/** Where the pointer that becomes an `unsafe.Pointer` comes from. */
function originOf(operand: ValueOperand, argument: Expression, scope: Scope): Origin | undefined {
  if (isUnsafePointer(operand.type) || isUintptr(operand.type)) return operand.origin;
  const pointee = pointeeOf(operand.type);
  if (pointee === undefined || pointee.kind === "unknown") return undefined;
  return { kind: "pointer", pointee, operand: addressed(argument), expression: argument, scope };
}

/** Where the `unsafe.Pointer` comes from that a function makes of one of its parameters and does nothing else. */
function originThrough(checker: Checker, call: Call, { function: called, placed }: FunctionObject, scope: Scope): Origin | undefined {
  const isPlain = called.receiver === undefined && placed.declaration.errors.length === 0;
  const [only, ...others] = isPlain ? (called.body?.statements ?? []) : [];
  if (only?.kind !== "return" || others.length > 0) return undefined;
  let at = only.results[0];
  while (at?.kind === "paren" || at?.kind === "call")
    at = at.kind === "paren" ? at.of : isPointerConversion(at) ? at.arguments[0] : undefined;
  const { parameters } = called.signature;
  if (at?.kind !== "name" || call.spreads || parameters.length !== call.arguments.length) return undefined;
  const { name } = at;
  const argument = call.arguments[parameters.findIndex((parameter) => parameter.name?.name === name)];
  const operand = argument === undefined ? undefined : check(checker, argument, scope);
  return operand?.mode === "value" && argument !== undefined ? originOf(operand, argument, scope) : undefined;
}

/** `unsafe.Pointer(x)`, as it is written where nothing else goes by that name. */
function isPointerConversion({ callee, arguments: given }: Call): boolean {
  return (
    callee.kind === "selector" &&
    callee.of.kind === "name" &&
    callee.of.name === "unsafe" &&
    callee.name.name === "Pointer" &&
    given.length === 1
  );
}

/** A pointer, or its number, with something added to it. */
export function withAdded(origin: Origin | undefined, added: Added): Origin | undefined {
  return origin === undefined ? undefined : { ...origin, added: [added, ...(origin.added ?? [])] };
}

/** `g` for `&g`. */
function addressed(expression: Expression): Expression {
  const at = withoutParens(expression);
  return at.kind === "unary" && at.operator === "&" ? at.of : at;
}

function builtinCall(checker: Checker, name: string, call: Call, scope: Scope): Operand {
  const first = call.arguments[0];
  if (first === undefined) return name === "recover" ? value({ kind: "interface" }) : { mode: "tuple", types: [] };
  switch (name) {
    case "new": {
      const operand = check(checker, first, scope);
      const to = operand.mode === "value" || operand.mode === "tuple" ? defaultType(operand) : resolveType(checker, first, scope);
      return value({ kind: "pointer", to });
    }
    case "make":
      return value(resolveType(checker, first, scope));
    case "append":
      return value(defaultType(check(checker, first, scope)));
    case "len":
    case "cap":
      return { ...value(intType), constant: lengthOf(checker, name, first, scope) };
    case "copy":
      return value(intType);
    case "min":
    case "max":
      return extreme(checker, name, call, scope);
    case "complex":
    case "real":
    case "imag":
      return unknownOperand("complex numbers are not followed");
    default:
      return { mode: "tuple", types: [] };
  }
}

function lengthOf(checker: Checker, name: string, of: Expression, scope: Scope): ConstantValue | undefined {
  const operand = check(checker, of, scope);
  if (operand.mode !== "value") return undefined;
  if (operand.constant?.kind === "string") return name === "len" ? intValue(BigInt(operand.constant.bytes.length)) : undefined;
  const length = arrayLength(operand.type);
  return length === undefined || computes(of) ? undefined : intValue(BigInt(length));
}

/** Whether a function may be called or a channel received from, so that a length is no constant. */
function computes(expression: Expression): boolean {
  switch (expression.kind) {
    case "name":
    case "literal":
      return false;
    case "paren":
    case "star":
    case "selector":
      return computes(expression.of);
    case "unary":
      return expression.operator === "<-" || computes(expression.of);
    case "index":
      return computes(expression.of) || expression.indices.some(computes);
    case "composite":
      return expression.elements.some(({ key, value: element }) => (key !== undefined && computes(key)) || computes(element));
    default:
      return true;
  }
}

function extreme(checker: Checker, name: string, call: Call, scope: Scope): Operand {
  const operands = call.arguments.map((argument) => check(checker, argument, scope));
  const values = operands.filter((operand): operand is ValueOperand => operand.mode === "value");
  const typed = values.find((operand) => operand.untyped === undefined);
  const type = typed?.type ?? values[0]?.type;
  if (type === undefined || values.length !== operands.length) return unknownOperand("what is compared is not known");
  if (values.some((operand) => operand.untyped === undefined && !mayBeIdentical(operand.type, type))) return value(type);
  const form = formOf(type, checker.environment);
  const isFloat = typed === undefined && values.some((operand) => operand.untyped === "float");
  let best: ConstantValue | undefined;
  for (const [i, { constant }] of values.entries()) {
    const each =
      constant === undefined
        ? undefined
        : typed === undefined
          ? isFloat
            ? toFloat(constant)
            : constant
          : represented(constant, form, checker.environment);
    if (each === undefined) return value(type);
    if (i === 0 || best === undefined || compareValues(name === "min" ? "<" : ">", each, best) === true) best = each;
  }
  if (typed !== undefined) return { ...value(type), constant: best };
  const untyped = isFloat ? "float" : (values.find((operand) => operand.untyped === "rune")?.untyped ?? values[0]?.untyped ?? "int");
  return untypedValue(untyped, best);
}

function unsafeCall(checker: Checker, name: string, call: Call, scope: Scope): Operand {
  const first = call.arguments[0];
  if (first === undefined) return unknownOperand(`${name} has no argument`);
  const { environment } = checker;
  const typeOf = (): GoType => defaultType(check(checker, first, scope));
  const number = (size: number | undefined): Operand => ({
    ...value(uintptrType),
    constant: size === undefined ? undefined : intValue(BigInt(size)),
  });
  switch (name) {
    case "unsafe.Sizeof":
      return number(environment.sizeof(typeOf()));
    case "unsafe.Alignof":
      return number(environment.alignof(typeOf()));
    case "unsafe.Offsetof":
      return number(offsetOf(checker, first, scope));
    case "unsafe.Add": {
      const by = call.arguments[1];
      const pointer = check(checker, first, scope);
      const origin = pointer.mode === "value" && isUnsafePointer(pointer.type) ? pointer.origin : undefined;
      return { ...value(unsafePointer), origin: by === undefined ? undefined : withAdded(origin, { expression: by, scope, sign: 1 }) };
    }
    case "unsafe.Slice": {
      const of = pointeeOf(typeOf());
      return of === undefined ? unknownOperand("the slice's elements are not known") : value({ kind: "slice", of });
    }
    case "unsafe.SliceData": {
      const to = elementOf(typeOf());
      return to === undefined ? unknownOperand("the slice's elements are not known") : value({ kind: "pointer", to });
    }
    case "unsafe.String":
      return value({ kind: "basic", name: "string" });
    case "unsafe.StringData":
      return value({ kind: "pointer", to: { kind: "basic", name: "uint8" } });
    default:
      return unknownOperand(`${name} is not known`);
  }
}

/** From the start of `x` in `x.f`, through embedded fields but not through pointers. */
function offsetOf(checker: Checker, expression: Expression, scope: Scope): number | undefined {
  const at = withoutParens(expression);
  if (at.kind !== "selector") return undefined;
  const of = check(checker, at.of, scope);
  const found = of.mode === "value" ? findMember(checker, of.type, at.name.name, scope.package) : undefined;
  if (found?.kind !== "field") return undefined;
  let offset = 0;
  for (const [i, step] of found.steps.entries()) {
    const inner = i > 0 && step.isPointer ? undefined : checker.environment.offsetof(step.owner, step.name);
    if (inner === undefined) return undefined;
    offset += inner;
  }
  return offset;
}

/** Functions that cgo itself adds to C (cmd/cgo/doc.go). */
const cgoHelpers: ReadonlyMap<string, GoType> = new Map<string, GoType>([
  ["CString", { kind: "pointer", to: { kind: "c", name: "char", type: { kind: "scalar", name: "char" } } }],
  ["CBytes", unsafePointer],
  ["GoString", { kind: "basic", name: "string" }],
  ["GoStringN", { kind: "basic", name: "string" }],
  ["GoBytes", { kind: "slice", of: { kind: "basic", name: "uint8" } }],
  ["malloc", unsafePointer],
]);

function cCall(checker: Checker, name: string, call: Call, scope: Scope): Operand {
  const helper = cgoHelpers.get(name);
  if (name === "malloc") {
    const pointee: GoType = { kind: "unknown", reason: "C.malloc gives memory without a type" };
    return { ...value(unsafePointer), origin: { kind: "pointer", pointee, operand: call, expression: call, scope } };
  }
  if (helper !== undefined) return value(helper);
  const declared = checker.cUnit(scope.file)?.functions.get(name);
  return declared === undefined ? unknownOperand(`what C.${name} gives is not known`) : value(goOfC(declared.type.result));
}
