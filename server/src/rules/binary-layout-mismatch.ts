/**
 * encoding/binary used on structs that stand for a record with padding, and on types it refuses. Compares what the
 * package makes of a struct with the record's layout on each target; knows nothing of how calls and pairs were found.
 */
import { explicitPadding } from "../fixes/explicitPadding.ts";
import type { Crossing, ForeignCall } from "../go/facts.ts";
import { type Encoded, encodedBy } from "../layout/encoded.ts";
import type { FieldLayout, RecordLayout } from "../layout/layout.ts";
import { type BinaryCall, binaryCall } from "../model/binaryCalls.ts";
import { matchFields } from "../model/mirror.ts";
import type { MirrorPair, PackageModel, PackageView } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { type AtSite, factsBySite, groupedBy, typeText } from "./sites.ts";
import { bytes, offset } from "./words.ts";

interface Difference {
  readonly message: string;
  readonly fact: ForeignCall;
  readonly targets: readonly Target[];
  readonly pair: MirrorPair;
  readonly kind: "offset" | "size";
}

export const binaryLayoutMismatch: Rule = {
  id: "binary-layout-mismatch",
  title: "encoding/binary does not follow the record's layout",
  severity: "error",
  group: "layout",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

Values that \`binary.Read\`, \`Write\`, \`Size\`, \`Append\`, \`Encode\` and \`Decode\` are given:

- A Go struct that stands for a C record (it is converted to or from it, or \`//abi-lens:mirrors\` says so). encoding/binary puts fields one behind the other, blank ones included, and knows no padding. A field that it puts elsewhere than C is an error. Where only the sizes differ, writing the struct, or reading several, is a warning.
- A value that encoding/binary refuses because something in it has no fixed size: \`int\`, \`uint\`, \`uintptr\`, pointers, strings, slices inside structs. The call fails on every target.

## Why it matters

In memory a struct is laid out with padding that depends on the target; encoding/binary never has any.
Bytes of the record that are read this way end up in the wrong fields, without an error.

## Example

\`\`\`go bad
package p

/*
#include <stdint.h>
struct event { uint32_t kind; uint64_t stamp; };
*/
import "C"
import (
	"bytes"
	"encoding/binary"
)

// abi-lens:mirrors struct event
type Event struct {
	Kind  uint32
	Stamp uint64
}

func Parse(raw []byte) (e Event, err error) {
	err = binary.Read(bytes.NewReader(raw), binary.NativeEndian, &e)
	return e, err
}
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <stdint.h>
struct event { uint32_t kind; uint32_t unused; uint64_t stamp; };
*/
import "C"
import (
	"bytes"
	"encoding/binary"
)

// abi-lens:mirrors struct event
type Event struct {
	Kind  uint32
	_     [4]byte
	Stamp uint64
}

func Parse(raw []byte) (e Event, err error) {
	err = binary.Read(bytes.NewReader(raw), binary.NativeEndian, &e)
	return e, err
}
\`\`\`

Padding that is written down, on both sides where targets align differently, is read and written like any field.

## When it stays silent

- For structs that are not known to stand for a record: what their bytes are is the program's own business.
- Where padding behind the last field is missing and one struct is read.
- Where fields do not certainly correspond, or a layout is unknown; for fields that are C's own types.
- For values behind an interface or a type parameter, and slices of structs that encoding/binary refuses: an empty one passes.
- On targets that a condition such as \`runtime.GOOS == "linux"\` keeps out.

## References

- Package encoding/binary, "Read", "Size": fixed-size values, blank field names
- Go specification, "Size and alignment guarantees"`,

  check(model: PackageModel): readonly Report[] {
    return factsBySite(model, isBinaryCall).flatMap((facts) => [...refusals(facts), ...differences(facts, model)]);
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const pair = model.pairs.find(({ goName, recordName }) => goName === finding.facts["go"] && recordName === finding.facts["c"]);
    return pair === undefined ? [] : explicitPadding(pair, model, finding.targets);
  },
};

function isBinaryCall(crossing: Crossing): crossing is ForeignCall {
  return crossing.kind === "call" && !crossing.narrowed && binaryCall(crossing) !== undefined;
}

