/**
 * What a platform is to this project: a Go port (or a variant of one, such as musl), the sizes Go's gc compiler
 * uses there, and the model of the C compiler that cgo uses there. Plain data; the registry that fills it from
 * `data/targets.json` is registry.ts. Knows no syntax and computes no layout.
 */
import type { CScalar, CStandardType } from "../types/c.ts";

/** Sizes of Go's gc compiler, in bytes (Go source: go/types/gcsizes.go, cmd/compile/internal/types/size.go). */
export interface GoSizes {
  readonly wordSize: 4 | 8;
  /** No alignment in Go exceeds it, `sync/atomic`'s 64-bit types apart. */
  readonly maxAlign: 4 | 8;
}

/** How bit-fields and records are laid out: the rule set, not the numbers. */
export type CAbiFamily = "sysv" | "aapcs" | "darwin" | "microsoft" | "aix";

export interface CScalarModel {
  /** In bytes. */
  readonly size: number;
  /** The alignment the type has by itself, in bytes (`__alignof__`). */
  readonly align: number;
  /** The alignment it has as a member of a record, in bytes; differs from `align` on i386 System V and AIX. */
  readonly fieldAlign: number;
}

/**
 * Everything a record layout depends on. Models with equal content are one object, so engines can key caches by
 * identity. A scalar that the port's compiler refuses has the reason as a string.
 */
export interface CModel {
  /** A short stable name of this model, for messages and cache keys. */
  readonly key: string;
  readonly family: CAbiFamily;
  readonly compiler: "gcc" | "clang";
  /** The processor, as GOARCH: no two share a model, for they differ in vectors, `_BitInt` and `_Atomic` too. */
  readonly arch: string;
  /**
   * Set where records are laid out as Microsoft's own compiler does (clang's MicrosoftRecordLayoutBuilder), which
   * mingw does not: there the family is `microsoft` for the bit-fields' sake only.
   */
  readonly msvc?: true;
  readonly bigEndian: boolean;
  readonly charSigned: boolean;
  readonly pointer: CScalarModel;
  readonly scalars: Readonly<Record<CScalar, CScalarModel | string>>;
  readonly standard: Readonly<Record<CStandardType, CScalar | string>>;
  readonly vaList: { readonly size: number; readonly align: number };
  /** `__BIGGEST_ALIGNMENT__`, in bytes. */
  readonly biggestAlign: number;
  /** What `aligned` without an argument means, in bytes; in clang not always `__BIGGEST_ALIGNMENT__`. */
  readonly defaultAlign: number;
  /** Whether plain enums take the smallest integer type that fits (`-fshort-enums` is the port's default). */
  readonly shortEnums: boolean;
}

export interface Target {
  /** `linux/amd64`; variants end in `+musl` or `+msvc`. */
  readonly id: string;
  readonly goos: string;
  readonly goarch: string;
  readonly variant?: "musl" | "msvc";
  readonly firstClass: boolean;
  /** Whether cgo exists there with the Go version the data is made from; `cgoSince` names the Go version it came with when that is later. */
  readonly cgo: boolean;
  readonly cgoSince?: string;
  readonly go: GoSizes;
  /** The C model, or why there is none (`"no C compiler model for plan9"`). */
  readonly c: CModel | string;
  /** The model of the compiler that is not the port's reference (clang on linux/amd64), where it was asked as well. */
  readonly otherC?: CModel;
  /** The C compiler's target triple; empty where there is no C model. */
  readonly triple: string;
  readonly libc: string;
  /** Build tags the Go toolchain itself sets there by default: `amd64.v1`, `goexperiment.…` (`go list -f '{{context.ToolTags}}'`). */
  readonly toolTags?: readonly string[];
  /** The compilers the C models were derived from, with their versions: `x86_64-linux-gnu-gcc 12.2.0, clang 19.1.7`. */
  readonly source?: string;
}
