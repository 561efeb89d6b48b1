/** The notation of C types in the tables of kernels and DLLs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fillRecord, isUnionText, readCType, recordsMentioned, tagOfRecord } from "../../../server/src/system/cNotation.ts";
import type { CRecord, CType } from "../../../server/src/types/c.ts";

const NONE = (name: string): CType => ({ kind: "unknown", reason: name });
const scalar = (name: "int" | "uint" | "ullong" | "char" | "short" | "long"): CType => ({ kind: "scalar", name });

function recordOf(text: string): CRecord {
  const record: CRecord = { kind: "record", union: isUnionText(text), tag: "r", name: "struct r", fields: undefined };
  fillRecord(record, text, NONE);
  return record;
}

test("scalars, pointers and arrays", () => {
  assert.deepEqual(readCType("y", NONE), scalar("ullong"));
  assert.deepEqual(readCType("P", NONE), { kind: "pointer", to: { kind: "void" } });
  assert.deepEqual(readCType("PKj", NONE), { kind: "pointer", to: { kind: "qualified", qualifiers: "const", of: scalar("uint") } });
  assert.deepEqual(readCType("PPv", NONE), { kind: "pointer", to: { kind: "pointer", to: { kind: "void" } } });
  assert.deepEqual(readCType("A3A2c", NONE), { kind: "array", count: 3, of: { kind: "array", count: 2, of: scalar("char") } });
  assert.deepEqual(readCType("Ac", NONE), { kind: "array", count: undefined, of: scalar("char") });
  assert.deepEqual(readCType("A0c", NONE), { kind: "array", count: 0, of: scalar("char") });
  assert.deepEqual(readCType("@8y", NONE), {
    kind: "typedef",
    name: "",
    type: scalar("ullong"),
    aligns: [{ align: 8, spelling: "attribute" }],
  });
});

test("what is no notation is unknown", () => {
  assert.equal(readCType("?", NONE).kind, "unknown");
  assert.equal(readCType("", NONE).kind, "unknown");
});

test("members, bit-fields and attributes", () => {
  const record = recordOf("{a,b=3,=5 j;c!^8 y;name A16c;in Sother}!^4#2");
  assert.deepEqual(record.fields, [
    { name: "a", type: scalar("uint") },
    { name: "b", type: scalar("uint"), bitWidth: 3 },
    { name: "", type: scalar("uint"), bitWidth: 5 },
    { name: "c", type: scalar("ullong"), packed: true, aligns: [{ align: 8, spelling: "attribute" }] },
    { name: "name", type: { kind: "array", count: 16, of: scalar("char") } },
    { name: "in", type: { kind: "unknown", reason: "other" } },
  ]);
  assert.equal(record.packed, true);
  assert.deepEqual(record.aligns, [{ align: 4, spelling: "attribute" }]);
  assert.equal(record.pack, 2);
});

test("records within records", () => {
  const record = recordOf("<{a i;b <c s;d l>} >".replace(" >", ">").replace("<{", "< {"));
  assert.equal(record.union, true);
  const [inner] = record.fields ?? [];
  assert.ok(inner?.type.kind === "record" && inner.name === "" && !inner.type.union);
  const [a, b] = inner.type.fields ?? [];
  assert.equal(a?.name, "a");
  assert.ok(b?.type.kind === "record" && b.type.union && b.type.fields?.length === 2);
});

test("names of typedefs and of the records that are mentioned", () => {
  assert.equal(tagOfRecord("-{a i}", "POINT"), undefined);
  assert.equal(tagOfRecord("{a i}", "stat"), "stat");
  assert.equal(tagOfRecord("_{a i}", "OVERLAPPED"), "_OVERLAPPED");
  assert.equal(tagOfRecord("t<a i>", "RECT"), "tagRECT");
  assert.equal(tagOfRecord("_AppBarData{a i}", "APPBARDATA"), "_AppBarData");
  assert.equal(isUnionText("-<a i>"), true);
  assert.equal(isUnionText("{a i}"), false);
  assert.deepEqual(recordsMentioned("_AppBarData{rc SRECT}"), ["RECT"]);
  assert.deepEqual(recordsMentioned("-{a Sx;b PSy;c A2Sz; {d Sw}}"), ["x", "y", "z", "w"]);
});
