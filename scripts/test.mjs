/**
 * `npm test [-- PART…]`: everything that can be tested on this machine. What is left out is named in the last lines
 * with the command that brings it; with ABI_LENS_REQUIRE=1 that is a failure. The very last line sums up all parts.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./build.mjs";

/** Debian packages whose headers are read as users read them, and the modules that show they are there. */
const headerPackages = [
  ..."zlib1g-dev libsqlite3-dev libsdl2-dev libusb-1.0-0-dev libpcap-dev libssl-dev libcurl4-openssl-dev".split(" "),
  ..."libgtk-3-dev libglib2.0-dev libavformat-dev libavcodec-dev libavutil-dev libgit2-dev libasound2-dev linux-libc-dev".split(" "),
];
const headerModules = "zlib sqlite3 sdl2 libusb-1.0 libpcap openssl libcurl gtk+-3.0 gio-unix-2.0 libavformat libgit2 alsa".split(" ");

/** What parts may need: how to see that it is there, and what brings it. */
const tools = {
  clang: { probe: ["clang-19", "--version"], bring: "apt-get install -y clang-19 llvm-19" },
  go: { probe: ["go", "version"], match: /go1\.(2[6-9]|[3-9]\d)/, bring: "install Go 1.26 or later from https://go.dev/dl" },
  gcc: { probe: ["gcc", "--version"], bring: "apt-get install -y gcc libc6-dev" },
  mingw: { probe: ["i686-w64-mingw32-gcc", "--version"], bring: "apt-get install -y gcc-mingw-w64-i686 gcc-mingw-w64-x86-64" },
  // One stands for all: they come together.
  cross: { probe: ["sparc64-linux-gnu-gcc", "--version"], bring: "apt-get install -y the gcc-*-linux-gnu* packages that .ci/run lists" },
  pkgconf: {
    probe: ["pkgconf", "--exists", "gtk+-3.0", "sdl2", "libavformat", "libusb-1.0", "libcurl", "libgit2"],
    match: /^/,
    bring: "apt-get install -y pkg-config and the lib*-dev packages that .ci/run lists",
  },
  headers: {
    probe: ["pkg-config", "--modversion", ...headerModules],
    bring: `apt-get install -y pkg-config ${headerPackages.join(" ")}`,
  },
  // Brings the headers of the systems that have no package here.
  pip: { probe: ["python3", "-m", "pip", "--version"], bring: "apt-get install -y python3-pip" },
  git: { probe: ["git", "ls-files", "--error-unmatch", "package.json"], bring: "git clone instead of an archive" },
};

const compilers = ["clang", "gcc", "mingw", "cross"];

/**
 * The parts, in order. A part's own counts are read from its output: the closing lines of node's test runner, or a
 * last line `N passed, N failed`; without either it counts as one. A part may leave something out itself, in lines
 * that start with `left out: `. To add a part, add a line.
 */
const parts = [
  { name: "types", run: ["node_modules/typescript/bin/tsc", "-b"] },
  { name: "lint", run: ["node_modules/@biomejs/biome/bin/biome", "check", "."] },
  { name: "build", run: ["scripts/prepare.mjs"] },
  { name: "generated", run: ["scripts/generate.mjs", "--check"] },
  { name: "unit", run: ["--test"], files: "out/test/unit", needs: ["git"] },
  { name: "package", run: ["scripts/package.mjs", "--check"] },
  { name: "oracle go", run: ["out/test/oracle/go/main.js"], needs: ["go"] },
  { name: "oracle structs", run: ["out/test/oracle/go/structs.js"], needs: ["go"] },
  { name: "oracle preambles", run: ["out/test/oracle/go/preambles.js"], needs: ["go", "gcc"] },
  { name: "oracle cgo flags", run: ["out/test/oracle/go/cgoFlags.js", "--seed", "1"], needs: ["go"] },
  { name: "oracle refused flags", run: ["out/test/oracle/go/refusedFlags.js", "--seed", "1"], needs: ["go", "gcc"] },
  { name: "oracle load alignment", run: ["out/test/oracle/go/loadAlignment.js"], needs: ["go"] },
  { name: "oracle patterns", run: ["out/test/oracle/go/patterns.js"], needs: ["go"] },
  { name: "oracle pkg-config", run: ["out/test/oracle/pkgConfig/main.js", "--seed", "1"], needs: ["pkgconf"] },
  { name: "oracle constants", run: ["out/test/oracle/go/constants.js", "--seed", "1"], needs: ["go"] },
  { name: "oracle fixes", run: ["out/test/oracle/fixes/main.js"], needs: ["go", "pip", ...compilers] },
  { name: "oracle c types", run: ["out/test/oracle/go/cTypes.js"], needs: ["go", "gcc", "mingw", "cross"] },
  { name: "oracle claims", run: ["out/test/oracle/fixes/claims.js"], needs: ["go", "pip", ...compilers] },
  { name: "oracle gofmt", run: ["out/test/oracle/gofmt/main.js"], needs: ["go"] },
  { name: "oracle layout", run: ["out/test/oracle/layout/main.js", "--count", "160", "--seed", "1"], needs: ["clang"] },
  { name: "oracle c", run: ["out/test/oracle/c/main.js", "--seed", "1"], needs: compilers },
  { name: "oracle headers", run: ["out/test/oracle/headers/main.js"], needs: ["clang", "headers"] },
  { name: "oracle library headers", run: ["out/test/oracle/cLibrary.js"], needs: ["go", "pip", ...compilers] },
  { name: "oracle mirrors", run: ["out/test/oracle/mirrors.js", "--seed", "1"], needs: ["go", ...compilers] },
  { name: "oracle examples", run: ["out/test/oracle/examples/main.js"], needs: ["go", ...compilers] },
  { name: "oracle go facts", run: ["out/test/oracle/goFacts/main.js"], needs: ["go"] },
  { name: "oracle kernel", run: ["out/test/oracle/kernel.js"], needs: ["go", "pip", ...compilers] },
  { name: "oracle kernel calls", run: ["out/test/oracle/kernelCalls.js"], needs: ["go"] },
  { name: "oracle dlls", run: ["out/test/oracle/dlls.js"], needs: ["go", "pip", ...compilers] },
  { name: "oracle build constraints", run: ["out/test/oracle/targetsBuildConstraint.js"], needs: ["go"] },
  { name: "oracle data models", run: ["out/test/oracle/targetsModels.js"], needs: compilers },
  { name: "oracle standard types", run: ["out/test/oracle/targetsStandardTypes.js"], needs: compilers },
  { name: "facts", run: ["scripts/facts/check.mjs"], needs: ["go", "pip", ...compilers] },
  { name: "editor", run: ["test/editor/run.mjs"] },
];

