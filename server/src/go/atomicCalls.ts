/**
 * Collects calls of sync/atomic's functions for 64-bit numbers, with the number's place. Knows no layouts; where such
 * a number must lie is the rules' to say.
 */
import type { Expression } from "./ast.ts";
import type { Checker } from "./checker.ts";
import type { Crossings } from "./crossings.ts";
import type { Collector } from "./expressionWalker.ts";
import type { Scope } from "./operands.ts";
import { withoutParens } from "./walk.ts";

/** Those that check the alignment. `And` and `Or` are made of others, not on every port. */
const checking: RegExp = /^(?:Add|CompareAndSwap|Load|Store|Swap)(?:Int|Uint)64$/;

export class AtomicCalls implements Collector {
  readonly #checker: Checker;
  readonly #crossings: Crossings;

  constructor(checker: Checker, crossings: Crossings) {
    this.#checker = checker;
    this.#crossings = crossings;
  }

  expression(expression: Expression, scope: Scope): void {
    if (expression.kind !== "call" || expression.callee.kind !== "selector") return;
    const { of, name } = expression.callee;
    const [pointer] = expression.arguments;
    if (pointer === undefined || !checking.test(name.name)) return;
    const owner = this.#checker.check(of, scope);
    if (owner.mode !== "package" || owner.path !== "sync/atomic") return;
    this.#crossings.record(expression, (where) => ({
      kind: "atomic64",
      ...where,
      name: name.name,
      operand: this.#crossings.range(addressed(pointer)),
      address: this.#crossings.addressOf(pointer, scope),
    }));
  }
}

/** `x.n` for `&x.n`. */
function addressed(pointer: Expression): Expression {
  const at = withoutParens(pointer);
  return at.kind === "unary" && at.operator === "&" ? at.of : at;
}
