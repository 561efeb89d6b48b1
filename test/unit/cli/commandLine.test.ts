/** Arguments, help and wrong usage: one line on standard error and status 2. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { listOf, parseArguments } from "../../../server/src/cli/commandLine.ts";
import { run } from "./run.ts";

test("options may stand anywhere, attached or apart", () => {
  const line = parseArguments("check", [
    "a",
    "-DX=1",
    "-D",
    "Y",
    "-Iinc",
    "--targets=linux/386,-linux/arm",
    "--targets",
    "-*/arm",
    "b",
    "--",
    "-c",
    "-",
  ]);
  assert.deepEqual(line.paths, ["a", "b", "-c", "-"]);
  assert.deepEqual(line.given.get("-D"), ["X=1", "Y"]);
  assert.deepEqual(line.given.get("-I"), ["inc"]);
  assert.deepEqual(listOf(line, "--targets"), ["linux/386", "-linux/arm", "-*/arm"]);
});

const wrong: readonly (readonly [string[], string])[] = [
  [[], "say a command: check, layout, explain, targets or lsp; abi-lens help explains them"],
  [["frobnicate"], "there is no command frobnicate; abi-lens help lists them"],
  [["call", "x.h"], "there is no command call; abi-lens help lists them"],
  [["explain"], "explain needs one RULE, NAME or NUMBER: explain syscall-number-literal, explain unix.EPOLLIN, explain 0x5413"],
  [["explain", "a", "b"], "explain needs one RULE, NAME or NUMBER: explain syscall-number-literal, explain unix.EPOLLIN, explain 0x5413"],
  [["explain", "1", "--format=svg"], "explain has no format svg; it has text, json"],
  [["check", "--frob"], "there is no option --frob"],
  [["check", "--format"], "--format needs a value: --format F"],
  [["check", "--format", "svg"], "check has no format svg; it has text, json, sarif, github"],
  [["layout", "a.h", "--format=sarif"], "layout has no format sarif; it has text, json, markdown, svg"],
  [["targets", "--format=markdown"], "targets has no format markdown; it has text, json"],
  [["check", "--tests=yes"], "--tests takes no value"],
  [["check", "--fail-on", "fatal"], "--fail-on must be hint, info, warning, error, not fatal"],
  [["check", "--color="], "--color must be auto, always, never, not empty"],
  [["check", "--rule", "bad-word"], "--rule needs a severity: --rule bad-word=warning"],
  [["check", "--rule", "nosuch=error"], "there is no rule nosuch"],
  [["check", "--rule", "bad-word=fatal"], "the severity of bad-word must be one of off, hint, info, warning, error"],
  [["check", "--targets", ""], "the list of targets is empty"],
  [["check", "--std", "fortran"], "std must be a C standard such as gnu17 or c99"],
  [["check", "-D", "1x"], 'defines holds "1x", which is not NAME or NAME=VALUE'],
  [["layout"], "layout needs a PATH: a .go, .c or .h file, or a folder"],
  [["layout", "a.h:"], "a.h:: no type stands behind the colon"],
  [["targets", "x"], "targets takes no PATH; --targets LIST chooses"],
  [["lsp"], "lsp speaks over standard input and output only: abi-lens lsp --stdio"],
];

for (const [args, message] of wrong) {
  test(`wrong usage: ${args.join(" ") || "nothing"}`, async () => {
    assert.deepEqual(await run(args, { "/w/a.go": "package a\n", "/w/a.h": "" }), { status: 2, out: "", error: `abi-lens: ${message}\n` });
  });
}

test("an unknown target is wrong usage", async () => {
  for (const command of ["check", "layout", "targets"]) {
    const { status, out, error } = await run([command, ...(command === "targets" ? [] : ["a.go"]), "--targets", "linux/vax"], {
      "/w/a.go": "",
    });
    assert.equal(status, 2);
    assert.equal(out, "");
    assert.match(error, /^abi-lens: unknown target "linux\/vax".*\n$/);
  }
});

test("help names every command and option, version is the version", async () => {
  const help = await run(["help"]);
  assert.equal(help.status, 0);
  for (const word of ["check [PATH...]", "layout PATH[:TYPE]", "targets", "lsp --stdio", "--fail-on S", "-D NAME[=V]", "--progress WHEN"]) {
    assert.ok(help.out.includes(word), word);
  }
  assert.ok(help.out.split("\n").every((line) => line.length <= 100));
  assert.deepEqual(await run(["check", "--help"]), help);
  assert.deepEqual(await run(["--version"]), { status: 0, out: "abi-lens 1.2.3\n", error: "" });
});

test("lsp hands over to the server, whatever else the client adds", async () => {
  assert.equal((await run(["lsp", "--stdio", "--clientProcessId=7"])).status, 42);
});
