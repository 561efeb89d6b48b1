/**
 * What an expression turns out to be, and the scopes names are looked up in. Plain data of one view; knows no rules.
 */
import type { GoType } from "../types/go.ts";
import type { Expression, FunctionDeclaration, Name, Span, TypeSpec, ValueSpec } from "./ast.ts";
import type { ConstantValue } from "./constantValue.ts";
import type { PackageObjects } from "./packageObjects.ts";
import type { GoFileSource, PlacedDeclaration } from "./readFile.ts";

/** The kinds of constants that have no type yet. */
export type Untyped = "bool" | "int" | "rune" | "float" | "string" | "complex" | "nil";

/**
 * Where the pointer in an `unsafe.Pointer`, or in a `uintptr` made of one, came from: a pointer with a known pointee, or
 * a variable that holds it. `added` is what was added to it since, in bytes, the last first.
 */
export type Origin =
  | {
      readonly kind: "pointer";
      readonly pointee: GoType;
      /** What is pointed to (`g` in `&g`), else the pointer itself. */
      readonly operand: Span;
      /** The pointer's own expression and where its names are looked up. */
      readonly expression: Expression;
      readonly scope: Scope;
      readonly added?: readonly Added[];
    }
  | { readonly kind: "variable"; readonly variable: Variable; readonly added?: readonly Added[] };

/** A number of bytes added to a pointer; `sign` -1 for one that is taken off. */
export interface Added {
  readonly expression: Expression;
  readonly scope: Scope;
  readonly sign: 1 | -1;
}

export interface Variable {
  readonly name: string;
  readonly type: GoType;
  /** How often the function gives it a value; for a parameter the call counts. */
  assignments: number;
  addressTaken: boolean;
  /** Its value depends on the platform in a way that no constant says. */
  isOfPlatform: boolean;
  origin: Origin | undefined;
  /** The one value it is given, where that is an expression of its own; undefined once it is given another. */
  source: { readonly expression: Expression; readonly scope: Scope } | undefined;
}

/** A top-level name of the package. */
export type PackageObject = TypeObject | ValueObject | FunctionObject;

interface Declared {
  readonly package: PackageObjects;
  readonly file: GoFileSource;
  readonly placed: PlacedDeclaration;
  readonly name: Name;
}

export interface TypeObject extends Declared {
  readonly kind: "type";
  readonly spec: TypeSpec;
  /** The scope around a declaration inside a function. */
  readonly local: Scope | undefined;
}

export interface ValueObject extends Declared {
  readonly kind: "value";
  readonly spec: ValueSpec;
  /** Which of the spec's names it is. */
  readonly index: number;
}

export interface FunctionObject extends Declared {
  readonly kind: "function";
  readonly function: FunctionDeclaration;
}

export interface ValueOperand {
  readonly mode: "value";
  readonly type: GoType;
  readonly untyped?: Untyped | undefined;
  readonly constant?: ConstantValue | undefined;
  readonly origin?: Origin | undefined;
  readonly variable?: Variable | undefined;
}

export type Operand =
  | ValueOperand
  | { readonly mode: "type"; readonly type: GoType }
  /** A generic type without its arguments. */
  | { readonly mode: "genericType"; readonly object: TypeObject }
  | { readonly mode: "package"; readonly path: string }
  /** `len`, `unsafe.Sizeof`… */
  | { readonly mode: "builtin"; readonly name: string }
  /** A member of another package, type or not; `reason` says why nothing more is known of it. */
  | { readonly mode: "foreign"; readonly path: string; readonly name: string; readonly reason?: string }
  /** A function or method of a package; `scope` binds the type parameters of a receiver. */
  | { readonly mode: "function"; readonly object: FunctionObject; readonly scope: Scope; readonly typeArguments: readonly GoType[] }
  | { readonly mode: "tuple"; readonly types: readonly GoType[] }
  | { readonly mode: "unknown"; readonly reason: string };

/** What a name inside a function stands for. */
export type Local =
  | { readonly kind: "variable"; readonly variable: Variable }
  | { readonly kind: "constant"; readonly operand: ValueOperand; readonly declared: DeclaredConstant }
  | { readonly kind: "type"; readonly type: GoType };

/** Where a constant's value is written. */
export interface DeclaredConstant {
  readonly name: Name;
  readonly expression: Expression | undefined;
  readonly scope: Scope;
}

/** A block's names, and the blocks around it. */
export interface Scope {
  readonly parent: Scope | undefined;
  readonly package: PackageObjects;
  readonly file: GoFileSource;
  readonly placed: PlacedDeclaration;
  readonly names: Map<string, Local>;
  /** Inside a constant declaration, the number of its line. */
  readonly iota: number | undefined;
}

/** The one value that a local variable is given, where nothing else can change it. Holds once the whole function was seen. */
export function onlyValueOf({ assignments, addressTaken, source }: Variable): Variable["source"] {
  return assignments === 1 && !addressTaken ? source : undefined;
}

export function innerScope(parent: Scope): Scope {
  return { ...parent, parent, names: new Map() };
}

/** The scope that a top-level declaration is read in. */
export function fileScope({ package: owner, file, placed }: Declared, iota?: number): Scope {
  return { parent: undefined, package: owner, file, placed, names: new Map(), iota };
}

/** The innermost declaration of a name inside the function; undefined when the package must know it. */
export function localOf(scope: Scope, name: string): Local | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const local = at.names.get(name);
    if (local !== undefined) return local;
  }
  return undefined;
}

export function value(type: GoType): ValueOperand {
  return { mode: "value", type };
}

export function unknownOperand(reason: string): Operand {
  return { mode: "unknown", reason };
}

/** Whether something of a declaration that did not parse lies in a stretch of it. */
export function isTouched(placed: PlacedDeclaration, span: Span): boolean {
  return placed.declaration.errors.some((error) => error.start < span.end && span.start < error.end);
}
