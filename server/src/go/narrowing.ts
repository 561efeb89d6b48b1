/**
 * Which conditions a build decides. In the environment of one port most that are made of runtime.GOOS, runtime.GOARCH
 * and sizes are constants; what depends on the platform in any other way (a variable, a function's answer) is not
 * decided, and only known to depend on it.
 */
import type { Clause, Expression, Statement } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { binaryOperand } from "./evaluate.ts";
import { localOf, type Scope, type ValueObject } from "./operands.ts";
import { expressionsIn } from "./walk.ts";

/** Whether a package declares GOOS and GOARCH. */
export function isPlatformPackage(path: string): boolean {
  return path === "runtime" || path === "internal/goos" || path === "internal/goarch";
}

export class Narrowing {
  readonly #checker: Checker;
  readonly #derived = new Map<ValueObject, boolean>();

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  /** What a condition is in this environment, as far as constants decide it. */
  truthOf(condition: Expression, scope: Scope): boolean | undefined {
    if (condition.kind === "paren") return this.truthOf(condition.of, scope);
    if (condition.kind === "unary" && condition.operator === "!") {
      const truth = this.truthOf(condition.of, scope);
      return truth === undefined ? undefined : !truth;
    }
    if (condition.kind === "binary" && (condition.operator === "&&" || condition.operator === "||")) {
      const decisive = condition.operator === "||";
      const left = this.truthOf(condition.left, scope);
      if (left === decisive) return decisive;
      const right = this.truthOf(condition.right, scope);
      if (right === decisive) return decisive;
      return left === undefined || right === undefined ? undefined : !decisive;
    }
    const operand = this.#checker.check(condition, scope);
    return operand.mode === "value" && operand.constant?.kind === "bool" ? operand.constant.value : undefined;
  }

  /**
   * Which clause of a switch is taken: its index, `none`, or undefined where constants do not decide it. Without a tag
   * the clauses are conditions.
   */
  clauseTaken(tag: Expression | undefined, clauses: readonly Clause[], scope: Scope): number | "none" | undefined {
    let otherwise: number | undefined;
    for (const [i, clause] of clauses.entries()) {
      if (clause.isDefault) otherwise = i;
      for (const expression of clause.expressions) {
        const truth = this.clauseTruth(tag, expression, scope);
        if (truth === undefined) return undefined;
        if (truth) return i;
      }
    }
    return otherwise ?? "none";
  }

  /** Whether a clause's expression is met, as far as constants decide it. */
  clauseTruth(tag: Expression | undefined, expression: Expression, scope: Scope): boolean | undefined {
    if (tag === undefined) return this.truthOf(expression, scope);
    const left = this.#checker.check(tag, scope);
    const right = this.#checker.check(expression, scope);
    if (left.mode !== "value" || right.mode !== "value") return undefined;
    const equal = binaryOperand(this.#checker, "==", left, right);
    return equal.constant?.kind === "bool" ? equal.constant.value : undefined;
  }

  /** Whether the platform has a part in what a condition is, beyond what constants decide. */
  conditionDepends(condition: Expression, scope: Scope): boolean {
    const waiting: Expression[] = [condition];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (this.truthOf(next, scope) !== undefined) continue;
      if (next.kind === "paren" || (next.kind === "unary" && next.operator === "!")) waiting.push(next.of);
      else if (next.kind === "binary" && (next.operator === "&&" || next.operator === "||")) waiting.push(next.left, next.right);
      else if (this.depends(next, scope)) return true;
    }
    return false;
  }

  /** Whether the platform has a part in what an expression gives; of a function literal nothing is looked at. */
  depends(expression: Expression, scope: Scope): boolean {
    const waiting: Expression[] = [expression];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (this.#mentionsPlatform(next, scope)) return true;
      if (next.kind === "call") {
        const callee = this.#checker.check(next.callee, scope);
        if (callee.mode === "function" && callee.object.placed.mentionsPlatform) return true;
        if (callee.mode === "builtin" && /^unsafe\.(?:Sizeof|Alignof|Offsetof)$/.test(callee.name)) return true;
      }
      for (const inner of expressionsIn(next)) waiting.push(inner);
    }
    return false;
  }

  /** Whether this very expression, without what is inside it, speaks of the platform. */
  #mentionsPlatform(expression: Expression, scope: Scope): boolean {
    if (expression.kind === "selector") {
      const isName = expression.name.name === "GOOS" || expression.name.name === "GOARCH";
      if (!isName || expression.of.kind !== "name") return false;
      const path = this.#checker.importNamed(scope.file, expression.of.name)?.path;
      return path !== undefined && isPlatformPackage(path);
    }
    if (expression.kind !== "name") return false;
    const local = localOf(scope, expression.name);
    if (local !== undefined) return local.kind === "variable" && local.variable.isOfPlatform;
    const object = scope.package.object(expression.name);
    return object?.kind === "value" && this.#isDerived(object);
  }

  /** A package-level value whose declaration speaks of the platform, or of another such value. */
  #isDerived(object: ValueObject): boolean {
    const known = this.#derived.get(object);
    if (known !== undefined) return known;
    // Values may be made from each other in chains longer than the stack: look through them breadth first.
    const seen = new Set<ValueObject>([object]);
    const waiting: ValueObject[] = [object];
    let derived = false;
    for (let next = waiting.pop(); next !== undefined && !derived; next = waiting.pop()) {
      if (next.placed.mentionsPlatform) derived = true;
      for (const name of namesIn(next.spec.values)) {
        const other = next.package.object(name);
        if (other?.kind === "function" && other.placed.mentionsPlatform) derived = true;
        if (other?.kind !== "value" || seen.has(other)) continue;
        seen.add(other);
        waiting.push(other);
      }
    }
    this.#derived.set(object, derived);
    return derived;
  }
}

function namesIn(expressions: readonly Expression[]): string[] {
  const names: string[] = [];
  const waiting = [...expressions];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === "name") names.push(next.name);
    for (const inner of expressionsIn(next)) waiting.push(inner);
  }
  return names;
}

/** Whether what follows a block is reached only when the block is not. A `break` leaves a switch only to go on behind it. */
export function leaves(statements: readonly Statement[], isClause: boolean = false): boolean {
  const last = statements[statements.length - 1];
  if (last === undefined) return false;
  if (last.kind === "return") return true;
  if (last.kind === "jump") return !(isClause && last.isPlainBreak);
  const only = last.kind === "expression" ? last.expressions[0] : undefined;
  if (only?.kind !== "call") return false;
  const { callee } = only;
  return (
    (callee.kind === "name" && callee.name === "panic") || (callee.kind === "selector" && /^(?:Exit|Fatal|Skip)/.test(callee.name.name))
  );
}
