/**
 * Compares what the Go side says of real packages with go/types: types and their fields, constants, conversions
 * through unsafe.Pointer, calls of other packages.
 *
 *     node out/test/oracle/go/main.js [--targets LIST] [--show N] [FOLDER…]
 *
 * Without folders, all of the standard library. An answer may be unknown but never wrong; known answers must not
 * become fewer than the floors below. Needs Go. The last line is `N passed, N failed`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Asker } from "../../../server/src/go/asker.ts";
import type { GoView } from "../../../server/src/go/facts.ts";
import { type GoPlaces, moduleContext } from "../../../server/src/go/modules.ts";
import { readGoFile } from "../../../server/src/go/readFile.ts";
import { createView } from "../../../server/src/go/view.ts";
import { goTypeText } from "../../../server/src/layout/goTypeText.ts";
import { goEnvironment } from "../../../server/src/model/environment.ts";
import { FactStore } from "../../../server/src/model/importedFacts.ts";
import { Imports, PackageStore } from "../../../server/src/model/imports.ts";
import type { Target } from "../../../server/src/target/target.ts";
import type { FileView } from "../../../server/src/text/files.ts";
import { type GoType, underlyingGo } from "../../../server/src/types/go.ts";
import { engineParts } from "../../support/engine.ts";
import { repositoryRoot } from "../../support/root.ts";
import { loadSyntax } from "../../support/syntax.ts";

interface PackageFact {
  readonly Folder: string;
  readonly Files: readonly string[] | null;
  readonly Types:
    | readonly { readonly Name: string; readonly Text: string; readonly Fields: readonly string[] | null; readonly Size: number }[]
    | null;
  readonly Constants: readonly { readonly Name: string; readonly Value: string }[] | null;
  readonly Conversions: readonly { readonly File: string; readonly Start: number; readonly End: number; readonly To: string }[] | null;
  readonly Operands: readonly { readonly File: string; readonly Start: number; readonly End: number; readonly Pointee: string }[] | null;
  readonly Calls:
    | readonly {
        readonly File: string;
        readonly Start: number;
        readonly End: number;
        readonly Path: string;
        readonly Name: string;
        readonly Arguments: readonly { readonly Type: string; readonly Value: string; readonly Constant: boolean }[] | null;
      }[]
    | null;
}

/** How much of what go/types knows must be known, in percent. */
const floors: Readonly<Record<string, number>> = {
  types: 100,
  fields: 99.9,
  sizes: 100,
  constants: 99.9,
  conversions: 87,
  pointees: 99,
  arguments: 97,
  "argument values": 99.9,
};

const failures: string[] = [];
const tallies = new Map<string, { right: number; unknown: number; wrong: number }>();

function count(what: string, where: string, expected: string, actual: string | undefined): void {
  const tally = tallies.get(what) ?? { right: 0, unknown: 0, wrong: 0 };
  tallies.set(what, tally);
  if (actual === undefined || /\?|…\]/.test(actual)) tally.unknown++;
  else if (actual === expected) tally.right++;
  else {
    tally.wrong++;
    failures.push(`${what} ${where}: go/types says ${expected}, we say ${actual}`);
  }
}

function argumentAfter(name: string, otherwise: string): string {
  const index = process.argv.indexOf(name);
  return index < 0 ? otherwise : (process.argv[index + 1] ?? otherwise);
}

function standardFolders(): string[] {
  const goRoot = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
  const folders: string[] = [];
  const visit = (folder: string): void => {
    folders.push(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== "testdata" && !/^[._]/.test(entry.name)) visit(join(folder, entry.name));
    }
  };
  visit(join(goRoot, "src"));
  // Package builtin is documentation: what it declares is no declaration.
  return folders.filter(
    (folder) => !folder.endsWith("/builtin") && readdirSync(folder).some((name) => name.endsWith(".go") && !name.endsWith("_test.go")),
  );
}

