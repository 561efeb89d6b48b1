/**
 * What functions of Windows' DLLs take and answer, from `data/dlls/`: of those that take the address of a record, or a
 * value that is no machine word. Is handed the tables' texts and reads no file. How an architecture passes the values
 * is not its business.
 */
import type { Target } from "../target/target.ts";
import type { CRecord, CType } from "../types/c.ts";
import { type ColumnTable, parseColumnTable } from "./columnTable.ts";
import { RecordTable } from "./recordTable.ts";
import { withTwins } from "./wideTwins.ts";

/** A value that a function takes or answers. */
export type DllValue =
  /** Fits in a machine word of every architecture: integers up to the pointer's size, handles, functions. */
  | { readonly kind: "word" }
  /** An integer of 64 bits everywhere, which is two words on 386. */
  | { readonly kind: "wide" }
  | { readonly kind: "float"; readonly bits: 32 | 64 }
  /** A struct or union by value. */
  | { readonly kind: "record"; readonly record: CRecord };

export interface DllPointer {
  readonly kind: "pointer";
  /**
   * The record, or of several the first, or an integer or floating type; undefined where it is text, a buffer, a number
   * of 32 bits or less, an interface, or not told. A record that starts with its own size may be passed in another version.
   */
  readonly to: CType | undefined;
  /** `to` where it is a record. */
  readonly record: CRecord | undefined;
  /** `in` where the function does not write there; else not known. */
  readonly direction: "in" | undefined;
  /** Whether the record's declaration changed from one release of Windows to another: programs may pass an earlier one. */
  readonly isVersioned: boolean;
}

export type DllParameter = DllValue | DllPointer;

export interface DllFunction {
  /** In lower case, without `.dll`. */
  readonly dll: string;
  readonly name: string;
  readonly parameters: readonly DllParameter[];
  /** A pointer that is answered is a word. */
  readonly result: DllValue | { readonly kind: "void" };
  /** Undefined where the architecture has one convention only. */
  readonly convention: "stdcall" | "cdecl" | undefined;
}

export interface DllFunctions {
  /**
   * The function that a DLL (`kernel32`, `Kernel32.dll`, with or without a path) exports under the name, `A` or `W` at
   * its end where it has one; of an undefined DLL that of the only one, or of several that agree. Undefined where
   * nothing is known: the table is not loaded, the architecture's DLL has no such function, or all that it takes are
   * words and pointers of which nothing can be said.
   */
  function(dll: string | undefined, name: string, target: Target): DllFunction | undefined;
  /** The record that programs call by the name (`OVERLAPPED`), of those that some function takes. */
  record(name: string, target: Target): CRecord | undefined;
  /** Every name of some DLL's function, in no order that matters. */
  readonly functionNames: Iterable<string>;
  /** Every name of a record, in no order that matters. */
  readonly recordNames: Iterable<string>;
  /** The DLLs that are known, in lower case without `.dll`. */
  readonly dlls: readonly string[];
}

/** The names, for `tablePath`, of the tables: of functions and of the records they take. */
export const dllFunctionTable = "dlls/windows.functions.txt";
export const dllRecordTable = "dlls/windows.records.txt";

/** `read` answers the text of a table, undefined when it is not loaded. */
export function createDllFunctions(read: (table: string) => string | undefined): DllFunctions {
  const parsed = new Map<string, ColumnTable>();
  const tableOf = (name: string): ColumnTable | undefined => {
    const text = parsed.has(name) ? undefined : read(name);
    if (text !== undefined) parsed.set(name, withTwins(parseColumnTable(text)));
    return parsed.get(name);
  };
  let recordTable: RecordTable | undefined;
  const records = (): RecordTable | undefined => {
    const table = recordTable === undefined ? tableOf(dllRecordTable) : undefined;
    if (table !== undefined) recordTable = new RecordTable(table);
    return recordTable;
  };
  return {
    function(dll, name, target) {
      const table = tableOf(dllFunctionTable);
      const known = records();
      if (table === undefined || known === undefined || target.goos !== "windows") return undefined;
      const port = portOf(target);
      const found = (dll === undefined ? table.packages : [plainName(dll)]).flatMap((one) => {
        const text = table.cell(name, one, port)?.text;
        return text === undefined ? [] : [{ dll: one, text }];
      });
      const [first] = found;
      if (first === undefined || found.some(({ text }) => text !== first.text)) return undefined;
      return functionOf(first.dll, name, first.text, target, known);
    },
    record: (name, target) => (target.goos === "windows" ? records()?.record(name, portOf(target)) : undefined),
    get functionNames() {
      return tableOf(dllFunctionTable)?.names ?? [];
    },
    get recordNames() {
      return records()?.names ?? [];
    },
    get dlls() {
      return tableOf(dllFunctionTable)?.packages ?? [];
    },
  };
}

/** Microsoft's own compiler means the same DLLs. */
function portOf(target: Target): string {
  return `windows/${target.goarch}`;
}

function plainName(dll: string): string {
  return dll
    .replace(/^.*[\\/]/, "")
    .toLowerCase()
    .replace(/\.dll$/, "");
}

/** `C >x . PSOVERLAPPED`: what is not stdcall, what is answered where it is no word, then the parameters. */
function functionOf(dll: string, name: string, text: string, target: Target, records: RecordTable): DllFunction | undefined {
  const words = text.split(" ");
  const isCdecl = words[0] === "C";
  if (isCdecl) words.shift();
  const answer = words[0]?.startsWith(">") === true ? (words.shift() ?? "").slice(1) : ".";
  const type = (word: string): CType => records.type(word, portOf(target));
  // How many words a record by value takes, and so which parameter is which, nobody knows without it.
  if ([...words, answer].some((word) => word.startsWith("S") && type(word).kind !== "record")) return undefined;
  return {
    dll,
    name,
    parameters: words
      .filter((word) => word !== "")
      .map((word) => (word.startsWith("P") ? pointerOf(word.slice(1), type) : plainOf(word, type))),
    result: answer === "v" ? { kind: "void" } : plainOf(answer, type),
    convention: target.goarch !== "386" ? undefined : isCdecl ? "cdecl" : "stdcall",
  };
}

function plainOf(word: string, type: (text: string) => CType): DllValue {
  if (word === "x") return { kind: "wide" };
  if (word === "f" || word === "d") return { kind: "float", bits: word === "f" ? 32 : 64 };
  const record = word === "." ? undefined : type(word);
  return record?.kind === "record" ? { kind: "record", record } : { kind: "word" };
}

/** `KSGUID~`: const, the type, whether it changed. */
function pointerOf(word: string, type: (text: string) => CType): DllPointer {
  const [, isConst, of = "", changed] = /^(K?)(\w*)(~?)$/.exec(word) ?? [];
  const to = of === "" ? undefined : type(of);
  return {
    kind: "pointer",
    to: to?.kind === "unknown" ? undefined : to,
    record: to?.kind === "record" ? to : undefined,
    direction: isConst === "K" ? "in" : undefined,
    isVersioned: changed === "~",
  };
}
