/** Array types that the compiler of a 32-bit target refuses for their size, most of them made up to slice C memory. */
import type { HugeArray } from "../go/valueFacts.ts";
import { compareGoVersions } from "../go/versions.ts";
import type { PackageModel } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { CasesBySite } from "./casesBySite.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { bytes } from "./words.ts";

interface TooLarge {
  readonly type: string;
  readonly size: bigint;
  readonly limit: number;
}

/** unsafe.Slice came with Go 1.17. */
const sliceSince = "1.17";

export const hugeArrayCast: Rule = {
  id: "huge-array-cast",
  title: "Array type is too large for some target",
  severity: "error",
  group: "portability",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

Array types in function bodies, such as the one in \`(*[1 << 30]C.int)(p)[:n:n]\`, whose size in bytes the Go compiler of some target of the file refuses.

## Why it matters

Before Go 1.17 a slice of C memory was made with an array type as large as possible.
What is possible depends on the target: 2 GiB less one byte on 386 and arm, and one byte less on mips and mipsle.
\`[1 << 30]C.int\` compiles on 64-bit targets; on the others the build ends with "type too large" or "larger than address space".

## Example

\`\`\`go bad
package p

import "C"
import "unsafe"

func Ints(p unsafe.Pointer, n int) []C.int { return (*[1 << 30]C.int)(p)[:n:n] }
\`\`\`

## Use instead

\`\`\`go good
package p

import "C"
import "unsafe"

func Ints(p unsafe.Pointer, n int) []C.int { return unsafe.Slice((*C.int)(p), n) }
\`\`\`

With a Go before 1.17 choose a smaller array: \`[1 << 28]C.int\`.

## When it stays silent

- For types whose element has no known size.
- Where no target of the file takes the type: then the user's own compiler says so.
- On targets that a constant condition keeps out, although the compiler reads that code too.

The fix needs a \`go\` line of at least 1.17 in go.mod, where there is one, and is offered where the slice's length and capacity are written alike.

## References

- Go source: cmd/compile/internal/types/size.go, cmd/compile/internal/noder, cmd/internal/sys; package unsafe, \`Slice\``,

  check(model: PackageModel): readonly Report[] {
    const cases = new CasesBySite<TooLarge>();
    const written = ({ site: { path, start, end } }: HugeArray): string => model.file(path)?.text.slice(start, end) ?? "";
    for (const view of model.views) {
      for (const fact of view.go.crossings) {
        // Code whose reach is not decided is compiled all the same.
        if (fact.kind !== "hugeArray") continue;
        for (const target of view.targets) judge(fact, written(fact), target, model, cases);
      }
    }
    return cases.mixed().flatMap(({ site, wrong }) =>
      wrong.map(({ what, targets }) => ({
        site,
        targets,
        message: `${what.type} is ${bytes(Number(what.size))}, the compiler takes no more than ${bytes(what.limit)}`,
        facts: { type: what.type, bytes: String(what.size), limit: what.limit },
      })),
    );
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const { path, start } = finding.site;
    const text = model.file(path)?.text;
    const unsafe = model.file(path)?.imports.find((each) => each.path === "unsafe")?.name;
    for (const view of model.views) {
      const fact = view.go.crossings.find((each) => each.kind === "hugeArray" && each.site.path === path && each.site.start === start);
      if (fact?.kind !== "hugeArray" || fact.slice === undefined || text === undefined || unsafe === undefined) continue;
      if (view.goVersion !== undefined && compareGoVersions(view.goVersion, sliceSince) < 0) return [];
      const { range, element, pointer, length } = fact.slice;
      const [of, from, count] = [element, pointer, length].map((part) => text.slice(part.start, part.end));
      const newText = `${unsafe}.Slice((*${of})(${from}), ${count})`;
      return [{ title: `Use ${unsafe}.Slice`, preferred: true, edits: [{ path, edit: { ...range, newText } }] }];
    }
    return [];
  },
};

function judge(fact: HugeArray, type: string, target: Target, model: PackageModel, cases: CasesBySite<TooLarge>): void {
  const element = model.layouts.goType(fact.of, target);
  if (!element.known) return;
  const size = fact.count * BigInt(element.size);
  const limit = limitOf(target);
  // What an array of empty elements may have is told by its length alone.
  if (limit === undefined || (size <= BigInt(limit) && fact.count <= 0x7fffffffn)) {
    cases.fine(fact.site, target);
    return;
  }
  if (size > BigInt(limit)) cases.wrong(fact.site, target, String(size), { type, size, limit: size > BigInt(largest) ? largest : limit });
}

/**
 * The largest array type, in bytes; undefined on 64-bit targets, whose limits no real array meets. Tried with Go 1.26; the
 * MIPS linker has half of the address space (cmd/compile/internal/mips, MAXWIDTH).
 */
function limitOf({ goarch, go }: Target): number | undefined {
  if (go.wordSize === 8) return undefined;
  return goarch === "mips" || goarch === "mipsle" ? largest - 1 : largest;
}

const largest = 0x7fffffff;
