/** Conditionals, includes and macros, per group of targets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CReader } from "../../../server/src/c/read.ts";
import { defaultTargets, filesView, macros, noOptions, readUnit, readUnits, recordOf, shape, targetsOf } from "./support.ts";

/** The value that a macro expression has, read as an enumerator. */
function evaluated(expression: string, prefix = ""): bigint | undefined {
  return readUnit(`${prefix}\nenum { value = ${expression} };`).constant("value");
}

test("conditions follow C's integers", () => {
  const holds = (condition: string): boolean => readUnit(`#if ${condition}\nstruct yes { int x; };\n#endif`).records.length === 1;
  assert.ok(holds("-1 > 0u"));
  assert.ok(holds("(2 || 1/0) && 0x7fffffffffffffff + 1 < 0"));
  assert.ok(holds("0xFFFFFFFFFFFFFFFF == -1 && (1 ? -1 : 0u) > 0"));
  assert.ok(holds("-1 >> 63 == -1 && 1 << 63 < 0"));
  assert.ok(holds("'a' == 97 && 'ab' == 24930"));
  assert.ok(holds("!defined(X) && !defined X && nothing == 0"));
  assert.ok(!holds("f(1)"));
  assert.ok(!holds("1.5"));
  // What is refused has a value to gcc, not to clang.
  const on = (id: string): number => readUnit("#if 7/0 == 7\nstruct yes { int x; };\n#endif", { targets: [id] }).records.length;
  assert.deepEqual([on("linux/amd64"), on("darwin/arm64")], [1, 0]);
});

test("branches are taken once, and what is skipped is told", () => {
  const text =
    "#if 0\nstruct a { int x; };\n#elif 1\nstruct b { int x; };\n#elif 1\nstruct c { int x; };\n#else\nstruct d { int x; };\n#endif\n";
  const unit = readUnit(text);
  assert.deepEqual(
    unit.records.map(({ record }) => record.name),
    ["struct b"],
  );
  assert.deepEqual(
    unit.skipped.map(({ start, end }) => text.slice(start, end)),
    ["struct a { int x; };\n", "struct c { int x; };\n", "struct d { int x; };\n"],
  );
});

test("targets are read once per group that agrees on what was asked", () => {
  const reader = new CReader(undefined, macros);
  const groups = (text: string): string[] =>
    readUnits(text, { targets: defaultTargets, reader }).map((unit) => unit.targets.map(({ id }) => id).join(" "));
  assert.equal(groups("struct a { long x; };").length, 1);
  assert.equal(groups("#include <stdint.h>\nstruct a { uint64_t x; size_t y; };").length, 1);
  assert.deepEqual(groups("#ifdef _WIN32\nint y;\n#endif\nint x;"), [
    "linux/amd64 linux/arm64 linux/386 linux/arm darwin/amd64 darwin/arm64 freebsd/amd64",
    "windows/amd64 windows/386 windows/arm64",
  ]);
  // Whether a macro is defined is one question, its value another.
  assert.equal(groups("#ifdef __SIZEOF_POINTER__\n#endif").length, 1);
  assert.equal(groups("#if __SIZEOF_POINTER__ == 8\nint wide;\n#endif").length, 2);
  // Asking alone makes no difference; what comes out does.
  assert.equal(groups("#if __SIZEOF_POINTER__ == 8\n#endif").length, 1);
  assert.equal(groups("#if 0\n#if __SIZEOF_POINTER__ == 8\n#endif\n#endif").length, 1);
  // Constants that depend on sizes split a group by their values, not by model.
  assert.deepEqual(groups("struct a { char pad[64 - sizeof(long)]; };"), [
    "linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 freebsd/amd64",
    "linux/386 linux/arm windows/amd64 windows/386 windows/arm64",
  ]);
});

test("every target stands in exactly one unit", () => {
  const text = "#ifdef __linux__\nint a;\n#elif defined __APPLE__\nint b;\n#endif\nchar c[sizeof(void *)];";
  const ids = readUnits(text, { targets: defaultTargets }).flatMap((unit) => unit.targets.map(({ id }) => id));
  assert.deepEqual([...ids].sort(), [...defaultTargets].sort());
});

