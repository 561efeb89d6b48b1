/**
 * The walk through expressions: who is told of them, what variables are declared and given, what is done with pointers
 * where they stand. Statements are bodyWalker.ts's.
 */
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Block, Call, Composite, Expression, FunctionLiteral, Name, Parameter, Signature, Statement } from "./ast.ts";
import { cField } from "./cgoNames.ts";
import type { Checker } from "./checker.ts";
import type { Crossings, Reach } from "./crossings.ts";
import { defaultType } from "./evaluate.ts";
import type { Narrowing } from "./narrowing.ts";
import { innerScope, localOf, type Scope, type Variable } from "./operands.ts";
import { parametersOf } from "./parameters.ts";
import { elementOf } from "./resolveType.ts";
import { pointeeOf } from "./typeForms.ts";
import type { Giving } from "./valueFacts.ts";
import { expressionsIn, withoutParens } from "./walk.ts";

/** Sees what a walk comes by. */
export interface Observer {
  /** Every expression with the scope it stands in. `declared` is the type that a type expression declares. */
  expression(expression: Expression, scope: Scope, declared: GoType | undefined): void;
  /** A field's name in a literal of a struct type. */
  key(name: Name, struct: GoType): void;
}

/** What takes a value: an expression, or a field of a struct that a literal names. */
export type Taker = { readonly expression: Expression } | { readonly struct: GoType; readonly field: string };

export type Assignment = Statement & { readonly kind: "assign" };

/** Told of what is reached, so that facts of one kind are collected in one place each. */
export interface Collector {
  /** An expression, its parts not yet looked at. */
  expression?(expression: Expression, scope: Scope): void;
  /** A value that something of a type is given. `taker` is what takes it: the place assigned to, the function called. */
  given?(value: Expression, to: GoType, scope: Scope, as: Giving, taker: Taker | undefined): void;
  /** An argument of a function of C or of another package, whether or not its parameters are known. */
  passed?(value: Expression, scope: Scope): void;
  /** A variable that is declared inside a function, parameters included. */
  declared?(name: Name, type: GoType, scope: Scope): void;
  /** A statement that assigns, its parts looked at already. */
  assigned?(statement: Assignment, scope: Scope): void;
  /** A field's name in a literal of a struct type, C's included. */
  key?(name: Name, struct: GoType, scope: Scope): void;
}

export abstract class ExpressionWalker {
  protected readonly checker: Checker;
  protected readonly narrowing: Narrowing;
  protected readonly crossings: Crossings;
  protected readonly observer: Observer | undefined;
  protected readonly collectors: readonly Collector[];
  /** What the function that is walked gives, behind it the function literals around what is looked at. */
  protected readonly results: (readonly GoType[])[] = [];

  constructor(
    checker: Checker,
    narrowing: Narrowing,
    crossings: Crossings,
    collectors: readonly Collector[],
    observer: Observer | undefined,
  ) {
    this.checker = checker;
    this.narrowing = narrowing;
    this.crossings = crossings;
    this.collectors = collectors;
    this.observer = observer;
  }

  /** The statements of one block, in a scope that is the block's own; whether what follows the block is reached. */
  abstract statements(statements: readonly Statement[], scope: Scope): Reach;

  /** Declares what a signature names. */
  signature(signature: Signature, scope: Scope): void {
    for (const parameter of signature.parameters) this.parameter(parameter, scope);
    // A return statement gives a named result a value too.
    for (const result of signature.results) this.parameter(result, scope, 2);
  }

  parameter(parameter: Parameter, scope: Scope, assignments: number = 1): void {
    this.expression(parameter.type, scope);
    const of = this.checker.typeNamed(parameter.type, scope);
    if (parameter.name !== undefined) this.declare(parameter.name, parameter.isVariadic ? { kind: "slice", of } : of, assignments, scope);
  }

  protected within<T>(reach: Reach, work: () => T): T {
    this.crossings.enter(reach);
    const result = work();
    this.crossings.leave(reach);
    return result;
  }

  /** Whether code behind a condition is reached. */
  protected reachUnder(condition: Expression, scope: Scope): Reach {
    const truth = this.narrowing.truthOf(condition, scope);
    if (truth !== undefined) return truth ? "always" : "never";
    return this.narrowing.conditionDepends(condition, scope) ? "maybe" : "always";
  }

  protected given(value: Expression | undefined, to: GoType | undefined, scope: Scope, as: Giving, taker?: Taker): void {
    if (value === undefined || to === undefined || to.kind === "unknown") return;
    for (const collector of this.collectors) collector.given?.(value, to, scope, as, taker);
  }

  protected expressions(expressions: readonly Expression[], scope: Scope): void {
    for (const expression of expressions) this.expression(expression, scope);
  }

  expression(expression: Expression, scope: Scope, expected?: GoType, isStatement: boolean = false): void {
    this.observer?.expression(expression, scope, expression.kind === "structType" ? expected : undefined);
    for (const collector of this.collectors) collector.expression?.(expression, scope);
    switch (expression.kind) {
      case "composite":
        this.#composite(expression, scope, expected);
        return;
      case "function":
        this.#closure(expression, scope);
        return;
      case "unary": {
        const variable = expression.operator === "&" ? this.variableOf(expression.of, scope) : undefined;
        if (variable !== undefined) variable.addressTaken = true;
        if (expression.operator === "&") this.#address(expression.of);
        break;
      }
      case "star":
        this.crossings.use(expression.of, "load");
        break;
      case "selector":
        this.#select(expression.of);
        break;
      case "index":
        this.#select(expression.of);
        break;
      case "slice":
        this.crossings.use(expression.of, "slice");
        break;
      case "call":
        this.#arguments(expression, scope);
        this.crossings.call(expression, scope, isStatement);
        break;
      case "binary":
        if (expression.operator !== "&&" && expression.operator !== "||") break;
        this.expression(expression.left, scope);
        this.within(this.#reachBehind(expression.operator, expression.left, scope), () => this.expression(expression.right, scope));
        return;
    }
    for (const inner of expressionsIn(expression)) this.expression(inner, scope);
  }

  /** What is selected from is not loaded as a whole, also behind a written `*`. */
  #select(of: Expression): void {
    const at = withoutParens(of);
    this.crossings.use(at.kind === "star" ? at.of : at, "select");
  }

