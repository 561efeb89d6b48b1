/** Finds out what an expression is: a type, a value of some type, a constant, a function, a package's member. */
import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Expression, Selector } from "./ast.ts";
import { checkCall, withAdded } from "./calls.ts";
import { cgoTypeNamed, goOfC } from "./cgoNames.ts";
import type { Checker } from "./checker.ts";
import { wordBits } from "./constantType.ts";
import { boolValue, intValue, stringValue } from "./constantValue.ts";
import { binaryOperand, defaultType, unaryOperand, untypedValue } from "./evaluate.ts";
import type { GoImport } from "./facts.ts";
import { importedConstant } from "./importedConstant.ts";
import { literalValue } from "./literalValue.ts";
import { findMember } from "./members.ts";
import { isPlatformPackage } from "./narrowing.ts";
import {
  fileScope,
  type Local,
  localOf,
  type Operand,
  type Origin,
  type PackageObject,
  type Scope,
  unknownOperand,
  type ValueOperand,
  value,
} from "./operands.ts";
import { elementOf, functionType, resolveType, universeTypes } from "./resolveType.ts";
import { standardConstant } from "./standardConstants.ts";
import { isUintptr, pointeeOf, unknownType } from "./typeForms.ts";
import { withoutParens } from "./walk.ts";

const builtins: ReadonlySet<string> = new Set(
  "append cap clear close complex copy delete imag len make max min new panic print println real recover".split(" "),
);

export function check(checker: Checker, expression: Expression, scope: Scope): Operand {
  const memory = scope.iota === undefined ? checker.operands : undefined;
  const known = memory?.get(expression);
  if (known !== undefined) return known;
  const operand = checker.nested(() => checkNew(checker, expression, scope));
  memory?.set(expression, operand);
  return operand;
}

function checkNew(checker: Checker, expression: Expression, scope: Scope): Operand {
  switch (expression.kind) {
    case "name":
      return checkName(checker, expression.name, scope);
    case "literal":
      return untypedValue(expression.token === "imaginary" ? "complex" : expression.token, literalValue(expression));
    case "paren":
      return check(checker, expression.of, scope);
    case "selector":
      return checkSelector(checker, expression, scope);
    case "call":
      return checkCall(checker, expression, scope);
    case "star": {
      const operand = check(checker, expression.of, scope);
      if (operand.mode === "type" || operand.mode === "genericType") return { mode: "type", type: resolveType(checker, expression, scope) };
      const to = operand.mode === "value" ? pointeeOf(operand.type) : undefined;
      return to === undefined ? unknownOperand("what the pointer points to is not known") : value(to);
    }
    case "unary":
      return checkUnary(checker, expression.operator, expression.of, scope);
    case "binary": {
      const left = check(checker, expression.left, scope);
      const right = check(checker, expression.right, scope);
      const result = binaryOperand(checker, expression.operator, asValue(left), asValue(right));
      const origin = addressNumber(expression, left, right, scope);
      return origin === undefined ? result : { ...result, origin };
    }
    case "index":
      return checkIndex(checker, expression, scope);
    case "slice": {
      const { type } = asValue(check(checker, expression.of, scope));
      const under = underlyingGo(type);
      if (under.kind === "slice" || (under.kind === "basic" && under.name === "string")) return value(type);
      const of = elementOf(type);
      return of === undefined ? unknownOperand("what is sliced is not known") : value({ kind: "slice", of });
    }
    case "assert":
      return expression.type === undefined
        ? unknownOperand("a type switch has no value")
        : value(resolveType(checker, expression.type, scope));
    case "composite":
      return checkComposite(checker, expression, scope);
    case "function":
      return value(functionType(checker, expression.signature, scope));
    case "bad":
      return unknownOperand("it does not parse");
    default:
      return { mode: "type", type: resolveType(checker, expression, scope) };
  }
}

/** Where the sum of an address, as a number, and an offset comes from. */
function addressNumber(
  { operator, left, right }: Expression & { readonly kind: "binary" },
  leftOperand: Operand,
  rightOperand: Operand,
  scope: Scope,
): Origin | undefined {
  const [first, second] = [leftOperand, rightOperand].map((operand) =>
    operand.mode === "value" && isAddress(operand) ? operand.origin : undefined,
  );
  if (first !== undefined && second !== undefined) return undefined;
  if (operator === "+" && second !== undefined) return withAdded(second, { expression: left, scope, sign: 1 });
  if (operator !== "+" && operator !== "-") return undefined;
  return withAdded(first, { expression: right, scope, sign: operator === "+" ? 1 : -1 });
}

/** A number that was made of a pointer, or a variable that holds one. */
function isAddress({ type, origin }: ValueOperand): boolean {
  return isUintptr(type) && (origin?.kind === "pointer" || origin?.variable.origin !== undefined);
}

/** A value of an unknown type for what is none. */
function asValue(operand: Operand): Operand & { readonly mode: "value" } {
  if (operand.mode === "value") return operand;
  return value(defaultType(operand));
}

