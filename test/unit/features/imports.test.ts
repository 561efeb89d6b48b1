/** What a package knows of the packages it imports: from source, as it is at the moment, and no more than is asked for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEngine } from "../../../server/src/features/engine.ts";
import type { FileView } from "../../../server/src/text/files.ts";
import { done, engineParts, memoryView, optionsFor } from "../../support/engine.ts";

const places = { roots: ["/go"], moduleCache: "/cache", work: undefined };
const engine = createEngine({ ...(await engineParts()), places });
const options = await optionsFor("linux/arm,linux/amd64");

const importer = (path: string): string => `package a

/*
#include <stdint.h>
struct event { int32_t kind; int32_t stamp; };
*/
import "C"

import (
	"unsafe"

	"${path}"
)

type Event struct {
	Kind  b.Kind
	Stamp [b.Words]uint16
}

func use(e *Event) *C.struct_event { return (*C.struct_event)(unsafe.Pointer(e)) }
`;
const imported = (kind: string, words: number): string => `package b\n\ntype Kind ${kind}\n\nconst Words = ${words}\n`;
const module = "module example.com/m\ngo 1.25\nrequire example.com/b v1.0.0\n";

function messages(view: FileView): readonly string[] {
  const reports = done(engine.check(view, "/w/a", options));
  return reports.flatMap((report) => report.findings.filter(({ rule }) => rule === "struct-mirror-mismatch").map(({ message }) => message));
}

test("a package of the module: an edit there changes what is said here", () => {
  const files = new Map([
    ["/w/go.mod", "module example.com/m\ngo 1.25\n"],
    ["/w/a/a.go", importer("example.com/m/b")],
    ["/w/b/b.go", imported("int32", 2)],
  ]);
  assert.deepEqual(messages(memoryView(files)), []);
  files.set("/w/b/b.go", imported("int64", 2));
  assert.match(messages(memoryView(files)).join(), /Kind/);
  files.set("/w/b/b.go", imported("int32", 3));
  assert.match(messages(memoryView(files)).join(), /Stamp/);
  files.set("/w/b/b.go", "package b\n\ntype Kind struct {\n");
  assert.deepEqual(messages(memoryView(files)), []);
});

test("a vendored and a downloaded module", () => {
  const own: [string, string][] = [
    ["/w/go.mod", module],
    ["/w/a/a.go", importer("example.com/b")],
  ];
  const cached = new Map([...own, ["/cache/example.com/b@v1.0.0/b.go", imported("int64", 2)]]);
  assert.match(messages(memoryView(cached)).join(), /Kind/);
  const vendored = new Map([
    ...cached,
    ["/w/vendor/modules.txt", "# example.com/b v1.0.0\n## explicit\nexample.com/b\n"],
    ["/w/vendor/example.com/b/b.go", imported("int32", 2)],
  ]);
  assert.deepEqual(messages(memoryView(vendored)), []);
});

test("per target, as the imported package is built there", () => {
  const files = new Map([
    ["/w/go.mod", "module example.com/m\ngo 1.25\n"],
    ["/w/a/a.go", importer("example.com/m/b")],
    ["/w/b/b_arm.go", imported("int64", 2)],
    ["/w/b/b_amd64.go", imported("int32", 2)],
  ]);
  assert.match(messages(memoryView(files)).join("|"), /^[^|]*Kind[^|]*\(linux\/arm\)$/);
});

test("a package's name may differ from its path", () => {
  const files = new Map([
    ["/w/go.mod", "module example.com/m\ngo 1.25\n"],
    ["/w/a/a.go", importer("example.com/m/go-other")],
    ["/w/go-other/b.go", imported("int64", 2)],
  ]);
  assert.match(messages(memoryView(files)).join(), /Kind/);
});

test("cycles, several packages and broken modules say nothing", () => {
  const files = new Map([
    ["/w/go.mod", "module example.com/m\ngo 1.25\n"],
    ["/w/a/a.go", importer("example.com/m/b")],
    ["/w/b/b.go", 'package b\n\nimport "example.com/m/a"\n\ntype Kind = a.Back\n\nconst Words = 2\n'],
    ["/w/a/back.go", "package a\n\ntype Back int64\n"],
  ]);
  assert.deepEqual(messages(memoryView(files)), []);
  const several = new Map([...files, ["/w/b/b.go", imported("int64", 2)], ["/w/b/c.go", "package c\n"]]);
  assert.deepEqual(messages(memoryView(several)), []);
  const broken = new Map([...files, ["/w/b/b.go", imported("int64", 2)], ["/w/go.mod", "module (\n"]]);
  assert.deepEqual(messages(memoryView(broken)), []);
});

test("files are asked for until all is known, and only those of packages that are asked about", () => {
  const files = new Map([
    ["/w/go.mod", "module example.com/m\ngo 1.25\n"],
    ["/w/a/a.go", importer("example.com/m/b").replace('"unsafe"\n', '"unsafe"\n\n\t_ "example.com/m/unused"\n')],
    ["/w/b/b.go", imported("int64", 2)],
    ["/w/unused/u.go", "package unused\n"],
  ]);
  const whole = memoryView(files);
  const known = new Set<string>();
  const view: FileView = {
    read: (path) => (known.has(path) || path.startsWith("table:") ? whole.read(path) : undefined),
    list: (folder) => (known.has(`${folder}/`) ? whole.list(folder) : undefined),
  };
  for (let round = 0; round < 20; round++) {
    const answer = engine.check(view, "/w/a", options);
    if (answer.done) break;
    for (const path of answer.needs.files) known.add(path);
    for (const folder of answer.needs.folders) known.add(`${folder}/`);
  }
  assert.match(messages(view).join(), /Kind/);
  assert.ok(known.has("/w/b/b.go") && !known.has("/w/unused/u.go"));
});
