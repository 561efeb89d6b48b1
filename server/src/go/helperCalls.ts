/**
 * What small functions of the package convert for their callers: a generic `cast[T](p)`, or a function that takes an
 * `unsafe.Pointer`. Such a function is walked anew for a call, with what the call gives it; only where every statement
 * of it is certain to run. Knows nothing of where the call stands.
 */
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Block, Call, Expression, FunctionDeclaration, Parameter, Statement } from "./ast.ts";
import { BodyWalker } from "./bodyWalker.ts";
import type { Checker } from "./checker.ts";
import { Crossings } from "./crossings.ts";
import { defaultType } from "./evaluate.ts";
import type { PointerConversion } from "./facts.ts";
import type { Narrowing } from "./narrowing.ts";
import { type FunctionObject, innerScope, type Operand, type Scope } from "./operands.ts";
import type { PlacedDeclaration } from "./readFile.ts";
import { isUnsafePointer, pointeeOf, unknownType } from "./typeForms.ts";
import { expressionsIn } from "./walk.ts";

/** A declaration of more characters is no helper. */
const longest = 1000;

/** The conversions that a call makes inside the function it calls, seen from the call: ranges are of the caller's file. */
export function helperConversions(
  checker: Checker,
  narrowing: Narrowing,
  call: Call,
  callee: Operand & { readonly mode: "function" },
  scope: Scope,
): readonly PointerConversion[] {
  const { object } = callee;
  // What a function says of its own expressions is not what it says when it calls itself.
  if (object.package !== checker.package || object.placed === scope.placed || call.spreads) return [];
  const body = straightBody(object);
  const { typeParameters, signature, name } = object.function;
  if (body === undefined || call.arguments.length !== signature.parameters.length) return [];
  const given = call.arguments.map((argument) => checker.check(argument, scope));
  const typeArguments = inferred(
    object,
    callee.typeArguments,
    given.map((operand) => defaultType(operand)),
  );
  const inner = innerScope(callee.scope);
  for (const [i, parameter] of typeParameters.entries()) {
    const type = typeArguments[i] ?? unknownType(`what ${parameter.name.name} stands for in this call is not known`);
    inner.names.set(parameter.name.name, { kind: "type", type });
  }
  const { operands } = checker;
  checker.operands = new Layer(operands);
  const seenFrom = { start: scope.placed.start + call.start, end: scope.placed.start + call.end };
  const crossings = new Crossings(checker, object.file, object.placed, name.name, seenFrom);
  const walker = new BodyWalker(checker, narrowing, crossings, [], undefined);
  walker.signature(signature, inner);
  const takesPointer = handOver(call, given, signature.parameters, inner, scope);
  let conversions: readonly PointerConversion[] = [];
  if (typeParameters.length > 0 || takesPointer) {
    walker.body(signature, body, inner);
    conversions = crossings.finish().filter((crossing) => crossing.kind === "conversion");
  }
  checker.operands = operands;
  // What the function converts whoever calls it is found in itself.
  return conversions.filter(({ operand, from, to }) => {
    const ends = [from, to].map(elementBehind);
    return ends.every(({ kind }) => kind !== "unknown") && (operand !== seenFrom || ends.some((type) => typeArguments.includes(type)));
  });
}

/** Remembers what is found on top of what is known already. */
class Layer extends Map<Expression, Operand> {
  readonly #below: ReadonlyMap<Expression, Operand> | undefined;

  constructor(below: ReadonlyMap<Expression, Operand> | undefined) {
    super();
    this.#below = below;
  }

  override get(key: Expression): Operand | undefined {
    return super.get(key) ?? this.#below?.get(key);
  }
}

/** Parameters stand for what the call gives; whether one of them is a pointer without a type. */
function handOver(call: Call, given: readonly Operand[], parameters: readonly Parameter[], inner: Scope, scope: Scope): boolean {
  let takesPointer = false;
  for (const [i, { name }] of parameters.entries()) {
    const local = name === undefined ? undefined : inner.names.get(name.name);
    const [operand, expression] = [given[i], call.arguments[i]];
    if (local?.kind !== "variable" || expression === undefined) continue;
    local.variable.source = { expression, scope };
    if (!isUnsafePointer(local.variable.type) || operand?.mode !== "value") continue;
    local.variable.origin = operand.origin;
    takesPointer = true;
  }
  return takesPointer;
}

const bodies = new WeakMap<object, Block | "none">();

/** The body of a function that may convert for its callers, where every statement and expression of it runs at every call. */
function straightBody({ function: declared, placed }: FunctionObject): Block | undefined {
  const known = bodies.get(declared) ?? findBody(declared, placed) ?? "none";
  bodies.set(declared, known);
  return known === "none" ? undefined : known;
}

function findBody({ receiver, typeParameters, signature }: FunctionDeclaration, placed: PlacedDeclaration): Block | undefined {
  const { parameters } = signature;
  if (receiver !== undefined || parameters.length === 0 || parameters.some(({ isVariadic }) => isVariadic)) return undefined;
  if (typeParameters.length === 0 && !parameters.some(({ type }) => type.kind === "selector" && type.name.name === "Pointer"))
    return undefined;
  if (placed.end - placed.start > longest) return undefined;
  // Reading a file leaves out bodies that mention nothing foreign.
  const { function: whole, errors } = placed.whole();
  const body = errors.length > 0 ? undefined : whole?.body;
  return body?.statements.every((statement) => expressionsOf(statement)?.every(isStraightExpression) === true) ? body : undefined;
}

function expressionsOf(statement: Statement): readonly Expression[] | undefined {
  switch (statement.kind) {
    case "expression":
      return statement.expressions;
    case "assign":
      return [...statement.left, ...statement.right];
    case "declare":
      return statement.types.length > 0 ? undefined : statement.values.flatMap(({ values }) => values);
    case "return":
      return statement.results;
    default:
      return undefined;
  }
}

function isStraightExpression(expression: Expression): boolean {
  if (expression.kind === "function" || expression.kind === "bad") return false;
  if (expression.kind === "binary" && (expression.operator === "&&" || expression.operator === "||")) return false;
  return [...expressionsIn(expression)].every(isStraightExpression);
}

/** The type arguments of a call: those written, and those that its arguments say. Undefined where neither does. */
function inferred(
  { function: { typeParameters, signature } }: FunctionObject,
  written: readonly GoType[],
  given: readonly GoType[],
): readonly (GoType | undefined)[] {
  const found = new Map<string, GoType>();
  for (const [i, { name }] of typeParameters.entries()) {
    const type = written[i];
    if (type !== undefined) found.set(name.name, type);
  }
  const names = new Set(typeParameters.map(({ name }) => name.name));
  for (const [i, { type }] of signature.parameters.entries()) {
    let at = type;
    let argument = given[i];
    for (; argument !== undefined && at.kind !== "name"; ) {
      if (at.kind === "paren") at = at.of;
      else if (at.kind === "star") [at, argument] = [at.of, pointeeOf(argument)];
      else if (at.kind === "arrayType" && at.length === undefined) {
        const under = underlyingGo(argument);
        [at, argument] = [at.of, under.kind === "slice" ? under.of : undefined];
      } else argument = undefined;
    }
    if (at.kind === "name" && argument !== undefined && argument.kind !== "unknown" && names.has(at.name) && !found.has(at.name))
      found.set(at.name, argument);
  }
  return typeParameters.map(({ name }) => found.get(name.name));
}

function elementBehind(type: GoType): GoType {
  let at = type;
  while (at.kind === "array" || at.kind === "slice" || at.kind === "pointer") at = at.kind === "pointer" ? at.to : at.of;
  return at;
}
