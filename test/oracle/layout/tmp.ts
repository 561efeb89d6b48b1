import { findCompilers } from "./compilers.ts";
import { compareC, emptyTally, shrink } from "./cOracle.ts";
import { readSamples } from "./reading.ts";
import { drawSamples } from "./samples.ts";
const only = (process.argv[2] ?? "").split(",");
const n = Number(process.argv[3] ?? 500), seed = Number(process.argv[4] ?? 1);
const samples = drawSamples(seed, n, 0);
const { found } = findCompilers(only);
console.time("read");
const reads = readSamples(samples, [...new Set(found.map(c => c.target))]);
console.timeEnd("read");
for (const c of found) {
  const t = emptyTally();
  const s = performance.now();
  compareC(c, reads.get(c.target.id)!, t);
  console.log(c.name, t.compared, t.refused, t.mismatches.length, Math.round(performance.now() - s), "ms");
  const by = new Map<string, typeof t.mismatches>();
  for (const m of t.mismatches) { const k = m.what.replace(/^[^:]*: /, "").replace(/[fbERUTt]\d+_\d+/g, "N").replace(/engine size.*|lays it out: .*/, "").slice(0, 100); by.set(k, [...(by.get(k) ?? []), m]); }
  for (const [k, list] of [...by].sort((a, b) => b[1].length - a[1].length).slice(0, Number(process.argv[5] ?? 8))) {
    const least = [...list].sort((a, b) => a.sample.lines.length - b.sample.lines.length)[0]!;
    console.log(`  ${list.length}x ${k}`);
    const m = shrink(c, least);
    console.log(`    ${m.what}\n      ${m.sample.lines.join("\n      ")}`);
  }
}
