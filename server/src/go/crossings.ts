/**
 * Collects the crossings of one function. A conversion of a variable can be judged only when the whole function has
 * been seen, because the variable may be given another pointer further down; so everything is settled at the end.
 */
import type { Range } from "../text/range.ts";
import type { GoType } from "../types/go.ts";
import type { Call, Expression, Span } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { toInt } from "./constantValue.ts";
import { defaultType } from "./evaluate.ts";
import type { CallArgument, Crossing } from "./facts.ts";
import type { Operand, Origin, Scope } from "./operands.ts";
import type { GoFileSource, PlacedDeclaration } from "./readFile.ts";
import { spellingOf } from "./spelling.ts";
import { isUnsafePointer, pointeeOf } from "./typeForms.ts";

interface Pointer {
  readonly pointee: GoType;
  readonly operand: Span;
}

/** Whether code is reached on this target: `maybe` where that depends on the platform and cannot be decided. */
export type Reach = "always" | "maybe" | "never";

export function lesser(a: Reach, b: Reach): Reach {
  if (a === "never" || b === "never") return "never";
  return a === "maybe" ? a : b;
}

/** How many variables a pointer is followed through. */
const longestTrail = 10;

export class Crossings {
  readonly #checker: Checker;
  readonly #file: GoFileSource;
  readonly #placed: PlacedDeclaration;
  readonly #function: string;
  readonly #pending: { readonly start: number; readonly settle: () => Crossing | undefined }[] = [];
  /** What stands behind the first thing that did not parse may mean something else. */
  readonly #soundEnd: number;
  #guards = 0;
  #walls = 0;
  #isNarrowed = false;

  constructor(checker: Checker, file: GoFileSource, placed: PlacedDeclaration, name: string) {
    this.#checker = checker;
    this.#file = file;
    this.#placed = placed;
    this.#function = name;
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

  /** Looks at one call, its operands checked in its scope. A call that is a statement is no conversion. */
  call(call: Call, scope: Scope, isStatement: boolean): void {
    if (call.end > this.#soundEnd || this.#walls > 0) return;
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
    const settled = this.#pending.sort((a, b) => a.start - b.start).map(({ settle }) => settle());
    return settled.filter((crossing) => crossing !== undefined);
  }

  #conversion(call: Call, type: GoType, scope: Scope): void {
    const to = pointeeOf(type);
    const argument = call.arguments[0];
    const operand = argument === undefined || to === undefined ? undefined : this.#checker.check(argument, scope);
    if (to === undefined || operand?.mode !== "value" || !isUnsafePointer(operand.type)) return;
    const isGuarded = this.#guards > 0;
    this.#pending.push({
      start: call.start,
      settle: () => {
        const pointer = this.#follow(operand.origin);
        if (pointer === undefined) return undefined;
        return {
          kind: "conversion",
          site: { path: this.#file.path, ...this.#range(call) },
          from: pointer.pointee,
          to,
          operand: this.#range(pointer.operand),
          function: this.#function,
          narrowed: isGuarded || this.#isNarrowed,
        };
      },
    });
  }

  #foreignCall(call: Call, path: string, name: string, scope: Scope): void {
    const isGuarded = this.#guards > 0;
    const callArguments = call.arguments.map((argument) => this.#argument(argument, scope));
    this.#pending.push({
      start: call.start,
      settle: () => ({
        kind: "call",
        site: { path: this.#file.path, ...this.#range(call) },
        package: path,
        name,
        callee: this.#range(call.callee),
        arguments: callArguments.map((settle) => settle()),
        function: this.#function,
        narrowed: isGuarded || this.#isNarrowed,
      }),
    });
  }

  #argument(argument: Expression, scope: Scope): () => CallArgument {
    const operand = this.#checker.check(argument, scope);
    const whole = operand.mode === "value" && operand.constant !== undefined ? toInt(operand.constant) : undefined;
    const spelled = spellingOf(this.#checker, argument, scope);
    const pointer = this.#pointerIn(argument, operand, scope);
    return () => ({
      range: this.#range(argument),
      type: defaultType(operand),
      value: whole?.kind === "int" ? whole.value : undefined,
      spelled,
      pointee: this.#follow(pointer)?.pointee,
    });
  }

  /** Where the pointer comes from in `unsafe.Pointer(p)`, and in `uintptr(…)` around it. */
  #pointerIn(argument: Expression, operand: Operand, scope: Scope): Origin | undefined {
    let at = argument;
    while (at.kind === "paren") at = at.of;
    if (operand.mode === "value" && isUnsafePointer(operand.type)) return operand.origin;
    const inner = at.kind === "call" && at.arguments.length === 1 ? at.arguments[0] : undefined;
    if (at.kind !== "call" || inner === undefined || this.#checker.check(at.callee, scope).mode !== "type") return undefined;
    const source = this.#checker.check(inner, scope);
    return source.mode === "value" && isUnsafePointer(source.type) ? source.origin : undefined;
  }

  #follow(origin: Origin | undefined): Pointer | undefined {
    let at = origin;
    for (let i = 0; at?.kind === "variable" && i < longestTrail; i++) {
      const { variable } = at;
      // What did not parse may give the variable another pointer.
      if (variable.assignments !== 1 || variable.addressTaken || this.#soundEnd !== Number.POSITIVE_INFINITY) return undefined;
      at = variable.origin;
    }
    return at?.kind === "pointer" ? at : undefined;
  }

  #range(span: Span): Range {
    return { start: this.#placed.start + span.start, end: this.#placed.start + span.end };
  }
}
