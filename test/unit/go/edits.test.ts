/** What survives an edit that leaves a Go file half typed: the kept reading equals a fresh one, and nothing untrue is said. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type GoFileSource, readGoFile } from "../../../server/src/go/readFile.ts";
import { createView } from "../../../server/src/go/view.ts";
import { goEnvironment } from "../../support/goEnvironment.ts";
import { crossingTexts, cUnit, text } from "../../support/goSource.ts";
import { Random } from "../../support/random.ts";
import { loadSyntax } from "../../support/syntax.ts";

const sample = `package p

/*
#include <stdint.h>
struct x { int a; };
*/
import "C"

import (
	"syscall"
	"unsafe"
)

const size = 2 << iota

type G struct {
	a, b int32
	in   struct{ c [size]byte }
	*H
}

type H struct{ next *G }

var global = (*C.struct_x)(unsafe.Pointer(&G{}))

//export goF
func goF(p *C.struct_x) *G {
	g := (*G)(unsafe.Pointer(p))
	if g.a > 1 {
		return nil
	}
	return g
}

func plain(x int) (y int) {
	for i := range x {
		y += i
	}
	return y
}

func (h *H) method(list []G) {
	q := unsafe.Pointer(&list[0])
	_ = (*C.struct_x)(q)
	syscall.Syscall(1, uintptr(unsafe.Pointer(h)), 0, 0)
}
`;

const pieces = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  '"',
  "`",
  "/*",
  "*/",
  " {\n",
  "\nfoo [",
  "\ntype zz struct {\n",
  "x.",
  "\nif x {\n",
  "\nfunc ",
  "\n}\n",
  "'",
  "\nvar q = ",
  ".(",
  "//",
  " := ",
];
const units = new Map([["/p/a.go", cUnit({ records: { x: [{ name: "a", type: { kind: "scalar", name: "int" } }] } })]]);

function facts(file: GoFileSource): unknown {
  return [
    file.packageName,
    file.imports,
    file.preambleText,
    file.directives,
    file.broken,
    file.declarations.map(({ start, end, declaration, isBroken, exportComment }) => [start, end, declaration, isBroken, exportComment]),
  ];
}

test("after every edit the kept reading equals a fresh one, and nothing crosses that did not before", async () => {
  const syntax = await loadSyntax();
  const random = new Random(7);
  const view = (file: GoFileSource): string[] =>
    crossingTexts(createView([file], goEnvironment({ units }))).filter((line) => line.includes(" -> "));
  const before = new Set(view(readGoFile(syntax, "/p/a.go", sample, false)));
  assert.equal(before.size, 3);
  let edited = sample;
  for (let i = 0; i < 400; i++) {
    const isFirst = i % 5 === 0;
    if (isFirst) edited = sample;
    const at = random.below(edited.length);
    const piece = random.pick(pieces);
    edited =
      random.below(4) === 0 ? edited.slice(0, at) + edited.slice(at + 1 + random.below(8)) : edited.slice(0, at) + piece + edited.slice(at);
    const kept = readGoFile(syntax, "/p/a.go", edited, true);
    assert.deepEqual(facts(kept), facts(readGoFile(syntax, "/p/b.go", edited, false)), edited);
    const after = view(kept);
    const isInsertion = edited.length > sample.length;
    // What one inserted token leaves of the file says nothing that the file did not say.
    if (isFirst && isInsertion) for (const crossing of after) assert.ok(before.has(crossing), `${crossing}\n${edited}`);
  }
  assert.equal(syntax.liveTrees, 0);
});

test("types that survive an inserted bracket are the same or unknown", async () => {
  const syntax = await loadSyntax();
  const types = (source: string): Map<string, string> => {
    const of = createView([readGoFile(syntax, "/p/a.go", source, false)], goEnvironment({ units }));
    return new Map(
      of.typeDecls.map(({ name }) => [
        name,
        text(of.type(name)?.kind === "named" ? underlyingOf(of, name) : { kind: "unknown", reason: "" }),
      ]),
    );
  };
  const before = types(sample);
  for (let at = sample.indexOf("const"); at < sample.length; at += 3) {
    for (const bracket of ["{", "}", "(", ")", "\n}\n"]) {
      for (const [name, after] of types(sample.slice(0, at) + bracket + sample.slice(at))) {
        if (!after.includes("?")) assert.equal(after, before.get(name) ?? after, `${at} ${bracket}`);
      }
    }
  }
});

function underlyingOf(view: ReturnType<typeof createView>, name: string): Parameters<typeof text>[0] {
  const type = view.type(name);
  return type?.kind === "named" ? type.underlying : { kind: "unknown", reason: "" };
}
