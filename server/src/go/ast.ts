/**
 * Go syntax as plain data: declarations, types, expressions and statements, much as go/ast has them. Types are
 * expressions, because only names tell them apart. Offsets count from the start of the top-level declaration, so
 * that a declaration that only moved stays the same data. Imports nothing.
 */

/** A stretch of a declaration, counted from the declaration's start. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Name extends Span {
  readonly kind: "name";
  readonly name: string;
}

export interface Literal extends Span {
  readonly kind: "literal";
  readonly token: "int" | "float" | "imaginary" | "rune" | "string";
  readonly text: string;
}

export interface Selector extends Span {
  readonly kind: "selector";
  readonly of: Expression;
  readonly name: Name;
}

export interface Call extends Span {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Expression[];
  /** The last argument has `...` behind it. */
  readonly spreads: boolean;
}

export interface CompositeElement {
  readonly key: Expression | undefined;
  readonly value: Expression;
}

export interface Composite extends Span {
  readonly kind: "composite";
  /** Undefined where the enclosing literal gives it. */
  readonly type: Expression | undefined;
  readonly elements: readonly CompositeElement[];
  /** The elements were too many to read and nothing in them crosses a boundary. */
  readonly isElided: boolean;
}

export interface FunctionLiteral extends Span {
  readonly kind: "function";
  readonly signature: Signature;
  readonly body: Block;
}

export interface StructType extends Span {
  readonly kind: "structType";
  readonly fields: readonly FieldDeclaration[];
}

export type Expression =
  | Name
  | Literal
  | Selector
  | Call
  | Composite
  | FunctionLiteral
  | StructType
  | (Span & { readonly kind: "paren"; readonly of: Expression })
  | (Span & { readonly kind: "index"; readonly of: Expression; readonly indices: readonly Expression[] })
  | (Span & {
      readonly kind: "slice";
      readonly of: Expression;
      readonly low: Expression | undefined;
      readonly high: Expression | undefined;
      readonly max: Expression | undefined;
    })
  /** `type` undefined is `.(type)`. */
  | (Span & { readonly kind: "assert"; readonly of: Expression; readonly type: Expression | undefined })
  | (Span & { readonly kind: "star"; readonly of: Expression })
  | (Span & { readonly kind: "unary"; readonly operator: string; readonly of: Expression })
  | (Span & { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression })
  /** `length` is `"auto"` for `[...]T`, undefined for a slice. */
  | (Span & { readonly kind: "arrayType"; readonly length: Expression | "auto" | undefined; readonly of: Expression })
  | (Span & { readonly kind: "functionType"; readonly signature: Signature })
  | (Span & { readonly kind: "interfaceType" })
  | (Span & { readonly kind: "mapType"; readonly key: Expression; readonly of: Expression })
  | (Span & { readonly kind: "chanType"; readonly of: Expression })
  /** What did not parse, or nests too deeply to be read. */
  | (Span & { readonly kind: "bad" });

export interface FieldDeclaration extends Span {
  /** Empty for an embedded field. */
  readonly names: readonly Name[];
  readonly type: Expression;
}

export interface Parameter extends Span {
  /** Undefined in a list of types alone. */
  readonly name: Name | undefined;
  readonly type: Expression;
  readonly isVariadic: boolean;
}

export interface TypeParameter {
  readonly name: Name;
  readonly constraint: Expression | undefined;
}

export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly results: readonly Parameter[];
}

export interface Block extends Span {
  readonly kind: "block";
  readonly statements: readonly Statement[];
}

export interface Clause extends Span {
  /** Empty for `default`; of a select clause, its communication stands in `communication`. */
  readonly expressions: readonly Expression[];
  readonly communication: Statement | undefined;
  readonly isDefault: boolean;
  /** `fallthrough` ends it. */
  readonly fallsThrough: boolean;
  readonly body: readonly Statement[];
}

export type Statement =
  | Block
  | (Span & { readonly kind: "expression"; readonly expressions: readonly Expression[] })
  /** `x = y`, `x += y`, `x++` (no right side), and `x := y` with `defines`. */
  | (Span & {
      readonly kind: "assign";
      readonly left: readonly Expression[];
      readonly operator: string;
      readonly right: readonly Expression[];
      readonly defines: boolean;
    })
  | (Span & { readonly kind: "declare"; readonly types: readonly TypeSpec[]; readonly values: readonly ValueSpec[] })
  | (Span & { readonly kind: "return"; readonly results: readonly Expression[] })
  /** `break`, `continue` and `goto`: what follows is reached another way. */
  | (Span & {
      readonly kind: "jump";
      /** A `break` without a label. */
      readonly isPlainBreak: boolean;
    })
  | (Span & {
      readonly kind: "if";
      /** `if` and every `else if`, in order. */
      readonly branches: readonly IfBranch[];
      readonly otherwise: Block | undefined;
    })
  | (Span & {
      readonly kind: "switch";
      readonly initializer: Statement | undefined;
      readonly tag: Expression | undefined;
      readonly clauses: readonly Clause[];
    })
  | (Span & {
      readonly kind: "typeSwitch";
      readonly initializer: Statement | undefined;
      readonly name: Name | undefined;
      readonly of: Expression;
      readonly clauses: readonly Clause[];
    })
  | (Span & { readonly kind: "select"; readonly clauses: readonly Clause[] })
  | (Span & {
      readonly kind: "for";
      readonly initializer: Statement | undefined;
      readonly condition: Expression | undefined;
      readonly update: Statement | undefined;
      readonly body: Block;
    })
  | (Span & {
      readonly kind: "range";
      readonly left: readonly Expression[];
      readonly defines: boolean;
      readonly of: Expression;
      readonly body: Block;
    })
  | (Span & { readonly kind: "bad" });

export interface IfBranch {
  readonly initializer: Statement | undefined;
  readonly condition: Expression;
  readonly body: Block;
}

/** `T[P any] struct { … }`: one type of a type declaration. */
export interface TypeSpec extends Span {
  readonly name: Name;
  readonly parameters: readonly TypeParameter[];
  readonly isAlias: boolean;
  readonly type: Expression;
}

/**
 * `a, b T = x, y`: one line of a const or var declaration. A constant line without values has the type and values
 * of the line it repeats; `iota` counts the lines.
 */
export interface ValueSpec extends Span {
  readonly isConstant: boolean;
  readonly names: readonly Name[];
  readonly type: Expression | undefined;
  readonly values: readonly Expression[];
  readonly iota: number;
}

export interface FunctionDeclaration extends Span {
  readonly name: Name;
  readonly receiver: Parameter | undefined;
  readonly typeParameters: readonly TypeParameter[];
  readonly signature: Signature;
  /** Undefined for a function without a body, and for a body that was not read. */
  readonly body: Block | undefined;
}

/** One top-level declaration. */
export interface Declaration {
  readonly types: readonly TypeSpec[];
  readonly values: readonly ValueSpec[];
  readonly function: FunctionDeclaration | undefined;
  /** What did not parse in it. */
  readonly errors: readonly Span[];
}
