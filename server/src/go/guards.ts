/**
 * Compile-time guards: package-level declarations whose constant expressions ask for sizes, alignments or offsets, and
 * whether a compiler takes them in this environment: `var _ [unsafe.Sizeof(x) - 16]byte` and its kin. Knows no layouts;
 * the environment does.
 */
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Call, Composite, Expression, Span } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { formOf, represented } from "./constantType.ts";
import { binaryValue, type ConstantValue, compareValues, negated, toInt } from "./constantValue.ts";
import { arrayLength, defaultType } from "./evaluate.ts";
import type { Guard } from "./facts.ts";
import { fileScope, isTouched, type Scope, type TypeObject, type ValueObject, type ValueOperand } from "./operands.ts";
import { rangeIn } from "./typeDecls.ts";
import { expressionsIn, withoutParens } from "./walk.ts";

const mention = /\b(?:Sizeof|Alignof|Offsetof)\b/;

/** The guards among a package's top-level values and types; one for each declaration of names. */
export function guardsOf(checker: Checker, values: readonly ValueObject[], types: readonly TypeObject[]): readonly Guard[] {
  const guards: Guard[] = [];
  for (const object of values) {
    const { spec } = object;
    if (object.index > 0 || !mentions(object, spec)) continue;
    const reader = new GuardReader(checker, fileScope(object, spec.isConstant ? spec.iota : undefined));
    if (spec.type !== undefined) {
      reader.read(spec.type);
      for (const value of spec.values) reader.assigned(value, spec.type);
    }
    for (const value of spec.values) reader.read(value);
    add(guards, object, spec, reader);
  }
  for (const object of types) {
    if (object.spec.parameters.length > 0 || !mentions(object, object.spec)) continue;
    const reader = new GuardReader(checker, fileScope(object));
    reader.read(object.spec.type);
    add(guards, object, object.spec, reader);
  }
  return guards;
}

function mentions({ file, placed }: ValueObject | TypeObject, span: Span): boolean {
  return mention.test(file.text.slice(placed.start + span.start, placed.start + span.end)) && !isTouched(placed, span);
}

function add(guards: Guard[], { file, placed }: ValueObject | TypeObject, span: Span, { types, isRefused }: GuardReader): void {
  if (types.size > 0) guards.push({ site: { path: file.path, ...rangeIn(placed, span) }, types: [...types], isRefused });
}

/** Reads the expressions of one declaration. */
class GuardReader {
  readonly types: Set<GoType> = new Set();
  isRefused: boolean = false;
  readonly #checker: Checker;
  readonly #scope: Scope;

  constructor(checker: Checker, scope: Scope) {
    this.#checker = checker;
    this.#scope = scope;
  }

