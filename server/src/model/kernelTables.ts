/**
 * What the kernel finds behind the pointers of system calls and ioctl requests, from the tables of the installation.
 * Notes which tables it would have needed. Knows nothing of Go code.
 */
import { createIoctlRequests, type IoctlRequest, type IoctlRequests, ioctlTable } from "../system/ioctlRequests.ts";
import { createKernelRecords, kernelRecordTable } from "../system/kernelRecords.ts";
import { type CallPointer, createSystemCallPointers, type SystemCallPointers, systemCallTable } from "../system/systemCallPointers.ts";
import type { Target } from "../target/target.ts";
import { type FileView, tablePath } from "../text/files.ts";

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
    return new KernelTables(view, this.#texts, this.#requests, this.#calls);
  }
}

/** The tables on one view. What stands in one that the view does not show yet is unknown, and the table is needed. */
export class KernelTables {
  readonly #view: FileView;
  readonly #texts: Map<string, string>;
  readonly #requests: IoctlRequests;
  readonly #calls: SystemCallPointers;
  readonly #missing = new Set<string>();

  constructor(view: FileView, texts: Map<string, string>, requests: IoctlRequests, calls: SystemCallPointers) {
    this.#view = view;
    this.#texts = texts;
    this.#requests = requests;
    this.#calls = calls;
  }

  /** Paths of tables; while there are any, nothing that was answered holds. */
  get missing(): readonly string[] {
    return [...this.#missing];
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
    if (table === undefined || records === undefined) return false;
    let isLoaded = true;
    for (const name of [table, records]) {
      // Reading it again notes that the answer depends on it.
      const text = this.#view.read(tablePath(name));
      if (typeof text === "string") this.#texts.set(name, text);
      else {
        isLoaded = false;
        if (text === undefined) this.#missing.add(tablePath(name));
      }
    }
    return isLoaded;
  }
}
