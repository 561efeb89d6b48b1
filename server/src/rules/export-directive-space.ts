/** A comment that was meant to export a function and is prose to cgo, because of one space. Needs no types. */
import type { PackageModel } from "../model/package.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";

export const exportDirectiveSpace: Rule = {
  id: "export-directive-space",
  title: "Space keeps cgo from seeing an export directive",
  severity: "error",
  group: "call",
  fix: "always",
  since: "0.1.0",
  doc: `## What it checks

A line \`// export f\` in the doc comment of the function \`f\`, in a file that imports "C".
cgo takes a line for a directive only when it begins with \`//export \` exactly.

## Why it matters

Nothing is exported and nothing is said.
The C side then fails to link ("undefined reference"), or finds another symbol of that name.

## Example

\`\`\`go bad
package p

import "C"

// export goAdd
func goAdd(a, b C.int) C.int { return a + b }
\`\`\`

## Use instead

\`\`\`go good
package p

import "C"

//export goAdd
func goAdd(a, b C.int) C.int { return a + b }
\`\`\`

## When it stays silent

- When the name in the comment is not the function's name: that is prose.
- In files that do not import "C".
- When the same doc comment holds a directive that works.

## References

- cmd/cgo, "C references to Go"; Go source: cmd/cgo/ast.go, saveExport`,

  check(model: PackageModel): readonly Report[] {
    const reports = new Map<string, Report>();
    for (const view of model.views) {
      for (const { path, comment } of view.go.ineffectiveExports) {
        reports.set(`${path}:${comment.range.start}`, {
          site: { path, ...comment.range },
          targets: model.targetsOf(path),
          message: `this comment exports nothing: cgo wants //export ${comment.name}, without a space behind the slashes`,
          facts: { name: comment.name },
        });
      }
    }
    return [...reports.values()];
  },

  fixes(finding: Finding): readonly Fix[] {
    const name = finding.facts["name"];
    if (typeof name !== "string") return [];
    const { path, start, end } = finding.site;
    return [{ title: "Remove the space", preferred: true, edits: [{ path, edit: { start, end, newText: `//export ${name}` } }] }];
  },
};
