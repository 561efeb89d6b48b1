/**
 * The requests of ioctl on each port: number, and what the kernel finds behind the pointer, from `data/kernel/`. Knows
 * nothing of who asks; which requests Go's packages name is goPackages.ts's.
 */
import type { Target } from "../target/target.ts";
import type { CType } from "../types/c.ts";
import { type ColumnTable, parseColumnTable } from "./columnTable.ts";
import { type KernelRecords, kernelPort, kernelTable } from "./kernelRecords.ts";

/** Who reads and who writes behind a pointer: the kernel reads `in`, writes `out`. */
export type PointerDirection = "in" | "out" | "inout";

export interface IoctlRequest {
  readonly name: string;
  /** As the 32 bits that the kernel looks at. */
  readonly number: number;
  /**
   * What the argument points to; undefined where that is not known, or where the argument is a number or nothing. A
   * record with a flexible array at its end goes on behind its size.
   */
  readonly argument: CType | undefined;
  /**
   * By the manual, else as the number says, which Linux's drivers do not always keep to; undefined where nothing is
   * said to be passed by address.
   */
  readonly direction: PointerDirection | undefined;
}

export interface IoctlRequests {
  /** The request by the name that headers and golang.org/x/sys/unix give it; undefined where the target has none. */
  named(name: string, target: Target): IoctlRequest | undefined;
  /**
   * All requests of the table with that number, which devices of different kinds may share: a claim about the argument
   * is certain only where all agree and the file is known to belong to one of them.
   */
  numbered(number: number, target: Target): readonly IoctlRequest[];
  /** Every name of some port of the target's system, in no order that matters. */
  names(target: Target): readonly string[];
}

/** The name, for `tablePath`, of the table of requests; undefined where no table knows the system. */
export function ioctlTable(target: Target): string | undefined {
  return kernelTable(target, "requests");
}

/** `read` answers the text of a table, undefined when it is not loaded. */
export function createIoctlRequests(read: (table: string) => string | undefined, records: KernelRecords): IoctlRequests {
  const parsed = new Map<string, ColumnTable>();
  const byNumber = new Map<string, ReadonlyMap<number, readonly string[]>>();
  const tableOf = (target: Target): ColumnTable | undefined => {
    const name = ioctlTable(target);
    const text = name === undefined || parsed.has(name) ? undefined : read(name);
    if (name !== undefined && text !== undefined) parsed.set(name, parseColumnTable(text));
    return parsed.get(name ?? "");
  };
  const named = (name: string, target: Target): IoctlRequest | undefined => {
    const table = tableOf(target);
    const text = table?.cell(name, table.packages[0] ?? "", kernelPort(target))?.text;
    return text === undefined ? undefined : requestOf(name, text, target, records);
  };
  const numbersOf = (target: Target): ReadonlyMap<number, readonly string[]> => {
    const port = kernelPort(target);
    const known = byNumber.get(port);
    const table = tableOf(target);
    if (known !== undefined || table === undefined) return known ?? new Map();
    const names = new Map<number, string[]>();
    for (const name of [...table.names].sort()) {
      const text = table.cell(name, table.packages[0] ?? "", port)?.text;
      if (text === undefined) continue;
      const number = numberOf(text, target);
      names.set(number, [...(names.get(number) ?? []), name]);
    }
    byNumber.set(port, names);
    return names;
  };
  return {
    named,
    numbered: (number, target) => (numbersOf(target).get(number >>> 0) ?? []).flatMap((name) => named(name, target) ?? []),
    names: (target) => [...(tableOf(target)?.names ?? [])],
  };
}

const directions: Readonly<Record<string, PointerDirection>> = { r: "out", w: "in", b: "inout" };

/** `r1280.8 y`: direction, type and number of the request in hexadecimal, size in bytes; `=5413 rSwinsize`: a bare number. */
function requestOf(name: string, text: string, target: Target, records: KernelRecords): IoctlRequest {
  const [code = "", argument = ""] = text.split(" ");
  const own = directions[argument.charAt(0)];
  return {
    name,
    number: numberOf(text, target),
    argument: argument === "" ? undefined : records.type(own === undefined ? argument : argument.slice(1), target),
    direction: own ?? directions[code.charAt(0)],
  };
}

/** Where a request's number holds size and direction, and what the direction's bits say. */
interface Coding {
  readonly sizeShift: number;
  readonly directionShift: number;
  readonly bits: Readonly<Record<string, number>>;
}

/** asm-generic/ioctl.h of Linux. */
const generic: Coding = { sizeShift: 16, directionShift: 30, bits: { n: 0, w: 1, r: 2, b: 3 } };
/** asm/ioctl.h of mips and powerpc, and sys/ioccom.h of the BSDs and macOS. */
const threeBits: Coding = { sizeShift: 16, directionShift: 29, bits: { n: 1, r: 2, w: 4, b: 6 } };

function codingOf(target: Target): Coding {
  return /^linux\/(?!mips|ppc)/.test(kernelPort(target)) ? generic : threeBits;
}

function numberOf(text: string, target: Target): number {
  const code = text.split(" ", 1)[0] ?? "";
  if (code.startsWith("=")) return Number.parseInt(code.slice(1), 16);
  const coding = codingOf(target);
  const [low = "", size = ""] = code.slice(1).split(".");
  const direction = coding.bits[code.charAt(0)] ?? 0;
  return ((direction << coding.directionShift) | (Number(size) << coding.sizeShift) | Number.parseInt(low, 16)) >>> 0;
}
