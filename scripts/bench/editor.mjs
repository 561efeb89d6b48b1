/**
 * `npm run bench -- editor`: what a user waits for in a cgo file of 2,000 lines, over the real server process: cold start to the
 * first diagnostics, edit to diagnostics, hover. The yardstick is the bare tree-sitter parse of the same text in the
 * same run, because milliseconds alone say more about a machine than about a program.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Language, Parser } from "web-tree-sitter";
import { build, builtSignature, dist, inputSignature } from "../build.mjs";
import { talkTo } from "./client.mjs";
import { median, table } from "./measure.mjs";

const LINES = 2000;
const COLD_RUNS = 5;
const EDITS = 40;

const text = cgoFile(LINES);

/** Measures and prints. */
export async function run() {
  if ((await builtSignature()) !== (await inputSignature())) await build();
  const folder = await mkdtemp(join(tmpdir(), "abi-lens-bench-"));
  try {
    const path = join(folder, "bench.go");
    await writeFile(path, text);
    const cold = [];
    for (let i = 0; i < COLD_RUNS; i++) cold.push(await coldStart(path));
    const { edits, hovers, findings } = await warm(path);
    const parse = await bareParse(text);
    const rows = [
      ["node itself, started and ended", median(await bareStarts())],
      ["cold start to first diagnostics", median(cold)],
      ["edit to diagnostics", median(edits)],
      ["edit to diagnostics, slowest of 20", [...edits].sort((a, b) => a - b)[Math.floor(edits.length * 0.95)]],
      ["hover", median(hovers)],
      ["bare parse of the whole text", parse.whole],
      ["bare incremental parse of one edit", parse.edit],
    ];
    console.log(`a cgo file of ${text.split("\n").length - 1} lines, ${text.length} characters, ${findings} findings\n`);
    console.log(table(rows, parse.whole));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Half of it meets C, half is plain Go, as in real wrappers. */
function cgoFile(lines) {
  const units = Math.floor((lines - 12) / 30);
  const each = (render) => Array.from({ length: units }, (_, i) => render(i)).join("");
  const preamble = each(
    (i) => `struct rec${i} {
	int32_t kind;
	${i % 3 === 0 ? "int64_t" : "int32_t"} stamp;
	char name[${8 + (i % 5)}];
	union { float f; uint32_t u; } value;
};
static void use${i}(struct rec${i} *r) { (void)r; }
`,
  );
  const go = each(
    (i) => `
// Rec${i} is what C calls struct rec${i}.
type Rec${i} struct {
	Kind  int32
	Stamp ${i % 3 === 0 ? "int64" : "int32"}
	Name  [${8 + (i % 5)}]byte
	Value uint32
}

func Send${i}(r *Rec${i}) {
	C.use${i}((*C.struct_rec${i})(unsafe.Pointer(r)))
}

func sum${i}(values []int) (total int) {
	for index, value := range values {
		if value%2 == index%2 {
			total += value * ${i}
		}
	}
	return total
}
`,
  );
  const source = `package bench\n\n/*\n#include <stdint.h>\n${preamble}*/\nimport "C"\n\nimport "unsafe"\n${go}`;
  return source + "// the end\n".repeat(Math.max(0, lines - source.split("\n").length + 1));
}

async function bareStarts() {
  const times = [];
  for (let i = 0; i < COLD_RUNS; i++) {
    const started = performance.now();
    await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit");
    times.push(performance.now() - started);
  }
  return times;
}

async function coldStart(path) {
  const started = performance.now();
  const client = await connect(path);
  await client.diagnostics();
  const elapsed = performance.now() - started;
  await client.close();
  return elapsed;
}

/** Single characters typed and removed in the middle of the file, each awaited. */
async function warm(path) {
  const client = await connect(path);
  const first = await client.diagnostics();
  const lines = text.split("\n");
  const line = lines.findIndex((content, i) => lines.length / 2 < i && content.includes("total +="));
  const hoverLine = lines.findIndex((content, i) => lines.length / 2 < i && content.startsWith("\tStamp "));
  const edits = [];
  const hovers = [];
  for (let i = 0; i < EDITS; i++) {
    const isInsert = i % 2 === 0;
    const range = { start: { line, character: 3 }, end: { line, character: isInsert ? 3 : 4 } };
    const started = performance.now();
    client.change({ range, text: isInsert ? "x" : "" });
    await client.diagnostics();
    edits.push(performance.now() - started);
    const asked = performance.now();
    await client.request("textDocument/hover", { textDocument: { uri: client.uri }, position: { line: hoverLine, character: 2 } });
    hovers.push(performance.now() - asked);
  }
  await client.close();
  return { edits, hovers, findings: first.items.length };
}

async function bareParse(source) {
  const file = (name) => readFile(join(dist, "assets", name));
  await Parser.init({ wasmBinary: await file("web-tree-sitter.wasm"), locateFile: (name) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(await file("tree-sitter-go.wasm")));
  const whole = [];
  for (let i = 0; i < 20; i++) {
    const started = performance.now();
    parser.parse(source).delete();
    whole.push(performance.now() - started);
  }
  const at = source.indexOf("total +=", source.length / 2);
  const row = source.slice(0, at).split("\n").length - 1;
  const edited = `${source.slice(0, at)}x${source.slice(at)}`;
  const edit = [];
  for (let i = 0; i < 20; i++) {
    const old = parser.parse(source);
    const started = performance.now();
    const point = (column) => ({ row, column });
    old.edit({
      startIndex: at,
      oldEndIndex: at,
      newEndIndex: at + 1,
      startPosition: point(3),
      oldEndPosition: point(3),
      newEndPosition: point(4),
    });
    parser.parse(edited, old).delete();
    edit.push(performance.now() - started);
    old.delete();
  }
  return { whole: median(whole), edit: median(edit) };
}

/** Starts the server and opens the file; what an editor does, over standard input and output. */
async function connect(path) {
  const server = spawn(process.execPath, [join(dist, "node/server.cjs"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const { request, send } = talkTo(server);
  let version = 1;
  const uri = pathToFileURL(path).href;
  await request("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: null,
    capabilities: { textDocument: { diagnostic: {}, hover: { contentFormat: ["markdown"] } } },
  });
  send({ method: "initialized", params: {} });
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "go", version, text } } });
  return {
    uri,
    request,
    diagnostics: () => request("textDocument/diagnostic", { textDocument: { uri } }),
    change: (change) =>
      send({ method: "textDocument/didChange", params: { textDocument: { uri, version: ++version }, contentChanges: [change] } }),
    async close() {
      await request("shutdown", null);
      const gone = once(server, "exit");
      send({ method: "exit" });
      await gone;
    },
  };
}
