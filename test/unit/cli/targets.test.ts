/** `targets`: every known target, variants last, and the width of what is shown. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8Length } from "../../../server/src/cli/report.ts";
import { columnsOf, displayLine, sliceColumns } from "../../../server/src/cli/style.ts";
import { run } from "./run.ts";

test("JSON lists every target with its data model", async () => {
  const { status, out } = await run(["targets", "--format", "json"]);
  assert.equal(status, 0);
  const { version, targets } = JSON.parse(out);
  assert.equal(version, 1);
  const linux = targets.find((target: { id: string }) => target.id === "linux/amd64");
  assert.deepEqual(Object.keys(linux).slice(0, 7), ["id", "cgo", "triple", "compiler", "libc", "pointer", "long"]);
  assert.deepEqual([linux.triple, linux.compiler, linux.libc, linux.pointer, linux.long], ["x86_64-pc-linux-gnu", "gcc", "glibc", 8, 8]);
  const windows = targets.find((target: { id: string }) => target.id === "windows/amd64");
  assert.deepEqual([windows.pointer, windows.long], [8, 4]);
  const firstVariant = targets.findIndex((target: { id: string }) => target.id.includes("+"));
  assert.ok(firstVariant > 0 && targets.slice(firstVariant).every((target: { id: string }) => target.id.includes("+")));
});

test("text has a line per target, and --targets chooses", async () => {
  const { out } = await run(["targets", "--targets", "linux/386,plan9/amd64"]);
  const lines = out.trimEnd().split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[1] ?? "", /^linux\/386 +yes +gcc +glibc +ILP32 +4 +4 +4 +12 +little$/);
  assert.match(lines[2] ?? "", /^plan9\/amd64 +no /);
});

test("display width follows tabs, wide and combining characters", () => {
  assert.deepEqual(["a", "漢", "é", "\u0301", "😀"].map(columnsOf), [1, 2, 1, 0, 2]);
  assert.equal(displayLine("a\tb").text, "a   b");
  assert.deepEqual(displayLine("\t漢x").columns, [0, 4, 6, 7]);
  assert.equal(displayLine("a\u202eb\x1b").text, "a\ufffdb\ufffd");
  assert.equal(sliceColumns("漢字x", 1, 3), " 字");
});

test("the length in UTF-8 is that of the encoder", () => {
  for (const text of ["", "abc", "é漢😀", "\ufeffx", "\u07ff\u0800"]) assert.equal(utf8Length(text), new TextEncoder().encode(text).length);
});