function checkName(checker: Checker, name: string, scope: Scope): Operand {
  const local = localOf(scope, name);
  if (local !== undefined) return operandOfLocal(local);
  const imported = checker.importNamed(scope.file, name);
  if (imported !== undefined && isKnownBy(checker, imported, name, scope)) return { mode: "package", path: imported.path };
  const object = scope.package.object(name);
  if (object !== undefined && scope.package.isAmbiguous(name)) return unknownOperand(`${name} is declared more than once`);
  if (object !== undefined) return operandOfObject(checker, object);
  const universe = universeTypes.get(name);
  if (universe !== undefined) return { mode: "type", type: universe };
  if (builtins.has(name)) return { mode: "builtin", name };
  if (name === "true" || name === "false") return untypedValue("bool", boolValue(name === "true"));
  if (name === "nil") return untypedValue("nil", undefined);
  if (name === "iota" && scope.iota !== undefined) return untypedValue("int", intValue(BigInt(scope.iota)));
  const dotted = scope.file.imports.filter((spec) => spec.name === ".");
  const only = dotted[0];
  if (dotted.length === 1 && only !== undefined && isExported(name)) return memberOf(checker, only.path, name, scope);
  const other = scope.file.imports.find((spec) => spec !== imported && !spec.isNamed && packageName(checker, spec, scope) === name);
  if (other !== undefined) return { mode: "package", path: other.path };
  return unknownOperand(`${name} is not declared in the package's known files`);
}

/** Whether a file means this import by the name: one without a name of its own goes by the package's. */
function isKnownBy(checker: Checker, spec: GoImport, name: string, scope: Scope): boolean {
  return spec.isNamed || (packageName(checker, spec, scope) ?? name) === name;
}

function packageName(checker: Checker, { path }: GoImport, scope: Scope): string | undefined {
  return path === "C" || path === "unsafe" ? undefined : checker.environment.packageName?.(path, scope.package);
}

function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

function operandOfLocal(local: Local): Operand {
  if (local.kind === "type") return { mode: "type", type: local.type };
  if (local.kind === "constant") return local.operand;
  const { variable } = local;
  return { mode: "value", type: variable.type, variable, origin: { kind: "variable", variable } };
}

function operandOfObject(checker: Checker, object: PackageObject): Operand {
  switch (object.kind) {
    case "type":
      return object.spec.parameters.length > 0 ? { mode: "genericType", object } : { mode: "type", type: checker.typeOf(object, []) };
    case "value":
      return checker.valueOf(object);
    case "function":
      return { mode: "function", object, scope: fileScope(object), typeArguments: [] };
  }
}

function checkSelector(checker: Checker, expression: Selector, scope: Scope): Operand {
  const of = check(checker, expression.of, scope);
  const name = expression.name.name;
  switch (of.mode) {
    case "package":
      return memberOf(checker, of.path, name, scope);
    case "value": {
      const found = findMember(checker, of.type, name, scope.package);
      if (found === undefined) return unknownOperand(`what .${name} selects is not known`);
      if (found.kind === "field") return value(found.type);
      return { mode: "function", object: found.object, scope: checker.methodScope(found.object, found.receiver), typeArguments: [] };
    }
    case "unknown":
      return of;
    default:
      return unknownOperand(`what .${name} selects is not known`);
  }
}

function memberOf(checker: Checker, path: string, name: string, scope: Scope): Operand {
  if (path === "unsafe") {
    return name === "Pointer"
      ? { mode: "type", type: { kind: "basic", name: "unsafe.Pointer" } }
      : { mode: "builtin", name: `unsafe.${name}` };
  }
  if (path === "C") return memberOfC(checker, name, scope);
  const constant = standardConstant(path, name, () => wordBits(checker.environment));
  if (constant !== undefined) return untypedValue("int", intValue(constant));
  return platformName(checker, path, name) ?? memberOfPackage(checker, path, name, scope);
}

/** The names of the port, which no source needs to be read for. */
function platformName(checker: Checker, path: string, name: string): Operand | undefined {
  const { goos, goarch } = checker.environment;
  const isName = isPlatformPackage(path) && (name === "GOOS" || name === "GOARCH");
  const spelled = !isName ? undefined : name === "GOOS" ? goos?.() : goarch?.();
  const constant = spelled === undefined ? undefined : stringValue(spelled);
  if (constant === undefined) return undefined;
  // Go source: runtime/extern.go declares them as strings, the internal packages without a type.
  return path === "runtime" ? { ...value({ kind: "basic", name: "string" }), constant } : untypedValue("string", constant);
}

