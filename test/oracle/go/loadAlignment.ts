/**
 * Compares what loads and stores need on each processor with the Go compiler's own table. Needs Go. The last line is
 * `N passed, N failed`.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAlignment } from "../../../server/src/target/loadAlignment.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import { readTable } from "../../unit/target/table.ts";

const root = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
const source = readFileSync(join(root, "src/cmd/internal/sys/arch.go"), "utf8");
const byGo = new Map<string, number>();
for (const [, name, alignment] of source.matchAll(/= &Arch\{[^}]*?\bName:\s*"(\w+)",[^}]*?\bAlignment:\s*(\d+),/g)) {
  if (name !== undefined) byGo.set(name, Number(alignment));
}

let nPassed = 0;
let nFailed = 0;
for (const goarch of new Set(createRegistry(readTable("targets.json")).targets.map((target) => target.goarch))) {
  const expected = byGo.get(goarch);
  if (expected === loadAlignment(goarch)) {
    nPassed++;
    continue;
  }
  nFailed++;
  console.log(`${goarch}: ${loadAlignment(goarch)} bytes here, ${expected ?? "none"} in Go`);
}
console.log(`${nPassed} passed, ${nFailed} failed`);
process.exitCode = nFailed === 0 && nPassed > 0 ? 0 : 1;
