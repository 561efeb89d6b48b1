/**
 * System call numbers per port, from `data/goPackages/syscallNumbers.txt`: the SYS_ constants of Go's package syscall
 * and of golang.org/x/sys/unix. Reads no file; knows nothing of what the calls take.
 */
import type { Target } from "../target/target.ts";
import { type ColumnTable, parseColumnTable } from "./columnTable.ts";

/** The packages whose constants are known. */
export type SyscallPackage = "syscall" | "golang.org/x/sys/unix";

export interface SyscallNumbers {
  /**
   * What the constant (`SYS_WRITE`) is worth on the target, in the package given by its import path, else in the first
   * of syscall and x/sys/unix that has it; undefined when there is no such constant.
   */
  numberOf(constant: string, target: Target, importPath?: string): number | undefined;
  /**
   * The constants that name the call with this number, the kernel's present name first; with an import path those of
   * that package first. Empty when the target certainly has no such call; undefined when that is not known: there is
   * no table, the number is beyond it, or the table leaves out calls (those of the BSDs do).
   */
  namesOf(number: number, target: Target, importPath?: string): readonly string[] | undefined;
  /** The first of `namesOf`; undefined when there is none or it is not known. */
  nameOf(number: number, target: Target, importPath?: string): string | undefined;
  /** Whether the calls of the target are known at all. */
  hasTable(target: Target): boolean;
  /** Every constant of some target, sorted. */
  readonly names: readonly string[];
}

/** A port's constants in both packages. */
interface PortTable {
  readonly constants: ReadonlyMap<SyscallPackage, ReadonlyMap<string, number>>;
  readonly namesOf: ReadonlyMap<number, readonly string[]>;
  /** The least and greatest number of a call. */
  readonly min: number;
  readonly max: number;
}

/** x/sys/unix is made from newer kernels than syscall, so its names come first. */
const byAge: readonly SyscallPackage[] = ["golang.org/x/sys/unix", "syscall"];

/** Constants that count calls or mark ranges and name none. */
const NOT_A_CALL = /^SYS_(?:(?:OABI_)?SYSCALL_(?:BASE|MASK)|(?:O32_|N32_|64_)?LINUX_SYSCALLS|MAXSYSCALL)$/;

/** Names that the packages give to a call beside the kernel's, where it has another (`const SYS_FSTATAT = SYS_NEWFSTATAT`). */
const SECOND_NAME = /^SYS_(?:FSTATAT|__SYSCTL)$/;

/** A port with fewer constants has them for a purpose of Go's own (Solaris), not as a table. */
const MIN_TABLE = 10;

/** Calls of the three Linux ABIs of MIPS start here, at 4000, 5000 and 6000, and one kernel may serve them all. */
const FIRST_MIPS_CALL = 4000;

/** `text` is the content of `data/goPackages/syscallNumbers.txt`. Throws an Error only when it is not that table. */
export function createSyscallNumbers(text: string): SyscallNumbers {
  const table = parseColumnTable(text);
  const names = [...table.names].sort();
  const firstNames = [...names.filter((name) => !SECOND_NAME.test(name)), ...names.filter((name) => SECOND_NAME.test(name))];
  const ports = new Map<string, PortTable>();
  const portOf = (target: Target): PortTable => {
    const id = `${target.goos}/${target.goarch}`;
    const port = ports.get(id) ?? readPort(table, firstNames, id);
    ports.set(id, port);
    return port;
  };
  const namesOf = (number: number, target: Target, importPath?: string): readonly string[] | undefined => {
    const port = portOf(target);
    const names = port.namesOf.get(number);
    if (names !== undefined && hasTable(port)) {
      const own = port.constants.get(importPath as SyscallPackage);
      return own === undefined ? names : [...names.filter((name) => own.has(name)), ...names.filter((name) => !own.has(name))];
    }
    return hasTable(port) && isSurelyFree(number, target, port) ? [] : undefined;
  };
  return {
    numberOf: (constant, target, importPath) => {
      const { constants } = portOf(target);
      if (importPath !== undefined) return constants.get(importPath as SyscallPackage)?.get(constant);
      return constants.get("syscall")?.get(constant) ?? constants.get("golang.org/x/sys/unix")?.get(constant);
    },
    namesOf,
    nameOf: (number, target, importPath) => namesOf(number, target, importPath)?.[0],
    hasTable: (target) => hasTable(portOf(target)),
    names,
  };
}

/** The kernel's own name of the call a constant names, as manuals have it: `write` for `SYS_WRITE`. */
export function callName(constant: string): string {
  return constant.replace(/^SYS_/, "").toLowerCase();
}

function hasTable(port: PortTable): boolean {
  return port.namesOf.size >= MIN_TABLE;
}

/** Linux lists all calls of an architecture; newer kernels only add at the end. */
function isSurelyFree(number: number, target: Target, port: PortTable): boolean {
  if (target.goos !== "linux" && target.goos !== "android") return false;
  if (!Number.isInteger(number) || number < 0 || number > port.max) return false;
  return number >= port.min || number < FIRST_MIPS_CALL;
}

function readPort(table: ColumnTable, names: readonly string[], id: string): PortTable {
  const constants = new Map<SyscallPackage, Map<string, number>>();
  const namesOf = new Map<number, string[]>();
  for (const pkg of byAge) {
    const values = new Map<string, number>();
    constants.set(pkg, values);
    for (const constant of names) {
      const cell = table.cell(constant, pkg, id);
      if (cell !== undefined) values.set(constant, Number(cell.text));
    }
    for (const [constant, value] of values) {
      if (NOT_A_CALL.test(constant)) continue;
      const known = namesOf.get(value) ?? [];
      if (!known.includes(constant)) known.push(constant);
      namesOf.set(value, known);
    }
  }
  return { constants, namesOf, min: Math.min(...namesOf.keys()), max: Math.max(...namesOf.keys()) };
}
