/** Declarations become types, and every name keeps the place where the user sees it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SAME_ON_ALL_MODELS } from "../../../server/src/c/arithmetic.ts";
import { CReader } from "../../../server/src/c/read.ts";
import type { CUnit } from "../../../server/src/c/unit.ts";
import type { CType } from "../../../server/src/types/c.ts";
import { macros, readUnit, readUnits, recordOf, registry, shape } from "./support.ts";

/** Writes a type the way it is read aloud, to compare with. */
function say(type: CType): string {
  switch (type.kind) {
    case "pointer":
      return `pointer to ${say(type.to)}`;
    case "array":
      return `array[${type.count ?? ""}] of ${say(type.of)}`;
    case "function":
      return `function(${type.parameters.map((parameter) => say(parameter.type)).join(", ")}${type.variadic ? ", ..." : ""}) returning ${say(type.result)}`;
    case "qualified":
      return `${type.qualifiers} ${say(type.of)}`;
    case "atomic":
    case "complex":
      return `${type.kind} ${typeof type.of === "string" ? type.of : say(type.of)}`;
    case "vector":
      return `vector[${type.bytes}] of ${say(type.of)}`;
    case "bitint":
      return `${type.signed ? "" : "unsigned "}_BitInt(${type.bits})`;
    case "unknown":
      return `unknown(${type.reason})`;
    case "void":
    case "vaList":
      return type.kind;
    default:
      return type.name;
  }
}

function variable(text: string, name = "x"): string {
  const unit = readUnit(text);
  const type = unit.variables.get(name)?.type ?? unit.functions.get(name)?.type ?? unit.typedefs.get(name)?.type;
  return type === undefined ? "nothing" : say(type);
}

test("declarators, inside out", () => {
  assert.equal(variable("int *x[3], y;"), "array[3] of pointer to int");
  assert.equal(variable("int (*x)[3];"), "pointer to array[3] of int");
  assert.equal(
    variable("char *(*(*x[2])(int, char))[4];"),
    "array[2] of pointer to function(int, char) returning pointer to array[4] of pointer to char",
  );
  assert.equal(
    variable("void (*x(int, void (*)(int)))(int);"),
    "function(int, pointer to function(int) returning void) returning pointer to function(int) returning void",
  );
  assert.equal(variable("extern const char *const volatile x;"), "const volatile pointer to const char");
  assert.equal(variable("int x[2][3][4];"), "array[2] of array[3] of array[4] of int");
  assert.equal(
    variable("int x(a, b) int a; char *b; { return 0; } int y;"),
    "function(unknown(a is not declared), unknown(b is not declared)) returning int",
  );
  assert.equal(variable("int f(int n, int a[n], int g(void)), x;"), "int");
  assert.equal(
    variable("int x(int a[static 3], int (*)[*], ...);"),
    "function(pointer to int, pointer to array[] of int, ...) returning int",
  );
  assert.equal(variable("typedef int T; T (*x)(T);"), "pointer to function(T) returning T");
  assert.equal(variable("typedef int T; int x(int (T));"), "function(pointer to function(T) returning int) returning int");
  assert.equal(variable("int x(int (y));"), "function(int) returning int");
  assert.equal(variable("typedef int T[2]; int x(const T);"), "function(pointer to const int) returning int");
  assert.equal(variable("typedef int T[2][3]; int x(volatile T);"), "function(pointer to array[3] of volatile int) returning int");
});

test("arithmetic types in every order of words", () => {
  const cases: Record<string, string> = {
    "unsigned long int long": "ullong",
    "long unsigned": "ulong",
    "signed char": "schar",
    char: "char",
    "double long": "ldouble",
    "short signed int": "short",
    "unsigned __int128": "uint128",
    __int64: "llong",
    _Bool: "bool",
    "float _Complex": "complex float",
    _Complex: "complex double",
    "_BitInt(17)": "_BitInt(17)",
    "unsigned _BitInt(8)": "unsigned _BitInt(8)",
    "_Atomic(int)": "atomic int",
    "_Atomic int": "atomic int",
    "__const __signed__ __volatile__ int": "const volatile int",
    "__extension__ long long": "llong",
    __builtin_va_list: "vaList",
    "_Thread_local static int": "int",
    "typeof(1u)": "uint",
    "__typeof__(int *)": "pointer to int",
    "long float": "unknown(the words of a type do not fit together)",
    "short long": "unknown(the words of a type do not fit together)",
  };
  for (const [words, expected] of Object.entries(cases)) assert.equal(variable(`${words} x;`), expected, words);
});

