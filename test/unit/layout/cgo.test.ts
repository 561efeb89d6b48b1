/** cgo's view; what is expected is what `go tool cgo` of Go 1.26 generated (test/oracle/layout/cgoOracle.ts). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cgoType, cgoView } from "../../../server/src/layout/cgo.ts";
import { goTypeText } from "../../../server/src/layout/goTypeText.ts";
import type { CRecord, CType } from "../../../server/src/types/c.ts";
import { targets } from "../../oracle/layout/compilers.ts";
import { array, bits, field, scalar, struct, union } from "./cases.ts";

function environment(id: string): Parameters<typeof cgoView>[1] {
  const target = targets().find((one) => one.id === id);
  assert.ok(target !== undefined, id);
  return { sizes: target.go, c: target.c };
}

function summary(record: CRecord, id: string): string {
  const view = cgoView(record, environment(id));
  if (!view.known) return view.reason;
  const fields = view.fields.map((one) => `${one.name} ${one.type} ${one.bitOffset / 8}`).join("; ");
  return `${view.size}/${view.align}: ${fields}`;
}

const pointer = (to: CType): CType => ({ kind: "pointer", to });

test("fields become Go fields, with padding where C has more than Go", () => {
  const record = struct("s", [
    field("c", "char"),
    field("d", "double"),
    field("u", "uchar"),
    field("l", "long"),
    field("p", pointer({ kind: "void" })),
  ]);
  assert.equal(
    summary(record, "linux/amd64"),
    "40/8: c _Ctype_char 0; d _Ctype_double 8; u _Ctype_uchar 16; l _Ctype_long 24; p unsafe.Pointer 32",
  );
  assert.equal(
    summary(record, "linux/arm"),
    "32/4: c _Ctype_char 0; _ [7]byte 1; d _Ctype_double 8; u _Ctype_uchar 16; l _Ctype_long 20; p unsafe.Pointer 24; _ [4]byte 28",
  );
  assert.equal(
    summary(record, "linux/386"),
    "24/4: c _Ctype_char 0; d _Ctype_double 4; u _Ctype_uchar 12; l _Ctype_long 16; p unsafe.Pointer 20",
  );
});

test("bit-fields, misaligned fields and a last field without size are left out", () => {
  const record = struct(
    "s",
    [field("kind", "uchar"), bits("flags", "uint", 3), bits("", "uint", 2), field("wide", "int"), field("tail", array("char", undefined))],
    { packed: true },
  );
  const view = cgoView(record, environment("linux/amd64"));
  assert.ok(view.known);
  assert.deepEqual(view.omitted, [
    { name: "flags", reason: "bit-field" },
    { name: "wide", reason: "misaligned: Go would align it to 4, it is at offset 2" },
    { name: "tail", reason: "zero-size field at the end, which Go would pad" },
  ]);
  assert.deepEqual(view.fields, [
    { name: "kind", type: "_Ctype_uchar", bitOffset: 0 },
    { name: "_", type: "[5]byte", bitOffset: 8 },
  ]);
});

test("a flexible array stays only where padding comes before it", () => {
  const plain = struct("s", [field("n", "int"), field("d", array("char", undefined))]);
  const view = cgoView(plain, environment("linux/amd64"));
  assert.ok(view.known);
  assert.equal(view.size, 4);
  assert.deepEqual(view.omitted, [{ name: "d", reason: "zero-size field at the end, which Go would pad" }]);
  const padded = struct("s", [field("l", "llong"), field("c", "char"), field("d", array("char", undefined))]);
  assert.equal(summary(padded, "linux/amd64"), "16/8: l _Ctype_longlong 0; c _Ctype_char 8; d [0]_Ctype_char 9; _ [7]byte 9");
});

test("keywords get underscores that are free", () => {
  const record = struct("s", [field("type", "int"), field("_type", "int"), field("func", "int"), field("len", "int")]);
  assert.equal(summary(record, "linux/amd64"), "16/4: __type _Ctype_int 0; _type _Ctype_int 4; _func _Ctype_int 8; len _Ctype_int 12");
});

test("types become what cgo makes of them", () => {
  const text = (type: CType, id = "linux/amd64"): string => {
    const goType = cgoType(type, environment(id));
    return goType.kind === "unknown" ? goType.reason : goTypeText(goType);
  };
  const under = (type: CType, id: string): string => {
    const goType = cgoType(type, environment(id));
    return goType.kind === "named" ? goTypeText(goType.underlying) : "";
  };
  const list = struct("list", []);
  list.fields = [field("next", pointer(list))];
  const choice = union("u", [field("i", "int"), field("d", "double")]);
  const signed: CType = { kind: "enum", tag: "e", name: "enum e", range: { min: -1n, max: 1n } };
  assert.equal(text(scalar("ulong")), "_Ctype_ulong");
  assert.equal(under(scalar("char"), "linux/amd64"), "int8");
  assert.equal(under(scalar("char"), "linux/arm64"), "uint8");
  assert.equal(under(scalar("char"), "darwin/arm64"), "int8");
  assert.equal(text({ kind: "standard", name: "uint8_t" }), "_Ctype_uint8_t");
  assert.equal(text(choice), "[8]byte");
  assert.equal(text(pointer(choice)), "*[8]byte");
  assert.equal(text(list), "_Ctype_struct_list");
  assert.equal(text({ kind: "typedef", name: "list_t", type: list }), "_Ctype_struct_list");
  assert.equal(text(pointer({ kind: "function", result: { kind: "void" }, parameters: [], variadic: false })), "*[0]byte");
  assert.equal(text(signed), "int32");
  assert.equal(text({ kind: "enum", tag: "f", name: "enum f", range: { min: 0n, max: 1n } }), "uint32");
  assert.equal(under(scalar("int128"), "linux/amd64"), "[16]uint8");
  assert.equal(under({ kind: "complex", of: "double" }, "linux/amd64"), "complex128");
  assert.equal(text({ kind: "atomic", of: scalar("int") }), "_Ctype_int");
});

test("what cgo refuses is unknown with its words, also behind pointers", () => {
  const record = struct("s", [field("x", "ldouble")]);
  assert.equal(summary(record, "linux/amd64"), "cgo refuses it: unexpected: 16-byte float type - long double");
  assert.equal(summary(record, "linux/386"), "cgo refuses it: unexpected: 12-byte float type - long double");
  assert.equal(summary(record, "darwin/arm64"), "8/8: x _Ctype_longdouble 0");
  assert.match(summary(struct("t", [field("p", pointer(record))]), "linux/amd64"), /16-byte float type/);
  // In a union only names are looked at.
  assert.equal(summary(struct("t", [field("u", union("u", [field("x", "ldouble")]))]), "linux/amd64"), "16/1: u [16]byte 0");
  assert.equal(summary(record, "plan9/amd64"), "no C compiler model for plan9");
});

test("an array before a bit-field loses its elements where the storage unit begins with it", () => {
  const record = struct("s", [field("name", array("char", 4)), bits("flags", "llong", 3)]);
  assert.equal(summary(record, "linux/amd64"), "8/1: name [0]_Ctype_char 0; _ [8]byte 0");
  const apart = struct("s", [field("name", array("char", 4)), bits("flags", "int", 3)]);
  assert.equal(summary(apart, "linux/amd64"), "8/1: name [4]_Ctype_char 0; _ [4]byte 4");
});

test("unions show bytes and leave out every member", () => {
  const view = cgoView(union("u", [field("i", "int"), field("d", "double")]), environment("linux/amd64"));
  assert.deepEqual(view, {
    known: true,
    size: 8,
    align: 1,
    fields: [],
    omitted: [
      { name: "i", reason: "union member" },
      { name: "d", reason: "union member" },
    ],
  });
});

test("records nest deeply without trouble", () => {
  let record = struct("s0", [field("i", "int")]);
  for (let i = 1; i < 3000; i++) record = struct(`s${i}`, [field("i", "int"), field("s", record)]);
  const view = cgoView(record, environment("linux/amd64"));
  assert.ok(view.known);
  assert.equal(view.size, 12000);
});
