/**
 * Writes Go types as go/types prints them: `[4]int32`, `*T`, `map[string]atomic.Int64`. Knows no sizes.
 */
import type { GoType } from "../types/go.ts";

/** `uint8` where it is written as its alias `byte`, which only this object is. */
export const byteType: GoType = { kind: "basic", name: "uint8" };

/** Types that nest deeper than this are cut short with `…`. */
const maxDepth = 50;

/**
 * `type` as seen from inside package `within` (an import path): names of other packages carry the last element of
 * their path. Without `within` no name is qualified. Functions and interfaces are shown without what is in them.
 */
export function goTypeText(type: GoType, within?: string): string {
  return write(type, within, 0);
}

function write(type: GoType, within: string | undefined, depth: number): string {
  if (depth > maxDepth) return "…";
  if (type === byteType) return "byte";
  const inner = (part: GoType): string => write(part, within, depth + 1);
  switch (type.kind) {
    case "basic":
    case "typeParameter":
    case "opaque":
      return type.name;
    case "named": {
      const { instance } = type;
      const name = instance === undefined ? type.name : `${instance.generic}[${instance.typeArguments.map(inner).join(",")}]`;
      return within === undefined || type.pkg === "" || type.pkg === within ? name : `${lastElement(type.pkg)}.${name}`;
    }
    case "c":
      return `C.${type.name}`;
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
      return "func(…)";
    case "interface":
      return "interface{…}";
    case "struct":
      return type.fields.length === 0
        ? "struct{}"
        : `struct{${type.fields.map((field) => (field.embedded === true ? inner(field.type) : `${field.name} ${inner(field.type)}`)).join("; ")}}`;
    case "unknown":
      return "?";
  }
}

function lastElement(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
