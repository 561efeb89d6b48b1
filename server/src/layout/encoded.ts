/**
 * What encoding/binary makes of a Go value: fields one behind the other without padding, blank fields counted, the
 * same on every port (encoding/binary, `sizeof` and `coder.value`). Types in, numbers out.
 */
import { type GoType, underlyingGo } from "../types/go.ts";
import { goTypeText } from "./goTypeText.ts";
import type { FieldLayout } from "./layout.ts";

/** Bytes of a value, and of a struct its fields. */
export interface Encoded {
  readonly kind: "encoded";
  readonly size: number;
  readonly fields: readonly FieldLayout[] | undefined;
}

/** A value that encoding/binary refuses, because of something of this type at this path (`in.n`, empty for itself). */
export interface Refused {
  readonly kind: "refused";
  readonly path: string;
  readonly type: GoType;
}

export interface NotKnown {
  readonly kind: "unknown";
}

const sizes: ReadonlyMap<string, number> = new Map([
  ["bool", 1],
  ["int8", 1],
  ["uint8", 1],
  ["int16", 2],
  ["uint16", 2],
  ["int32", 4],
  ["uint32", 4],
  ["float32", 4],
  ["int64", 8],
  ["uint64", 8],
  ["float64", 8],
  ["complex64", 8],
  ["complex128", 16],
]);

/** Types nest no deeper than this, or nothing is said of them. */
const deepest = 50;

export function encodedBy(type: GoType): Encoded | Refused | NotKnown {
  return encode(type, "", 0, 0);
}

function encode(type: GoType, path: string, offset: number, depth: number): Encoded | Refused | NotKnown {
  const under = underlyingGo(type);
  if (depth > deepest) return { kind: "unknown" };
  switch (under.kind) {
    case "basic": {
      const size = sizes.get(under.name);
      return size === undefined ? { kind: "refused", path, type } : { kind: "encoded", size, fields: undefined };
    }
    case "array": {
      const of = encode(under.of, path, offset, depth + 1);
      return of.kind === "encoded" ? { kind: "encoded", size: of.size * under.count, fields: undefined } : of;
    }
    case "struct": {
      const fields: FieldLayout[] = [];
      let size = 0;
      let isKnown = true;
      for (const field of under.fields) {
        const inner = encode(field.type, path === "" ? field.name : `${path}.${field.name}`, offset + size, depth + 1);
        // What comes behind something unknown may still be refused.
        if (inner.kind === "refused") return inner;
        if (inner.kind === "unknown") {
          isKnown = false;
          continue;
        }
        fields.push({
          name: field.name,
          type: goTypeText(field.type),
          bitOffset: (offset + size) * 8,
          bitSize: inner.size * 8,
          align: 1,
          ...(inner.fields === undefined ? {} : { kind: "struct" as const, fields: inner.fields }),
        });
        size += inner.size;
      }
      return isKnown ? { kind: "encoded", size, fields } : { kind: "unknown" };
    }
    case "pointer":
    case "slice":
    case "map":
    case "chan":
    case "func":
    case "interface":
      return { kind: "refused", path, type };
    default:
      return { kind: "unknown" };
  }
}
