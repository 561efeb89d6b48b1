/**
 * `npm run test:editor`: all suites that need an editor or a browser, one after the other, and the sum of their
 * counts in the last line. Without Chromium they are left out and named; with ABI_LENS_REQUIRE=1 that is a failure.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { chromium, chromiumHint, editorFolder } from "./hostPaths.mjs";
import { isRequired } from "./report.mjs";
import { isInstalled } from "./setup.mjs";

/** All but the first need a browser. */
const SUITES = ["grammar.mjs", "browserWorker.mjs", "runSuite.mjs", "packaged.mjs"];

const hasBrowser = chromium() !== undefined || process.env.VSCODE_TEST_EXECUTABLE !== undefined;
const suites = hasBrowser ? SUITES : isInstalled() ? SUITES.slice(0, 1) : [];

let passed = 0;
let failed = 0;
for (const suite of suites) {
  const { status, output } = await run(suite);
  const counts = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  passed += Number(counts?.[1] ?? 0);
  // A suite that fails without saying what failed must not look like one that passed.
  failed += Number(counts?.[2] ?? 0) || (status === 0 ? 0 : 1);
}
if (!hasBrowser) {
  console.log(`left out: the editor suites need Chromium: ${chromiumHint}`);
  if (isRequired) failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs a suite, passing on what it prints. */
function run(suite) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(editorFolder, suite)], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.once("close", (status) => resolve({ status, output }));
  });
}
