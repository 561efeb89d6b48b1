/** Types of declarations: aliases, constants as bounds, generics, embedded fields, C types. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groupPackages } from "../../../server/src/go/packages.ts";
import { underlyingGo } from "../../../server/src/types/go.ts";
import { engineParts } from "../../support/engine.ts";
import { cUnit, readText, text, typeText, viewOf, viewOfFiles } from "../../support/goSource.ts";

test("structs, embedded fields, nested structs and arrays of constant length", () => {
  const view = viewOf(
    "const n = 1 << (iota + 2)\ntype T struct { a, b byte; *U; in struct{ x [n * 2]int16; _ [0]func() }; m map[string]*T; c chan<- U }\ntype U int32",
  );
  assert.equal(typeText(view, "T"), "struct{a uint8; b uint8; *U; in struct{x [8]int16; _ [0]func(…)}; m map[string]*T; c chan U}");
  const decl = view.typeDecls[0];
  assert.deepEqual(
    decl?.fields.map(({ name, declaration }) => [
      view.files[0]?.text.slice(name.start, name.end),
      view.files[0]?.text.slice(declaration.start, declaration.end),
    ]),
    [
      ["a", "a, b byte"],
      ["b", "a, b byte"],
      ["U", "*U"],
      ["in", "in struct{ x [n * 2]int16; _ [0]func() }"],
      ["m", "m map[string]*T"],
      ["c", "c chan<- U"],
    ],
  );
});

test("names resolve across files, through aliases and definitions", () => {
  const view = viewOfFiles([
    "type A = B\ntype T struct { a A; b [size]A }",
    "type B C\ntype C struct { x int }\nconst size = len(table)\nvar table = [...]int{2: 1, 5}",
  ]);
  assert.equal(typeText(view, "T"), "struct{a B; b [4]B}");
  assert.equal(typeText(view, "B"), "struct{x int}");
  const type = view.type("A");
  assert.equal(type?.kind === "named" ? view.declOf(type)?.path : undefined, "/p/b.go");
});

test("lengths come from sizes and offsets of the environment", () => {
  const source =
    'import "unsafe"\ntype T struct { a byte; b int64; in struct { c byte; d uintptr } }\ntype A [unsafe.Sizeof(T{})]byte\ntype O [unsafe.Offsetof(T{}.in) + unsafe.Offsetof(T{}.in.d)]byte';
  assert.equal(typeText(viewOf(source), "A"), "[32]uint8");
  assert.equal(typeText(viewOf(source), "O"), "[24]uint8");
  assert.equal(typeText(viewOf(source, { sizes: { wordSize: 4, maxAlign: 4 } }), "A"), "[20]uint8");
});

test("generic types are laid out where they are instantiated", () => {
  const view = viewOf(
    "type Pair[K comparable, V any] struct { k K; v V }\ntype P = Pair[int32, *T]\ntype T struct { p Pair[string, [2]byte]; q *List[int] }\ntype List[E any] struct { next *List[E]; e E }\nfunc f() { x := Pair[bool, bool]{}; _ = x }",
  );
  assert.equal(typeText(view, "P"), "struct{k int32; v *T}");
  assert.equal(typeText(view, "Pair"), "struct{k K; v V}");
  assert.deepEqual(view.instances.map(text).sort(), ["List[int]", "Pair[bool,bool]", "Pair[int32,*T]", "Pair[string,[2]uint8]"]);
  assert.equal(view.typeDecls[0]?.isGeneric, true);
});

test("C types come from the file's preamble", () => {
  const unit = cUnit({
    records: { x: [{ name: "a", type: { kind: "scalar", name: "int" } }] },
    typedefs: { handle: { kind: "pointer", to: { kind: "void" } } },
    constants: { N: 3n },
  });
  const view = viewOf('import "C"\ntype T struct { x C.struct_x; h C.handle; u C.uint; s C.size_t; z C.nothing }\ntype A [C.N]C.char', {
    units: new Map([["/p/a.go", unit]]),
  });
  assert.equal(typeText(view, "A"), "[3]C.char");
  assert.equal(typeText(view, "T"), "struct{x C.struct_x; h C.handle; u C.uint; s C.size_t; z ?}");
  const x = view.cType("/p/a.go", "struct_x");
  assert.equal(x?.kind === "c" ? x.type.kind : undefined, "record");
  assert.equal(view.cType("/p/a.go", "nothing"), undefined);
});

test("what cannot be known is unknown, with the reason", () => {
  const reason = (source: string): string => {
    const type = viewOf(source).type("T");
    const under = type === undefined ? undefined : underlyingGo(type);
    return under?.kind === "unknown" ? under.reason : "known";
  };
  assert.match(reason('import "time"\ntype T time.Time'), /Time of package time is not known/);
  assert.match(reason("type T U"), /U is not declared/);
  assert.match(reason("type T T"), /itself/);
  assert.match(reason("var n = 3\ntype T [n]int"), /length/);
  assert.match(reason("type T struct { a [ }"), /does not parse/);
  assert.match(reason("type A struct{}\ntype A int\ntype T A"), /more than once/);
});

test("chains longer than the stack resolve, whoever asks first", () => {
  const n = 5000;
  const lines = ["const c0 = 1", "type T0 int32", "type A0 = int32"];
  for (let i = 1; i <= n; i++) lines.push(`const c${i} = c${i - 1} + 1`, `type T${i} T${i - 1}`, `type A${i} = A${i - 1}`);
  lines.push(`type Last [c${n}]struct { a A${n}; t T${n} }`);
  assert.equal(typeText(viewOf(lines.join("\n")), "Last"), `[${n + 1}]struct{a int32; t T${n}}`);
  assert.equal(typeText(viewOf(lines.reverse().join("\n")), `T${n}`), "int32");
});

test("constants are listed with their values", () => {
  const view = viewOf(
    'const (\n\ta = iota * 10\n\tb\n\t_\n\td uint8 = ^uint8(0)\n)\nconst s = "x"\nconst big = 1 << 70\nconst over uint8 = 256\nconst f = 2.5 * 2',
  );
  assert.deepEqual(
    view.constants.map(({ name, value }) => [name, value]),
    [
      ["a", 0n],
      ["b", 10n],
      ["d", 255n],
      ["s", undefined],
      ["big", 1n << 70n],
      ["over", undefined],
      ["f", 5n],
    ],
  );
});

test("packages are the files of a folder with one package name", () => {
  const files = ["/a/x.go p", "/a/y_test.go p_test", "/a/z.go p", "/b/x.go p", "/a/m.go main"].map((line) => {
    const [path = "", name = ""] = line.split(" ");
    return readText(`package ${name}\n`, path);
  });
  assert.deepEqual(
    groupPackages([...files, readText("broken", "/a/broken.go")]).map(
      (group) => `${group.folder} ${group.name} ${group.files.map(({ path }) => path).join()}`,
    ),
    ["/a main /a/m.go", "/a p /a/x.go,/a/z.go", "/a p_test /a/y_test.go", "/b p /b/x.go"],
  );
});

/** As cgo's view of C on one target. */
async function viewOn(id: string, source: string): Promise<ReturnType<typeof viewOf>> {
  const c = (await engineParts()).registry.get(id)?.c;
  assert.ok(c !== undefined && typeof c !== "string");
  return viewOf(`import "C"\n${source}`, { c, units: new Map([["/p/a.go", cUnit({})]]) });
}

test("plain char has the sign that the port's C gives it", async () => {
  const source = "const high C.char = 200\nconst low C.char = 100\ntype H [high]byte\ntype L [low]byte";
  const [intel, arm] = [await viewOn("linux/amd64", source), await viewOn("linux/arm", source)];
  assert.deepEqual([typeText(intel, "H"), typeText(arm, "H")], ["?", "[200]uint8"]);
  assert.deepEqual([typeText(intel, "L"), typeText(arm, "L")], ["[100]uint8", "[100]uint8"]);
});

// Go source: cmd/cgo/out.go, writeDefs declares `const _Ciconst_sizeof_int = 0x4`.
test("the size of a C type is a constant without a type", async () => {
  const view = await viewOn("linux/amd64", "const size int8 = C.sizeof_int\ntype A [size]byte");
  assert.equal(typeText(view, "A"), "[4]uint8");
});
