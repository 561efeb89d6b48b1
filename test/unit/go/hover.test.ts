/** The field and the type under a cursor. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { atBar, text, viewOf } from "../../support/goSource.ts";

const around = "package p\ntype G struct { a int32; in struct { b byte }; *E }\ntype E struct { deep int }\nvar g G\n";

function field(marked: string): string {
  const { text: source, offset } = atBar(marked.startsWith("package") ? marked : around + marked);
  const found = viewOf(source).fieldAt("/p/a.go", offset);
  return found === undefined ? "none" : `${text(found.struct)}.${found.field} ${source.slice(found.range.start, found.range.end)}`;
}

function type(marked: string): string {
  const { text: source, offset } = atBar(around + marked);
  const found = viewOf(source).typeAt("/p/a.go", offset);
  return found === undefined ? "none" : `${text(found.type)} ${source.slice(found.range.start, found.range.end)}`;
}

test("fields are found where they are declared", () => {
  assert.equal(field("package p\ntype G struct { |a int32 }\n"), "G.a a");
  assert.equal(field("package p\ntype G struct { in struct { x, b| byte } }\n"), "struct{x uint8; b uint8}.b b");
  assert.equal(field("package p\ntype G struct { *|E }\ntype E int\n"), "G.E *E");
  assert.equal(field("package p\ntype G struct { a |int32 }\n"), "none");
  assert.equal(field("package p\nvar x struct { |a int32 }\n"), "struct{a int32}.a a");
});

test("fields are found where they are selected, in bodies nobody needed too", () => {
  assert.equal(field("func f() { _ = g.|a }\n"), "G.a a");
  assert.equal(field("func f() { _ = g.in.b| }\n"), "struct{b uint8}.b b");
  assert.equal(field("func f() { p := &g; p.de|ep++ }\n"), "E.deep deep");
  assert.equal(field("func f() { _ = G{|a: 1} }\n"), "G.a a");
  assert.equal(field("func f() { _ = []*G{{a|: 1}} }\n"), "G.a a");
  assert.equal(field("func f() { type L struct { |z int }; _ = L{} }\n"), "L.z z");
  assert.equal(field("var x = g.|a\n"), "G.a a");
  assert.equal(field("func f() { a := 1; _ = |a }\n"), "none");
});

test("types are found where they are declared and mentioned", () => {
  assert.equal(type("type |H G\n"), "H H");
  assert.equal(type("func f(x |G) {}\n"), "G G");
  assert.equal(type("func f() { var x []|G; _ = x }\n"), "G G");
  assert.equal(type('import "C"\nfunc f() { var x C.|int; _ = x }\n'), "C.int C.int");
  assert.equal(type("func f() { G := 1; _ = |G }\n"), "none");
  assert.equal(type("func (x *|G) m() {}\n"), "G G");
});
