/**
 * Go types as plain data, resolved for one view of a package: array lengths are numbers, names are bound.
 * What differs by target (`int`, pointers, alignment) stays symbolic. Imports only C types, which cgo brings in.
 */
import type { CType } from "./c.ts";

export type GoBasic =
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "int"
  | "uint"
  | "uintptr"
  | "float32"
  | "float64"
  | "complex64"
  | "complex128"
  | "string"
  | "unsafe.Pointer";

export interface GoField {
  /** `_` for a blank field; the type's name for an embedded one. */
  readonly name: string;
  readonly type: GoType;
  readonly embedded?: true;
}

export interface GoStruct {
  readonly kind: "struct";
  readonly fields: readonly GoField[];
}

/** A defined type. One object per declaration and view, so that recursive types are graphs. */
export interface GoNamed {
  readonly kind: "named";
  /** As go/types prints it inside its package: `T`, `Pair[int,string]`. */
  readonly name: string;
  /** The import path, or the package's folder where no path is known; empty for the predeclared `error`. */
  readonly pkg: string;
  /** Of an instantiated generic type: its name alone, and the types in its brackets. */
  readonly instance?: { readonly generic: string; readonly typeArguments: readonly GoType[] } | undefined;
  /** Filled in once, when the declaration has been resolved. */
  underlying: GoType;
}

/**
 * A Go type. `c` is a type that cgo shows as `C.name`. `opaque` is a type known by size and alignment alone (in
 * bytes, for the Go sizes of the view), such as one of the standard library. `alias` names are gone.
 */
export type GoType =
  | { readonly kind: "basic"; readonly name: GoBasic }
  | { readonly kind: "pointer"; readonly to: GoType }
  | { readonly kind: "slice"; readonly of: GoType }
  | { readonly kind: "array"; readonly of: GoType; readonly count: number }
  | { readonly kind: "map"; readonly key: GoType; readonly of: GoType }
  | { readonly kind: "chan"; readonly of: GoType }
  | { readonly kind: "func" }
  | { readonly kind: "interface" }
  | GoStruct
  | GoNamed
  | { readonly kind: "c"; readonly name: string; readonly type: CType }
  | { readonly kind: "opaque"; readonly name: string; readonly size: number; readonly align: number }
  | { readonly kind: "typeParameter"; readonly name: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** The type behind defined names. */
export function underlyingGo(type: GoType): GoType {
  let at = type;
  for (let i = 0; at.kind === "named" && i < 100; i++) at = at.underlying;
  return at;
}
