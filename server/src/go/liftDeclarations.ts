/** Turns the copied nodes of one top-level declaration into declarations. */
import type { Declaration, Expression, FunctionDeclaration, Span, TypeSpec, ValueSpec } from "./ast.ts";
import {
  bad,
  type Lift,
  liftExpression,
  liftName,
  liftOptional,
  liftParameters,
  liftSignature,
  liftTypeParameters,
} from "./liftExpressions.ts";
import { liftBlock } from "./liftStatements.ts";
import { type Copy, childOf, childrenOf, namedOf, type PlainNode } from "./nodes.ts";

/** Several nodes come from one declaration when it did not parse as a whole. `readsBody` says whether a function's body was given to the parser. */
export function liftDeclaration(lift: Lift, copies: readonly Copy[], readsBody: boolean): Declaration {
  const types: TypeSpec[] = [];
  const values: ValueSpec[] = [];
  const errors: Span[] = [];
  let declared: FunctionDeclaration | undefined;
  for (const copy of copies) {
    for (const error of copy.errors) errors.push(error);
    const { node } = copy;
    if (node.kind === "type_declaration") liftTypeSpecs(lift, node, types);
    else if (node.kind === "var_declaration" || node.kind === "const_declaration") liftValueSpecs(lift, node, values);
    else if (node.kind === "function_declaration" || node.kind === "method_declaration") declared ??= liftFunction(lift, node, readsBody);
  }
  return { types: kept(types), values: kept(values), function: declared, errors: kept(errors) };
}

const none: readonly never[] = [];

/** As a list without room to grow, or the one that all empty lists share: there is one for every declaration of every file. */
function kept<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}

/** Adds to `specs`, and answers it. */
export function liftTypeSpecs(lift: Lift, node: PlainNode, specs: TypeSpec[] = []): TypeSpec[] {
  for (const child of namedOf(node)) {
    if (child.kind !== "type_spec" && child.kind !== "type_alias") continue;
    const name = childOf(child, "name");
    const type = childOf(child, "type");
    if (name === undefined) continue;
    const list = childOf(child, "type_parameters");
    const length = list === undefined ? undefined : arrayLength(lift, list);
    const of = type === undefined ? bad(child) : liftExpression(lift, type);
    specs.push({
      start: child.start,
      end: child.end,
      name: liftName(lift, name),
      parameters: length === undefined ? liftTypeParameters(lift, list) : [],
      isAlias: child.kind === "type_alias",
      type: length === undefined || list === undefined ? of : { kind: "arrayType", start: list.start, end: of.end, length, of },
    });
  }
  return specs;
}

/**
 * The length of an array that the grammar took for type parameters: `[pkg.N]`, `[N * pkg.M]`, `[int(pkg.N)]`. One
 * element without a comma declares a type parameter only if what follows its name can be nothing but a constraint
 * (go/parser, parseTypeSpec and extractName).
 */
function arrayLength(lift: Lift, list: PlainNode): Expression | undefined {
  const [declaration, ...others] = namedOf(list);
  const type = declaration === undefined ? undefined : childOf(declaration, "type");
  if (declaration === undefined || type === undefined || others.length > 0 || list.children.some((child) => child.kind === ","))
    return undefined;
  const [name, ...names] = childrenOf(declaration, "name");
  if (name === undefined) return liftExpression(lift, type);
  const [inner] = namedOf(type);
  if (names.length > 0 || inner === undefined || (type.kind !== "pointer_type" && type.kind !== "parenthesized_type")) return undefined;
  const operand = liftExpression(lift, inner);
  if (!isOperand(operand)) return undefined;
  const { start, end } = declaration;
  const left = liftName(lift, name);
  if (type.kind === "pointer_type") return { kind: "binary", start, end, operator: "*", left, right: operand };
  return { kind: "call", start, end, callee: left, arguments: [operand], spreads: false };
}

/** What may be a value as well as a type. */
function isOperand(expression: Expression): boolean {
  return expression.kind === "name" || expression.kind === "selector" || expression.kind === "index" || expression.kind === "star";
}

/** Reads `const` and `var` declarations; lines of constants that repeat the line above get its type and values. */
export function liftValueSpecs(lift: Lift, node: PlainNode, specs: ValueSpec[] = []): ValueSpec[] {
  const isConstant = node.kind === "const_declaration";
  const before = specs.length;
  let type: Expression | undefined;
  let values: readonly Expression[] = [];
  const lines = namedOf(node).flatMap((child) => (child.kind === "var_spec_list" ? namedOf(child) : [child]));
  for (const child of lines) {
    if (child.kind !== "const_spec" && child.kind !== "var_spec") continue;
    const list = childOf(child, "value");
    const typeNode = childOf(child, "type");
    if (!isConstant || list !== undefined || typeNode !== undefined) {
      type = liftOptional(lift, typeNode);
      values =
        list === undefined ? [] : (list.kind === "expression_list" ? namedOf(list) : [list]).map((value) => liftExpression(lift, value));
    }
    specs.push({
      start: child.start,
      end: child.end,
      isConstant,
      names: childrenOf(child, "name").map((name) => liftName(lift, name)),
      type,
      values,
      iota: specs.length - before,
    });
  }
  return specs;
}

function liftFunction(lift: Lift, node: PlainNode, readsBody: boolean): FunctionDeclaration | undefined {
  const name = childOf(node, "name");
  if (name === undefined) return undefined;
  const receiver = childOf(node, "receiver");
  const body = childOf(node, "body");
  return {
    start: node.start,
    end: node.end,
    name: liftName(lift, name),
    receiver: receiver === undefined ? undefined : liftParameters(lift, receiver)[0],
    typeParameters: liftTypeParameters(lift, childOf(node, "type_parameters")),
    signature: liftSignature(lift, node),
    body: readsBody && body !== undefined ? liftBlock(lift, body, node) : undefined,
  };
}
