/**
 * Layouts that an error may rest on: known, and the same for every compiler of the port. For structs of Go and records
 * of C alike, as a pointer's pointee may be either.
 */
import type { RecordLayout } from "../layout/layout.ts";
import type { Target } from "../target/target.ts";
import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import { layouts } from "./layouts.ts";

/** A struct of Go, or a struct or union of C. */
export function isRecord(type: GoType): boolean {
  const under = underlyingGo(type);
  return under.kind === "struct" || (under.kind === "c" && unwrapC(under.type).kind === "record");
}

/** The layout of a struct or record, a C record's as C has it; undefined for other types and where it is not certain. */
export function certainRecord(type: GoType, target: Target): RecordLayout | undefined {
  const under = underlyingGo(type);
  const record = under.kind === "c" ? unwrapC(under.type) : undefined;
  const layout =
    under.kind === "struct"
      ? layouts.goStruct(type.kind === "named" ? type : under, target)
      : record?.kind === "record"
        ? layouts.record(record, target)
        : undefined;
  return layout?.known === true && layout.compilers === undefined ? layout : undefined;
}

/** The type of single bytes, which says nothing of what lies in them. */
export function isByte(type: GoType): boolean {
  const under = underlyingGo(type);
  if (under.kind === "basic") return under.name === "uint8" || under.name === "int8";
  const behind = under.kind === "c" ? unwrapC(under.type) : undefined;
  return behind?.kind === "scalar" && /^[su]?char$/.test(behind.name);
}