test("a struct's places are those of its spelling, whatever the line ends", () => {
  const lines = [
    "typedef struct tagged {",
    "  int a, *b;",
    "  unsigned flags : 3, : 5;",
    "  struct { char c; } inner;",
    "  union { int i; float f; };",
    "} alias;",
  ];
  for (const [prefix, newline] of [
    ["", "\n"],
    ["\ufeff", "\r\n"],
  ] as const) {
    const text = prefix + lines.join(newline) + newline;
    const [decl, inner, anonymous] = readUnit(text).records;
    assert.ok(decl !== undefined && inner !== undefined && anonymous !== undefined);
    const at = ({ start, end }: { start: number; end: number }): string => text.slice(start, end).replaceAll("\r", "");
    assert.equal(at(decl.name), "tagged");
    assert.equal(at(decl.whole), lines.join("\n").slice("typedef ".length, -" alias;".length));
    assert.deepEqual(decl.typedefs, ["alias"]);
    assert.deepEqual(
      decl.fields.map(({ name }) => at(name)),
      ["a", "b", "flags", "unsigned", "inner", "union"],
    );
    assert.deepEqual(
      decl.fields.slice(0, 3).map(({ whole }) => at(whole)),
      ["int a, *b", "int a, *b", "unsigned flags : 3, : 5"],
    );
    assert.deepEqual([decl.nested, inner.nested, anonymous.nested], [false, true, true]);
    assert.equal(at(inner.name), "struct");
  }
});

test("places of what macros make: the call in the user's file, the spelling in the definition", () => {
  const text = "#define FIELDS(t, n) t n; int made\n#define TAG(x) x##_tag\nstruct TAG(my) { FIELDS(char, given); };\n";
  const [decl] = readUnit(text).records;
  assert.ok(decl !== undefined);
  const slice = (site: { start: number; end: number } | undefined): string => (site === undefined ? "" : text.slice(site.start, site.end));
  assert.equal(decl.record.name, "struct my_tag");
  assert.equal(slice(decl.name), "TAG(my)");
  assert.deepEqual(
    decl.fields.map(({ name }) => [slice(name), slice(name.spelled)]),
    [
      ["given", "given"],
      ["FIELDS(char, given)", "made"],
    ],
  );
});

test("places in an included file are that file's", () => {
  const unit = readUnit('#include "b.h"\n', { files: { "/p/b.h": "struct b { int x; };" } });
  assert.deepEqual(unit.records[0]?.name, { path: "/p/b.h", start: 7, end: 8 });
});

test("a preamble with its comment markers blanked keeps the Go file's offsets", () => {
  const go = 'package p\n\n// #include <stdint.h>\n// struct s {\n//   uint8_t a;\n//   uint32_t b;\n// };\nimport "C"\n';
  const text = go.replace(/^(?!\/\/).*$/gm, (line) => " ".repeat(line.length)).replaceAll("//", "  ");
  assert.equal(text.length, go.length);
  const unit = readUnit(text, { isPreamble: true, path: "/p/a.go" });
  const decl = unit.records.find(({ record }) => record.name === "struct s");
  assert.ok(decl !== undefined);
  assert.equal(go.slice(decl.fields[1]?.name.start, decl.fields[1]?.name.end), "b");
  assert.equal(shape(unit, "struct s"), "8/4 a@0 b@32");
  // cgo's own prologue stands before every preamble.
  assert.ok(unit.typedefs.has("size_t") && unit.typedefs.has("_GoString_"));
});

test("attributes wherever a compiler takes them", () => {
  const sizes: Record<string, string> = {
    "struct s { char c; int i; } __attribute__((packed));": "5/1",
    "struct __attribute__((packed)) s { char c; int i; };": "5/1",
    "struct __attribute__((__packed__)) __attribute__((aligned(4))) s { char c; int i; };": "8/4",
    "struct s { char c; int i; } __attribute__((packed)) __attribute__((aligned(2)));": "6/2",
    "struct s { char c; int i __attribute__((packed)); };": "5/1",
    "struct s { char c; __attribute__((packed)) int i, j; };": "9/1",
    "struct s { char c; int __attribute__((packed)) i; };": "5/1",
    "struct s { char c __attribute__((aligned(8))), d; };": "8/8",
    "struct s { char c; _Alignas(16) char d; };": "32/16",
    "struct s { char c; _Alignas(double) char d; };": "16/8",
    "struct s { char c; _Alignas(0) char d; };": "2/1",
    "struct [[gnu::packed]] s { char c; int i; };": "5/1",
    "struct s { char c; [[gnu::aligned(8)]] int i; };": "16/8",
    "struct s { char c; [[deprecated]] int i [[maybe_unused]]; };": "8/4",
    "typedef int __attribute__((aligned(16))) big; struct s { char c; big b; };": "32/16",
    "struct s { float __attribute__((vector_size(16))) v; char c; };": "32/16",
    "typedef float v4 __attribute__((vector_size(16))); struct s { char c; v4 v; };": "32/16",
    "typedef unsigned int u8 __attribute__((__mode__(__QI__))); struct s { u8 a; char c; };": "2/1",
    "struct s { char c; int i; } __attribute__((aligned));": "16/16",
    "struct s { char c; int i; } __attribute__((unused, aligned(sizeof(short) * 4)));": "8/8",
    "struct s { int a:3 __attribute__((packed)), b:5; };": "4/4",
    "struct s { int (*f)(void) __attribute__((noreturn)); char c; };": "16/8",
    'struct s { _Static_assert(1, "x"); int a; static_assert(1); };': "4/4",
    "struct s { int a; ; int b; };": "8/4",
  };
  for (const [text, expected] of Object.entries(sizes)) {
    const [actual] = shape(readUnit(`${text}\n`), "struct s").split(" ");
    assert.equal(actual, expected, text);
  }
});

