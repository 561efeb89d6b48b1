/**
 * What an address is worth in bytes on one target: how far it lies from the start of the whole, and how much of the
 * whole is behind it. Undefined where a layout, an index or a length is not known.
 */
import type { Address } from "../go/address.ts";
import type { PointerSource } from "../go/facts.ts";
import type { Target } from "../target/target.ts";
import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import { layouts } from "./layouts.ts";

/** A place in a whole object; both numbers in bytes. */
export interface Place {
  readonly offset: bigint;
  /** From the place to the end of the whole; negative behind it. Undefined where the whole may lie in something larger. */
  readonly room: bigint | undefined;
}

/** Where a pointer points, with everything that was added to it, on one target. */
export function placeOf({ address, added }: PointerSource, target: Target): Place | undefined {
  const start = address === undefined ? undefined : offsetOf(address, target);
  if (address === undefined || start === undefined) return undefined;
  let offset = start;
  for (const { value } of added) {
    if (value === undefined) return undefined;
    offset += value;
  }
  const size = sizeOfWhole(address, target);
  return { offset, room: size === undefined ? undefined : size - offset };
}

/** Bytes from the start of the whole. */
function offsetOf({ root, steps }: Address, target: Target): bigint | undefined {
  let offset = 0n;
  let type: GoType = root;
  for (const step of steps) {
    if (step.kind === "field") {
      const field = fieldOf(step.owner, step.name, target);
      if (field === undefined) return undefined;
      offset += BigInt(field.bitOffset / 8);
      type = field.type ?? { kind: "unknown", reason: "the member's type is not known" };
      continue;
    }
    const of = elementOf(type);
    const size = of === undefined || step.index === undefined ? undefined : sizeOf(of, target);
    if (of === undefined || size === undefined || step.index === undefined) return undefined;
    offset += step.index * size;
    type = of;
  }
  return offset;
}

/** The size of the whole in bytes, where the code says what it is. */
function sizeOfWhole({ storage, root, count, bytes }: Address, target: Target): bigint | undefined {
  if (storage === "c") return bytes;
  if (storage === "unknown") return undefined;
  if (root.kind !== "slice") return sizeOf(root, target);
  const size = sizeOf(root.of, target);
  return count === undefined || size === undefined ? undefined : count * size;
}

/** The size of a type in bytes. */
export function sizeOf(type: GoType, target: Target): bigint | undefined {
  const layout = layouts.goType(type, target);
  return layout.known ? BigInt(layout.size) : undefined;
}

/** What an array or slice is made of. */
export function elementOf(type: GoType): GoType | undefined {
  const under = underlyingGo(type);
  return under.kind === "array" || under.kind === "slice" ? under.of : undefined;
}

/** A field's place in its struct or C record, in bits; the type only in Go's own structs. */
export function fieldOf(
  owner: GoType,
  name: string,
  target: Target,
): { readonly bitOffset: number; readonly type: GoType | undefined } | undefined {
  const under = underlyingGo(owner);
  if (under.kind === "struct") {
    const layout = layouts.goStruct(owner.kind === "named" ? owner : under, target);
    const index = under.fields.findIndex((field) => field.name === name);
    const field = layout.known ? layout.fields[index] : undefined;
    return field === undefined ? undefined : { bitOffset: field.bitOffset, type: under.fields[index]?.type };
  }
  const record = under.kind === "c" ? unwrapC(under.type) : undefined;
  const view = record?.kind === "record" ? layouts.cgo(record, target) : undefined;
  const field = view?.known === true ? view.fields.find((each) => each.name === name) : undefined;
  return field === undefined ? undefined : { bitOffset: field.bitOffset, type: undefined };
}
