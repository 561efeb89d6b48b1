/**
 * Where a pointer points, as far as one function says: which whole object it points into, how that object came to be,
 * and the way from its start through fields and elements. Knows no layouts: what a step is worth in bytes differs by target.
 */
import type { Range } from "../text/range.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Call, Expression } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { toInt } from "./constantValue.ts";
import { defaultType } from "./evaluate.ts";
import { findMember } from "./members.ts";
import { localOf, onlyValueOf, type Scope, type Variable } from "./operands.ts";
import { elementOf } from "./resolveType.ts";
import { pointeeOf } from "./typeForms.ts";

/** One step inward. An index counts elements; undefined where it is no constant. */
export type AddressStep =
  | { readonly kind: "field"; readonly owner: GoType; readonly name: string }
  | { readonly kind: "index"; readonly index: bigint | undefined };

export interface Address {
  /**
   * How the whole came to be: a variable, `new`, `make` or a literal of Go; memory a C function gave; else `unknown`,
   * as for a parameter, where the whole may lie inside something larger.
   */
  readonly storage: "variable" | "allocated" | "c" | "unknown";
  /** The type of the whole; a slice type for the memory behind a slice, where the first step is an index. */
  readonly root: GoType;
  /** Of the memory behind a slice: how many elements there is room for; undefined where that is no constant, and for all else. */
  readonly count: bigint | undefined;
  /** Bytes that `C.malloc` or `C.calloc` was asked for, where they are constant. */
  readonly bytes: bigint | undefined;
  readonly steps: readonly AddressStep[];
  /** The expression that names or makes the whole, in its file. */
  readonly range: Range;
}

/** How many variables a pointer is followed through. */
const longestTrail = 10;

/** Where the value of a pointer expression points; undefined for what is no pointer. Ask once the whole function was seen. */
export function addressIn(checker: Checker, pointer: Expression, scope: Scope): Address | undefined {
  return new AddressReader(checker).pointer(pointer, scope, 0);
}

/** Where a slice expression's first element is. */
export function sliceAddressIn(checker: Checker, slice: Expression, scope: Scope): Address | undefined {
  return new AddressReader(checker).slice(slice, scope, 0);
}

class AddressReader {
  readonly #checker: Checker;

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  pointer(expression: Expression, scope: Scope, trail: number): Address | undefined {
    switch (expression.kind) {
      case "paren":
        return this.pointer(expression.of, scope, trail);
      case "unary":
        return expression.operator === "&" ? this.#place(expression.of, scope, trail) : undefined;
      case "name": {
        const source = sourceOf(expression.name, scope, trail);
        if (source !== undefined) return this.pointer(source.expression, source.scope, trail + 1) ?? this.#whole(expression, scope);
        return this.#whole(expression, scope);
      }
      case "call":
        return this.#call(expression, scope, trail);
      default:
        return this.#whole(expression, scope);
    }
  }

