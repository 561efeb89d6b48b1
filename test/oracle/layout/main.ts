/**
 * Compares the C layout engines with real compilers on random records.
 *
 *     node out/test/oracle/layout/main.js [--records N] [--seed S] [--batch N] [--only NAME,…] [--show N]
 *
 * Says which compilers are not installed; with ABI_LENS_REQUIRE set that is a failure. Ends with `N passed, N failed`.
 */
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { type Answer, ask, pathsOf } from "./ask.ts";
import { type CgoTally, compareCgo } from "./cgoOracle.ts";
import { type Compiler, findCompilers, targets } from "./compilers.ts";
import { compareGc, compareGo, type GoSample, type GoTally, makeGoSample } from "./goOracle.ts";
import { hasGo } from "./goTool.ts";
import { createRandom } from "./random.ts";
import { makeSample, type Sample, type SampleOptions } from "./records.ts";

function option(name: string, otherwise: string): string {
  const index = process.argv.indexOf(`--${name}`);
  return (index < 0 ? undefined : process.argv[index + 1]) ?? otherwise;
}

const total = Number(option("records", "2000"));
const seed = Number(option("seed", String(Date.now() % 1_000_000)));
const batchSize = Number(option("batch", "500"));
const show = Number(option("show", "3"));
const only = option("only", "");
const what = option("what", "c,go,cgo").split(",");

/** Kinds of samples, taken in turn: from what everybody writes to what hardly anybody does. */
const kinds: readonly SampleOptions[] = [
  { bitFields: false, attributes: false, rareTypes: false, mistakes: false, microsoft: false, maxFields: 6 },
  { bitFields: true, attributes: false, rareTypes: false, mistakes: false, microsoft: false, maxFields: 6 },
  { bitFields: false, attributes: true, rareTypes: false, mistakes: false, microsoft: false, maxFields: 5 },
  { bitFields: true, attributes: true, rareTypes: false, mistakes: false, microsoft: false, maxFields: 6 },
  { bitFields: true, attributes: true, rareTypes: false, mistakes: false, microsoft: false, maxFields: 3 },
  { bitFields: true, attributes: true, rareTypes: true, mistakes: false, microsoft: false, maxFields: 3 },
  { bitFields: true, attributes: true, rareTypes: true, mistakes: true, microsoft: false, maxFields: 3 },
  { bitFields: true, attributes: true, rareTypes: false, mistakes: false, microsoft: true, maxFields: 4 },
];

interface Mismatch {
  readonly sample: Sample;
  readonly what: string;
}

interface Tally {
  compared: number;
  refused: number;
  readonly mismatches: Mismatch[];
}

/** What differs between the engine and the compiler, undefined when nothing does. */
function difference(compiler: Compiler, expected: ReturnType<typeof layoutRecord>, answer: Answer): string | undefined {
  if (!expected.known) return `the engine says "${expected.reason}", ${compiler.name} lays it out: ${text(answer)}`;
  const claim =
    compiler.isOther && expected.compilers?.["clang"] !== undefined
      ? { ...expected.compilers["clang"], offsets: expected.compilers["clang"].bitOffsets }
      : { size: expected.size, align: expected.align, offsets: expected.fields.map((field) => field.bitOffset) };
  const same =
    claim.size === answer.size &&
    claim.align === answer.align &&
    answer.offsets.every((offset, i) => offset === undefined || offset === claim.offsets[i]) &&
    answer.offsets.length === claim.offsets.length;
  return same ? undefined : `engine ${text(claim)}, ${compiler.name} ${text(answer)}`;
}

function text(answer: Answer): string {
  return `size ${answer.size} align ${answer.align} offsets [${answer.offsets.map((offset) => offset ?? "?").join(", ")}]`;
}

function compare(compiler: Compiler, samples: readonly Sample[], tally: Tally): void {
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

const { found, missing } = findCompilers(only === "" ? [] : only.split(","));
console.log(`seed ${seed}, ${total} records, ${found.length} compilers`);
const tallies: Map<Compiler, Tally> = new Map(found.map((compiler) => [compiler, { compared: 0, refused: 0, mismatches: [] }]));
const cgoTallies: Map<Compiler, CgoTally> = new Map();
for (const compiler of found) {
  // cgo reads DWARF, which clang does not write for AIX.
  const usable = compiler.target.cgo && !compiler.isOther && compiler.target.goos !== "aix" && compiler.target.variant === undefined;
  if (usable) cgoTallies.set(compiler, { compared: 0, refused: 0, mismatches: [] });
}
const random = createRandom(seed);
const archs = new Map(targets().map((target) => [target.goarch, target.go]));
const goTally: GoTally = { compared: 0, mismatches: [] };
const wantsGo = what.includes("go") || what.includes("cgo");
if (wantsGo && !hasGo()) missing.push("go");
const canGo = wantsGo && !missing.includes("go");

for (let made = 0; made < total; ) {
  const samples: Sample[] = [];
  while (samples.length < batchSize && made < total) {
    const kind = kinds[made % kinds.length];
    if (kind !== undefined) samples.push(makeSample(random, kind, made));
    made++;
  }
  if (what.includes("c")) for (const [compiler, tally] of tallies) compare(compiler, samples, tally);
  if (what.includes("go") && canGo) {
    const make = (withAtomic: boolean): GoSample[] => {
      const goSamples: GoSample[] = [];
      while (goSamples.length < samples.length) goSamples.push(makeGoSample(random, goSamples, goSamples.length, withAtomic));
      return goSamples;
    };
    compareGo(make(true), archs, goTally);
    compareGc(make(false), archs, goTally);
  }
  if (what.includes("cgo") && canGo) for (const [compiler, tally] of cgoTallies) compareCgo(compiler, samples, tally);
}

for (const name of missing) console.log(`not installed: ${name}`);
if (what.includes("go")) {
  console.log(`go: ${goTally.compared} struct layouts compared on ${archs.size} architectures, ${goTally.mismatches.length} differ`);
  for (const mismatch of goTally.mismatches.slice(0, show)) console.log(`  ${mismatch}`);
}
let passed = goTally.compared - goTally.mismatches.length;
let failed = missing.length > 0 && process.env["ABI_LENS_REQUIRE"] !== undefined ? missing.length : 0;
failed += goTally.mismatches.length;
for (const [name, tally] of [
  ...(what.includes("c") ? [...tallies].map(([compiler, tally]) => [compiler.name, tally] as const) : []),
  ...(what.includes("cgo") ? [...cgoTallies].map(([compiler, tally]) => [`cgo ${compiler.name}`, tally] as const) : []),
]) {
  passed += tally.compared - tally.mismatches.length;
  failed += tally.mismatches.length;
  console.log(`${name}: ${tally.compared} records compared, ${tally.refused} samples refused, ${tally.mismatches.length} differ`);
  const shortest = [...tally.mismatches].sort((a, b) => a.sample.lines.length - b.sample.lines.length);
  for (const { sample, what: text } of shortest.slice(0, show)) console.log(`  ${text}\n    ${sample.lines.join("\n    ")}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
