/**
 * The few types of other packages whose layout the Go language or its runtime fixes for good. Everything else
 * from another package is unknown here.
 */
import type { GoBasic, GoField, GoNamed, GoType } from "../types/go.ts";

const basic = (name: GoBasic): GoType => ({ kind: "basic", name });
const field = (name: string, type: GoType): GoField => ({ name, type });
const defined = (pkg: string, name: string, underlying: GoType): GoNamed => ({ kind: "named", pkg, name, underlying });
const nothing: GoType = { kind: "struct", fields: [] };

// Go source: sync/atomic/type.go. The layout engine knows the marker align64 by name and package.
const noCopy = defined("sync/atomic", "noCopy", nothing);
const align64 = defined("sync/atomic", "align64", nothing);

function atomic(name: string, value: GoBasic, is64Bit: boolean): GoNamed {
  const marker = is64Bit ? [field("_", align64)] : [];
  return defined("sync/atomic", name, { kind: "struct", fields: [field("_", noCopy), ...marker, field("v", basic(value))] });
}

const types: Readonly<Record<string, Readonly<Record<string, GoType>>>> = {
  // Go source: structs/hostlayout.go. The marker changes no layout.
  structs: {
    HostLayout: defined("structs", "HostLayout", { kind: "struct", fields: [field("_", defined("structs", "hostLayout", nothing))] }),
  },
  "sync/atomic": {
    Int32: atomic("Int32", "int32", false),
    Uint32: atomic("Uint32", "uint32", false),
    Int64: atomic("Int64", "int64", true),
    Uint64: atomic("Uint64", "uint64", true),
    Uintptr: atomic("Uintptr", "uintptr", false),
    // Bool holds a uint32.
    Bool: atomic("Bool", "uint32", false),
  },
  // Go source: time/time.go. Part of the package's promise: Duration is an int64, Month and Weekday are ints.
  time: {
    Duration: defined("time", "Duration", basic("int64")),
    Month: defined("time", "Month", basic("int")),
    Weekday: defined("time", "Weekday", basic("int")),
  },
};

/** A type of another package, or undefined when its layout is not known here. */
export function importedType(path: string, name: string): GoType | undefined {
  return types[path]?.[name];
}
