/** Collects array types with so many elements that a 32-bit target may refuse them: `(*[1 << 30]C.int)(p)[:n:n]`. */
import type { Expression } from "./ast.ts";
import type { Checker } from "./checker.ts";
import type { Crossings } from "./crossings.ts";
import type { Collector } from "./expressionWalker.ts";
import type { Scope } from "./operands.ts";
import { isUnsafePointer } from "./typeForms.ts";
import { withoutParens } from "./walk.ts";

/** Shorter arrays fit everywhere unless their elements are huge themselves. */
const shortest = 1n << 16n;

interface Parts {
  readonly whole: Expression;
  readonly pointer: Expression;
  readonly length: Expression;
}

export class HugeArrays implements Collector {
  readonly #checker: Checker;
  readonly #crossings: Crossings;
  /** Array types inside of `(*[N]T)(p)[:n:n]`. */
  readonly #sliced = new Map<Expression, Parts>();

  constructor(checker: Checker, crossings: Crossings) {
    this.#checker = checker;
    this.#crossings = crossings;
  }

  expression(expression: Expression, scope: Scope): void {
    if (expression.kind === "slice") this.#slice(expression, scope);
    if (expression.kind !== "arrayType" || expression.length === undefined || expression.length === "auto") return;
    const count = this.#checker.integer(expression.length, scope);
    if (count === undefined || count < shortest) return;
    const of = this.#checker.typeNamed(expression.of, scope);
    const parts = this.#sliced.get(expression);
    const range = (part: Expression): { readonly start: number; readonly end: number } => this.#crossings.range(part);
    this.#crossings.record(expression, (where) => ({
      kind: "hugeArray",
      ...where,
      of,
      count,
      slice:
        parts === undefined
          ? undefined
          : {
              range: range(parts.whole),
              element: range(expression.of),
              pointer: range(parts.pointer),
              length: range(parts.length),
            },
    }));
  }

  #slice(slice: Expression & { readonly kind: "slice" }, scope: Scope): void {
    const { low, high, max } = slice;
    const call = withoutParens(slice.of);
    if (high === undefined || max === undefined || call.kind !== "call" || call.arguments.length !== 1) return;
    const isFromStart = low === undefined || this.#checker.integer(low, scope) === 0n;
    const type = withoutParens(call.callee);
    const array = type.kind === "star" ? withoutParens(type.of) : undefined;
    const [pointer] = call.arguments;
    if (!isFromStart || array?.kind !== "arrayType" || pointer === undefined) return;
    const operand = this.#checker.check(pointer, scope);
    // The capacity must be the length, and asking for it once must say the same.
    if (operand.mode !== "value" || !isUnsafePointer(operand.type) || !isSame(high, max)) return;
    this.#sliced.set(array, { whole: slice, pointer, length: high });
  }
}

/** Whether two expressions without calls are written alike. */
function isSame(a: Expression, b: Expression): boolean {
  const [left, right] = [withoutParens(a), withoutParens(b)];
  if (left.kind === "name" && right.kind === "name") return left.name === right.name;
  if (left.kind === "literal" && right.kind === "literal") return left.text === right.text;
  if (left.kind === "selector" && right.kind === "selector") return left.name.name === right.name.name && isSame(left.of, right.of);
  if (left.kind !== "call" || right.kind !== "call" || left.arguments.length !== 1 || right.arguments.length !== 1) return false;
  const [x, y] = [left.arguments[0], right.arguments[0]];
  // A conversion such as int(n): a name that is called twice with a plain variable.
  const isConversion = left.callee.kind === "name" && /^u?int(?:8|16|32|64|ptr)?$/.test(left.callee.name);
  return isConversion && x !== undefined && y !== undefined && isSame(left.callee, right.callee) && isSame(x, y);
}