test("includes are asked for, then read", () => {
  const reader = new CReader(undefined, macros);
  const source = { path: "/p/a.c", text: '#include "b.h"\n#include <c.h>\nstruct s { b_t b; c_t c; };', isPreamble: false };
  const options = { ...noOptions, includeDirs: ["/inc"] };
  const known: Record<string, string | null> = {};
  const view = { read: (path: string) => known[path], list: () => null };
  const rounds: string[][] = [];
  for (;;) {
    const answer = reader.read(source, options, targetsOf(["linux/amd64"]), view);
    if (answer.done) {
      assert.equal(shape(answer.value[0] ?? assert.fail(), "struct s"), "8/4 b@0 c@32");
      break;
    }
    rounds.push([...answer.needs.files]);
    for (const path of answer.needs.files)
      known[path] = { "/p/b.h": "#include <deep.h>\ntypedef char b_t;", "/inc/c.h": "typedef int c_t;" }[path] ?? null;
  }
  assert.deepEqual(rounds[0], ["/inc/b.h", "/inc/c.h", "/p/b.h"]);
  assert.deepEqual(rounds[1], ["/inc/deep.h"]);
});

test("search order: own folder, quote folders, -I, -isystem; include_next goes on from there", () => {
  const files = {
    "/p/x.h": "#include_next <x.h>\nenum { own = 1 };",
    "/q/x.h": "enum { quote = 2 };",
    "/i/x.h": "enum { dir = 3 };\n#include_next <x.h>",
    "/s/x.h": "enum { system = 4 };",
  };
  const options = { quoteDirs: ["/q"], includeDirs: ["/i"], systemDirs: ["/s"] };
  const names = (text: string): string[] => {
    const unit = readUnit(text, { files, options });
    return ["own", "quote", "dir", "system"].filter((name) => unit.constant(name) !== undefined);
  };
  assert.deepEqual(
    names('#include "x.h"'),
    ["own", "quote"].concat(["dir", "system"]).filter((name) => name !== "quote"),
  );
  assert.deepEqual(names("#include <x.h>"), ["dir", "system"]);
});

test("the C library is never read from the host", () => {
  const files = {
    "/usr/include/stdlib.h": "typedef int wrong_t;",
    "/usr/include/stdint.h": "typedef char int32_t;",
    "/usr/include/zed.h": "typedef int zed_t;",
  };
  for (const dirs of [{ systemDirs: ["/usr/include"] }, { includeDirs: ["/usr/include"] }]) {
    const unit = readUnit(
      "#include <stdlib.h>\n#include <stdint.h>\n#include <zed.h>\nstruct s { int32_t a; zed_t b; time_t *c; time_t d; };",
      { files, options: dirs },
    );
    assert.equal(unit.typedefs.has("wrong_t"), false);
    assert.equal(unit.incomplete, "what <stdlib.h> declares is not fully known here");
    assert.equal(
      shape(unit, "struct s"),
      "unknown: time_t is not declared in what was read, and what <stdlib.h> declares is not fully known here",
    );
  }
});

test("an include that is not there makes names unknown, not absent", () => {
  const unit = readUnit("#include <nowhere.h>\nstruct s { int a; thing_t *p; };\nstruct t { thing_t v; };");
  assert.equal(unit.incomplete, "<nowhere.h> is not found");
  assert.equal(unit.problems[0]?.kind, "include");
  assert.equal(shape(unit, "struct s"), "16/8 a@0 p@64");
  assert.match(shape(unit, "struct t"), /^unknown: thing_t is not declared in what was read, and <nowhere.h> is not found/);
});

test("files guard themselves against being read twice", () => {
  const files = {
    "/p/once.h": "#pragma once\nenum { a = __COUNTER__ };",
    "/p/guard.h": "#ifndef G\n#define G\nenum { b = __COUNTER__ };\n#endif\n",
    "/p/self.h":
      '#ifdef SELF2\n#elif defined SELF\n#define SELF2\n#include "self.h"\nstruct self { int x; };\n#else\n#define SELF\n#include "self.h"\n#endif',
  };
  const text =
    '#include "once.h"\n#include "once.h"\n#include "guard.h"\n#include "guard.h"\n#include "self.h"\n#import "guard.h"\nenum { c = __COUNTER__ };';
  const unit = readUnit(text, { files });
  assert.deepEqual(
    ["a", "b", "c"].map((name) => unit.constant(name)),
    [0n, 1n, 2n],
  );
  assert.equal(unit.records.length, 1);
});

test("a file that includes itself forever ends with a limit", () => {
  const unit = readUnit("int before;", { files: {} });
  assert.equal(unit.incomplete, undefined);
  const loop = readUnit('#include "l.h"\nstruct s { int x; };', { files: { "/p/l.h": '#include "l.h"\nint l;' } });
  assert.equal(loop.problems[0]?.kind, "limit");
  assert.equal(shape(loop, "struct s"), "4/4 x@0");
});

