/**
 * Whether code may be meant for some targets only: it mentions runtime.GOOS or GOARCH, something made from them, or
 * stands behind a condition that the compiler decides.
 */
import type { Expression, Statement } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { localOf, type Scope, type ValueObject } from "./operands.ts";
import { expressionsIn } from "./walk.ts";

export class Narrowing {
  readonly #checker: Checker;
  readonly #derived = new Map<ValueObject, boolean>();

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  /** Whether this very expression, without what is inside it, speaks of the platform. */
  mentionsPlatform(expression: Expression, scope: Scope): boolean {
    if (expression.kind === "selector") {
      const isName = expression.name.name === "GOOS" || expression.name.name === "GOARCH";
      if (!isName || expression.of.kind !== "name") return false;
      const path = this.#checker.importNamed(scope.file, expression.of.name)?.path;
      return path === "runtime" || path === "internal/goos" || path === "internal/goarch";
    }
    if (expression.kind !== "name" || localOf(scope, expression.name) !== undefined) return false;
    const object = this.#checker.package.objects.get(expression.name);
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
        const other = this.#checker.package.objects.get(name);
        if (other?.kind === "function" && other.placed.mentionsPlatform) derived = true;
        if (other?.kind !== "value" || seen.has(other)) continue;
        seen.add(other);
        waiting.push(other);
      }
    }
    this.#derived.set(object, derived);
    return derived;
  }

  /** A condition that is constant without being written as one, or asks a function that asks for the platform. */
  conditionNarrows(condition: Expression, scope: Scope): boolean {
    const waiting: Expression[] = [condition];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next.kind === "paren" || (next.kind === "unary" && next.operator === "!")) waiting.push(next.of);
      else if (next.kind === "binary" && (next.operator === "&&" || next.operator === "||")) waiting.push(next.left, next.right);
      else if (this.#leafNarrows(next, scope)) return true;
    }
    return false;
  }

  #leafNarrows(leaf: Expression, scope: Scope): boolean {
    if (leaf.kind === "name" && (leaf.name === "true" || leaf.name === "false")) return false;
    const operand = this.#checker.check(leaf, scope);
    if (operand.mode === "value" && operand.constant !== undefined) return true;
    const waiting: Expression[] = [leaf];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next.kind === "call") {
        const callee = this.#checker.check(next.callee, scope);
        if (callee.mode === "function" && callee.object.placed.mentionsPlatform) return true;
        if (callee.mode === "builtin" && /^unsafe\.(?:Sizeof|Alignof|Offsetof)$/.test(callee.name)) return true;
      }
      for (const inner of expressionsIn(next)) waiting.push(inner);
    }
    return false;
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

/** Whether what follows a block is reached only when the block is not. */
export function leaves(statements: readonly Statement[]): boolean {
  const last = statements[statements.length - 1];
  if (last === undefined) return false;
  if (last.kind === "return" || last.kind === "jump") return true;
  const only = last.kind === "expression" ? last.expressions[0] : undefined;
  if (only?.kind !== "call") return false;
  const { callee } = only;
  return (
    (callee.kind === "name" && callee.name === "panic") || (callee.kind === "selector" && /^(?:Exit|Fatal|Skip)/.test(callee.name.name))
  );
}
