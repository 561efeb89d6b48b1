/**
 * The record layout engine alone: records laid out per second for one target and for all, and how the work grows with
 * the number of members and with nesting. The yardstick is the bare tree-sitter parse of the same records as C text.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
import { Language, Parser } from "web-tree-sitter";
import { dist, root } from "../build.mjs";

const RECORDS = 2000;
const RUNS = 7;

const scalars = [
  ["char", "char"],
  ["int", "int"],
  ["llong", "long long"],
  ["double", "double"],
  ["ushort", "unsigned short"],
  ["long", "long"],
];

/** Measures and prints. */
export async function run() {
  const { layoutRecord, models } = await engine();
  const one = [models.get("linux/amd64")];
  const all = [...new Set(models.values())];
  const parse = await cParser();
  const yardstick = median(times(() => parse(textOf(plainRecords(RECORDS)))));
  const perSecond = (ms) => `${Math.round(RECORDS / (ms / 1000)).toLocaleString("en")} records/s`;
  const forOne = median(times(() => layAll(layoutRecord, plainRecords(RECORDS), one)));
  const forAll = median(times(() => layAll(layoutRecord, plainRecords(RECORDS), all)));
  console.log(`${RECORDS} records of 8 members, a nested record, an array and bit-fields among them; medians of ${RUNS} runs\n`);
  row("bare parse of their text", yardstick, yardstick, perSecond(yardstick));
  row("laid out for linux/amd64", forOne, yardstick, perSecond(forOne));
  row(`laid out for all ${all.length} models`, forAll, yardstick, `${perSecond(forAll)}, ${(forAll / forOne).toFixed(1)} x one model`);
  console.log("\nmicroseconds per member, and per level of nesting: flat where the work is linear\n");
  for (const count of [10, 100, 1000, 10_000, 100_000]) {
    const repeat = Math.max(1, 10_000 / count);
    const ms = median(
      times(() =>
        layAll(
          layoutRecord,
          Array.from({ length: repeat }, () => wideRecord(count)),
          one,
        ),
      ),
    );
    console.log(`  ${String(count).padStart(7)} members ${((ms * 1000) / (count * repeat)).toFixed(2).padStart(8)}`);
  }
  for (const depth of [1, 10, 100, 1000]) {
    const repeat = 1000 / depth;
    const ms = median(
      times(() =>
        layAll(
          layoutRecord,
          Array.from({ length: repeat }, () => deepRecord(depth)),
          one,
        ),
      ),
    );
    console.log(`  ${String(depth).padStart(7)} levels  ${((ms * 1000) / (depth * repeat)).toFixed(2).padStart(8)}`);
  }
}

/** The engine, bundled from its sources: the extension's bundles do not export it. */
async function engine() {
  const folder = await mkdtemp(join(tmpdir(), "abi-lens-bench-"));
  try {
    const outfile = join(folder, "engine.mjs");
    const contents = 'export { layoutRecord } from "./layout/c.ts"; export { createRegistry } from "./target/registry.ts";';
    const stdin = { contents, resolveDir: join(root, "server/src"), loader: "ts" };
    await bundle({ stdin, bundle: true, format: "esm", platform: "node", outfile, logLevel: "error" });
    const { layoutRecord, createRegistry } = await import(pathToFileURL(outfile).href);
    const registry = createRegistry(JSON.parse(await readFile(join(root, "data/targets.json"), "utf8")));
    const withC = registry.targets.filter(({ c }) => typeof c !== "string");
    return { layoutRecord, models: new Map(withC.map(({ id, c }) => [id, c])) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function cParser() {
  const file = (name) => readFile(join(dist, "assets", name));
  await Parser.init({ wasmBinary: await file("web-tree-sitter.wasm"), locateFile: (name) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(await file("tree-sitter-c.wasm")));
  return (text) => parser.parse(text).delete();
}

/** Answers are remembered with the records, so each run needs new ones; making them is not measured. */
function layAll(layoutRecord, records, models) {
  const started = performance.now();
  for (const model of models) {
    for (const record of records) if (!layoutRecord(record, model).known) throw new Error(`${record.name} is not known`);
  }
  return performance.now() - started;
}

function times(run) {
  return Array.from({ length: RUNS }, () => {
    const started = performance.now();
    return run() ?? performance.now() - started;
  });
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function row(name, ms, yardstick, more) {
  console.log(`${name.padEnd(32)} ${ms.toFixed(1).padStart(8)} ms ${(ms / yardstick).toFixed(2).padStart(7)} x bare parse  ${more}`);
}

const scalar = (i) => ({ kind: "scalar", name: scalars[i % scalars.length][0] });
const struct = (tag, fields) => ({ kind: "record", union: false, tag, name: `struct ${tag}`, fields });

/** What real headers have: scalars of every size, a nested record, an array, bit-fields. */
function plainRecords(count) {
  return Array.from({ length: count }, (_, i) => {
    const inner = struct(`in${i}`, [
      { name: "x", type: scalar(i) },
      { name: "y", type: scalar(i + 1) },
    ]);
    return struct(`s${i}`, [
      { name: "a", type: scalar(i) },
      { name: "b", type: scalar(i + 2) },
      { name: "c", type: { kind: "array", of: scalar(i + 3), count: 4 } },
      { name: "d", type: inner },
      { name: "e", type: { kind: "scalar", name: "uint" }, bitWidth: 3 },
      { name: "f", type: { kind: "scalar", name: "uint" }, bitWidth: 7 },
      { name: "g", type: { kind: "pointer", to: inner } },
      { name: "h", type: scalar(i + 5) },
    ]);
  });
}

function wideRecord(count) {
  return struct(
    "wide",
    Array.from({ length: count }, (_, i) => ({ name: `f${i}`, type: scalar(i) })),
  );
}

function deepRecord(depth) {
  let type = scalar(2);
  for (let level = 0; level < depth; level++)
    type = struct(`d${level}`, [
      { name: "c", type: scalar(0) },
      { name: "m", type },
    ]);
  return type;
}

/** `plainRecords` as C. */
function textOf(records) {
  const spelled = (type, name) => {
    if (type.kind === "array") return `${spelled(type.of, name)}[${type.count}]`;
    if (type.kind === "pointer") return spelled(type.to, `*${name}`);
    return type.kind === "record" ? `${type.name} ${name}` : `${new Map([...scalars, ["uint", "unsigned"]]).get(type.name)} ${name}`;
  };
  const definition = ({ name, fields }) =>
    `${name} {\n${fields.map((field) => `  ${spelled(field.type, field.name)}${field.bitWidth === undefined ? "" : ` : ${field.bitWidth}`};\n`).join("")}};\n`;
  return records.map((record) => definition(record.fields[3].type) + definition(record)).join("");
}