  slice(expression: Expression, scope: Scope, trail: number): Address | undefined {
    const of = elementOf(this.#typeOf(expression, scope));
    if (of === undefined) return undefined;
    const steps: readonly AddressStep[] = [{ kind: "index", index: 0n }];
    const unknown: Address = {
      ...this.#at(expression, scope),
      storage: "unknown",
      root: { kind: "slice", of },
      count: undefined,
      bytes: undefined,
      steps,
    };
    switch (expression.kind) {
      case "paren":
        return this.slice(expression.of, scope, trail);
      case "name": {
        const source = sourceOf(expression.name, scope, trail);
        return (source === undefined ? undefined : this.slice(source.expression, source.scope, trail + 1)) ?? unknown;
      }
      case "slice": {
        const low = expression.low === undefined ? 0n : this.#integer(expression.low, scope);
        const inner = this.#elements(expression.of, scope, trail);
        return inner === undefined ? unknown : moved(inner, low);
      }
      case "composite":
        return { ...unknown, storage: "allocated", count: lengthOfLiteral(expression) };
      case "call": {
        const callee = this.#checker.check(expression.callee, scope);
        const [, length, capacity] = expression.arguments;
        if (callee.mode !== "builtin" || callee.name !== "make" || length === undefined) return unknown;
        return { ...unknown, storage: "allocated", count: this.#integer(capacity ?? length, scope) };
      }
      default:
        return unknown;
    }
  }

  /** The first element of what is indexed or sliced: of a slice, an array, a pointer to an array. The last step is an index. */
  #elements(expression: Expression, scope: Scope, trail: number): Address | undefined {
    const type = this.#typeOf(expression, scope);
    const under = underlyingGo(type);
    if (under.kind === "slice") return this.slice(expression, scope, trail);
    if (elementOf(type) === undefined) return undefined;
    const array = under.kind === "pointer" ? this.pointer(expression, scope, trail) : this.#place(expression, scope, trail);
    return array === undefined ? undefined : { ...array, steps: [...array.steps, { kind: "index", index: 0n }] };
  }

  /** Where something that has an address is. */
  #place(expression: Expression, scope: Scope, trail: number): Address | undefined {
    const whole = { root: this.#typeOf(expression, scope), count: undefined, bytes: undefined, steps: [], ...this.#at(expression, scope) };
    switch (expression.kind) {
      case "paren":
        return this.#place(expression.of, scope, trail);
      case "name":
        return { ...whole, storage: "variable" };
      case "composite":
        return { ...whole, storage: "allocated" };
      case "star":
        return this.pointer(expression.of, scope, trail);
      case "selector":
        return this.#field(expression, scope, trail) ?? { ...whole, storage: "variable" };
      case "index": {
        const [index, ...others] = expression.indices;
        const elements = index === undefined || others.length > 0 ? undefined : this.#elements(expression.of, scope, trail);
        return elements === undefined || index === undefined ? undefined : moved(elements, this.#integer(index, scope));
      }
      default:
        return { ...whole, storage: "unknown" };
    }
  }

  #field(expression: Expression & { readonly kind: "selector" }, scope: Scope, trail: number): Address | undefined {
    const of = this.#checker.check(expression.of, scope);
    if (of.mode !== "value") return undefined;
    const found = findMember(this.#checker, of.type, expression.name.name, scope.package);
    const somewhere = (root: GoType): Address => ({
      ...this.#at(expression.of, scope),
      storage: "unknown",
      root,
      count: undefined,
      bytes: undefined,
      steps: [],
    });
    if (found?.kind !== "field") return somewhere(this.#typeOf(expression, scope));
    let address: Address | undefined;
    for (const [i, step] of found.steps.entries()) {
      if (i === 0) address = step.isPointer ? this.pointer(expression.of, scope, trail) : this.#place(expression.of, scope, trail);
      // An embedded pointer leads to another object.
      else if (step.isPointer) address = somewhere(step.owner);
      if (address === undefined) return undefined;
      address = { ...address, steps: [...address.steps, { kind: "field", owner: step.owner, name: step.name }] };
    }
    return address;
  }

  #call(call: Call, scope: Scope, trail: number): Address | undefined {
    const callee = this.#checker.check(call.callee, scope);
    const [first, second] = call.arguments;
    const whole = this.#whole(call, scope);
    if (callee.mode === "builtin" && callee.name === "new" && whole !== undefined) return { ...whole, storage: "allocated" };
    if (callee.mode === "builtin" && callee.name === "unsafe.SliceData" && first !== undefined) return this.slice(first, scope, trail);
    // A conversion between pointer types keeps the place and says another type of it.
    if (callee.mode === "type" && first !== undefined && call.arguments.length === 1) {
      const inner = this.pointer(first, scope, trail);
      if (inner === undefined || whole === undefined) return inner ?? whole;
      // Memory without a type of its own takes the one that is given to it.
      const isTyped = inner.storage !== "c" || inner.steps.length > 0 || pointeeOf(this.#typeOf(first, scope)) !== undefined;
      return isTyped ? inner : { ...inner, root: whole.root };
    }
    if (callee.mode !== "foreign" || callee.path !== "C") return whole;
    const root = whole?.root ?? { kind: "basic", name: "uint8" };
    const made: Address = { ...this.#at(call, scope), storage: "c", root, count: undefined, bytes: undefined, steps: [] };
    if (callee.name === "malloc" && first !== undefined) return { ...made, bytes: this.#integer(first, scope) };
    if (callee.name !== "calloc" || first === undefined || second === undefined) return made;
    const [n, size] = [this.#integer(first, scope), this.#integer(second, scope)];
    return { ...made, bytes: n === undefined || size === undefined ? undefined : n * size };
  }

  /** What a pointer of this type points to, wherever that is. */
  #whole(expression: Expression, scope: Scope): Address | undefined {
    const root = pointeeOf(this.#typeOf(expression, scope));
    if (root === undefined) return undefined;
    return { ...this.#at(expression, scope), storage: "unknown", root, count: undefined, bytes: undefined, steps: [] };
  }

  #at({ start, end }: Expression, { placed }: Scope): { readonly range: Range } {
    return { range: { start: placed.start + start, end: placed.start + end } };
  }

  #typeOf(expression: Expression, scope: Scope): GoType {
    return defaultType(this.#checker.check(expression, scope));
  }

  #integer(expression: Expression, scope: Scope): bigint | undefined {
    const operand = this.#checker.check(expression, scope);
    const whole = operand.mode === "value" && operand.constant !== undefined ? toInt(operand.constant) : undefined;
    return whole?.kind === "int" ? whole.value : undefined;
  }
}

/** The only value that a local variable is given, where nothing else can change it. */
function sourceOf(name: string, scope: Scope, trail: number): Variable["source"] {
  const local = localOf(scope, name);
  if (local?.kind !== "variable" || trail >= longestTrail) return undefined;
  return onlyValueOf(local.variable);
}

/** The same memory, so many elements further on than the index it ends in. */
function moved(address: Address, by: bigint | undefined): Address {
  const last = address.steps[address.steps.length - 1];
  const at = last?.kind === "index" ? last.index : undefined;
  const index = at === undefined || by === undefined ? undefined : at + by;
  return { ...address, steps: [...address.steps.slice(0, -1), { kind: "index", index }] };
}

function lengthOfLiteral({ elements, isElided }: Expression & { readonly kind: "composite" }): bigint | undefined {
  return isElided || elements.some(({ key }) => key !== undefined) ? undefined : BigInt(elements.length);
}
