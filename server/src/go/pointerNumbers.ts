/**
 * Collects pointers whose number goes through integer types that may be narrower than a pointer:
 * `C.long(uintptr(unsafe.Pointer(p)))`. How wide the types are is for those who know targets.
 */
import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Call, Expression } from "./ast.ts";
import type { Checker } from "./checker.ts";
import type { Crossings } from "./crossings.ts";
import type { Collector } from "./expressionWalker.ts";
import { localOf, onlyValueOf, type Scope } from "./operands.ts";
import { isUintptr, isUnsafePointer, pointeeOf } from "./typeForms.ts";
import type { PointerNumber } from "./valueFacts.ts";
import { withoutParens } from "./walk.ts";

/** How many conversions and variables a number is followed through. */
const longestTrail = 10;

interface Step {
  readonly type: GoType;
  readonly expression: Expression;
}

export class PointerNumbers implements Collector {
  readonly #checker: Checker;
  readonly #crossings: Crossings;
  /** Conversions that are the inner part of one that was looked at. */
  readonly #inner = new Set<Expression>();

  constructor(checker: Checker, crossings: Crossings) {
    this.#checker = checker;
    this.#crossings = crossings;
  }

  expression(expression: Expression, scope: Scope): void {
    if (expression.kind !== "call" || this.#inner.has(expression)) return;
    const type = this.#conversion(expression, scope);
    if (type === undefined) return;
    // What is made a pointer again is told apart from what stays a number.
    if (isUnsafePointer(type)) this.#follow(expression, "pointer", scope);
    else if (isInteger(type)) this.#follow(expression, "other", scope);
  }

  passed(value: Expression, scope: Scope): void {
    const at = withoutParens(value);
    if (at.kind !== "call" && at.kind !== "name") return;
    const operand = this.#checker.check(at, scope);
    if (operand.mode === "value" && isInteger(operand.type)) this.#follow(at, "argument", scope);
  }

  /** Looks inward from a conversion, or from a variable that holds one, to the pointer. */
  #follow(from: Expression, use: PointerNumber["use"], scope: Scope): void {
    const steps: Step[] = [];
    let at = withoutParens(from);
    let where = scope;
    for (let i = 0; i < longestTrail; i++) {
      if (at.kind === "call") {
        const type = this.#conversion(at, where);
        const [argument] = at.arguments;
        if (type === undefined || argument === undefined) return;
        if (where === scope) this.#inner.add(at);
        const inner = this.#checker.check(argument, where);
        if (inner.mode !== "value") return;
        if (isInteger(type)) steps.push({ type, expression: at });
        if (isUnsafePointer(inner.type) || pointeeOf(inner.type) !== undefined) {
          // An unsafe.Pointer that was a number before may have been one all along.
          if (!isUnsafePointer(type) && steps.length > 0) this.#record(from, use, steps, argument);
          return;
        }
        at = withoutParens(argument);
        continue;
      }
      const local = at.kind === "name" ? localOf(where, at.name) : undefined;
      if (local?.kind !== "variable") return;
      const source = onlyValueOf(local.variable);
      if (source === undefined) return;
      at = withoutParens(source.expression);
      where = source.scope;
    }
  }

  #record(from: Expression, use: PointerNumber["use"], steps: readonly Step[], pointer: Expression): void {
    const through = steps.filter(({ type }) => !isUintptr(type));
    if (through.length === 0) return;
    const { range } = this.#crossings;
    this.#crossings.record(from, (where) => ({
      kind: "pointerNumber",
      ...where,
      through: through.map(({ type, expression }) => ({ type, range: range.call(this.#crossings, expression) })),
      pointer: range.call(this.#crossings, pointer),
      use,
    }));
  }

  /** The type a call converts to; undefined for what is no conversion. */
  #conversion(call: Call, scope: Scope): GoType | undefined {
    if (call.arguments.length !== 1) return undefined;
    const callee = this.#checker.check(call.callee, scope);
    return callee.mode === "type" ? callee.type : undefined;
  }
}

function isInteger(type: GoType): boolean {
  const under = underlyingGo(type);
  if (under.kind === "basic") return /^u?int/.test(under.name);
  const behind = under.kind === "c" ? unwrapC(under.type) : undefined;
  if (behind?.kind === "standard") return true;
  return behind?.kind === "scalar" && /^u?(?:short|int|long|llong)$/.test(behind.name);
}
