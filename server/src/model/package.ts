/**
 * A Go package as the rules see it: its files, the targets it is for, one resolved view per distinct build, and
 * the Go structs that stand for C records. Plain answers; how they are computed is in views.ts and pairs.ts.
 */
import type { CRecordDecl, CUnit } from "../c/unit.ts";
import type { GoFile, GoTypeDecl, GoView } from "../go/facts.ts";
import type { CgoView, RecordLayout, TypeLayout, Unknown } from "../layout/layout.ts";
import type { SyscallNumbers } from "../system/syscallNumbers.ts";
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";
import type { CRecord, CType } from "../types/c.ts";
import type { GoNamed, GoStruct, GoType } from "../types/go.ts";
import type { Guards } from "./guards.ts";
import type { KernelUse } from "./kernelUses.ts";
import type { Correspondence, MirrorUse } from "./mirror.ts";

/** Layouts on a target, each computed once per C model and Go sizes. */
export interface Layouts {
  /** The layout of a struct type (defined or literal), or of any type's size and alignment. */
  goStruct(type: GoNamed | GoStruct, target: Target): RecordLayout | Unknown;
  goType(type: GoType, target: Target): TypeLayout | Unknown;
  record(record: CRecord, target: Target): RecordLayout | Unknown;
  cType(type: CType, target: Target): TypeLayout | Unknown;
  /** What `C.struct_x` is in Go; unknown on a target without cgo. */
  cgo(record: CRecord, target: Target): CgoView | Unknown;
}

/** The package as built on some targets: the same files, the same C, the same numbers in constants. */
export interface PackageView {
  readonly targets: readonly Target[];
  readonly go: GoView;
  /** The preamble's unit of each file that imports "C". */
  readonly units: ReadonlyMap<string, CUnit>;
  /** The `go` line of the module's go.mod: `1.21`; undefined where there is none. */
  readonly goVersion: string | undefined;
  /** The structs that the kernel takes for records of its own. */
  readonly kernelUses: readonly KernelUse[];
}

/** A Go struct and the C record it stands for, on the targets of one view. */
export interface PairOccurrence {
  readonly targets: readonly Target[];
  readonly view: PackageView;
  readonly goType: GoNamed | GoStruct;
  readonly record: CRecord;
  readonly recordDecl: CRecordDecl | undefined;
  readonly use: MirrorUse;
  /** The conversions, annotations and arguments of system calls that make it a pair. */
  readonly sites: readonly Site[];
}

/** One Go struct declaration (or struct literal type) and one C record. */
export interface MirrorPair {
  /** The declared name, of another package's type with that package's (`syscall.Stat_t`), or `the struct literal type`. */
  readonly goName: string;
  /** Undefined for a struct type that is declared nowhere, or in another package. */
  readonly decl: GoTypeDecl | undefined;
  /** The import path of the package that declares it, where that is another one. */
  readonly importedFrom: string | undefined;
  /** What may say which fields correspond: of another package's type names alone. */
  readonly correspondence: Correspondence;
  /** How C names the record: `struct hdr`, `hdr_t`; `struct stat (kernel)` of one of the kernel's own. */
  readonly recordName: string;
  /** How Go names it behind `C.`: `struct_hdr`, `hdr_t`; undefined of one of the kernel's own, which no header of the package declares. */
  readonly cgoName: string | undefined;
  readonly occurrences: readonly PairOccurrence[];
}

export interface PackageModel {
  readonly folder: string;
  readonly name: string;
  readonly files: readonly GoFile[];
  /** The targets asked for, in registry order. */
  readonly asked: readonly Target[];
  readonly views: readonly PackageView[];
  readonly pairs: readonly MirrorPair[];
  readonly layouts: Layouts;
  readonly guards: Guards;
  readonly syscallNumbers: SyscallNumbers;
  /** The targets asked for on which a file is built. */
  targetsOf(path: string): readonly Target[];
  file(path: string): GoFile | undefined;
}
