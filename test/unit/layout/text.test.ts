/** How types are written for people. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cDeclarationText, cTypeText } from "../../../server/src/layout/cTypeText.ts";
import { goTypeText } from "../../../server/src/layout/goTypeText.ts";
import type { CType } from "../../../server/src/types/c.ts";
import type { GoType } from "../../../server/src/types/go.ts";
import { array, scalar, struct } from "./cases.ts";

const pointer = (to: CType): CType => ({ kind: "pointer", to });
const fn = (result: CType, ...parameters: CType[]): CType => ({
  kind: "function",
  result,
  parameters: parameters.map((type) => ({ name: "", type })),
  variadic: false,
});
const constant = (of: CType): CType => ({ kind: "qualified", qualifiers: "const", of });

test("C types are written with C's declarator syntax", () => {
  const written: readonly (readonly [CType, string])[] = [
    [scalar("ullong"), "unsigned long long"],
    [pointer(scalar("char")), "char *"],
    [pointer(pointer(scalar("char"))), "char **"],
    [pointer(constant(scalar("char"))), "const char *"],
    [constant(pointer(scalar("char"))), "char *const"],
    [pointer(constant(pointer(constant(scalar("char"))))), "const char *const *"],
    [array("int", 4), "int[4]"],
    [array(array("int", 3), 2), "int[2][3]"],
    [array("int", undefined), "int[]"],
    [array(pointer(scalar("char")), 2), "char *[2]"],
    [pointer(array("char", 2)), "char (*)[2]"],
    [pointer(fn({ kind: "void" }, scalar("int"))), "void (*)(int)"],
    [array(pointer(fn(scalar("int"))), 3), "int (*[3])(void)"],
    [pointer(fn(pointer(scalar("int")), pointer(constant({ kind: "void" })))), "int *(*)(const void *)"],
    [
      pointer({ kind: "function", result: scalar("int"), parameters: [{ name: "f", type: pointer(scalar("char")) }], variadic: true }),
      "int (*)(char *, ...)",
    ],
    [{ kind: "qualified", qualifiers: "const", of: constant(pointer(scalar("int"))) }, "int *const"],
    [struct("hdr", []), "struct hdr"],
    [struct("", [], { name: "" }), "struct {…}"],
    [{ kind: "typedef", name: "hdr_t", type: struct("hdr", []) }, "hdr_t"],
    [{ kind: "complex", of: "double" }, "_Complex double"],
    [{ kind: "bitint", bits: 7, signed: false }, "unsigned _BitInt(7)"],
    [{ kind: "atomic", of: scalar("int") }, "_Atomic(int)"],
    [pointer({ kind: "atomic", of: pointer(scalar("int")) }), "_Atomic(int *) *"],
    [{ kind: "vector", of: scalar("float"), bytes: 16 }, "float __attribute__((vector_size(16)))"],
    [{ kind: "standard", name: "uint8_t" }, "uint8_t"],
    [{ kind: "enum", tag: "e", name: "enum e", range: undefined }, "enum e"],
  ];
  for (const [type, expected] of written) assert.equal(cTypeText(type), expected);
  assert.equal(cDeclarationText(array(pointer(fn(scalar("int"), scalar("char"))), 2), "table"), "int (*table[2])(char)");
});

test("types that nest without end are cut short", () => {
  let type: CType = scalar("int");
  for (let i = 0; i < 10000; i++) type = i % 2 === 0 ? pointer(type) : array(type, 1);
  assert.ok(cTypeText(type).includes("…"));
  let goType: GoType = { kind: "basic", name: "int" };
  for (let i = 0; i < 10000; i++) goType = { kind: "pointer", to: goType };
  assert.ok(goTypeText(goType).includes("…"));
});

test("Go types are written as go/types does", () => {
  const int32: GoType = { kind: "basic", name: "int32" };
  const counter: GoType = { kind: "named", pkg: "sync/atomic", name: "Int64", underlying: int32 };
  const written: readonly (readonly [GoType, string])[] = [
    [{ kind: "array", of: int32, count: 4 }, "[4]int32"],
    [{ kind: "slice", of: { kind: "pointer", to: int32 } }, "[]*int32"],
    [{ kind: "map", key: int32, of: counter }, "map[int32]atomic.Int64"],
    [{ kind: "chan", of: int32 }, "chan int32"],
    [{ kind: "struct", fields: [] }, "struct{}"],
    [
      {
        kind: "struct",
        fields: [
          { name: "A", type: int32 },
          { name: "Int64", type: counter, embedded: true },
        ],
      },
      "struct{A int32; atomic.Int64}",
    ],
    [{ kind: "c", name: "struct_hdr", type: scalar("int") }, "C.struct_hdr"],
  ];
  for (const [type, expected] of written) assert.equal(goTypeText(type, "example.org/p"), expected);
  assert.equal(goTypeText(counter, "sync/atomic"), "Int64");
});
