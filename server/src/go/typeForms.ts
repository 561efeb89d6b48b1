/**
 * Questions about Go types that need no package: what a pointer points to, whether something is `unsafe.Pointer`,
 * how a type is written. C types count as what cgo makes of them.
 */

import { unwrapC } from "../types/c.ts";
import { type GoBasic, type GoNamed, type GoType, underlyingGo } from "../types/go.ts";
import { goOfC } from "./cgoTypes.ts";

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

/** The basic type behind a type; undefined for others and for C types, whose size the target decides. */
export function basicOf(type: GoType): GoBasic | undefined {
  const under = underlyingGo(type);
  return under.kind === "basic" ? under.name : undefined;
}

const deepestText = 20;

/** The type as go/types prints it inside the package `pkg`. */
export function typeText(type: GoType, pkg: string, depth: number = 0): string {
  if (depth > deepestText) return "…";
  const inner = (of: GoType): string => typeText(of, pkg, depth + 1);
  switch (type.kind) {
    case "basic":
      return type.name;
    case "pointer":
      return `*${inner(type.to)}`;
    case "slice":
      return `[]${inner(type.of)}`;
    case "array":
      return `[${type.count}]${inner(type.of)}`;
    case "map":
      return `map[${inner(type.key)}]${inner(type.of)}`;
    case "chan":
      return `chan ${inner(type.of)}`;
    case "func":
      return "func()";
    case "interface":
      return "interface{}";
    case "struct": {
      const fields = type.fields.map((field) => (field.embedded === true ? inner(field.type) : `${field.name} ${inner(field.type)}`));
      return `struct{${fields.join("; ")}}`;
    }
    case "named":
      return qualified(type, pkg);
    case "c":
      return `C.${type.name}`;
    case "opaque":
    case "typeParameter":
      return type.name;
    case "unknown":
      return "?";
  }
}

function qualified(type: GoNamed, pkg: string): string {
  return type.pkg === pkg || type.pkg === "" || type.name.includes(".")
    ? type.name
    : `${type.pkg.slice(type.pkg.lastIndexOf("/") + 1)}.${type.name}`;
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