const scratch = mkdtempSync(join(tmpdir(), "go-oracle-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
const program = join(scratch, "checked");
execFileSync("go", ["build", "-o", program, join(repositoryRoot, "test/oracle/go/checked.go")], {
  env: { ...process.env, GO111MODULE: "off" },
  stdio: "inherit",
});
const syntax = await loadSyntax();
const named = process.argv.slice(2).filter((word, i, words) => !word.startsWith("--") && words[i - 1]?.startsWith("--") !== true);
const folders = named.length > 0 ? named : standardFolders();
const { registry } = await engineParts();
const store = new PackageStore(syntax);
const facts = new FactStore();
/** Files and folders as they are on this machine. */
const disk: FileView = {
  read: (path) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  },
  list: remembered((folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true }).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    } catch {
      return null;
    }
  }),
};
const places: GoPlaces = {
  roots: [execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim()],
  moduleCache: execFileSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).trim(),
  work: "off",
};
let ourTime = 0;
for (const target of argumentAfter("--targets", "linux/amd64,windows/386").split(",")) {
  const output = execFileSync(program, [target, ...folders], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, GO111MODULE: "off" },
  });
  const known = registry.get(target);
  if (known === undefined) throw new Error(`there is no port ${target}`);
  // The other side reads packages as they are without cgo.
  const port = { ...known, cgo: false };
  for (const line of output.split("\n")) if (line !== "") compare(JSON.parse(line) as PackageFact, port);
}

function remembered<T>(read: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const value = known.get(path) ?? read(path);
    known.set(path, value);
    return value;
  };
}

function compare(fact: PackageFact, target: Target): void {
  const texts = new Map((fact.Files ?? []).map((path) => [path, readFileSync(path, "utf8")]));
  const started = performance.now();
  const files = [...texts].map(([path, text]) => readGoFile(syntax, path, text, false));
  const context = moduleContext(new Asker(disk), fact.Folder, places);
  const scope = { folder: fact.Folder, name: files[0]?.packageName ?? "", tags: [], targets: [target], context };
  const imports = new Imports(store, disk, scope, new Map());
  const { environment } = goEnvironment(target, new Map(), facts.on(disk).on(target), imports.on(target));
  const own = imports.ownPath ?? fact.Folder;
  const view = createView(files, environment, own);
  void [view.crossings, view.constants, view.exports, view.instances];
  ourTime += performance.now() - started;
  const where = `${target.id} ${fact.Folder}`;
  compareTypes(fact, view, where, own, environment.sizeof);
  const constants = new Map(view.constants.map((constant) => [constant.name, constant.value]));
  for (const { Name, Value } of fact.Constants ?? []) count("constants", `${where} ${Name}`, Value, constants.get(Name)?.toString());
  compareCrossings(fact, view, texts, where, own);
}

