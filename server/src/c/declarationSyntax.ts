/**
 * Declarations as written: what a chunk of preprocessed tokens says, before any name in it has a meaning. Tokens
 * are named by their index in the chunk, so that equal chunks share one reading whatever files they stand in.
 */

/** Tokens `[from, to)` of a chunk. */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** An attribute of any spelling, its name without underscores around it. `operands` are the tokens between its parentheses. */
export interface AttributeSyntax {
  readonly spelling: "gnu" | "standard" | "declspec" | "alignas";
  readonly name: string;
  readonly operands: TokenRange | undefined;
}

/** A type's name, as in a cast: specifiers and an abstract declarator. */
export interface TypeNameSyntax {
  readonly specifiers: SpecifiersSyntax;
  readonly declarator: DeclaratorSyntax;
}

/** The words that make up an arithmetic type, counted. */
export interface TypeWords {
  void?: true;
  char?: true;
  short?: true;
  int?: true;
  long?: number;
  signed?: true;
  unsigned?: true;
  float?: true;
  double?: true;
  bool?: true;
  complex?: true;
  /** One of the compilers' own names: `__int128`, `_Float16`… */
  named?: string;
}

export interface RecordSyntax {
  readonly kind: "record";
  readonly union: boolean;
  readonly keyword: number;
  /** The tag's token, or -1. */
  readonly tag: number;
  /** From behind `{` to `}`; undefined for a mere reference. */
  readonly body: TokenRange | undefined;
  readonly members: MemberSyntax[];
  readonly attributes: AttributeSyntax[];
  /** Why the body cannot be trusted. */
  error: string | undefined;
}

export interface EnumSyntax {
  readonly kind: "enum";
  readonly keyword: number;
  readonly tag: number;
  readonly body: TokenRange | undefined;
  readonly enumerators: { readonly name: number; readonly value: TokenRange | undefined }[];
  readonly attributes: AttributeSyntax[];
  /** How many of them stand before the enumerators. */
  leading: number;
  readonly fixed: TypeNameSyntax | undefined;
  error: string | undefined;
}

export type TypeSyntax =
  | { readonly kind: "words"; readonly words: TypeWords }
  /** `doubtful`: without knowing the name it may as well be a macro's or a function's. */
  | { readonly kind: "name"; readonly token: number; readonly doubtful: boolean }
  | RecordSyntax
  | EnumSyntax
  | { readonly kind: "typeof"; readonly operand: TokenRange; readonly unqualified: boolean }
  | { readonly kind: "atomic"; readonly of: TypeNameSyntax }
  | { readonly kind: "bitint"; readonly bits: TokenRange; readonly signed: boolean }
  | { readonly kind: "vaList" }
  | { readonly kind: "missing" };

export interface SpecifiersSyntax {
  type: TypeSyntax;
  storage: "typedef" | "extern" | "static" | "register" | "auto" | undefined;
  inline: boolean;
  const: boolean;
  volatile: boolean;
  atomic: boolean;
  readonly attributes: AttributeSyntax[];
  /** A word whose effect is not known here (`__ptr32`). */
  unknown: string | undefined;
}

export type DeclaratorStep =
  | {
      readonly kind: "pointer";
      readonly const: boolean;
      readonly volatile: boolean;
      readonly atomic: boolean;
      readonly attributes: readonly AttributeSyntax[];
      readonly unknown: string | undefined;
    }
  /** Attributes between parentheses and stars; gcc gives them to the type so far. */
  | { readonly kind: "attributes"; readonly attributes: readonly AttributeSyntax[] }
  /** `count` undefined for `[]`, `[*]`. */
  | { readonly kind: "array"; readonly count: TokenRange | undefined }
  | { readonly kind: "function"; readonly parameters: readonly TypeNameSyntax[]; readonly variadic: boolean; readonly prototype: boolean };

export interface DeclaratorSyntax {
  /** The declared name's token, or -1. */
  readonly name: number;
  /** What is done to the specifiers' type, in order: `*a[3]` is pointer, then array. */
  readonly steps: readonly DeclaratorStep[];
  readonly attributes: AttributeSyntax[];
  /** Attributes behind an array's bound, whose effect is not known. */
  readonly innerAttributes: readonly AttributeSyntax[];
  /** Attributes between the comma and the declarator. */
  readonly leading: AttributeSyntax[];
  bits: TokenRange | undefined;
  initializer: TokenRange | undefined;
}

/** A member declaration of a record. */
export interface MemberSyntax {
  readonly tokens: TokenRange;
  readonly specifiers: SpecifiersSyntax | undefined;
  readonly declarators: readonly DeclaratorSyntax[];
  /** A syntax error: nothing else is said. */
  readonly error: string | undefined;
}

/** A declaration at file level. */
export interface DeclarationSyntax {
  /** A struct, union or enum is defined somewhere in it. */
  readonly definesTypes: boolean;
  /** It declares functions for sure and nothing else, but perhaps the tag that it begins with. */
  readonly functionsOnly: boolean;
  readonly specifiers: SpecifiersSyntax;
  readonly declarators: readonly DeclaratorSyntax[];
  readonly error: string | undefined;
}
