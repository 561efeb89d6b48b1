/**
 * The names of a unit at file level and what they stand for, while declarations are read and afterwards. Tags and
 * ordinary names live apart (ISO C 6.2.3). Names are atoms here; people's names are made at the end.
 */
import type { CEnum, CRecord, CType } from "../types/c.ts";

/** An enumerator: its value and type, or why they are not known. */
export type Enumerator = { readonly value: bigint; readonly type: CType } | string;

export type TypedefType = CType & { readonly kind: "typedef" };

/** Everything declared so far. */
export class Scope {
  readonly typedefs: Map<number, TypedefType> = new Map();
  readonly enumerators: Map<number, Enumerator> = new Map();
  readonly variables: Map<number, { readonly type: CType }> = new Map();
  /** Functions declared so far; their types are made when they are asked for. */
  functions: { readonly byAtom: ReadonlyMap<number, { readonly type: CType }> } = { byAtom: new Map() };
  /** `struct`, `union` and `enum` tags share one name space. */
  readonly tags: Map<number, CRecord | CEnum> = new Map();
  /** Names in declarations that could not be read: what they are is unknown. */
  readonly broken: Map<number, string> = new Map();

  /** A variable or function. */
  object(atom: number): { readonly type: CType } | undefined {
    return this.variables.get(atom) ?? this.functions.byAtom.get(atom);
  }
}
