/**
 * The samples of a run: random C records as text, drawn by fast-check from a seed, so that each can be drawn again,
 * and shrunk. What they mean is not known here.
 */
import fc, { type Arbitrary } from "fast-check";
import { kinds, type SampleOptions } from "./generate/kinds.ts";
import { record } from "./generate/records.ts";
import { Writer } from "./generate/writer.ts";

/** Some records as C text, the sample's own last. */
export interface Sample {
  /** Lines that declare the record and all it needs; the prelude comes first. */
  readonly lines: readonly string[];
  /** How C names the records that the lines define at file level: `struct R`, or a typedef name. */
  readonly named: readonly string[];
  /** Where fast-check drew it, to shrink it; undefined for written samples. */
  readonly drawn?: Drawn;
}

interface Drawn {
  readonly kind: number;
  readonly seed: number;
  readonly path: number;
}

/** What every text begins with. */
export const prelude: readonly string[] = ["stdint", "stddef", "stdarg", "stdalign", "stdbool"].map((name) => `#include <${name}.h>`);

const arbitraries: readonly Arbitrary<(prefix: string) => Sample>[] = kinds.map(sampleOf);

function sampleOf(options: SampleOptions): Arbitrary<(prefix: string) => Sample> {
  return record(options, 2).map((write) => (prefix) => {
    const writer = new Writer(prefix);
    write(writer);
    return { lines: writer.declarations.flatMap((text) => text.split("\n")), named: writer.records };
  });
}

/** `count` samples, kinds in turn. Names begin with letters and the sample's number from `first` on. */
export function drawSamples(seed: number, count: number, first: number): Sample[] {
  const perKind = Math.ceil(count / kinds.length);
  const drawn = arbitraries.map((arbitrary, kind) =>
    fc.sample(arbitrary, { seed: seedOf(seed, kind, first), numRuns: perKind, unbiased: true }),
  );
  return Array.from({ length: count }, (_, i) => {
    const kind = i % kinds.length;
    const path = Math.floor(i / kinds.length);
    const make = drawn[kind]?.[path];
    if (make === undefined) throw new Error("fast-check drew too few samples");
    return { ...make(String(first + i)), drawn: { kind, seed: seedOf(seed, kind, first), path } };
  });
}

function seedOf(seed: number, kind: number, first: number): number {
  return (seed * 1_000_003 + first * kinds.length + kind) | 0;
}

/**
 * The least sample that still fails, as fast-check shrinks it: fewer members, fewer attributes, simpler types. The
 * sample itself when it was written by hand or does not fail when it is drawn again.
 */
export function shrinkSample(sample: Sample, fails: (smaller: Sample) => boolean): Sample {
  const { drawn } = sample;
  const arbitrary = drawn === undefined ? undefined : arbitraries[drawn.kind];
  if (drawn === undefined || arbitrary === undefined) return sample;
  const property = fc.property(arbitrary, (make) => !fails(make("0")));
  const details = fc.check(property, {
    seed: drawn.seed,
    path: String(drawn.path),
    numRuns: 1,
    unbiased: true,
    interruptAfterTimeLimit: 60_000,
    markInterruptAsFailure: false,
  });
  const [make] = details.counterexample ?? [];
  return make === undefined ? sample : { ...make("0"), drawn };
}
