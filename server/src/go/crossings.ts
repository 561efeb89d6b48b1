/**
 * Collects the crossings of one function. A conversion of a variable can be judged only when the whole function has
 * been seen, because the variable may be given another pointer further down; so everything is settled at the end.
 */
import type { Range } from "../text/range.ts";
import type { GoType } from "../types/go.ts";
import { type Address, addressIn } from "./address.ts";
import type { Call, Expression, Selector, Span } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { toInt } from "./constantValue.ts";
import { defaultType } from "./evaluate.ts";
import type { CallArgument, Crossing, DllProcedure, Located, PointerConversion, PointerSource, PointerUse } from "./facts.ts";
import { findMember } from "./members.ts";
import type { Added, Operand, Origin, Scope } from "./operands.ts";
import { procedureAt, procedureOf } from "./procedures.ts";
import type { GoFileSource, PlacedDeclaration } from "./readFile.ts";
import { spellingOf } from "./spelling.ts";
import { isUnsafePointer, pointeeOf } from "./typeForms.ts";
import { withoutParens } from "./walk.ts";

/** Whether code is reached on this target: `maybe` where that depends on the platform and cannot be decided. */
export type Reach = "always" | "maybe" | "never";

export function lesser(a: Reach, b: Reach): Reach {
  if (a === "never" || b === "never") return "never";
  return a === "maybe" ? a : b;
}

/** How many variables a pointer is followed through. */
const longestTrail = 10;

/** Sees the call of a function of the package: what it converts for its caller. */
export type Helpers = (call: Call, callee: Operand & { readonly mode: "function" }, scope: Scope) => readonly PointerConversion[];

export class Crossings {
  readonly #checker: Checker;
  readonly #file: GoFileSource;
  readonly #placed: PlacedDeclaration;
  readonly #function: string;
  readonly #pending: { readonly start: number; readonly settle: () => Crossing | readonly Crossing[] | undefined }[] = [];
  /** What is done with an expression's value where it stands. */
  readonly #uses = new Map<Expression, { readonly use: PointerUse; readonly count: Expression | undefined }>();
  /** What stands behind the first thing that did not parse may mean something else. */
  readonly #soundEnd: number;
  /** Asked about calls of the package's own functions, where they are looked into at all. */
  helpers: Helpers | undefined;
  /** Of a function that is looked into for a call: the call, which stands for everything of the function's own. */
  readonly #seenFrom: Range | undefined;
  #guards = 0;
  #walls = 0;
  #isNarrowed = false;

  constructor(checker: Checker, file: GoFileSource, placed: PlacedDeclaration, name: string, seenFrom?: Range) {
    this.#checker = checker;
    this.#file = file;
    this.#placed = placed;
    this.#function = name;
    this.#seenFrom = seenFrom;
    this.#soundEnd = placed.declaration.errors.reduce((first, { start }) => Math.min(first, start), Number.POSITIVE_INFINITY);
  }

  /** What is reached in the function depends on the platform in a way that cannot be followed. */
  narrow(): void {
    this.#isNarrowed = true;
  }

  /** What comes until the same is left is reached as said. */
  enter(reach: Reach): void {
    if (reach === "maybe") this.#guards++;
    else if (reach === "never") this.#walls++;
  }

  leave(reach: Reach): void {
    if (reach === "maybe") this.#guards--;
    else if (reach === "never") this.#walls--;
  }

  /**
   * Keeps something to be settled when the whole function was seen. Nothing is kept of code that is not reached, or
   * that stands behind what did not parse.
   */
  record(span: Span, settle: (where: Located) => Crossing | readonly Crossing[] | undefined): void {
    if (this.#isSound(span)) this.#keep(span, settle);
  }

  /** As `record`, of what a compiler looks at whether it is reached or not. */
  recordCompiled(span: Span, settle: (where: Located) => Crossing | readonly Crossing[] | undefined): void {
    if (span.end <= this.#soundEnd) this.#keep(span, settle);
  }

  #keep(span: Span, settle: (where: Located) => Crossing | readonly Crossing[] | undefined): void {
    const isGuarded = this.#guards > 0;
    this.#pending.push({
      start: span.start,
      settle: () =>
        settle({
          site: { path: this.#file.path, ...this.range(span) },
          function: this.#function,
          narrowed: isGuarded || this.#isNarrowed,
        }),
    });
  }

  /** Says what is done with the value of an expression; what is said first holds. */
  use(expression: Expression, use: PointerUse, count?: Expression): void {
    const at = withoutParens(expression);
    if (!this.#uses.has(at)) this.#uses.set(at, { use, count });
  }

  #isSound({ end }: Span): boolean {
    return end <= this.#soundEnd && this.#walls === 0;
  }

