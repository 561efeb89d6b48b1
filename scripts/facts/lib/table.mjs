/**
 * Writes a generated table to data/, or with `--check` compares what was derived now with what stands there and
 * lists every difference. Knows nothing of what a table holds.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { linesOf, packText, unpackText } from "./packedText.mjs";

const MAX_LISTED = 200;

/** The repository's root, with a slash behind it. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * `table` is the whole file, or what packText takes. With `--check` on the command line nothing is written: the exit status says whether
 * the file stands as derived, and the last line is `N passed, N failed`.
 */
export function writeOrCheck(name, table) {
  writeOrCheckAll({ [name]: table });
}

/** `writeOrCheck` of several tables, by name, with one count for all. */
export function writeOrCheckAll(tables) {
  let nFailed = 0;
  for (const [name, table] of Object.entries(tables)) {
    const path = `${ROOT}data/${name}`;
    const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    if (!process.argv.includes("--check")) {
      mkdirSync(dirname(path), { recursive: true });
      const text = typeof table === "string" ? table : packText(table, before);
      writeFileSync(path, text);
      console.log(`data/${name}: ${Buffer.byteLength(text)} bytes`);
      continue;
    }
    const differences = differencesOf(name, before, table);
    for (const difference of differences.slice(0, MAX_LISTED)) console.log(`data/${name}: ${difference}`);
    if (differences.length > MAX_LISTED) console.log(`data/${name}: ${differences.length - MAX_LISTED} more`);
    if (differences.length > 0) nFailed++;
  }
  if (!process.argv.includes("--check")) return;
  if (nFailed > 0) process.exitCode = 1;
  console.log(`${Object.keys(tables).length - nFailed} passed, ${nFailed} failed`);
}

function differencesOf(name, before, table) {
  if (before === undefined) return ["is missing"];
  if (before === table) return [];
  if (!name.endsWith(".json")) return compareLines(withoutPatches(unpackText(before)), withoutPatches(linesOf(table)));
  const [stands, derived] = [before, table].map((one) => withoutPatches(JSON.parse(one)));
  const differences = compare(stands, derived);
  const isReordered = differences.length === 0 && JSON.stringify(stands) !== JSON.stringify(derived);
  return isReordered ? ["the same values, written in another order"] : differences;
}

/** Lines that one side has and the other has not. */
function compareLines(before, after) {
  const [stands, derived] = [new Set(before), new Set(after)];
  const differences = [
    ...before.filter((line) => !derived.has(line)).map((line) => `stands: ${line}`),
    ...after.filter((line) => !stands.has(line)).map((line) => `derived: ${line}`),
  ];
  const isReordered = differences.length === 0 && before.join("\n") !== after.join("\n");
  return isReordered ? ["the same lines in another order"] : differences;
}

/** Macros that say nothing but the compiler's patch release. */
const PATCH_MACROS = new Set(["__VERSION__", "__clang_version__", "__clang_patchlevel__", "__GNUC_PATCHLEVEL__"]);

/** The table without patch releases: another one of the same compiler or of Go derives the same facts. */
function withoutPatches(value) {
  if (typeof value === "string") return value.replace(/(\d+\.\d+)\.\d+/g, "$1");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutPatches);
  const entries = Object.entries(value).filter(([key]) => !PATCH_MACROS.has(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutPatches(item)]));
}

function compare(before, after, path = "") {
  if (Object.is(before, after)) return [];
  const isBranch = (value) => typeof value === "object" && value !== null;
  if (!isBranch(before) || !isBranch(after) || Array.isArray(before) !== Array.isArray(after)) {
    return [`${path || "."}: stands as ${JSON.stringify(before)}, derived as ${JSON.stringify(after)}`];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => compare(before[key], after[key], path === "" ? key : `${path}.${key}`));
}

/**
 * JSON in which the values that stand some levels down have a line each, so that a change is a short diff. `depths`
 * says for each key of the object how many levels; one not named is written on one line.
 */
export function toLines(value, depths) {
  const write = (one, depth, indent) => {
    if (depth === 0 || typeof one !== "object" || one === null || Object.keys(one).length === 0) return JSON.stringify(one);
    const inner = `${indent}  `;
    const isArray = Array.isArray(one);
    const entries = Object.entries(one)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => `${inner}${isArray ? "" : `${JSON.stringify(key)}: `}${write(item, depth - 1, inner)}`);
    return `${isArray ? "[" : "{"}\n${entries.join(",\n")}\n${indent}${isArray ? "]" : "}"}`;
  };
  const entries = Object.entries(value).map(([key, item]) => `  ${JSON.stringify(key)}: ${write(item, depths[key] ?? 0, "  ")}`);
  return `{\n${entries.join(",\n")}\n}\n`;
}
