/** Go layouts; the numbers are go/types' for gc (test/oracle/layout/gotypes.go). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutGo, layoutGoStruct } from "../../../server/src/layout/go.ts";
import type { RecordLayout } from "../../../server/src/layout/layout.ts";
import type { GoBasic, GoField, GoNamed, GoStruct, GoType } from "../../../server/src/types/go.ts";
import { targets } from "../../oracle/layout/compilers.ts";
import { array as cArray, field as cField, struct as cStruct } from "./cases.ts";

const basic = (name: GoBasic): GoType => ({ kind: "basic", name });
const field = (name: string, type: GoType | GoBasic, more: Partial<GoField> = {}): GoField => ({
  name,
  type: typeof type === "string" ? basic(type) : type,
  ...more,
});
const struct = (...fields: GoField[]): GoStruct => ({ kind: "struct", fields });
const named = (name: string, underlying: GoType, pkg = "p"): GoNamed => ({ kind: "named", name, pkg, underlying });
const nothing = struct();

function environment(id: string): Parameters<typeof layoutGo>[1] {
  const target = targets().find((one) => one.id === id);
  assert.ok(target !== undefined, id);
  return { sizes: target.go, c: target.c };
}

function known(type: GoNamed | GoStruct, id: string): RecordLayout {
  const layout = layoutGoStruct(type, environment(id));
  assert.ok(layout.known, layout.known ? "" : layout.reason);
  return layout;
}

function summary(type: GoNamed | GoStruct, id: string): string {
  const layout = known(type, id);
  return `${layout.size}/${layout.align}: ${layout.fields.map((one) => one.bitOffset / 8).join(" ")}`;
}

const atomic64 = named(
  "Int64",
  struct(field("_", named("noCopy", nothing, "sync/atomic")), field("_", named("align64", nothing, "sync/atomic")), field("v", "int64")),
  "sync/atomic",
);

test("structs are laid out as gc does", () => {
  const cases: readonly (readonly [GoStruct, string, string])[] = [
    [struct(field("A", "int32"), field("B", "int64")), "16/8: 0 8", "12/4: 0 4"],
    [struct(field("A", "int32"), field("B", "float64")), "16/8: 0 8", "12/4: 0 4"],
    [struct(field("A", "int32"), field("B", nothing)), "8/4: 0 4", "8/4: 0 4"],
    [
      struct(field("A", "int64"), field("B", "int8"), field("C", { kind: "array", of: basic("int64"), count: 0 })),
      "24/8: 0 8 16",
      "16/4: 0 8 12",
    ],
    [struct(field("A", "int32"), field("B", atomic64)), "16/8: 0 8", "16/8: 0 8"],
    [struct(field("A", "bool"), field("B", "string"), field("C", { kind: "slice", of: basic("int8") })), "48/8: 0 8 24", "24/4: 0 4 12"],
    [struct(field("A", "bool"), field("B", { kind: "interface" }), field("C", { kind: "func" })), "32/8: 0 8 24", "16/4: 0 4 12"],
    [struct(field("A", "bool"), field("B", "complex64"), field("C", "complex128")), "32/8: 0 4 16", "28/4: 0 4 12"],
    [struct(field("_", "int8"), field("U", "uintptr"), field("P", "unsafe.Pointer")), "24/8: 0 8 16", "12/4: 0 4 8"],
    [nothing, "0/1: ", "0/1: "],
  ];
  for (const [type, on64, on32] of cases) {
    assert.equal(summary(type, "linux/amd64"), on64);
    assert.equal(summary(type, "js/wasm"), on64);
    assert.equal(summary(type, "linux/386"), on32);
    assert.equal(summary(type, "linux/arm"), on32);
  }
});

test("fields carry what people and rules need", () => {
  const inner = named("Inner", struct(field("X", "int16")));
  const type = named(
    "T",
    struct(field("A", "int8"), field("Inner", inner, { embedded: true }), field("B", { kind: "array", of: inner, count: 2 })),
  );
  const layout = known(type, "linux/amd64");
  assert.deepEqual(layout.fields, [
    { name: "A", type: "int8", bitOffset: 0, bitSize: 8, align: 1 },
    {
      name: "Inner",
      type: "Inner",
      bitOffset: 16,
      bitSize: 16,
      align: 2,
      embedded: true,
      kind: "struct",
      fields: [{ name: "X", type: "int16", bitOffset: 16, bitSize: 16, align: 2 }],
    },
    { name: "B", type: "[2]Inner", bitOffset: 32, bitSize: 32, align: 2, elements: 2, stride: 2 },
  ]);
  assert.deepEqual(layout.padding, [{ offset: 1, size: 1 }]);
});

test("C types inside Go structs are what cgo makes of them", () => {
  const record = cStruct("s", [cField("c", "char"), cField("d", "double"), cField("l", "long"), cField("tail", cArray("int", 0))]);
  const type = struct(field("A", "int8"), field("S", { kind: "c", name: "struct_s", type: record }));
  assert.equal(summary(type, "linux/amd64"), "32/8: 0 8");
  assert.equal(summary(type, "linux/386"), "20/4: 0 4");
  // On ARM C aligns the record to 8, Go to 4.
  assert.equal(summary(type, "linux/arm"), "28/4: 0 4");
  const long: GoType = { kind: "c", name: "long", type: { kind: "scalar", name: "long" } };
  assert.deepEqual(layoutGo(long, environment("linux/amd64")), { known: true, size: 8, align: 8 });
  assert.deepEqual(layoutGo(long, environment("windows/amd64")), { known: true, size: 4, align: 4 });
  assert.deepEqual(layoutGo(long, environment("plan9/amd64")), { known: false, reason: "no C compiler model for plan9" });
});

test("unknown is contagious, cycles and large arrays are unknown", () => {
  const on = environment("linux/amd64");
  const reason = (type: GoType, where = on): string => {
    const layout = layoutGo(type, where);
    return layout.known ? `${layout.size}` : layout.reason;
  };
  assert.equal(reason(struct(field("A", { kind: "unknown", reason: "why" }))), "why");
  assert.equal(reason({ kind: "typeParameter", name: "T" }), "T is a type parameter");
  const loop = named("Loop", nothing);
  loop.underlying = struct(field("A", { kind: "array", of: loop, count: 1 }));
  assert.equal(reason(loop), "Loop contains itself");
  const list = named("List", nothing);
  list.underlying = struct(field("Next", { kind: "pointer", to: list }));
  assert.equal(reason(list), "8");
  assert.equal(reason({ kind: "array", of: basic("int64"), count: 2 ** 50 }), "larger than 2^53 bits");
  assert.equal(
    reason({ kind: "array", of: basic("int64"), count: 2 ** 30 }, environment("linux/386")),
    "larger than the target's address space",
  );
  assert.deepEqual(layoutGo({ kind: "opaque", name: "T", size: 12, align: 4 }, on), { known: true, size: 12, align: 4 });
});

test("deep types are no trouble", () => {
  let type: GoStruct = struct(field("A", "int32"));
  for (let i = 0; i < 5000; i++) type = struct(field("A", "int32"), field("S", type));
  assert.equal(known(type, "linux/amd64").size, 5001 * 4);
});
