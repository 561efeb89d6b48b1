/** Where pointers are found to point before they are converted: the whole, the way into it, what is added, what is done with it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PointerConversion } from "../../../server/src/go/facts.ts";
import { text, viewOf } from "../../support/goSource.ts";

function conversions(body: string): PointerConversion[] {
  const source = `import "C"\nimport "unsafe"\ntype G struct { a int32; in H; list [4]H; *E }\ntype H struct { b byte; c [8]uint16 }\ntype E struct { promoted H }\nvar global G\nfunc f(p *G, list []H, n int) {\n${body}\n}\n`;
  return viewOf(source).crossings.filter((crossing) => crossing.kind === "conversion");
}

/** `storage root*count .field[index] +added use*count` of each conversion. */
function described(body: string): string[] {
  return conversions(body).map(({ source: { address, added }, use, count }) => {
    const steps = address?.steps.map((step) => (step.kind === "field" ? `.${step.name}` : `[${step.index ?? "?"}]`)).join("") ?? "";
    const room = address?.count === undefined ? "" : `*${address.count}`;
    const bytes = address?.bytes === undefined ? "" : `#${address.bytes}`;
    const more = added.map(({ value }) => ` +${value ?? "?"}`).join("");
    const whole = address === undefined ? "?" : `${address.storage} ${text(address.root)}${room}${bytes}${steps}`;
    return `${whole}${more} ${use}${count === undefined ? "" : `*${count}`}`;
  });
}

function to(pointer: string, before: string = ""): string[] {
  return described(`${before}\n_ = (*uint64)(unsafe.Pointer(${pointer}))`);
}

test("the way from the whole to what is pointed to", () => {
  assert.deepEqual(to("&global"), ["variable G other"]);
  assert.deepEqual(to("&global.in.c[3]"), ["variable G.in.c[3] other"]);
  assert.deepEqual(to("&global.list[1].c[n]"), ["variable G.list[1].c[?] other"]);
  assert.deepEqual(to("&p.in"), ["unknown G.in other"]);
  assert.deepEqual(to("&p.promoted"), ["unknown E.promoted other"]);
  assert.deepEqual(to("&list[2]"), ["unknown []H[2] other"]);
  assert.deepEqual(to("p"), ["unknown G other"]);
  assert.deepEqual(to("&(*p).list[3]"), ["unknown G.list[3] other"]);
});

test("how the whole came to be", () => {
  assert.deepEqual(to("&buf", "var buf [16]byte"), ["variable [16]uint8 other"]);
  assert.deepEqual(to("&buf[8]", "var buf [16]byte"), ["variable [16]uint8[8] other"]);
  assert.deepEqual(to("&buf[0]", "buf := make([]byte, 12)"), ["allocated []uint8*12[0] other"]);
  assert.deepEqual(to("&buf[1]", "buf := make([]byte, 12, 20)"), ["allocated []uint8*20[1] other"]);
  assert.deepEqual(to("&buf[4:][1]", "var buf [16]byte"), ["variable [16]uint8[5] other"]);
  assert.deepEqual(to("unsafe.SliceData(buf)", "buf := []byte{1, 2, 3}"), ["allocated []uint8*3[0] other"]);
  assert.deepEqual(to("&buf[0]", "buf := make([]byte, n)"), ["allocated []uint8[0] other"]);
  assert.deepEqual(to("&buf[0]", "buf := make([]byte, 12)\nbuf = nil"), ["unknown []uint8[0] other"]);
  assert.deepEqual(to("q", "q := new(H)"), ["allocated H other"]);
  assert.deepEqual(to("q", "q := &H{}"), ["allocated H other"]);
  assert.deepEqual(to("q", "g := G{}\nq := &g.in"), ["variable G.in other"]);
  assert.deepEqual(to("(*byte)(C.malloc(24))"), ["c uint8#24 other", "c uint8#24 other"]);
  assert.deepEqual(to("(*H)(unsafe.Pointer(&p.in))"), ["unknown G.in other", "unknown G.in other"]);
});

test("what is added, in bytes", () => {
  assert.deepEqual(to("uintptr(unsafe.Pointer(p)) + 12"), ["unknown G +12 other"]);
  assert.deepEqual(described("_ = (*byte)(unsafe.Add(unsafe.Pointer(p), 3))"), ["unknown G +3 other"]);
  assert.deepEqual(described("_ = (*byte)(unsafe.Add(unsafe.Pointer(p), n))"), ["unknown G +? other"]);
  assert.deepEqual(to("8 + uintptr(unsafe.Pointer(p)) - 4"), ["unknown G +-4 +8 other"]);
  assert.deepEqual(to("q + 2", "q := uintptr(unsafe.Pointer(p))"), ["unknown G +2 other"]);
  assert.deepEqual(to("uintptr(n) + 2"), []);
});

test("what is done with the pointer", () => {
  const pointer = "(*uint64)(unsafe.Pointer(p))";
  assert.deepEqual(described(`_ = *${pointer}`), ["unknown G load"]);
  assert.deepEqual(described(`*(${pointer}) = 1`), ["unknown G store"]);
  assert.deepEqual(described(`_ = &*${pointer}`), ["unknown G other"]);
  assert.deepEqual(described("_ = (*H)(unsafe.Pointer(p)).b"), ["unknown G select"]);
  assert.deepEqual(described("_ = (*[4]byte)(unsafe.Pointer(p))[1]"), ["unknown G select"]);
  assert.deepEqual(described("_ = (*[4]byte)(unsafe.Pointer(p))[:]"), ["unknown G slice"]);
  assert.deepEqual(described(`_ = unsafe.Slice(${pointer}, 3)`), ["unknown G slice*3"]);
  assert.deepEqual(described(`_ = unsafe.Slice(${pointer}, n)`), ["unknown G slice"]);
  assert.deepEqual(described(`f2(${pointer})`), ["unknown G argument"]);
});
