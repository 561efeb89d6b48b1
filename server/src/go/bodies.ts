/**
 * Walks a function body, or the values of package-level variables, in the order names come into scope, and collects
 * what crosses a boundary: conversions through `unsafe.Pointer` and calls of other packages and of C. One walk, one
 * function; a walk knows nothing of the next.
 */
import { type GoType, underlyingGo } from "../types/go.ts";
import type {
  Block,
  Clause,
  Composite,
  Expression,
  FunctionDeclaration,
  FunctionLiteral,
  Name,
  Parameter,
  Signature,
  Statement,
  TypeSpec,
  ValueSpec,
} from "./ast.ts";
import type { Checker } from "./checker.ts";
import { Crossings } from "./crossings.ts";
import { constantOf, defaultType, variableTypes } from "./evaluate.ts";
import type { Crossing } from "./facts.ts";
import { leaves, type Narrowing } from "./narrowing.ts";
import {
  type FunctionObject,
  fileScope,
  innerScope,
  localOf,
  type Scope,
  type TypeObject,
  type ValueObject,
  type Variable,
} from "./operands.ts";
import { receiverBase } from "./packageObjects.ts";
import { elementOf, rangeTypes } from "./resolveType.ts";
import { pointeeOf, unknownType } from "./typeForms.ts";
import { expressionsIn } from "./walk.ts";

/** Sees what a walk comes by. */
export interface Observer {
  /** Every expression with the scope it stands in. `declared` is the type that a type expression declares. */
  expression(expression: Expression, scope: Scope, declared: GoType | undefined): void;
  /** A field's name in a literal of a struct type. */
  key(name: Name, struct: GoType): void;
}

/** What crosses a boundary in a function. `declared` is its declaration with the body. */
export function walkFunction(
  checker: Checker,
  narrowing: Narrowing,
  object: FunctionObject,
  declared: FunctionDeclaration,
  observer?: Observer,
): readonly Crossing[] {
  const { receiver, typeParameters, signature, body } = declared;
  const crossings = new Crossings(checker, object.file, object.placed, functionName(declared));
  const base = receiver === undefined ? undefined : checker.package.objects.get(receiverBase(receiver.type));
  const receiverType = base?.kind === "type" ? checker.typeOf(base, []) : undefined;
  const scope = innerScope(checker.methodScope(object, receiverType?.kind === "named" ? receiverType : undefined));
  for (const { name } of typeParameters) scope.names.set(name.name, { kind: "type", type: { kind: "typeParameter", name: name.name } });
  checker.operands = new Map();
  const walker = new BodyWalker(checker, narrowing, crossings, observer);
  if (receiver !== undefined) walker.parameter(receiver, scope);
  walker.signature(signature, scope);
  if (body !== undefined) walker.statements(body.statements, scope);
  checker.operands = undefined;
  return crossings.finish();
}

/** What crosses a boundary in the values of a package-level declaration. */
export function walkValues(checker: Checker, narrowing: Narrowing, object: ValueObject, observer?: Observer): readonly Crossing[] {
  const crossings = new Crossings(checker, object.file, object.placed, "");
  const scope = fileScope(object.file, object.placed, object.spec.isConstant ? object.spec.iota : undefined);
  checker.operands = new Map();
  const walker = new BodyWalker(checker, narrowing, crossings, observer);
  if (object.spec.type !== undefined) walker.expression(object.spec.type, scope);
  for (const value of object.spec.values) walker.expression(value, scope);
  checker.operands = undefined;
  return crossings.finish();
}

/** `f`, `T.M`, `(*T).M`. */
function functionName(declared: FunctionDeclaration): string {
  const { receiver, name } = declared;
  if (receiver === undefined) return name.name;
  const base = receiverBase(receiver.type);
  let at = receiver.type;
  while (at.kind === "paren") at = at.of;
  return at.kind === "star" ? `(*${base}).${name.name}` : `${base}.${name.name}`;
}

class BodyWalker {
  readonly #checker: Checker;
  readonly #narrowing: Narrowing;
  readonly #crossings: Crossings;
  readonly #observer: Observer | undefined;

