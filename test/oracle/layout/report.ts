/** The report of a run, from which docs/accuracy.md is made. A run replaces its own parts of an earlier report. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

export type Kind = "c" | "go" | "cgo";

/** What one compiler or tool was asked. */
export interface Row {
  readonly what: Kind;
  readonly name: string;
  readonly version: string;
  /** Layouts compared. */
  readonly compared: number;
  /** Samples that were refused. */
  readonly refused: number;
  readonly differ: number;
}

export interface Report {
  /** How many samples each part had, and from which seed. */
  readonly runs: readonly { readonly what: Kind; readonly seed: number; readonly count: number }[];
  readonly rows: readonly Row[];
  /** Why C samples were unknown, and how often. */
  readonly unknown: readonly { readonly reason: string; readonly count: number }[];
}

/** Writes a report; parts that this run did not have stay as the file has them. */
export function writeReport(path: string, report: Report): void {
  const before: Report = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Report) : { runs: [], rows: [], unknown: [] };
  const kinds = new Set(report.runs.map(({ what }) => what));
  const merged: Report = {
    runs: [...before.runs.filter(({ what }) => !kinds.has(what)), ...report.runs],
    rows: [...before.rows.filter(({ what }) => !kinds.has(what)), ...report.rows],
    unknown: kinds.has("c") ? report.unknown : before.unknown,
  };
  writeFileSync(path, `${JSON.stringify(merged, undefined, 2)}\n`);
}
