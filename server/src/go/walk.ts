/** What expressions are made of, statements inside function literals apart. Knows shapes only. */
import type { Expression, Signature } from "./ast.ts";

/** `x` for `((x))`. */
export function withoutParens(expression: Expression): Expression {
  let at = expression;
  while (at.kind === "paren") at = at.of;
  return at;
}

/** The expressions directly inside an expression. */
export function expressionsIn(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "selector":
    case "paren":
    case "star":
    case "unary":
    case "chanType":
      return [expression.of];
    case "call":
      return [expression.callee, ...expression.arguments];
    case "composite":
      return [expression.type, ...expression.elements.flatMap(({ key, value }) => [key, value])].filter((each) => each !== undefined);
    case "index":
      return [expression.of, ...expression.indices];
    case "slice":
      return [expression.of, expression.low, expression.high, expression.max].filter((each) => each !== undefined);
    case "assert":
      return expression.type === undefined ? [expression.of] : [expression.of, expression.type];
    case "binary":
      return [expression.left, expression.right];
    case "arrayType":
      return expression.length === undefined || expression.length === "auto" ? [expression.of] : [expression.length, expression.of];
    case "mapType":
      return [expression.key, expression.of];
    case "structType":
      return expression.fields.map((field) => field.type);
    case "functionType":
    case "function":
      return signatureTypes(expression.signature);
    default:
      return [];
  }
}

function signatureTypes(signature: Signature): readonly Expression[] {
  return [...signature.parameters, ...signature.results].map(({ type }) => type);
}
