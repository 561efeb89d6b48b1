/**
 * What compilers answered for a fixed series of samples, in a form small enough to be kept: the reader and the
 * engines are held to it where no compiler is installed. `recorded.json` is written by `main.js --record`.
 */
import { layoutRecord } from "../../../server/src/layout/c.ts";
import type { CRecord } from "../../../server/src/types/c.ts";
import { type Answer, ask } from "./ask.ts";
import { claimOf, isAllKnown, isComparable } from "./cOracle.ts";
import { type Compiler, targets } from "./compilers.ts";
import { corpus } from "./corpus.ts";
import { type ReadSample, readSamples } from "./reading.ts";
import { drawSamples, type Sample } from "./samples.ts";

export const recordedPath = "test/unit/layout/recorded.json";
const recordedSeed = 20;
const recordedCount = 400;

/** `answers` are the distinct series, one code of five letters for each sample; `compilers` says which is whose. */
export interface Recorded {
  readonly seed: number;
  readonly count: number;
  /** Tells a changed generator from a changed layout. */
  readonly text: string;
  readonly answers: readonly string[];
  readonly compilers: Readonly<Record<string, number>>;
}

/** The samples of a series: the written ones, then random ones. */
export function recordedSamples(seed: number, count: number): readonly Sample[] {
  return [...corpus(), ...drawSamples(seed, count, 0)];
}

/** A code for the text of samples. */
export function textCode(samples: readonly Sample[]): string {
  return hash(samples.map((sample) => sample.lines.join("\n")).join("\n"));
}

export function record(compilers: readonly Compiler[]): Recorded {
  const samples = recordedSamples(recordedSeed, recordedCount);
  const perTarget = readSamples(samples, targets());
  const answers: string[] = [];
  const index: Record<string, number> = {};
  for (const compiler of compilers) {
    const reads = perTarget.get(compiler.target.id) ?? [];
    const asked = ask(compiler, reads);
    const isRefused = (read: ReadSample): boolean => asked.refused.has(read.sample) || (compiler.isOther && !isComparable(compiler, read));
    const series = reads.map((read) => code(read, isRefused(read), (item) => asked.records.get(item))).join("");
    let at = answers.indexOf(series);
    if (at < 0) at = answers.push(series) - 1;
    index[compiler.name] = at;
  }
  return { seed: recordedSeed, count: recordedCount, text: textCode(samples), answers, compilers: index };
}

/** The codes that reader and engine give themselves, to be compared with a recorded series. */
export function codesOf(reads: readonly ReadSample[], compiler: Compiler): string[] {
  return reads.map((read) => code(read, !isAllKnown(compiler, read), (item) => claimOf(compiler, layoutRecord(item, compiler.model))));
}

/** Five letters for what is said of the sample's named records; the places of members without a name stay out. */
function code(read: ReadSample, isRefused: boolean, answerOf: (item: CRecord) => Answer | undefined): string {
  if (isRefused) return refusedCode;
  const items = [...read.named.values()];
  const text = items.map((item) => {
    const answer = item && answerOf(item);
    const offsets = (item?.fields ?? []).map((field, i) => (field.name === "" ? "" : answer?.offsets[i]));
    return answer === undefined ? "?" : `${answer.size}/${answer.align}:${offsets.join(",")}`;
  });
  return hash(text.join(";"));
}

/** The code of what a compiler refuses. */
export const refusedCode = "-----";

/** FNV-1a, 30 bits of it. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let out = "";
  for (let i = 0; i < 5; i++) {
    out += letters[value & 63] ?? "";
    value >>>= 6;
  }
  return out;
}
