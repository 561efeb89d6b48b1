/** Which names of C a Go file mentions as types. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cMentions } from "../../../server/src/go/cMentions.ts";

function mentions(text: string): string {
  return cMentions(text)
    .map(({ name, isPointer }) => (isPointer ? `*${name}` : name))
    .join(" ");
}

test("names in the place of a type, by value or behind a pointer", () => {
  assert.equal(mentions("var a C.one; var b *C.two; type s struct { c [4]C.three; d []*C.four }"), "one *two three *four");
  assert.equal(mentions("func f(a *C.one, b C.two) *C.three"), "*one two *three");
  assert.equal(mentions("x := (*C.one)(p); y := C.struct_two{}; var z map[C.key]*C.value"), "*one struct_two key *value");
});

test("a name that is mentioned by value once is no pointer", () => {
  assert.equal(mentions("var a *C.one; var b C.one; var c *C.one"), "one");
});

test("calls, constants, products, comments, strings and other packages are none", () => {
  assert.equal(mentions('C.f(1); x := C.N; y := a * C.N; z := a*C.N; // C.t\nw := "var t C.t"; v := a.C.t; return C.M'), "");
  assert.equal(mentions(""), "");
  assert.equal(mentions("var x C."), "");
});