test("what is not understood is unknown, and only that", () => {
  const unit = readUnit(`
struct a { u64 user_t *p; };
struct b { int x; };
struct c { int n[unknown_size]; };
struct d { DECLARE_FIELD(int, x); int y; };
struct e { struct a inner; };
struct f { struct a *inner; };
struct g { int x __attribute__((address_space(1))); };
struct h { int x __my_macro; };
GENERATE(struct, i)
struct j { int ok; };
`);
  for (const name of ["a", "c", "d", "e", "g", "h"]) assert.match(shape(unit, `struct ${name}`), /^unknown: /, name);
  for (const name of ["b", "f"]) assert.doesNotMatch(shape(unit, `struct ${name}`), /^unknown: /, name);
  // The call swallows what follows it up to the next end of a declaration: that is unknown too, never wrong.
  assert.match(shape(unit, "struct j"), /^unknown: |^4\/4/);
});

test("enums: values, ranges, fixed types", () => {
  const unit = readUnit(
    "enum color { RED, GREEN = 5, BLUE, NEG = -2, };\nenum big : unsigned char { B = 255 };\ntypedef enum { X = BLUE << 1 | 1 } ex;\nenum bad { Q = what, R, S = 3 };",
  );
  assert.deepEqual(
    ["RED", "BLUE", "NEG", "B", "X", "S"].map((name) => unit.constant(name)),
    [0n, 6n, -2n, 255n, 13n, 3n],
  );
  assert.deepEqual([unit.constant("Q"), unit.constant("R")], [undefined, undefined]);
  const color = unit.tags.get("enum color");
  assert.deepEqual(color?.kind === "enum" ? color.range : undefined, { min: -2n, max: 6n });
  assert.equal(unit.enums.find(({ type }) => type.name === "ex")?.type.kind, "enum");
});

test("records refer to themselves and to each other", () => {
  const unit = readUnit(
    "struct list; typedef struct list list_t; struct list { list_t *next; struct node *node; }; struct node { struct list head; };",
  );
  assert.equal(recordOf(unit, "struct list"), recordOf(unit, "list_t"));
  assert.equal(shape(unit, "struct node"), "16/8 head@0");
  assert.deepEqual(unit.records.find(({ record }) => record.name === "struct list")?.typedefs, ["list_t"]);
  assert.equal(recordOf(readUnit("typedef struct { int a; } T, *P; typedef T U;"), "T").name, "T");
});

test("a tag defined twice is unknown", () => {
  const unit = readUnit("struct a { int x; };\nstruct a { int y; };");
  assert.match(shape(unit, "struct a"), /^unknown: struct a is defined twice/);
});

test("functions: prototypes, definitions, what is inside bodies stays there", () => {
  const unit = readUnit(`
static inline int add(int a, int b) { struct local { int x; } l; if (a) { return b; } return l.x; }
int proto(const char *format, ...) __attribute__((format(printf, 1, 2)));
void old();
__attribute__((noreturn)) extern void die(void) __asm__("_die");
int add2(int a), add3(int b);
struct made { int x; } make(void) { struct made m; return m; }
`);
  assert.deepEqual([...unit.functions.keys()], ["add", "proto", "old", "die", "add2", "add3", "make"]);
  const add = unit.functions.get("add");
  assert.deepEqual([add?.isDefinition, add?.isStatic, add?.isInline], [true, true, true]);
  assert.equal(unit.functions.get("proto")?.isDefinition, false);
  assert.deepEqual(
    unit.records.map(({ record }) => record.name),
    ["struct made"],
  );
});

