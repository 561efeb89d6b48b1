/**
 * What compilers answered for a fixed series of samples, in a form small enough to be kept: the engines are held to
 * it where no compiler is installed. `recorded.json` is written by `main.js --record`.
 */
import { layoutRecord } from "../../../server/src/layout/c.ts";
import type { CRecord } from "../../../server/src/types/c.ts";
import { type Answer, type Answers, ask } from "./ask.ts";
import { claimOf } from "./cOracle.ts";
import type { Compiler } from "./compilers.ts";
import { createRandom } from "./random.ts";
import { kinds, makeSample, type Sample } from "./records.ts";

export const recordedPath = "test/unit/layout/recorded.json";
export const recordedSeed = 20;
export const recordedCount = 480;

/** `answers` are the distinct series, one code of five letters for each sample; `compilers` says which is whose. */
export interface Recorded {
  readonly seed: number;
  readonly count: number;
  readonly answers: readonly string[];
  readonly compilers: Readonly<Record<string, number>>;
}

/** The samples of a series. */
export function samplesOf(seed: number, count: number): Sample[] {
  const random = createRandom(seed);
  const samples: Sample[] = [];
  for (let i = 0; i < count; i++) {
    const kind = kinds[i % kinds.length];
    if (kind !== undefined) samples.push(makeSample(random, kind, i));
  }
  return samples;
}

export function record(compilers: readonly Compiler[]): Recorded {
  const samples = samplesOf(recordedSeed, recordedCount);
  const answers: string[] = [];
  const index: Record<string, number> = {};
  for (const compiler of compilers) {
    const asked = ask(compiler, samples);
    const series = samples.map((sample) => code(sample, compiler, (item) => answered(sample, item, asked))).join("");
    let at = answers.indexOf(series);
    if (at < 0) at = answers.push(series) - 1;
    index[compiler.name] = at;
  }
  return { seed: recordedSeed, count: recordedCount, answers, compilers: index };
}

function answered(sample: Sample, item: CRecord, asked: Answers): Answer | undefined {
  return asked.refused.has(sample) ? undefined : asked.records.get(item);
}

/** The codes the engine itself gives, to be compared with a recorded series. */
export function codesOf(samples: readonly Sample[], compiler: Compiler): string[] {
  return samples.map((sample) => code(sample, compiler, (item) => claimOf(compiler, layoutRecord(item, compiler.model))));
}

/** Five letters for what is said of the sample's named records; the places of members without a name stay out. */
function code(sample: Sample, compiler: Compiler, answerOf: (item: CRecord) => Answer | undefined): string {
  const outer = answerOf(sample.record);
  if (outer === undefined || (compiler.isOther && !layoutRecord(sample.record, compiler.model).known)) return "-----";
  const text = sample.named.map((item) => {
    const answer = item === sample.record ? outer : answerOf(item);
    const offsets = (item.fields ?? []).map((field, i) => (field.name === "" ? "" : answer?.offsets[i]));
    return answer === undefined ? "?" : `${answer.size}/${answer.align}:${offsets.join(",")}`;
  });
  return hash(text.join(";"));
}

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
