/**
 * Turns copied syntax nodes into expressions and types. The grammar guesses which of the two something is where
 * Go needs names to tell (`a[b](c)`, `(T)(x)`); both become the same data here. Nesting beyond a limit becomes
 * `bad`, so that nothing that walks the result can run out of stack.
 */
import type {
  Call,
  Composite,
  CompositeElement,
  Expression,
  FieldDeclaration,
  Literal,
  Name,
  Parameter,
  Signature,
  TypeParameter,
} from "./ast.ts";
import { liftBlock } from "./liftStatements.ts";
import { childOf, childrenOf, namedOf, operatorOf, type PlainNode } from "./nodes.ts";

/** What lifting needs beside the node: the declaration's own text, and a table that keeps names apart from it. */
export interface Lift {
  readonly text: string;
  readonly intern: (spelling: string) => string;
  /** The stretches whose composite literals were emptied before parsing. */
  readonly elided: ReadonlySet<number>;
  depth: number;
}

/** Chains that lean to the left (`a + b + c`, `a.b().c()`) count as nesting too: whatever walks the result recurses. */
export const deepest = 400;

const literalTokens: ReadonlyMap<string, Literal["token"]> = new Map([
  ["int_literal", "int"],
  ["float_literal", "float"],
  ["imaginary_literal", "imaginary"],
  ["rune_literal", "rune"],
  ["raw_string_literal", "string"],
  ["interpreted_string_literal", "string"],
]);

/** Undefined in, undefined out. */
export function liftOptional(lift: Lift, node: PlainNode | undefined): Expression | undefined {
  return node === undefined ? undefined : liftExpression(lift, node);
}

export function liftExpression(lift: Lift, node: PlainNode | undefined): Expression {
  if (node === undefined) return { kind: "bad", start: 0, end: 0 };
  if (lift.depth >= deepest) return bad(node);
  const { depth } = lift;
  lift.depth++;
  const result = liftSpine(lift, node);
  lift.depth = depth;
  return result;
}

/** Follows the left side down in a loop, then builds upward. */
function liftSpine(lift: Lift, node: PlainNode): Expression {
  const spine: PlainNode[] = [];
  const { depth } = lift;
  let at = node;
  for (let left = leftOf(at); left !== undefined; left = leftOf(at)) {
    spine.push(at);
    if (depth + spine.length > deepest) return bad(node);
    at = left;
  }
  lift.depth = depth + spine.length;
  let result = liftSingle(lift, at);
  for (let i = spine.length - 1; i >= 0; i--) {
    const outer = spine[i];
    lift.depth = depth + i;
    if (outer !== undefined) result = liftAround(lift, outer, result);
  }
  return result;
}

function leftOf(node: PlainNode): PlainNode | undefined {
  switch (node.kind) {
    case "binary_expression":
      return childOf(node, "left");
    case "selector_expression":
    case "index_expression":
    case "slice_expression":
    case "type_assertion_expression":
      return childOf(node, "operand");
    case "call_expression":
      return childOf(node, "function");
    default:
      return undefined;
  }
}

/** Builds `node` around its left part, which is lifted already. */
function liftAround(lift: Lift, node: PlainNode, left: Expression): Expression {
  const { start, end } = node;
  switch (node.kind) {
    case "binary_expression": {
      const operator = operatorOf(node);
      return { kind: "binary", start, end, operator, left, right: liftExpression(lift, childOf(node, "right")) };
    }
    case "selector_expression": {
      const field = childOf(node, "field");
      return field === undefined ? bad(node) : { kind: "selector", start, end, of: left, name: liftName(lift, field) };
    }
    case "index_expression": {
      const indices = childrenOf(node, "index").map((index) => liftExpression(lift, index));
      return { kind: "index", start, end, of: left, indices };
    }
    case "slice_expression": {
      const [low, high, max] = ["start", "end", "capacity"].map((field) => liftOptional(lift, childOf(node, field)));
      return { kind: "slice", start, end, of: left, low, high, max };
    }
    case "type_assertion_expression":
      return { kind: "assert", start, end, of: left, type: liftExpression(lift, childOf(node, "type")) };
    default:
      return liftCall(lift, node, left);
  }
}