  /** Looks at one call, its operands checked in its scope. A call that is a statement is no conversion. */
  call(call: Call, scope: Scope, isStatement: boolean): void {
    if (!this.#isSound(call)) return;
    const member = this.#memberNamed(call.callee, scope);
    // What is called need not be read to say so, unless it may be a type.
    if (member !== undefined && (isStatement || call.arguments.length !== 1)) {
      this.#foreignCall(call, member.path, member.name, scope);
      return;
    }
    const callee = this.#checker.check(call.callee, scope);
    if (callee.mode === "type") this.#conversion(call, callee.type, scope);
    else if (callee.mode === "foreign") this.#foreignCall(call, callee.path, callee.name, scope);
    else if (member !== undefined && callee.mode !== "genericType" && callee.mode !== "builtin")
      this.#foreignCall(call, member.path, member.name, scope);
    else {
      if (callee.mode === "function") this.#helperCall(call, callee, scope);
      if (call.callee.kind === "selector") this.#methodCall(call, call.callee, scope);
    }
  }

  /** What a function of the package converts is settled with the caller's variables. */
  #helperCall(call: Call, callee: Operand & { readonly mode: "function" }, scope: Scope): void {
    const { helpers } = this;
    if (helpers === undefined || this.#soundEnd !== Number.POSITIVE_INFINITY) return;
    this.record(call, (where) =>
      helpers(call, callee, scope).map((conversion): PointerConversion => {
        const known = conversion.use === "other" ? this.#uses.get(call) : undefined;
        const { use, count } = known ?? { use: conversion.use, count: undefined };
        return {
          ...conversion,
          ...where,
          narrowed: where.narrowed || conversion.narrowed,
          use,
          count: count === undefined ? conversion.count : this.#integer(count, scope),
          byHelper: true,
        };
      }),
    );
  }

  /** A call of a method of another package's type. */
  #methodCall(call: Call, { of, name }: Selector, scope: Scope): void {
    const operand = this.#checker.check(of, scope);
    if (operand.mode !== "value") return;
    const receiver = operand.type.kind === "pointer" ? operand.type.to : operand.type;
    if (receiver.kind !== "named" || receiver.pkg === scope.package.path || receiver.pkg === "") return;
    // A field that holds a function is no method.
    if (findMember(this.#checker, operand.type, name.name, scope.package)?.kind === "field") return;
    const procedure = name.name === "Call" ? procedureOf(this.#checker, of, scope) : undefined;
    this.#foreignCall(call, receiver.pkg, name.name, scope, { receiver: receiver.name, procedure });
  }

  /** The member of another package that an expression names: `syscall.Open`, also with type arguments. */
  #memberNamed(expression: Expression, scope: Scope): { readonly path: string; readonly name: string } | undefined {
    let at = expression;
    while (at.kind === "paren" || at.kind === "index") at = at.of;
    if (at.kind === "selector") {
      const of = this.#checker.check(at.of, scope);
      return of.mode === "package" && of.path !== "C" && of.path !== "unsafe" ? { path: of.path, name: at.name.name } : undefined;
    }
    const operand = at.kind === "name" ? this.#checker.check(at, scope) : undefined;
    // A name of its own for what another package declares comes from an import with a dot.
    if (operand?.mode !== "function" || operand.object.package === scope.package || at.kind !== "name") return undefined;
    return { path: operand.object.package.path, name: at.name };
  }

  /** In the order of the text. */
  finish(): readonly Crossing[] {
    const settled = this.#pending.sort((a, b) => a.start - b.start).flatMap(({ settle }) => settle() ?? []);
    return settled;
  }

  #conversion(call: Call, type: GoType, scope: Scope): void {
    const to = pointeeOf(type);
    const argument = call.arguments[0];
    const operand = argument === undefined || to === undefined ? undefined : this.#checker.check(argument, scope);
    if (to === undefined || operand?.mode !== "value" || !isUnsafePointer(operand.type)) return;
    this.record(call, (where) => {
      const source = this.#sourceOf(operand.origin);
      if (source === undefined) return undefined;
      const { use, count } = this.#uses.get(call) ?? { use: "other", count: undefined };
      return {
        kind: "conversion",
        ...where,
        from: source.pointee,
        to,
        operand: source.operand,
        source,
        use,
        count: count === undefined ? undefined : this.#integer(count, scope),
      };
    });
  }

  #foreignCall(
    call: Call,
    path: string,
    name: string,
    scope: Scope,
    method: { readonly receiver: string; readonly procedure: DllProcedure | undefined } | undefined = undefined,
  ): void {
    const callArguments = call.arguments.map((argument) => this.#argument(argument, scope));
    const [first] = call.arguments;
    const procedure = method?.procedure ?? (first === undefined ? undefined : procedureAt(this.#checker, first, scope));
    this.record(call, (where) => ({
      kind: "call",
      ...where,
      package: path,
      name,
      receiver: method?.receiver,
      procedure,
      callee: this.range(call.callee),
      arguments: callArguments.map((settle) => settle()),
      spreads: call.spreads,
    }));
  }

  #argument(argument: Expression, scope: Scope): () => CallArgument {
    const operand = this.#checker.check(argument, scope);
    const whole = operand.mode === "value" && operand.constant !== undefined ? toInt(operand.constant) : undefined;
    const spelled = spellingOf(this.#checker, argument, scope);
    const pointer = this.#pointerIn(argument, operand, scope);
    const inner = converted(this.#checker, argument, scope);
    return () => {
      const source = this.#sourceOf(pointer);
      return {
        range: this.range(argument),
        type: defaultType(operand),
        untyped: operand.mode === "value" && operand.untyped !== undefined,
        value: whole?.kind === "int" ? whole.value : undefined,
        spelled,
        pointee: source?.pointee,
        source,
        converted: inner,
      };
    };
  }

  /** Where the pointer comes from in `unsafe.Pointer(p)`, and in `uintptr(…)` around it. */
  #pointerIn(argument: Expression, operand: Operand, scope: Scope): Origin | undefined {
    const at = withoutParens(argument);
    if (operand.mode === "value" && isUnsafePointer(operand.type)) return operand.origin;
    const inner = at.kind === "call" && at.arguments.length === 1 ? at.arguments[0] : undefined;
    if (at.kind !== "call" || inner === undefined || this.#checker.check(at.callee, scope).mode !== "type") return undefined;
    const source = this.#checker.check(inner, scope);
    return source.mode === "value" && isUnsafePointer(source.type) ? source.origin : undefined;
  }

  #sourceOf(origin: Origin | undefined): PointerSource | undefined {
    const isWhole = this.#soundEnd === Number.POSITIVE_INFINITY;
    const added: Added[] = [];
    let at = origin;
    for (let i = 0; at?.kind === "variable" && i < longestTrail; i++) {
      const { variable } = at;
      // What did not parse may give the variable another pointer.
      if (variable.assignments !== 1 || variable.addressTaken || !isWhole) return undefined;
      added.push(...(at.added ?? []));
      at = variable.origin;
    }
    if (at?.kind !== "pointer") return undefined;
    added.push(...(at.added ?? []));
    // What a function adds for its caller has no place in the caller's text.
    if (this.#seenFrom !== undefined && added.some(({ scope }) => scope.placed === this.#placed)) return undefined;
    const isOwn = at.scope.placed === this.#placed;
    return {
      pointee: at.pointee,
      operand: isOwn ? (this.#seenFrom ?? this.range(at.operand)) : placedRange(at.scope, at.operand),
      address: this.addressOf(at.expression, at.scope),
      added: added.map(({ expression, scope, sign }) => {
        const number = this.#integer(expression, scope);
        const spelled = spellingOf(this.#checker, expression, scope);
        return { value: number === undefined ? undefined : BigInt(sign) * number, range: placedRange(scope, expression), spelled };
      }),
    };
  }

  /** Where a pointer points; undefined in a function that does not wholly parse. Ask when settling. */
  addressOf(pointer: Expression, scope: Scope): Address | undefined {
    return this.#soundEnd === Number.POSITIVE_INFINITY ? addressIn(this.#checker, pointer, scope) : undefined;
  }

  #integer(expression: Expression, scope: Scope): bigint | undefined {
    const operand = this.#checker.check(expression, scope);
    const whole = operand.mode === "value" && operand.constant !== undefined ? toInt(operand.constant) : undefined;
    return whole?.kind === "int" ? whole.value : undefined;
  }

  /** A stretch of the declaration as one of its file. */
  range(span: Span): Range {
    return { start: this.#placed.start + span.start, end: this.#placed.start + span.end };
  }
}

/** A stretch of the declaration that a scope belongs to. */
function placedRange({ placed }: Scope, span: Span): Range {
  return { start: placed.start + span.start, end: placed.start + span.end };
}

/** The type of the `x` in `T(U(x))`. */
function converted(checker: Checker, argument: Expression, scope: Scope): GoType | undefined {
  let at = argument;
  let isConverted = false;
  for (;;) {
    while (at.kind === "paren") at = at.of;
    const inner = at.kind === "call" && at.arguments.length === 1 ? at.arguments[0] : undefined;
    if (at.kind !== "call" || inner === undefined || checker.check(at.callee, scope).mode !== "type") break;
    at = inner;
    isConverted = true;
  }
  return isConverted ? defaultType(checker.check(at, scope)) : undefined;
}
