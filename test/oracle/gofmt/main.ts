/**
 * Compares the struct printer of the fixes with gofmt: random structs with tags, comments, embedded and nested
 * fields, padding inserted at a random place, and the whole file must come out as gofmt prints it. Ends with
 * `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { insertedLine, structEdit, structLines } from "../../../server/src/fixes/structText.ts";
import { readGoFile } from "../../../server/src/go/readFile.ts";
import { createView } from "../../../server/src/go/view.ts";
import { goEnvironment } from "../../../server/src/model/environment.ts";
import { applyEdits, type TextEdit } from "../../../server/src/text/range.ts";
import { engineParts } from "../../support/engine.ts";
import { Random } from "../../support/random.ts";

const nStructs = 400;
const random = new Random(Number(process.argv[2] ?? "1"));
const types = [
  "int",
  "uint8",
  "[16]byte",
  "*Node",
  "map[string]int",
  "func(int) error",
  "unsafe.Pointer",
  "interface{}",
  "chan<- int",
  "struct{ X int }",
];
const names = ["a", "Bb", "longName", "Ünïcode", "x1", "_"];

function field(depth: number): string {
  const tag = random.below(5) === 0 ? ` \`json:"${random.pick(names)}"\`` : "";
  const comment = random.below(4) === 0 ? ` // ${random.pick(names)}` : "";
  switch (random.below(12)) {
    case 0:
      return `${random.pick(["Node", "*Node", "io.Reader"])}${tag}${comment}`;
    case 1:
      return `// a comment of its own\n${random.pick(names)} ${random.pick(types)}${tag}`;
    case 2:
      return `\n${random.pick(names)} ${random.pick(types)}${tag}${comment}`;
    case 3:
      if (depth < 2) return `${random.pick(names)} struct {\n${fields(depth + 1, 3)}\n}${tag}`;
      return `a, b ${random.pick(types)}`;
    case 4:
      return `a, b, c ${random.pick(types)}${tag}${comment}`;
    case 5:
      return `/* block */\n${random.pick(names)} ${random.pick(types)}`;
    default:
      return `${random.pick(names)} ${random.pick(types)}${tag}${comment}`;
  }
}

function fields(depth: number, most: number): string {
  return Array.from({ length: 1 + random.below(most) }, () => field(depth)).join("\n");
}

function gofmt(text: string): string {
  const { status, stdout, stderr } = spawnSync("gofmt", [], { input: text, encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** What other packages hold plays no part in how a struct is printed. */
const nothing = {
  type: () => undefined,
  constant: () => undefined,
  results: () => undefined,
  parameters: () => undefined,
  agreesOn: () => true,
};

const { syntax, registry } = await engineParts();
const target = registry.get("linux/amd64");
if (target === undefined) throw new Error("no linux/amd64");
const written = `package p\n\n${Array.from({ length: nStructs }, (_, i) => `type T${i} struct {\n${fields(0, 8)}\n}\n`).join("\n")}`;
// Half of the lines are formatted already, as in a real file; half are as they were typed.
const text = gofmt(written).replace(/^\t\S.*$/gm, (line) => (random.below(2) === 0 ? line : line.replace(/ {2,}/g, " ")));
const view = createView([readGoFile(syntax, "/p/p.go", text, false)], goEnvironment(target, new Map(), nothing).environment);
const edits: TextEdit[] = [];
const printed: string[] = [];
let declined = 0;
for (const decl of view.typeDecls) {
  const lines = structLines(text, decl);
  const at = lines === undefined ? 0 : random.below(lines.length + 1);
  const edit =
    lines === undefined ? undefined : structEdit(text, decl, [...lines.slice(0, at), insertedLine("_", "[4]byte"), ...lines.slice(at)]);
  if (edit === undefined) declined++;
  else {
    edits.push(edit);
    printed.push(decl.name);
  }
}
const edited = applyEdits(text, edits);
const split = (source: string): Map<string, string> =>
  new Map(source.split(/^(?=type T\d+ )/m).map((part) => [/^type (T\d+)/.exec(part)?.[1] ?? "", part]));
const ours = split(edited);
const theirs = split(gofmt(edited));
let failed = 0;
for (const name of printed) {
  if (ours.get(name) === theirs.get(name)) continue;
  failed++;
  if (failed <= 3) console.log(`FAILED ${name}\n--- ours\n${ours.get(name) ?? ""}--- gofmt\n${theirs.get(name) ?? ""}`);
}
if (declined > nStructs / 10) {
  failed++;
  console.log(`FAILED ${declined} of ${nStructs} structs declined`);
}
console.log(`${printed.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
