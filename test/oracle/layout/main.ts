/**
 * Compares the C reader and the layout engines with real compilers on random records, given as C text.
 *
 *     node out/test/oracle/layout/main.js [--count N] [--seed S] [--batch N] [--only NAME,…] [--show N]
 *         [--what c,go,cgo] [--report FILE]
 *     node out/test/oracle/layout/main.js --record
 *
 * `--what` limits the run to the C engines, Go's layouts or cgo's view; `--only` to compilers whose name (`linux/arm
 * gcc`) contains one of the parts. `--record` keeps the compilers' answers for a fixed series of records,
 * `--report` writes what was compared as JSON, from which docs/accuracy.md is made.
 * Says which compilers are not installed; with ABI_LENS_REQUIRE set that is a failure. Ends with `N passed, N failed`.
 */
import { writeFileSync } from "node:fs";
import { type CgoTally, compareCgo } from "./cgoOracle.ts";
import { compareC, emptyTally, type Mismatch, shrink, type Tally } from "./cOracle.ts";
import { type Compiler, findCompilers, targets, versionOf } from "./compilers.ts";
import { corpus } from "./corpus.ts";
import { compareGc, compareGo, type GoSample, type GoTally, makeGoSample } from "./goOracle.ts";
import { hasGo } from "./goTool.ts";
import { createRandom } from "./random.ts";
import { readSamples } from "./reading.ts";
import { record, recordedPath } from "./record.ts";
import { type Row, writeReport } from "./report.ts";
import { drawSamples, prelude, type Sample } from "./samples.ts";
import { countUnknown } from "./unknown.ts";

function option(name: string, otherwise: string): string {
  const index = process.argv.indexOf(`--${name}`);
  return (index < 0 ? undefined : process.argv[index + 1]) ?? otherwise;
}

const total = Number(option("count", "2000"));
const seed = Number(option("seed", String(Date.now() % 1_000_000)));
const batchSize = Number(option("batch", "800"));
const show = Number(option("show", "3"));
const only = option("only", "");
const what = option("what", "c,go,cgo").split(",");

const { found, missing } = findCompilers(only === "" ? [] : only.split(","));
console.log(`seed ${seed}, ${total} records, ${found.length} compilers`);
if (process.argv.includes("--record")) {
  writeFileSync(recordedPath, `${JSON.stringify(record(found), undefined, 2)}\n`);
  console.log(`wrote ${recordedPath}`);
  process.exit(0);
}
const tallies: Map<Compiler, Tally> = new Map(found.map((compiler) => [compiler, emptyTally()]));
const cgoTallies: Map<Compiler, CgoTally> = new Map();
for (const compiler of found) {
  // cgo reads DWARF, which clang does not write for AIX.
  const usable = compiler.target.cgo && !compiler.isOther && compiler.target.goos !== "aix" && compiler.target.variant === undefined;
  if (usable) cgoTallies.set(compiler, emptyTally());
}
const random = createRandom(seed);
const archs = new Map(targets().map((target) => [target.goarch, target.go]));
const goTally: GoTally = { compared: 0, mismatches: [] };
const wantsGo = what.includes("go") || what.includes("cgo");
if (wantsGo && !hasGo()) missing.push("go");
const canGo = wantsGo && !missing.includes("go");
const asked = [...new Set(found.map((compiler) => compiler.target))];
/** Why records were unknown, and how many samples were. */
const reasons: Map<string, number> = new Map();

for (let made = 0; made < total; ) {
  const count = Math.min(batchSize, total - made);
  const samples = [...(made === 0 ? corpus() : []), ...drawSamples(seed, count, made)];
  const perTarget = readSamples(samples, asked);
  made += count;
  for (const [compiler, tally] of tallies) {
    const reads = perTarget.get(compiler.target.id) ?? [];
    const cgoTally = cgoTallies.get(compiler);
    if (what.includes("c")) compareC(compiler, reads, tally);
    if (!compiler.isOther) countUnknown(compiler, reads, reasons);
    if (what.includes("cgo") && canGo && cgoTally !== undefined) compareCgo(compiler, reads, cgoTally);
  }
  if (what.includes("go") && canGo) {
    const make = (withAtomic: boolean): GoSample[] => {
      const goSamples: GoSample[] = [];
      while (goSamples.length < count) goSamples.push(makeGoSample(random, goSamples, goSamples.length, withAtomic));
      return goSamples;
    };
    compareGo(make(true), archs, goTally);
    compareGc(make(false), archs, goTally);
  }
}

for (const name of missing) console.log(`not installed: ${name}`);
const rows: Row[] = [];
if (what.includes("go") && canGo) {
  const { compared, mismatches } = goTally;
  console.log(`go: ${compared} struct layouts compared on ${archs.size} architectures, ${mismatches.length} differ`);
  for (const mismatch of mismatches.slice(0, show)) console.log(`  ${mismatch}`);
  rows.push({ what: "go", name: "gc", version: versionOf("go", "version"), compared, refused: 0, differ: mismatches.length });
}
let passed = goTally.compared - goTally.mismatches.length;
let failed = missing.length > 0 && process.env["ABI_LENS_REQUIRE"] !== undefined ? missing.length : 0;
failed += goTally.mismatches.length;

/** Samples that were shrunk and shown for one compiler are not for the next. */
const explained: Set<Sample> = new Set();

function report(compiler: Compiler, kind: "c" | "cgo", tally: Tally | CgoTally, small: (mismatch: Mismatch) => Mismatch): void {
  const { compared, refused, mismatches } = tally;
  passed += compared - mismatches.length;
  failed += mismatches.length;
  const version = versionOf(compiler.command, "--version");
  rows.push({ what: kind, name: compiler.name, version, compared, refused, differ: mismatches.length });
  const who = `${kind === "cgo" ? "cgo " : ""}${compiler.name}`;
  console.log(`${who}: ${compared} records compared, ${refused} samples refused, ${mismatches.length} differ`);
  const shortest = [...mismatches].sort((a, b) => a.sample.lines.length - b.sample.lines.length);
  for (const mismatch of shortest.slice(0, show)) {
    if (explained.has(mismatch.sample)) {
      console.log(`  ${mismatch.what}\n    (a sample that is shown above)`);
      continue;
    }
    explained.add(mismatch.sample);
    const { sample, what: text } = small(mismatch);
    console.log(`  ${text}\n    ${[...prelude, ...sample.lines].join("\n    ")}`);
  }
  if (mismatches.length === 0) return;
  console.log(
    `  again: npm run test:oracle -- --seed ${seed} --count ${total} --batch ${batchSize} --only "${compiler.name}" --what ${kind}`,
  );
}
if (what.includes("c")) for (const [compiler, tally] of tallies) report(compiler, "c", tally, (mismatch) => shrink(compiler, mismatch));
if (what.includes("cgo")) for (const [compiler, tally] of cgoTallies) report(compiler, "cgo", tally, (mismatch) => mismatch);
const reportFile = option("report", "");
const unknown = [...reasons].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([reason, count]) => ({ reason, count }));
if (reportFile !== "") {
  const kinds = (["c", "go", "cgo"] as const).filter((kind) => what.includes(kind));
  writeReport(reportFile, { runs: kinds.map((kind) => ({ what: kind, seed, count: total })), rows, unknown });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
