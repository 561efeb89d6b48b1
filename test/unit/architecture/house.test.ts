/** The rules of the house that can be read off the files: length, opening comments, and words that have no place here. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf, trackedFiles } from "./sources.ts";

const MAX_LINES = 450;

const files = trackedFiles();
const isCode = (path: string): boolean => /\.(?:ts|mjs|cjs|js)$/.test(path);
const isGenerated = (path: string): boolean => /^(?:data\/|.*package-lock\.json$)/.test(path);
const isText = (path: string): boolean => !/\.(?:png|gif|ico|wasm|vsix)$/.test(path);

/** The rules below are spelled here, so this file is not held to them. */
const self = "test/unit/architecture/house.test.ts";

test("no file is longer than a reader's patience", () => {
  const long = files.filter(isCode).map((path) => ({ path, lines: textOf(path).split("\n").length - 1 }));
  assert.deepEqual(
    long.filter(({ lines }) => MAX_LINES < lines),
    [],
  );
});

test("every source file opens with what it is for", () => {
  const silent = files.filter(isCode).filter((path) => !/^(?:#!.*\n)?\s*(?:\/\*\*|\/\/)/.test(textOf(path)));
  assert.deepEqual(silent, []);
});

const banned: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a promise instead of code", /\b(?:TODO|FIXME|XXX|HACK)\b/],
  ["a silenced compiler", /@ts-(?:ignore|nocheck|expect-error)\b/],
  ["a path of one machine", /(?:^|[\s"'`(=:])\/(?:work|root|home\/\w+)\//m],
  ["a package registry's address", /https?:\/\/[\w.-]*(?:registry\.|npmjs|npmmirror|artifactory|proxy\.golang|pypi)/],
  ["the number of an issue of one tracker", /\bissues? #?\d+\b/i],
];

for (const [what, pattern] of banned) {
  test(`no file holds ${what}`, () => {
    const held = files.filter((path) => path !== self && isText(path) && !isGenerated(path)).filter((path) => pattern.test(textOf(path)));
    assert.deepEqual(held, []);
  });
}

test("no test is switched off or runs alone", () => {
  const tests = files.filter((path) => path.startsWith("test/") && path.endsWith(".ts") && path !== self);
  assert.deepEqual(
    tests.filter((path) => /\b(?:test|it|describe|suite)\.(?:skip|only|todo)\b|\{\s*(?:skip|only|todo):/.test(textOf(path))),
    [],
  );
});

test("the lockfile names no place to download from", () => {
  const locks = files.filter((path) => path.endsWith("package-lock.json"));
  assert.ok(locks.length > 0);
  assert.deepEqual(
    locks.filter((path) => /"resolved":/.test(textOf(path))),
    [],
  );
});
