/**
 * A `#cgo` line that cmd/go refuses, as a whole or for one of its flags. Which lines hold on which target is the
 * preamble's own knowledge; this only tells what came of them.
 */
import type { PackageModel } from "../model/package.ts";
import type { Report, Rule } from "./rule.ts";
import { problemsBySite } from "./sites.ts";

export const refusedCgoLine: Rule = {
  id: "refused-cgo-line",
  title: "Go refuses a #cgo line, and the package does not build",
  severity: "warning",
  group: "portability",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

A \`#cgo\` line that is malformed (no colon, an unknown verb, a quote that is not closed, an argument that may not stand there), and a flag of \`#cgo CFLAGS\` or \`#cgo CPPFLAGS\` that is not among those that the go command lets packages set.
A malformed line is an error, a flag a warning: the variable CGO_CFLAGS_ALLOW can let it through.
Only targets on which the line's own conditions hold are named.

## Why it matters

The go command stops before any compiler runs ("malformed #cgo line", "invalid flag in #cgo CFLAGS"), on the named targets alone: a line for another system is found out by whoever builds there.
Flags that change layouts, such as \`-fshort-enums\` and \`-fpack-struct\`, are among those that are refused: users of the package would each have to allow them.

## Example

\`\`\`go bad
package p

// #cgo windows CFLAGS: -DWIDE=1 -fpack-struct=1
import "C"
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#cgo windows CFLAGS: -DWIDE=1
#pragma pack(push, 1)
struct header { char kind; int length; };
#pragma pack(pop)
*/
import "C"
\`\`\`

## When it stays silent

- For flags of \`#cgo LDFLAGS\`, \`CXXFLAGS\` and \`FFLAGS\`, and of packages that \`#cgo pkg-config\` names.
- For a line whose conditions do not hold on a target, for that target.
- For targets that have no C compiler in cgo.

## References

- cmd/cgo, "Using cgo with the go command"; \`go help environment\`, CGO_CFLAGS_ALLOW
- Go source: go/build/build.go, saveCgo; cmd/go/internal/work/security.go`,

  check(model: PackageModel): readonly Report[] {
    return problemsBySite(model, ["cgo line", "cgo flag"]).map(({ problem: { kind, site, message }, targets }) => ({
      site,
      targets,
      message,
      facts: { kind },
      severity: kind === "cgo line" ? "error" : "warning",
    }));
  },
};
