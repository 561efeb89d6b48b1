/**
 * Collects what Go code does with values and names of the operating system's packages: where their types meet other
 * types, and which of their names and fields are asked for. Says of one view what fits there; whether another view
 * disagrees is the rules' to find out.
 */
import { type GoNamed, type GoType, underlyingGo } from "../types/go.ts";
import type { Expression, Selector } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { formOf, represented } from "./constantType.ts";
import { toInt } from "./constantValue.ts";
import type { Crossings } from "./crossings.ts";
import { joiningOperators } from "./evaluate.ts";
import type { Collector, Taker } from "./expressionWalker.ts";
import type { Meeting, SystemName, SystemValue } from "./facts.ts";
import { areDifferent, areIdentical } from "./identity.ts";
import type { Operand, Scope } from "./operands.ts";
import type { Giving } from "./valueFacts.ts";

const systemPath = /^(?:syscall|golang\.org\/x\/sys\/(?:unix|windows))$/;

export class SystemUses implements Collector {
  readonly #checker: Checker;
  readonly #crossings: Crossings;

  constructor(checker: Checker, crossings: Crossings) {
    this.#checker = checker;
    this.#crossings = crossings;
  }

  expression(expression: Expression, scope: Scope): void {
    switch (expression.kind) {
      case "selector":
        this.#name(expression, scope);
        break;
      case "binary":
        if (joiningOperators.has(expression.operator)) this.#sides(expression.left, expression.right, scope);
        break;
      case "call": {
        const [argument] = expression.arguments;
        if (argument === undefined || expression.arguments.length !== 1) break;
        const system = this.#systemOf(argument, scope);
        const callee = system === undefined ? undefined : this.#checker.check(expression.callee, scope);
        if (system !== undefined && callee?.mode === "type")
          this.#meet(argument, callee.type, scope, "conversion", system, false, argument);
        break;
      }
    }
  }

  given(value: Expression, to: GoType, scope: Scope, as: Giving, taker: Taker | undefined): void {
    const system = this.#systemOf(value, scope);
    if (system !== undefined) this.#meet(value, to, scope, as, system, false, value);
    else {
      const taking = taker === undefined ? undefined : this.#systemTaker(taker, scope);
      if (taking !== undefined) this.#meet(value, to, scope, as, taking, true, undefined);
    }
  }

