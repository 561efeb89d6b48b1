/**
 * Numbers that are read or written in the middle of bytes, at a place where the Go compiler counts on an alignment
 * that is not there. A hint: whether the processor minds depends on it, and where the bytes begin on the allocator.
 */
import type { Crossing, PointerConversion } from "../go/facts.ts";
import { placeOf } from "../model/addresses.ts";
import { isByte } from "../model/certainLayouts.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import { loadAlignment } from "../target/loadAlignment.ts";
import type { Target } from "../target/target.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Report, Rule } from "./rule.ts";
import { type AtSite, factsBySite, groupedBy, typeText } from "./sites.ts";
import { offset } from "./words.ts";

export const unalignedAccess: Rule = {
  id: "unaligned-access",
  title: "Value in bytes is read or written off its alignment",
  severity: "hint",
  group: "pointer",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

A value of two bytes or more that is read or written through a converted pointer into an array or slice of bytes, as in \`*(*uint32)(unsafe.Pointer(&b[3]))\`, at a constant place that is no multiple of what the Go compiler counts on.
The targets named are those for which it counts on an alignment at all: arm, mips, mips64, riscv64 and loong64.

## Why it matters

On 386, amd64, arm64, ppc64 and s390x any address will do.
On the others the compiler makes loads and stores that count on the type's alignment: they may fault, or be mended by the operating system at great cost.
A test on one machine does not show it.

## Example

\`\`\`go bad
package p

import "unsafe"

func Length() uint32 {
	var b [16]byte
	return *(*uint32)(unsafe.Pointer(&b[3]))
}
\`\`\`

## Use instead

\`\`\`go good
package p

import "encoding/binary"

func Length() uint32 {
	var b [16]byte
	return binary.NativeEndian.Uint32(b[3:])
}
\`\`\`

## When it stays silent

- Where the place in the bytes is no constant, or is a multiple of the alignment.
- For bytes that a function is handed: where they begin is not known.
- In files that are built only where any address will do.

## References

- Go specification, "Size and alignment guarantees"
- Go source: cmd/internal/sys, arch.go, \`Alignment\``,

  check(model: PackageModel): readonly Report[] {
    return factsBySite(model, isAccess).flatMap((facts) => unaligned(facts, model));
  },
};

/** A value is read or written in bytes whose beginning is known. */
function isAccess(crossing: Crossing): crossing is PointerConversion {
  if (crossing.kind !== "conversion" || crossing.narrowed || (crossing.use !== "load" && crossing.use !== "store")) return false;
  const { address } = crossing.source;
  return address !== undefined && address.storage !== "unknown" && isBytes(address.root);
}

function isBytes(type: GoType): boolean {
  const under = underlyingGo(type);
  return (under.kind === "array" || under.kind === "slice") && isByte(under.of);
}

function unaligned(facts: readonly AtSite<PointerConversion>[], model: PackageModel): readonly Report[] {
  const each = facts.flatMap(({ fact, view, targets }) => targets.flatMap((target) => missedOn(fact, view, target, model)));
  return groupedBy(
    each,
    ({ fact, type, at, needed }) =>
      `${type} is ${fact.use === "load" ? "read" : "written"} at offset ${offset(at)} of bytes; the Go compiler counts on a multiple of ${needed} here`,
  ).map(({ words, first: { fact, type, at, needed }, targets }) => ({
    site: fact.site,
    targets,
    message: words,
    facts: { type, offset: at, needed },
  }));
}

interface Missed {
  readonly targets: readonly Target[];
  readonly fact: PointerConversion;
  readonly type: string;
  /** In bytes. */
  readonly at: number;
  readonly needed: number;
}

function missedOn(fact: PointerConversion, view: PackageView, target: Target, model: PackageModel): readonly Missed[] {
  const most = loadAlignment(target.goarch);
  const place = most === 1 ? undefined : placeOf(fact.source, target);
  const layout = model.layouts.goType(fact.to, target);
  if (place === undefined || !layout.known) return [];
  const needed = Math.min(layout.align, most);
  if (place.offset % BigInt(needed) === 0n) return [];
  return [{ targets: [target], fact, type: typeText(fact.to, view), at: Number(place.offset), needed }];
}
