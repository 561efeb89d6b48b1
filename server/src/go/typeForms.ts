/**
 * Questions about Go types that need no package: what a pointer points to, whether something is `unsafe.Pointer`.
 * C types count as what cgo makes of them.
 */

import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import { goOfC } from "./cgoNames.ts";

export function unknownType(reason: string): GoType & { readonly kind: "unknown" } {
  return { kind: "unknown", reason };
}

/** The type a pointer of this type points to; undefined for what is no pointer, and for `unsafe.Pointer` and `void *`. */
export function pointeeOf(type: GoType): GoType | undefined {
  const under = underlyingGo(type);
  if (under.kind === "pointer") return under.to;
  if (under.kind !== "c") return undefined;
  const behind = unwrapC(under.type);
  if (behind.kind !== "pointer" || unwrapC(behind.to).kind === "void") return undefined;
  const pointer = goOfC(behind);
  return pointer.kind === "pointer" ? pointer.to : undefined;
}

/** `unsafe.Pointer`, a type defined as it, or a C type that cgo shows as it. */
export function isUnsafePointer(type: GoType): boolean {
  const under = underlyingGo(type);
  if (under.kind === "basic") return under.name === "unsafe.Pointer";
  if (under.kind !== "c") return false;
  const behind = unwrapC(under.type);
  return behind.kind === "pointer" && unwrapC(behind.to).kind === "void";
}

/** `uintptr`, or a type defined as it. */
export function isUintptr(type: GoType): boolean {
  const under = underlyingGo(type);
  return under.kind === "basic" && under.name === "uintptr";
}

/** Whether a type parameter or something unknown stands in it, names not looked through. */
export function isOpen(type: GoType): boolean {
  for (let at = type; ; ) {
    switch (at.kind) {
      case "pointer":
        at = at.to;
        break;
      case "slice":
      case "array":
      case "chan":
        at = at.of;
        break;
      case "map":
        if (isOpen(at.key)) return true;
        at = at.of;
        break;
      case "struct":
        return at.fields.some((field) => isOpen(field.type));
      default:
        return at.kind === "typeParameter" || at.kind === "unknown";
    }
  }
}

/**
 * Whether two types of constants may be one type. C names count as equal, because which of them rename another is
 * the C side's to know; so do types that are not known.
 */
export function mayBeIdentical(left: GoType, right: GoType): boolean {
  if (left.kind === "unknown" || right.kind === "unknown") return true;
  if (left.kind !== right.kind) return false;
  if (left.kind === "basic" && right.kind === "basic") return left.name === right.name;
  return left.kind !== "named" || left === right;
}