test("half-typed declarations cost only themselves", () => {
  const rest = "\nstruct after { int x; };\n";
  for (const broken of [
    "struct half {",
    "struct half { int a",
    "struct half { int a; struct {",
    "struct half { int a[; };",
    "typedef struct {",
    "int f(",
    "struct half { int (a; };",
    "} struct",
    "enum e { A, B",
    "int x = {",
    "#if 1",
    "#define F(",
    "union u { int",
    "struct half { int a; } b",
    "/* open",
  ]) {
    const unit = readUnit(broken + (broken === "/* open" ? "*/" : "") + rest);
    const found = unit.tags.get("struct after");
    assert.ok(found !== undefined, broken);
    assert.match(shape(unit, "struct after"), /^(?:4\/4 x@0|unknown: )/, broken);
    const half = unit.tags.get("struct half");
    if (half?.kind === "record" && half.fields !== undefined) assert.match(shape(unit, "struct half"), /^unknown: /, broken);
  }
});

test("what a broken declaration might have declared is unknown rather than absent", () => {
  const unit = readUnit("typedef struct thing { int a b c; } thing_t MACRO;\nstruct uses { thing_t t; };\n");
  assert.match(shape(unit, "struct uses"), /^unknown: /);
  assert.ok(unit.typedefs.has("thing_t"));
  assert.equal(unit.tags.get("struct thing")?.unknown !== undefined, true);
});

test("hostile nesting neither hangs nor throws", () => {
  const unit: (text: string) => CUnit = (text) => readUnit(text);
  assert.equal(unit(`struct s {${"struct { ".repeat(1000)}int x; ${"} a;".repeat(1000)}};`).records.length, 1001);
  assert.match(shape(unit(`struct s { int ${"(".repeat(10_000)}x${")".repeat(10_000)}; };`), "struct s"), /nests too deeply/);
  assert.match(shape(unit(`struct s { int x[${"(".repeat(10_000)}1${")".repeat(10_000)}]; };`), "struct s"), /nests too deeply/);
  assert.match(shape(unit(`struct s { ${"typeof(".repeat(5000)}int${")".repeat(5000)} x; };`), "struct s"), /nests too deeply/);
  assert.equal(
    unit(`int f(${"struct { int (*g)(".repeat(2000)}int${");} x".repeat(2000)}); struct s { int a; };`).tags.has("struct s"),
    true,
  );
  assert.equal(unit("{".repeat(100_000)).records.length, 0);
  assert.equal(unit("([{".repeat(30_000) + ")]}".repeat(30_000)).records.length, 0);
  assert.equal(unit(Array.from({ length: 50_000 }, (_, i) => String.fromCharCode((i * 7919) % 65536)).join("")).records.length, 0);
});

test("each distinct declaration is parsed once for all targets", () => {
  const text = `#ifdef __linux__\nint here;\n#else\nint there;\n#endif\n${Array.from({ length: 50 }, (_, i) => `struct s${i} { int a; char b[${i}]; };`).join("\n")}`;
  const targets = ["linux/amd64", "darwin/arm64", "windows/386"];
  const units = readUnits(text, { targets });
  assert.equal(units.length, 2);
  assert.deepEqual(
    units.map((unit) => unit.records.length),
    [50, 50],
  );
});

test("sizes in one group may differ although the text is the same", () => {
  const [unit] = readUnits("struct a { long l; char c; };", { targets: ["linux/386", "linux/amd64"] });
  assert.equal(unit?.targets.length, 2);
});

test("what a function's body says on its face", () => {
  const text =
    "#define CALL(f, x) f(x)\nstruct s { int a, b[2]; struct { int c; } in; };\nint other(int);\n" +
    "int work(struct s *p, int n) {\n  struct s q; if (n) CALL(other, n);\n  p->a = other(n); p->b[n + 1] += 2; q.in.c++; --q.a;\n  return p->a == q.a ? sizeof(q) : p->f(1);\n}\n";
  const unit = readUnit(text);
  const body = unit.functions.get("work")?.body;
  assert.deepEqual(
    body?.calls.map(({ name }) => name),
    ["other", "other"],
  );
  assert.deepEqual(
    body?.assignedFields.map(({ field }) => field),
    ["a", "b", "c", "a"],
  );
  assert.deepEqual([...(body?.identifiers ?? [])].sort(), ["n", "other", "p", "q", "s"]);
  assert.equal(text[body?.whole.start ?? 0], "{");
  assert.equal(text[(body?.whole.end ?? 1) - 1], "}");
  assert.equal(unit.functions.get("other")?.body, undefined);
});

