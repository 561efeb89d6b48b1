/** What a function's parameter is of the type it is declared with (ISO C 6.7.6.3). */
import { type CType, unwrapC } from "../types/c.ts";

/** Arrays and functions become pointers; qualifiers of an array are those of its elements (6.7.3). */
export function parameterType(type: CType): CType {
  const plain = unwrapC(type);
  if (plain.kind === "function") return { kind: "pointer", to: type };
  if (plain.kind !== "array") return type;
  let to = plain.of;
  for (let at = type; at.kind === "typedef" || at.kind === "qualified"; at = at.kind === "typedef" ? at.type : at.of) {
    if (at.kind === "qualified") to = withElements(to, at.qualifiers);
  }
  return { kind: "pointer", to };
}

function withElements(type: CType, qualifiers: string): CType {
  const plain = unwrapC(type);
  return plain.kind === "array" ? { ...plain, of: withElements(plain.of, qualifiers) } : { kind: "qualified", qualifiers, of: type };
}