  /** `&*p` reads nothing. */
  #address(of: Expression): void {
    const at = withoutParens(of);
    if (at.kind === "star") this.crossings.use(at.of, "other");
  }

  #arguments(call: Call, scope: Scope): void {
    const callee = this.checker.check(call.callee, scope);
    if (callee.mode === "type") return;
    const [first, second] = call.arguments;
    if (callee.mode === "builtin") {
      if (callee.name === "unsafe.Slice" && first !== undefined) this.crossings.use(first, "slice", second);
      return;
    }
    for (const argument of call.arguments) this.crossings.use(argument, "argument");
    if (this.collectors.length === 0) return;
    if (callee.mode === "foreign" || (callee.mode === "function" && callee.object.package !== scope.package))
      for (const collector of this.collectors) for (const argument of call.arguments) collector.passed?.(argument, scope);
    if (call.spreads) return;
    const parameters = parametersOf(this.checker, callee, scope);
    for (const [i, argument] of call.arguments.entries()) {
      const isRest = parameters?.variadic === true && i >= parameters.types.length - 1;
      const type = isRest ? parameters.types[parameters.types.length - 1] : parameters?.types[i];
      this.given(argument, type, scope, "argument", { expression: call.callee });
    }
  }

  /** Whether the right side of `&&` or `||` is looked at. */
  #reachBehind(operator: "&&" | "||", left: Expression, scope: Scope): Reach {
    const truth = this.narrowing.truthOf(left, scope);
    if (truth === undefined) return this.narrowing.conditionDepends(left, scope) ? "maybe" : "always";
    return truth === (operator === "&&") ? "always" : "never";
  }

  #composite(composite: Composite, scope: Scope, expected: GoType | undefined): void {
    if (composite.type !== undefined) this.expression(composite.type, scope);
    const operand = composite.type === undefined ? undefined : this.checker.check(composite, scope);
    const type = operand === undefined ? expected : defaultType(operand);
    const under = type === undefined ? undefined : underlyingGo(pointeeOf(type) ?? type);
    const isStruct = under?.kind === "struct" || under?.kind === "c";
    for (const [i, { key, value }] of composite.elements.entries()) {
      if (key !== undefined) {
        if (isStruct && key.kind === "name" && type !== undefined) this.#key(key, pointeeOf(type) ?? type, scope);
        else this.expression(key, scope, under?.kind === "map" ? under.key : undefined);
      }
      const name = key?.kind === "name" ? key.name : "";
      const field =
        under?.kind === "struct"
          ? key === undefined
            ? under.fields[i]
            : under.fields.find((each) => each.name === name)
          : under?.kind === "c"
            ? cField(under.type, name)
            : undefined;
      const element = under === undefined ? undefined : under.kind === "map" ? under.of : elementOf(under);
      const taker = field === undefined || type === undefined ? undefined : { struct: pointeeOf(type) ?? type, field: field.name };
      this.given(value, field?.type ?? element, scope, "element", taker);
      this.expression(value, scope, field?.type ?? element);
    }
  }

  #key(name: Name, struct: GoType, scope: Scope): void {
    this.observer?.key(name, struct);
    for (const collector of this.collectors) collector.key?.(name, struct, scope);
  }

  /** The value of a package-level variable that is declared with a type. */
  initialized(value: Expression, declared: GoType, scope: Scope): void {
    this.given(value, declared, scope, "declaration");
  }

  /** The body of a function whose signature is declared in `scope`. */
  body(signature: Signature, body: Block, scope: Scope): void {
    this.results.push(signature.results.map(({ type }) => this.checker.typeNamed(type, scope)));
    this.statements(body.statements, scope);
    this.results.pop();
  }

  #closure(literal: FunctionLiteral, scope: Scope): void {
    const inner = innerScope(scope);
    this.signature(literal.signature, inner);
    this.body(literal.signature, literal.body, inner);
  }

  protected variableOf(expression: Expression, scope: Scope): Variable | undefined {
    const at = withoutParens(expression);
    const local = at.kind === "name" ? localOf(scope, at.name) : undefined;
    return local?.kind === "variable" ? local.variable : undefined;
  }

  protected declare(name: Name, type: GoType, assignments: number, scope: Scope): Variable {
    const variable: Variable = {
      name: name.name,
      type,
      assignments,
      addressTaken: false,
      isOfPlatform: false,
      origin: undefined,
      source: undefined,
    };
    for (const collector of this.collectors) collector.declared?.(name, type, scope);
    if (name.name !== "_") scope.names.set(name.name, { kind: "variable", variable });
    return variable;
  }

  protected originOf(expression: Expression, scope: Scope): Variable["origin"] {
    const operand = this.checker.check(expression, scope);
    return operand.mode === "value" ? operand.origin : undefined;
  }

  /** Notes that a variable is given a value: what it comes from where that is known. */
  protected give(variable: Variable, value: Expression | undefined, scope: Scope): void {
    variable.assignments++;
    const isOnly = variable.assignments === 1 && value !== undefined;
    variable.origin = isOnly ? this.originOf(value, scope) : undefined;
    variable.source = isOnly ? { expression: value, scope } : undefined;
  }
}
