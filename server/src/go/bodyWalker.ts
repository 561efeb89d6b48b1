/**
 * The walk through statements: which names are in scope, what is reached on this target, which variables are given
 * which values. Expressions are expressionWalker.ts's.
 */
import type { Block, Clause, Expression, Statement, TypeSpec, ValueSpec } from "./ast.ts";
import { lesser, type Reach } from "./crossings.ts";
import { constantOf, defaultType, variableTypes } from "./evaluate.ts";
import { ExpressionWalker } from "./expressionWalker.ts";
import { leaves } from "./narrowing.ts";
import { innerScope, type Scope, type TypeObject } from "./operands.ts";
import { rangeTypes } from "./resolveType.ts";
import { unknownType } from "./typeForms.ts";
import { withoutParens } from "./walk.ts";

export class BodyWalker extends ExpressionWalker {
  /** The statements of one block, in a scope that is the block's own; whether what follows the block is reached. */
  statements(statements: readonly Statement[], scope: Scope): Reach {
    const [first, ...rest] = statements;
    if (first === undefined) return "always";
    let reach = this.#statement(first, scope);
    const entered: Reach[] = [];
    for (const statement of rest) {
      if (reach !== "always") {
        entered.push(reach);
        this.crossings.enter(reach);
      }
      reach = this.#statement(statement, scope);
    }
    for (const each of entered) this.crossings.leave(each);
    return [...entered, reach].reduce(lesser);
  }

