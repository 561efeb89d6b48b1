/** What the Go side reports of function bodies: pointer conversions and foreign calls, and what it keeps silent about. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crossingTexts, cUnit, text, viewOf } from "../../support/goSource.ts";

const int = { kind: "scalar", name: "int" } as const;
const unit = cUnit({
  records: {
    x: [
      { name: "a", type: int },
      { name: "next", type: { kind: "pointer", to: int } },
      { name: "type", type: int },
    ],
  },
  functions: { get: { kind: "pointer", to: int }, raw: { kind: "pointer", to: { kind: "void" } } },
});

/** The crossings of a function body, in a package with a few types around it. */
function crossings(body: string, around: string = ""): string[] {
  const source = `import "C"\nimport (\n"unsafe"\n"syscall"\n"runtime"\n)\ntype G struct { a int32; in H; *E }\ntype H struct { b byte }\ntype E struct { promoted H }\nvar global G\n${around}\nfunc f(p *G, list []H, u unsafe.Pointer) {\n${body}\n}\n`;
  return crossingTexts(viewOf(source, { units: new Map([["/p/a.go", unit]]) })).map((line) => line.replace(/^f: /, ""));
}

test("pointers are followed through variables, fields, parameters, elements and calls", () => {
  assert.deepEqual(crossings("_ = (*C.struct_x)(unsafe.Pointer(&global))"), ["G -> C.struct_x of global"]);
  assert.deepEqual(crossings("_ = ((*C.struct_x))((unsafe.Pointer)(p))"), ["G -> C.struct_x of p"]);
  assert.deepEqual(crossings("_ = *(*C.struct_x)(unsafe.Pointer(&p.in))"), ["H -> C.struct_x of p.in"]);
  assert.deepEqual(crossings("_ = (*C.struct_x)(unsafe.Pointer(&p.promoted))"), ["H -> C.struct_x of p.promoted"]);
  assert.deepEqual(crossings("for i := range list { _ = (*C.struct_x)(unsafe.Pointer(&list[i])) }"), ["H -> C.struct_x of list[i]"]);
  assert.deepEqual(crossings("_ = unsafe.Slice((*C.struct_x)(unsafe.Pointer(unsafe.SliceData(list))), 2)"), [
    "H -> C.struct_x of unsafe.SliceData(list)",
  ]);
  assert.deepEqual(crossings("_ = (*C.struct_x)(unsafe.Pointer(make2()))", "func make2() *H { return nil }"), [
    "H -> C.struct_x of make2()",
  ]);
  assert.deepEqual(crossings("_ = (*C.struct_x)(unsafe.Pointer(p.m()))", "func (e *E) m() *H { return nil }"), [
    "H -> C.struct_x of p.m()",
  ]);
  assert.deepEqual(
    crossings("_ = (*H)(unsafe.Pointer(C.get()))"),
    ["call C.get", "C.int -> H of C.get()"]
      .map((line) => line.replace("call C.get", "C.get()"))
      .sort()
      .reverse(),
  );
  assert.deepEqual(crossings("c := func() *H { return nil }\n_ = (*G)(unsafe.Pointer(c()))"), ["H -> G of c()"]);
  assert.deepEqual(crossings("_ = (*C.int)(unsafe.Pointer(new(G)))\n_ = (*G)(unsafe.Pointer(&[]H{{1}}[0]))"), [
    "G -> C.int of new(G)",
    "H -> G of []H{{1}}[0]",
  ]);
  assert.deepEqual(crossings("x := C.struct_x{}\n_ = (*G)(unsafe.Pointer(&x._type))\n_ = (*G)(unsafe.Pointer(x.next))"), [
    "C.int -> G of x._type",
    "C.int -> G of x.next",
  ]);
});

test("a helper pointer is followed when it is given once", () => {
  assert.deepEqual(crossings("q := unsafe.Pointer(p)\nr := q\n_ = (*H)(r)"), ["G -> H of p"]);
  assert.deepEqual(crossings("var q unsafe.Pointer\nq = unsafe.Pointer(p)\n_ = (*H)(q)"), ["G -> H of p"]);
  assert.deepEqual(crossings("q := unsafe.Pointer(p)\n_ = (*H)(q)\nq = nil"), []);
  assert.deepEqual(crossings("q := unsafe.Pointer(p)\nset(&q)\n_ = (*H)(q)", "func set(q *unsafe.Pointer) {}"), []);
  assert.deepEqual(crossings("q := unsafe.Pointer(p)\n_ = (*H)(q)\nfunc() { q = u }()"), []);
  assert.deepEqual(crossings("_ = (*H)(u)"), []);
  assert.deepEqual(crossings("_ = (*H)(unsafe.Pointer(uintptr(unsafe.Pointer(p))))"), ["G -> H of p"]);
  assert.deepEqual(crossings("_ = (*H)(C.raw())"), ["C.raw()"]);
});

test("scopes decide what a name is", () => {
  assert.deepEqual(crossings("{ p := &list[0]; _ = (*C.int)(unsafe.Pointer(p)) }\n_ = (*C.int)(unsafe.Pointer(p))"), [
    "H -> C.int of p",
    "G -> C.int of p",
  ]);
  assert.deepEqual(crossings("type G struct { z int8 }\nvar g G\n_ = (*C.int)(unsafe.Pointer(&g))"), ["G -> C.int of g"]);
  assert.deepEqual(crossings("unsafe := 1\n_ = unsafe"), []);
  assert.deepEqual(crossings("switch v := any(p).(type) { case *H: _ = (*C.int)(unsafe.Pointer(v)) }"), ["H -> C.int of v"]);
  assert.deepEqual(crossings("if v, ok := any(p).(*H); ok { _ = (*C.int)(unsafe.Pointer(v)) }"), ["H -> C.int of v"]);
  assert.deepEqual(crossings("x, y := other.F()\n_ = (*C.int)(unsafe.Pointer(y))\n_ = x"), []);
});

