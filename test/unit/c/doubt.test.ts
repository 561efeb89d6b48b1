/** What is certain behind a header that was not read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";

/** The layouts of a header's records on linux/amd64: `struct s 8`, or `struct s: why not`. */
async function layouts(text: string, others: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const engine = await newEngine();
  const files = new Map([["/p/a.h", text], ...Object.entries(others)]);
  const records = done(engine.layouts(memoryView(files), "/p/a.h", await optionsFor("linux/amd64")));
  return records.map(({ name, layouts: [element] }) => {
    if (element === undefined) return `${name}: nothing`;
    return "layout" in element ? `${name} ${element.layout.size}` : `${name}: ${element.unknown}`;
  });
}

test("a condition on a name that an unread header may define makes what follows unknown", async () => {
  const found = await layouts(`struct before { int a; };
#include <resolv.h>
#if BYTE_ORDER == LITTLE_ENDIAN
struct s { int a; };
#else
struct s { char a; };
#endif
struct after { int a; };
`);
  assert.equal(found[0], "struct before 4");
  assert.match(found[1] ?? "", /^struct s: (?:BYTE_ORDER|LITTLE_ENDIAN) may be defined somewhere/);
  assert.match(found[2] ?? "", /^struct after: /);
});

test("a header that a table knows leaves nothing open", async () => {
  const text =
    "#include <endian.h>\n#if BYTE_ORDER == LITTLE_ENDIAN && !defined WIDE\nstruct s { int a; };\n#endif\nstruct after { int a; };\n";
  assert.deepEqual(await layouts(text), ["struct s 4", "struct after 4"]);
});

test("a condition inside a record is one too", async () => {
  const [found] = await layouts('#include "gone.h"\nstruct s {\n\tint a;\n#ifdef WIDE\n\tint b;\n#endif\n};\n');
  assert.match(found ?? "", /^struct s: WIDE may be defined somewhere: "gone.h" is not found/);
});

test("names of compilers, include guards and names defined here are certain", async () => {
  const text = `#ifndef A_H
#define A_H
#include <stdlib.h>
#include "b.h"
#define WIDE 1
#if defined(_WIN32) || defined(__APPLE__) || defined(__cplusplus) || defined(_MSC_VER)
struct s { char a; };
#elif WIDE
struct s { long a; };
#endif
#endif
`;
  assert.deepEqual(await layouts(text, { "/p/b.h": "#ifndef B_H\n#define B_H\ntypedef int b_t;\n#endif\n" }), ["struct s 8"]);
});

test("everything read leaves no doubt", async () => {
  assert.deepEqual(await layouts("#include <stdint.h>\n#ifdef WIDE\nstruct s { char a; };\n#else\nstruct s { int32_t a; };\n#endif\n"), [
    "struct s 4",
  ]);
});

test("a name behind a record may be a macro that packs it", async () => {
  const [found] = await layouts('#include "gone.h"\nstruct s { char a; int b; } PACKED;\n');
  assert.match(found ?? "", /^struct s: PACKED behind it may be a macro: "gone.h" is not found/);
  assert.deepEqual(await layouts("struct s { char a; int b; } PACKED;\n"), ["struct s 8"]);
  assert.deepEqual(await layouts('#include "gone.h"\nstruct s { char a; int b; } value;\n'), ["struct s 8"]);
});

test("names of foreign compilers, of the kernel's build and of annotations are certain", async () => {
  for (const name of ["__ia64__", "__ASSEMBLY__", "_IOC_SIZEBITS", "__always_inline"]) {
    assert.deepEqual(await layouts(`#include "gone.h"\n#ifndef ${name}\nstruct s { int a; };\n#endif\n`), ["struct s 4"], name);
  }
});

test("a definition made unless there is one leaves in doubt only what uses it", async () => {
  const text = (use: string): string => `#include "gone.h"
#ifndef SIZE
#define SIZE 4
#endif
#if defined(interface)
#undef interface
#endif
#if !defined SIZE
struct not { int a; };
#endif
struct before { int a; };
${use}
struct after { int interface; };
`;
  assert.deepEqual(await layouts(text("")), ["struct before 4", "struct after 4"]);
  const found = await layouts(text("struct s { char a[SIZE]; };"));
  assert.equal(found[0], "struct before 4");
  assert.match(found[1] ?? "", /^struct s: SIZE may be defined somewhere: "gone.h" is not found/);
  assert.match(found[2] ?? "", /^struct after: SIZE may be/);
  const again = await layouts(text("#undef SIZE\n#define SIZE 8\nstruct s { char a[SIZE]; };"));
  assert.deepEqual(again, ["struct before 4", "struct s 8", "struct after 4"]);
  const asked = await layouts(text("#if SIZE > 4\nstruct s { char a; };\n#endif"));
  assert.match(asked[1] ?? "", /^struct after: SIZE may be/);
});

test("a definition that chooses what the C library declares is in doubt at once", async () => {
  const [found] = await layouts(
    '#include "gone.h"\n#ifndef _FILE_OFFSET_BITS\n#define _FILE_OFFSET_BITS 64\n#endif\n#include <sys/types.h>\nstruct s { off_t a; };\n',
  );
  assert.match(found ?? "", /^struct s: _FILE_OFFSET_BITS may be defined somewhere/);
});

test("a conditional that does more is in doubt", async () => {
  for (const more of ["#define OTHER 1", "typedef int t;", "#else", "#include <stddef.h>"]) {
    const [found] = await layouts(`#include "gone.h"\n#ifndef X\n#define X 1\n${more}\n#endif\nstruct s { int a; };\n`);
    assert.match(found ?? "", /^struct s: X may be defined somewhere/, more);
  }
});

test("what was kept of a header read without gaps does not decide where there are some", async () => {
  const engine = await newEngine();
  const header = "#ifndef SIZE\n#define SIZE 4\n#endif\nstruct s { char a[SIZE]; };\nstruct after { int a; };\n";
  const files = new Map([
    ["/p/lib.h", header],
    ["/p/whole.h", '#include "lib.h"\n'],
    ["/p/torn.h", '#include "gone.h"\n#include "lib.h"\n'],
    ["/p/free.h", '#include "gone.h"\n#ifndef OTHER\n#define OTHER 1\n#endif\nstruct s { int a; };\n'],
  ]);
  const options = await optionsFor("linux/amd64,linux/386");
  const ask = (path: string): string =>
    JSON.stringify(
      done(engine.layouts(memoryView(files), path, options, "struct s")).map(({ layouts: found }) => found.map((one) => "unknown" in one)),
    );
  const first = ["/p/torn.h", "/p/whole.h", "/p/free.h"].map(ask);
  assert.deepEqual(first, ["[[true]]", "[[false]]", "[[false]]"]);
  const others = await newEngine();
  const again = ["/p/whole.h", "/p/torn.h", "/p/whole.h", "/p/free.h"].map((path) =>
    JSON.stringify(
      done(others.layouts(memoryView(files), path, options, "struct s")).map(({ layouts: found }) => found.map((one) => "unknown" in one)),
    ),
  );
  assert.deepEqual(again, ["[[false]]", "[[true]]", "[[false]]", "[[false]]"]);
});
