/** `check`: which files it takes, what it prints, and its exit status. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./run.ts";

const files = {
  "/w/a/a.go": "package a\n\tx := BAD // é\n",
  "/w/a/b/b.go": "package b\nMEH\n",
  "/w/a/testdata/t.go": "package t\nBAD\n",
  "/w/a/vendor/v/v.go": "package v\nBAD\n",
  "/w/a/_x/x.go": "package x\nBAD\n",
  "/w/a/.x/x.go": "package x\nBAD\n",
  "/w/a/mod/go.mod": "module m\n",
  "/w/a/mod/m.go": "package m\nBAD\n",
  "/w/doc/readme.md": "no Go here",
};

const found = async (args: readonly string[], more: Record<string, string | Uint8Array> = {}): Promise<string[]> => {
  const { out } = await run(["check", ...args, "--format", "json"], { ...files, ...more });
  return JSON.parse(out).findings.map((finding: { file: string; rule: string }) => `${finding.file} ${finding.rule}`);
};

test("a folder is taken with all below it, as the go command walks", async () => {
  assert.deepEqual(await found(["a"]), ["a/a.go bad-word", "a/mod/m.go bad-word"]);
  assert.deepEqual(await found([]), ["a/a.go bad-word", "a/mod/m.go bad-word"]);
  assert.deepEqual(await found(["a/testdata"]), ["a/testdata/t.go bad-word"]);
});

test("a pattern stays in its module", async () => {
  assert.deepEqual(await found(["./..."]), ["a/a.go bad-word"]);
  assert.deepEqual(await found(["a/..."]), ["a/a.go bad-word"]);
  assert.deepEqual(await found(["a/mod/..."]), ["a/mod/m.go bad-word"]);
  assert.deepEqual(await found(["a/b...", "--min-severity", "hint"]), ["a/b/b.go meh-word"]);
});

test("a pattern leaves out what go.mod ignores, and nothing else the go command would take", async () => {
  const more = {
    "/w/go.mod": "module m\n\nignore ./a/b\n",
    "/w/a/node_modules/n.go": "package n\nBAD\n",
    "/w/a/b/c/c.go": "package c\nBAD\n",
  };
  assert.deepEqual(await found(["./..."], more), ["a/a.go bad-word", "a/node_modules/n.go bad-word"]);
  assert.deepEqual(await found(["a"], more), ["a/a.go bad-word", "a/b/c/c.go bad-word", "a/mod/m.go bad-word"]);
  assert.deepEqual(await found(["a/vendor/..."], more), ["a/vendor/v/v.go bad-word"]);
});

test("a file is taken alone, and each place once", async () => {
  const more = { "/w/a/c.go": "package a\nBAD\n", "/w/a/d_test.go": "package a\nBAD\n" };
  assert.deepEqual(await found(["a/c.go"], more), ["a/c.go bad-word"]);
  assert.deepEqual(await found(["a/d_test.go"], more), ["a/d_test.go bad-word"]);
  assert.deepEqual(await found(["a/c.go", "a/a.go", "./a/c.go"], more), ["a/a.go bad-word", "a/c.go bad-word"]);
  assert.deepEqual(await found(["a/c.go", "a"], more), ["a/a.go bad-word", "a/c.go bad-word", "a/mod/m.go bad-word"]);
  assert.deepEqual(await found(["a", "--tests"], more), [
    "a/a.go bad-word",
    "a/c.go bad-word",
    "a/d_test.go bad-word",
    "a/mod/m.go bad-word",
  ]);
});

test("the exit status follows --fail-on", async () => {
  const status = async (...args: string[]): Promise<number> => (await run(["check", ...args], files)).status;
  assert.equal(await status("a/a.go"), 1);
  assert.equal(await status("a/b"), 0);
  assert.equal(await status("a/b", "--min-severity", "hint"), 0);
  assert.equal(await status("a/b", "--min-severity=hint", "--fail-on=hint"), 1);
  assert.equal(await status("a/b", "--rule", "meh-word=warning"), 1);
  assert.equal(await status("a/a.go", "--rule", "bad-word=off"), 0);
  assert.deepEqual(await run(["check", "a/b", "--fail-on", "hint", "--quiet"], files), {
    status: 1,
    out: "",
    error: "abi-lens: 1 finding at or above --fail-on hint, not shown because of --min-severity\n",
  });
  assert.equal(await status("a/a.go", "--rule", "bad-word=info"), 0);
});

test("what cannot be read is one line, and status 2 only when it was all", async () => {
  const binary = { "/w/a/bin.go": new Uint8Array([0x61, 0]) };
  const some = await run(["check", "a/a.go", "none.go", "a/bin.go"], { ...files, ...binary });
  assert.equal(some.status, 1);
  assert.equal(some.error, "abi-lens: none.go: no such file or folder\nabi-lens: a/bin.go: is binary: it holds a NUL byte\n");
  assert.deepEqual(await run(["check", "none"], files), { status: 2, out: "", error: "abi-lens: none: no such file or folder\n" });
  assert.deepEqual(await run(["check", "doc"], files), { status: 2, out: "", error: "abi-lens: no Go files in doc\n" });
  assert.deepEqual(await run(["check", "a/bin.go"], binary), {
    status: 2,
    out: "",
    error: "abi-lens: a/bin.go: is binary: it holds a NUL byte\n",
  });
});

test("a crash is status 3, and the other packages are still reported", async () => {
  const { status, out, error } = await run(["check", "a", "--format=json"], { ...files, "/w/a/b/c.go": "CRASH" });
  assert.equal(status, 3);
  assert.match(error, /^abi-lens: internal error in a\/b; please report this/);
  assert.equal(JSON.parse(out).findings.length, 2);
});

test("standard input has the name it is given", async () => {
  const { status, out } = await run(["check", "-", "--stdin-name", "a/a.go", "--format", "json"], files, { stdin: "BAD BAD" });
  assert.equal(status, 1);
  assert.deepEqual(
    JSON.parse(out).findings.map((finding: { file: string; range: { start: unknown } }) => [finding.file, finding.range.start]),
    [
      ["a/a.go", { line: 1, column: 1 }],
      ["a/a.go", { line: 1, column: 5 }],
    ],
  );
  assert.equal((await run(["check", "-", "--stdin-name", "new/n.go"], files, { stdin: "BAD" })).status, 1);
  assert.deepEqual(await run(["check", "-"], files), { status: 2, out: "", error: "abi-lens: - needs a name: --stdin-name PATH\n" });
});

test("settings are found upward from PATH, and the command line wins", async () => {
  const config = {
    "/w/a/.abi-lens.json": '{"targets": ["linux/386"], "rules": {"bad-word": "off", "gone": "error"}, "minSeverity": "hint"}',
  };
  const { out, error } = await run(["check", "a/b", "--format", "json"], { ...files, ...config });
  assert.deepEqual(JSON.parse(out).targets, ["linux/386"]);
  assert.equal(error, "abi-lens: a/.abi-lens.json: there is no rule gone\n");
  assert.deepEqual(await found(["a"], config), ["a/b/b.go meh-word"]);
  assert.deepEqual(await found(["a", "--rule", "bad-word=error", "--min-severity", "error"], config), [
    "a/a.go bad-word",
    "a/mod/m.go bad-word",
  ]);
  assert.deepEqual(await found(["a/a.go", "--config", "other.json"], { ...config, "/w/other.json": "{}" }), ["a/a.go bad-word"]);
  const wrong = async (args: string[], text: string): Promise<string> =>
    (await run(["check", "a", ...args], { ...files, "/w/c.json": text })).error;
  assert.match(await wrong(["--config", "c.json"], "{,"), /^abi-lens: c.json: is not JSON: /);
  assert.equal(await wrong(["--config", "none.json"], ""), "abi-lens: none.json: no such file\n");
  assert.equal(
    await wrong(["--config", "c.json"], '{"targets": ["linux/vax"]}').then((line) => line.split(";")[0]),
    'abi-lens: c.json: unknown target "linux/vax"',
  );
});

test("Windows paths are understood where the current folder has a drive", async () => {
  const windows = { "c:/w/a/a.go": "BAD\n" };
  const { status, out } = await run(["check", "a\\a.go", "--format", "github"], windows, { folder: "c:/w" });
  assert.equal(status, 1);
  assert.match(out, /^::error file=a\/a.go,line=1,/);
});