function liftCall(lift: Lift, node: PlainNode, callee: Expression): Call {
  const list = childOf(node, "arguments");
  const nodes = list === undefined ? [] : namedOf(list);
  const typeArguments = childOf(node, "type_arguments");
  return {
    kind: "call",
    start: node.start,
    end: node.end,
    callee: typeArguments === undefined ? callee : instantiate(lift, callee, typeArguments),
    arguments: nodes.map((argument) => liftExpression(lift, argument.kind === "variadic_argument" ? namedOf(argument)[0] : argument)),
    spreads: nodes[nodes.length - 1]?.kind === "variadic_argument",
  };
}

function instantiate(lift: Lift, of: Expression, typeArguments: PlainNode): Expression {
  const indices = namedOf(typeArguments).map((argument) => liftExpression(lift, argument));
  return { kind: "index", start: of.start, end: typeArguments.end, of, indices };
}

function liftSingle(lift: Lift, node: PlainNode): Expression {
  const { start, end, kind } = node;
  const token = literalTokens.get(kind);
  if (token !== undefined) return { kind: "literal", start, end, token, text: lift.intern(lift.text.slice(start, end)) };
  switch (kind) {
    case "identifier":
    case "type_identifier":
    case "package_identifier":
    case "field_identifier":
    case "blank_identifier":
    case "true":
    case "false":
    case "nil":
    case "iota":
      return liftName(lift, node);
    case "parenthesized_expression":
    case "parenthesized_type":
      return { kind: "paren", start, end, of: liftExpression(lift, firstOf(node)) };
    case "qualified_type": {
      const name = childOf(node, "name");
      return name === undefined
        ? bad(node)
        : { kind: "selector", start, end, of: liftExpression(lift, childOf(node, "package")), name: liftName(lift, name) };
    }
    case "generic_type": {
      const typeArguments = childOf(node, "type_arguments");
      const of = liftExpression(lift, childOf(node, "type"));
      return typeArguments === undefined ? of : instantiate(lift, of, typeArguments);
    }
    case "type_conversion_expression":
      return liftConversion(lift, node, childOf(node, "type"));
    case "composite_literal":
      return liftComposite(lift, node, liftExpression(lift, childOf(node, "type")), childOf(node, "body"));
    case "literal_value":
      return liftComposite(lift, node, undefined, node);
    case "func_literal":
      return { kind: "function", start, end, signature: liftSignature(lift, node), body: liftBlock(lift, childOf(node, "body"), node) };
    case "unary_expression": {
      const operator = operatorOf(node);
      const of = liftExpression(lift, childOf(node, "operand"));
      return operator === "*" ? { kind: "star", start, end, of } : { kind: "unary", start, end, operator, of };
    }
    case "pointer_type":
      return { kind: "star", start, end, of: liftExpression(lift, firstOf(node)) };
    case "array_type":
      return {
        kind: "arrayType",
        start,
        end,
        length: liftExpression(lift, childOf(node, "length")),
        of: liftExpression(lift, childOf(node, "element")),
      };
    case "implicit_length_array_type":
      return { kind: "arrayType", start, end, length: "auto", of: liftExpression(lift, childOf(node, "element")) };
    case "slice_type":
      return { kind: "arrayType", start, end, length: undefined, of: liftExpression(lift, childOf(node, "element")) };
    case "struct_type":
      return { kind: "structType", start, end, fields: liftFields(lift, node) };
    case "function_type":
      return { kind: "functionType", start, end, signature: liftSignature(lift, node) };
    case "interface_type":
    case "union_type":
    case "negated_type":
      return { kind: "interfaceType", start, end };
    case "map_type":
      return {
        kind: "mapType",
        start,
        end,
        key: liftExpression(lift, childOf(node, "key")),
        of: liftExpression(lift, childOf(node, "value")),
      };
    case "channel_type":
      return { kind: "chanType", start, end, of: liftExpression(lift, childOf(node, "value")) };
    default:
      return bad(node);
  }
}

