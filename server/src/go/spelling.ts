/** How a constant argument is written: as a number, or by the name of a constant. */
import type { Site } from "../text/range.ts";
import type { Expression } from "./ast.ts";
import type { Checker } from "./checker.ts";
import type { Spelled } from "./facts.ts";
import { type DeclaredConstant, fileScope, localOf, type Scope } from "./operands.ts";

const other: Spelled = { kind: "other" };
const literal: Spelled = { kind: "literal" };
const mostAliases = 20;

/** Conversions and parentheses are looked through, and names of constants that only rename another. */
export function spellingOf(checker: Checker, expression: Expression, scope: Scope): Spelled {
  return spelling(checker, expression, scope, 0);
}

function spelling(checker: Checker, expression: Expression, scope: Scope, aliases: number): Spelled {
  const at = bare(checker, expression, scope);
  switch (at.kind) {
    case "literal":
      return literal;
    case "unary":
      return at.operator !== "&" && spelling(checker, at.of, scope, aliases).kind === "literal" ? literal : other;
    case "binary": {
      const isLiteral = [at.left, at.right].every((side) => spelling(checker, side, scope, aliases).kind === "literal");
      return isLiteral ? literal : other;
    }
    case "selector": {
      const of = checker.check(at.of, scope);
      return of.mode === "package" ? { kind: "name", name: `${lastElement(of.path)}.${at.name.name}`, declared: undefined } : other;
    }
    case "name": {
      const declared = constantNamed(at.name, scope);
      if (declared === undefined) return other;
      const { expression: written, scope: declaredIn } = declared;
      if (written !== undefined && declaredIn.iota !== undefined && aliases < mostAliases) {
        const renamed = spelling(checker, written, declaredIn, aliases + 1);
        if (renamed.kind === "name" && renamed.declared === undefined) return renamed;
      }
      return { kind: "name", name: at.name, declared: siteOf(declared) };
    }
    default:
      return other;
  }
}

function bare(checker: Checker, expression: Expression, scope: Scope): Expression {
  let at = expression;
  for (;;) {
    const only = at.kind === "call" && at.arguments.length === 1 ? at.arguments[0] : undefined;
    if (at.kind === "paren") at = at.of;
    else if (at.kind === "call" && only !== undefined && checker.check(at.callee, scope).mode === "type") at = only;
    else return at;
  }
}

function constantNamed(name: string, scope: Scope): DeclaredConstant | undefined {
  const local = localOf(scope, name);
  if (local !== undefined) return local.kind === "constant" ? local.declared : undefined;
  const object = scope.package.object(name);
  if (object?.kind !== "value" || !object.spec.isConstant) return undefined;
  return {
    name: object.name,
    expression: object.spec.values[object.index],
    scope: fileScope(object, object.spec.iota),
  };
}

function siteOf({ name, scope }: DeclaredConstant): Site {
  return { path: scope.file.path, start: scope.placed.start + name.start, end: scope.placed.start + name.end };
}

function lastElement(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
