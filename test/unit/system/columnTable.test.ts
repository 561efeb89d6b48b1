/** Column tables: every form a row can have, and texts that are none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseColumnTable } from "../../../server/src/system/columnTable.ts";

const table = parseColumnTable(
  [
    "abi-lens constants 2",
    "!_FLAG",
    "go1.26.8, golang.org/x/sys v0.49.0",
    "linux/386 linux/amd64 linux/arm",
    "syscall golang.org/x/sys/unix",
    "3f 7 38 1 6",
    "* 0",
    "0AF_INET 2",
    "86 +8",
    "0X! 7",
    "1Y",
    "*Errno 1",
    "0EPERM 1",
    "*",
    "0O_# 5@3|-9223372036854775808:Signal@4",
    "",
  ].join("\n"),
);
const at = (name: string, pkg: string, port: string): string | undefined => table.cell(name, pkg, port)?.text;

test("names share beginnings and phrases, values are steps", () => {
  assert.deepEqual([...table.names], ["AF_INET", "AF_INET6", "X_FLAG", "XY", "EPERM", "O_#"]);
  assert.deepEqual(
    ["AF_INET", "AF_INET6", "X_FLAG", "XY"].map((name) => at(name, "syscall", "linux/arm")),
    ["2", "10", "7", "8"],
  );
});

test("a cell belongs to its columns", () => {
  assert.equal(at("EPERM", "syscall", "linux/386"), "1");
  assert.equal(at("EPERM", "golang.org/x/sys/unix", "linux/386"), undefined);
  assert.equal(table.cell("EPERM", "syscall", "linux/386")?.type, "Errno");
  assert.deepEqual(table.cell("O_#", "syscall", "linux/386"), { type: "", text: "5", set: 3 });
  assert.deepEqual(table.cell("O_#", "syscall", "linux/amd64"), { type: "Signal", text: "-9223372036854775808", set: 4 });
  assert.equal(at("O_#", "syscall", "windows/386"), undefined);
  assert.equal(at("O_#", "fmt", "linux/386"), undefined);
  assert.deepEqual(table.cells("toString"), []);
});

test("what is no table is refused", () => {
  for (const text of ["", "{}", "abi-lens constants 1\n", "abi-lens constants 2"]) {
    assert.throws(() => parseColumnTable(text), /is damaged/);
  }
});
