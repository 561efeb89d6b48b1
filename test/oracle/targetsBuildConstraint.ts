/**
 * Compares our reading of file names and build constraints with go/build's own, on generated files and every port.
 * Needs Go. Run `node out/test/oracle/targetsBuildConstraint.js`; the last line is `N passed, N failed`.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findConstraint } from "../../server/src/target/buildConstraint.ts";
import { isBuilt } from "../../server/src/target/fileName.ts";
import { createRegistry } from "../../server/src/target/registry.ts";
import { knownProcessors, knownSystems } from "../../server/src/target/tags.ts";
import { readTable, repositoryRoot } from "../unit/target/table.ts";

const N_NAMES = 1500;
const N_TEXTS = 4000;
const MAX_SHOWN = 20;
const userTags = ["netgo", "go1.99", "nacl"];

/** A generator of the same numbers each time (mulberry32). */
let state = 20_240_601;
function random(limit: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
}

function pick<T>(items: readonly T[]): T {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

function times<T>(count: number, make: () => T): readonly T[] {
  return Array.from({ length: count }, make);
}

const goRoot = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
const syslist = readFileSync(join(goRoot, "src/internal/syslist/syslist.go"), "utf8");
const listedNames = [...syslist.matchAll(/^\s+"(\w+)":\s+true/gm)].map(([, name]) => name ?? "");
const words = [...listedNames, "unix", "test", "cgo", "gc", "x", "", "Linux", "linux-", "é", "ignore", "go1", "nacl"];
const tagsToTry = [
  ...words,
  ...userTags,
  "go1.1",
  "go1.26",
  "go1.27",
  "go1.0",
  "go1.260",
  "gccgo",
  "boringcrypto",
  "amd64.v1",
  "arm.6",
  "goexperiment.dwarf5",
];

function anyName(): string {
  const stem = times(1 + random(4), () => pick(words)).join("_");
  return `${pick(["", "", "", "x", "_", "."])}${stem}${pick([".go", ".go", ".go", "_test.go", ".c", ".h", ".s.go", ".linux.go"])}`;
}

function anyExpression(depth: number): string {
  const space = (): string => pick(["", " ", "  ", "\t"]);
  switch (random(depth > 3 ? 2 : 8)) {
    case 0:
    case 1:
      return pick(tagsToTry);
    case 2:
    case 3:
      return `${anyExpression(depth + 1)}${space()}&&${space()}${anyExpression(depth + 1)}`;
    case 4:
    case 5:
      return `${anyExpression(depth + 1)} || ${anyExpression(depth + 1)}`;
    case 6:
      return `!${anyExpression(depth + 1)}`;
    default:
      return `(${space()}${anyExpression(depth + 1)}${space()})`;
  }
}

function anyLine(): string {
  const old = (): string =>
    times(1 + random(3), () => times(1 + random(2), () => pick(["", "", "!", "!!"]) + pick(tagsToTry)).join(",")).join(" ");
  const junk = pick(["&", "a b", "|", "#", ")", "(", "!", ""]);
  switch (random(14)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return `//go:build ${anyExpression(0)}`;
    case 4:
      return `${pick(["", " ", "\t"])}//go:build${pick(["", " ", "\t", "x "])}${anyExpression(1)} ${pick(["", "", junk])}`;
    case 5:
    case 6:
    case 7:
      return `//${pick(["", " ", "\t"])}+build ${old()}`;
    case 8:
      return `// +build${pick(["", "x", " "])}${pick(["", junk])}`;
    case 9:
      return pick(["// Package p does things.", "//", "// go:build linux", "//go:generate x"]);
    case 10:
      return pick(["/* c */", "/* a", "b */", "/*\n//go:build windows\n*/", "/* x */ // y", "/**//**/", "/* */ //go:build plan9", ";"]);
    default:
      return "";
  }
}

function anyText(): string {
  const newline = pick(["\n", "\n", "\r\n"]);
  const header = times(1 + random(5), anyLine).join(newline);
  const end = pick(["", newline, newline + newline]);
  return `${pick(["", "", "", "\uFEFF"])}${header}${end}package p${newline}${newline}${pick(["", "//go:build windows\n"])}var x int${newline}`;
}

const registry = createRegistry(readTable("targets.json"));
const targets = registry.targets.filter((target) => target.variant === undefined);
const files = [
  ...listedNames.flatMap((name) => [`x_${name}.go`, `${name}.go`, `x_${name}_test.go`]).map((name) => ({ name, text: "package p\n" })),
  ...times(N_NAMES, () => ({ name: anyName(), text: "package p\n" })),
  ...times(N_TEXTS, () => ({ name: "x.go", text: anyText() })),
];
const question = JSON.stringify({
  targets: targets.map(({ goos, goarch, cgo, toolTags }) => ({ goos, goarch, cgo, toolTags })),
  tags: userTags,
  files,
});
const script = join(repositoryRoot(), "test/oracle/matchFile.go");
const answers: readonly (readonly boolean[])[] = JSON.parse(
  execFileSync("go", ["run", script], { input: question, encoding: "utf8", maxBuffer: 1 << 28 }),
);

let nPassed = 0;
const failures: string[] = [];
for (const name of listedNames) {
  if (knownSystems.has(name) || knownProcessors.has(name)) nPassed++;
  else failures.push(`${name} is known to Go only`);
}
let nBuilt = 0;
for (const [fileIndex, file] of files.entries()) {
  const constraint = findConstraint(file.text);
  for (const [targetIndex, target] of targets.entries()) {
    const ours = isBuilt({ name: file.name, constraint, importsC: false }, target, userTags);
    const theirs = answers[targetIndex]?.[fileIndex];
    if (ours) nBuilt++;
    if (ours === theirs) nPassed++;
    else failures.push(`${target.id}: ${JSON.stringify(file)}: go/build says ${theirs}, we say ${ours}`);
  }
}
for (const failure of failures.slice(0, MAX_SHOWN)) console.log(failure);
console.log(`${files.length} files on ${targets.length} targets, built in ${nBuilt} cases`);
console.log(`${nPassed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
