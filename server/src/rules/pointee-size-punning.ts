/**
 * A pointer to a number that is taken for a pointer to a number of another size. What the sides are and how wide comes
 * from punning.ts; wide characters have a rule of their own.
 */
import { numberInTemporary } from "../fixes/numberInTemporary.ts";
import { goTypeText } from "../layout/goTypeText.ts";
import type { PackageModel } from "../model/package.ts";
import type { Finding, Fix, Severity } from "./finding.ts";
import { isWideChar, type Punned, punnedPointers } from "./punning.ts";
import type { Report, Rule } from "./rule.ts";
import { bytes } from "./words.ts";

export const pointeeSizePunning: Rule = {
  id: "pointee-size-punning",
  title: "Pointer to a number is taken for one of another size",
  severity: "error",
  group: "pointer",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

Conversions through \`unsafe.Pointer\` between pointers to numbers, truth values or pointers: \`(*C.long)(unsafe.Pointer(&x))\` with an \`int64\`, \`(*int32)(unsafe.Pointer(p))\` of a \`*C.long\`, \`(*C.BOOL)(unsafe.Pointer(&b))\` with a \`bool\`; also of slices and arrays of them.
It reports

- sizes that are equal on some target of the file and differ on another, and
- numbers larger than the variable or buffer that they are read from or written to.

## Why it matters

C's \`long\` has 8 bytes on 64-bit Linux and macOS, and 4 on Windows and on 32-bit targets; Go's \`int\` has 8 or 4.
Where C writes fewer bytes than Go reads, the rest keeps what was there before (a warning), and on big-endian targets they are the upper ones (an error).
Where it writes more, it overwrites what lies behind the variable.

## Example

\`\`\`go bad
package p

/*
static void measure(long *n) { *n = -1; }
*/
import "C"
import "unsafe"

func Measure() int64 {
	var n int64
	C.measure((*C.long)(unsafe.Pointer(&n)))
	return n
}
\`\`\`

## Use instead

\`\`\`go good
package p

/*
static void measure(long *n) { *n = -1; }
*/
import "C"

func Measure() int64 {
	var n C.long
	C.measure(&n)
	return int64(n)
}
\`\`\`

## When it stays silent

- Where sizes differ alike on all targets and the memory is not certainly too small: then it is meant, as with a buffer of bytes.
- For elements of slices and arrays, which may be the start of a buffer, and between types of Go, unless the memory is certainly too small.
- For pointers to something further on in memory, and to structs.
- For types that are not known.
- On targets that a condition such as \`runtime.GOOS == "linux"\` or \`unsafe.Sizeof(n) == 8\` keeps out; and where a variable or a function's answer decides for which platform the code is.

## References

- cmd/cgo, "Go references to C"
- Microsoft, "Abstract Data Models"; System V ABI, AMD64 supplement, section 3.1.2`,

  check(model: PackageModel): readonly Report[] {
    return punnedPointers(model).flatMap(({ site, fine, wrong }) =>
      wrong
        .filter(({ what }) => (what.kind === "outside" || fine.length > 0) && !isWideChar(what.from) && !isWideChar(what.to))
        .map(({ what, targets }) => ({
          site,
          targets,
          message: messageOf(what),
          severity: severityOf(what),
          facts: {
            from: goTypeText(what.from),
            to: goTypeText(what.to),
            fromBytes: what.fromSize,
            toBytes: what.toSize,
            outside: what.kind === "outside",
          },
        })),
    );
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    return numberInTemporary(finding.site, model);
  },
};

/** The lower half of a number may be all there is of its value; other memory never is. */
function severityOf({ kind }: Punned): Severity {
  return kind === "other" ? "warning" : "error";
}

function messageOf({ from, to, fromSize, toSize, kind }: Punned): string {
  const sides = `${goTypeText(to)} is ${bytes(toSize)}, ${goTypeText(from)} behind the pointer is ${bytes(fromSize)}`;
  if (kind === "outside" || kind === "beside") return `${sides}: memory behind it is used`;
  if (kind === "upper") return `${sides}: its upper part is used`;
  return kind === "row" || toSize > fromSize ? sides : `${sides}: the rest is left out`;
}
