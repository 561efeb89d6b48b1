/**
 * 64-bit atomic operations on numbers that a 32-bit port puts off an 8-byte boundary. Reads where the number lies;
 * knows nothing of how it got there.
 */
import type { Atomic64, Crossing } from "../go/facts.ts";
import { type Misplaced, misplaced } from "../model/alignedStart.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import type { Fact } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { factsBySite, groupedBy, typeText } from "./sites.ts";
import { bytes, offset } from "./words.ts";

interface Case {
  readonly fact: Atomic64;
  readonly view: PackageView;
  readonly found: Misplaced;
  readonly targets: readonly Target[];
}

export const atomic64On32bit: Rule = {
  id: "atomic64-on-32bit",
  title: "64-bit atomic operation on an unaligned number",
  severity: "error",
  group: "layout",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

The number that \`atomic.AddInt64\`, \`LoadInt64\`, \`StoreInt64\`, \`SwapInt64\`, \`CompareAndSwapInt64\` and their \`Uint64\` kin work on must lie on a multiple of 8 bytes.
On 386, arm, mips and mipsle Go aligns an int64 to 4 bytes.
Only the start of a variable, of an allocated value, and of the memory behind a slice is sure to be a multiple of 8.
So a field is, where its offset from there is: embedded structs, arrays and elements of slices count as they are laid out on each target.

## Why it matters

The operation panics: "unaligned 64-bit atomic operation".
On 64-bit targets, where most code is written and tested, nothing is wrong.

## Example

\`\`\`go bad
package p

import "sync/atomic"

type Stats struct {
	Open  int32
	Bytes int64
}

func (s *Stats) Add(n int64) { atomic.AddInt64(&s.Bytes, n) }
\`\`\`

## Use instead

\`\`\`go good
package p

import "sync/atomic"

type Stats struct {
	Open  int32
	Bytes atomic.Int64
}

func (s *Stats) Add(n int64) { s.Bytes.Add(n) }
\`\`\`

\`atomic.Int64\` and \`atomic.Uint64\` are aligned wherever they stand. A number that must keep its type goes first in its struct.

## When it stays silent

- For \`atomic.Int64\` and \`atomic.Uint64\`, and for \`AndInt64\`, \`OrInt64\` and their kin, which do not check everywhere.
- Where only a pointer to a struct is known, and another type of the package holds that struct off a boundary: then it may be the one that is meant.
- For structs of C and of other packages that only a pointer is known of.
- On targets that a condition such as \`runtime.GOARCH == "amd64"\` keeps out.

## References

- Package sync/atomic, "Bugs"
- Go specification, "Size and alignment guarantees"`,

  check(model: PackageModel): readonly Report[] {
    return factsBySite(model, isAtomic).flatMap((facts) => {
      const cases = facts.flatMap(({ fact, view, targets }): Case[] => {
        const { address } = fact;
        if (address === undefined || fact.narrowed) return [];
        return targets.flatMap((target) => {
          // Elsewhere Go aligns the number itself.
          const found = target.go.maxAlign >= 8 ? undefined : misplaced(address, view, target);
          return found === undefined || model.guards.refuse(found.whole, view) ? [] : [{ fact, view, found, targets: [target] }];
        });
      });
      return groupedBy(cases, messageOf).map(({ words, first, targets }) => reportOf(first, words, targets));
    });
  },
};

function isAtomic(crossing: Crossing): crossing is Atomic64 {
  return crossing.kind === "atomic64";
}

function messageOf({ fact, found, view }: Case): string {
  const place =
    found.kind === "offset"
      ? `${found.path} is at offset ${offset(found.offset)} of ${typeText(found.whole, view)}`
      : `elements of ${typeText(found.whole, view)} are ${bytes(found.stride)} apart`;
  return `atomic.${fact.name} needs a multiple of 8 bytes, ${place}`;
}

function reportOf({ fact, view, found }: Case, message: string, targets: readonly Target[]): Report {
  const facts: { [key: string]: Fact } = { function: fact.name, type: typeText(found.whole, view) };
  if (found.kind === "offset") {
    facts["offset"] = found.offset;
    facts["path"] = found.path;
  } else facts["stride"] = found.stride;
  const decl = found.whole.kind === "named" ? view.go.declOf(found.whole) : undefined;
  const related = decl === undefined ? [] : [{ site: { path: decl.path, ...decl.nameRange }, message: `${decl.name} is declared here` }];
  return { site: { path: fact.site.path, ...fact.operand }, targets, message, facts, related };
}
