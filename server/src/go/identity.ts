/** Whether two Go types are certainly one, or certainly two that cannot be assigned to each other (Go specification, "Assignability"). */
import type { GoNamed, GoType } from "../types/go.ts";

/** Certainly one type. False where that is not known. */
export function areIdentical(left: GoType, right: GoType): boolean {
  return compare(left, right) === "identical";
}

/**
 * Certainly two types whose values cannot be assigned. Only types without methods of their own to offer are judged:
 * numbers, strings, bools and defined types of those, and pointers, slices and arrays of them.
 */
export function areDifferent(left: GoType, right: GoType): boolean {
  return compare(left, right) === "different";
}

const deepest = 20;

function compare(left: GoType, right: GoType, depth: number = 0): "identical" | "different" | "unknown" {
  if (depth > deepest) return "unknown";
  if (left.kind === "basic" && right.kind === "basic") return left.name === right.name ? "identical" : "different";
  if (left.kind === "named" && right.kind === "named") return left === right || isSame(left, right) ? "identical" : "unknown";
  if (left.kind === "named" || right.kind === "named") {
    const [named, other] = left.kind === "named" ? [left, right] : [right as GoNamed, left];
    // A defined type is no predeclared one; a type literal may be assigned to what it underlies.
    return other.kind === "basic" && named.underlying.kind === "basic" ? "different" : "unknown";
  }
  if (left.kind === "pointer" && right.kind === "pointer") return inner(left.to, right.to, depth);
  if (left.kind === "slice" && right.kind === "slice") return inner(left.of, right.of, depth);
  if (left.kind === "array" && right.kind === "array") {
    return left.count === right.count ? inner(left.of, right.of, depth) : "different";
  }
  return "unknown";
}

/** Parts of composed types must be identical; defined types of two names are two. */
function inner(left: GoType, right: GoType, depth: number): "identical" | "different" | "unknown" {
  if (left.kind === "named" && right.kind === "named" && !isSame(left, right)) {
    return left.instance === undefined && right.instance === undefined && left.pkg !== "" && right.pkg !== "" ? "different" : "unknown";
  }
  return compare(left, right, depth + 1);
}

function isSame(left: GoNamed, right: GoNamed): boolean {
  return (
    left === right || (left.pkg === right.pkg && left.name === right.name && left.instance === undefined && right.instance === undefined)
  );
}