test("package-level variables and types with underlying pointers", () => {
  assert.deepEqual(crossings("", "type P *C.struct_x\nvar v = P(unsafe.Pointer(&global))"), [": G -> C.struct_x of global"]);
});

test("calls say how their constants are written", () => {
  const around = "const write = 1\nconst read = syscall.SYS_READ\nconst twice = uintptr(read)";
  assert.deepEqual(crossings("syscall.Syscall(write, uintptr(2), uintptr(unsafe.Pointer(p)), 1+2)", around), [
    "syscall.Syscall(int=1 write!, uintptr=2 literal, uintptr other to G, int=3 literal)",
  ]);
  assert.deepEqual(crossings("const local = 7\nsyscall.Syscall(read, twice, uintptr(local), syscall.SYS_X)", around), [
    "syscall.Syscall(? syscall.SYS_READ, uintptr syscall.SYS_READ, uintptr=7 local!, ? syscall.SYS_X)",
  ]);
  assert.deepEqual(crossings("n := 3\nsyscall.Syscall(uintptr(n), u, 0, 0)"), [
    "syscall.Syscall(uintptr other, unsafe.Pointer other, int=0 literal, int=0 literal)",
  ]);
});

test("code meant for some targets only is marked", () => {
  const call = "syscall.Sync()";
  const marked = ["syscall.Sync() narrowed"];
  assert.deepEqual(crossings(`if runtime.GOOS == "linux" { ${call} }`), marked);
  assert.deepEqual(crossings(`if onLinux { ${call} }`, 'var onLinux = runtime.GOOS == "linux"'), marked);
  assert.deepEqual(crossings(`if both { ${call} }`, 'const onLinux = runtime.GOOS == "linux"\nvar both = onLinux && true'), marked);
  const open = ["syscall.Sync()"];
  assert.deepEqual(crossings(`if is64 { ${call} }`, "const is64 = unsafe.Sizeof(uintptr(0)) == 8"), open);
  assert.deepEqual(crossings(`if !is64 { return }\n${call}`, "const is64 = unsafe.Sizeof(uintptr(0)) == 8"), open);
  assert.deepEqual(crossings(`if is64 { return }\n${call}`, "const is64 = unsafe.Sizeof(uintptr(0)) == 8"), []);
  assert.deepEqual(crossings(`switch unsafe.Sizeof(u) { case 8: ${call} }`), open);
  assert.deepEqual(crossings(`switch unsafe.Sizeof(u) { case 4: ${call} }`), []);
  assert.deepEqual(crossings(`if linux() { ${call} }`, 'func linux() bool { return runtime.GOOS == "linux" }'), marked);
  assert.deepEqual(crossings(`if p != nil { ${call} }`), ["syscall.Sync()"]);
  assert.deepEqual(crossings(`if is64 { print() }\n${call}`, "const is64 = unsafe.Sizeof(uintptr(0)) == 8"), ["syscall.Sync()"]);
});

test("behind what does not parse nothing is said", () => {
  const conversion = "_ = (*H)(unsafe.Pointer(p))\n";
  assert.deepEqual(crossings(`${conversion}x y z\n${conversion}`), ["G -> H of p"]);
  assert.deepEqual(crossings(`q := unsafe.Pointer(p)\n_ = (*H)(q)\nq = )(\n`), []);
  assert.deepEqual(crossings(`${conversion}if {\n`), []);
});

test("generic receivers and functions resolve to their parameters", () => {
  const around =
    "type Box[T any] struct { v T; h H }\nfunc (b *Box[T]) get() *T { return &b.v }\nfunc id[T any](x *T) *T { return x }\nfunc use(b *Box[G]) { _ = (*C.int)(unsafe.Pointer(b.get())); _ = (*C.int)(unsafe.Pointer(id[H](nil))); _ = (*C.int)(unsafe.Pointer(id(b))) }";
  assert.deepEqual(crossings("", around), ["use: G -> C.int of b.get()", "use: H -> C.int of id[H](nil)"]);
});

test("exports have their signatures", () => {
  const view = viewOf(
    'import "C"\nimport "unsafe"\ntype G struct{}\n//export goF\nfunc goF(a, b *C.struct_x, c ...G) (n C.int, _ unsafe.Pointer) { return }\n// export goG\nfunc goG() {}\n//export M\nfunc (g *G) M() {}\n',
    { units: new Map([["/p/a.go", unit]]) },
  );
  assert.deepEqual(
    view.exports.map((each) => [
      each.exportName,
      each.receiver?.name ?? "",
      each.parameters.map(({ name, type, variadic }) => `${name} ${text(type)}${variadic ? "..." : ""}`),
      each.results.map(({ name, type }) => `${name} ${text(type)}`),
    ]),
    [
      ["goF", "", ["a *C.struct_x", "b *C.struct_x", "c G..."], ["n C.int", "_ unsafe.Pointer"]],
      ["M", "g", [], []],
    ],
  );
  assert.deepEqual(
    view.ineffectiveExports.map(({ comment }) => comment.name),
    ["goG"],
  );
  assert.deepEqual(viewOf("//export goF\nfunc goF() {}").exports, []);
});
