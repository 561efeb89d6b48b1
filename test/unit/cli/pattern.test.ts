/** Patterns with `...`, and what a module ignores; `oracle patterns` compares them with the go command. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { folderPattern, isIgnored } from "../../../server/src/cli/pattern.ts";

test("a wildcard stands for any text, a final one behind a slash also for none", () => {
  const matching = (pattern: string, folders: readonly string[]): readonly string[] => folders.filter(folderPattern(pattern));
  assert.deepEqual(matching("...", ["", "a", "a/b", "vendor"]), ["", "a", "a/b", "vendor"]);
  assert.deepEqual(matching("a...", ["", "a", "ab", "a/b", "ba"]), ["a", "ab", "a/b"]);
  assert.deepEqual(matching("a.../b", ["a/b", "ax/y/b", "a.../b", "a/bc"]), ["a/b", "ax/y/b", "a.../b"]);
  assert.deepEqual(matching("a.b...", ["a.b", "acb"]), ["a.b"]);
});

test("a wildcard matches nothing below a vendor folder", () => {
  const below = ["vendor", "vendor/x", "a/vendor", "a/vendor/x", "vendors/x"];
  assert.deepEqual(below.filter(folderPattern("...")), ["vendor", "a/vendor", "vendors/x"]);
  assert.deepEqual(below.filter(folderPattern(".../vendor/...")), ["a/vendor", "a/vendor/x"]);
});

test("a module ignores one folder by ./, all of a name without", () => {
  const folders = [".", "a", "a/b", "b", "c/a", "c/a/b", "ab"];
  const left = (...ignores: string[]): readonly string[] => folders.filter((folder) => !isIgnored(ignores, folder));
  assert.deepEqual(left("./a"), [".", "b", "c/a", "c/a/b", "ab"]);
  assert.deepEqual(left("a"), [".", "b", "ab"]);
  assert.deepEqual(left("a/b", "/b"), [".", "a", "c/a", "ab"]);
  assert.deepEqual(left("./"), []);
  assert.deepEqual(left(), folders);
});
