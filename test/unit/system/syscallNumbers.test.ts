/** System call numbers by name and by number, and what is not known of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { callName, createSyscallNumbers } from "../../../server/src/system/syscallNumbers.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { readTable, readText } from "../target/table.ts";

const registry = createRegistry(readTable("targets.json"));
const numbers = createSyscallNumbers(readText("goPackages/syscallNumbers.txt"));

function target(id: string): Target {
  const found = registry.get(id);
  assert.ok(found !== undefined, id);
  return found;
}

test("a constant has the number of its port and package", () => {
  const write = (id: string): number | undefined => numbers.numberOf("SYS_WRITE", target(id));
  assert.deepEqual(
    [
      "linux/386",
      "linux/amd64",
      "linux/arm",
      "linux/arm64",
      "linux/mips",
      "linux/mips64",
      "darwin/arm64",
      "freebsd/amd64",
      "windows/amd64",
    ].map(write),
    [4, 1, 4, 64, 4004, 5001, 4, 4, undefined],
  );
  assert.equal(numbers.numberOf("SYS_STATX", target("linux/amd64"), "syscall"), undefined);
  assert.equal(numbers.numberOf("SYS_STATX", target("linux/amd64"), "golang.org/x/sys/unix"), 332);
  assert.equal(numbers.numberOf("SYS_STATX", target("linux/amd64")), 332);
  assert.equal(numbers.numberOf("SYS_KEVENT", target("freebsd/amd64"), "syscall"), 363);
  assert.equal(numbers.numberOf("SYS_KEVENT", target("freebsd/amd64"), "golang.org/x/sys/unix"), 560);
  assert.equal(numbers.numberOf("SYS_WRITE", target("linux/amd64"), "fmt"), undefined);
  assert.equal(numbers.numberOf("SYS_NO_SUCH_CALL", target("linux/amd64")), undefined);
});

test("android and ios have the calls of their kernels, variants those of their port", () => {
  assert.equal(numbers.numberOf("SYS_WRITE", target("android/arm64")), 64);
  assert.equal(numbers.numberOf("SYS_WRITE", target("ios/arm64")), 4);
  assert.equal(numbers.numberOf("SYS_WRITE", target("linux/mips64+musl")), 5001);
});

test("a number names the call", () => {
  assert.deepEqual(numbers.namesOf(1, target("linux/amd64")), ["SYS_WRITE"]);
  assert.deepEqual(numbers.namesOf(1, target("linux/386")), ["SYS_EXIT"]);
  assert.equal(numbers.nameOf(4, target("darwin/arm64")), "SYS_WRITE");
  assert.equal(numbers.nameOf(0, target("linux/arm")), "SYS_RESTART_SYSCALL");
  assert.equal(numbers.nameOf(4346, target("linux/mips")), "SYS_PROCESS_VM_WRITEV");
  assert.equal(callName("SYS_WRITE"), "write");
  assert.equal(callName("SYS__LLSEEK"), "_llseek");
});

test("names of the package asked for come first", () => {
  assert.deepEqual(numbers.namesOf(79, target("linux/arm64")), ["SYS_NEWFSTATAT", "SYS_FSTATAT"]);
  assert.deepEqual(numbers.namesOf(79, target("linux/arm64"), "syscall"), ["SYS_FSTATAT", "SYS_NEWFSTATAT"]);
  assert.equal(numbers.nameOf(274, target("darwin/arm64")), "SYS_SYSCTLBYNAME");
});

test("no call is told from not known", () => {
  assert.deepEqual(numbers.namesOf(222, target("linux/386")), []);
  assert.deepEqual(numbers.namesOf(1, target("linux/mips64")), []);
  assert.equal(numbers.namesOf(4004, target("linux/mips64")), undefined);
  assert.equal(numbers.namesOf(100_000, target("linux/386")), undefined);
  assert.equal(numbers.namesOf(-1, target("linux/386")), undefined);
  assert.equal(numbers.namesOf(8, target("freebsd/amd64")), undefined);
  for (const id of ["windows/amd64", "aix/ppc64", "solaris/amd64", "illumos/amd64", "js/wasm", "wasip1/wasm"]) {
    assert.equal(numbers.hasTable(target(id)), false, id);
    assert.equal(numbers.namesOf(1, target(id)), undefined, id);
  }
  assert.ok(numbers.hasTable(target("plan9/386")));
});

test("no number of Linux means the same call on all its ports", () => {
  const ports = registry.targets.filter((one) => one.goos === "linux" && one.variant === undefined);
  for (let number = 0; number < 500; number++) {
    const names = new Set(ports.map((port) => numbers.nameOf(number, port)));
    assert.ok(names.size > 1 || names.has(undefined), String(number));
  }
});

test("a damaged table is refused", () => {
  assert.throws(() => createSyscallNumbers("{}"), /is damaged/);
});
