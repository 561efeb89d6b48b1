/** The kernel's own records, the requests of ioctl, and what system calls find behind pointers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutC } from "../../../server/src/layout/c.ts";
import { createIoctlRequests, ioctlTable } from "../../../server/src/system/ioctlRequests.ts";
import { createKernelRecords, kernelRecordTable } from "../../../server/src/system/kernelRecords.ts";
import { createSyscallNumbers } from "../../../server/src/system/syscallNumbers.ts";
import { createSystemCallPointers, systemCallTable } from "../../../server/src/system/systemCallPointers.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import type { CType } from "../../../server/src/types/c.ts";
import { readTable, readText } from "../target/table.ts";

const registry = createRegistry(readTable("targets.json"));
const records = createKernelRecords(readText);
const requests = createIoctlRequests(readText, records);
const calls = createSystemCallPointers(readText, records);

const on = (id: string): Target => registry.get(id) ?? assert.fail(id);

function sizeOf(type: CType | undefined, id: string): number | string {
  const { c } = on(id);
  if (type === undefined || typeof c === "string") return "none";
  const layout = layoutC(type, c);
  return layout.known ? layout.size : layout.reason;
}

const recordSize = (name: string, id: string): number | string => sizeOf(records.record(name, on(id)), id);

test("a record of the kernel is not the C library's", () => {
  assert.equal(recordSize("termios", "linux/amd64"), 36);
  assert.equal(recordSize("termios2", "linux/arm64"), 44);
  assert.equal(recordSize("termios", "linux/ppc64le"), 44);
  assert.equal(recordSize("stat", "linux/mips64"), 104);
  assert.equal(recordSize("stat64", "linux/386"), 96);
  assert.equal(recordSize("__kernel_old_timespec", "linux/arm"), 8);
  assert.equal(recordSize("__kernel_timespec", "linux/arm"), 16);
});

test("epoll_event is packed on amd64 alone", () => {
  assert.equal(recordSize("epoll_event", "linux/amd64"), 12);
  assert.equal(recordSize("epoll_event", "linux/386"), 12);
  assert.equal(recordSize("epoll_event", "linux/arm64"), 16);
  assert.equal(records.record("epoll_event", on("linux/arm64"))?.packed, undefined);
});

test("a record is one object where it is declared alike", () => {
  assert.equal(records.record("ifreq", on("linux/amd64")), records.record("ifreq", on("linux/riscv64")));
  assert.equal(records.record("ifreq", on("linux/amd64")), records.record("ifreq", on("linux/amd64+musl")));
  assert.equal(records.record("ifreq", on("android/arm64"))?.name, "struct ifreq");
  assert.notEqual(records.record("stat", on("linux/amd64")), records.record("stat", on("linux/arm64")));
});

test("records by tag or by a typedef's name, and what is not known", () => {
  assert.equal(records.record("bpf_attr", on("linux/amd64"))?.name, "union bpf_attr");
  assert.equal(records.record("sigset_t", on("linux/mips"))?.tag, undefined);
  assert.equal(records.record("no_such_record", on("linux/amd64")), undefined);
  assert.equal(records.record("stat64", on("linux/amd64")), undefined);
  assert.equal(records.record("stat", on("plan9/amd64")), undefined);
  assert.equal(kernelRecordTable(on("plan9/386")), undefined);
});

test("requests by name", () => {
  const windowSize = requests.named("TIOCGWINSZ", on("linux/amd64"));
  assert.equal(windowSize?.number, 0x5413);
  assert.equal(windowSize?.direction, "out");
  assert.equal(sizeOf(windowSize?.argument, "linux/amd64"), 8);
  assert.equal(requests.named("TIOCGWINSZ", on("linux/mips"))?.number, 0x40087468);
  assert.equal(requests.named("TIOCGWINSZ", on("linux/ppc64le"))?.number, 0x40087468);
  // The number says size_t, the kernel writes 64 bits.
  assert.equal(requests.named("BLKGETSIZE64", on("linux/386"))?.number, 0x80041272);
  assert.equal(sizeOf(requests.named("BLKGETSIZE64", on("linux/386"))?.argument, "linux/386"), 8);
  assert.equal(requests.named("LOOP_CLR_FD", on("linux/amd64")), undefined);
  assert.equal(requests.named("TIOCGWINSZ", on("windows/amd64")), undefined);
});

test("an integer in a number alone says nothing of the argument", () => {
  const persist = requests.named("TUNSETPERSIST", on("linux/amd64"));
  assert.equal(persist?.number, 0x400454cb);
  assert.equal(persist?.argument, undefined);
  const name = requests.named("TUNSETIFF", on("linux/amd64"));
  assert.equal(name?.argument, records.record("ifreq", on("linux/amd64")));
  assert.equal(name?.direction, "inout");
});

test("requests by number", () => {
  const names = (number: number, id: string): readonly string[] => requests.numbered(number, on(id)).map(({ name }) => name);
  assert.deepEqual(names(0x5413, "linux/amd64"), ["TIOCGWINSZ"]);
  assert.deepEqual(names(0x5413, "linux/mips"), []);
  assert.deepEqual(names(0x1271, "linux/amd64"), []);
  assert.ok(names(0xc0045405 | 0, "linux/amd64").length < 2);
  assert.ok(ioctlTable(on("android/arm")) !== undefined);
});

test("requests of macOS and the BSDs", () => {
  const terminal = requests.named("TIOCGETA", on("darwin/arm64"));
  assert.equal(terminal?.number, 0x40487413);
  assert.equal(terminal?.argument, records.record("termios", on("ios/arm64")));
  assert.equal(sizeOf(terminal?.argument, "darwin/arm64"), 72);
  assert.equal(requests.named("TIOCGETA", on("freebsd/386"))?.number, 0x402c7413);
  assert.equal(requests.named("FIONREAD", on("openbsd/arm"))?.number, 0x4004667f);
  assert.deepEqual(
    requests.numbered(0x40087468, on("netbsd/amd64")).map(({ name }) => name),
    ["TIOCGSIZE", "TIOCGWINSZ"],
  );
  // Under #pragma pack(4).
  assert.equal(sizeOf(records.record("ifconf", on("darwin/arm64")), "darwin/arm64"), 12);
  assert.equal(requests.named("TCGETS", on("darwin/amd64")), undefined);
});

test("what system calls find behind pointers", () => {
  const [fd, stat] = calls.pointersOf("SYS_FSTAT", on("linux/amd64")) ?? [];
  assert.equal(fd, undefined);
  assert.ok(stat?.kind === "pointer" && stat.direction === "out" && stat.extent.kind === "one");
  assert.equal(stat.to, records.record("stat", on("linux/amd64")));
  const [, events] = calls.pointersOf("SYS_EPOLL_PWAIT", on("linux/arm64")) ?? [];
  assert.ok(events?.kind === "pointer");
  assert.deepEqual(events.extent, { kind: "elements", parameter: 2 });
  const [, buffer] = calls.pointersOf("SYS_READ", on("linux/386")) ?? [];
  assert.deepEqual(buffer, { kind: "pointer", to: { kind: "void" }, direction: "out", extent: { kind: "bytes", parameter: 2 } });
  const [, , , option, length] = calls.pointersOf("SYS_GETSOCKOPT", on("linux/arm")) ?? [];
  assert.ok(option?.kind === "pointer" && length?.kind === "pointer" && length.direction === "inout");
  assert.deepEqual(option.extent, { kind: "bytesAt", parameter: 4 });
  const [attributes] = calls.pointersOf("SYS_PERF_EVENT_OPEN", on("linux/amd64")) ?? [];
  assert.ok(attributes?.kind === "pointer");
  assert.deepEqual(attributes.extent, { kind: "versioned" });
  assert.deepEqual(calls.pointersOf("SYS_OPENAT", on("linux/amd64"))?.[1], { kind: "string" });
});

test("a name that is another call on one architecture is left out there", () => {
  assert.equal(calls.pointersOf("SYS_SELECT", on("linux/386")), undefined);
  assert.equal(calls.pointersOf("SYS_SELECT", on("linux/amd64"))?.length, 5);
  assert.equal(calls.pointersOf("SYS_RT_SIGACTION", on("linux/arm")), undefined);
  assert.equal(calls.pointersOf("SYS_NO_SUCH_CALL", on("linux/amd64")), undefined);
  assert.equal(calls.pointersOf("SYS_READ", on("freebsd/amd64")), undefined);
  assert.equal(systemCallTable(on("freebsd/amd64")), undefined);
});

test("every call of the table has a number, and none holds a record that is not known where the call is", () => {
  const numbers = createSyscallNumbers(readText("goPackages/syscallNumbers.txt"));
  const targets = registry.targets.filter((target) => target.goos === "linux" && target.variant === undefined);
  for (const name of calls.names(on("linux/amd64"))) {
    const having = targets.filter((target) => numbers.numberOf(name, target) !== undefined);
    assert.ok(having.length > 0, name);
    for (const target of having) {
      for (const pointer of calls.pointersOf(name, target) ?? []) {
        if (pointer?.kind === "pointer" && pointer.to.kind !== "void")
          assert.equal(typeof sizeOf(pointer.to, target.id), "number", `${name} ${target.id}`);
      }
    }
  }
});
