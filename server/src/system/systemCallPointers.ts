/**
 * What the pointers point to that a raw system call takes, in the kernel's own records, from `data/kernel/`. How many
 * parameters a call has and how values are passed is syscallParameters.ts's.
 */
import type { Target } from "../target/target.ts";
import type { CType } from "../types/c.ts";
import { type ColumnTable, parseColumnTable } from "./columnTable.ts";
import type { PointerDirection } from "./ioctlRequests.ts";
import { type KernelRecords, kernelPort, kernelTable } from "./kernelRecords.ts";

/** How far the memory behind a pointer reaches. Parameters are counted from 0, the call's number apart. */
export type Extent =
  | { readonly kind: "one" }
  /** As many elements, or bytes, as the parameter says. */
  | { readonly kind: "elements" | "bytes"; readonly parameter: number }
  /** As many bytes as the int says that the parameter points to; the kernel writes back how many there are. */
  | { readonly kind: "bytesAt"; readonly parameter: number }
  /** A record that grows from one kernel to the next: the parameter, or a member of it, is its size in bytes. */
  | { readonly kind: "versioned"; readonly parameter?: number };

/** One parameter of a call. */
export type CallPointer =
  | { readonly kind: "string" }
  /** Of bytes, `to` is void. */
  | { readonly kind: "pointer"; readonly to: CType; readonly direction: PointerDirection; readonly extent: Extent };

export interface SystemCallPointers {
  /**
   * By parameter what its pointer points to, undefined for a parameter that is no pointer or of which nothing is known;
   * trailing ones of those are left out. Undefined where nothing is known of the call that the constant (`SYS_FSTAT`)
   * names, or the target has no such call.
   */
  pointersOf(constant: string, target: Target): readonly (CallPointer | undefined)[] | undefined;
  /** Every constant of some port, in no order that matters. */
  names(target: Target): readonly string[];
}

/** The name, for `tablePath`, of the table of calls; undefined where no table knows the system. */
export function systemCallTable(target: Target): string | undefined {
  return kernelTable(target, "calls");
}

/** `read` answers the text of a table, undefined when it is not loaded. */
export function createSystemCallPointers(read: (table: string) => string | undefined, records: KernelRecords): SystemCallPointers {
  const parsed = new Map<string, ColumnTable>();
  const tableOf = (target: Target): ColumnTable | undefined => {
    const name = systemCallTable(target);
    const text = name === undefined || parsed.has(name) ? undefined : read(name);
    if (name !== undefined && text !== undefined) parsed.set(name, parseColumnTable(text));
    return parsed.get(name ?? "");
  };
  return {
    pointersOf: (constant, target) => {
      const table = tableOf(target);
      const text = table?.cell(constant, table.packages[0] ?? "", kernelPort(target))?.text;
      return text?.split(" ").map((word) => pointerOf(word, target, records));
    },
    names: (target) => [...(tableOf(target)?.names ?? [])],
  };
}

const directions: Readonly<Record<string, PointerDirection>> = { r: "out", w: "in", b: "inout" };

function pointerOf(word: string, target: Target, records: KernelRecords): CallPointer | undefined {
  if (word === ".") return undefined;
  if (word === "s") return { kind: "string" };
  const [, letter = "", type = "", count, size] = /^([rwb])([^[~]+)(?:\[(\*?\d+)\]|~(\d*))?$/.exec(word) ?? [];
  const direction = directions[letter];
  if (direction === undefined) return undefined;
  return { kind: "pointer", to: records.type(type, target), direction, extent: extentOf(type, count, size) };
}

function extentOf(type: string, count: string | undefined, size: string | undefined): Extent {
  if (size !== undefined) return size === "" ? { kind: "versioned" } : { kind: "versioned", parameter: Number(size) };
  if (count === undefined) return { kind: "one" };
  if (count.startsWith("*")) return { kind: "bytesAt", parameter: Number(count.slice(1)) };
  return { kind: type === "v" ? "bytes" : "elements", parameter: Number(count) };
}
