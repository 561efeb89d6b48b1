/**
 * Headers of the C library that a preamble includes while a #pragma pack is in force. The preprocessor notes where; what
 * the header declares is not looked at.
 */
import type { PackageModel } from "../model/package.ts";
import type { Site } from "../text/range.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { problemsBySite } from "./sites.ts";

export const pragmaPackNotRestored: Rule = {
  id: "pragma-pack-not-restored",
  title: "System header is included while records are packed",
  severity: "warning",
  group: "layout",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

In a preamble, an \`#include\` of a header of the C library or the operating system, where an earlier \`#pragma pack\` (or \`ms_struct\`) is still in force.

## Why it matters

The pragma holds for every record behind it, those of the header included, and the library and the kernel were built without it.
With \`#pragma pack(1)\` in force gcc makes \`struct if_nameindex\` of \`<net/if.h>\` 12 bytes on linux/amd64; the library fills arrays of 16.
Nothing warns: the program compiles.

## Example

\`\`\`go bad
package p

/*
#pragma pack(1)
struct wire { char kind; int length; };
#include <net/if.h>
*/
import "C"

type Wire = C.struct_wire
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <net/if.h>
#pragma pack(push, 1)
struct wire { char kind; int length; };
#pragma pack(pop)
*/
import "C"

type Wire = C.struct_wire
\`\`\`

## When it stays silent

- For headers of other packages: many are meant to be packed by who includes them.
- Where the header was included before, so that it says nothing more.
- For headers that the compiler itself brings, such as \`<stdarg.h>\`, and \`<pshpack1.h>\` and its kin.

## References

- GCC manual, "Structure-Layout Pragmas"`,

  check(model: PackageModel): readonly Report[] {
    return problemsBySite(model, ["packed include"]).flatMap(({ problem, targets }): readonly Report[] => {
      // What a header of somebody else includes is not this package's to mend.
      const directive = includeAt(problem.site, model);
      if (directive === undefined) return [];
      const { header, site } = directive;
      const message = `${header} is included while a #pragma pack is in force, which holds for its records too`;
      return [{ site, targets, message, facts: { header } }];
    });
  },

  /** Nothing is packed for the length of the line. */
  fixes({ site }: Finding, model: PackageModel): readonly Fix[] {
    const text = model.file(site.path)?.text ?? "";
    const start = text.lastIndexOf("\n", site.start - 1) + 1;
    const end = text.indexOf("\n", site.start);
    const line = /^(\s*(?:\/\/)?[ \t]*)#[ \t]*include\b[^\\]*$/.exec(text.slice(start, end < 0 ? text.length : end));
    const head = line?.[1];
    if (head === undefined || end < 0) return [];
    const before = `${head}#pragma pack(push)\n${head}#pragma pack()\n`;
    const after = `${head}#pragma pack(pop)\n`;
    return [
      {
        title: "Include it unpacked",
        preferred: true,
        edits: [
          { path: site.path, edit: { start, end: start, newText: before } },
          { path: site.path, edit: { start: end + 1, end: end + 1, newText: after } },
        ],
      },
    ];
  },
};

/** The directive that starts at a place of a Go file; undefined in other files. */
function includeAt(site: Site, model: PackageModel): { readonly site: Site; readonly header: string } | undefined {
  const text = model.file(site.path)?.text.slice(site.start);
  const written = text === undefined ? null : /^#[ \t]*\w+[ \t]*(<[^>\n]*>|"[^"\n]*"|\w+)/.exec(text);
  const [whole, header] = written ?? [];
  return whole === undefined || header === undefined ? undefined : { site: { ...site, end: site.start + whole.length }, header };
}
