/** What small functions convert for their callers, and when nothing is said of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crossingTexts, cUnit, viewOf } from "../../support/goSource.ts";

const int = { kind: "scalar", name: "int" } as const;
const unit = cUnit({ records: { x: [{ name: "a", type: int }] }, functions: { get: { kind: "pointer", to: int } } });

function crossings(helpers: string, body: string): string[] {
  const source = `import "C"\nimport "unsafe"\ntype G struct { a int32 }\ntype H struct { b byte }\n${helpers}\nfunc f(p *G, c *C.struct_x, u unsafe.Pointer, list []G) {\n_ = unsafe.Sizeof(0)\n${body}\n}\n`;
  return crossingTexts(viewOf(source, { units: new Map([["/p/a.go", unit]]) }))
    .filter((line) => line.startsWith("f: "))
    .map((line) => line.replace(/^f: /, ""));
}

const cast = "func cast[T any](p unsafe.Pointer) *T { return (*T)(p) }";

test("a generic cast is the conversion that its call makes", () => {
  assert.deepEqual(crossings(cast, "_ = cast[G](unsafe.Pointer(c))"), ["C.struct_x -> G of c"]);
  assert.deepEqual(crossings(cast, "_ = cast[G](unsafe.Pointer(c))\n_ = cast[H](unsafe.Pointer(&list[0]))"), [
    "C.struct_x -> G of c",
    "G -> H of list[0]",
  ]);
  assert.deepEqual(crossings(cast, "q := unsafe.Pointer(c)\n_ = cast[G](q)\nq = u"), []);
  assert.deepEqual(crossings(cast, "_ = cast[G](u)"), []);
  assert.deepEqual(
    crossings(
      "func cast[T any](p unsafe.Pointer, n int) []T { q := (*T)(p); return unsafe.Slice(q, n) }",
      "_ = cast[G](unsafe.Pointer(c), 3)",
    ),
    ["C.struct_x -> G of c"],
  );
});

test("type arguments are what the arguments say", () => {
  const toC = "func toC[T any](p *T) *C.struct_x { return (*C.struct_x)(unsafe.Pointer(p)) }";
  assert.deepEqual(crossings(toC, "_ = toC(p)"), ["G -> C.struct_x of toC(p)"]);
  assert.deepEqual(crossings(toC, "_ = toC[G](p)"), ["G -> C.struct_x of toC[G](p)"]);
  const first = "func first[T any](s []T) *C.struct_x { return (*C.struct_x)(unsafe.Pointer(&s[0])) }";
  assert.deepEqual(crossings(first, "_ = first(list)"), ["G -> C.struct_x of first(list)"]);
  assert.deepEqual(crossings("func out[T any](p unsafe.Pointer) { var t *T = (*T)(p); _ = t }", "out(unsafe.Pointer(c))"), []);
});

test("a plain function that takes an unsafe.Pointer is looked into", () => {
  const plain = "func asG(p unsafe.Pointer) *G { return (*G)(p) }";
  assert.deepEqual(crossings(plain, "_ = asG(unsafe.Pointer(c))"), ["C.struct_x -> G of c"]);
  assert.deepEqual(crossings("func two(p unsafe.Pointer) { q := p; _ = (*G)(q); _ = (*H)(p) }", "two(unsafe.Pointer(c))"), [
    "C.struct_x -> G of c",
    "C.struct_x -> H of c",
  ]);
  assert.deepEqual(crossings("func typed(p *H) *G { return (*G)(unsafe.Pointer(p)) }", "_ = typed(nil)"), []);
});

test("what a function makes of its parameter is followed", () => {
  assert.deepEqual(crossings("func ptr[T any](p *T) unsafe.Pointer { return unsafe.Pointer(p) }", "_ = (*C.struct_x)(ptr(p))"), [
    "G -> C.struct_x of p",
  ]);
  assert.deepEqual(
    crossings("func ptr(n int, p *G) unsafe.Pointer { return (unsafe.Pointer(p)) }", "_ = (*C.struct_x)(ptr(1, &list[0]))"),
    ["G -> C.struct_x of list[0]"],
  );
  assert.deepEqual(crossings("func ptr(p *G) unsafe.Pointer { p = nil; return unsafe.Pointer(p) }", "_ = (*C.struct_x)(ptr(p))"), []);
});

test("nothing is said of a function that may do otherwise", () => {
  const call = "_ = asG(unsafe.Pointer(c))";
  assert.deepEqual(crossings("func asG(p unsafe.Pointer) *G { if p == nil { return nil }; return (*G)(p) }", call), []);
  assert.deepEqual(crossings("func asG(p unsafe.Pointer) *G { p = other; return (*G)(p) }\nvar other unsafe.Pointer", call), []);
  assert.deepEqual(crossings("func asG(p unsafe.Pointer) *G { set(&p); return (*G)(p) }\nfunc set(p *unsafe.Pointer) {}", call), []);
  assert.deepEqual(crossings("func asG(p unsafe.Pointer) func() *G { return func() *G { return (*G)(p) } }", call), []);
  assert.deepEqual(crossings("func asG(p unsafe.Pointer) *G { return (*G)(unsafe.Add(p, 8)) }", call), []);
  assert.deepEqual(crossings("func asG(p unsafe.Pointer) *G { return asG(p) }", call), []);
});
