/**
 * Which compiler lays a record out, and the switches its rules take on one port. Numbers that a C model does not
 * hold (vector alignment, atomic promotion, `_BitInt`) follow from the processor.
 * Measured with clang 19 and gcc 12; the switches are those of clang's TargetInfo and gcc's target macros.
 */
import type { CModel } from "../target/target.ts";

/** `clang` also stands for clang's mingw layout; `msvc` is clang's Microsoft C++ ABI, which is cl.exe's layout. */
export type RuleSet = "gcc" | "clang" | "msvc";

export interface Dialect {
  readonly model: CModel;
  readonly rules: RuleSet;
  /** Bit-fields follow the Microsoft rules unless the record says `gcc_struct`. */
  readonly msBitFields: boolean;
  /** The compiler knows `ms_struct`, or `gcc_struct`, on this port. */
  readonly knowsMsStruct: boolean;
  readonly knowsGccStruct: boolean;
  /** Unnamed bit-fields raise the record's alignment (AAPCS 5.3.5, AAPCS64 8.1.8; AIX). */
  readonly unnamedBitFieldsAlign: boolean;
  /** AIX power alignment: storage units of at least 4 bytes, and a leading double aligns to 8. */
  readonly power: boolean;
  /** gcc lowers the alignment of 8-byte scalars in records to 4 (i386 System V). */
  readonly lowersFieldAlign: boolean;
  /** No vector is aligned to more, in bytes; Infinity where nothing limits it. */
  readonly vectorMaxAlign: number;
  /** Sizes of `_Atomic` objects are rounded up to a power of two up to this many bytes (clang). */
  readonly atomicPromotion: number;
  /** No `_BitInt` is aligned to more, in bytes. */
  readonly bitIntMaxAlign: number;
  /** The widest integer machine mode in bits (gcc's MAX_FIXED_MODE_SIZE). */
  readonly maxModeBits: number;
}

const dialects: WeakMap<CModel, Dialect> = new WeakMap();

/** The dialect of the model's own compiler; one object per model. */
export function dialectOf(model: CModel): Dialect {
  let dialect = dialects.get(model);
  if (dialect === undefined) {
    dialect = makeDialect(model);
    dialects.set(model, dialect);
  }
  return dialect;
}

/** Processors whose `_Atomic` grows to 16 bytes in clang 19; to 4 on 32-bit MIPS, to 8 on the others. */
const atomicTo16: ReadonlySet<string> = new Set(["amd64", "arm64", "ppc64", "ppc64le", "riscv64", "s390x"]);

function makeDialect(model: CModel): Dialect {
  const { arch } = model;
  const rules: RuleSet = model.compiler === "gcc" ? "gcc" : model.msvc === true ? "msvc" : "clang";
  const isX86 = arch === "386" || arch === "amd64";
  const isArm64 = arch === "arm64";
  let vectorMaxAlign = Number.POSITIVE_INFINITY;
  if (isArm64 || (model.family === "darwin" && arch === "amd64")) vectorMaxAlign = 16;
  else if (arch === "arm" && model.defaultAlign === 8) vectorMaxAlign = 8;
  let bitIntMaxAlign = isArm64 ? 16 : 8;
  if (arch === "386" && model.family === "sysv") bitIntMaxAlign = 4;
  return {
    model,
    rules,
    msBitFields: model.family === "microsoft",
    knowsMsStruct: rules === "gcc" ? isX86 || arch === "ppc64" || arch === "ppc64le" : true,
    knowsGccStruct: rules === "gcc" && (isX86 || arch === "ppc64" || arch === "ppc64le"),
    unnamedBitFieldsAlign:
      model.family === "aapcs" || model.family === "aix" || (rules === "clang" && arch === "arm64" && model.family !== "darwin"),
    power: model.family === "aix",
    lowersFieldAlign: rules === "gcc" && arch === "386" && model.family === "sysv",
    vectorMaxAlign,
    atomicPromotion: atomicTo16.has(arch) ? 16 : arch === "mips" || arch === "mipsle" ? 4 : 8,
    bitIntMaxAlign,
    maxModeBits: model.pointer.size === 8 ? 128 : 64,
  };
}