  constructor(checker: Checker, narrowing: Narrowing, crossings: Crossings, observer: Observer | undefined) {
    this.#checker = checker;
    this.#narrowing = narrowing;
    this.#crossings = crossings;
    this.#observer = observer;
  }

  signature(signature: Signature, scope: Scope): void {
    for (const parameter of signature.parameters) this.parameter(parameter, scope);
    // A return statement gives a named result a value too.
    for (const result of signature.results) this.parameter(result, scope, 2);
  }

  parameter(parameter: Parameter, scope: Scope, assignments: number = 1): void {
    this.expression(parameter.type, scope);
    const of = this.#checker.typeNamed(parameter.type, scope);
    if (parameter.name !== undefined) this.#declare(parameter.name, parameter.isVariadic ? { kind: "slice", of } : of, assignments, scope);
  }

  /** The statements of one block, in a scope that is the block's own. */
  statements(statements: readonly Statement[], scope: Scope): void {
    let guards = 0;
    for (const statement of statements) {
      const guarded = this.#statement(statement, scope);
      if (guarded) {
        guards++;
        this.#crossings.enterGuard();
      }
    }
    for (; guards > 0; guards--) this.#crossings.leaveGuard();
  }

  /** True when what follows is reached on some targets only. */
  #statement(statement: Statement, scope: Scope): boolean {
    switch (statement.kind) {
      case "block":
        this.#block(statement, scope);
        return false;
      case "expression":
        this.#expressions(statement.expressions, scope);
        return false;
      case "return":
        this.#expressions(statement.results, scope);
        return false;
      case "assign":
        if (statement.defines) this.#define(statement.left, statement.right, scope);
        else this.#assign(statement.left, statement.operator, statement.right, scope);
        return false;
      case "declare":
        for (const spec of statement.types) this.#declareType(spec, scope);
        for (const spec of statement.values) this.#declareValues(spec, scope);
        return false;
      case "if":
        return this.#if(statement, scope);
      case "switch":
        return this.#switch(statement, scope);
      case "typeSwitch":
        this.#typeSwitch(statement, scope);
        return false;
      case "select":
        for (const clause of statement.clauses) this.#clause(clause, innerScope(scope));
        return false;
      case "for": {
        const inner = innerScope(scope);
        if (statement.initializer !== undefined) this.#statement(statement.initializer, inner);
        if (statement.condition !== undefined) this.expression(statement.condition, inner);
        if (statement.update !== undefined) this.#statement(statement.update, inner);
        this.#block(statement.body, inner);
        return false;
      }
      case "range":
        this.#range(statement, scope);
        return false;
      case "jump":
      case "bad":
        return false;
    }
  }

  #block(block: Block, scope: Scope): void {
    this.statements(block.statements, innerScope(scope));
  }

  #expressions(expressions: readonly Expression[], scope: Scope): void {
    for (const expression of expressions) this.expression(expression, scope);
  }

  expression(expression: Expression, scope: Scope, expected?: GoType): void {
    this.#observer?.expression(expression, scope, expression.kind === "structType" ? expected : undefined);
    if (this.#narrowing.mentionsPlatform(expression, scope)) this.#crossings.narrow();
    switch (expression.kind) {
      case "composite":
        this.#composite(expression, scope, expected);
        return;
      case "function":
        this.#closure(expression, scope);
        return;
      case "unary": {
        const variable = expression.operator === "&" ? this.#variableOf(expression.of, scope) : undefined;
        if (variable !== undefined) variable.addressTaken = true;
        break;
      }
      case "call":
        this.#crossings.call(expression, scope);
        break;
    }
    for (const inner of expressionsIn(expression)) this.expression(inner, scope);
  }

  #composite(composite: Composite, scope: Scope, expected: GoType | undefined): void {
    if (composite.type !== undefined) this.expression(composite.type, scope);
    const operand = composite.type === undefined ? undefined : this.#checker.check(composite, scope);
    const type = operand === undefined ? expected : defaultType(operand);
    const under = type === undefined ? undefined : underlyingGo(pointeeOf(type) ?? type);
    const isStruct = under?.kind === "struct" || under?.kind === "c";
    for (const [i, { key, value }] of composite.elements.entries()) {
      if (key !== undefined) {
        if (isStruct && key.kind === "name" && type !== undefined) this.#observer?.key(key, pointeeOf(type) ?? type);
        else this.expression(key, scope, under?.kind === "map" ? under.key : undefined);
      }
      const name = key?.kind === "name" ? key.name : "";
      const field =
        under?.kind === "struct" ? (key === undefined ? under.fields[i] : under.fields.find((each) => each.name === name)) : undefined;
      const element = under === undefined ? undefined : under.kind === "map" ? under.of : elementOf(under);
      this.expression(value, scope, field?.type ?? element);
    }
  }

  #closure(literal: FunctionLiteral, scope: Scope): void {
    const inner = innerScope(scope);
    this.signature(literal.signature, inner);
    this.statements(literal.body.statements, inner);
  }

  #variableOf(expression: Expression, scope: Scope): Variable | undefined {
    let at = expression;
    while (at.kind === "paren") at = at.of;
    const local = at.kind === "name" ? localOf(scope, at.name) : undefined;
    return local?.kind === "variable" ? local.variable : undefined;
  }

  #declare(name: Name, type: GoType, assignments: number, scope: Scope): Variable {
    const variable: Variable = { name: name.name, type, assignments, addressTaken: false, origin: undefined };
    if (name.name !== "_") scope.names.set(name.name, { kind: "variable", variable });
    return variable;
  }

  #define(left: readonly Expression[], right: readonly Expression[], scope: Scope): void {
    this.#expressions(right, scope);
    const types = variableTypes(this.#checker, undefined, right, left.length, scope);
    const origins = right.map((each) => this.#originOf(each, scope));
    for (const [i, target] of left.entries()) {
      if (target.kind !== "name") continue;
      const known = scope.names.get(target.name);
      const origin = left.length === right.length ? origins[i] : undefined;
      if (known?.kind === "variable") this.#give(known.variable, origin);
      else this.#declare(target, types[i] ?? unknownType("it has no value"), 1, scope).origin = origin;
      this.#observer?.expression(target, scope, undefined);
    }
  }

  #originOf(expression: Expression, scope: Scope): Variable["origin"] {
    const operand = this.#checker.check(expression, scope);
    return operand.mode === "value" ? operand.origin : undefined;
  }

  #give(variable: Variable, origin: Variable["origin"]): void {
    variable.assignments++;
    variable.origin = variable.assignments === 1 ? origin : undefined;
  }

  #assign(left: readonly Expression[], operator: string, right: readonly Expression[], scope: Scope): void {
    this.#expressions(right, scope);
    this.#expressions(left, scope);
    for (const [i, target] of left.entries()) {
      const variable = this.#variableOf(target, scope);
      const source = operator === "=" && left.length === right.length ? right[i] : undefined;
      if (variable !== undefined) this.#give(variable, source === undefined ? undefined : this.#originOf(source, scope));
    }
  }

  #declareType(spec: TypeSpec, scope: Scope): void {
    const object: TypeObject = { kind: "type", file: scope.file, placed: scope.placed, name: spec.name, spec, local: scope };
    // The name stands for the type inside its own declaration too; an alias does not.
    if (!spec.isAlias) scope.names.set(spec.name.name, { kind: "type", type: this.#checker.typeOf(object, []) });
    const type = this.#checker.typeOf(object, []);
    scope.names.set(spec.name.name, { kind: "type", type });
    // Names declared further down must not be found by this type: resolve it now.
    if (type.kind === "named") void type.underlying;
    this.#observer?.expression(spec.name, scope, undefined);
    this.expression(spec.type, scope, type);
  }

  #declareValues(spec: ValueSpec, scope: Scope): void {
    if (spec.type !== undefined) this.expression(spec.type, scope);
    if (spec.isConstant) {
      const inner: Scope = { ...innerScope(scope), iota: spec.iota };
      const operands = spec.names.map((_, i) => constantOf(this.#checker, spec.type, spec.values[i], inner));
      for (const [i, name] of spec.names.entries()) {
        const operand = operands[i];
        if (operand === undefined || name.name === "_") continue;
        scope.names.set(name.name, { kind: "constant", operand, declared: { name, expression: spec.values[i], scope: inner } });
      }
      return;
    }
    const declared = spec.type === undefined ? undefined : this.#checker.typeNamed(spec.type, scope);
    for (const value of spec.values) this.expression(value, scope, declared);
    const types = variableTypes(this.#checker, spec.type, spec.values, spec.names.length, scope);
    const origins = spec.values.length === spec.names.length ? spec.values.map((value) => this.#originOf(value, scope)) : [];
    for (const [i, name] of spec.names.entries()) {
      const type = types[i] ?? unknownType("it has no value");
      this.#declare(name, type, spec.values.length > 0 ? 1 : 0, scope).origin = origins[i];
    }
  }

  #if(statement: Statement & { readonly kind: "if" }, scope: Scope): boolean {
    let inner = scope;
    let narrows = false;
    let leavesEarly = false;
    for (const { initializer, condition, body } of statement.branches) {
      inner = innerScope(inner);
      if (initializer !== undefined) this.#statement(initializer, inner);
      this.expression(condition, inner);
      narrows = this.#narrowing.conditionNarrows(condition, inner) || narrows;
      leavesEarly ||= leaves(body.statements);
      if (narrows) this.#crossings.enterGuard();
      this.#block(body, inner);
      if (narrows) this.#crossings.leaveGuard();
    }
    if (narrows) this.#crossings.enterGuard();
    if (statement.otherwise !== undefined) {
      leavesEarly ||= leaves(statement.otherwise.statements);
      this.#block(statement.otherwise, inner);
    }
    if (narrows) this.#crossings.leaveGuard();
    return narrows && leavesEarly;
  }

  #switch(statement: Statement & { readonly kind: "switch" }, scope: Scope): boolean {
    const inner = innerScope(scope);
    if (statement.initializer !== undefined) this.#statement(statement.initializer, inner);
    const { tag } = statement;
    if (tag !== undefined) this.expression(tag, inner);
    const conditions = tag === undefined ? statement.clauses.flatMap(({ expressions }) => expressions) : [tag];
    const narrows = conditions.some((condition) => this.#narrowing.conditionNarrows(condition, inner));
    if (narrows) this.#crossings.enterGuard();
    for (const clause of statement.clauses) this.#clause(clause, innerScope(inner));
    if (narrows) this.#crossings.leaveGuard();
    return narrows && statement.clauses.some(({ body }) => leaves(body));
  }

  #clause(clause: Clause, scope: Scope): void {
    if (clause.communication !== undefined) this.#statement(clause.communication, scope);
    this.#expressions(clause.expressions, scope);
    this.statements(clause.body, scope);
  }

  #typeSwitch(statement: Statement & { readonly kind: "typeSwitch" }, scope: Scope): void {
    const inner = innerScope(scope);
    if (statement.initializer !== undefined) this.#statement(statement.initializer, inner);
    this.expression(statement.of, inner);
    const whole = defaultType(this.#checker.check(statement.of, inner));
    for (const clause of statement.clauses) {
      const body = innerScope(inner);
      this.#expressions(clause.expressions, body);
      const only = clause.expressions.length === 1 ? clause.expressions[0] : undefined;
      const isNil = only?.kind === "name" && only.name === "nil";
      const type = only === undefined || isNil ? whole : this.#checker.typeNamed(only, inner);
      if (statement.name !== undefined) this.#declare(statement.name, type, 1, body);
      this.statements(clause.body, body);
    }
  }

  #range(statement: Statement & { readonly kind: "range" }, scope: Scope): void {
    const inner = innerScope(scope);
    this.expression(statement.of, inner);
    if (statement.defines) {
      const types = rangeTypes(defaultType(this.#checker.check(statement.of, inner)));
      for (const [i, target] of statement.left.entries()) {
        if (target.kind === "name") this.#declare(target, types[i] ?? unknownType("what is ranged over is not known"), 2, inner);
      }
    } else this.#assign(statement.left, "range", [], inner);
    this.#block(statement.body, inner);
  }
}
