/**
 * Confirms what is said of the examples with real compilers: every example builds; every mismatch found is so in
 * Go and in C on each target it names, and on no other; every fix is formatted as gofmt would and makes Go and C
 * agree on every target, by what cgo itself generates. Ends with `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Engine } from "../../../server/src/features/api.ts";
import { overlay } from "../../../server/src/features/prove.ts";
import { readGoFile } from "../../../server/src/go/readFile.ts";
import type { Finding } from "../../../server/src/rules/finding.ts";
import { isBuilt } from "../../../server/src/target/fileName.ts";
import type { Target } from "../../../server/src/target/target.ts";
import type { FileView } from "../../../server/src/text/files.ts";
import { done, engineParts, memoryView, newEngine, optionsFor } from "../../support/engine.ts";
import { repositoryRoot } from "../../support/root.ts";
import { compilersOf, complaint, type GoStructLayout, goLayouts, runCgo, scratch, writePackage } from "./toolchain.ts";

const examples = join(repositoryRoot, "examples");
let passed = 0;
let failed = 0;

function expect(what: string, problem: string | undefined): void {
  if (problem === undefined || problem === "") passed++;
  else {
    failed++;
    console.log(`FAILED ${what}: ${problem}`);
  }
}

const parts = await engineParts();
const engine = await newEngine();

expect("go vet ./...", vet());
for (const entry of readdirSync(examples, { withFileTypes: true })) {
  if (entry.isDirectory()) await checkPackage(join(examples, entry.name));
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function vet(): string {
  const { status, stderr } = spawnSync("go", ["vet", "./..."], { cwd: examples, encoding: "utf8" });
  return status === 0 ? "" : stderr;
}

async function checkPackage(folder: string): Promise<void> {
  const files = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".go"))
      .map((name) => [join(folder, name), readFileSync(join(folder, name), "utf8")]),
  );
  const view = memoryView(files);
  const all = await optionsFor("all");
  const findings = done(engine.check(view, folder, all)).flatMap((report) => report.findings);
  const named = new Set(findings.map((finding) => finding.rule));
  expect(`${basename(folder)} shows something wrong`, named.size > 0 ? "" : "no finding");
  const mismatches = findings.filter((finding) => finding.rule === "struct-mirror-mismatch");
  for (const finding of mismatches) confirm(finding, folder, files);
  confirmSilence(mismatches, folder, files);
  await confirmFixes(engine, view, folder, files);
}

/** Both numbers of a finding, asked of the compilers of every target it names. */
function confirm(finding: Finding, folder: string, files: ReadonlyMap<string, string>): void {
  const { facts } = finding;
  const c = String(facts["c"]);
  const isSize = facts["difference"] === "recordSize";
  const inC = isSize
    ? `sizeof(${c})`
    : facts["difference"] === "size"
      ? `sizeof(((${c} *)0)->${String(facts["cField"])})`
      : `__builtin_offsetof(${c}, ${String(facts["cField"])})`;
  for (const id of finding.targets) {
    const target = parts.registry.get(id);
    if (target === undefined) continue;
    const name = `${basename(folder)}: ${String(facts["go"])} on ${id}`;
    const go = goLayouts(target, builtFiles(target, files))[String(facts["go"])];
    const field = go?.fields.find((candidate) => candidate.name === facts["goField"]);
    const said = isSize ? go?.size : facts["difference"] === "size" ? field?.size : field?.offset;
    expect(`${name} in Go`, said === facts["goBytes"] ? "" : `${String(said)} instead of ${String(facts["goBytes"])}`);
    for (const compiler of compilersOf(target)) {
      const text = `${preambles(files)}\n_Static_assert(${inC} == ${String(facts["cBytes"])}, "");`;
      expect(`${name} with ${compiler.slice(0, 3).join(" ")}`, complaint(compiler, text));
    }
  }
}

