/**
 * Derives every table of data/ again and compares: runs each script beside this one with `--check`. The last line is
 * `N passed, N failed`, counted in tables.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith(".mjs") && name !== "check.mjs")
  .sort();

let nPassed = 0;
let nFailed = 0;
for (const name of scripts) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${folder}${name}`, "--check"], { encoding: "utf8", maxBuffer: 1 << 26 });
  const lines = `${stdout}${stderr}`.trim().split("\n");
  const counts = /^(\d+) passed, (\d+) failed$/.exec(stdout.trim().split("\n").at(-1) ?? "");
  // A script that ends without a count (a compiler is missing, say) has failed as a whole.
  nPassed += Number(counts?.[1] ?? 0);
  nFailed += counts === null || (status !== 0 && counts[2] === "0") ? 1 : Number(counts[2]);
  console.log(`${name}: ${lines.join("\n  ")}`);
}
console.log(`${nPassed} passed, ${nFailed} failed`);
process.exitCode = nFailed === 0 && nPassed > 0 ? 0 : 1;
