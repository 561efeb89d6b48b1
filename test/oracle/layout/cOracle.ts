/**
 * Compares the C engines with a compiler: every record of a batch of samples, what the compiler refuses included.
 */
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { type Answer, ask, pathsOf } from "./ask.ts";
import type { Compiler } from "./compilers.ts";
import type { Sample } from "./records.ts";

export interface Mismatch {
  readonly sample: Sample;
  readonly what: string;
}

export interface Tally {
  /** Records compared, nested ones included. */
  compared: number;
  /** Samples that the compiler refused. */
  refused: number;
  readonly mismatches: Mismatch[];
}

export function compareC(compiler: Compiler, samples: readonly Sample[], tally: Tally): void {
  const answers = ask(compiler, samples);
  for (const sample of samples) {
    const refusal = answers.refused.get(sample);
    const layout = layoutRecord(sample.record, compiler.model);
    if (refusal !== undefined) {
      tally.refused++;
      if (layout.known && !compiler.isOther) tally.mismatches.push({ sample, what: `${compiler.name} refuses: ${refusal}` });
      continue;
    }
    // What only the reference refuses cannot be compared with the other compiler.
    if (compiler.isOther && !layout.known) continue;
    let what: string | undefined;
    for (const record of [...sample.named, ...sample.unnamed.values()]) {
      const answer = answers.records.get(record);
      if (answer === undefined) continue;
      const expected = layoutRecord(record, compiler.model);
      tally.compared++;
      const found = difference(compiler, expected, answer);
      if (found !== undefined) what ??= `${record.name === "" ? "unnamed" : record.name}: ${found}`;
      const inner = answers.inner.get(record);
      if (inner === undefined || !expected.known) continue;
      const claimed = pathsOf(expected);
      for (const [path, offset] of inner) {
        if (claimed.get(path) !== offset) what ??= `${record.name}: ${path} is at bit ${offset}, engine ${claimed.get(path)}`;
      }
    }
    if (what !== undefined) tally.mismatches.push({ sample, what });
  }
}

/** What the engine says of a record by one of the port's compilers; undefined when it is unknown. */
export function claimOf(compiler: Compiler, layout: ReturnType<typeof layoutRecord>): Answer | undefined {
  if (!layout.known) return undefined;
  const other = compiler.isOther ? layout.compilers?.["clang"] : undefined;
  return other === undefined
    ? { size: layout.size, align: layout.align, offsets: layout.fields.map((field) => field.bitOffset) }
    : { size: other.size, align: other.align, offsets: other.bitOffsets };
}

/** What differs between the engine and the compiler, undefined when nothing does. */
function difference(compiler: Compiler, expected: ReturnType<typeof layoutRecord>, answer: Answer): string | undefined {
  const claim = claimOf(compiler, expected);
  if (claim === undefined) {
    return `the engine says "${expected.known ? "" : expected.reason}", ${compiler.name} lays it out: ${answerText(answer)}`;
  }
  const same =
    claim.size === answer.size &&
    claim.align === answer.align &&
    answer.offsets.every((offset, i) => offset === undefined || offset === claim.offsets[i]) &&
    answer.offsets.length === claim.offsets.length;
  return same ? undefined : `engine ${answerText(claim)}, ${compiler.name} ${answerText(answer)}`;
}

function answerText(answer: Answer): string {
  return `size ${answer.size} align ${answer.align} offsets [${answer.offsets.map((offset) => offset ?? "?").join(", ")}]`;
}

/** A smaller sample that still differs: members of the outermost record are left out while that goes on. */
export function shrink(compiler: Compiler, mismatch: Mismatch): Mismatch {
  let least = mismatch;
  for (let index = least.sample.fieldLines.length - 1; index >= 0; index--) {
    const sample = withoutField(least.sample, index);
    const tally: Tally = { compared: 0, refused: 0, mismatches: [] };
    compareC(compiler, [sample], tally);
    const [found] = tally.mismatches;
    if (found !== undefined) least = found;
  }
  return least;
}

function withoutField(sample: Sample, index: number): Sample {
  const { record } = sample;
  const lines = sample.fieldLines[index];
  if (lines === undefined) return sample;
  const smaller = { ...record, fields: (record.fields ?? []).filter((_, i) => i !== index) };
  const shift = (line: number): number => (line >= lines.start + lines.count ? line - lines.count : line);
  const unnamed = new Map([...sample.unnamed].filter(([line]) => line < lines.start || line >= lines.start + lines.count));
  return {
    record: smaller,
    lines: sample.lines.filter((_, line) => line < lines.start || line >= lines.start + lines.count),
    unnamed: new Map([...unnamed].map(([line, inner]) => [shift(line), inner])),
    named: sample.named.map((named) => (named === record ? smaller : named)),
    fieldLines: sample.fieldLines.filter((_, i) => i !== index).map(({ start, count }) => ({ start: shift(start), count })),
  };
}
