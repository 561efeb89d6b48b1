/**
 * Which function of a DLL a value stands for: `syscall.NewLazyDLL("user32.dll").NewProc("GetCursorPos")` and its kin,
 * directly or by the name of a variable that is given nothing else. Knows names only, not what the functions are.
 */
import type { Expression } from "./ast.ts";
import type { Checker } from "./checker.ts";
import type { DllProcedure } from "./facts.ts";
import { fileScope, localOf, onlyValueOf, type Scope } from "./operands.ts";
import type { OwnObjects } from "./packageObjects.ts";
import { withoutParens } from "./walk.ts";

const finders: ReadonlySet<string> = new Set(["NewProc", "FindProc", "MustFindProc", "FindProcByOrdinal"]);
const loaders: ReadonlySet<string> = new Set(["NewLazyDLL", "NewLazySystemDLL", "LoadDLL", "MustLoadDLL"]);
const packages: ReadonlySet<string> = new Set(["syscall", "golang.org/x/sys/windows"]);

/** How many variables a procedure is followed through. */
const longestTrail = 5;

/** The procedure behind an expression (`proc`, `dll.NewProc("F")`); undefined where it is not certain. */
export function procedureOf(checker: Checker, expression: Expression, scope: Scope): DllProcedure | undefined {
  const found = written(checker, expression, scope);
  if (found?.expression.kind !== "call" || found.expression.callee.kind !== "selector") return undefined;
  const { callee, arguments: given } = found.expression;
  const name = textOf(checker, given[0], found.scope);
  if (!finders.has(callee.name.name) || name === undefined) return undefined;
  return { dll: dllOf(checker, callee.of, found.scope), name };
}

/** The procedure in `proc.Addr()`. */
export function procedureAt(checker: Checker, expression: Expression, scope: Scope): DllProcedure | undefined {
  const at = withoutParens(expression);
  if (at.kind !== "call" || at.callee.kind !== "selector" || at.callee.name.name !== "Addr") return undefined;
  return procedureOf(checker, at.callee.of, scope);
}

function dllOf(checker: Checker, expression: Expression, scope: Scope): string | undefined {
  const found = written(checker, expression, scope);
  if (found?.expression.kind !== "call" || found.expression.callee.kind !== "selector") return undefined;
  const { callee, arguments: given } = found.expression;
  const of = checker.check(callee.of, found.scope);
  if (of.mode !== "package" || !packages.has(of.path) || !loaders.has(callee.name.name)) return undefined;
  return textOf(checker, given[0], found.scope)
    ?.toLowerCase()
    .replace(/\.dll$/, "");
}

function textOf(checker: Checker, expression: Expression | undefined, scope: Scope): string | undefined {
  const operand = expression === undefined ? undefined : checker.check(expression, scope);
  if (operand?.mode !== "value" || operand.constant?.kind !== "string") return undefined;
  return operand.constant.bytes;
}

/** What a variable that is given one value only was given; any other expression itself. */
function written(
  checker: Checker,
  expression: Expression,
  scope: Scope,
): { readonly expression: Expression; readonly scope: Scope } | undefined {
  let at: { readonly expression: Expression; readonly scope: Scope } = { expression, scope };
  for (let i = 0; i < longestTrail; i++) {
    const { expression: inner } = at;
    if (inner.kind === "paren") at = { ...at, expression: inner.of };
    else if (inner.kind === "name") {
      const source = sourceOf(checker, inner.name, at.scope);
      if (source === undefined) return undefined;
      at = source;
    } else return at;
  }
  return undefined;
}

function sourceOf(checker: Checker, name: string, scope: Scope): { readonly expression: Expression; readonly scope: Scope } | undefined {
  const local = localOf(scope, name);
  if (local !== undefined) return local.kind === "variable" ? onlyValueOf(local.variable) : undefined;
  const object = scope.package === checker.package ? checker.package.object(name) : undefined;
  if (object?.kind !== "value" || object.spec.isConstant || object.spec.values.length !== object.spec.names.length) return undefined;
  const expression = object.spec.values[object.index];
  if (expression === undefined || isGivenElsewhere(checker.package, name, object.spec.type !== undefined)) return undefined;
  return { expression, scope: fileScope(object) };
}

/** How often each name stands left of a `=` in a package's files, and `&name` for those whose address is taken. */
const assigned = new WeakMap<OwnObjects, ReadonlyMap<string, number>>();

/** Whether some file of the package may give a package-level variable another value, going by the text alone. */
function isGivenElsewhere(owner: OwnObjects, name: string, isTyped: boolean): boolean {
  let counts = assigned.get(owner);
  if (counts === undefined) {
    counts = countAssigned(owner);
    assigned.set(owner, counts);
  }
  return (counts.get(name) ?? 0) > (isTyped ? 0 : 1) || counts.has(`&${name}`);
}

function countAssigned({ files }: OwnObjects): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (const { text } of files) {
    for (const [, names] of text.matchAll(/([\p{L}_][\p{L}\p{N}_]*(?:[ \t]*,[ \t]*[\p{L}_][\p{L}\p{N}_]*)*)[ \t]*=(?!=)/gu)) {
      for (const name of names?.split(",") ?? []) count(name.trim());
    }
    for (const [, name] of text.matchAll(/&[ \t]*([\p{L}_][\p{L}\p{N}_]*)(?![\p{L}\p{N}_.[({])/gu)) count(`&${name}`);
  }
  return counts;
}
