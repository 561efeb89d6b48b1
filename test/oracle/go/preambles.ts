/**
 * Compares what we take for preambles and exported functions with what cgo takes, on random files.
 *
 *     node out/test/oracle/go/preambles.js [--files N] [--seed S]
 *
 * Needs Go and a C compiler for cgo. The last line is `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GoFile } from "../../../server/src/go/facts.ts";
import { type GoFileSource, readGoFile } from "../../../server/src/go/readFile.ts";
import { createView } from "../../../server/src/go/view.ts";
import { LineIndex } from "../../../server/src/text/lineIndex.ts";
import { goEnvironment } from "../../support/goEnvironment.ts";
import { Random } from "../../support/random.ts";
import { loadSyntax } from "../../support/syntax.ts";

function option(name: string, otherwise: string): string {
  const index = process.argv.indexOf(`--${name}`);
  return (index < 0 ? undefined : process.argv[index + 1]) ?? otherwise;
}

const total = Number(option("files", "400"));
const random = new Random(Number(option("seed", String(Date.now() % 1_000_000))));
let serial = 0;

/** A line of C that is there once only. */
function cLine(): string {
  serial++;
  return random.pick([
    `int v${serial};`,
    `#define M${serial} ${serial}`,
    `  struct s${serial} { int a; };`,
    `\tchar *p${serial}; // said`,
    "",
    " #cgo CFLAGS: -DX",
    "#cgo\tLDFLAGS: -lm",
  ]);
}

function comment(end: string): string {
  const lines = Array.from({ length: 1 + random.below(3) }, cLine);
  switch (random.below(5)) {
    case 0:
      // Blanks stand for the markers between two comments, so nothing may be joined to one token across them.
      return `/*${lines[0]?.replace("//", "") ?? ""} */`;
    case 1:
      return `/*${end}${lines.join(end).replaceAll("//", "--")}${end}*/`;
    case 2:
      return `/* ${lines.join(end).replaceAll("//", "--")} */`;
    default:
      return lines.map((line) => `//${random.pick(["", " "])}${line}`).join(end);
  }
}

function gap(end: string): string {
  return random.pick([end, end, end, `${end}${end}`, `${end}\t`, `${end} ${end}`]);
}

function comments(end: string): string {
  return Array.from({ length: random.below(4) }, () => `${comment(end)}${gap(end)}`).join("");
}

function imports(end: string): string {
  const above = comments(end);
  switch (random.below(8)) {
    case 0:
      return `${above}import (${end}\t"unsafe"${random.pick(["", " // side", " /* side */"])}${end}${comments(end)}\t"C"${end})`;
    case 1:
      return `${above}import (${end}${comments(end)}\t"C"${end})`;
    case 2:
      return `${above}import ( "C" )`;
    case 3:
      return `${above}/* same line */ import "C"`;
    case 4:
      return `${above}import "C" // behind${end}${comments(end)}import "C"`;
    case 5:
      return `import "unsafe" ${comment(end)}${end}${above}import "C"; import _ "unsafe"`;
    default:
      return `${above}import "C"`;
  }
}

function exported(name: string, end: string): string {
  const directive = random.pick([
    `//export ${name}`,
    `//export  ${name} `,
    `// export ${name}`,
    `//\texport ${name}`,
    `//export\t${name}`,
    `// says${end}//export ${name}`,
    `//export ${name}${end}// says`,
    `//export ${name}${end}`,
    `/*export ${name}*/`,
    `/* says */${end}//export ${name}`,
    "// nothing",
  ]);
  return `${directive}${end}func ${name}(${random.pick(["", "a int32", "a, b uint8"])}) {}`;
}

const folder = mkdtempSync(join(tmpdir(), "go-preambles-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const syntax = await loadSyntax();
const sources: GoFileSource[] = [];
for (let i = 0; i < total; i++) {
  const end = random.below(4) === 0 ? "\r\n" : "\n";
  const start = random.pick(["", "", "\uFEFF", `// Copyright${end}${end}`, `//go:build cgo${end}${end}`]);
  const clause = `package p${random.pick(["", " // p", " /* two\nlines */", ""])}`;
  const functions = [0, 1].map((k) => exported(`go${i}x${k}`, end)).join(`${end}${end}`);
  const text = `${start}${clause}${gap(end)}${imports(end)}${end}${end}${functions}${end}//export always${i}${end}func always${i}() {}${end}`;
  const path = join(folder, `f${i}.go`);
  writeFileSync(path, text);
  sources.push(readGoFile(syntax, path, text, false));
}
const names = sources.map(({ path }) => path.slice(folder.length + 1));
const objdir = join(folder, "obj");
const run = spawnSync("go", ["tool", "cgo", "-objdir", objdir, "--", ...names], { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 30 });
if (run.status !== 0) {
  console.log(run.stderr.slice(0, 4000));
  console.log("0 passed, 1 failed");
  process.exit(1);
}
const header = readFileSync(join(objdir, "_cgo_export.h"), "utf8");
const theirs = new Map<string, string[]>();
for (const [, line = "", path = "", body = ""] of header.matchAll(
  /^#line (\d+) "([^"]*f\d+\.go)"\n([\s\S]*?)^#line 1 "cgo-generated-wrapper"/gm,
)) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  theirs.set(name, [...(theirs.get(name) ?? []), `line ${line}: ${normalized(body)}`]);
}

let passed = 0;
const failures: string[] = [];
for (const [i, source] of sources.entries()) {
  const name = names[i] ?? "";
  const expected = (theirs.get(name) ?? []).join("\n");
  const actual = source.preambles.map((range) => describe(source, range.start, range.end)).join("\n");
  if (expected === actual && source.preambleText.length === source.text.length) passed++;
  else failures.push(`${name}\n${JSON.stringify(source.text)}\ncgo takes:\n${expected}\nwe take:\n${actual}`);
  const exports = createView([source], goEnvironment()).exports.map((each) => each.exportName);
  const theirExports = [...header.matchAll(new RegExp(`^extern \\w+ ((?:go|always)${i}(?:x\\d)?)\\(`, "gm"))].map(([, each]) => each ?? "");
  if (exports.join() === theirExports.join()) passed++;
  else failures.push(`${name}: cgo exports ${theirExports.join()}, we ${exports.join()}\n${source.text}`);
}

function describe(file: GoFile, start: number, end: number): string {
  const line = new LineIndex(file.text.replaceAll("\r", " ")).lineAt(start) + 1;
  return `line ${line}: ${normalized(file.preambleText.slice(start, end))}`;
}

/** The lines that say something, blanks aside. */
function normalized(body: string): string {
  return body
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "")
    .join(" | ");
}

for (const failure of failures.slice(0, 5)) console.log(failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
