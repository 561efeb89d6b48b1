/**
 * Records by name from a table of `data/` in the notation of cNotation.ts: one object for all ports on which a record,
 * and all that it holds, is declared alike. Reads no file and knows nothing of what takes the records.
 */
import type { CRecord, CType } from "../types/c.ts";
import { fillRecord, isUnionText, readCType, recordsMentioned, tagOfRecord } from "./cNotation.ts";
import type { ColumnTable } from "./columnTable.ts";

export class RecordTable {
  readonly #table: ColumnTable;
  readonly #pkg: string;
  /** By everything that the record holds, in full. */
  readonly #records = new Map<string, CRecord>();
  readonly #closures = new Map<string, string>();

  constructor(table: ColumnTable) {
    this.#table = table;
    this.#pkg = this.#table.packages[0] ?? "";
  }

  /** Undefined where the port has no record of the name, or none that the table can tell exactly. */
  record(name: string, port: string): CRecord | undefined {
    const text = this.#table.cell(name, this.#pkg, port)?.text;
    if (text === undefined) return undefined;
    const key = this.#closure(name, port);
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const tag = tagOfRecord(text, name);
    const union = isUnionText(text);
    const shown = tag === name ? `${union ? "union" : "struct"} ${tag}` : name;
    const record: CRecord = { kind: "record", union, tag, name: shown, fields: undefined };
    // Known before its members are read: a record may point to itself.
    this.#records.set(key, record);
    fillRecord(record, text, this.#resolver(port));
    return record;
  }

  /** The type that a text of the notation writes. */
  type(text: string, port: string): CType {
    return readCType(text, this.#resolver(port));
  }

  /** Every name of some port, in no order that matters. */
  get names(): Iterable<string> {
    return this.#table.names;
  }

  #resolver(port: string): (name: string) => CType {
    return (name) => this.record(name, port) ?? { kind: "unknown", reason: `${name} is not known on ${port}` };
  }

  /** The texts of a record and of all that it mentions, which decide everything about it. */
  #closure(name: string, port: string): string {
    const id = `${name} ${port}`;
    const known = this.#closures.get(id);
    if (known !== undefined) return known;
    const texts = new Map<string, string>();
    const pending = [name];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (texts.has(next)) continue;
      const text = this.#table.cell(next, this.#pkg, port)?.text;
      texts.set(next, text ?? `unknown on ${port}`);
      if (text !== undefined) pending.push(...recordsMentioned(text));
    }
    const closure = [...texts].map(([one, text]) => `${one} ${text}`).join("\n");
    this.#closures.set(id, closure);
    return closure;
  }
}
