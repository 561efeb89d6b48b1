/** The notation of types and signatures, and texts that are cut short. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readSignature, readType } from "../../../server/src/system/typeNotation.ts";
import type { GoType } from "../../../server/src/types/go.ts";

const asked: string[] = [];
const resolve = (path: string | undefined, name: string): GoType => {
  asked.push(`${path ?? ""}:${name}`);
  return { kind: "typeParameter", name };
};
const read = (text: string): GoType => readType(text, resolve);

test("every kind of type", () => {
  assert.deepEqual(read("u8"), { kind: "basic", name: "uint8" });
  assert.deepEqual(read("ptr"), { kind: "basic", name: "unsafe.Pointer" });
  assert.deepEqual(read("*[]i32"), { kind: "pointer", to: { kind: "slice", of: { kind: "basic", name: "int32" } } });
  assert.deepEqual(read("[16][2]uptr"), {
    kind: "array",
    count: 16,
    of: { kind: "array", count: 2, of: { kind: "basic", name: "uintptr" } },
  });
  assert.deepEqual(read("map[string][]string"), {
    kind: "map",
    key: { kind: "basic", name: "string" },
    of: { kind: "slice", of: { kind: "basic", name: "string" } },
  });
  assert.deepEqual(read("chan any"), { kind: "chan", of: { kind: "interface" } });
  assert.deepEqual(read("func"), { kind: "func" });
  assert.deepEqual(read("?24/8"), { kind: "opaque", name: "struct", size: 24, align: 8 });
});

test("fields share types, and embedded ones are marked", () => {
  assert.deepEqual(read("{X,Y i32;@Inner Inner;In {A u8}}"), {
    kind: "struct",
    fields: [
      { name: "X", type: { kind: "basic", name: "int32" } },
      { name: "Y", type: { kind: "basic", name: "int32" } },
      { name: "Inner", type: { kind: "typeParameter", name: "Inner" }, embedded: true },
      { name: "In", type: { kind: "struct", fields: [{ name: "A", type: { kind: "basic", name: "uint8" } }] } },
    ],
  });
  assert.deepEqual(read("{}"), { kind: "struct", fields: [] });
});

test("names are the caller's, with the path of other packages", () => {
  asked.length = 0;
  read("{A Timespec;B net/http.Header;C *golang.org/x/sys/unix.Stat_t}");
  assert.deepEqual(asked, [":Timespec", "net/http:Header", "golang.org/x/sys/unix:Stat_t"]);
});

test("signatures", () => {
  const kinds = (text: string): unknown => {
    const signature = readSignature(text, resolve);
    return signature && [signature.parameters.map(({ kind }) => kind), signature.results.map(({ kind }) => kind), signature.variadic];
  };
  assert.deepEqual(kinds("()"), [[], [], false]);
  assert.deepEqual(kinds("(int,[]u8)int,any"), [["basic", "slice"], ["basic", "interface"], false]);
  assert.deepEqual(kinds("(string,...*u8)"), [["basic", "slice"], [], true]);
  assert.equal(kinds("generic"), undefined);
});

test("a text that is cut short is unknown, not a loop", () => {
  for (const text of ["", "*", "[]", "[4]", "[", "{", "{A", "{A ", "map[", "map[string]", "?", "?8", "(", "(int", "(int,"]) {
    read(text);
    readSignature(text, resolve);
  }
  assert.equal(read("").kind, "unknown");
  assert.equal(read("?8").kind, "unknown");
});
