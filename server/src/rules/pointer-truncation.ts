/**
 * Addresses that go through an integer type narrower than a pointer. Knows which types there are on the way and how wide
 * they are on each target; what the number is for it knows only where it becomes a pointer again or is handed on.
 */
import type { PointerNumber } from "../go/valueFacts.ts";
import { goTypeText } from "../layout/goTypeText.ts";
import type { PackageModel } from "../model/package.ts";
import { integerOn } from "../model/scalars.ts";
import { CasesBySite } from "./casesBySite.ts";
import type { Severity } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { bytes } from "./words.ts";

interface Cut {
  readonly type: string;
  readonly size: number;
  readonly pointerSize: number;
  readonly use: PointerNumber["use"];
}

const uses = { pointer: ", and what becomes a pointer again is another", argument: ", and the function gets another", other: "" } as const;

export const pointerTruncation: Rule = {
  id: "pointer-truncation",
  title: "Address goes through an integer narrower than a pointer",
  severity: "error",
  group: "pointer",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

Conversions of a pointer to an integer type that is narrower than a pointer on some target of the file, such as \`C.ulong(uintptr(unsafe.Pointer(p)))\`:

- where the number becomes a pointer again or is an argument of a function of C or of another package, and
- where the type is one of C's that is wide enough on one 64-bit target and not on another.

A number that always has 32 bits and is an argument may be meant as a mere mark of the pointer; that is a warning.

## Why it matters

\`long\` has 8 bytes on 64-bit Linux and macOS and 4 on Windows, \`int\` and \`uint32\` have 4 everywhere.
Half of a 64-bit address is lost, and it may go unnoticed for as long as memory lies below 4 GiB.

## Example

\`\`\`go bad
package p

/*
static void keep(unsigned long context) {}
*/
import "C"
import "unsafe"

func Keep(p *int32) { C.keep(C.ulong(uintptr(unsafe.Pointer(p)))) }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <stdint.h>
static void keep(uintptr_t context) {}
*/
import "C"
import "unsafe"

func Keep(p *int32) { C.keep(C.uintptr_t(uintptr(unsafe.Pointer(p)))) }
\`\`\`

## When it stays silent

- For \`int\` and \`uint\`, which are as wide as a pointer on every port of Go, and for C's integer types where they are.
- For numbers that are shifted, masked or computed with on the way, as hashes are.
- For Windows handles: they have 32 significant bits on 64-bit Windows too.
- For numbers of 32 bits that stay in Go.
- On targets that a condition such as \`runtime.GOARCH == "386"\` keeps out; and where a variable or a function's answer decides for which platform the code is.

## References

- Package unsafe, \`Pointer\`; ISO C 7.20.1.4, \`uintptr_t\`
- Microsoft, "Abstract Data Models", "Interprocess Communication Between 32-bit and 64-bit Applications"`,

  check(model: PackageModel): readonly Report[] {
    const cases = new CasesBySite<Cut>();
    for (const view of model.views) {
      for (const fact of view.go.crossings) {
        if (fact.kind !== "pointerNumber" || fact.narrowed) continue;
        const { use, through, site } = fact;
        for (const target of view.targets) {
          const pointerSize = target.go.wordSize;
          const forms = through.map(({ type, range }) => ({ type, range, size: integerOn(type, target)?.size }));
          if (forms.some(({ size }) => size === undefined)) continue;
          const narrow = forms.find(({ size }) => size !== undefined && size < pointerSize);
          const [outermost] = forms;
          if (narrow?.size === undefined) {
            if (outermost !== undefined && pointerSize === 8) cases.fine({ path: site.path, ...outermost.range }, target);
            continue;
          }
          const cut: Cut = { type: goTypeText(narrow.type), size: narrow.size, pointerSize, use };
          cases.wrong({ path: site.path, ...narrow.range }, target, JSON.stringify(cut), cut);
        }
      }
    }
    return cases.all().flatMap(({ site, fine, wrong }) => {
      const isMixed = fine.length > 0;
      // The same conversion may be seen by itself and as what it is used for.
      const used = wrong.filter(({ what }) => what.use !== "other");
      return (used.length > 0 ? used : isMixed ? wrong : []).map(({ what, targets }) => ({
        site,
        targets,
        severity: severityOf(what, isMixed),
        message: `${what.type} is ${bytes(what.size)}, a pointer is ${bytes(what.pointerSize)}: the address is cut${uses[what.use]}`,
        facts: { type: what.type, bytes: what.size, pointerBytes: what.pointerSize, use: what.use },
      }));
    });
  },
};

function severityOf({ use }: Cut, isMixed: boolean): Severity {
  return use === "argument" && !isMixed ? "warning" : "error";
}
