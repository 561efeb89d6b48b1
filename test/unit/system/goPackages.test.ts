/** Constants, types and functions of the kernel packages and of the standard library, per target. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutGo, layoutGoStruct } from "../../../server/src/layout/go.ts";
import { constantTables, createGoPackages, tablesOfImport } from "../../../server/src/system/goPackages.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import type { GoType } from "../../../server/src/types/go.ts";
import { readTable, readText } from "../target/table.ts";

const registry = createRegistry(readTable("targets.json"));
const facts = createGoPackages(readText);
const UNIX = "golang.org/x/sys/unix";
const WINDOWS = "golang.org/x/sys/windows";

function target(id: string): Target {
  const found = registry.get(id);
  assert.ok(found !== undefined, id);
  return found;
}

function sizeOf(type: GoType | undefined, id: string): string {
  assert.ok(type !== undefined);
  const { go, c } = target(id);
  const layout = layoutGo(type, { sizes: go, c });
  return layout.known ? `${layout.size}/${layout.align}` : layout.reason;
}

test("constants have the value and type of their package and port", () => {
  const value = (pkg: string, name: string, id: string): unknown => facts.constant(pkg, name, target(id));
  assert.deepEqual(value("syscall", "EAGAIN", "linux/amd64"), { value: 11n, type: "syscall.Errno" });
  assert.deepEqual(value(UNIX, "EAGAIN", "darwin/arm64"), { value: 35n, type: "syscall.Errno" });
  assert.deepEqual(value("syscall", "EAGAIN", "windows/amd64"), { value: 536870918n, type: "syscall.Errno" });
  assert.deepEqual(value(UNIX, "SIGUSR1", "linux/mips"), { value: 16n, type: "syscall.Signal" });
  assert.deepEqual(value(UNIX, "O_DIRECT", "linux/arm"), { value: 0x10000n, type: "untyped int" });
  assert.deepEqual(value(UNIX, "O_DIRECT", "android/arm64"), { value: 0x10000n, type: "untyped int" });
  assert.deepEqual(value(UNIX, "SYS_STATX", "linux/amd64+musl"), { value: 332n, type: "untyped int" });
  assert.equal((value(WINDOWS, "INVALID_HANDLE_VALUE", "windows/amd64") as { value: bigint } | undefined)?.value, undefined);
  assert.equal(value(UNIX, "EAGAIN", "windows/amd64"), undefined);
  assert.equal(value("fmt", "EAGAIN", "linux/amd64"), undefined);
});

test("types have the fields and sizes of their port", () => {
  assert.equal(sizeOf(facts.type("syscall", "Stat_t", target("linux/amd64")), "linux/amd64"), "144/8");
  assert.equal(sizeOf(facts.type("syscall", "Stat_t", target("linux/arm")), "linux/arm"), "104/4");
  assert.equal(sizeOf(facts.type(UNIX, "EpollEvent", target("linux/amd64")), "linux/amd64"), "12/4");
  assert.equal(sizeOf(facts.type(UNIX, "EpollEvent", target("linux/arm64")), "linux/arm64"), "16/4");
  assert.equal(sizeOf(facts.type(WINDOWS, "Overlapped", target("windows/386")), "windows/386"), "20/4");
  assert.equal(sizeOf(facts.type(WINDOWS, "LazyDLL", target("windows/amd64")), "windows/amd64"), "40/8");
  const timespec = facts.type("syscall", "Timespec", target("linux/386"));
  assert.ok(timespec?.kind === "named");
  const layout = layoutGoStruct(timespec, { sizes: target("linux/386").go, c: "" });
  assert.deepEqual(layout.known ? layout.fields.map(({ name, bitOffset }) => [name, bitOffset]) : [], [
    ["Sec", 0],
    ["Nsec", 32],
  ]);
});

test("the standard library's types are known by size, with what is promised of them", () => {
  assert.equal(sizeOf(facts.type("sync", "Mutex", target("linux/386")), "linux/386"), "8/4");
  assert.equal(sizeOf(facts.type("time", "Time", target("linux/386")), "linux/386"), "20/4");
  assert.equal(sizeOf(facts.type("time", "Time", target("windows/arm64")), "windows/arm64"), "24/8");
  assert.equal(sizeOf(facts.type("sync/atomic", "Int64", target("linux/arm")), "linux/arm"), "8/8");
  const duration = facts.type("time", "Duration", target("linux/arm"));
  assert.deepEqual(duration, { kind: "named", pkg: "time", name: "Duration", underlying: { kind: "basic", name: "int64" } });
  assert.equal(facts.type("time", "NoSuchType", target("linux/arm")), undefined);
  assert.equal(facts.type("example.com/time", "Time", target("linux/arm")), undefined);
});

test("one object stands for all targets that declare a type alike", () => {
  const stat = (id: string): GoType | undefined => facts.type("syscall", "Stat_t", target(id));
  assert.equal(stat("linux/386"), stat("android/386"));
  assert.notEqual(stat("linux/386"), stat("linux/arm"));
  assert.equal(facts.type("time", "Time", target("linux/arm")), facts.type("time", "Time", target("linux/386")));
  // Utsname is declared alike, Sysinfo_t is not.
  assert.equal(facts.type(UNIX, "Errno", target("linux/amd64")), facts.type("syscall", "Errno", target("linux/amd64")));
});

test("types that mention themselves are graphs", () => {
  const filter = facts.type(WINDOWS, "IpAdapterAddresses", target("windows/amd64"));
  assert.ok(filter?.kind === "named" && filter.underlying.kind === "struct");
  const next = filter.underlying.fields.find(({ name }) => name === "Next")?.type;
  assert.ok(next?.kind === "pointer");
  assert.equal(next.to, filter);
});

test("functions and methods", () => {
  const read = facts.func("syscall", "Read", target("linux/amd64"));
  assert.deepEqual(
    read?.parameters.map(({ kind }) => kind),
    ["basic", "slice"],
  );
  assert.equal(facts.func("syscall", "Signal.String", target("linux/amd64"))?.results.length, 1);
  assert.equal(facts.func("syscall", "EpollWait", target("darwin/arm64")), undefined);
  const results = (id: string): unknown => facts.func("syscall", "Fstat", target(id))?.results;
  assert.equal(results("linux/arm"), results("darwin/arm64"));
});

test("where a name exists", () => {
  const asked = ["linux/amd64", "linux/s390x", "darwin/arm64", "windows/amd64"].map(target);
  assert.deepEqual(facts.ports("syscall", "EPOLLIN", asked), ["linux/amd64", "linux/s390x"]);
  assert.deepEqual(facts.ports("syscall", "PtracePsw", asked), ["linux/s390x"]);
  assert.deepEqual(facts.ports(UNIX, "Kqueue", asked), ["darwin/arm64"]);
});

test("only what is asked for is loaded", () => {
  assert.deepEqual(tablesOfImport("syscall", "types", target("ios/arm64")), [
    "goPackages/standardTypes.txt",
    "goPackages/darwin.types.txt",
  ]);
  assert.deepEqual(tablesOfImport("time", "types", target("ios/arm64")), ["goPackages/standardTypes.txt"]);
  assert.deepEqual(tablesOfImport("time", "constants", target("ios/arm64")), []);
  assert.deepEqual(tablesOfImport("github.com/a/b", "types", target("ios/arm64")), []);
  assert.deepEqual(tablesOfImport("C", "types", target("ios/arm64")), []);
  assert.deepEqual(constantTables([target("js/wasm"), target("wasip1/wasm")]), [
    "goPackages/syscallNumbers.txt",
    "goPackages/wasm.constants.txt",
  ]);
  const empty = createGoPackages(() => undefined);
  assert.equal(empty.constant("syscall", "EAGAIN", target("linux/amd64")), undefined);
  assert.equal(empty.type("syscall", "Stat_t", target("linux/amd64")), undefined);
});
