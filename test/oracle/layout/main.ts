/**
 * Compares the C layout engines with real compilers on random records.
 *
 *     node out/test/oracle/layout/main.js [--records N] [--seed S] [--batch N] [--only NAME,…] [--show N]
 *         [--what c,go,cgo] [--report FILE]
 *     node out/test/oracle/layout/main.js --record
 *
 * `--what` limits the run to the C engines, Go's layouts or cgo's view; `--only` to compilers whose name (`linux/arm
 * gcc`) contains one of the parts. `--record` keeps the compilers' answers for a fixed series of records,
 * `--report` writes what was compared as JSON.
 * Says which compilers are not installed; with ABI_LENS_REQUIRE set that is a failure. Ends with `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type CgoTally, compareCgo } from "./cgoOracle.ts";
import { compareC, shrink, type Tally } from "./cOracle.ts";
import { type Compiler, findCompilers, targets } from "./compilers.ts";
import { compareGc, compareGo, type GoSample, type GoTally, makeGoSample } from "./goOracle.ts";
import { hasGo } from "./goTool.ts";
import { createRandom } from "./random.ts";
import { record, recordedPath } from "./record.ts";
import { kinds, makeSample, type Sample } from "./records.ts";

function option(name: string, otherwise: string): string {
  const index = process.argv.indexOf(`--${name}`);
  return (index < 0 ? undefined : process.argv[index + 1]) ?? otherwise;
}

/** The first line a tool prints of itself. */
function versionOf(command: string, argument: string): string {
  let version = versions.get(command);
  if (version === undefined) {
    version = spawnSync(command, [argument], { encoding: "utf8" }).stdout?.split("\n")[0] ?? "";
    versions.set(command, version);
  }
  return version;
}
const versions: Map<string, string> = new Map();

const total = Number(option("records", "2000"));
const seed = Number(option("seed", String(Date.now() % 1_000_000)));
const batchSize = Number(option("batch", "500"));
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
  if (what.includes("c")) for (const [compiler, tally] of tallies) compareC(compiler, samples, tally);
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
const rows: {
  readonly what: "c" | "go" | "cgo";
  readonly name: string;
  readonly version: string;
  readonly compared: number;
  readonly differ: number;
}[] = [];
if (what.includes("go")) {
  rows.push({ what: "go", name: "gc", version: versionOf("go", "version"), compared: goTally.compared, differ: goTally.mismatches.length });
}
let passed = goTally.compared - goTally.mismatches.length;
let failed = missing.length > 0 && process.env["ABI_LENS_REQUIRE"] !== undefined ? missing.length : 0;
failed += goTally.mismatches.length;
const report = (
  compiler: Compiler,
  kind: "c" | "cgo",
  tally: Tally | CgoTally,
  small: (mismatch: Tally["mismatches"][number]) => Tally["mismatches"][number],
): void => {
  passed += tally.compared - tally.mismatches.length;
  failed += tally.mismatches.length;
  rows.push({
    what: kind,
    name: compiler.name,
    version: versionOf(compiler.command, "--version"),
    compared: tally.compared,
    differ: tally.mismatches.length,
  });
  console.log(
    `${kind === "cgo" ? "cgo " : ""}${compiler.name}: ${tally.compared} records compared, ${tally.refused} samples refused, ${tally.mismatches.length} differ`,
  );
  const shortest = [...tally.mismatches].sort((a, b) => a.sample.lines.length - b.sample.lines.length);
  for (const mismatch of shortest.slice(0, show)) {
    const { sample, what: text } = small(mismatch);
    console.log(`  ${text}\n    ${sample.lines.join("\n    ")}`);
  }
};
if (what.includes("c")) for (const [compiler, tally] of tallies) report(compiler, "c", tally, (mismatch) => shrink(compiler, mismatch));
if (what.includes("cgo")) for (const [compiler, tally] of cgoTallies) report(compiler, "cgo", tally, (mismatch) => mismatch);
const reportFile = option("report", "");
if (reportFile !== "") writeFileSync(reportFile, `${JSON.stringify({ seed, records: total, rows }, undefined, 2)}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
