/** Which package-level declarations ask for layouts, and which of them a compiler refuses. The sizes are those of amd64. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { text, viewOf } from "../../support/goSource.ts";

const around = `import "unsafe"\ntype G struct { a int32; b int64 }\nvar g G\nvar p *G\ntype H struct { c byte }\n`;

/** Each guard as its types, and whether it compiles. */
function guards(...lines: string[]): string[] {
  const view = viewOf(around + lines.join("\n"), { sizes: { wordSize: 8, maxAlign: 8 } });
  return view.guards.map(({ types, isRefused }) => `${types.map(text).join(" ")} ${isRefused ? "refused" : "compiles"}`);
}

/** The same guard with the right number, one less and one more. */
function around16(template: string): string[] {
  return ["15", "16", "17"].map((n) => guards(template.replaceAll("N", n)).join().replace(/^G /, ""));
}

test("differences that must not be negative", () => {
  assert.deepEqual(around16("var _ [unsafe.Sizeof(G{}) - N]byte"), ["compiles", "compiles", "refused"]);
  assert.deepEqual(around16("var _ [N - unsafe.Sizeof(g)]byte"), ["refused", "compiles", "compiles"]);
  assert.deepEqual(around16("const _ = uint(unsafe.Sizeof(*p) - N)"), ["compiles", "compiles", "refused"]);
  assert.deepEqual(around16("const _ uintptr = -(unsafe.Sizeof(g) - N)"), ["refused", "compiles", "refused"]);
  assert.deepEqual(around16("type _ [unsafe.Sizeof(G{}) - N]int"), ["compiles", "compiles", "refused"]);
  assert.deepEqual(around16("const _ = uint8(int64(unsafe.Sizeof(G{})) - N)"), ["compiles", "compiles", "refused"]);
});

test("differences that must be zero", () => {
  assert.deepEqual(around16("var _ = [1]struct{}{}[unsafe.Sizeof(G{})-N]"), ["refused", "compiles", "refused"]);
  assert.deepEqual(around16("var _ = [1]struct{}{{}}[unsafe.Offsetof(g.b)+8-N]"), ["refused", "compiles", "refused"]);
  assert.deepEqual(around16("var _ [N]byte = [unsafe.Sizeof(G{})]byte{}"), ["refused", "compiles", "refused"]);
  assert.deepEqual(around16("var _ = map[bool]int{false: 0, unsafe.Sizeof(G{}) == N: 1}"), ["refused", "compiles", "refused"]);
});

test("a guard names what it asks about", () => {
  assert.deepEqual(guards("const _ = unsafe.Offsetof(p.b) - unsafe.Alignof(H{})"), ["G H compiles"]);
  assert.deepEqual(guards("var size = unsafe.Sizeof(H{})"), ["H compiles"]);
  assert.deepEqual(guards("const _ = unsafe.Sizeof(p.b) - 9", "var _ [unsafe.Alignof(g.a)]int"), ["int64 G refused", "int32 G compiles"]);
  assert.deepEqual(guards("const a = 1 - 2", "var _ [4]byte", "func f() { _ = unsafe.Sizeof(g) }"), []);
});

test("what is not certain is not refused", () => {
  assert.deepEqual(guards("var _ [unsafe.Sizeof(other{}) - 100]byte"), ["? compiles"]);
  assert.deepEqual(guards("const _ = unsafe.Sizeof(g) - other"), ["G compiles"]);
  assert.deepEqual(guards("var _ = []byte{1}[unsafe.Sizeof(g)]"), ["G compiles"]);
});
