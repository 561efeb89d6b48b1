/** What stands at an offset of a file: a struct's field, or a type. Reads function bodies that nobody needed before. */
import type { GoNamed, GoStruct, GoType } from "../types/go.ts";
import { underlyingGo } from "../types/go.ts";
import type { Expression, Name, Span } from "./ast.ts";
import { walkFunction, walkValues } from "./bodies.ts";
import type { Checker } from "./checker.ts";
import type { Observer } from "./expressionWalker.ts";
import type { GoView } from "./facts.ts";
import { findMember } from "./members.ts";
import type { Narrowing } from "./narrowing.ts";
import type { FunctionObject, Scope, TypeObject, ValueObject } from "./operands.ts";
import { embeddedName } from "./resolveType.ts";
import { rangeIn } from "./typeDecls.ts";
import { expressionsIn, withoutParens } from "./walk.ts";

type FieldAnswer = ReturnType<GoView["fieldAt"]>;
type TypeAnswer = ReturnType<GoView["typeAt"]>;

export function fieldAt(checker: Checker, narrowing: Narrowing, path: string, offset: number): FieldAnswer {
  let answer: FieldAnswer;
  const at = declaredAt(checker, path, offset);
  if (at === undefined) return undefined;
  const inner = offset - at.object.placed.start;
  const found = (struct: GoNamed | GoStruct, name: Name | Span, field: string): void => {
    answer ??= { struct, field, range: rangeIn(at.object.placed, name) };
  };
  const observer: Observer = {
    expression: (expression, scope, declared) => {
      if (answer !== undefined || !holds(expression, inner)) return;
      if (expression.kind === "structType") fieldInType(declared ?? checker.typeNamed(expression, scope), expression, inner, found);
      if (expression.kind !== "selector" || !holds(expression.name, inner)) return;
      const of = checker.check(expression.of, scope);
      const member = of.mode === "value" ? findMember(checker, of.type, expression.name.name, scope.package) : undefined;
      if (member?.kind === "field" && member.struct !== undefined) found(member.struct, expression.name, expression.name.name);
    },
    key: (name, type) => {
      const struct = underlyingGo(type);
      if (!holds(name, inner) || struct.kind !== "struct" || !struct.fields.some((field) => field.name === name.name)) return;
      found(type.kind === "named" ? type : struct, name, name.name);
    },
  };
  observe(checker, narrowing, at, observer);
  return answer;
}

export function typeAt(checker: Checker, narrowing: Narrowing, path: string, offset: number): TypeAnswer {
  let answer: TypeAnswer;
  const at = declaredAt(checker, path, offset);
  if (at === undefined) return undefined;
  const { placed } = at.object;
  const inner = offset - placed.start;
  const observer: Observer = {
    expression: (expression, scope) => {
      if (answer !== undefined || !holds(expression, inner)) return;
      if (expression.kind !== "name" && expression.kind !== "selector") return;
      const operand = checker.check(expression, scope);
      if (operand.mode === "type") answer = { type: operand.type, range: rangeIn(placed, expression) };
      else if (operand.mode === "genericType") answer = { type: checker.typeOf(operand.object, []), range: rangeIn(placed, expression) };
    },
    key: () => undefined,
  };
  if (at.kind === "type" && holds(at.object.spec.name, inner)) {
    return { type: checker.typeOf(at.object, []), range: rangeIn(placed, at.object.spec.name) };
  }
  observe(checker, narrowing, at, observer);
  return answer;
}

type Declared =
  | { readonly kind: "type"; readonly object: TypeObject }
  | { readonly kind: "value"; readonly object: ValueObject }
  | { readonly kind: "function"; readonly object: FunctionObject };

/** The package-level declaration an offset lies in. */
function declaredAt(checker: Checker, path: string, offset: number): Declared | undefined {
  const isIn = ({ file, placed }: TypeObject | ValueObject | FunctionObject, span: Span): boolean =>
    file.path === path && holds(span, offset - placed.start);
  const { types, values, functions } = checker.package;
  const type = types.find((object) => isIn(object, object.spec));
  if (type !== undefined) return { kind: "type", object: type };
  const value = values.find((object) => isIn(object, object.spec));
  if (value !== undefined) return { kind: "value", object: value };
  const declared = functions.find((object) => isIn(object, { start: 0, end: object.placed.end - object.placed.start }));
  return declared === undefined ? undefined : { kind: "function", object: declared };
}

function observe(checker: Checker, narrowing: Narrowing, at: Declared, observer: Observer): void {
  if (at.kind === "type") {
    const scope = checker.typeScope(at.object, []);
    observeType(at.object.spec.type, scope, observer, checker.typeOf(at.object, []));
    for (const { constraint } of at.object.spec.parameters) if (constraint !== undefined) observeType(constraint, scope, observer);
  } else if (at.kind === "value") walkValues(checker, narrowing, at.object, observer);
  else {
    const declared = at.object.placed.whole().function;
    if (declared !== undefined) walkFunction(checker, narrowing, at.object, declared, observer);
  }
}

function observeType(type: Expression, scope: Scope, observer: Observer, declared?: GoType): void {
  const root = withoutParens(type);
  const waiting: Expression[] = [type];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    observer.expression(next, scope, next === root ? declared : undefined);
    for (const inner of expressionsIn(next)) waiting.push(inner);
  }
}

/** Finds the field whose name lies at the offset, in a struct type or one nested in it. */
function fieldInType(
  type: GoType,
  expression: Expression,
  offset: number,
  found: (struct: GoNamed | GoStruct, name: Span, field: string) => void,
): void {
  const struct = underlyingGo(type);
  if (struct.kind !== "struct" || expression.kind !== "structType") return;
  for (const declaration of expression.fields) {
    for (const name of declaration.names) if (holds(name, offset)) found(type.kind === "named" ? type : struct, name, name.name);
    if (declaration.names.length === 0 && holds(declaration.type, offset)) {
      found(type.kind === "named" ? type : struct, declaration.type, embeddedName(declaration.type));
    }
  }
}

function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
