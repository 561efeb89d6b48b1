/** What was not read: which line led there, what it makes unknown, and that nothing goes on for ever. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CReader } from "../../../server/src/c/read.ts";
import type { COptions, CUnit } from "../../../server/src/c/unit.ts";
import { layoutRecord } from "../../../server/src/layout/c.ts";
import type { FileView } from "../../../server/src/text/files.ts";
import { macros, noOptions, readUnit, targetsOf } from "./support.ts";

/** Gaps as `kind: line that led there: reason`. */
function gapsOf(text: string, files: Readonly<Record<string, string>> = {}, options: Partial<COptions> = {}): readonly string[] {
  return shown(readUnit(text, { files, options }), text);
}

function shown(unit: CUnit, text: string): readonly string[] {
  return unit.gaps.map(({ kind, site, reason }) => `${kind}: ${site === undefined ? "-" : text.slice(site.start, site.end)}: ${reason}`);
}

/** Why a record is unknown, and the reasons of the gaps behind that. */
function why(unit: CUnit, name: string): readonly string[] {
  const record = unit.tags.get(name);
  const [target] = unit.targets;
  assert.ok(record?.kind === "record" && typeof target?.c === "object");
  const layout = layoutRecord(record, target.c);
  return layout.known ? ["known"] : [layout.reason, ...unit.gapsBehind(layout.reason).map(({ reason }) => reason)];
}

test("the line of the main file is to blame, however deep the header is that is not there", () => {
  const files = { "/p/a.h": '#include "b.h"\n', "/p/b.h": '#include "gone.h"\nint x;\n' };
  const text = '  # include  "a.h" /* why */\n#include <stdio.h>\n#include "none.h"\n#include NO_FILE\n';
  assert.deepEqual(gapsOf(text, files), [
    'missing: # include  "a.h": "gone.h", which b.h includes, is not found',
    "library: #include <stdio.h>: what <stdio.h> declares is not fully known here",
    'missing: #include "none.h": "none.h" is not found',
    "missing: #include NO_FILE: an #include names no file",
  ]);
});

test("only what stands before a declaration can be behind its being unknown", () => {
  const unit = readUnit('struct a { x_t x; };\n#include "one.h"\nstruct b { x_t x; };\n#include "two.h"\nstruct c { x_t x; };\n');
  assert.deepEqual(why(unit, "struct a"), ["x_t is not declared"]);
  assert.deepEqual(why(unit, "struct b"), ['x_t is not declared in what was read, and "one.h" is not found', '"one.h" is not found']);
  assert.deepEqual(why(unit, "struct c").slice(1), ['"one.h" is not found', '"two.h" is not found']);
  assert.equal(unit.incomplete, '"one.h" is not found and "two.h" is not found');
  assert.deepEqual(unit.gapsBehind("for no such reason"), []);
});

test("a header known in part is behind it only where nothing else is", () => {
  const unit = readUnit('#include <search.h>\nstruct a { x_t x; };\n#include "one.h"\nstruct b { x_t x; };\n');
  assert.match(why(unit, "struct a").at(-1) ?? "", /^what <search.h> declares/);
  assert.deepEqual(why(unit, "struct b").slice(1), ['"one.h" is not found']);
});

test("a declaration of which a part is missing is unknown", () => {
  const unit = readUnit('struct s { int a;\n#include "part.inc"\nint b; };\nstruct t { struct s s; };\nstruct u { int a; };\n');
  assert.match(why(unit, "struct t")[0] ?? "", /a part is missing: "part.inc" is not found$/);
  assert.deepEqual(why(unit, "struct u"), ["known"]);
});

test("a file that cannot be read says why, and hides those behind it", () => {
  const view: FileView = {
    read: (path) => (path === "/later/bad.h" ? "struct s { int a; };" : null),
    list: () => null,
    problem: (path) => (path === "/p/bad.h" ? "is binary: it holds a NUL byte" : undefined),
  };
  const source = { path: "/p/a.h", text: '#include "bad.h"\nstruct t { struct s s; };\n', isPreamble: false };
  const answer = new CReader(undefined, macros).read(source, { ...noOptions, includeDirs: ["/later"] }, targetsOf(["linux/amd64"]), view);
  assert.ok(answer.done);
  assert.deepEqual(
    answer.value.map((unit) => shown(unit, source.text)),
    [['missing: #include "bad.h": "bad.h" is binary: it holds a NUL byte']],
  );
});

