/**
 * What the kernel finds behind the pointers of system calls and ioctl requests, from the tables of the installation.
 * Notes which tables it would have needed. Knows nothing of Go code.
 */
import { createIoctlRequests, type IoctlRequest, type IoctlRequests, ioctlTable } from "../system/ioctlRequests.ts";
import { createKernelRecords, kernelRecordTable } from "../system/kernelRecords.ts";
import { type CallPointer, createSystemCallPointers, type SystemCallPointers, systemCallTable } from "../system/systemCallPointers.ts";
import type { Target } from "../target/target.ts";
import type { FileView } from "../text/files.ts";
import { TableReader } from "./tableReader.ts";

/** The tables that were loaded so far, parsed; they never change while the program runs. */
export class KernelStore {
  readonly #texts = new Map<string, string>();
  readonly #requests: IoctlRequests;
  readonly #calls: SystemCallPointers;

  constructor() {
    const read = (table: string): string | undefined => this.#texts.get(table);
    const records = createKernelRecords(read);
    this.#requests = createIoctlRequests(read, records);
    this.#calls = createSystemCallPointers(read, records);
  }

  /** The tables as far as `view` shows them. */
  on(view: FileView): KernelTables {
    return new KernelTables(new TableReader(view, this.#texts), this.#requests, this.#calls);
  }
}

/** The tables on one view. What stands in one that the view does not show yet is unknown, and the table is needed. */
export class KernelTables {
  readonly #tables: TableReader;
  readonly #requests: IoctlRequests;
  readonly #calls: SystemCallPointers;

  constructor(tables: TableReader, requests: IoctlRequests, calls: SystemCallPointers) {
    this.#tables = tables;
    this.#requests = requests;
    this.#calls = calls;
  }

  /** Paths of tables; while there are any, nothing that was answered holds. */
  get missing(): readonly string[] {
    return this.#tables.missing;
  }

  /** As `SystemCallPointers.pointersOf`. */
  pointersOf(constant: string, target: Target): readonly (CallPointer | undefined)[] | undefined {
    return this.#load(systemCallTable(target), target) ? this.#calls.pointersOf(constant, target) : undefined;
  }

  /** As `IoctlRequests.numbered`. */
  requests(number: number, target: Target): readonly IoctlRequest[] {
    return this.#load(ioctlTable(target), target) ? this.#requests.numbered(number, target) : [];
  }

  /** Whether the table is there, and that of the records it speaks of. */
  #load(table: string | undefined, target: Target): boolean {
    const records = kernelRecordTable(target);
    return table !== undefined && records !== undefined && this.#tables.load([table, records]);
  }
}
