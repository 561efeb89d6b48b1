/**
 * The path that is compared: C text through the reader, as the product reads it. Many samples are read as one text,
 * for all targets at once, and their records are found again by name, unnamed ones by where their keyword stands.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CReader } from "../../../server/src/c/read.ts";
import type { CRecordDecl, CUnit } from "../../../server/src/c/unit.ts";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { type CRecord, unwrapC } from "../../../server/src/types/c.ts";
import { repositoryRoot } from "../../support/root.ts";
import { prelude, type Sample } from "./samples.ts";

/** A sample as the reader understands it on one target. */
export interface ReadSample {
  readonly sample: Sample;
  /** Records by how C names them; undefined for a name that the reader does not know as a record. */
  readonly named: ReadonlyMap<string, CRecord | undefined>;
  /** Records without a name, by the place of their keyword in the sample: `line:column`, from 0 and from 1. */
  readonly unnamed: ReadonlyMap<string, CRecord>;
  /** An enum in it is unknown, which a record that merely points to it does not show. */
  readonly hasUnknownEnum: boolean;
}

const path = "/oracle/batch.c";
const options = { quoteDirs: [], includeDirs: [], systemDirs: [], defines: [], undefines: [], preIncludes: [], std: undefined };
const nothing = { read: () => null, list: () => null };

let reader: CReader | undefined;

function theReader(): CReader {
  const table: unknown = JSON.parse(readFileSync(join(repositoryRoot, "data/predefinedMacros.json"), "utf8"));
  reader ??= new CReader(undefined, createPredefinedMacros(table));
  return reader;
}

/** Undoes what a compiler may have made of the pragmas of a sample that it refuses; on AIX each only ends one `push`. */
export const reset: readonly string[] = Array.from({ length: 6 }, () => "#pragma pack()");

/** The samples as one text, and the line (from 0) that each begins on; the lines of `reset` stand behind each. */
export function textOf(samples: readonly Sample[]): { readonly text: string; readonly starts: ReadonlyMap<Sample, number> } {
  const lines = [...prelude];
  const starts: Map<Sample, number> = new Map();
  for (const sample of samples) {
    starts.set(sample, lines.length);
    for (const line of sample.lines) lines.push(line);
    lines.push(...reset);
  }
  return { text: `${lines.join("\n")}\n`, starts };
}

/** What the samples mean on each target, by the target's id; in the order of the samples. */
export function readSamples(samples: readonly Sample[], targets: readonly Target[]): ReadonlyMap<string, readonly ReadSample[]> {
  const { text, starts } = textOf(samples);
  const answer = theReader().read({ path, text, isPreamble: false }, options, targets, nothing);
  if (!answer.done) throw new Error(`the reader needs ${answer.needs.files.join(" ")}`);
  const placeOf = places(text, samples, starts);
  const perTarget: Map<string, readonly ReadSample[]> = new Map();
  for (const unit of answer.value) {
    const read = samplesOfUnit(unit, samples, placeOf);
    for (const target of unit.targets) perTarget.set(target.id, read);
  }
  return perTarget;
}

type PlaceOf = (offset: number) => { readonly sample: Sample; readonly place: string } | undefined;

/** Turns an offset in the text into a sample and a place in it. */
function places(text: string, samples: readonly Sample[], starts: ReadonlyMap<Sample, number>): PlaceOf {
  const lineStarts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) lineStarts.push(i + 1);
  const owners = samples.flatMap((sample) => [...sample.lines.map(() => sample), ...reset.map(() => undefined)]);
  return (offset) => {
    let low = 0;
    for (let high = lineStarts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((lineStarts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const line = low - 1;
    const sample = owners[line - prelude.length];
    if (sample === undefined) return undefined;
    return { sample, place: `${line - (starts.get(sample) ?? 0)}:${offset - (lineStarts[line] ?? 0) + 1}` };
  };
}

function samplesOfUnit(unit: CUnit, samples: readonly Sample[], placeOf: PlaceOf): readonly ReadSample[] {
  const unnamed: Map<Sample, Map<string, CRecord>> = new Map(samples.map((sample) => [sample, new Map()]));
  for (const decl of unit.records) {
    if (!isUnnamed(decl)) continue;
    const at = placeOf(decl.whole.start);
    if (at !== undefined) unnamed.get(at.sample)?.set(at.place, decl.record);
  }
  const doubtful = new Set(unit.enums.filter(({ type }) => type.unknown !== undefined).map(({ name }) => placeOf(name.start)?.sample));
  return samples.map((sample) => ({
    sample,
    named: new Map(sample.named.map((name) => [name, recordNamed(unit, name)])),
    unnamed: unnamed.get(sample) ?? new Map(),
    hasUnknownEnum: doubtful.has(sample),
  }));
}

function isUnnamed({ record, typedefs }: CRecordDecl): boolean {
  return record.tag === undefined && typedefs.length === 0;
}

/** The record that a tag with its keyword or a typedef name stands for. */
export function recordNamed(unit: CUnit, name: string): CRecord | undefined {
  const type = unit.tags.get(name) ?? unit.typedefs.get(name)?.type;
  const record = type && unwrapC(type);
  return record?.kind === "record" ? record : undefined;
}
