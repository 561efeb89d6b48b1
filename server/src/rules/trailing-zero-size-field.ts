/**
 * A field without a size at the end of a Go struct that stands for a C record: Go pads behind it and C does not. Reads
 * the pairs of the package; where their sizes do harm, struct-mirror-mismatch speaks.
 */
import { structEdit, structLines } from "../fixes/structText.ts";
import type { RecordLayout } from "../layout/layout.ts";
import { compareMirror } from "../model/mirror.ts";
import type { MirrorPair, PackageModel } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { groupedBy } from "./sites.ts";
import { bytes } from "./words.ts";

export const trailingZeroSizeField: Rule = {
  id: "trailing-zero-size-field",
  title: "Field without a size makes the Go struct larger",
  severity: "hint",
  group: "layout",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

A Go struct that stands for a C record, whose last field has no size (\`[0]byte\`, \`struct{}\`) and for that reason alone is larger than the C record.

## Why it matters

Go keeps a pointer to the last field from pointing behind the struct, so it adds padding after a field without a size.
C adds none after a flexible array.
\`unsafe.Sizeof\` of the struct is then not the size of the C record, and data that is looked for behind it is looked for too far on.

## Example

\`\`\`go bad
package p

/*
#include <stdint.h>
struct header { uint32_t n; uint8_t data[]; };
static void send(struct header *h) { (void)h; }
*/
import "C"
import "unsafe"

type Header struct {
	N    uint32
	Data [0]byte
}

func Send(h *Header) { C.send((*C.struct_header)(unsafe.Pointer(h))) }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <stdint.h>
struct header { uint32_t n; uint8_t data[]; };
static void send(struct header *h) { (void)h; }
*/
import "C"
import "unsafe"

type Header struct {
	N uint32
}

func Send(h *Header) { C.send((*C.struct_header)(unsafe.Pointer(h))) }
\`\`\`

The data is at \`unsafe.Add(unsafe.Pointer(h), unsafe.Sizeof(*h))\`.

## When it stays silent

- For structs that never cross the boundary to C.
- Where the padding is there without the field too.
- Where struct-mirror-mismatch reports the same pair, because the larger size can do harm there.
- On a target where one of the two layouts is unknown.

## References

- Go specification, "Size and alignment guarantees"
- Go source: cmd/compile/internal/types/size.go, CalcStructSize`,

  check(model: PackageModel): readonly Report[] {
    return model.pairs.flatMap((pair) => reportsOf(pair, model));
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const pair = model.pairs.find(
      ({ goName, recordName, decl }) =>
        goName === finding.facts["go"] && recordName === finding.facts["c"] && decl?.path === finding.site.path,
    );
    const fix = pair === undefined ? undefined : withoutField(pair, model);
    return fix === undefined ? [] : [fix];
  },
};

interface Case {
  readonly message: string;
  readonly targets: readonly Target[];
}

function reportsOf(pair: MirrorPair, model: PackageModel): readonly Report[] {
  const { decl } = pair;
  const field = decl?.fields[decl.fields.length - 1];
  if (decl === undefined || field === undefined) return [];
  const cases: Case[] = [];
  for (const { goType, record, use, targets } of pair.occurrences) {
    for (const target of targets) {
      const go = model.layouts.goStruct(goType, target);
      const c = model.layouts.record(record, target);
      if (!go.known || !c.known || c.compilers !== undefined) continue;
      // A difference that can do harm is said by struct-mirror-mismatch.
      const without = sizeWithoutLast(go);
      if (without !== c.size || without === go.size || compareMirror(go, c, use) !== undefined) continue;
      const last = go.fields[go.fields.length - 1]?.name ?? "";
      const message = `${pair.goName} is ${bytes(go.size)} because Go pads behind its last field ${last}, C ${pair.recordName} is ${bytes(c.size)}`;
      cases.push({ message, targets: [target] });
    }
  }
  return groupedBy(cases, ({ message }) => message).map(({ words, targets }) => ({
    site: { path: decl.path, ...field.name },
    targets,
    message: words,
    facts: { go: pair.goName, c: pair.recordName },
  }));
}

/** The size that the struct would have without its last field; its own where that field has a size. */
function sizeWithoutLast({ fields, size, align }: RecordLayout): number {
  const last = fields[fields.length - 1];
  if (last === undefined || last.bitSize > 0 || fields.length < 2) return size;
  const end = fields.slice(0, -1).reduce((most, field) => Math.max(most, field.bitOffset + field.bitSize), 0) / 8;
  return Math.ceil(end / align) * align;
}

/** Drops the field where nothing in the package mentions its name. */
function withoutField({ decl }: MirrorPair, model: PackageModel): Fix | undefined {
  const file = decl === undefined ? undefined : model.file(decl.path);
  const site = decl?.fields[decl.fields.length - 1];
  if (decl === undefined || file === undefined || site === undefined || decl.isGeneric || decl.isAlias) return undefined;
  const name = file.text.slice(site.name.start, site.name.end);
  const mentions = new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, "gu");
  const isUsed =
    name !== "_" &&
    model.files.some(({ path, text }) => [...text.matchAll(mentions)].some(({ index }) => path !== file.path || index !== site.name.start));
  const lines = structLines(file.text, decl);
  const index = decl.fields.length - 1;
  const kept = lines?.filter((line) => line.kind !== "field" || !(line.fields.length === 1 && line.fields[0] === index));
  if (isUsed || lines === undefined || kept === undefined || kept.length !== lines.length - 1) return undefined;
  const edit = structEdit(file.text, decl, kept);
  return edit === undefined ? undefined : { title: `Remove the field ${name}`, preferred: false, edits: [{ path: file.path, edit }] };
}