  /** Whether what follows is reached. */
  #statement(statement: Statement, scope: Scope): Reach {
    switch (statement.kind) {
      case "block":
        return this.#block(statement, scope);
      case "expression":
        for (const expression of statement.expressions) this.expression(expression, scope, undefined, true);
        break;
      case "return":
        this.expressions(statement.results, scope);
        for (const [i, result] of statement.results.entries()) {
          const types = this.results[this.results.length - 1];
          if (types?.length === statement.results.length) this.given(result, types[i], scope, "result");
        }
        break;
      case "assign":
        if (statement.defines) this.#define(statement.left, statement.right, scope);
        else this.#assign(statement.left, statement.operator, statement.right, scope);
        for (const collector of this.collectors) collector.assigned?.(statement, scope);
        break;
      case "declare":
        for (const spec of statement.types) this.#declareType(spec, scope);
        for (const spec of statement.values) this.#declareValues(spec, scope);
        break;
      case "if":
        return this.#if(statement, scope);
      case "switch":
        return this.#switch(statement, scope);
      case "typeSwitch":
        this.#typeSwitch(statement, scope);
        break;
      case "select":
        for (const clause of statement.clauses) this.#clause(clause, innerScope(scope));
        break;
      case "for": {
        const inner = innerScope(scope);
        const { condition } = statement;
        if (statement.initializer !== undefined) this.#statement(statement.initializer, inner);
        if (condition !== undefined) this.expression(condition, inner);
        this.within(condition === undefined ? "always" : this.reachUnder(condition, inner), () => {
          if (statement.update !== undefined) this.#statement(statement.update, inner);
          this.#block(statement.body, inner);
        });
        break;
      }
      case "range":
        this.#range(statement, scope);
        break;
      case "jump":
      case "bad":
        break;
    }
    return "always";
  }

  #block(block: Block, scope: Scope): Reach {
    return this.statements(block.statements, innerScope(scope));
  }

  #define(left: readonly Expression[], right: readonly Expression[], scope: Scope): void {
    this.expressions(right, scope);
    const types = variableTypes(this.checker, undefined, right, left.length, scope);
    const isOfPlatform = right.some((each) => this.narrowing.depends(each, scope));
    for (const [i, target] of left.entries()) {
      if (target.kind !== "name") continue;
      const known = scope.names.get(target.name);
      const source = left.length === right.length ? right[i] : undefined;
      const type = types[i] ?? unknownType("it has no value");
      const variable = known?.kind === "variable" ? known.variable : this.declare(target, type, 0, scope);
      if (known?.kind === "variable") this.given(source, variable.type, scope, "assignment", { expression: target });
      this.give(variable, source, scope);
      variable.isOfPlatform ||= isOfPlatform;
      this.observer?.expression(target, scope, undefined);
    }
  }

  #assign(left: readonly Expression[], operator: string, right: readonly Expression[], scope: Scope): void {
    this.expressions(right, scope);
    for (const target of left) {
      const at = withoutParens(target);
      if (at.kind === "star") this.crossings.use(at.of, "store");
    }
    this.expressions(left, scope);
    // A loop may come back with it to what stands above.
    const isKept = left.some((target) => target.kind !== "name" || target.name !== "_");
    if (isKept && right.some((each) => this.narrowing.depends(each, scope))) this.crossings.narrow();
    for (const [i, target] of left.entries()) {
      const variable = this.variableOf(target, scope);
      const source = operator === "=" && left.length === right.length ? right[i] : undefined;
      if (variable !== undefined) this.give(variable, source, scope);
      const isBlank = target.kind === "name" && target.name === "_";
      if (source !== undefined && !isBlank)
        this.given(source, defaultType(this.checker.check(target, scope)), scope, "assignment", { expression: target });
    }
  }

  #declareType(spec: TypeSpec, scope: Scope): void {
    const { package: owner, file, placed } = scope;
    const object: TypeObject = { kind: "type", package: owner, file, placed, name: spec.name, spec, local: scope };
    // The name stands for the type inside its own declaration too; an alias does not.
    if (!spec.isAlias) scope.names.set(spec.name.name, { kind: "type", type: this.checker.typeOf(object, []) });
    const type = this.checker.typeOf(object, []);
    scope.names.set(spec.name.name, { kind: "type", type });
    // Names declared further down must not be found by this type: resolve it now.
    if (type.kind === "named") void type.underlying;
    this.observer?.expression(spec.name, scope, undefined);
    this.expression(spec.type, scope, type);
  }

  #declareValues(spec: ValueSpec, scope: Scope): void {
    if (spec.type !== undefined) this.expression(spec.type, scope);
    if (spec.isConstant) {
      const inner: Scope = { ...innerScope(scope), iota: spec.iota };
      const operands = spec.names.map((_, i) => constantOf(this.checker, spec.type, spec.values[i], inner));
      for (const [i, name] of spec.names.entries()) {
        const operand = operands[i];
        if (operand === undefined || name.name === "_") continue;
        scope.names.set(name.name, { kind: "constant", operand, declared: { name, expression: spec.values[i], scope: inner } });
      }
      return;
    }
    const declared = spec.type === undefined ? undefined : this.checker.typeNamed(spec.type, scope);
    for (const value of spec.values) this.expression(value, scope, declared);
    const types = variableTypes(this.checker, spec.type, spec.values, spec.names.length, scope);
    const isOfPlatform = spec.values.some((each) => this.narrowing.depends(each, scope));
    for (const [i, name] of spec.names.entries()) {
      const type = types[i] ?? unknownType("it has no value");
      const source = spec.values.length === spec.names.length ? spec.values[i] : undefined;
      const variable = this.declare(name, type, 0, scope);
      if (spec.values.length > 0) this.give(variable, source, scope);
      this.given(source, declared, scope, "declaration");
      variable.isOfPlatform = isOfPlatform;
    }
  }

  #if(statement: Statement & { readonly kind: "if" }, scope: Scope): Reach {
    let inner = scope;
    /** Whether the branch at hand is looked at, and what is reached behind those that were. */
    let reach: Reach = "always";
    let after: Reach = "always";
    for (const { initializer, condition, body } of statement.branches) {
      inner = innerScope(inner);
      const before: Reach = reach;
      this.crossings.enter(before);
      if (initializer !== undefined) this.#statement(initializer, inner);
      this.expression(condition, inner);
      this.crossings.leave(before);
      const truth = this.narrowing.truthOf(condition, inner);
      if (truth === undefined && reach === "always" && this.narrowing.conditionDepends(condition, inner)) reach = "maybe";
      const own: Reach = truth === false ? "never" : reach;
      const behind = this.within(own, () => this.#block(body, inner));
      if (own === "always" && truth === true) after = lesser(after, leaves(body.statements) ? "never" : behind);
      if (own === "maybe" && (behind !== "always" || leaves(body.statements))) after = lesser(after, "maybe");
      if (truth === true) reach = "never";
    }
    const { otherwise } = statement;
    if (otherwise === undefined) return after;
    const behind = this.within(reach, () => this.#block(otherwise, inner));
    const isOnly = reach === "always" && statement.branches.every(({ condition }) => this.narrowing.truthOf(condition, inner) === false);
    if (isOnly) return lesser(after, leaves(otherwise.statements) ? "never" : behind);
    return reach === "maybe" && (behind !== "always" || leaves(otherwise.statements)) ? lesser(after, "maybe") : after;
  }

  #switch(statement: Statement & { readonly kind: "switch" }, scope: Scope): Reach {
    const inner = innerScope(scope);
    const { initializer, tag, clauses } = statement;
    if (initializer !== undefined) this.#statement(initializer, inner);
    if (tag !== undefined) this.expression(tag, inner);
    const taken = this.narrowing.clauseTaken(tag, clauses, inner);
    const depends =
      tag === undefined
        ? clauses.some(({ expressions }) => expressions.some((each) => this.narrowing.conditionDepends(each, inner)))
        : this.narrowing.depends(tag, inner);
    let after: Reach = "always";
    let fallsInto = false;
    for (const [i, clause] of clauses.entries()) {
      const isRuledOut = !clause.isDefault && clause.expressions.every((each) => this.narrowing.clauseTruth(tag, each, inner) === false);
      const isTaken: boolean = taken === i || fallsInto;
      const reach: Reach =
        taken !== undefined
          ? isTaken
            ? "always"
            : "never"
          : isRuledOut && !clauses[i - 1]?.fallsThrough
            ? "never"
            : depends
              ? "maybe"
              : "always";
      const behind = this.within(reach, () => this.#clause(clause, innerScope(inner)));
      const isLeft = leaves(clause.body, true);
      if (isTaken && !clause.fallsThrough) after = isLeft ? "never" : behind === "always" ? "always" : "maybe";
      if (reach === "maybe" && (isLeft || behind !== "always")) after = lesser(after, "maybe");
      fallsInto = isTaken && clause.fallsThrough;
    }
    return after;
  }

  #clause(clause: Clause, scope: Scope): Reach {
    if (clause.communication !== undefined) this.#statement(clause.communication, scope);
    this.expressions(clause.expressions, scope);
    return this.statements(clause.body, scope);
  }

  #typeSwitch(statement: Statement & { readonly kind: "typeSwitch" }, scope: Scope): void {
    const inner = innerScope(scope);
    if (statement.initializer !== undefined) this.#statement(statement.initializer, inner);
    this.expression(statement.of, inner);
    const whole = defaultType(this.checker.check(statement.of, inner));
    const reach: Reach = this.narrowing.depends(statement.of, inner) ? "maybe" : "always";
    for (const clause of statement.clauses) {
      const body = innerScope(inner);
      this.expressions(clause.expressions, body);
      const only = clause.expressions.length === 1 ? clause.expressions[0] : undefined;
      const isNil = only?.kind === "name" && only.name === "nil";
      const type = only === undefined || isNil ? whole : this.checker.typeNamed(only, inner);
      if (statement.name !== undefined) this.declare(statement.name, type, 1, body);
      this.within(reach, () => this.statements(clause.body, body));
    }
  }

  #range(statement: Statement & { readonly kind: "range" }, scope: Scope): void {
    const inner = innerScope(scope);
    this.expression(statement.of, inner);
    const reach: Reach = this.narrowing.depends(statement.of, inner) ? "maybe" : "always";
    if (statement.defines) {
      const types = rangeTypes(defaultType(this.checker.check(statement.of, inner)));
      for (const [i, target] of statement.left.entries()) {
        if (target.kind !== "name") continue;
        const variable = this.declare(target, types[i] ?? unknownType("what is ranged over is not known"), 2, inner);
        variable.isOfPlatform = reach === "maybe";
      }
    } else this.#assign(statement.left, "range", [], inner);
    this.within(reach, () => this.#block(statement.body, inner));
  }
}
