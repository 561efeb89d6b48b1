/**
 * What Go's own wrappers pass to each system call, from `data/goPackages/syscallParameters.txt`: how many parameters,
 * what each is, and where a 64-bit one goes in halves. Reads no file.
 */
import type { Target } from "../target/target.ts";
import type { GoType } from "../types/go.ts";
import { parseColumnTable } from "./columnTable.ts";
import type { SyscallPackage } from "./syscallNumbers.ts";
import { type NameResolver, readType } from "./typeNotation.ts";

/** One register's worth of a system call's parameters. */
export type SyscallParameter =
  | { readonly kind: "value"; readonly type: GoType }
  | { readonly kind: "descriptor" | "flags" }
  /** The address of a record or number. */
  | { readonly kind: "pointer"; readonly to: GoType }
  /** The address of the first element of a buffer. */
  | { readonly kind: "buffer"; readonly of: GoType }
  /** The address of text with a NUL behind it. */
  | { readonly kind: "string" }
  /** The number of elements of the buffer before it. */
  | { readonly kind: "length" }
  /** The halves of a 64-bit value, and the register left free so that a pair starts at an even one. */
  | { readonly kind: "low" | "high" | "pad" }
  /** What the wrapper computes; no more is known of it. */
  | { readonly kind: "unknown" };

export interface SyscallParameters {
  /**
   * The parameters of the call that a constant (`SYS_READ`) names, as the package's wrapper passes them: at least as
   * many as the wrapper has a use for. Undefined where the package has no generated wrapper on the target.
   */
  parametersOf(constant: string, pkg: SyscallPackage, target: Target): readonly SyscallParameter[] | undefined;
}

const TABLE = "goPackages/syscallParameters.txt";

/** The name of the table, for `tablePath`. */
export const parameterTable: string = TABLE;

/** `text` is the content of the table; `typeOf` says which type of a package a parameter's type name stands for. */
export function createSyscallParameters(
  text: string,
  typeOf: (pkg: string, name: string, target: Target) => GoType | undefined,
): SyscallParameters {
  const table = parseColumnTable(text);
  return {
    parametersOf: (constant, pkg, target) => {
      const cell = table.cell(constant, pkg, `${target.goos}/${target.goarch}`);
      if (cell === undefined) return undefined;
      const resolve: NameResolver = (path = pkg, name) =>
        typeOf(path, name, target) ?? { kind: "unknown", reason: `${path}.${name} is not known on ${target.id}` };
      const words = cell.text.slice(1, -1);
      return words === "" ? [] : words.split(",").map((word) => parameterOf(word, resolve));
    },
  };
}

function parameterOf(word: string, resolve: NameResolver): SyscallParameter {
  switch (word) {
    case "fd":
      return { kind: "descriptor" };
    case "flags":
    case "string":
    case "length":
    case "low":
    case "high":
    case "pad":
      return { kind: word };
    case "other":
      return { kind: "unknown" };
  }
  if (word.startsWith("*")) return { kind: "pointer", to: readType(word.slice(1), resolve) };
  return word.startsWith("[]")
    ? { kind: "buffer", of: readType(word.slice(2), resolve) }
    : { kind: "value", type: readType(word, resolve) };
}
