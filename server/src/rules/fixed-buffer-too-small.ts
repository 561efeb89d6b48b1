/**
 * Bytes of a fixed number that are used as a record which is larger on some target. Compares the room behind a pointer
 * with the size of what it is converted to; whether layouts agree is other rules' question.
 */
import { writtenLength } from "../fixes/bufferLength.ts";
import type { Crossing, PointerConversion } from "../go/facts.ts";
import { placeOf } from "../model/addresses.ts";
import { certainRecord, isByte, isRecord } from "../model/certainLayouts.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Finding, Fix, Severity } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { type AtSite, factsBySite, groupedBy, typeText } from "./sites.ts";
import { bytes } from "./words.ts";

export const fixedBufferTooSmall: Rule = {
  id: "fixed-buffer-too-small",
  title: "Buffer of fixed size is smaller than the record in it",
  severity: "error",
  group: "pointer",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

An array of bytes, a slice made with a constant length, or memory from \`C.malloc\` with a constant size, whose pointer is converted to a pointer to a C record, a struct of \`syscall\` or \`golang.org/x/sys\`, or any other struct, where on some target fewer bytes are left than the struct has.
For \`unsafe.Slice\` with a constant count, all elements count.

## Why it matters

What is behind the buffer is read or overwritten.
\`struct stat\` has 144 bytes on linux/amd64, 128 on linux/arm64 and 88 on linux/386: a buffer that was measured on one machine is too small on another.

## Example

\`\`\`go bad
package p

/*
#include <sys/stat.h>
*/
import "C"
import "unsafe"

func Stat(path *C.char) C.int {
	var buf [128]byte
	return C.stat(path, (*C.struct_stat)(unsafe.Pointer(&buf)))
}
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <sys/stat.h>
*/
import "C"

func Stat(path *C.char) C.int {
	var buf C.struct_stat
	return C.stat(path, &buf)
}
\`\`\`

Or \`make([]byte, C.sizeof_struct_stat)\`.

## When it stays silent

- Where the length or the place in the buffer is no constant, or the size of the record is not known on a target.
- Where the pointer is only kept and the record fits on no target: memory may be there for its address alone.
- Where only a field is selected from the converted pointer, as in reading a header: the field may lie inside.
- Where a guard such as \`const _ = uint(128 - unsafe.Sizeof(Record{}))\` refuses to be built.
- On targets that a condition such as \`runtime.GOOS == "linux"\` keeps out; and where a variable or a function's answer decides for which platform the code is.

## References

- Package unsafe, Pointer, rule 1
- stat(2), "C library/kernel differences"`,

  check(model: PackageModel): readonly Report[] {
    return factsBySite(model, isJudged).flatMap((facts) => tooSmall(facts, model));
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const { path, start } = finding.site;
    const facts = factsBySite(model, isJudged).find(([first]) => first?.fact.site.path === path && first.fact.site.start === start);
    const [first] = facts ?? [];
    return first === undefined ? [] : byRecordSize(first.fact, typeText(first.fact.to, first.view), model);
  },
};

function isJudged(crossing: Crossing): crossing is PointerConversion {
  if (crossing.kind !== "conversion" || crossing.narrowed || crossing.use === "select") return false;
  if (crossing.use === "slice" && crossing.count === undefined) return false;
  const { address } = crossing.source;
  if (address === undefined || !isRecord(crossing.to)) return false;
  return address.storage === "c" ? address.bytes !== undefined : isBytes(address.root);
}

/** An array or slice of bytes. */
function isBytes(type: GoType): boolean {
  const under = underlyingGo(type);
  return (under.kind === "array" || under.kind === "slice") && isByte(under.of);
}

function tooSmall(facts: readonly AtSite<PointerConversion>[], model: PackageModel): readonly Report[] {
  const built = facts.filter(({ fact, view }) => !model.guards.refuse(fact.to, view));
  const each = built.flatMap(({ fact, view, targets }) => targets.flatMap((target) => compare(fact, view, target)));
  const small = each.filter(({ room, needed }) => room < needed);
  return groupedBy(small, messageOf).flatMap(({ words, first, targets }): readonly Report[] => {
    const severity = severityOf(first.fact, small.length < each.length);
    if (severity === undefined) return [];
    const { room, needed, type } = first;
    return [{ site: first.fact.site, targets, message: words, severity, facts: { room, needed, type } }];
  });
}

/**
 * What is read or written as a whole does not fit for certain. Memory that is too small on every target may be meant to
 * be: a pointer that only tells one thing from another, or a record of which its user knows how much is there.
 */
function severityOf({ use }: PointerConversion, fitsSomewhere: boolean): Severity | undefined {
  if (use === "argument") return fitsSomewhere ? "error" : "warning";
  // A pointer that is only kept may be used for the fields that are there.
  if (use === "other") return fitsSomewhere ? "warning" : undefined;
  return "error";
}

function messageOf({ room, needed, fact, type }: Compared): string {
  return `${bytes(room)} ${room === 1 ? "is" : "are"} left here, and ${type}${times(fact)} takes ${bytes(needed)}`;
}

function times({ use, count }: PointerConversion): string {
  return use === "slice" && count !== undefined && count !== 1n ? ` times ${count}` : "";
}

interface Compared {
  readonly fact: PointerConversion;
  readonly type: string;
  readonly targets: readonly Target[];
  /** In bytes. */
  readonly room: number;
  readonly needed: number;
}

function compare(fact: PointerConversion, view: PackageView, target: Target): readonly Compared[] {
  const room = placeOf(fact.source, target)?.room;
  const layout = certainRecord(fact.to, target);
  if (room === undefined || room < 0n || layout === undefined) return [];
  const needed = BigInt(layout.size) * (fact.use === "slice" ? (fact.count ?? 1n) : 1n);
  return [{ fact, type: typeText(fact.to, view), targets: [target], room: Number(room), needed: Number(needed) }];
}

/** The record's own size in place of the number that is written. */
function byRecordSize(fact: PointerConversion, type: string, model: PackageModel): readonly Fix[] {
  const { path } = fact.site;
  const { address, added } = fact.source;
  const file = model.file(path);
  const isStart = added.length === 0 && address?.steps.every((step) => step.kind === "index" && step.index === 0n) === true;
  const length = file === undefined || address === undefined || !isStart ? undefined : writtenLength(file.text, address.range);
  if (length === undefined || fact.use === "slice") return [];
  const size = type.startsWith("C.") ? `C.sizeof_${type.slice(2)}` : `unsafe.Sizeof(${type}{})`;
  const newText = length.by === "malloc" && !type.startsWith("C.") ? `C.size_t(${size})` : size;
  return [{ title: `Make it ${size} bytes`, preferred: true, edits: [{ path, edit: { ...length.range, newText } }] }];
}
