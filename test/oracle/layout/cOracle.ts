/**
 * Compares the C reader and the C engines with a compiler: every record of a batch of samples, what the compiler
 * refuses included.
 */
import { layoutC, layoutRecord } from "../../../server/src/layout/c.ts";
import type { RecordLayout, Unknown } from "../../../server/src/layout/layout.ts";
import type { CRecord, CType } from "../../../server/src/types/c.ts";
import { type Answer, type Answers, ask, pathsOf } from "./ask.ts";
import type { Compiler } from "./compilers.ts";
import { type ReadSample, readSamples } from "./reading.ts";
import { type Sample, shrinkSample } from "./samples.ts";

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

export function emptyTally(): Tally {
  return { compared: 0, refused: 0, mismatches: [] };
}

/** `reads` are what the reader makes of the samples on the compiler's target. */
export function compareC(compiler: Compiler, reads: readonly ReadSample[], tally: Tally): void {
  const answers = ask(compiler, reads);
  for (const read of reads) {
    const what = compareSample(compiler, read, answers, tally);
    if (what !== undefined) tally.mismatches.push({ sample: read.sample, what });
  }
}

function compareSample(compiler: Compiler, read: ReadSample, answers: Answers, tally: Tally): string | undefined {
  const refusal = answers.refused.get(read.sample);
  if (refusal !== undefined) {
    tally.refused++;
    // A pragma behind the record is refused, and not the record.
    const isRefused = !refusal.includes("pragma pack");
    return isRefused && !compiler.isOther && isAllKnown(compiler, read) ? `${compiler.name} refuses: ${refusal}` : undefined;
  }
  if (restsOnRecords(read) && compiler.isOther) return undefined;
  // gcc 12 takes the word for a function that is not declared.
  if (compiler.kind === "gcc" && read.sample.lines.some((line) => /typeof.*_BitInt/.test(line))) return undefined;
  let what: string | undefined;
  for (const [name, record] of [...read.named, ...read.unnamed]) {
    if (record === undefined) {
      what ??= `${name}: the reader has no such record, ${compiler.name} lays it out`;
      continue;
    }
    const answer = answers.records.get(record);
    if (answer === undefined) continue;
    const expected = layoutRecord(record, compiler.model);
    // What only the reference refuses cannot be compared with the other compiler.
    if (compiler.isOther && !expected.known) continue;
    tally.compared++;
    const found = difference(compiler, expected, answer) ?? innerDifference(expected, answers.inner.get(record));
    if (found !== undefined) what ??= `${record.name === "" ? "unnamed" : record.name}: ${found}`;
  }
  return what;
}

/**
 * Whether a constant of the sample is reckoned from a record's size. What the other compiler says is about the types
 * as the reference reads them, and it may reckon that constant otherwise.
 */
function restsOnRecords({ sample }: ReadSample): boolean {
  return sample.lines.some((line) => /\b(?:sizeof|offsetof)\((?:(?:struct|union) \w|[TU]\d)/.test(line));
}

/** Whether the other compiler of a port can be held to what is said of it. */
export function isComparable(compiler: Compiler, read: ReadSample): boolean {
  return isAllKnown(compiler, read) && !restsOnRecords(read);
}

/** Whether nothing in a sample is unknown, as it must be exactly where the compiler takes all of it. */
export function isAllKnown(compiler: Compiler, read: ReadSample): boolean {
  const records = [...read.named.values(), ...read.unnamed.values()];
  return !read.hasUnknownEnum && records.every((record) => record !== undefined && isKnown(record, compiler));
}

/** Whether a record is known, and what its members point to is no type that the compiler does not have. */
function isKnown(record: CRecord, { model }: Compiler): boolean {
  return (
    layoutRecord(record, model).known &&
    (record.fields ?? []).every(({ type }) => basicTypes(type).every((basic) => layoutC(basic, model).known))
  );
}

/** The types that a type is built from, through pointers and functions, up to records and enums. */
function basicTypes(type: CType): readonly CType[] {
  switch (type.kind) {
    case "pointer":
      return basicTypes(type.to);
    case "function":
      return [type.result, ...type.parameters.map((parameter) => parameter.type)].flatMap(basicTypes);
    case "array":
    case "atomic":
    case "qualified":
      return basicTypes(type.of);
    case "typedef":
      return basicTypes(type.type);
    case "void":
    case "record":
      return [];
    case "enum":
      // Not every compiler has enums with a type.
      return type.fixed === undefined ? [] : [type];
    default:
      return [type];
  }
}

/** The layout of the sample's own record. */
export function outermost(compiler: Compiler, read: ReadSample): RecordLayout | Unknown {
  const record = read.named.get(read.sample.named.at(-1) ?? "");
  return record === undefined ? { known: false, reason: "the reader has no such record" } : layoutRecord(record, compiler.model);
}

function innerDifference(expected: RecordLayout | Unknown, inner: ReadonlyMap<string, number> | undefined): string | undefined {
  if (inner === undefined || !expected.known) return undefined;
  const claimed = pathsOf(expected);
  for (const [path, offset] of inner) {
    if (claimed.get(path) !== offset) return `${path} is at bit ${offset}, engine ${claimed.get(path)}`;
  }
  return undefined;
}

/** What the engine says of a record by one of the port's compilers; undefined when it is unknown. */
export function claimOf(compiler: Compiler, layout: RecordLayout | Unknown): Answer | undefined {
  if (!layout.known) return undefined;
  const other = compiler.isOther ? layout.compilers?.["clang"] : undefined;
  return other === undefined
    ? { size: layout.size, align: layout.align, offsets: layout.fields.map((field) => field.bitOffset) }
    : { size: other.size, align: other.align, offsets: other.bitOffsets };
}

/** What differs between the engine and the compiler, undefined when nothing does. */
function difference(compiler: Compiler, expected: RecordLayout | Unknown, answer: Answer): string | undefined {
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

/** What is wrong with one sample alone. */
function compareAlone(compiler: Compiler, sample: Sample): Mismatch | undefined {
  const tally = emptyTally();
  compareC(compiler, readSamples([sample], [compiler.target]).get(compiler.target.id) ?? [], tally);
  return tally.mismatches[0];
}

/** The least sample that still differs from the compiler, and how. */
export function shrink(compiler: Compiler, mismatch: Mismatch): Mismatch {
  const sample = shrinkSample(mismatch.sample, (smaller) => compareAlone(compiler, smaller) !== undefined);
  return compareAlone(compiler, sample) ?? mismatch;
}
