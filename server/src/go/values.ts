/**
 * Collects what happens to values of C types: conversions, operations, and what they are given to. Only what some
 * target may see otherwise is kept; which does is for those who know sizes.
 */
import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Call, Expression } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { toInt } from "./constantValue.ts";
import type { Crossings } from "./crossings.ts";
import { defaultType, joiningOperators } from "./evaluate.ts";
import type { Collector } from "./expressionWalker.ts";
import { localOf, onlyValueOf, type Scope } from "./operands.ts";
import type { Giving, PlainValue, ValueConversion } from "./valueFacts.ts";
import { withoutParens } from "./walk.ts";

/** Every type of C holds the numbers up to this one. */
const leastMaximum = 127n;

/** How many variables a time is followed through. */
const longestTrail = 5;

export class Values implements Collector {
  readonly #checker: Checker;
  readonly #crossings: Crossings;

  constructor(checker: Checker, crossings: Crossings) {
    this.#checker = checker;
    this.#crossings = crossings;
  }

  expression(expression: Expression, scope: Scope): void {
    switch (expression.kind) {
      case "call":
        this.#conversion(expression, scope);
        break;
      case "binary":
        this.#operation(expression, expression.operator, expression.left, expression.right, scope);
        break;
      case "index":
        if (expression.indices[0] !== undefined && expression.indices.length === 1)
          this.#operation(expression, "[]", expression.of, expression.indices[0], scope);
        break;
    }
  }

  given(expression: Expression, to: GoType, scope: Scope, as: Giving): void {
    const of = this.#plain(expression, scope);
    if (of === undefined || !mayDiffer(of, to)) return;
    this.#crossings.record(expression, (where) => ({ kind: "given", ...where, to, as, of }));
  }

  #conversion(call: Call, scope: Scope): void {
    const [argument] = call.arguments;
    if (argument === undefined || call.arguments.length !== 1) return;
    const callee = this.#checker.check(call.callee, scope);
    if (callee.mode !== "type") return;
    const { type: to } = callee;
    const of = this.#plain(argument, scope) ?? this.#unreadTime(argument, scope);
    if (of === undefined) return;
    const quantity = this.#quantityOf(argument, scope);
    const isOfC = isScalarOfC(to) ? of.value === undefined || !isSmall(of.value) : isScalarOfC(of.type) && !of.untyped;
    if (!isOfC && quantity === undefined) return;
    const typeRange = this.#crossings.range(call.callee);
    this.#crossings.record(call, (where) => ({ kind: "valueConversion", ...where, to, typeRange, of, quantity }));
  }

  #operation(whole: Expression, operator: string, leftSide: Expression, rightSide: Expression, scope: Scope): void {
    if (!joiningOperators.has(operator) && operator !== "<<" && operator !== ">>" && operator !== "[]") return;
    const left = this.#plain(leftSide, scope);
    const right = this.#plain(rightSide, scope);
    if (left === undefined || right === undefined) return;
    const isJoined = joiningOperators.has(operator);
    const isKept = isJoined
      ? isChar(left.type) || isChar(right.type) || mayDiffer(left, right.type) || mayDiffer(right, left.type)
      : isChar(operator === "[]" ? right.type : left.type);
    // A constant on both sides is one constant.
    if (!isKept || (left.value !== undefined && right.value !== undefined)) return;
    this.#crossings.record(whole, (where) => ({ kind: "operation", ...where, operator, left, right }));
  }

  /** A value of a type that is known. */
  #plain(expression: Expression, scope: Scope): PlainValue | undefined {
    const operand = this.#checker.check(expression, scope);
    if (operand.mode !== "value" || operand.type.kind === "unknown") return undefined;
    const whole = operand.constant === undefined ? undefined : toInt(operand.constant);
    return {
      range: this.#crossings.range(expression),
      type: defaultType(operand),
      untyped: operand.untyped !== undefined,
      value: whole?.kind === "int" ? whole.value : undefined,
    };
  }

  /** The seconds of a time, where nothing is at hand to read of package time. */
  #unreadTime(expression: Expression, scope: Scope): PlainValue | undefined {
    if (!this.#isUnix(expression, scope, 0)) return undefined;
    return { range: this.#crossings.range(expression), type: { kind: "basic", name: "int64" }, untyped: false, value: undefined };
  }

  #quantityOf(expression: Expression, scope: Scope): ValueConversion["quantity"] {
    return this.#isUnix(expression, scope, 0) || this.#isSeconds(expression, scope, 0) ? "time" : undefined;
  }

  /** `t.Unix()` of a `time.Time`, or a variable that holds it. */
  #isUnix(expression: Expression, scope: Scope, trail: number): boolean {
    const at = withoutParens(expression);
    if (at.kind === "name") {
      const source = this.#sourceOf(at.name, scope);
      return source !== undefined && trail < longestTrail && this.#isUnix(source.expression, source.scope, trail + 1);
    }
    const isCall = at.kind === "call" && at.arguments.length === 0 && at.callee.kind === "selector";
    return isCall && at.callee.name.name === "Unix" && this.#isTime(at.callee.of, scope, 0);
  }

  /** `ts.Sec` of a `Timespec`, `ts.tv_sec` of a `struct timespec`, or a variable that holds it. */
  #isSeconds(expression: Expression, scope: Scope, trail: number): boolean {
    const at = withoutParens(expression);
    if (at.kind === "name") {
      const source = this.#sourceOf(at.name, scope);
      return source !== undefined && trail < longestTrail && this.#isSeconds(source.expression, source.scope, trail + 1);
    }
    if (at.kind !== "selector" || (at.name.name !== "Sec" && at.name.name !== "tv_sec")) return false;
    const owner = this.#checker.check(at.of, scope);
    return owner.mode === "value" && isTimeRecord(owner.type);
  }

  #isTime(expression: Expression, scope: Scope, trail: number): boolean {
    const at = withoutParens(expression);
    const operand = this.#checker.check(at, scope);
    if (operand.mode === "value" && operand.type.kind !== "unknown") {
      const type = operand.type.kind === "pointer" ? operand.type.to : operand.type;
      return type.kind === "named" && type.pkg === "time" && type.name === "Time";
    }
    if (at.kind === "name") {
      const source = this.#sourceOf(at.name, scope);
      return source !== undefined && trail < longestTrail && this.#isTime(source.expression, source.scope, trail + 1);
    }
    if (at.kind !== "call" || at.callee.kind !== "selector" || !/^(?:Now|Unix|UnixMilli|UnixMicro|Date)$/.test(at.callee.name.name))
      return false;
    const owner = this.#checker.check(at.callee.of, scope);
    return owner.mode === "package" && owner.path === "time";
  }

  #sourceOf(name: string, scope: Scope): { readonly expression: Expression; readonly scope: Scope } | undefined {
    const local = localOf(scope, name);
    return local?.kind === "variable" ? onlyValueOf(local.variable) : undefined;
  }
}