/** A member of a package: from its source where that is at hand, else from what is known of it without. */
function memberOfPackage(checker: Checker, path: string, name: string, scope: Scope): Operand {
  const found = checker.environment.packageOf?.(path, scope.package);
  if (found !== undefined && "unresolved" in found) return { mode: "foreign", path, name, reason: found.unresolved };
  if (found !== undefined) {
    const object = isExported(name) ? found.object(name) : undefined;
    if (object === undefined) return { mode: "foreign", path, name, reason: `package ${path} does not declare ${name} here` };
    if (found.isAmbiguous(name)) return unknownOperand(`${path}.${name} is declared more than once`);
    return operandOfObject(checker, object);
  }
  const type = checker.environment.imported(path, name);
  if (type !== undefined) return { mode: "type", type };
  return importedConstant(checker, path, name) ?? { mode: "foreign", path, name };
}

/** `C.name`: a type, a constant, a variable, or a function or something unknown. */
function memberOfC(checker: Checker, name: string, scope: Scope): Operand {
  const unit = checker.cUnit(scope.file);
  if (name.startsWith("sizeof_")) return sizeOfC(checker, name.slice("sizeof_".length), scope);
  const type = cgoTypeNamed(unit, name);
  if (type !== undefined) return { mode: "type", type };
  const constant = unit?.constant(name);
  if (constant !== undefined) return untypedValue("int", intValue(constant));
  const variable = unit?.variables.get(name);
  return variable === undefined ? { mode: "foreign", path: "C", name } : value(goOfC(variable.type));
}

function sizeOfC(checker: Checker, name: string, scope: Scope): Operand {
  const unit = checker.cUnit(scope.file);
  const type = cgoTypeNamed(unit, name);
  const cName = name.replace(/^(struct|union|enum)_/, "$1 ");
  const size =
    (type === undefined ? undefined : checker.environment.sizeof(type)) ??
    (unit === undefined ? undefined : checker.environment.cSizeof(unit, cName));
  // The generated code declares it without a type.
  return untypedValue("int", size === undefined ? undefined : intValue(BigInt(size)));
}

function checkUnary(checker: Checker, operator: string, of: Expression, scope: Scope): Operand {
  const operand = asValue(check(checker, of, scope));
  if (operator === "&") return value({ kind: "pointer", to: defaultType(operand) });
  if (operator === "<-") {
    const under = underlyingGo(operand.type);
    return under.kind === "chan" ? value(under.of) : unknownOperand("what the channel carries is not known");
  }
  return unaryOperand(checker, operator, operand);
}

function checkIndex(checker: Checker, expression: Expression & { readonly kind: "index" }, scope: Scope): Operand {
  const of = check(checker, expression.of, scope);
  if (of.mode === "genericType") {
    const typeArguments = expression.indices.map((index) => resolveType(checker, index, scope));
    return { mode: "type", type: checker.typeOf(of.object, typeArguments) };
  }
  if (of.mode === "function") return { ...of, typeArguments: expression.indices.map((index) => resolveType(checker, index, scope)) };
  if (of.mode !== "value") return unknownOperand("what is indexed is not known");
  const under = underlyingGo(of.type);
  if (under.kind === "basic" && under.name === "string") return value({ kind: "basic", name: "uint8" });
  const element = under.kind === "map" ? under.of : elementOf(of.type);
  if (element !== undefined) return value(element);
  const behind = under.kind === "c" ? unwrapC(under.type) : undefined;
  const array = behind?.kind === "array" ? goOfC(behind) : undefined;
  return array?.kind === "array" ? value(array.of) : unknownOperand("what is indexed is not known");
}

function checkComposite(checker: Checker, expression: Expression & { readonly kind: "composite" }, scope: Scope): Operand {
  const { type } = expression;
  if (type === undefined) return unknownOperand("the literal around it gives it its type");
  if (type.kind !== "arrayType" || type.length !== "auto") return value(resolveType(checker, type, scope));
  const of = resolveType(checker, type.of, scope);
  let count: bigint | undefined = expression.isElided ? undefined : 0n;
  let index = 0n;
  for (const { key } of expression.elements) {
    if (key !== undefined) {
      const at = checker.integer(key, scope);
      if (at === undefined) count = undefined;
      else index = at;
    }
    index++;
    if (count !== undefined && index > count) count = index;
  }
  if (count === undefined || count > BigInt(Number.MAX_SAFE_INTEGER)) return value(unknownType("the length of the array is not known"));
  return value({ kind: "array", of, count: Number(count) });
}

const errorType: GoType = { kind: "named", name: "error", pkg: "", underlying: { kind: "interface" } };

/** The types of `count` values from one expression: a call's results, or a value and whether there was one. */
export function tupleOf(checker: Checker, expression: Expression, scope: Scope, count: number): readonly GoType[] {
  const operand = check(checker, expression, scope);
  if (operand.mode === "tuple") return operand.types;
  const first = defaultType(operand);
  const at = withoutParens(expression);
  if (count !== 2) return [first];
  if (at.kind !== "call") return [first, { kind: "basic", name: "bool" }];
  // A call of C gives errno as its second result.
  const callee = check(checker, at.callee, scope);
  return callee.mode === "foreign" && callee.path === "C" ? [first, errorType] : [];
}