test("macros that explode end with a limit, and the rest is unknown", () => {
  const levels = Array.from({ length: 12 }, (_, i) => `#define A${i + 1} A${i} A${i} A${i} A${i} A${i} A${i} A${i} A${i} A${i} A${i}`);
  const unit = readUnit(`#define A0 x\n${levels.join("\n")}\nstruct s { int x; };\nA12\nstruct t { int x; };`);
  assert.equal(unit.problems[0]?.kind, "limit");
  assert.notEqual(unit.incomplete, undefined);
  assert.equal(shape(unit, "struct s"), "4/4 x@0");
});

test("macro values: arithmetic, character, size and target dependent", () => {
  const text =
    "#include <stdint.h>\n#define N (1 << 4)\n#define F(x) x\n#define S sizeof(long)\n#define C 'A'\n#define E\n#define STR \"x\"\n#define P __SIZEOF_POINTER__\n";
  const [unit] = readUnits(text, { targets: ["linux/amd64", "linux/386"] });
  assert.ok(unit !== undefined);
  assert.equal(unit.constant("N"), 16n);
  assert.equal(unit.constant("C"), 65n);
  assert.equal(unit.macro("N"), "(1 << 4)");
  for (const name of ["F", "E", "STR", "nothing"]) assert.equal(unit.constant(name), undefined);
  const [amd64, i386] = unit.targets;
  // The unit serves both targets, so what differs has a value for each and none for both.
  assert.equal(unit.targets.length, 2);
  assert.equal(unit.constant("S"), undefined);
  assert.deepEqual([unit.constant("S", amd64), unit.constant("S", i386)], [8n, 4n]);
  assert.equal(unit.constant("P"), undefined);
  assert.deepEqual([unit.constant("P", amd64), unit.constant("P", i386)], [8n, 4n]);
  assert.equal(unit.constant("INT64_MAX"), 0x7fffffffffffffffn);
});

test("-D, -U, -include and -std come before everything", () => {
  const unit = readUnit(
    "enum { a = A, b = B, v = __STDC_VERSION__ / 100 };\n#ifdef linux\nint has_linux;\n#endif\n#ifdef C\nint has_c;\n#endif",
    {
      files: { "/p/pre.h": "#define B 7" },
      options: {
        defines: [
          ["A", "1+2"],
          ["C", "1"],
        ],
        undefines: ["C"],
        preIncludes: ["pre.h"],
        std: "c99",
      },
    },
  );
  assert.deepEqual([unit.constant("a"), unit.constant("b"), unit.constant("v")], [3n, 7n, 1999n]);
  assert.equal(unit.variables.has("has_linux"), false);
  assert.equal(unit.variables.has("has_c"), false);
});

test("pragma pack follows its stack, from lines, _Pragma and macros", () => {
  const unit = readUnit(`
#pragma pack(push, 2)
struct a { char c; int i; };
#pragma pack(push, name, 1)
struct b { char c; int i; };
#pragma pack(push)
#pragma pack(4)
struct c { char c; double d; };
#pragma pack(pop, name)
struct d { char c; int i; };
#pragma pack(pop)
struct e { char c; int i; };
#define PACKED(n) _Pragma(#n)
PACKED(pack(1)) struct f { char c; int i; }; _Pragma("pack()")
struct g { char c; int i; };
#define TWO 2
#pragma pack(TWO)
struct h { char c; int i; };
`);
  assert.deepEqual(
    ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => recordOf(unit, `struct ${name}`).pack),
    [2, 1, 4, 2, undefined, 1, undefined, 2],
  );
});

test("a pragma in the middle of a record: gcc goes by the closing brace, clang by the opening one", () => {
  const text = "struct a { char c;\n#pragma pack(1)\nint i; };\n#pragma pack()\nstruct b { int x; };";
  const [gcc, clang] = ["linux/amd64", "darwin/arm64"].map((id) => readUnit(text, { targets: [id] }));
  assert.ok(gcc !== undefined && clang !== undefined);
  assert.equal(shape(gcc, "struct a"), "5/1 c@0 i@8");
  assert.equal(shape(clang, "struct a"), "8/4 c@0 i@32");
  assert.equal(shape(gcc, "struct b"), "4/4 x@0");
});

test("ms_struct by a pragma is for clang, a name in a pack not for AIX, whose storage units have 4 bytes", () => {
  const text =
    "#pragma ms_struct on\nstruct a { char c : 4; int i : 4; };\n#pragma ms_struct off\n#pragma pack(push, n, 1)\nstruct b { int x; };";
  const shapes = ["linux/amd64", "darwin/arm64", "aix/ppc64"].map((id) => {
    const unit = readUnit(text, { targets: [id] });
    return [shape(unit, "struct a"), shape(unit, "struct b")];
  });
  assert.deepEqual(shapes, [
    ["4/4 c@0 i@4", "4/1 x@0"],
    ["8/4 c@0 i@32", "4/1 x@0"],
    ["4/4 c@0 i@4", "unknown: clang takes no such #pragma pack on AIX"],
  ]);
});