/** Whether a number of C: no pointer, no record. */
function isScalarOfC(type: GoType): boolean {
  const under = underlyingGo(type);
  if (under.kind !== "c") return false;
  const { kind } = unwrapC(under.type);
  return kind === "scalar" || kind === "standard" || kind === "enum";
}

function isChar(type: GoType): boolean {
  const under = underlyingGo(type);
  const behind = under.kind === "c" ? unwrapC(under.type) : undefined;
  return behind?.kind === "scalar" && behind.name === "char";
}

/** Whether a type of C, or what one leads to, takes part in what a type is. */
function touchesC(type: GoType): boolean {
  let at = type;
  while (at.kind === "pointer" || at.kind === "slice" || at.kind === "array") at = at.kind === "pointer" ? at.to : at.of;
  return at.kind === "c";
}

function isSmall(value: bigint): boolean {
  return value >= 0n && value <= leastMaximum;
}

/** Whether a value may be of the type on one target and not on another. */
function mayDiffer({ type, untyped, value }: PlainValue, to: GoType): boolean {
  if (to.kind === "unknown" || to.kind === "interface" || to.kind === "typeParameter") return false;
  if (untyped) return value !== undefined && !isSmall(value) && isScalarOfC(to);
  if (value !== undefined && type.kind === "unknown") return false;
  const isSame = type === to || (type.kind === "c" && to.kind === "c" && type.name === to.name);
  return !isSame && (touchesC(type) || touchesC(to));
}

/** `syscall.Timespec` and `Timeval` and their kin, and C's. */
function isTimeRecord(type: GoType): boolean {
  const at = type.kind === "pointer" ? type.to : type;
  if (at.kind === "named") return /^(?:syscall|golang\.org\/x\/sys\/unix)$/.test(at.pkg) && /^(?:Timespec|Timeval)$/.test(at.name);
  const record = at.kind === "c" ? unwrapC(at.type) : undefined;
  return record?.kind === "record" && (record.tag === "timespec" || record.tag === "timeval");
}