function refusals(facts: readonly AtSite<ForeignCall>[]): readonly Report[] {
  const each = facts.flatMap(({ fact, view, targets }) => {
    const found = binaryCall(fact);
    const encoded = found === undefined ? undefined : encodedBy(found.type);
    if (found === undefined || encoded?.kind !== "refused" || (found.isSlice && encoded.path !== "")) return [];
    const what = typeText(encoded.type, view);
    const where = encoded.path === "" ? what : `${encoded.path} of ${typeText(found.type, view)} is ${what}, which`;
    const outcome = fact.name === "Size" ? "gives -1" : "always fails";
    return [{ fact, found, targets, message: `binary.${fact.name} ${outcome}: ${where} has no fixed size` }];
  });
  return groupedBy(each, ({ message }) => message).map(({ words, first, targets }) => ({
    site: { path: first.fact.site.path, ...first.found.argument.range },
    targets,
    message: words,
    facts: { function: first.fact.name, refused: true },
  }));
}

function differences(facts: readonly AtSite<ForeignCall>[], model: PackageModel): readonly Report[] {
  const each = facts.flatMap(({ fact, view, targets }) => {
    const found = binaryCall(fact);
    return found === undefined ? [] : targets.flatMap((target) => differencesOn(found, view, target, model));
  });
  return groupedBy(each, ({ message }) => message).map(({ words, first, targets }) => ({
    site: { path: first.fact.site.path, ...(binaryCall(first.fact)?.argument.range ?? first.fact.callee) },
    targets,
    message: words,
    ...(first.kind === "size" ? { severity: "warning" as const } : {}),
    facts: { function: first.fact.name, go: first.pair.goName, c: first.pair.recordName, difference: first.kind },
    ...(first.pair.decl === undefined
      ? {}
      : {
          related: [
            { site: { path: first.pair.decl.path, ...first.pair.decl.nameRange }, message: `${first.pair.goName} is declared here` },
          ],
        }),
  }));
}

function differencesOn(found: BinaryCall, view: PackageView, target: Target, model: PackageModel): readonly Difference[] {
  const encoded = encodedBy(found.type);
  if (encoded.kind !== "encoded" || encoded.fields === undefined || model.guards.refuse(found.type, view)) return [];
  return model.pairs.flatMap((pair) => {
    const occurrence = pair.occurrences.find((each) => each.view === view && each.goType === found.type);
    const c = occurrence === undefined ? undefined : model.layouts.record(occurrence.record, target);
    if (c === undefined || !c.known || c.compilers !== undefined) return [];
    const difference = differenceOf(encoded, c, found, pair);
    return difference === undefined ? [] : [{ ...difference, fact: found.call, targets: [target], pair }];
  });
}

function differenceOf(
  encoded: Encoded,
  c: RecordLayout,
  { call, isSlice }: BinaryCall,
  pair: MirrorPair,
): Pick<Difference, "message" | "kind"> | undefined {
  const matches = matchFields(encoded.fields ?? [], c.fields);
  if (matches === undefined) return undefined;
  for (const match of matches) {
    const moved = firstMoved(match.go, match.c, "", "");
    if (moved === undefined) continue;
    const { go, c: other } = moved;
    return {
      kind: "offset",
      message: `encoding/binary puts field ${moved.goPath} of ${pair.goName} at offset ${offset(go.bitOffset / 8)}, C field ${moved.cPath} of ${pair.recordName} is at offset ${offset(other.bitOffset / 8)}`,
    };
  }
  const readsOne = !isSlice && (call.name === "Read" || call.name === "Decode");
  if (readsOne || encoded.size >= c.size) return undefined;
  return {
    kind: "size",
    message: `encoding/binary makes ${bytes(encoded.size)} of ${pair.goName}, C ${pair.recordName} is ${bytes(c.size)}`,
  };
}

interface Moved {
  readonly go: FieldLayout;
  readonly c: FieldLayout;
  readonly goPath: string;
  readonly cPath: string;
}

function firstMoved(go: FieldLayout, c: FieldLayout, goOwner: string, cOwner: string): Moved | undefined {
  if (c.bitField === true) return undefined;
  const [goPath, cPath] = [goOwner + go.name, cOwner + c.name];
  if (go.bitOffset !== c.bitOffset) return { go, c, goPath, cPath };
  if (go.fields === undefined || c.kind !== "struct" || c.fields === undefined) return undefined;
  for (const match of matchFields(go.fields, c.fields) ?? []) {
    const moved = firstMoved(match.go, match.c, `${goPath}.`, `${cPath}.`);
    if (moved !== undefined) return moved;
  }
  return undefined;
}
