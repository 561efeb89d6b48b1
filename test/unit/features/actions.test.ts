/** What an editor is offered beside the fixes of a finding: a comment that silences it, and all preferred fixes at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../../server/src/text/range.ts";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";

const path = "/p/p.go";
const source = `package p

/*
#include <stdint.h>
#include "nowhere.h"
struct rec { int32_t a; int64_t b; };
struct lost { elsewhere_t a; };
*/
import "C"

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// First is the first.
type First struct {
	LongName int32
	B        int64 // behind
}

type Second struct {
	A int32
	B int64
}

func first(f *First) *C.struct_rec   { return (*C.struct_rec)(unsafe.Pointer(f)) }
func second(s *Second) *C.struct_rec { return (*C.struct_rec)(unsafe.Pointer(s)) }

func times(r *C.struct_rec) {
	use((*unix.Timeval)(nil))
	_ = C.struct_lost{}
}

func use(*unix.Timeval) {}
`;
const options = await optionsFor("linux/arm");
const engine = await newEngine();

function findings(text: string) {
  return done(engine.check(memoryView(new Map([[path, text]])), "/p", options)).flatMap((report) => report.findings);
}

test("a comment silences a finding and leaves the columns as gofmt would", () => {
  const view = memoryView(new Map([[path, source]]));
  const before = findings(source);
  const texts = before.map((finding) => {
    const actions = done(engine.codeActions(view, path, finding.site, options)).filter(({ title }) => title.startsWith("Ignore"));
    const action = actions.find((each) => each.finding?.message === finding.message);
    const edited =
      action === undefined
        ? undefined
        : applyEdits(
            source,
            action.edits.map(({ edit }) => edit),
          );
    if (edited !== undefined) assert.equal(findings(edited).length, before.length - 1, edited);
    return `${finding.rule}: ${edited === undefined ? "none" : changed(edited)}`;
  });
  assert.deepEqual(texts, [
    "unresolved-include: // abi-lens:ignore unresolved-include REASON",
    "struct-mirror-mismatch: //abi-lens:ignore struct-mirror-mismatch REASON|B int64 // behind",
    "struct-mirror-mismatch: //abi-lens:ignore struct-mirror-mismatch REASON",
  ]);
});

/** The lines that an edited text has and the source has not. */
function changed(edited: string): string {
  const known = new Set(source.split("\n"));
  return edited
    .split("\n")
    .filter((line) => !known.has(line))
    .map((line) => line.trim())
    .join("|");
}

test("all preferred fixes of a file make one edit, and then there is nothing left to fix", () => {
  const edit = done(engine.fixAll(memoryView(new Map([[path, source]])), path, options));
  assert.ok(edit !== undefined);
  const fixed = applyEdits(source, [edit]);
  assert.match(fixed, /LongName int32\n\t_ {8}\[4\]byte\n\tB {8}int64 \/\/ behind/);
  assert.match(fixed, /A int32\n\t_ \[4\]byte\n\tB int64/);
  assert.deepEqual(
    findings(fixed).map(({ rule }) => rule),
    ["unresolved-include"],
  );
  assert.equal(done(engine.fixAll(memoryView(new Map([[path, fixed]])), path, options)), undefined);
});