test("includes that go round in circles, or multiply, end", () => {
  const deep = gapsOf('#include "again.h"\nint x;', { "/p/again.h": '#include "again.h"\n' });
  assert.deepEqual(deep, ['limit: #include "again.h": includes nest deeper than 200']);
  const twice = gapsOf('#include "again.h"\n', { "/p/again.h": '#include "again.h"\n#include "again.h"\n' });
  assert.deepEqual(twice, [
    'limit: #include "again.h": includes nest deeper than 200',
    'limit: #include "again.h": the unit includes more than 50000 files',
  ]);
  const other = gapsOf('#include "a.h"\n', { "/p/a.h": '#include "b.h"\n', "/p/b.h": '#include "a.h"\n' });
  assert.deepEqual(other, ['limit: #include "a.h": includes nest deeper than 200']);
});

test("a header that is included again and again is too much text in the end", () => {
  const files = { "/p/big.h": `/*${"x".repeat(5_000_000)}*/\n` };
  const text = '#include "big.h"\n'.repeat(45);
  const unit = readUnit(`${text}struct s { int a; };\n`, { files });
  assert.deepEqual(shown(unit, text).slice(0, 1), ['limit: #include "big.h": the unit includes more than 200000000 characters']);
  assert.deepEqual(why(unit, "struct s"), ["known"]);
  assert.ok(unit.problems.some(({ kind }) => kind === "limit"));
});

test("macros that grow without end stop the unit, with the header to blame", () => {
  const bomb = Array.from({ length: 9 }, (_, i) => `#define B${i + 1} ${`B${i} `.repeat(10)}\n`).join("");
  const header = `#define B0 x x x x\n${bomb}int bomb[] = { B9 };\n`;
  const text = 'struct s { int a; };\n#include "bomb.h"\nstruct t { int a; };\n';
  const unit = readUnit(text, { files: { "/p/bomb.h": header } });
  assert.match(shown(unit, text)[0] ?? "", /^limit: #include "bomb.h": .* tokens$/);
  assert.deepEqual(why(unit, "struct s"), ["known"]);
  assert.equal(unit.tags.has("struct t"), false);
  const own = gapsOf(`${header}struct t { int a; };\n`);
  assert.match(own[0] ?? "", /^limit: -: .* tokens$/);
});

test("of -imacros files the macros count, and nothing else", () => {
  const files = { "/p/m.h": "#define N 3\nstruct gone { int a; };\n#pragma pack(1)\n", "/p/i.h": "struct here { char c; int a[N]; };\n" };
  const unit = readUnit("struct s { char c; int a; };\n", { files, options: { preMacros: ["m.h"], preIncludes: ["i.h"] } });
  assert.equal(unit.tags.has("struct gone"), false);
  assert.deepEqual(why(unit, "struct here"), ["known"]);
  assert.equal(unit.constant("N"), 3n);
});

test("where a package is not found, a header in a folder of the system may be another", () => {
  const gap = { kind: "package", reason: "pkg-config package z is not found", site: undefined } as const;
  const files = { "/usr/include/z.h": "struct z { int a; };\n", "/own/y.h": "struct y { int a; };\n" };
  const text = "#include <z.h>\n#include <y.h>\nstruct s { struct z z; };\n#ifdef MAYBE\n#endif\nstruct t { int a; };\n";
  const unit = readUnit(text, { files, options: { includeDirs: ["/own"], systemDirs: ["/usr/include"], gaps: [gap] } });
  assert.match(why(unit, "struct s")[0] ?? "", /pkg-config package z is not found/);
  assert.deepEqual(why(unit, "struct y"), ["known"]);
  assert.match(why(unit, "struct t")[0] ?? "", /^MAYBE may be defined somewhere: pkg-config package z is not found/);
});
