/**
 * Padding that the compiler inserts into a Go struct that crosses the boundary to C: right today, invisible to
 * whoever edits the struct tomorrow. Only a hint, and never beside a mismatch of the same struct.
 */
import { explicitPadding } from "../fixes/explicitPadding.ts";
import type { RecordLayout } from "../layout/layout.ts";
import { areMatched, compareMirror } from "../model/mirror.ts";
import type { MirrorPair, PackageModel } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { bytes, listed, offset } from "./words.ts";

export const implicitPadding: Rule = {
  id: "implicit-padding",
  title: "Struct that crosses to C has implicit padding",
  severity: "hint",
  group: "layout",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

A Go struct that stands for a C record, agrees with it on every target, and has bytes that no field covers.
The bytes are listed for each group of targets.

## Why it matters

Padding that is not written down is easily lost when a field is added or moved, and it is not the same on every target.
Its content is not defined either: it can carry stale memory to the other side.

## Example

\`\`\`go bad
package p

/*
#include <stdint.h>
struct pair { int8_t a; int32_t b; };
*/
import "C"
import "unsafe"

type Pair struct {
	A int8
	B int32
}

func Of(p *C.struct_pair) *Pair { return (*Pair)(unsafe.Pointer(p)) }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <stdint.h>
struct pair { int8_t a; int32_t b; };
*/
import "C"
import "unsafe"

type Pair struct {
	A int8
	_ [3]byte
	B int32
}

func Of(p *C.struct_pair) *Pair { return (*Pair)(unsafe.Pointer(p)) }
\`\`\`

## When it stays silent

- For structs that never cross the boundary: their padding is nobody's business.
- Where the struct and the record differ on some target: struct-mirror-mismatch speaks there.

## References

- Go specification, "Size and alignment guarantees"`,

  check(model: PackageModel): readonly Report[] {
    return model.pairs.flatMap((pair) => {
      const report = reportOf(pair, model);
      return report === undefined ? [] : [report];
    });
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const pair = model.pairs.find(
      (candidate) =>
        candidate.decl?.path === finding.site.path &&
        candidate.decl.nameRange.start === finding.site.start &&
        candidate.recordName === finding.facts["c"],
    );
    return pair === undefined ? [] : explicitPadding(pair, model, finding.targets);
  },
};

function reportOf(pair: MirrorPair, model: PackageModel): Report | undefined {
  // What the kernel takes is read by size and offset alone.
  if (pair.decl === undefined || pair.cgoName === undefined) return undefined;
  const groups = new Map<string, { readonly layout: RecordLayout; readonly targets: Target[] }>();
  for (const occurrence of pair.occurrences) {
    if (model.guards.refuse(occurrence.goType, occurrence.view)) continue;
    for (const target of occurrence.targets) {
      const go = model.layouts.goStruct(occurrence.goType, target);
      const c = model.layouts.record(occurrence.record, target);
      // Without both layouts nothing says that the two agree.
      if (!go.known || !c.known || !areMatched(go, c, pair.correspondence)) return undefined;
      if (compareMirror(go, c, occurrence.use, pair.correspondence) !== undefined) return undefined;
      if (go.padding.length === 0) continue;
      const key = JSON.stringify(go.padding);
      const group = groups.get(key) ?? { layout: go, targets: [] };
      if (!group.targets.includes(target)) group.targets.push(target);
      groups.set(key, group);
    }
  }
  if (groups.size === 0) return undefined;
  const targets = model.asked.filter((target) => [...groups.values()].some((group) => group.targets.includes(target)));
  const texts = [...groups.values()].map(({ layout, targets: named }) => {
    const holes = layout.padding.map(({ offset: at, size }) => `${bytes(size)} at offset ${offset(at)}`);
    return groups.size === 1 ? listed(holes) : `${listed(holes)} on ${named.map((target) => target.id).join(", ")}`;
  });
  return {
    site: { path: pair.decl.path, ...pair.decl.nameRange },
    targets,
    message: `${pair.goName} has implicit padding: ${texts.join("; ")}`,
    facts: {
      go: pair.goName,
      c: pair.recordName,
      padding: [...groups.values()].map(({ layout, targets: named }) => ({
        targets: named.map((target) => target.id),
        holes: layout.padding.map((hole) => ({ offset: hole.offset, size: hole.size })),
      })),
    },
  };
}