test("standard types that pass for the same everywhere are", () => {
  for (const { id, c } of registry.targets) {
    if (typeof c === "string") continue;
    for (const [name, scalar] of Object.entries(SAME_ON_ALL_MODELS)) {
      assert.equal(c.standard[name as keyof typeof SAME_ON_ALL_MODELS], scalar, `${id} ${name}`);
    }
  }
});

test("attributes inside a declarator: gcc gives them to the type so far, clang to what is declared", () => {
  const text =
    "struct s { char c; char *__attribute__((packed)) p; int *__attribute__((aligned(64))) *q; int (__attribute__((aligned(16))) x); };";
  const shapes = ["linux/amd64", "darwin/arm64"].map((id) => shape(readUnit(text, { targets: [id] }), "struct s"));
  assert.deepEqual(shapes, ["48/16 c@0 p@64 q@128 x@256", "128/64 c@0 p@8 q@512 x@640"]);
});

test("attributes behind a comma belong to the next member, which gcc does not take", () => {
  const text = "struct s { char c; int a, __attribute__((aligned(16))) b; };";
  const [gcc, clang] = ["linux/amd64", "darwin/arm64"].map((id) => shape(readUnit(text, { targets: [id] }), "struct s"));
  assert.match(gcc ?? "", /^unknown: gcc takes no attributes before a member's name/);
  assert.equal(clang, "32/16 c@0 a@32 b@128");
});

test("enums with modes and alignments, and enumerators beyond int, as each compiler has them", () => {
  const sizes = (text: string): string[] =>
    ["linux/amd64", "darwin/arm64", "windows/amd64+msvc"].map((id) =>
      shape(readUnit(`${text} struct s { char c; enum e x; };`, { targets: [id] }), "struct s"),
    );
  assert.deepEqual(sizes("enum __attribute__((aligned(8))) e { A };"), ["8/4 c@0 x@32", "16/8 c@0 x@64", "16/8 c@0 x@64"]);
  assert.deepEqual(sizes("enum __attribute__((aligned(8), packed)) e { A };"), ["8/4 c@0 x@32", "16/8 c@0 x@64", "16/8 c@0 x@64"]);
  assert.deepEqual(sizes("enum __attribute__((packed, aligned(8))) e { A };"), ["2/1 c@0 x@8", "16/8 c@0 x@64", "16/8 c@0 x@64"]);
  assert.deepEqual(sizes("enum e { A } __attribute__((mode(HI)));"), ["4/2 c@0 x@16", "4/2 c@0 x@16", "4/2 c@0 x@16"]);
  assert.deepEqual(sizes("enum e { A = -1, B = 0xffffffffffffffff };"), ["16/8 c@0 x@64", "16/8 c@0 x@64", "8/4 c@0 x@32"]);
  assert.deepEqual(sizes("enum e { A = 0x7fffffff, B = A + 1 };"), ["8/4 c@0 x@32", "8/4 c@0 x@32", "8/4 c@0 x@32"]);
  const [gcc, ...others] = sizes("enum e { A = 0x7fffffff, B };");
  assert.match(gcc ?? "", /^unknown: the value of B is not known: an enumerator overflows/);
  assert.deepEqual(others, ["8/4 c@0 x@32", "8/4 c@0 x@32"]);
});

test("what every compiler refuses is unknown", () => {
  const reason = (text: string): string => shape(readUnit(text), "struct s");
  assert.match(reason("struct s { struct t x; }; struct t { int i; };"), /struct t is incomplete where x is declared/);
  assert.match(reason("struct s { int a; struct { int b; union { char a; }; }; };"), /it has two members a/);
  assert.match(reason("struct s { float f __attribute__((mode(DI))); };"), /the mode DI is not supported/);
  assert.match(reason("struct s { int a[2] __attribute__((mode(QI))); };"), /a mode on a pointer, array or function/);
  assert.match(reason("typedef int t[2]; struct s { t f(void); };"), /a function cannot return an array/);
  assert.match(reason("struct s { _Alignas(0) int b : 3; };"), /b has an _Alignas/);
});

test("a constant counted in one dialect is counted anew in another", () => {
  const reader = new CReader(undefined, macros);
  const shapeIn = (std: string): string => shape(readUnit("struct s { char c[true + 1]; };", { reader, options: { std } }), "struct s");
  const [old, now] = [shapeIn("gnu17"), shapeIn("gnu23")];
  assert.match(old, /true is not declared/);
  assert.equal(now, "2/1 c@0");
  assert.equal(shapeIn("gnu17"), old);
});