/** Where nothing was said of a pair, Go and C agree: the other half of the truth. */
function confirmSilence(mismatches: readonly Finding[], folder: string, files: ReadonlyMap<string, string>): void {
  const pairs = new Map(mismatches.map((finding) => [`${String(finding.facts["go"])} ${String(finding.facts["c"])}`, finding]));
  for (const { facts } of pairs.values()) {
    const wrong = new Set(mismatches.filter((other) => other.facts["go"] === facts["go"]).flatMap((other) => other.targets));
    for (const target of parts.registry.targets) {
      if (!target.cgo || target.variant !== undefined || wrong.has(target.id)) continue;
      const go = goLayouts(target, builtFiles(target, files))[String(facts["go"])];
      for (const compiler of compilersOf(target)) {
        const text = `${preambles(files)}\n${go === undefined ? "#error no layout" : agreement(String(facts["c"]), go, files)}`;
        expect(`${basename(folder)}: ${String(facts["go"])} agrees on ${target.id}`, complaint(compiler, text));
      }
    }
  }
}

/** Assertions that a C record has every named field where Go has it, and Go's size. */
function agreement(record: string, go: GoStructLayout, files: ReadonlyMap<string, string>): string {
  const members = [...preambles(files).matchAll(/\b(\w+)\s*(?:__attribute__\(\([^;]*\)\))?;/g)].map((match) => match[1] ?? "");
  const lines = go.fields.flatMap(({ name, offset }) => {
    const member = members.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    return member === undefined ? [] : [`_Static_assert(__builtin_offsetof(${record}, ${member}) == ${offset}, "${member}");`];
  });
  return [...lines, `_Static_assert(sizeof(${record}) == ${go.size}, "size");`].join("\n");
}

/** Every fix that is offered with the default targets, tried for real. */
async function confirmFixes(subject: Engine, view: FileView, folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const options = await optionsFor("default");
  const reports = done(subject.check(view, folder, options));
  for (const finding of reports.flatMap((report) => report.findings)) {
    for (const fix of done(subject.fixesOf(view, folder, finding, options))) {
      const edited = overlay(view, fix);
      const names = edited?.list(folder) ?? [];
      const after = new Map(names.map((name) => [name, edited?.read(join(folder, name)) ?? ""]));
      const written = writePackage(after);
      const title = `${basename(folder)}: ${String(finding.facts["go"] ?? finding.rule)}: ${fix.title}`;
      const { stdout, stderr } = spawnSync("gofmt", ["-l", "."], { cwd: written, encoding: "utf8" });
      expect(`${title}: formatted`, stdout + stderr);
      if (finding.rule !== "struct-mirror-mismatch") continue;
      for (const id of options.targets) {
        const target = parts.registry.get(id);
        if (target !== undefined) confirmFixed(title, finding, target, written, files);
      }
    }
  }
}

function confirmFixed(title: string, finding: Finding, target: Target, folder: string, before: ReadonlyMap<string, string>): void {
  try {
    const names = readdirSync(folder).filter((name) => isBuiltHere(target, name, readFileSync(join(folder, name), "utf8")));
    const withC = names.filter((name) => /^import "C"/m.test(readFileSync(join(folder, name), "utf8")));
    const plain = names.filter((name) => !withC.includes(name)).map((name) => join(folder, name));
    const go = goLayouts(target, [...runCgo(target, folder, withC), ...plain])[String(finding.facts["go"])];
    for (const compiler of compilersOf(target)) {
      const text = `${preambles(before)}\n${go === undefined ? "#error no layout" : agreement(String(finding.facts["c"]), go, before)}`;
      expect(`${title} on ${target.id}`, complaint(compiler, text));
    }
  } catch (error) {
    expect(`${title} on ${target.id}`, error instanceof Error ? error.message : String(error));
  }
}

function builtFiles(target: Target, files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].filter(([path, text]) => isBuiltHere(target, basename(path), text)).map(([path]) => path);
}

function isBuiltHere(target: Target, name: string, text: string): boolean {
  const file = readGoFile(parts.syntax, name, text, false);
  return isBuilt({ name, constraint: file.constraint, importsC: file.importsC }, target, []);
}

function preambles(files: ReadonlyMap<string, string>): string {
  return [...files].map(([path, text]) => readGoFile(parts.syntax, path, text, false).preambleText.trim()).join("\n");
}
