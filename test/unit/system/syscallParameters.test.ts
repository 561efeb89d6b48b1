/** Parameters of system calls, and how a 64-bit one is passed on each architecture. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createGoPackages } from "../../../server/src/system/goPackages.ts";
import type { SyscallPackage } from "../../../server/src/system/syscallNumbers.ts";
import { createSyscallParameters, parameterTable, type SyscallParameter } from "../../../server/src/system/syscallParameters.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import { readTable, readText } from "../target/table.ts";

const registry = createRegistry(readTable("targets.json"));
const facts = createGoPackages(readText);
const parameters = createSyscallParameters(readText(parameterTable), facts.type);
const UNIX = "golang.org/x/sys/unix";

function of(constant: string, id: string, pkg: SyscallPackage = UNIX): readonly SyscallParameter[] | undefined {
  const target = registry.get(id);
  assert.ok(target !== undefined, id);
  return parameters.parametersOf(constant, pkg, target);
}

const kinds = (constant: string, id: string): readonly string[] | undefined => of(constant, id)?.map(({ kind }) => kind);

test("what a call takes", () => {
  assert.deepEqual(of("SYS_READ", "linux/amd64"), [
    { kind: "descriptor" },
    { kind: "buffer", of: { kind: "basic", name: "uint8" } },
    { kind: "length" },
  ]);
  assert.deepEqual(kinds("SYS_LISTXATTR", "linux/386"), ["string", "buffer", "length"]);
  assert.deepEqual(kinds("SYS_GETPPID", "freebsd/amd64"), []);
  const [, stat] = of("SYS_FSTAT", "linux/amd64") ?? [];
  assert.ok(stat?.kind === "pointer" && stat.to.kind === "named");
  assert.equal(stat.to.name, "Stat_t");
  assert.equal(facts.type(UNIX, "Stat_t", registry.get("linux/amd64") ?? assert.fail()), stat.to);
});

test("a 64-bit value takes one register or two, in the order and place of the architecture", () => {
  assert.deepEqual(kinds("SYS_PREAD64", "linux/amd64"), ["descriptor", "buffer", "length", "value"]);
  assert.deepEqual(kinds("SYS_PREAD64", "linux/386"), ["descriptor", "buffer", "length", "low", "high"]);
  assert.deepEqual(kinds("SYS_PREAD64", "linux/arm"), ["descriptor", "buffer", "length", "pad", "low", "high"]);
  assert.deepEqual(kinds("SYS_PREAD64", "linux/mips"), ["descriptor", "buffer", "length", "pad", "high", "low"]);
});

test("no wrapper, no answer", () => {
  assert.equal(of("SYS_NO_SUCH_CALL", "linux/amd64"), undefined);
  assert.equal(of("SYS_READ", "windows/amd64"), undefined);
  assert.equal(of("SYS_READ", "linux/amd64", "syscall")?.length, 3);
});
