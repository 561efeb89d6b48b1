/**
 * Collects which members of C records Go code names and what it does with them. Whether cgo shows such a member
 * differs by target and is not asked here.
 */
import { type CType, unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Expression, Name, Selector } from "./ast.ts";
import type { Checker } from "./checker.ts";
import type { Crossings } from "./crossings.ts";
import type { Assignment, Collector } from "./expressionWalker.ts";
import type { MemberSelection, MemberUse } from "./facts.ts";
import { findMember } from "./members.ts";
import type { Scope } from "./operands.ts";
import { pointeeOf } from "./typeForms.ts";
import { withoutParens } from "./walk.ts";

interface Use {
  readonly use: MemberUse;
  readonly whole: Expression | Assignment;
  readonly value?: Expression | undefined;
}

export class MemberCollector implements Collector {
  readonly #checker: Checker;
  readonly #crossings: Crossings;
  /** What is known of a selector from what stands around it; assignments tell theirs last. */
  readonly #uses = new Map<Expression, Use>();

  constructor(checker: Checker, crossings: Crossings) {
    this.#checker = checker;
    this.#crossings = crossings;
  }

  expression(expression: Expression, scope: Scope): void {
    if (expression.kind === "unary" && expression.operator === "&") this.#say(addressed(expression.of), "address", expression);
    // The built-in functions that take a selector ask for its place, not for its value.
    else if (expression.kind === "call" && this.#checker.check(expression.callee, scope).mode === "builtin")
      for (const argument of expression.arguments) this.#say(withoutParens(argument), "other", argument);
    else if (expression.kind === "selector") this.#selector(expression, scope);
    else if (expression.kind === "index" || expression.kind === "slice") this.#say(withoutParens(expression.of), "other", expression);
  }

  assigned({ left, right, operator, ...statement }: Assignment): void {
    const [target] = left;
    const isPlain = left.length === 1 && right.length === 1 && operator === "=";
    for (const each of left) {
      const at = withoutParens(each);
      const whole = { left, right, operator, ...statement };
      if (at.kind === "selector")
        this.#uses.set(at, isPlain && each === target ? { use: "store", whole, value: right[0] } : { use: "other", whole });
    }
  }

  key(name: Name, struct: GoType): void {
    const owner = recordTypeOf(struct);
    if (owner === undefined) return;
    this.#crossings.recordCompiled(name, (where) => ({
      kind: "member",
      ...where,
      owner,
      name: name.name,
      use: "key",
      operand: undefined,
      isPointer: false,
      isAddressable: false,
      whole: this.#crossings.range(name),
      value: undefined,
    }));
  }

  #say(of: Expression, use: MemberUse, whole: Expression): void {
    if (of.kind === "selector" && !this.#uses.has(of)) this.#uses.set(of, { use, whole });
  }

  #selector(selector: Selector, scope: Scope): void {
    const operand = this.#checker.check(selector.of, scope);
    if (operand.mode !== "value") return;
    const pointee = pointeeOf(operand.type);
    const owner = recordTypeOf(pointee ?? operand.type);
    if (owner === undefined || findMember(this.#checker, operand.type, selector.name.name, scope.package)?.kind === "method") return;
    this.#crossings.recordCompiled(selector.name, (where): MemberSelection => {
      const { use, whole, value } = this.#uses.get(selector) ?? { use: "load", whole: selector, value: undefined };
      return {
        kind: "member",
        ...where,
        owner,
        name: selector.name.name,
        use,
        operand: this.#crossings.range(selector.of),
        isPointer: pointee !== undefined,
        isAddressable: pointee !== undefined || this.#isAddressable(selector.of, scope),
        whole: this.#crossings.range(whole),
        value: value === undefined ? undefined : this.#crossings.range(value),
      };
    });
  }

  /** As the language defines it; false where that is not certain. */
  #isAddressable(expression: Expression, scope: Scope): boolean {
    const at = withoutParens(expression);
    switch (at.kind) {
      case "name":
        return true;
      case "star":
        return true;
      case "selector": {
        const of = this.#checker.check(at.of, scope);
        return of.mode === "value" && (pointeeOf(of.type) !== undefined || this.#isAddressable(at.of, scope));
      }
      case "index": {
        const of = this.#checker.check(at.of, scope);
        const under = of.mode === "value" ? underlyingGo(of.type) : undefined;
        return under?.kind === "slice" || (under?.kind === "array" && this.#isAddressable(at.of, scope));
      }
      default:
        return false;
    }
  }
}

/** The selector in `&x.f` and `&x.f[0]`. */
function addressed(of: Expression): Expression {
  const at = withoutParens(of);
  const [index] = at.kind === "index" ? at.indices : [];
  return at.kind === "index" && at.indices.length === 1 && index?.kind === "literal" && index.text === "0" ? withoutParens(at.of) : at;
}

/** The C type of a record, or a typedef of one. */
function recordTypeOf(type: GoType): CType | undefined {
  const under = underlyingGo(type);
  return under.kind === "c" && unwrapC(under.type).kind === "record" ? under.type : undefined;
}
