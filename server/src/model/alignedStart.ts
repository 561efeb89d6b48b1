/**
 * How a number lies against the 8-byte boundaries that allocations start on: counts in bytes from where its whole
 * starts. Says only what is certain, on one target.
 */
import type { Address } from "../go/address.ts";
import type { Target } from "../target/target.ts";
import { type GoNamed, type GoStruct, type GoType, underlyingGo } from "../types/go.ts";
import { elementOf, fieldOf, sizeOf } from "./addresses.ts";
import { layouts } from "./layouts.ts";
import type { PackageView } from "./package.ts";

/**
 * A number that is off a boundary: at an offset of a whole that starts on one; or in elements of which every second
 * is, whichever the first is. `path` names the fields and elements on the way, from `whole`.
 */
export type Misplaced =
  | { readonly kind: "offset"; readonly offset: number; readonly path: string; readonly whole: GoType }
  | { readonly kind: "stride"; readonly stride: number; readonly whole: GoType };

const boundary = 8;

/** Why a number is not certainly on a boundary; undefined where it is, or where nothing certain is known. */
export function misplaced(address: Address, view: PackageView, target: Target): Misplaced | undefined {
  let { root: whole, storage } = address;
  let [type, offset, path] = [whole, 0, ""];
  for (const step of address.steps) {
    if (step.kind === "field") {
      const field = fieldOf(step.owner, step.name, target);
      if (field === undefined) return undefined;
      offset += field.bitOffset / 8;
      type = field.type ?? { kind: "unknown", reason: "the member's type is not known" };
      path += path === "" ? step.name : `.${step.name}`;
      continue;
    }
    const of = elementOf(type);
    const size = of === undefined ? undefined : Number(sizeOf(of, target) ?? Number.NaN);
    if (of === undefined || size === undefined || Number.isNaN(size)) return undefined;
    const isFixed = step.index !== undefined && (type.kind !== "slice" || storage === "allocated");
    if (isFixed) {
      offset += Number(step.index) * size;
      path += `[${step.index}]`;
    } else if (size % boundary === 0 && offset % boundary === 0) {
      [whole, offset, path] = [of, 0, ""];
      // The elements of a slice may be those of an array inside something.
      if (type.kind === "slice") storage = "unknown";
    } else if (size % boundary !== 0 && isSeveral(type)) return { kind: "stride", stride: size, whole: type };
    else return undefined;
    type = of;
  }
  if (offset % boundary === 0) return undefined;
  if (storage === "c") return undefined;
  if (storage === "unknown" && !startsOnBoundary(whole, view, target)) return undefined;
  return { kind: "offset", offset, path, whole };
}

function isSeveral(type: GoType): boolean {
  const under = underlyingGo(type);
  return under.kind === "slice" || (under.kind === "array" && under.count > 1);
}

/**
 * Whether a value that a pointer of unknown origin points to starts on a boundary: a struct of the package's own that
 * none of its types holds anywhere else. One that is a part of something may start where that puts it.
 */
function startsOnBoundary(type: GoType, view: PackageView, target: Target): boolean {
  if (type.kind !== "named" || underlyingGo(type).kind !== "struct" || view.go.declOf(type) === undefined) return false;
  const holders = [...view.go.typeDecls.flatMap(({ name }) => view.go.type(name) ?? []), ...view.go.instances];
  return holders.every((holder) => holder === type || isHeldAligned(type, holder, 0, target, 0));
}

/** Types nest no deeper than this, or nothing is said of them. */
const deepest = 20;

/** Whether every place in a type, which lies at an offset, that holds the wanted type is on a boundary. */
function isHeldAligned(wanted: GoNamed, within: GoType, offset: number, target: Target, depth: number): boolean {
  if (within === wanted) return offset % boundary === 0;
  if (depth > deepest) return false;
  const under = underlyingGo(within);
  if (under.kind === "array") {
    const size = holds(wanted, under.of, 0) ? sizeOf(under.of, target) : 0n;
    if (size === 0n) return true;
    return size !== undefined && (under.count < 2 || size % 8n === 0n) && isHeldAligned(wanted, under.of, offset, target, depth + 1);
  }
  if (under.kind !== "struct" || !holds(wanted, under, 0)) return true;
  const layout = layouts.goStruct(structOf(within, under), target);
  if (!layout.known) return false;
  return under.fields.every((field, i) => {
    const at = layout.fields[i]?.bitOffset;
    return at !== undefined && isHeldAligned(wanted, field.type, offset + at / 8, target, depth + 1);
  });
}

function structOf(type: GoType, under: GoStruct): GoNamed | GoStruct {
  return type.kind === "named" ? type : under;
}

/** Whether a type holds another by value. */
function holds(wanted: GoNamed, within: GoType, depth: number): boolean {
  if (within === wanted) return true;
  if (depth > deepest) return true;
  const under = underlyingGo(within);
  if (under === wanted.underlying && within.kind !== "named") return false;
  if (under.kind === "array") return holds(wanted, under.of, depth + 1);
  return under.kind === "struct" && under.fields.some((field) => holds(wanted, field.type, depth + 1));
}
