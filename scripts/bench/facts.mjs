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
/** A target of each family of C libraries. */
const LIBRARIES = ["linux/amd64", "linux/amd64+musl", "darwin/arm64", "freebsd/amd64", "netbsd/amd64", "openbsd/amd64", "windows/amd64"];

/** Measures and prints. */
export async function run() {
  await sizes();
  const folder = await mkdtemp(join(tmpdir(), "abi-lens-bench-"));
  try {
    const [module, library] = await Promise.all(
      ["goPackages", "cLibrary"].map(async (name) => {
        const outfile = join(folder, `${name}.mjs`);
        const entryPoints = [join(root, `server/src/system/${name}.ts`)];
        await bundle({ entryPoints, outfile, bundle: true, format: "esm", platform: "node" });
        return outfile;
      }),
    );
    console.log(`\nfirst reading, medians of ${RUNS} processes, and times JSON.parse of ${YARDSTICK}\n`);
    for (const target of TARGETS) readings(module, target);
    console.log(`\nC libraries: the table made, a macro and a type first asked for, and the memory all that takes\n`);
    for (const target of LIBRARIES) libraryReadings(library, target);
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
  row("C libraries", /^c\b/);
  for (const name of ["syscallNumbers", "functions", "standardTypes"]) row(`  ${name}`, new RegExp(`goPackages.${name}`));
}

/** What a script prints in as many fresh processes. */
function runsOf(text) {
  const args = ["--expose-gc", "--input-type=module", "-e", text];
  return Array.from({ length: RUNS }, () => JSON.parse(spawnSync(process.execPath, args, { encoding: "utf8" }).stdout));
}

function readings(module, target) {
  const runs = runsOf(script(module, target));
  const [types, constants, yardstick] = ["types", "constants", "yardstick"].map((key) => median(runs.map((run) => run[key])));
  const column = (ms) => `${ms.toFixed(1).padStart(7)} ms ${(ms / yardstick).toFixed(1).padStart(6)} x`;
  console.log(`${target.padEnd(16)} types ${column(types)}   constants ${column(constants)}`);
}

function libraryReadings(module, target) {
  const runs = runsOf(libraryScript(module, target));
  const [made, macro, type, heap] = ["made", "macro", "type", "heap"].map((key) => median(runs.map((run) => run[key])));
  const column = (ms) => `${ms.toFixed(1).padStart(6)} ms`;
  const sum = column(made + macro + type);
  console.log(`${target.padEnd(18)}${column(made)}  macro ${column(macro)}  type ${column(type)}  in all ${sum}  ${heap.toFixed(1)} MB`);
}

function libraryScript(module, target) {
  const [goos, goarch] = target.split(/[/+]/);
  const variant = target.includes("+musl") ? "musl" : undefined;
  return `
    import { readFileSync } from "node:fs";
    import { LibraryTable, libraryTableName } from ${JSON.stringify(pathToFileURL(module).href)};
    const target = ${JSON.stringify({ id: target, goos, goarch, variant, go: { wordSize: 8, maxAlign: 8 } })};
    const name = libraryTableName(target);
    const text = readFileSync(${JSON.stringify(`${join(root, "data")}/`)} + name, "utf8");
    const timed = (work) => { const started = performance.now(); work(); return performance.now() - started; };
    gc();
    const before = process.memoryUsage().heapUsed;
    let table;
    let environment;
    const made = timed(() => { table = new LibraryTable(name, text); environment = table.environment(target, []); });
    const macro = timed(() => table.macro(environment, table.headerSet("errno.h"), "EAGAIN"));
    const type = timed(() => table.declarations(environment, table.headerSet("stdio.h"), ["FILE"]));
    gc();
    const heap = (process.memoryUsage().heapUsed - before) / 1e6;
    console.log(JSON.stringify({ made, macro, type, heap, isThere: table.hasMacro("EAGAIN") }));`;
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
