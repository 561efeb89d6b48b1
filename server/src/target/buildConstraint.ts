/** Interface only until the parser lands. A parsed `//go:build` expression. */
export type BuildExpression =
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "not"; readonly of: BuildExpression }
  | { readonly kind: "and" | "or"; readonly left: BuildExpression; readonly right: BuildExpression };
