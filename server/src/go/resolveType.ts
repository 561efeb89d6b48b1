/** Resolves a type expression to a type. What cannot be resolved is unknown, with the reason a person would ask for. */
import { type GoBasic, type GoField, type GoType, underlyingGo } from "../types/go.ts";
import type { Expression, Signature, StructType } from "./ast.ts";
import type { Checker } from "./checker.ts";
import { innerScope, type Operand, type Scope } from "./operands.ts";
import { unknownType } from "./typeForms.ts";

const basics: readonly GoBasic[] = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "int",
  "uint",
  "uintptr",
  "float32",
  "float64",
  "complex64",
  "complex128",
  "string",
];

const anyInterface: GoType = { kind: "interface" };

/** The types every Go file knows. */
export const universeTypes: ReadonlyMap<string, GoType> = new Map<string, GoType>([
  ...basics.map((name): [string, GoType] => [name, { kind: "basic", name }]),
  ["byte", { kind: "basic", name: "uint8" }],
  ["rune", { kind: "basic", name: "int32" }],
  ["any", anyInterface],
  ["comparable", anyInterface],
  ["error", { kind: "named", name: "error", pkg: "", underlying: anyInterface }],
]);

/** More elements than a number can count exactly make no array. */
const longestArray = BigInt(Number.MAX_SAFE_INTEGER);

export function resolveType(checker: Checker, expression: Expression, scope: Scope): GoType {
  return checker.nested(() => resolve(checker, expression, scope));
}

function resolve(checker: Checker, expression: Expression, scope: Scope): GoType {
  const inner = (of: Expression): GoType => resolveType(checker, of, scope);
  switch (expression.kind) {
    case "paren":
      return inner(expression.of);
    case "star":
      return { kind: "pointer", to: inner(expression.of) };
    case "arrayType":
      return arrayType(checker, expression.length, inner(expression.of), scope);
    case "mapType":
      return { kind: "map", key: inner(expression.key), of: inner(expression.of) };
    case "chanType":
      return { kind: "chan", of: inner(expression.of) };
    case "functionType":
      return functionType(checker, expression.signature, scope);
    case "interfaceType":
      return anyInterface;
    case "structType":
      return structType(checker, expression, scope);
    case "name":
    case "selector":
    case "index":
      return typeOfOperand(checker, checker.check(expression, scope));
    case "bad":
      return unknownType("the type does not parse");
    default:
      return unknownType("an expression stands where a type should");
  }
}

function typeOfOperand(checker: Checker, operand: Operand): GoType {
  switch (operand.mode) {
    case "type":
      return operand.type;
    case "genericType":
      return checker.typeOf(operand.object, []);
    case "foreign":
      return unknownType(operand.reason ?? `the type ${operand.name} of package ${operand.path} is not known`);
    case "unknown":
      return unknownType(operand.reason);
    default:
      return unknownType("a value stands where a type should");
  }
}

function arrayType(checker: Checker, length: Expression | "auto" | undefined, of: GoType, scope: Scope): GoType {
  if (length === undefined) return { kind: "slice", of };
  if (length === "auto") return unknownType("only a literal gives [...] its length");
  const count = checker.integer(length, scope);
  if (count === undefined || count < 0n || count > longestArray) return unknownType("the length of an array is not known");
  return { kind: "array", of, count: Number(count) };
}

/** A function type; what calling it gives is kept beside it. */
export function functionType(checker: Checker, signature: Signature, scope: Scope): GoType {
  const type: GoType = { kind: "func" };
  const results = signature.results.map((result) => resolveType(checker, result.type, scope));
  checker.results.set(type, results);
  return type;
}

function structType(checker: Checker, expression: StructType, scope: Scope): GoType {
  const struct: GoType = { kind: "struct", fields: structFields(checker, expression, scope) };
  checker.structOwners.set(struct, scope.package);
  return struct;
}

function structFields(checker: Checker, struct: StructType, scope: Scope): GoField[] {
  const inner = innerScope(scope);
  return struct.fields.flatMap((declaration): GoField[] => {
    const type = resolveType(checker, declaration.type, inner);
    if (declaration.names.length > 0) return declaration.names.map(({ name }) => ({ name, type }));
    return [{ name: embeddedName(declaration.type), type, embedded: true }];
  });
}

/** The name of an embedded field: its type's, without package, pointer and type arguments. */
export function embeddedName(type: Expression): string {
  let at = type;
  while (at.kind === "paren" || at.kind === "star" || at.kind === "index") at = at.of;
  if (at.kind === "selector") return at.name.name;
  return at.kind === "name" ? at.name : "";
}

/** What indexing, ranging and slicing see: arrays behind pointers, and C arrays as Go's. */
export function elementOf(type: GoType): GoType | undefined {
  const under = underlyingGo(type);
  const behind = under.kind === "pointer" ? underlyingGo(under.to) : under;
  if (behind.kind === "array") return behind.of;
  return under.kind === "slice" ? under.of : undefined;
}

/** What a range over this type gives first and second. */
export function rangeTypes(type: GoType): readonly GoType[] {
  const under = underlyingGo(type);
  if (under.kind === "map") return [under.key, under.of];
  if (under.kind === "chan") return [under.of];
  const element = elementOf(type);
  if (element !== undefined) return [{ kind: "basic", name: "int" }, element];
  if (under.kind !== "basic") return [];
  if (under.name === "string") {
    return [
      { kind: "basic", name: "int" },
      { kind: "basic", name: "int32" },
    ];
  }
  return [type];
}