/** The grammar takes `*(*[]T)(x)` for a conversion to `*(*[]T)`; Go takes it for what the result of `(*[]T)(x)` points to. */
function liftConversion(lift: Lift, node: PlainNode, type: PlainNode | undefined): Expression {
  const stars: number[] = [];
  let target = type;
  while (target?.kind === "pointer_type" && stars.length < deepest - lift.depth) {
    stars.push(target.start);
    target = firstOf(target);
  }
  let result: Expression = {
    kind: "call",
    start: target?.start ?? node.start,
    end: node.end,
    callee: liftExpression(lift, target),
    arguments: [liftExpression(lift, childOf(node, "operand"))],
    spreads: false,
  };
  for (let start = stars.pop(); start !== undefined; start = stars.pop()) result = { kind: "star", start, end: node.end, of: result };
  return result;
}

function liftComposite(lift: Lift, node: PlainNode, type: Expression | undefined, body: PlainNode | undefined): Composite {
  const element = (wrapper: PlainNode | undefined): Expression =>
    liftExpression(lift, wrapper?.kind === "literal_element" ? firstOf(wrapper) : wrapper);
  const elements = (body === undefined ? [] : namedOf(body)).map((child): CompositeElement => {
    if (child.kind !== "keyed_element") return { key: undefined, value: element(child) };
    const [key, value] = namedOf(child);
    return { key: element(key), value: element(value) };
  });
  const isElided = body !== undefined && lift.elided.has(body.start);
  return { kind: "composite", start: node.start, end: node.end, type, elements, isElided };
}

export function liftName(lift: Lift, node: PlainNode): Name {
  return { kind: "name", start: node.start, end: node.end, name: lift.intern(lift.text.slice(node.start, node.end)) };
}

export function liftSignature(lift: Lift, node: PlainNode): Signature {
  const parameters = childOf(node, "parameters");
  const result = childOf(node, "result");
  return {
    parameters: parameters === undefined ? [] : liftParameters(lift, parameters),
    results:
      result === undefined
        ? []
        : result.kind === "parameter_list"
          ? liftParameters(lift, result)
          : [{ name: undefined, type: liftExpression(lift, result), isVariadic: false, start: result.start, end: result.end }],
  };
}

/** One parameter per name, so that `a, b int` gives two. */
export function liftParameters(lift: Lift, list: PlainNode): Parameter[] {
  const parameters: Parameter[] = [];
  for (const node of namedOf(list)) {
    if (node.kind !== "parameter_declaration" && node.kind !== "variadic_parameter_declaration") continue;
    const isVariadic = node.kind === "variadic_parameter_declaration";
    const type = liftExpression(lift, childOf(node, "type"));
    const names = childrenOf(node, "name");
    if (names.length === 0) parameters.push({ name: undefined, type, isVariadic, start: node.start, end: node.end });
    for (const name of names) parameters.push({ name: liftName(lift, name), type, isVariadic, start: name.start, end: node.end });
  }
  return parameters;
}

export function liftTypeParameters(lift: Lift, node: PlainNode | undefined): TypeParameter[] {
  if (node === undefined) return [];
  return namedOf(node).flatMap((declaration) => {
    const constraint = liftOptional(lift, childOf(declaration, "type"));
    return childrenOf(declaration, "name").map((name) => ({ name: liftName(lift, name), constraint }));
  });
}

function liftFields(lift: Lift, node: PlainNode): FieldDeclaration[] {
  const list = node.children.find((child) => child.kind === "field_declaration_list");
  const fields: FieldDeclaration[] = [];
  for (const field of list === undefined ? [] : namedOf(list)) {
    const typeNode = field.kind === "field_declaration" ? childOf(field, "type") : undefined;
    if (typeNode === undefined) {
      fields.push({ names: [], type: bad(field), start: field.start, end: field.end });
      continue;
    }
    const names = childrenOf(field, "name").map((name) => liftName(lift, name));
    const star = names.length === 0 ? field.children.find((child) => child.kind === "*") : undefined;
    const of = liftExpression(lift, typeNode);
    fields.push({
      names,
      type: star === undefined ? of : { kind: "star", start: star.start, end: of.end, of },
      start: field.start,
      end: field.end,
    });
  }
  return fields;
}

function firstOf(node: PlainNode): PlainNode | undefined {
  return node.children.find((child) => child.isNamed && child.kind !== "ERROR");
}

export function bad(node: PlainNode): Expression & { readonly kind: "bad" } {
  return { kind: "bad", start: node.start, end: node.end };
}
