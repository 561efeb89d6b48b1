/** What `check` prints in each format. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./run.ts";

const files = { "/w/a/ä b.go": 'package a\r\n\tx := "漢" + BAD // 100%\r\n' };
const targets = ["--targets", "linux/386,linux/arm"];

test("JSON has the documented keys in the documented order", async () => {
  const { out } = await run(["check", ...targets, "--format", "json"], files);
  assert.deepEqual(JSON.parse(out), {
    version: 1,
    tool: "abi-lens 1.2.3",
    targets: ["linux/386", "linux/arm"],
    summary: { files: 1, packages: 1, bytes: 38, pairs: 2, unknown: 1, elapsedMs: 0 },
    findings: [
      {
        rule: "bad-word",
        severity: "error",
        file: "a/ä b.go",
        range: { start: { line: 2, column: 15 }, end: { line: 2, column: 18 } },
        message: "BAD is 23 units from the start (all targets)",
        targets: ["linux/386", "linux/arm"],
        facts: { at: 23 },
        related: [
          { file: "a/ä b.go", range: { start: { line: 1, column: 1 }, end: { line: 1, column: 8 } }, message: "the file starts here" },
        ],
        fixes: [
          {
            title: "Say GOOD",
            edits: [{ file: "a/ä b.go", range: { start: { line: 2, column: 15 }, end: { line: 2, column: 18 } }, newText: "GOOD" }],
          },
        ],
      },
    ],
  });
  const keys = [...out.matchAll(/^ {0,6}"(\w+)":/gm)].map((match) => match[1]);
  assert.deepEqual(keys.slice(0, 4), ["version", "tool", "targets", "summary"]);
  const order = ["rule", "severity", "file", "range", "message", "targets", "facts", "related", "fixes"];
  assert.deepEqual(Object.keys(JSON.parse(out).findings[0]), order);
  assert.equal((await run(["check", ...targets, "--format", "json"], files)).out, out);
});

test("text shows the line, what is meant, the targets, the places and the fix", async () => {
  const { out } = await run(["check", ...targets], files);
  assert.equal(
    out,
    `a/ä b.go:2:15: error: BAD is 23 units from the start (all targets) [bad-word]
 2 |     x := "漢" + BAD // 100%
   |                 ^^^
   = see: a/ä b.go:1:1: the file starts here
 1 | package a
   | -------
   = fix: Say GOOD

1 error in 1 file of 1 package, for 2 targets; 2 pairs compared, 1 record unknown
`,
  );
});

test("text without findings says so, and --quiet says nothing", async () => {
  const clean = { "/w/a.go": "package a\n" };
  assert.deepEqual(await run(["check", ...targets], clean), {
    status: 0,
    out: "no findings in 1 file of 1 package, for 2 targets; 2 pairs compared, 1 record unknown\n",
    error: "",
  });
  assert.equal((await run(["check", "--quiet"], clean)).out, "");
});

test("colors come only where they are wanted", async () => {
  const colored = async (args: string[], terminal: object): Promise<boolean> =>
    (await run(["check", ...args], files, terminal)).out.includes("\x1b[");
  assert.equal(await colored([], {}), false);
  assert.equal(await colored([], { isTerminal: true }), true);
  assert.equal(await colored([], { isTerminal: true, environment: { NO_COLOR: "1" } }), false);
  assert.equal(await colored([], { isTerminal: true, environment: { TERM: "dumb" } }), false);
  assert.equal(await colored(["--color", "never"], { isTerminal: true }), false);
  assert.equal(await colored(["--color", "always"], {}), true);
});

test("a long line is cut around what is meant, and nothing in it steers the terminal", async () => {
  const { out } = await run(
    ["check", "--quiet"],
    { "/w/a.go": `${"x".repeat(400)}BAD\x1b[31m${"y".repeat(400)}` },
    { columns: 60, isTerminal: true },
  );
  const plain = out
    .split("\x1b")
    .map((part, i) => (i === 0 ? part : part.slice(part.indexOf("m") + 1)))
    .join("")
    .split("\n");
  assert.equal(plain[1], ` 1 | ${"x".repeat(12)}BAD\ufffd[31m${"y".repeat(35)}`);
  assert.equal(plain[2], `   | ${" ".repeat(12)}^^^`);
});

test("GitHub annotations are escaped and start at the checkout's root", async () => {
  const { out } = await run(
    ["check", "--format", "github", ...targets],
    { "/w/a,b:c.go": "BAD" },
    { environment: { GITHUB_WORKSPACE: "/" } },
  );
  assert.equal(
    out,
    "::error file=a%2Cb%3Ac.go,line=1,endLine=1,col=1,endColumn=4,title=bad-word::BAD is 0 units from the start (all targets)%0Aon: linux/386, linux/arm%0Afix: Say GOOD\n",
  );
  const inside = await run(["check", "--format", "github"], files, { environment: { GITHUB_WORKSPACE: "/w" } });
  assert.match(inside.out, /^::error file=a\/ä b\.go,/);
  const below = await run(
    ["check", "--format", "github"],
    { "/r/w/x.go": "BAD" },
    { folder: "/r/w", environment: { GITHUB_WORKSPACE: "/r" } },
  );
  assert.match(below.out, /^::error file=w\/x\.go,/);
});

test("SARIF names the rule, the place in UTF-16 columns and the fix", async () => {
  const { out } = await run(["check", "--format", "sarif", ...targets], files);
  const log = JSON.parse(out);
  assert.equal(log.version, "2.1.0");
  const [only] = log.runs;
  assert.equal(only.columnKind, "utf16CodeUnits");
  assert.deepEqual(
    only.tool.driver.rules.map((rule: { id: string; defaultConfiguration: unknown }) => [rule.id, rule.defaultConfiguration]),
    [
      ["bad-word", { level: "error" }],
      ["meh-word", { level: "note" }],
    ],
  );
  const [result] = only.results;
  assert.equal(result.ruleIndex, 0);
  const physical = { artifactLocation: { uri: "a/%C3%A4%20b.go" }, region: { startLine: 2, startColumn: 13, endLine: 2, endColumn: 16 } };
  assert.deepEqual(result.locations, [{ physicalLocation: physical }]);
  assert.deepEqual(result.fixes[0].artifactChanges, [
    { artifactLocation: physical.artifactLocation, replacements: [{ deletedRegion: physical.region, insertedContent: { text: "GOOD" } }] },
  ]);
});

test("progress is drawn on standard error and taken away", async () => {
  const { out, error } = await run(["check", "--progress", "always", "--format", "json"], files);
  assert.ok(!out.includes("\x1b"));
  assert.equal(error, `\r\x1b[K[${".".repeat(24)}] 0/2 .\r\x1b[K`);
  assert.equal((await run(["check"], files, { errorIsTerminal: true })).error, "");
});