function compareTypes(fact: PackageFact, view: GoView, where: string, pkg: string, sizeof: (type: GoType) => number | undefined): void {
  for (const { Name, Text, Fields, Size } of fact.Types ?? []) {
    const type = view.type(Name);
    const under = type === undefined ? undefined : underlyingGo(type);
    const text = under === undefined ? undefined : under.kind === "struct" ? "struct" : goTypeText(under, pkg);
    count("types", `${where} ${Name}`, Text.replace(/^struct\{.*$/s, "struct"), text);
    if (under?.kind === "struct") {
      const texts = under.fields.map(
        (field) => `${field.embedded === true ? "embedded " : ""}${field.name} ${goTypeText(field.type, pkg)}`,
      );
      for (const [i, expected] of (Fields ?? []).entries()) count("fields", `${where} ${Name}`, expected, texts[i] ?? "missing");
    }
    const size = type === undefined ? undefined : sizeof(type);
    if (Size > 0) count("sizes", `${where} ${Name}`, String(Size), size?.toString());
  }
}

function compareCrossings(fact: PackageFact, view: GoView, texts: ReadonlyMap<string, string>, where: string, pkg: string): void {
  const key = (path: string, start: number, end: number): string => {
    const text = texts.get(path) ?? "";
    return `${path}:${Buffer.byteLength(text.slice(0, start))}-${Buffer.byteLength(text.slice(0, end))}`;
  };
  const operands = new Map((fact.Operands ?? []).map((each) => [`${each.File}:${each.Start}-${each.End}`, each.Pointee]));
  const conversions = new Map((fact.Conversions ?? []).map((each) => [`${each.File}:${each.Start}-${each.End}`, each.To]));
  const ours = new Set<string>();
  const calls = new Map((fact.Calls ?? []).map((each) => [`${each.File}:${each.Start}-${each.End}`, each]));
  for (const crossing of view.crossings) {
    const site = key(crossing.site.path, crossing.site.start, crossing.site.end);
    if (crossing.kind === "conversion") {
      // What a helper converts stands in the helper, where it is counted.
      if (crossing.byHelper === true) continue;
      ours.add(site);
      count("conversions", `${where} ${site}`, conversions.get(site) ?? "no conversion", goTypeText(crossing.to, pkg));
      const operand = key(crossing.site.path, crossing.operand.start, crossing.operand.end);
      count("pointees", `${where} ${operand}`, operands.get(operand) ?? "no pointer", goTypeText(crossing.from, pkg));
      continue;
    }
    if (crossing.kind !== "call") {
      // What go/types takes, nothing may be said against.
      if (crossing.kind === "systemValue")
        count("system values", `${where} ${site}`, "fits", crossing.fits === "no" ? "does not fit" : "fits");
      continue;
    }
    const call = calls.get(site);
    if (call === undefined) {
      failures.push(`calls ${where} ${site}: go/types has no call of ${crossing.package}.${crossing.name} here`);
      continue;
    }
    // go/types names a vendored package by its folder, source by its import path.
    const path = call.Path.replace(/^.*?vendor\//, "");
    count(
      "called packages",
      `${where} ${site}`,
      `${path}.${call.Name}`,
      `${crossing.package.replace(/^.*?vendor\//, "")}.${crossing.name}`,
    );
    for (const [i, expected] of (call.Arguments ?? []).entries()) {
      const argument = crossing.arguments[i];
      if (expected.Constant && expected.Value !== "")
        count("argument values", `${where} ${site}`, expected.Value, argument?.value?.toString());
      else if (!expected.Constant)
        count("arguments", `${where} ${site} ${i}`, expected.Type, argument === undefined ? undefined : goTypeText(argument.type, pkg));
    }
  }
  // A conversion go/types sees directly around unsafe.Pointer(p) and we do not is unknown to us.
  for (const [site] of conversions) {
    const text = site.slice(0, site.lastIndexOf(":"));
    const [start = 0, end = 0] = site
      .slice(site.lastIndexOf(":") + 1)
      .split("-")
      .map(Number);
    const source = Buffer.from(texts.get(text) ?? "")
      .subarray(start, end)
      .toString();
    const holdsPointer = [...operands.keys()].some((operand) => {
      const [from = 0, to = 0] = operand
        .slice(operand.lastIndexOf(":") + 1)
        .split("-")
        .map(Number);
      return operand.startsWith(`${text}:`) && from > start && to < end;
    });
    if (!ours.has(site) && holdsPointer && /unsafe\.Pointer\((?!uintptr)/.test(source)) count("conversions", site, "", undefined);
  }
}

const show = Number(argumentAfter("--show", "40"));
for (const failure of failures.slice(0, show)) console.log(failure);
let passed = 0;
for (const [what, { right, unknown, wrong }] of tallies) {
  const percent = (100 * right) / Math.max(1, right + unknown + wrong);
  console.log(`${what}: ${right} right, ${unknown} unknown, ${wrong} wrong (${percent.toFixed(1)} % known)`);
  const floor = named.length > 0 ? 0 : (floors[what] ?? 0);
  if (percent < floor) failures.push(`${what}: only ${percent.toFixed(1)} % are known, at least ${floor} % were`);
  passed += right;
}
console.log(`our time ${(ourTime / 1000).toFixed(1)} s, trees alive ${syntax.liveTrees}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