  #sides(left: Expression, right: Expression, scope: Scope): void {
    const leftSystem = this.#systemOf(left, scope);
    const rightSystem = leftSystem === undefined ? this.#systemOf(right, scope) : undefined;
    const system = leftSystem ?? rightSystem;
    if (system === undefined) return;
    const [own, other] = leftSystem === undefined ? [right, left] : [left, right];
    const operand = this.#checker.check(own, scope);
    if (operand.mode === "value" && operand.untyped === undefined) this.#meet(other, operand.type, scope, "operator", system, true, own);
  }

  #meet(value: Expression, to: GoType, scope: Scope, as: Meeting, system: string, taken: boolean, own: Expression | undefined): void {
    const operand = this.#checker.check(value, scope);
    if (operand.mode !== "value") return;
    const whole = operand.constant === undefined ? undefined : toInt(operand.constant);
    const isUntyped = operand.untyped !== undefined;
    const fact: Omit<SystemValue, "site" | "function" | "narrowed"> = {
      kind: "systemValue",
      system,
      taken,
      expression: own === undefined ? undefined : this.#crossings.range(own),
      as,
      value: isUntyped ? undefined : operand.type,
      constant: (isUntyped || as === "conversion") && whole?.kind === "int" ? whole.value : undefined,
      to,
      fits: this.#fits(operand, to, as),
    };
    this.#crossings.recordCompiled(value, (where) => ({ ...fact, ...where }));
  }

  #fits(operand: Operand & { readonly mode: "value" }, to: GoType, as: Meeting): SystemValue["fits"] {
    const { environment } = this.#checker;
    const isConstant = operand.untyped !== undefined || as === "conversion";
    if (isConstant && operand.constant !== undefined) {
      const form = formOf(to, environment);
      if (form.kind !== "integer" || operand.constant.kind === "string" || operand.constant.kind === "bool") return "unknown";
      const whole = toInt(operand.constant);
      if (whole?.kind !== "int") return "unknown";
      return represented(whole, form, environment) === undefined ? "no" : "yes";
    }
    if (operand.untyped !== undefined) return "unknown";
    if (as === "conversion") return "yes";
    if (areIdentical(operand.type, to)) return "yes";
    return areDifferent(operand.type, to) ? "no" : "unknown";
  }

  #name(selector: Selector, scope: Scope): void {
    const of = this.#checker.check(selector.of, scope);
    const name = selector.name.name;
    if (of.mode === "package") {
      if (systemPath.test(of.path)) this.#tell(selector, { package: of.path, type: undefined, name, found: this.#kindOf(selector, scope) });
      return;
    }
    const owner = of.mode === "value" ? systemType(of.type) : undefined;
    if (owner === undefined) return;
    const under = underlyingGo(owner);
    // Promoted fields and methods are not looked for.
    if (under.kind !== "struct" || under.fields.some((field) => field.embedded === true)) return;
    const found = under.fields.some((field) => field.name === name) ? "field" : "none";
    this.#tell(selector, { package: owner.pkg, type: owner.name, name, found });
  }

  #tell(selector: Selector, fact: Pick<SystemName, "package" | "type" | "name" | "found">): void {
    this.#crossings.recordCompiled(selector.name, (where) => ({ kind: "systemName", ...fact, ...where }));
  }

  #kindOf(selector: Selector, scope: Scope): SystemName["found"] {
    const operand = this.#checker.check(selector, scope);
    if (operand.mode === "type" || operand.mode === "genericType") return "type";
    return operand.mode === "value" || operand.mode === "function" ? "value" : "none";
  }

  /** How the system's packages name what an expression's value comes from; undefined for what is not theirs. */
  #systemOf(expression: Expression, scope: Scope): string | undefined {
    switch (expression.kind) {
      case "paren":
        return this.#systemOf(expression.of, scope);
      case "index":
        return this.#systemOf(expression.of, scope);
      case "unary":
        return expression.operator === "-" || expression.operator === "^" || expression.operator === "&"
          ? this.#systemOf(expression.of, scope)
          : undefined;
      case "slice":
        return this.#systemOf(expression.of, scope);
      case "call": {
        const callee = expression.callee.kind === "selector" ? this.#systemOf(expression.callee, scope) : undefined;
        const operand = callee === undefined ? undefined : this.#checker.check(expression.callee, scope);
        // What a conversion to a system's type gives is of that type everywhere.
        return operand?.mode === "type" ? undefined : callee;
      }
      case "selector": {
        const of = this.#checker.check(expression.of, scope);
        const { name } = expression.name;
        if (of.mode === "package") return systemPath.test(of.path) ? `${lastElement(of.path)}.${name}` : undefined;
        const owner = of.mode === "value" ? systemType(of.type) : undefined;
        if (owner !== undefined) return `${lastElement(owner.pkg)}.${owner.name}.${name}`;
        return this.#systemOf(expression.of, scope);
      }
      default:
        return undefined;
    }
  }

  #systemTaker(taker: Taker, scope: Scope): string | undefined {
    if ("expression" in taker) return this.#systemOf(taker.expression, scope);
    const owner = systemType(taker.struct);
    return owner === undefined ? undefined : `${lastElement(owner.pkg)}.${owner.name}.${taker.field}`;
  }
}

/** The struct of the system's packages that a value, or what a pointer points to, is. */
function systemType(type: GoType): GoNamed | undefined {
  const at = type.kind === "pointer" ? type.to : type;
  return at.kind === "named" && systemPath.test(at.pkg) ? at : undefined;
}

function lastElement(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
