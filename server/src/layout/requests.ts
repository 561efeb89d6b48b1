/**
 * What the source asks of layouts, `aligned`, `packed`, `#pragma pack` and `ms_struct`, as one dialect's compiler
 * understands it.
 */
import type { AlignRequest, CRecord, Packing } from "../types/c.ts";
import { isPowerOfTwo } from "./bits.ts";
import type { Dialect } from "./dialect.ts";
import { type Unknown, unknown } from "./layout.ts";
import type { Facts, RecordRequest, TypeFacts } from "./typeFacts.ts";

/** The `aligned` of a typedef or enum replaces the alignment, up or down (both compilers, against their own manuals). */
export function realigned(of: TypeFacts, requests: readonly AlignRequest[], askedBy: "typedef" | "enum", dialect: Dialect): Facts {
  const aligns = alignsInBytes(requests, dialect);
  if (!Array.isArray(aligns)) return aligns;
  if (aligns.length === 0) return of;
  const align = dialect.rules === "gcc" ? (aligns.at(-1) ?? of.align) : Math.max(...aligns);
  const bare = askedBy === "enum" ? { bareAlign: align, bareAskedBy: askedBy } : {};
  return { ...of, align, askedBy, leadingAlign: align, ...bare };
}

/**
 * In bytes, in order; unknown for what no compiler takes. `_Alignas(0)`, and in gcc `aligned(0)`, asks for nothing, nor does
 * `__declspec(align)` with mingw, whose compilers turn it into an attribute that they ignore.
 */
export function alignsInBytes(requests: readonly AlignRequest[], dialect: Dialect): number[] | Unknown {
  const aligns: number[] = [];
  for (const request of requests) {
    if (request.by !== undefined && (request.by === "gcc") !== (dialect.rules === "gcc")) continue;
    if (request.spelling === "declspec" && dialect.rules !== "msvc") {
      if (dialect.model.family === "microsoft") continue;
      return unknown("the compiler has no __declspec(align) on this target");
    }
    const align = request.align === "biggest" ? dialect.model.defaultAlign : request.align;
    if (align === 0 && (request.spelling === "alignas" || dialect.rules === "gcc")) continue;
    if (!isPowerOfTwo(align)) return unknown(`requested alignment ${align} is no power of two`);
    if (align > largestAlign(dialect)) return unknown(`requested alignment ${align} is too large`);
    aligns.push(align);
  }
  return aligns;
}

/** In bytes; clang goes by the object file's format. */
function largestAlign(dialect: Dialect): number {
  if (dialect.rules === "gcc") return 2 ** 28;
  return dialect.model.family === "microsoft" ? 8192 : 2 ** 32;
}

/** The record's own attributes as the dialect understands them. */
export function requestOf(record: CRecord, aligns: readonly number[], dialect: Dialect): RecordRequest {
  let { msBitFields } = dialect;
  if (record.bitFieldLayout === "ms" && dialect.knowsMsStruct) msBitFields = true;
  if (record.msForClang === true && dialect.rules !== "gcc") msBitFields = true;
  if (record.bitFieldLayout === "gcc" && dialect.knowsGccStruct) msBitFields = false;
  // clang goes by the pragma at the opening brace, gcc by the one at the closing brace.
  const pack = dialect.rules === "gcc" ? record.pack : (record.packAtStart ?? record.pack);
  return { union: record.union, packed: record.packed === true, aligns, pack: pack ?? 0, msBitFields };
}

/** Whether the dialect's compiler heeds a `packed`. */
export function isPackedBy(packed: Packing | undefined, dialect: Dialect): boolean {
  return packed === true || (packed === "clang" && dialect.rules !== "gcc");
}
