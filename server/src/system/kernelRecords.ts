/**
 * The records of the kernel itself on each port, which raw system calls and ioctl requests take, from
 * `data/kernel/`: where they differ from the C library's, these are the ones that count there. Is handed the tables'
 * texts and reads no file.
 */
import type { Target } from "../target/target.ts";
import type { CRecord, CType } from "../types/c.ts";
import { parseColumnTable } from "./columnTable.ts";
import { RecordTable } from "./recordTable.ts";

export interface KernelRecords {
  /**
   * The struct or union that the kernel knows by the tag (`stat`) or, without a tag, the typedef's name; undefined
   * where the target's kernel has none, or none of which everything is known.
   */
  record(name: string, target: Target): CRecord | undefined;
  /** The type that a text of the tables' notation writes; unknown where it needs a record that is not known. */
  type(text: string, target: Target): CType;
  /** Every name that some port of the target's system has, sorted. */
  names(target: Target): readonly string[];
}

/** The name, for `tablePath`, of the table of records; undefined where no table knows the system. */
export function kernelRecordTable(target: Target): string | undefined {
  return kernelTable(target, "records");
}

/** The name of a table of the kernel's; undefined where there is none. */
export function kernelTable(target: Target, kind: "records" | "requests" | "calls"): string | undefined {
  const system = systemOf(target);
  if (system === undefined || (kind === "calls" && system !== "linux")) return undefined;
  return `kernel/${system}.${kind}.txt`;
}

/** Android's kernel is Linux's, that of iOS is Darwin's; the C library makes no difference. */
function systemOf(target: Target): string | undefined {
  switch (target.goos) {
    case "linux":
    case "android":
      return "linux";
    case "darwin":
    case "ios":
      return "darwin";
    case "freebsd":
    case "netbsd":
    case "openbsd":
      return target.goos;
    default:
      return undefined;
  }
}

/** The port whose column of the tables holds for the target. */
export function kernelPort(target: Target): string {
  return `${systemOf(target) ?? target.goos}/${target.goarch}`;
}

/** `read` answers the text of a table, undefined when it is not loaded; what a table that is not loaded knows is undefined. */
export function createKernelRecords(read: (table: string) => string | undefined): KernelRecords {
  const parsed = new Map<string, RecordTable>();
  const tableOf = (target: Target): RecordTable | undefined => {
    const name = kernelRecordTable(target);
    if (name === undefined) return undefined;
    const known = parsed.get(name);
    if (known !== undefined) return known;
    const text = read(name);
    if (text === undefined) return undefined;
    const fresh = new RecordTable(parseColumnTable(text));
    parsed.set(name, fresh);
    return fresh;
  };
  return {
    record: (name, target) => tableOf(target)?.record(name, kernelPort(target)),
    type: (text, target) =>
      tableOf(target)?.type(text, kernelPort(target)) ?? { kind: "unknown", reason: `the kernel's records are not known on ${target.id}` },
    names: (target) => [...(tableOf(target)?.names ?? [])].sort(),
  };
}
