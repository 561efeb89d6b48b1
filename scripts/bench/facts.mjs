/**
 * The shipped tables: how large they are, and what it costs to read what one target needs, in fresh processes because
 * a user waits for the first reading. The yardstick is JSON.parse of a table in JSON in the same process.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
import { root } from "../build.mjs";

const RUNS = 9;
const TARGETS = ["linux/amd64", "windows/amd64", "darwin/arm64", "openbsd/amd64", "js/wasm"];
const YARDSTICK = "predefinedMacros.json";

export async function benchFacts() {
  await sizes();
  const folder = await mkdtemp(join(tmpdir(), "abi-lens-bench-"));
  try {
    const module = join(folder, "goPackages.mjs");
    await bundle({
      entryPoints: [join(root, "server/src/system/goPackages.ts")],
      outfile: module,
      bundle: true,
      format: "esm",
      platform: "node",
    });
    console.log(`\nfirst reading, medians of ${RUNS} processes, and times JSON.parse of ${YARDSTICK}\n`);
    for (const target of TARGETS) await readings(module, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sizes() {
  const names = await readdir(join(root, "data"), { recursive: true });
  const tables = names.filter((name) => /\.(?:json|txt)$/.test(name) && !name.endsWith(".schema.json"));
  const bytes = new Map(await Promise.all(tables.map(async (name) => [name, (await stat(join(root, "data", name))).size])));
  const row = (what, pattern) => {
    const sum = tables.filter((name) => pattern.test(name)).reduce((total, name) => total + bytes.get(name), 0);
    console.log(`${what.padEnd(32)} ${(sum / 1000).toFixed(0).padStart(6)} kB`);
  };
  row("all tables", /./);
  row("goPackages", /goPackages/);
  row("  constants", /\.constants\.txt$/);
  row("  types", /\.types\.txt$/);
  for (const name of ["syscallNumbers", "functions", "standardTypes"]) row(`  ${name}`, new RegExp(`goPackages.${name}`));
}

async function readings(module, target) {
  const runs = Array.from({ length: RUNS }, () =>
    JSON.parse(spawnSync(process.execPath, ["--input-type=module", "-e", script(module, target)], { encoding: "utf8" }).stdout),
  );
  const [types, constants, yardstick] = ["types", "constants", "yardstick"].map((key) => median(runs.map((run) => run[key])));
  const column = (ms) => `${ms.toFixed(1).padStart(7)} ms ${(ms / yardstick).toFixed(1).padStart(6)} x`;
  console.log(`${target.padEnd(16)} types ${column(types)}   constants ${column(constants)}`);
}

/** Reads, parses and asks, then prints milliseconds as JSON. */
function script(module, target) {
  const [goos, goarch] = target.split("/");
  return `
    import { readFileSync } from "node:fs";
    import { createGoPackages } from ${JSON.stringify(pathToFileURL(module).href)};
    const one = ${JSON.stringify({ id: target, goos, goarch })};
    const read = (name) => readFileSync(${JSON.stringify(`${join(root, "data")}/`)} + name, "utf8");
    const timed = (work) => { const started = performance.now(); work(); return performance.now() - started; };
    const yardstick = timed(() => JSON.parse(read(${JSON.stringify(YARDSTICK)})));
    const facts = createGoPackages(read);
    const types = timed(() => [facts.type("syscall", "Timespec", one), facts.type("time", "Time", one)]);
    const constants = timed(() => [facts.constant("syscall", "EAGAIN", one), facts.constant("syscall", "SYS_READ", one)]);
    console.log(JSON.stringify({ types, constants, yardstick }));`;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await benchFacts();
