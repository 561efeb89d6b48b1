/**
 * Times and offsets that are cut to 32 bits where C's type has no more. What is certainly a time is a warning; a 64-bit
 * number that is made a `time_t` or an `off_t` is a hint.
 */
import type { ValueConversion } from "../go/valueFacts.ts";
import { goTypeText } from "../layout/goTypeText.ts";
import type { PackageModel } from "../model/package.ts";
import { integerOn, typedefNames } from "../model/scalars.ts";
import type { Target } from "../target/target.ts";
import { CasesBySite } from "./casesBySite.ts";
import type { Severity } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { bytes } from "./words.ts";

interface Cut {
  readonly from: string;
  readonly to: string;
  readonly fromSize: number;
  readonly toSize: number;
  readonly what: "time" | "offset";
  readonly severity: Severity;
}

const limits = { time: "times after 2038-01-19 are cut", offset: "offsets from 2 GiB are cut" } as const;

export const timeTTruncation: Rule = {
  id: "time-t-truncation",
  title: "Time or offset is cut to 32 bits on some target",
  severity: "warning",
  group: "portability",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

Conversions that make a 64-bit number a signed one of 4 bytes:

- of seconds, that is \`t.Unix()\` of a \`time.Time\` or the seconds of a \`Timespec\` or \`Timeval\`, to \`C.time_t\`, or to a type that is wide enough on another target of the file, such as \`C.long\` (warning);
- of any other 64-bit number to \`C.time_t\` or \`C.off_t\` (hint).

What the preamble and \`#cgo CFLAGS\` say counts: with \`-D_FILE_OFFSET_BITS=64\` glibc's \`off_t\` has 8 bytes.

## Why it matters

\`time_t\` has 4 bytes in glibc on 386, arm and mips unless \`_TIME_BITS\` is 64, and in mingw on windows/386.
\`off_t\` has 4 bytes there unless \`_FILE_OFFSET_BITS\` is 64, and on every Windows.
A time after January 2038 becomes one in 1901, and a file offset beyond 2 GiB another place of the file, without an error.

## Example

\`\`\`go bad
package p

/*
#include <time.h>
static void expire(time_t at) {}
*/
import "C"
import "time"

func Expire(t time.Time) { C.expire(C.time_t(t.Unix())) }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <time.h>
static void expire(long long at) {}
*/
import "C"
import "time"

func Expire(t time.Time) { C.expire(C.longlong(t.Unix())) }
\`\`\`

## When it stays silent

- For constants, which the compiler checks, and for types whose size is not known.
- For unsigned types, which hold times until 2106, and for types of 4 bytes everywhere, such as \`C.int\`: that is chosen.
- On targets that a condition such as \`runtime.GOARCH == "amd64"\` keeps out; and where a variable or a function's answer decides for which platform the code is.

## References

- GNU C Library manual, "Feature Test Macros"
- mingw-w64, \`_mingw_off_t.h\`, \`corecrt.h\``,

  check(model: PackageModel): readonly Report[] {
    const cases = new CasesBySite<Cut>();
    for (const view of model.views) {
      for (const fact of view.go.crossings) {
        if (fact.kind !== "valueConversion" || fact.narrowed || fact.of.value !== undefined) continue;
        for (const target of view.targets) judge(fact, target, cases);
      }
    }
    return cases.all().flatMap(({ site, fine, wrong }) =>
      wrong
        .filter(({ what }) => what.severity === "hint" || fine.length > 0 || what.to === "C.time_t")
        .map(({ what, targets }) => ({
          site,
          targets,
          severity: what.severity,
          message: `${what.to} is ${bytes(what.toSize)}, ${what.from} is ${bytes(what.fromSize)}: ${limits[what.what]}`,
          facts: { from: what.from, to: what.to, fromBytes: what.fromSize, toBytes: what.toSize },
        })),
    );
  },
};

function judge(fact: ValueConversion, target: Target, cases: CasesBySite<Cut>): void {
  const { to, of, quantity } = fact;
  const names = typedefNames(to);
  const named = names.includes("time_t") ? "time" : names.includes("off_t") ? "offset" : undefined;
  const what = quantity ?? named;
  if (what === undefined) return;
  const [from, into] = [integerOn(of.type, target), integerOn(to, target)];
  if (from === undefined || into === undefined || !into.isSigned) return;
  if (from.size !== 8 || into.size !== 4) {
    if (into.size >= from.size) cases.fine(fact.site, target);
    return;
  }
  const severity: Severity = quantity === undefined ? "hint" : "warning";
  const cut: Cut = { from: goTypeText(of.type), to: goTypeText(to), fromSize: from.size, toSize: into.size, what, severity };
  cases.wrong(fact.site, target, JSON.stringify(cut), cut);
}
