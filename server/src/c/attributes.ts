/**
 * What attributes mean for layouts. Every attribute is either understood here, known to leave layouts alone, or a
 * reason why what it stands on is unknown. Knows no tokens: operands are evaluated by whoever asks.
 */
import type { AlignRequest, CScalar, CType } from "../types/c.ts";
import type { AttributeSyntax, TokenRange } from "./declarationSyntax.ts";

/** What a list of attributes says of a layout. */
export interface LayoutAttributes {
  readonly packed: boolean;
  /** An `aligned` stands before `packed`. */
  readonly packedBehindAligned: boolean;
  readonly aligns: readonly AlignRequest[];
  readonly bitFieldLayout: "ms" | "gcc" | undefined;
  /** `ms_struct` behind `gcc_struct`, which clang does not know. */
  readonly msForClang: boolean;
  /** The machine mode that replaces an arithmetic type. */
  readonly mode: string | undefined;
  /** Bytes of a vector whose elements are of the declared type. */
  readonly vectorBytes: number | undefined;
  readonly unknown: string | undefined;
}

/** How operands are read: an integer constant, or an alignment (whose operand may be a type); a string says why not. */
export interface OperandReader {
  integer(range: TokenRange): bigint | string;
  alignment(range: TokenRange, isSpecifier: boolean): bigint | string;
  text(range: TokenRange): string;
}

/** What no attribute says. */
export const NO_ATTRIBUTES: LayoutAttributes = {
  packed: false,
  packedBehindAligned: false,
  aligns: [],
  bitFieldLayout: undefined,
  msForClang: false,
  mode: undefined,
  vectorBytes: undefined,
  unknown: undefined,
};

/** Attributes that change types in ways that are not modeled. Names outside this list and those handled below have no effect on layouts. */
const NOT_MODELED = new Set(
  `address_space altivec arm_sve_vector_bits ext_vector_type matrix_type neon_polyvector_type neon_vector_type ptr32 ptr64 sptr uptr
  randomize_layout riscv_rvv_vector_bits scalar_storage_order empty_bases layout_version`.split(/\s+/),
);

/** Reads a list of attributes. */
export function layoutAttributes(list: readonly AttributeSyntax[], operands: OperandReader): LayoutAttributes {
  if (list.length === 0) return NO_ATTRIBUTES;
  const result = { ...NO_ATTRIBUTES, aligns: [] as AlignRequest[] };
  for (const { spelling, name, operands: range } of list) {
    if (name === "?") result.unknown ??= "an attribute is not understood";
    else if (spelling === "declspec") {
      if (name === "align") addAlign(result, "declspec", range === undefined ? "align without a value" : operands.integer(range));
    } else if (name === "aligned") {
      const isSpecifier = spelling === "alignas";
      if (range === undefined || range.from === range.to) {
        if (isSpecifier) result.unknown ??= "_Alignas without a value";
        else result.aligns.push({ align: "biggest", spelling: "attribute" });
      } else addAlign(result, isSpecifier ? "alignas" : "attribute", operands.alignment(range, isSpecifier));
    } else if (name === "packed") {
      if (!result.packed) result.packedBehindAligned = result.aligns.length > 0;
      result.packed = true;
    } else if (name === "ms_struct") {
      if (result.bitFieldLayout === "gcc") result.msForClang = true;
      else result.bitFieldLayout = "ms";
    } else if (name === "gcc_struct") result.bitFieldLayout ??= "gcc";
    else if (name === "mode") result.mode = range === undefined ? "?" : operands.text(range).replace(/^__(\w+?)__$/, "$1");
    else if (name === "vector_size") {
      const bytes = range === undefined ? "vector_size without a value" : operands.integer(range);
      if (typeof bytes === "string") result.unknown ??= bytes;
      else if (bytes <= 0n || bytes > 1n << 32n) result.unknown ??= `a vector cannot have ${bytes} bytes`;
      else result.vectorBytes = Number(bytes);
    } else if (NOT_MODELED.has(name)) result.unknown ??= `the attribute ${name} is not supported`;
  }
  return result;
}

function addAlign(
  result: { aligns: AlignRequest[]; unknown: string | undefined },
  spelling: AlignRequest["spelling"],
  value: bigint | string,
): void {
  if (typeof value === "string") {
    result.unknown ??= `an alignment is not known: ${value}`;
    return;
  }
  // What is no alignment differs by compiler.
  if (value < 0n || value > 1n << 32n) {
    result.unknown ??= `${value} is no alignment`;
    return;
  }
  result.aligns.push({ align: Number(value), spelling });
}

/** The arithmetic type of a machine mode (GCC internals, "Machine Modes"), as signed as the type it replaces. */
export function typeOfMode(mode: string, base: CType, isGcc: () => boolean): CType | undefined {
  if (base.kind === "scalar" && !canHaveMode(base.name, mode)) return undefined;
  const unsigned = base.kind === "scalar" && ["uchar", "ushort", "uint", "ulong", "ullong", "uint128"].includes(base.name);
  const scalar = (name: CScalar): CType => ({ kind: "scalar", name });
  if (base.kind === "complex") {
    if (mode === "SC" || mode === "DC") return { kind: "complex", of: mode === "SC" ? "float" : "double" };
    // clang takes a complex type for a floating one (clang/lib/Sema/SemaDeclAttr.cpp, AddModeAttr).
    const isParts = (mode === "SF" || mode === "DF") && canHaveMode(base.of, mode) && !isGcc();
    return isParts ? { kind: "scalar", name: mode === "SF" ? "float" : "double" } : undefined;
  }
  switch (mode) {
    case "QI":
    case "byte":
      return scalar(unsigned ? "uchar" : "schar");
    case "HI":
      return scalar(unsigned ? "ushort" : "short");
    case "SI":
      return scalar(unsigned ? "uint" : "int");
    case "DI":
      return scalar(unsigned ? "ullong" : "llong");
    case "TI":
      return scalar(unsigned ? "uint128" : "int128");
    case "word":
    case "pointer":
      return { kind: "standard", name: unsigned ? "uintptr_t" : "intptr_t" };
    case "SF":
      return scalar("float");
    case "DF":
      return scalar("double");
    default:
      return undefined;
  }
}

/** Modes of integers are for integers (gcc has none for _Bool), those of floating types for floating types. */
function canHaveMode(name: CScalar, mode: string): boolean {
  const isFloat = name === "float" || name === "double" || name === "ldouble";
  return isFloat === (mode === "SF" || mode === "DF") && name !== "bool" && !/^(?:b?float\d|ibm|decimal)/.test(name);
}
