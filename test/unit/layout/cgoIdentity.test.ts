/** Which Go type a C type is: typedefs are aliases as far as cgo makes them so, and C's integers differ by target. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { identityOf, isAssignable } from "../../../server/src/layout/cgoIdentity.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { CModel } from "../../../server/src/target/target.ts";
import type { CType } from "../../../server/src/types/c.ts";
import type { GoType } from "../../../server/src/types/go.ts";
import { repositoryRoot } from "../../support/root.ts";

const registry = createRegistry(JSON.parse(readFileSync(join(repositoryRoot, "data/targets.json"), "utf8")));

function modelOf(id: string): CModel {
  const target = registry.targets.find((each) => each.id === id);
  assert.ok(target !== undefined && typeof target.c !== "string");
  return target.c;
}

const shown = (name: string, type: CType): GoType => ({ kind: "c", name, type });
const standard = (name: "size_t" | "int64_t" | "uint32_t" | "wchar_t" | "uint64_t"): GoType => shown(name, { kind: "standard", name });
const scalar = (name: "int" | "long" | "ulong" | "ullong" | "llong" | "uint" | "char"): GoType => shown(name, { kind: "scalar", name });
const typedef = (name: string, type: CType): CType => ({ kind: "typedef", name, type });
const on = (id: string, type: GoType): string | undefined => identityOf(type, modelOf(id))?.text;

// As `go tool cgo` of Go 1.26 declares them with the compiler of each port.
test("standard integer types are aliases of what the port's headers say", () => {
  assert.deepEqual(
    ["linux/amd64", "linux/386", "linux/arm", "windows/amd64", "windows/386", "darwin/arm64"].map((id) => on(id, standard("size_t"))),
    ["C.ulong", "C.uint", "C.uint", "C.ulonglong", "C.uint", "C.ulong"],
  );
  assert.deepEqual(
    ["linux/amd64", "linux/386", "windows/amd64", "darwin/arm64"].map((id) => on(id, standard("int64_t"))),
    ["C.long", "C.longlong", "C.longlong", "C.longlong"],
  );
  assert.deepEqual(
    ["linux/amd64", "linux/386", "linux/arm", "windows/amd64"].map((id) => on(id, standard("wchar_t"))),
    ["C.int", "C.long", "C.uint", "C.ushort"],
  );
});

test("a typedef of a number or a struct is an alias, any other makes a type", () => {
  const int: CType = { kind: "scalar", name: "int" };
  const id = "linux/amd64";
  assert.equal(on(id, shown("bar_t", typedef("bar_t", typedef("foo_t", int)))), "C.int");
  assert.equal(on(id, shown("arr", typedef("arr", { kind: "array", of: int, count: 3 }))), undefined);
  const enumeration: CType = { kind: "enum", tag: "e", name: "enum e", range: { min: 0n, max: 3n } };
  assert.equal(on(id, shown("enum_e", enumeration)), "uint32");
  assert.equal(on(id, shown("enum_e", { ...enumeration, range: { min: -1n, max: 3n } })), "int32");
  assert.equal(on(id, shown("e_t", typedef("e_t", enumeration))), "C.e_t");
  const record: CType = { kind: "record", union: false, tag: "s", name: "struct s", fields: [] };
  assert.equal(on(id, shown("s_t", typedef("s_t", record))), "C.struct_s");
  assert.equal(on(id, { kind: "pointer", to: shown("s_t", typedef("s_t", record)) }), "*C.struct_s");
  assert.equal(on(id, shown("u", { ...record, union: true, tag: "u" })), undefined);
  // Some typedefs of pointers are numbers in Go.
  assert.equal(on(id, shown("ip", typedef("ip", { kind: "pointer", to: int }))), undefined);
});

test("values and pointers are assignable where the types are one", () => {
  const assignable = (id: string, from: GoType, to: GoType): boolean | undefined => isAssignable(from, to, modelOf(id));
  const pointer = (to: GoType): GoType => ({ kind: "pointer", to });
  for (const wrap of [(type: GoType): GoType => type, pointer]) {
    assert.equal(assignable("linux/amd64", wrap(standard("size_t")), wrap(scalar("ulong"))), true);
    assert.equal(assignable("windows/amd64", wrap(standard("size_t")), wrap(scalar("ulong"))), false);
    assert.equal(assignable("windows/amd64", wrap(standard("size_t")), wrap(standard("uint64_t"))), true);
    assert.equal(assignable("linux/386", wrap(standard("size_t")), wrap(standard("uint64_t"))), false);
    assert.equal(assignable("linux/amd64", wrap(scalar("int")), wrap({ kind: "basic", name: "int32" })), false);
    assert.equal(assignable("linux/amd64", wrap({ kind: "unknown", reason: "" }), wrap(scalar("int"))), undefined);
  }
  assert.equal(
    assignable("linux/amd64", pointer(scalar("int")), { kind: "named", name: "P", pkg: "/p", underlying: pointer(scalar("int")) }),
    undefined,
  );
});