test("operators ask the compiler of the target", () => {
  const units = readUnits(
    "#if defined __has_feature\n#if __has_feature(c_alignas)\nstruct clang { int x; };\n#endif\n#endif\n#if __has_attribute(packed) && !__has_attribute(nonsense)\nstruct both { int x; };\n#endif",
    { targets: ["linux/amd64", "darwin/arm64"] },
  );
  assert.deepEqual(
    units.map((unit) => unit.records.map(({ record }) => record.name)),
    [["struct both"], ["struct clang", "struct both"]],
  );
});

test("values that C's rules decide", () => {
  assert.equal(evaluated("7 / -2"), -3n);
  assert.equal(evaluated("-7 % 3"), -1n);
  assert.equal(evaluated("(unsigned char)300 + (signed char)200"), -12n);
  assert.equal(evaluated("-1 < 0u"), 0n);
  assert.equal(evaluated("1 ? 2 : 1 / 0"), 2n);
  assert.equal(evaluated("1 ? 1 / 0 : 2"), undefined);
  assert.equal(evaluated("sizeof(1 << 38) + (1 || 2147483647 + 1)"), 5n);
  assert.equal(evaluated("1 << 38"), undefined);
  assert.equal(evaluated("sizeof(int[3]) + _Alignof(short)"), 14n);
  assert.equal(evaluated("__builtin_offsetof(struct s, b[1].y)", "struct s { int a; struct { char x; int y; } b[2]; };"), 16n);
  assert.equal(evaluated("(unsigned long)&((struct s *)0)->b", "struct s { int a; char b; };"), 4n);
  assert.equal(evaluated("sizeof(((struct s *)0)->b) + sizeof x / sizeof x[0]", "struct s { int a; char b[5]; }; short x[6];"), 11n);
  assert.equal(evaluated("__builtin_choose_expr(1, 5, 6)"), 5n);
  assert.equal(evaluated("'\\377' + L'a' + U'b'"), 194n);
  assert.equal(evaluated("L'\\xffffffff'"), -1n);
});

test("the view is only asked, never trusted to be fast: unknown files do not stop the others", () => {
  const reader = new CReader(undefined, macros);
  const source = { path: "/p/a.c", text: '#include "one.h"\n#include "two.h"\n', isPreamble: false };
  const answer = reader.read(source, noOptions, targetsOf(["linux/amd64"]), { read: () => undefined, list: () => undefined });
  assert.deepEqual(answer, { done: false, needs: { files: ["/p/one.h", "/p/two.h"], folders: [] } });
  assert.equal(filesView({}).read("x"), null);
});

test("__LINE__ in a call across lines is the first line to gcc, the last to clang", () => {
  const text = "#define L(x) x __LINE__\nenum { own = L(\n\n__LINE__ +\n) };";
  const value = (id: string): bigint | undefined => readUnit(text, { targets: [id] }).constant("own");
  assert.deepEqual([value("linux/amd64"), value("darwin/arm64")], [6n, 9n]);
});

test("an include between the arguments of a call", () => {
  const files = { "/p/rest.h": "int y;) struct in { int x; };\n" };
  const names = (id: string): string[] =>
    readUnit('#define f(x) x\nf(int a;\n#include "rest.h"\nstruct out { int x; };\n', { targets: [id], files }).records.map(
      ({ record }) => record.name,
    );
  assert.deepEqual(names("linux/amd64"), ["struct in", "struct out"]);
  assert.deepEqual(names("darwin/arm64"), []);
});

test("what is read once: import, pragma once", () => {
  const files = { "/p/a.h": "struct a { int x; };\n" };
  assert.equal(readUnit('#include "a.h"\n#import "a.h"\n#include "a.h"\n', { files }).problems.length, 0);
});

test("predefined macros follow -std as each compiler has it", () => {
  const text = "enum { version = __STDC_VERSION__ };";
  const version = (id: string, std: string): bigint | undefined => readUnit(text, { targets: [id], options: { std } }).constant("version");
  assert.equal(version("linux/amd64", "gnu2x"), 202000n);
  assert.equal(version("darwin/arm64", "gnu2x"), 202311n);
  assert.equal(version("darwin/arm64", "c99"), 199901n);
  const has = (name: string, std: string): boolean =>
    readUnit(`#ifdef ${name}\nint yes;\n#endif`, { options: { std } }).variables.size === 1;
  assert.deepEqual(
    [has("linux", "gnu17"), has("linux", "c17"), has("__linux__", "c17"), has("__OPTIMIZE__", "c17")],
    [true, false, true, true],
  );
});