/** How many lines of a failed part are shown. */
const MAX_SHOWN = 150;

const isRequired = process.env.ABI_LENS_REQUIRE === "1";
const chosen = process.argv.slice(2);
/** Parts by the tool they lack. */
const lacking = new Map();
const leftOut = [];
let passed = 0;
let failed = 0;

await removeStaleOutput();
for (const part of parts) {
  if (chosen.length > 0 && !chosen.some((word) => part.name.startsWith(word))) continue;
  const missing = (part.needs ?? []).filter((tool) => !isThere(tool));
  for (const tool of missing) lacking.set(tool, [...(lacking.get(tool) ?? []), part.name]);
  if (missing.length === 0) await runPart(part);
}
for (const [tool, names] of lacking) leftOut.push(`left out for want of ${tool}: ${names.join(", ")} (${tools[tool].bring})`);
for (const line of leftOut) console.log(line);
if (isRequired) failed += leftOut.length;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function isThere(name) {
  const { probe, match = /./ } = tools[name];
  const { status, stdout } = spawnSync(probe[0], probe.slice(1), { cwd: root, encoding: "utf8" });
  return status === 0 && match.test(stdout);
}

async function runPart({ name, run, files }) {
  const started = performance.now();
  const args = files === undefined ? run : [...run, ...(await testFiles(join(root, files)))];
  const { status, output } = await execute(args);
  const counts = countsOf(output) ?? (status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  // A suite that fails without saying what failed must not look like one that passed.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  passed += counts.passed;
  failed += counts.failed;
  leftOut.push(
    ...output
      .split("\n")
      .filter((line) => /^(?:left out|not installed): /.test(line))
      .map((line) => line.replace(/^not installed: /, `left out: ${name} without `)),
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${counts.failed === 0 ? "ok" : "FAILED"}  ${name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  if (counts.failed > 0) console.log(explained(output));
}

function execute(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.once("error", (error) => resolve({ status: 1, output: `${output}\n${error.message}` }));
    child.once("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

/** The counts a suite prints about itself; undefined when it prints none. */
function countsOf(output) {
  const own = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (own !== undefined) return { passed: Number(own[1]), failed: Number(own[2]) };
  const count = (word) => Number([...output.matchAll(new RegExp(`^# ${word} (\\d+)$`, "gm"))].at(-1)?.[1] ?? Number.NaN);
  const [pass, fail, cancelled] = ["pass", "fail", "cancelled"].map(count);
  return Number.isNaN(pass) || Number.isNaN(fail) ? undefined : { passed: pass, failed: fail + (cancelled || 0) };
}

/** What of a failed part's output explains the failure: of node's test runner only the tests that failed. */
function explained(output) {
  if (!output.startsWith("TAP version")) {
    const lines = output.trimEnd().split("\n");
    return lines.length <= MAX_SHOWN ? lines.join("\n") : ["...", ...lines.slice(-MAX_SHOWN)].join("\n");
  }
  const blocks = output.split(/^(?=\s*# Subtest: )/m);
  return blocks
    .filter((block) => /^\s*not ok /m.test(block))
    .join("")
    .trimEnd();
}

/** Test files by name: folders as arguments mean different things to different versions of node. */
async function testFiles(folder) {
  const entries = await readdir(folder, { recursive: true });
  return entries
    .filter((name) => name.endsWith(".test.js"))
    .sort()
    .map((name) => join(folder, name));
}

/** Removes compiled files whose source is gone: they would be tested for ever. */
async function removeStaleOutput() {
  const names = await readdir(join(root, "out"), { recursive: true }).catch(() => []);
  for (const name of names) {
    const match = /^(.*)\.(?:js|js\.map|d\.ts)$/.exec(name);
    if (match === null || existsSync(join(root, `${match[1]}.ts`))) continue;
    const path = join(root, "out", name);
    if ((await stat(path)).isFile()) await unlink(path);
  }
}
