/** Layouts of whole files as people ask for them: long, deep and huge records, and constants that need layouts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayoutRecord } from "../../../server/src/features/api.ts";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";

async function layoutsOf(path: string, text: string, targets: string): Promise<readonly LayoutRecord[]> {
  const engine = await newEngine();
  return done(engine.layouts(memoryView(new Map([[path, text]])), path, await optionsFor(targets)));
}

/** `size` or the reason for none, with the targets it holds on. */
function sizes(record: LayoutRecord | undefined): string[] {
  return (record?.layouts ?? []).map(
    (element) => `${element.targets.join(",")}: ${"unknown" in element ? element.unknown : element.layout.size}`,
  );
}

test("a struct of 100,000 members, in C and in Go", async () => {
  const types = ["char", "int", "long long", "double", "short"];
  const members = Array.from({ length: 100_000 }, (_, i) => `${types[i % 5]} f${i};`).join("\n");
  const [c] = await layoutsOf("/p/a.c", `struct wide {\n${members}\n};\n`, "linux/amd64,linux/386");
  assert.deepEqual(sizes(c), ["linux/386: 480004", "linux/amd64: 480008"]);
  const goTypes = ["int8", "int32", "int64", "float64", "int16"];
  const fields = Array.from({ length: 100_000 }, (_, i) => `F${i} ${goTypes[i % 5]}`).join("\n");
  const [go] = await layoutsOf("/p/a.go", `package p\n\ntype Wide struct {\n${fields}\n}\n`, "linux/amd64,linux/386");
  assert.deepEqual(sizes(go), ["linux/386: 480004", "linux/amd64: 480008"]);
});

test("records nested a thousand levels deep", async () => {
  const depth = 1000;
  const inner = `${"struct { char c; ".repeat(depth)}long long x;${" } m;".repeat(depth)}`;
  const records = await layoutsOf("/p/a.c", `struct deep { ${inner} };\n`, "linux/amd64,linux/arm,linux/386");
  // Each level puts one character before something as aligned as its innermost member. What cgo shows differs on arm.
  assert.deepEqual(sizes(records[0]), ["linux/386: 4008", "linux/amd64: 8008", "linux/arm: 8008"]);
  const chain = Array.from({ length: depth }, (_, i) => `type T${i} struct {\n\tC int8\n\tM T${i + 1}\n}\n`).join("");
  const [outermost] = await layoutsOf("/p/a.go", `package p\n\n${chain}type T${depth} struct{ X int64 }\n`, "linux/amd64,linux/arm");
  assert.deepEqual(sizes(outermost), ["linux/amd64: 8008", "linux/arm: 4008"]);
});

test("sizes beyond an address space and beyond 2^53 bits", async () => {
  const text = `struct large { int x[1099511627776]; };
struct larger { char x[1125899906842624]; };
`;
  const [large, larger] = await layoutsOf("/p/a.c", text, "linux/amd64,linux/arm");
  assert.deepEqual(sizes(large), ["linux/amd64: 4398046511104", "linux/arm: an array is larger than the target's address space"]);
  assert.deepEqual(sizes(larger), ["linux/amd64,linux/arm: larger than 2^53 bits"]);
});

test("a constant may be the offset of a member of an anonymous one", async () => {
  const text = `struct s { char a; struct { char b; long c; }; };
struct t { char upTo[__builtin_offsetof(struct s, c)]; };
`;
  const records = await layoutsOf("/p/a.c", text, "linux/amd64,linux/386");
  assert.deepEqual(sizes(records[1]), ["linux/386: 8", "linux/amd64: 16"]);
});

test("targets that agree on a layout share it", async () => {
  const [record] = await layoutsOf("/p/a.c", "struct s { int a; char b; };\n", "cgo");
  assert.equal(record?.layouts.length, 1);
});

test("a record of the C library that nothing mentions is found when it is asked for", async () => {
  const engine = await newEngine();
  const include = "#include <time.h>\n";
  const files = new Map([
    ["/p/a.h", include],
    ["/p/a.go", `package p\n\n/*\n${include}*/\nimport "C"\n`],
  ]);
  for (const [path, name] of [
    ["/p/a.h", "struct timespec"],
    ["/p/a.go", "struct timespec"],
    ["/p/a.go", "timespec"],
  ] as const) {
    const records = done(engine.layouts(memoryView(files), path, await optionsFor("linux/amd64,linux/386"), name));
    assert.deepEqual(records.map(sizes), [["linux/386: 8", "linux/amd64: 16"]], `${path} ${name}`);
  }
});
