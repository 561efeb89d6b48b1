/**
 * `npm run bench -- c`: third-party headers as a preamble includes them, preprocessed, parsed and declared for 1, 10 and
 * all targets. Every measurement starts cold: a new reader that has lexed nothing. The yardstick is the bare
 * tree-sitter parse of the preprocessed text of one target.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Language, Parser } from "web-tree-sitter";
import { build, builtSignature, dist, inputSignature, root } from "../build.mjs";
import { median, table } from "./measure.mjs";

const RUNS = 15;
const TEN =
  "linux/amd64 linux/arm64 linux/386 linux/arm darwin/amd64 darwin/arm64 windows/amd64 windows/386 windows/arm64 freebsd/amd64".split(" ");
const HEADERS = [
  { name: "SDL.h", package: "libsdl2-dev", path: "/usr/include/SDL2/SDL.h", options: { includeDirs: ["/usr/include/SDL2"] } },
  { name: "sqlite3.h", package: "libsqlite3-dev", path: "/usr/include/sqlite3.h", options: {} },
];

/** Measures and prints. */
export async function run() {
  const missing = HEADERS.filter(({ path }) => !existsSync(path));
  if (missing.length > 0) {
    console.log(`c: needs the headers of ${missing.map((header) => header.package).join(" and ")} (apt-get install them)`);
    return;
  }
  if ((await builtSignature()) !== (await inputSignature())) await build();
  const { status } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error("the sources do not compile");
  const parser = await cParser();
  const reading = await readingOf();
  for (const header of HEADERS) measure(header, parser, reading);
}

/** The engine as compiled, and the targets. */
async function readingOf() {
  const load = (path) => import(join(root, "out", path));
  const data = (name) => JSON.parse(readFileSync(join(root, "data", name), "utf8"));
  const [{ CReader }, { createPredefinedMacros }, { createRegistry }, preprocessing] = await Promise.all(
    ["server/src/c/read.js", "server/src/target/predefinedMacros.js", "server/src/target/registry.js", "test/oracle/c/preprocess.js"].map(
      load,
    ),
  );
  return {
    CReader,
    preprocessing,
    macros: createPredefinedMacros(data("predefinedMacros.json")),
    registry: createRegistry(data("targets.json")),
  };
}

async function cParser() {
  const file = (name) => readFileSync(join(dist, "assets", name));
  await Parser.init({ wasmBinary: file("web-tree-sitter.wasm"), locateFile: (name) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(file("tree-sitter-c.wasm")));
  return parser;
}

function measure({ name, options }, parser, { CReader, preprocessing, macros, registry }) {
  // Files are in memory: reading them is the host's work.
  const files = new Map();
  const view = {
    read(path) {
      const real = path.replace(/^table:/, join(root, "data/"));
      if (!files.has(path)) files.set(path, existsSync(real) ? readFileSync(real, "utf8") : null);
      return files.get(path);
    },
    list: () => null,
  };
  const source = { path: "/bench/preamble.go", text: `#include <${name}>\n`, isPreamble: true, mentioned: [] };
  const none = { quoteDirs: [], includeDirs: [], defines: [], undefines: [], preIncludes: [], std: undefined };
  const whole = { ...none, systemDirs: ["/usr/include"], host: "linux/amd64", ...options };
  const targetsOf = (ids) => ids.map((id) => registry.get(id));
  const read = (targets) => {
    const reader = new CReader(undefined, macros);
    const answer = reader.read(source, whole, targets, view);
    if (!answer.done) throw new Error(`${name} needs ${answer.needs.files.join(" ")}`);
    return { units: answer.value, reader };
  };
  const sets = [
    ["1 target", targetsOf(TEN.slice(0, 1))],
    ["10 targets", targetsOf(TEN)],
    [`all ${registry.targets.length} targets`, registry.targets],
  ];
  read(sets[0][1]);
  const text = preprocessedText(preprocessing, source, whole, files, sets[0][1][0]);
  const times = new Map([["bare parse", []], ...sets.map(([title]) => [title, []])]);
  const timed = (title, work) => {
    const started = performance.now();
    const result = work();
    times.get(title).push(performance.now() - started);
    return result;
  };
  // One of each in turn, so that all of them meet the same moods of the machine.
  for (let i = 0; i < RUNS; i++) {
    timed("bare parse", () => parser.parse(text.text)).delete();
    for (const [title, targets] of sets) timed(title, () => read(targets));
  }
  const bytes = [...files.values()].reduce((sum, content) => sum + (content?.length ?? 0), 0);
  console.log(
    `${name}: ${text.count} tokens, ${text.text.length} characters preprocessed, out of ${bytes} characters in files; medians of ${RUNS}`,
  );
  for (const [title, targets] of sets) {
    const { units, reader } = read(targets);
    const { asked, parsed } = reader.chunkCounts;
    console.log(`  ${title}: ${units.length} variants, ${parsed} of ${asked} declarations parsed`);
  }
  console.log(
    table(
      [...times].map(([title, values]) => [title, median(values)]),
      median(times.get("bare parse")),
    ),
  );
}

/** What the compiler proper sees. */
function preprocessedText({ run, spelling }, source, options, files, target) {
  const { stream } = run(source.text, target, { path: source.path, files, options });
  let text = "";
  for (let i = 0; i < stream.count; i++) {
    // The flags of lexer.ts: first on its line, white space before.
    const flags = stream.flags[i];
    text += ((flags & 1) !== 0 ? "\n" : (flags & 2) !== 0 ? " " : "") + spelling(stream.atoms[i]);
  }
  return { text, count: stream.count };
}
