/**
 * A header, or a package of pkg-config, that is not read, and what is unknown because of it. Says where knowledge
 * ends, so that silence elsewhere is not taken for agreement.
 */
import { type UnresolvedLine, unresolvedLines } from "../model/gaps.ts";
import type { PackageModel } from "../model/package.ts";
import type { Report, Rule } from "./rule.ts";
import { listed } from "./words.ts";

/** Names in a message; there may be thousands. */
const MAX_NAMES = 4;

export const unresolvedInclude: Rule = {
  id: "unresolved-include",
  title: "Header is not found, and records are unknown without it",
  severity: "hint",
  group: "portability",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

An \`#include\` in a cgo preamble whose header, or one that it includes, is not found, cannot be read or goes beyond a limit, when records of the package or types that its Go code mentions are unknown because of it.
The same is said of a \`#cgo pkg-config\` line whose package is not found or has a broken \`.pc\` file.
The message names what is unknown, and the targets on which it is so.

## Why it matters

What is unknown is compared with nothing: every other rule is silent about it.
The C compiler will find the header where the program is built; here it can be found when \`abiLens.includeDirs\` or \`abiLens.pkgConfigPath\` names its folder.

## Example

\`\`\`go bad
package p

/*
#include "device_config.h"
struct device { struct device_config config; int id; };
*/
import "C"

type Device struct{ c C.struct_device }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
struct device_config { int speed; };
struct device { struct device_config config; int id; };
*/
import "C"

type Device struct{ c C.struct_device }
\`\`\`

Or name the header's folder in \`#cgo CFLAGS: -I…\` or in \`abiLens.includeDirs\`.

## When it stays silent

- When nothing that the package declares or mentions depends on the header.
- For a header of the C library that is known in part, unless Go handles a record by value that is unknown because of it.
- In a branch of \`#if\` that is not taken on a target, for that target.
- In C files and headers that no preamble includes; a hover on a record there gives the reason.

## References

- GCC manual, "Search Path"; \`go help buildconstraint\`; cmd/cgo, "Using cgo with the go command"
- pkg-config(1)`,

  check(model: PackageModel): readonly Report[] {
    return unresolvedLines(model).map(report);
  },
};

function report({ site, reasons, targets, names }: UnresolvedLine): Report {
  const [first = ""] = reasons;
  const others = reasons.length > 1 ? ` (and ${reasons.length - 1} more like it)` : "";
  const shown = names.slice(0, MAX_NAMES);
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  return {
    site,
    targets,
    message: `${first}${others}; without it ${listed(shown)} ${names.length === 1 ? "is" : "are"} unknown`,
    facts: { reasons, names },
  };
}