  read(expression: Expression): void {
    if (expression.kind === "function") return;
    if (expression.kind === "call" && this.#asks(expression)) return;
    if (this.#refuses(expression)) this.isRefused = true;
    for (const inner of expressionsIn(expression)) this.read(inner);
  }

  /** A value of one type given to something of another: arrays of other lengths, constants that do not fit. */
  assigned(value: Expression, type: Expression): void {
    const to = this.#checker.typeNamed(type, this.#scope);
    const from = this.#valueOf(value);
    if (from === undefined) return;
    const lengths = [to, from.type].map((each) => (underlyingGo(each).kind === "array" ? arrayLength(each) : undefined));
    if (lengths[0] !== undefined && lengths[1] !== undefined && lengths[0] !== lengths[1]) this.isRefused = true;
    if (from.constant !== undefined && !this.#fits(from.constant, to)) this.isRefused = true;
  }

  /** `unsafe.Sizeof(x)` and its kin: what they ask about. */
  #asks({ callee, arguments: given }: Call): boolean {
    const operand = this.#checker.check(callee, this.#scope);
    const [first] = given;
    if (operand.mode !== "builtin" || first === undefined || !mention.test(operand.name)) return false;
    const of = withoutParens(first);
    if (operand.name !== "unsafe.Offsetof") this.types.add(this.#typeOf(of));
    // What is asked of a field is asked of its struct; a field is reached through a pointer too.
    if (of.kind !== "selector") return true;
    const owner = this.#typeOf(of.of);
    if (owner.kind !== "unknown" || operand.name === "unsafe.Offsetof") this.types.add(owner.kind === "pointer" ? owner.to : owner);
    return true;
  }

  #refuses(expression: Expression): boolean {
    switch (expression.kind) {
      case "binary":
        return this.#overflows(expression.operator, this.#valueOf(expression.left), this.#valueOf(expression.right));
      case "unary": {
        const of = expression.operator === "-" ? this.#valueOf(expression.of) : undefined;
        const negative = of?.untyped !== undefined || of?.constant === undefined ? undefined : negated(of.constant);
        return of !== undefined && negative !== undefined && !this.#fits(negative, of.type);
      }
      case "call": {
        const callee = this.#checker.check(expression.callee, this.#scope);
        const only = expression.arguments.length === 1 ? expression.arguments[0] : undefined;
        const constant = only === undefined ? undefined : this.#valueOf(only)?.constant;
        return callee.mode === "type" && constant !== undefined && !this.#fits(constant, callee.type);
      }
      case "arrayType": {
        const length = expression.length === undefined || expression.length === "auto" ? undefined : this.#integer(expression.length);
        return length !== undefined && length < 0n;
      }
      case "index": {
        const [index, ...others] = expression.indices;
        const at = index === undefined || others.length > 0 ? undefined : this.#integer(index);
        const of = this.#valueOf(expression.of);
        if (at === undefined || of === undefined) return false;
        const length = arrayLength(of.type);
        return length !== undefined && (at < 0n || at >= BigInt(length));
      }
      case "composite":
        return this.#repeatsKey(expression);
      default:
        return false;
    }
  }

  /** `map[bool]int{false: 0, unsafe.Sizeof(x) == 8: 1}` has a key twice. */
  #repeatsKey(composite: Composite): boolean {
    const type = composite.type === undefined ? undefined : this.#checker.typeNamed(composite.type, this.#scope);
    if (type === undefined || underlyingGo(type).kind !== "map") return false;
    const keys = composite.elements.flatMap(({ key }) => (key === undefined ? [] : (this.#valueOf(key)?.constant ?? [])));
    return keys.some((key, i) => keys.slice(0, i).some((other) => other.kind === key.kind && compareValues("==", key, other) === true));
  }

  /** The exact result of two constants of a type with bounds lies outside of them. */
  #overflows(operator: string, left: ValueOperand | undefined, right: ValueOperand | undefined): boolean {
    if (left?.constant === undefined || right?.constant === undefined) return false;
    const [a, b] = [toInt(left.constant), toInt(right.constant)];
    if (a?.kind !== "int" || b?.kind !== "int") return false;
    if (operator === "/" || operator === "%") return b.value === 0n;
    if (operator !== "+" && operator !== "-" && operator !== "*") return false;
    const typed = left.untyped === undefined ? left : right;
    const exact = binaryValue(operator, a, b);
    return typed.untyped === undefined && exact !== undefined && !this.#fits(exact, typed.type);
  }

  /** False only where a compiler says that the type does not hold the value. */
  #fits(constant: ConstantValue, type: GoType): boolean {
    const form = formOf(type, this.#checker.environment);
    const isUnbounded = form.kind !== "integer" || toInt(constant) === undefined;
    return isUnbounded || represented(constant, form, this.#checker.environment) !== undefined;
  }

  #typeOf(expression: Expression): GoType {
    return defaultType(this.#checker.check(expression, this.#scope));
  }

  #integer(expression: Expression): bigint | undefined {
    const constant = this.#valueOf(expression)?.constant;
    const whole = constant === undefined ? undefined : toInt(constant);
    return whole?.kind === "int" ? whole.value : undefined;
  }

  #valueOf(expression: Expression): ValueOperand | undefined {
    const operand = this.#checker.check(expression, this.#scope);
    return operand.mode === "value" ? operand : undefined;
  }
}
