/** Pointers and slices of C's `wchar_t` that are taken for text of 16-bit or 32-bit units. */
import { goTypeText } from "../layout/goTypeText.ts";
import type { PackageModel } from "../model/package.ts";
import { isWideChar, punnedPointers } from "./punning.ts";
import type { Report, Rule } from "./rule.ts";
import { bytes } from "./words.ts";

export const wcharWidth: Rule = {
  id: "wchar-width",
  title: "wchar_t is taken for a number of another size",
  severity: "error",
  group: "portability",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

Conversions through \`unsafe.Pointer\` between pointers, slices or arrays of \`C.wchar_t\` and those of \`uint16\`, \`int32\`, \`rune\` or another number, where the sizes are equal on some target of the file and differ on another.

## Why it matters

\`wchar_t\` has 2 bytes on Windows and 4 on most other systems.
Text that is read in units of the wrong size is garbage, and a loop that looks for the terminating zero runs past its end.

## Example

\`\`\`go bad
package p

/*
#include <wchar.h>
static wchar_t *title(void) { return 0; }
*/
import "C"
import "unsafe"

func Title(n int) []uint16 {
	return unsafe.Slice((*uint16)(unsafe.Pointer(C.title())), n)
}
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <wchar.h>
static wchar_t *title(void) { return 0; }
*/
import "C"
import "unsafe"

func Title(n int) []C.wchar_t {
	return unsafe.Slice(C.title(), n)
}
\`\`\`

Then decode in a file for Windows (\`utf16.Decode\`) and in one for other systems (\`rune\`).

## When it stays silent

- In files that are built only where the sizes are equal.
- For casts to bytes, which say nothing of units.
- On targets that a condition such as \`runtime.GOOS == "windows"\` keeps out; and where a variable or a function's answer decides for which platform the code is.

## References

- ISO C 7.19, \`wchar_t\`
- Microsoft, "wchar_t"; Procedure Call Standard for the Arm Architecture, section 8.1`,

  check(model: PackageModel): readonly Report[] {
    return punnedPointers(model).flatMap(({ site, fine, wrong }) =>
      wrong
        .filter(({ what }) => fine.length > 0 && isWideChar(what.from) !== isWideChar(what.to))
        .map(({ what, targets }) => {
          const [wide, other] = isWideChar(what.from) ? [what.from, what.to] : [what.to, what.from];
          const [wideBytes, otherBytes] = wide === what.from ? [what.fromSize, what.toSize] : [what.toSize, what.fromSize];
          return {
            site,
            targets,
            message: `${goTypeText(wide)} is ${bytes(wideBytes)}, ${goTypeText(other)} is ${bytes(otherBytes)}`,
            facts: { wide: goTypeText(wide), other: goTypeText(other), wideBytes, otherBytes },
          };
        }),
    );
  },
};
