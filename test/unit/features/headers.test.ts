/** Records that the headers of a preamble define: asked for by name, hovered over in Go, and headers that are no good. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayoutElement } from "../../../server/src/features/api.ts";
import { decodeSource } from "../../../server/src/features/loader.ts";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";

const TARGETS = "linux/amd64,linux/386,windows/amd64";
const go = (include: string, body = ""): string => `package p\n\n// #include ${include}\n// struct own { int a; };\nimport "C"\n${body}`;

/** The layout elements of the record that answers to `name` in a Go file with these headers. */
async function layoutsOf(text: string, headers: Readonly<Record<string, string>>, name: string): Promise<readonly LayoutElement[]> {
  const engine = await newEngine();
  const view = memoryView(new Map([["/p/x.go", text], ...Object.entries(headers)]));
  return done(engine.layouts(view, "/p/x.go", await optionsFor(TARGETS), name)).flatMap((record) => record.layouts);
}

const sizes = (elements: readonly LayoutElement[]): readonly string[] =>
  elements.map((element) => `${element.targets.join()}: ${"layout" in element ? element.layout.size : element.unknown}`);

test("a record is found by name where an included header defines it, and listed only where it stands", async () => {
  const headers = { "/p/vfs.h": "typedef struct vfs { int i; void *p; } vfs_t;\n" };
  for (const name of ["struct vfs", "struct  vfs", "vfs", "vfs_t"]) {
    const found = await layoutsOf(go('"vfs.h"'), headers, name);
    assert.deepEqual(sizes(found), ["linux/386: 8", "linux/amd64,windows/amd64: 16"]);
  }
  const engine = await newEngine();
  const view = memoryView(new Map([["/p/x.go", go('"vfs.h"')], ...Object.entries(headers)]));
  const options = await optionsFor(TARGETS);
  assert.deepEqual(
    done(engine.layouts(view, "/p/x.go", options)).map((record) => record.name),
    ["struct own"],
  );
  const [record] = done(engine.layouts(view, "/p/x.go", options, "vfs"));
  assert.equal(record?.path, "/p/vfs.h");
  assert.deepEqual(done(engine.layouts(view, "/p/x.go", options, "nobody")), []);
});

test("where the definition may just not have been read the record is unknown, not absent", async () => {
  const headers = { "/p/a.h": '#ifdef _WIN32\n#include "gone.h"\n#else\nstruct vfs { int a; };\n#endif\n' };
  assert.deepEqual(sizes(await layoutsOf(go('"a.h"'), headers, "vfs")), [
    "linux/386,linux/amd64: 4",
    'windows/amd64: struct vfs is not defined in what was read, and "gone.h", which a.h includes, is not found',
  ]);
  const engine = await newEngine();
  const text = go('"a.h"', "\nvar v C.struct_vfs\n");
  const view = memoryView(new Map([["/p/x.go", text], ...Object.entries(headers)]));
  const hover = done(engine.hover(view, "/p/x.go", text.indexOf("struct_vfs") + 2, await optionsFor(TARGETS)));
  assert.match(hover?.markdown ?? "", /^\*\*C `struct vfs`\*\*/);
  assert.match(
    hover?.markdown ?? "",
    /Unknown on windows\/amd64: struct vfs is not defined in what was read, and "gone.h", which a.h includes, is not found/,
  );
});

/** Headers that are no good, and whether what follows their include line is certain all the same. */
const headers: Readonly<Record<string, string | undefined>> = {
  missing: undefined,
  empty: "",
  "including itself": '#include "bad.h"\ntypedef int t;\n',
  "including itself twice": '#include "bad.h"\n#include "bad.h"\n',
  "Latin-1 as it is decoded": "/* \u00fc\u00df */\nstruct bad { int a; };\n",
  "a syntax error": "struct bad { int a ?? b; };\n",
  enormous: `${"int f(void);\n".repeat(200_000)}struct bad { int a; };\n`,
  "an open comment": "/* ...\n",
  "an open conditional": "#if 1\nstruct bad { int a; };\n",
};

for (const [name, text] of Object.entries(headers)) {
  test(`a header that is ${name} leaves the rest as it is`, async () => {
    const files = text === undefined ? {} : { "/p/bad.h": text };
    const found = await layoutsOf(go('"bad.h"', "\nvar v C.struct_own\n"), files, "own");
    assert.deepEqual(sizes(found), ["linux/386,linux/amd64,windows/amd64: 4"]);
  });
}

test("bytes that are not UTF-8 are a C text all the same; UTF-16 and binaries are none", () => {
  assert.deepEqual(decodeSource("/usr/include/a.h", Uint8Array.of(0x2f, 0x2f, 0xfc, 0x0a)), { text: "//\u00fc\n" });
  assert.ok("reason" in decodeSource("/usr/include/a.h", Uint8Array.of(0xff, 0xfe, 0x61, 0x00)));
  assert.ok("reason" in decodeSource("/usr/include/a.h", Uint8Array.of(0x61, 0x00)));
});
