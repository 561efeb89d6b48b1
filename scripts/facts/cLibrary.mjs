/**
 * Makes data/c/FAMILY.txt: what the headers of each system declare and define, per target and set of feature-test
 * macros. `--check` derives one environment of every family again and compares; with `--all` it derives all of them.
 * Words of the command line limit it to families.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { collect } from "./lib/cCollect.mjs";
import { listEnvironments } from "./lib/cEnvironments.mjs";
import { headersOf } from "./lib/cHeaderList.mjs";
import { packFamily } from "./lib/cTable.mjs";
import { factsOf } from "./lib/cTableText.mjs";
import { linesOf, packText, unpackText } from "./lib/packedText.mjs";
import { ROOT } from "./lib/table.mjs";

/** Those that a check derives: another target of every family, so that together they cover most processors. */
const IN_CHECK = new Set([
  "linux/arm;_GNU_SOURCE+_FILE_OFFSET_BITS",
  "linux/s390x",
  "linux/riscv64+musl",
  "darwin/arm64",
  "freebsd/386",
  "netbsd/arm",
  "openbsd/amd64",
]);
const MAX_LISTED = 50;

const isCheck = process.argv.includes("--check");
const isWhole = !isCheck || process.argv.includes("--all");
const chosen = process.argv.slice(2).filter((word) => !word.startsWith("--"));

const families = new Map();
for (const environment of listEnvironments()) {
  if (chosen.length > 0 && !chosen.includes(environment.family)) continue;
  families.set(environment.family, [...(families.get(environment.family) ?? []), environment]);
}

let nPassed = 0;
let nFailed = 0;
mkdirSync(`${ROOT}data/c`, { recursive: true });
for (const [family, environments] of families) {
  const path = `${ROOT}data/c/${family}.txt`;
  const derived = isWhole ? environments : environments.filter(({ id }) => IN_CHECK.has(id));
  const results = [];
  for (const environment of derived) results.push(await collect(environment, headersOf(family)));
  if (results.length === 0) continue;
  const table = packFamily(derived, results, headersOf(family));
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (!isCheck) {
    const text = packText(table, before);
    writeFileSync(path, text);
    console.log(`data/c/${family}.txt: ${Buffer.byteLength(text)} bytes`);
    continue;
  }
  const lines = before === undefined ? [] : unpackText(before);
  for (const { id } of derived) {
    const differences = differencesOf(factsOf(lines, id), factsOf(linesOf(table), id));
    for (const difference of differences.slice(0, MAX_LISTED)) console.log(`data/c/${family}.txt: ${id}: ${difference}`);
    if (differences.length > MAX_LISTED) console.log(`data/c/${family}.txt: ${id}: ${differences.length - MAX_LISTED} more`);
    if (differences.length === 0) nPassed++;
    else nFailed++;
  }
}
if (isCheck) {
  console.log(`${nPassed} passed, ${nFailed} failed`);
  process.exitCode = nFailed === 0 && nPassed > 0 ? 0 : 1;
}

function differencesOf(before, after) {
  return [
    ...[...before].filter((fact) => !after.has(fact)).map((fact) => `stands in the table, not derived: ${fact}`),
    ...[...after].filter((fact) => !before.has(fact)).map((fact) => `derived, not in the table: ${fact}`),
  ];
}
