/**
 * A Go struct that stands for a C record and is laid out differently on some target. Reads the pairs of the
 * package and compares their layouts; knows nothing of how pairs were found.
 */
import { explicitPadding } from "../fixes/explicitPadding.ts";
import { compareMirror, type Mismatch } from "../model/mirror.ts";
import type { MirrorPair, PackageModel, PairOccurrence } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";
import type { Fact, Finding, Fix, Related } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { bytes, offset } from "./words.ts";

interface Case {
  readonly mismatch: Mismatch;
  readonly occurrence: PairOccurrence;
  readonly targets: Target[];
}

export const structMirrorMismatch: Rule = {
  id: "struct-mirror-mismatch",
  title: "Go struct is laid out differently from its C record",
  severity: "error",
  group: "layout",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

A Go struct whose memory is used as a C record must have every field at the offset, and of the size, that the C compiler of each target gives it.
A Go struct and a C record are a pair when a pointer to one is converted to a pointer to the other through \`unsafe.Pointer\`, directly, through a variable or in another file of the package, or when a comment \`//abi-lens:mirrors struct foo\` says so.

Fields correspond by name (upper and lower case, underscores and a prefix that all C names share do not count), else by order.
The first field that differs is reported, with both offsets and the targets on which they are so.
Where all fields agree but one side is larger, and the other side is written or walked as an array, the sizes are reported.

## Why it matters

Go aligns 64-bit integers and floats to 4 bytes on 386, arm, mips and mipsle.
C aligns them to 8 on arm, mips and windows/386, and to 4 on 386 elsewhere.
So the same two declarations agree on the machine they were written on and disagree on another: C then reads bytes that Go never wrote, or writes past the end of Go's memory.

## Example

\`\`\`go bad
package p

/*
#include <stdint.h>
struct event { int32_t kind; int64_t stamp; };
static void handle(struct event *e) { (void)e; }
*/
import "C"
import "unsafe"

type Event struct {
	Kind  int32
	Stamp int64
}

func Send(e *Event) { C.handle((*C.struct_event)(unsafe.Pointer(e))) }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <stdint.h>
struct event { int32_t kind; int64_t stamp; };
static void handle(struct event *e) { (void)e; }
*/
import "C"
import "unsafe"

type Event struct {
	Kind  int32
	_     [unsafe.Offsetof(C.struct_event{}.stamp) - 4]byte
	Stamp int64
}

func Send(e *Event) { C.handle((*C.struct_event)(unsafe.Pointer(e))) }
\`\`\`

Or use \`C.struct_event\` itself.

## When it stays silent

- On a target where one of the two layouts is unknown, for instance because a header was not found.
- When the fields do not certainly correspond: other names and another number of fields.
- When the Go struct is a prefix of the C record and is only used to look at C memory.
- For bit-fields, which have no counterpart in Go.
- On targets that a condition such as \`runtime.GOOS == "linux"\` keeps out; and where a variable or a function's answer decides for which platform the code is.
- In generated files, and where \`//abi-lens:ignore struct-mirror-mismatch reason\` says so.

## References

- cmd/cgo, "Go references to C"
- Go specification, "Size and alignment guarantees"; \`go/types\`, \`gcsizes.go\`
- Procedure Call Standard for the Arm Architecture, section 5; System V ABI, Intel386 supplement, section 2.1`,

  check(model: PackageModel): readonly Report[] {
    return model.pairs.flatMap((pair) => casesOf(pair, model).map((found) => report(pair, found)));
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const pair = model.pairs.find((candidate) => isPairOf(candidate, finding));
    return pair === undefined ? [] : explicitPadding(pair, model, finding.targets);
  },
};

/** Targets with the same first difference are one case. */
function casesOf(pair: MirrorPair, model: PackageModel): readonly Case[] {
  const cases = new Map<string, Case>();
  for (const occurrence of pair.occurrences) {
    for (const target of occurrence.targets) {
      const go = model.layouts.goStruct(occurrence.goType, target);
      const c = model.layouts.record(occurrence.record, target);
      // Compilers of one port may disagree; no error rests on a layout that only one of them has.
      if (!go.known || !c.known || c.compilers !== undefined) continue;
      const mismatch = compareMirror(go, c, occurrence.use);
      if (mismatch === undefined) continue;
      const key = JSON.stringify(mismatch);
      const known = cases.get(key);
      if (known === undefined) cases.set(key, { mismatch, occurrence, targets: [target] });
      else if (!known.targets.includes(target)) known.targets.push(target);
    }
  }
  return [...cases.values()];
}

function report(pair: MirrorPair, { mismatch, occurrence, targets }: Case): Report {
  const facts: { [key: string]: Fact } = {
    go: pair.goName,
    c: pair.recordName,
    difference: mismatch.kind,
    goBytes: mismatch.go,
    cBytes: mismatch.c,
    declaration: pair.decl === undefined ? null : pair.decl.nameRange.start,
  };
  if (mismatch.kind !== "recordSize") {
    facts["goField"] = mismatch.goField;
    facts["cField"] = mismatch.cField;
  }
  return {
    site: siteOf(pair, mismatch, occurrence),
    targets,
    message: messageOf(pair, mismatch),
    facts,
    related: relatedTo(pair, mismatch, occurrence),
  };
}

function messageOf(pair: MirrorPair, mismatch: Mismatch): string {
  switch (mismatch.kind) {
    case "offset":
      return `field ${mismatch.goField} of ${pair.goName} is at offset ${offset(mismatch.go)}, C field ${mismatch.cField} of ${pair.recordName} is at offset ${offset(mismatch.c)}`;
    case "size":
      return `field ${mismatch.goField} of ${pair.goName} is ${bytes(mismatch.go)}, C field ${mismatch.cField} of ${pair.recordName} is ${bytes(mismatch.c)}`;
    case "recordSize":
      return `${pair.goName} is ${bytes(mismatch.go)}, C ${pair.recordName} is ${bytes(mismatch.c)}`;
  }
}

/** The field that differs where the user declared it; the type's name for a size; the conversion where there is no declaration. */
function siteOf(pair: MirrorPair, mismatch: Mismatch, occurrence: PairOccurrence): Site {
  const { decl } = pair;
  if (decl === undefined) return occurrence.sites[0] ?? { path: "", start: 0, end: 0 };
  const field = mismatch.kind === "recordSize" ? undefined : decl.fields[mismatch.goIndex];
  return { path: decl.path, ...(field?.name ?? decl.nameRange) };
}

function relatedTo(pair: MirrorPair, mismatch: Mismatch, occurrence: PairOccurrence): readonly Related[] {
  const related: Related[] = [];
  const { recordDecl } = occurrence;
  if (recordDecl !== undefined) {
    const outer = mismatch.kind === "recordSize" ? undefined : mismatch.cField.split(".")[0];
    const index = recordDecl.record.fields?.findIndex((field) => field.name === outer) ?? -1;
    const site = recordDecl.fields[index]?.name ?? recordDecl.name;
    related.push({ site: { path: site.path, start: site.start, end: site.end }, message: `${pair.recordName} in C` });
  }
  for (const site of occurrence.sites) related.push({ site, message: `here ${pair.goName} stands for ${pair.recordName}` });
  return related;
}

function isPairOf(pair: MirrorPair, finding: Finding): boolean {
  const { facts } = finding;
  if (facts["go"] !== pair.goName || facts["c"] !== pair.recordName) return false;
  return pair.decl === undefined
    ? facts["declaration"] === null
    : pair.decl.path === finding.site.path && pair.decl.nameRange.start === facts["declaration"];
}
