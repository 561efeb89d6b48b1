/**
 * How long the server takes to open a workspace of 1,000 Go files, one file of each package opened as an editor would,
 * until every package has its diagnostics; and how much memory its process took at most. The files are those of the
 * installed Go's own library. The yardstick is the bare tree-sitter parse of the same texts in the same run.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Language, Parser } from "web-tree-sitter";
import { build, builtSignature, dist, inputSignature, root } from "../build.mjs";
import { talkTo } from "./client.mjs";
import { table } from "./measure.mjs";

const FILES = 1000;

export async function run() {
  if ((await builtSignature()) !== (await inputSignature())) await build();
  const workspace = mkdtempSync(join(tmpdir(), "abi-lens-workspace-"));
  try {
    const files = copyFiles(workspace);
    const texts = files.map((path) => readFileSync(path, "utf8"));
    const opened = await openWorkspace(workspace, files);
    const parse = await bareParse(texts);
    const size = texts.reduce((sum, text) => sum + text.length, 0);
    console.log(`a workspace of ${files.length} files in ${opened.packages} packages, ${(size / 1e6).toFixed(1)} MB\n`);
    const rows = [
      ["all packages have diagnostics", opened.wall],
      ["processor time of the server", opened.cpu],
      ["bare parse of all texts", parse.wall],
      ["processor time of the bare parse", parse.cpu],
    ];
    console.log(
      table(
        rows.filter(([, ms]) => ms !== undefined),
        parse.wall,
      ),
    );
    if (opened.memory !== undefined) console.log(`${"most memory of the server".padEnd(38)} ${opened.memory.toFixed(0).padStart(8)} MB`);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** Whole packages of the standard library, in a module of their own. */
function copyFiles(folder) {
  const source = join(execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim(), "src");
  const found = [];
  const visit = (below) => {
    const entries = readdirSync(join(source, below), { withFileTypes: true });
    for (const { name } of entries.filter((entry) => entry.isFile() && /^[^_.].*\.go$/.test(entry.name) && !/_test\.go$/.test(entry.name)))
      found.push(join(below, name));
    for (const { name } of entries.filter((entry) => entry.isDirectory() && !/^(?:testdata|vendor|cmd|builtin|[._].*)$/.test(entry.name)))
      visit(join(below, name));
  };
  visit("");
  writeFileSync(join(folder, "go.mod"), "module workspace.example\n\ngo 1.26\n");
  return found.slice(0, FILES).map((path) => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(source, path), target);
    return target;
  });
}

async function bareParse(texts) {
  const file = (name) => readFileSync(join(dist, "assets", name));
  await Parser.init({ wasmBinary: file("web-tree-sitter.wasm"), locateFile: (name) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(file("tree-sitter-go.wasm")));
  const before = process.cpuUsage();
  const started = performance.now();
  for (const text of texts) parser.parse(text).delete();
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1000 };
}

/** Milliseconds from the start of the process to the last answer. */
async function openWorkspace(workspace, files) {
  const firsts = [...new Map(files.map((path) => [dirname(path), path])).values()];
  const started = performance.now();
  // As the extension starts it.
  const flags = readFileSync(join(root, "client/src/node/extension.ts"), "utf8").match(/--max-semi-space-size=\d+/) ?? [];
  const server = spawn(process.execPath, [...flags, join(dist, "node/server.cjs"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const { request, send } = talkTo(server);
  await request("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(workspace).href,
    workspaceFolders: [{ uri: pathToFileURL(workspace).href, name: "workspace" }],
    capabilities: { textDocument: { diagnostic: {} } },
  });
  send({ method: "initialized", params: {} });
  const answers = firsts.map((path) => {
    const uri = pathToFileURL(path).href;
    send({
      method: "textDocument/didOpen",
      params: { textDocument: { uri, languageId: "go", version: 1, text: readFileSync(path, "utf8") } },
    });
    return request("textDocument/diagnostic", { textDocument: { uri } });
  });
  await Promise.all(answers);
  const wall = performance.now() - started;
  const { memory, cpu } = usageOf(server.pid);
  await request("shutdown", null);
  const gone = once(server, "exit");
  send({ method: "exit" });
  await gone;
  return { packages: firsts.length, wall, memory, cpu };
}

/** Peak memory in MB and processor time in milliseconds, where /proc tells. */
function usageOf(pid) {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
    return { memory: Number(peak) / 1024, cpu: ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks };
  } catch {
    return { memory: undefined, cpu: undefined };
  }
}
