/**
 * Attributes by where they stand in a declaration: gcc gives those inside a declarator to the type so far, clang to what
 * is declared (measured with gcc 12 and clang 19). Knows no tokens.
 */
import type { CType, Packing } from "../types/c.ts";
import { type LayoutAttributes, NO_ATTRIBUTES } from "./attributes.ts";

/** What attributes say of what is declared. */
export type DeclaredAttributes = Omit<LayoutAttributes, "packed"> & { readonly packed: Packing | undefined };

const NOTHING: DeclaredAttributes = { ...NO_ATTRIBUTES, packed: undefined };

/** Those of a declaration and, which only clang counts among them, those inside its declarator. */
export function together(own: LayoutAttributes, inside: LayoutAttributes): DeclaredAttributes {
  if (own === NO_ATTRIBUTES && inside === NO_ATTRIBUTES) return NOTHING;
  const aligns = inside.aligns.map((align) => ({ ...align, by: "clang" as const }));
  const hasType = inside.mode !== undefined || inside.vectorBytes !== undefined;
  return {
    ...own,
    packed: own.packed ? true : inside.packed ? "clang" : undefined,
    aligns: [...own.aligns, ...aligns],
    unknown: own.unknown ?? inside.unknown ?? (hasType ? "an attribute inside a declarator is not supported" : undefined),
  };
}

/** A part of a declarator with what gcc makes of attributes on it, which is to heed no `packed` there. */
export function attributed(type: CType, { aligns }: LayoutAttributes): CType {
  return aligns.length === 0 ? type : { kind: "typedef", name: "", type, aligns: aligns.map((align) => ({ ...align, by: "gcc" })) };
}
