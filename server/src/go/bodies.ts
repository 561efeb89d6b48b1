/**
 * Collects what crosses a boundary in a function body, or in the values of package-level variables: conversions
 * through `unsafe.Pointer` and calls of other packages and of C. One walk, one function; a walk knows nothing of the next.
 */
import type { FunctionDeclaration } from "./ast.ts";
import { BodyWalker } from "./bodyWalker.ts";
import type { Checker } from "./checker.ts";
import { collectorsFor } from "./collectors.ts";
import { Crossings } from "./crossings.ts";
import type { Observer } from "./expressionWalker.ts";
import type { Crossing } from "./facts.ts";
import { helperConversions } from "./helperCalls.ts";
import type { Narrowing } from "./narrowing.ts";
import { type FunctionObject, fileScope, innerScope, type ValueObject } from "./operands.ts";
import { receiverBase } from "./packageObjects.ts";
import { withoutParens } from "./walk.ts";

/** What crosses a boundary in a function. `declared` is its declaration with the body. */
export function walkFunction(
  checker: Checker,
  narrowing: Narrowing,
  object: FunctionObject,
  declared: FunctionDeclaration,
  observer?: Observer,
): readonly Crossing[] {
  const { receiver, typeParameters, signature, body } = declared;
  const crossings = new Crossings(checker, object.file, object.placed, functionName(declared));
  const base = receiver === undefined ? undefined : object.package.object(receiverBase(receiver.type));
  const receiverType = base?.kind === "type" ? checker.typeOf(base, []) : undefined;
  const scope = innerScope(checker.methodScope(object, receiverType?.kind === "named" ? receiverType : undefined));
  for (const { name } of typeParameters) scope.names.set(name.name, { kind: "type", type: { kind: "typeParameter", name: name.name } });
  crossings.helpers = (call, callee, at) => helperConversions(checker, narrowing, call, callee, at);
  checker.operands = new Map();
  const walker = new BodyWalker(checker, narrowing, crossings, collectorsFor(checker, crossings), observer);
  if (receiver !== undefined) walker.parameter(receiver, scope);
  walker.signature(signature, scope);
  if (body !== undefined) walker.body(signature, body, scope);
  return finished(checker, crossings);
}

/** What crosses a boundary in the values of a package-level declaration. */
export function walkValues(checker: Checker, narrowing: Narrowing, object: ValueObject, observer?: Observer): readonly Crossing[] {
  const crossings = new Crossings(checker, object.file, object.placed, "");
  const scope = fileScope(object, object.spec.isConstant ? object.spec.iota : undefined);
  crossings.helpers = (call, callee, at) => helperConversions(checker, narrowing, call, callee, at);
  checker.operands = new Map();
  const walker = new BodyWalker(checker, narrowing, crossings, collectorsFor(checker, crossings), observer);
  const declaredType = object.spec.type === undefined ? undefined : checker.typeNamed(object.spec.type, scope);
  if (object.spec.type !== undefined) walker.expression(object.spec.type, scope);
  for (const value of object.spec.values) walker.expression(value, scope);
  if (declaredType !== undefined) for (const value of object.spec.values) walker.initialized(value, declaredType, scope);
  return finished(checker, crossings);
}

/** What was collected, settled while what its expressions stand for is still remembered. */
function finished(checker: Checker, crossings: Crossings): readonly Crossing[] {
  const settled = crossings.finish();
  checker.operands = undefined;
  return settled;
}

/** `f`, `T.M`, `(*T).M`. */
function functionName(declared: FunctionDeclaration): string {
  const { receiver, name } = declared;
  if (receiver === undefined) return name.name;
  const base = receiverBase(receiver.type);
  const at = withoutParens(receiver.type);
  return at.kind === "star" ? `(*${base}).${name.name}` : `${base}.${name.name}`;
}
