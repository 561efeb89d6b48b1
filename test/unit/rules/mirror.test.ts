/** Which fields of a Go struct and a C record correspond, and which difference is reported. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldLayout, RecordLayout } from "../../../server/src/layout/layout.ts";
import { compareMirror, matchFields } from "../../../server/src/model/mirror.ts";

const field = (name: string, offset: number, size: number, more: Partial<FieldLayout> = {}): FieldLayout => ({
  name,
  type: "",
  bitOffset: offset * 8,
  bitSize: size * 8,
  align: size,
  ...more,
});
const record = (size: number, ...fields: FieldLayout[]): RecordLayout => ({ known: true, size, align: 4, fields, padding: [] });
const names = (go: readonly FieldLayout[], c: readonly FieldLayout[]) =>
  matchFields(go, c)?.map((match) => `${match.go.name}=${match.c.name}`);
const both = { goToC: true, cToGo: true, wholeSize: false, copies: false };

test("fields correspond by name, without case, underscores and a common prefix", () => {
  const c = [field("st_dev", 0, 8), field("st_ino", 8, 8), field("st_mode", 16, 4)];
  assert.deepEqual(names([field("Ino", 0, 8), field("Dev", 8, 8)], c), ["Ino=st_ino", "Dev=st_dev"]);
  assert.deepEqual(names([field("StMode", 0, 4)], c), ["StMode=st_mode"]);
});

test("fields correspond by order only when the numbers are equal and no name contradicts", () => {
  const c = [field("a", 0, 4), field("b", 4, 4)];
  assert.deepEqual(names([field("X", 0, 4), field("Y", 4, 4)], c), ["X=a", "Y=b"]);
  assert.deepEqual(names([field("X", 0, 4), field("_", 4, 4), field("Y", 4, 4)], c), ["X=a", "Y=b"]);
  assert.equal(names([field("B", 0, 4), field("Y", 4, 4)], c), undefined);
  assert.equal(names([field("X", 0, 4)], c), undefined);
  assert.equal(names([field("X", 0, 4), field("Y", 4, 4)], [field("a", 0, 4), field("b", 4, 1, { bitField: true })]), undefined);
});

test("blank fields count when only they make the numbers equal", () => {
  assert.deepEqual(names([field("X", 0, 4), field("_", 4, 4), field("Y", 8, 4)], [field("a", 0, 4), field("b", 4, 4), field("c", 8, 4)]), [
    "X=a",
    "Y=c",
  ]);
});

test("a member of an anonymous union is found by its name", () => {
  const c = [field("tag", 0, 4), field("", 8, 8, { kind: "union", fields: [field("i", 8, 4), field("d", 8, 8)] })];
  assert.deepEqual(names([field("Tag", 0, 4), field("D", 8, 8)], c), ["Tag=tag", "D=d"]);
});

test("the first difference wins, offsets before sizes", () => {
  assert.deepEqual(compareMirror(record(12, field("A", 0, 4), field("B", 4, 8)), record(16, field("a", 0, 4), field("b", 8, 8)), both), {
    kind: "offset",
    goIndex: 1,
    goField: "B",
    cField: "b",
    go: 4,
    c: 8,
  });
  assert.equal(compareMirror(record(8, field("A", 0, 8)), record(4, field("a", 0, 4)), both)?.kind, "size");
});

test("a record that is short is wrong only where it is written through the longer type", () => {
  const short = record(4, field("A", 0, 4));
  const long = record(8, field("a", 0, 4), field("b", 4, 4));
  assert.equal(compareMirror(short, long, { goToC: false, cToGo: true, wholeSize: false, copies: false }), undefined);
  assert.equal(compareMirror(short, long, { goToC: true, cToGo: false, wholeSize: false, copies: false })?.kind, "recordSize");
  assert.equal(compareMirror(short, long, { goToC: false, cToGo: true, wholeSize: true, copies: true })?.kind, "recordSize");
});

test("a nested difference is named by its path", () => {
  const go = record(16, field("In", 0, 12, { kind: "struct", fields: [field("A", 0, 4), field("B", 4, 8)] }));
  const c = record(16, field("in", 0, 16, { kind: "struct", fields: [field("a", 0, 4), field("b", 8, 8)] }));
  const mismatch = compareMirror(go, c, both);
  assert.ok(mismatch?.kind === "offset");
  assert.equal(`${mismatch.goField} ${mismatch.cField} ${mismatch.go} ${mismatch.c}`, "In.B in.b 4 8");
});

test("bit-fields and flexible arrays are not compared", () => {
  const go = record(8, field("A", 0, 4), field("B", 4, 4));
  assert.equal(compareMirror(go, record(8, field("a", 0, 4), field("b", 5, 1, { bitField: true })), both), undefined);
  assert.equal(
    compareMirror(go, record(4, field("a", 0, 4), field("b", 4, 0, { elements: 0 })), {
      goToC: true,
      cToGo: false,
      wholeSize: false,
      copies: false,
    }),
    undefined,
  );
});

test("a field that its name calls padding needs no counterpart", () => {
  const c = [field("st_dev", 0, 8), field("__pad1", 8, 2), field("st_ino", 12, 4), field("st_size", 16, 4)];
  assert.deepEqual(names([field("Dev", 0, 8), field("X__pad1", 8, 2), field("X__st_ino", 12, 4), field("Size", 16, 8)], c), [
    "Dev=st_dev",
    "X__pad1=__pad1",
    "X__st_ino=st_ino",
    "Size=st_size",
  ]);
  assert.deepEqual(names([field("Ino", 0, 8), field("X__st_ino", 8, 4), field("Pad_cgo_0", 12, 4)], c), ["Ino=st_ino"]);
  assert.equal(names([field("Pad", 0, 4), field("Unused", 4, 4)], c), undefined);
});

test("by order a record faces no scalar, and bytes face anything", () => {
  const c = [field("family", 0, 2), field("data", 2, 14, { elements: 14, stride: 1 })];
  assert.equal(names([field("Addr", 0, 16, { kind: "struct" }), field("Pad", 16, 96, { elements: 96, stride: 1 })], c), undefined);
  assert.deepEqual(names([field("F", 0, 2), field("D", 2, 14, { elements: 14, stride: 1 })], c), ["F=family", "D=data"]);
  assert.equal(matchFields([field("F", 0, 2), field("D", 2, 14, { elements: 14, stride: 1 })], c, "name"), undefined);
});

test("bytes that hold whatever C puts there may be more than it needs", () => {
  const go = record(64, field("opaque", 0, 64, { elements: 64, stride: 1 }));
  const c = record(48, field("inner", 0, 48, { kind: "struct" }));
  const toC = { goToC: true, cToGo: false, wholeSize: false, copies: false };
  assert.equal(compareMirror(go, c, toC), undefined);
  assert.equal(compareMirror(c, { ...go, fields: [field("inner", 0, 64, { kind: "struct" })] }, toC)?.kind, "size");
  const short = record(40, field("opaque", 0, 40, { elements: 40, stride: 1 }));
  assert.equal(compareMirror(short, c, toC)?.kind, "recordSize");
});

test("a record that is long is wrong only where it is read or written as a whole", () => {
  const long = record(16, field("A", 0, 8), field("B", 8, 4));
  const packed = record(12, field("a", 0, 8), field("b", 8, 4));
  const fromC = { goToC: false, cToGo: true, wholeSize: false, copies: false };
  assert.equal(compareMirror(long, packed, fromC), undefined);
  assert.equal(compareMirror(long, packed, { ...fromC, copies: true })?.kind, "recordSize");
  const flexible = record(12, field("a", 0, 8), field("b", 8, 4), field("data", 12, 0, { elements: 0 }));
  assert.equal(compareMirror(long, flexible, { ...fromC, copies: true }), undefined);
});
