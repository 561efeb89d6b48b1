/** Types in an exported function's signature that cgo cannot give a C type. The driver's targets are the file's own. */
import type { ExportedFunction } from "../go/facts.ts";
import type { PackageModel } from "../model/package.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Report, Rule } from "./rule.ts";

export const exportUnsupportedType: Rule = {
  id: "export-unsupported-type",
  title: "Exported function has a type that cgo refuses",
  severity: "error",
  group: "call",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

Parameters and results of a function with \`//export\` whose type is a Go struct, a pointer to one, an array, or a pointer to one.
cgo writes a C prototype for each exported function and knows no C type for those.

## Why it matters

The package does not build: "Go type not supported in export".
An editor that does not run cgo shows nothing.

## Example

\`\`\`go bad
package p

import "C"

type Point struct{ X, Y int32 }

//export goMove
func goMove(p *Point) { p.X++ }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <stdint.h>
struct point { int32_t x, y; };
*/
import "C"

//export goMove
func goMove(p *C.struct_point) { p.x++ }
\`\`\`

Or pass an \`unsafe.Pointer\`, or a \`cgo.Handle\` as \`C.uintptr_t\`.

## When it stays silent

- For types that are not known, such as those of other packages.

## References

- Go source: cmd/cgo/out.go, doCgoType`,

  check(model: PackageModel): readonly Report[] {
    const reports = new Map<string, Report>();
    for (const view of model.views) {
      for (const exported of view.go.exports) {
        for (const part of partsOf(exported)) {
          const refused = refusedType(part.type);
          if (refused === undefined || part.variadic) continue;
          reports.set(`${exported.path}:${part.typeRange.start}`, {
            site: { path: exported.path, ...part.typeRange },
            targets: model.targetsOf(exported.path),
            message: `cgo refuses ${refused} in the signature of the exported function ${exported.name}`,
            facts: { function: exported.name, type: refused },
          });
        }
      }
    }
    return [...reports.values()];
  },
};

function partsOf(
  exported: ExportedFunction,
): readonly { readonly type: GoType; readonly typeRange: { readonly start: number; readonly end: number }; readonly variadic: boolean }[] {
  return [...exported.parameters, ...exported.results.map((result) => ({ ...result, variadic: false }))];
}

/** What cgo says no to, in words; undefined for what it takes and for what is not known. */
function refusedType(type: GoType): string | undefined {
  let at = type;
  let pointers = "";
  for (let i = 0; i < 100; i++) {
    const under = underlyingGo(at);
    if (under.kind === "pointer") {
      pointers = "a pointer to ";
      at = under.to;
      continue;
    }
    const name = at.kind === "named" ? ` ${at.name}` : "";
    const what = under.kind === "struct" ? "Go struct" : under.kind === "array" ? "array" : undefined;
    if (what !== undefined) return `${pointers}${name === "" ? (what === "array" ? "an" : "a") : "the"} ${what}${name}`;
    return undefined;
  }
  return undefined;
}
