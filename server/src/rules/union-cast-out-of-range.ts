/**
 * More bytes read from or written to a C union than it has. Go sees a union as bytes, so its size is all that keeps a
 * conversion honest, and that size differs by target.
 */
import type { Crossing, PointerConversion } from "../go/facts.ts";
import { goTypeText } from "../layout/goTypeText.ts";
import { placeOf } from "../model/addresses.ts";
import type { PackageModel } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { unwrapC } from "../types/c.ts";
import { underlyingGo } from "../types/go.ts";
import type { Report, Rule } from "./rule.ts";
import { factsBySite, groupedBy } from "./sites.ts";
import { bytes } from "./words.ts";

export const unionCastOutOfRange: Rule = {
  id: "union-cast-out-of-range",
  title: "More is read or written than a C union holds",
  severity: "error",
  group: "layout",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

\`*(*T)(unsafe.Pointer(&u))\`, read or written, where \`u\` is a C union and \`T\` does not fit into what is left of it behind the offset that was added.

## Why it matters

cgo shows a union as an array of bytes, as many as the union has on the target.
A Go type that is meant for one of its members may be larger there: \`int64\` for a \`long\` is 8 bytes, and on 32-bit targets and Windows the member has 4.
The rest is read from, or written to, whatever lies behind.

## Example

\`\`\`go bad
package p

/*
union number { long whole; float part; };
*/
import "C"
import "unsafe"

func Whole() int64 {
	var n C.union_number
	return *(*int64)(unsafe.Pointer(&n))
}
\`\`\`

## Use instead

\`\`\`go good
package p

/*
union number { long whole; float part; };
*/
import "C"
import "unsafe"

func Whole() int64 {
	var n C.union_number
	return int64(*(*C.long)(unsafe.Pointer(&n)))
}
\`\`\`

## When it stays silent

- Where the pointer is only converted, handed on or selected from: how much of it is used is not known.
- For a pointer to a union that came from elsewhere, and past the end of a struct that did: there may be more behind.
- Where the size of one of the two is unknown, or compilers of the target disagree.
- On targets that a condition such as \`runtime.GOOS == "linux"\` keeps out; and where a variable or a function's answer decides for which platform the code is.

Where the union lies in something larger and the access stays inside that, the finding is a warning.

## References

- cmd/cgo, "Go references to C"
- C11, 6.7.2.1, paragraph 16`,

  check(model: PackageModel): readonly Report[] {
    return factsBySite(model, isAccess).flatMap((facts) => {
      const cases = facts.flatMap(({ fact, targets }) => targets.flatMap((target) => excess(fact, target, model)));
      return groupedBy(cases, ({ message, severity }) => `${severity} ${message}`).map(({ first, targets }): Report => {
        const { fact, message, severity } = first;
        return { site: fact.site, targets, severity, message, facts: { name: first.union, type: first.type } };
      });
    });
  },
};

function isAccess(crossing: Crossing): crossing is PointerConversion {
  if (crossing.kind !== "conversion" || crossing.narrowed || (crossing.use !== "load" && crossing.use !== "store")) return false;
  return unionOf(crossing) !== undefined;
}

function unionOf({ from }: PointerConversion): { readonly name: string } | undefined {
  const under = underlyingGo(from);
  const record = under.kind === "c" ? unwrapC(under.type) : undefined;
  if (under.kind !== "c" || record?.kind !== "record" || !record.union || record.fields === undefined) return undefined;
  return { name: record.name === "" ? under.name : record.name };
}

interface Excess {
  readonly fact: PointerConversion;
  readonly union: string;
  readonly type: string;
  readonly message: string;
  readonly severity: "error" | "warning";
  readonly targets: readonly Target[];
}

function excess(fact: PointerConversion, target: Target, model: PackageModel): readonly Excess[] {
  const { from, to, source, use } = fact;
  const under = underlyingGo(from);
  const record = under.kind === "c" ? unwrapC(under.type) : undefined;
  const held = record?.kind === "record" ? model.layouts.record(record, target) : undefined;
  const taken = model.layouts.goType(to, target);
  if (held?.known !== true || held.compilers !== undefined || !taken.known) return [];
  const { address } = source;
  const isWithin = address?.steps.some(({ kind }) => kind === "field") === true;
  const isOwn = address?.storage === "variable" || address?.storage === "allocated";
  if (!isOwn && !isWithin) return [];
  let offset = 0n;
  for (const { value } of source.added) {
    if (value === undefined) return [];
    offset += value;
  }
  const end = offset + BigInt(taken.size);
  if (offset < 0n || end <= BigInt(held.size)) return [];
  const place = placeOf(source, target);
  const whole = address === undefined ? undefined : model.layouts.goType(address.root, target);
  // Behind the end of what came from elsewhere there may be more, as behind a flexible array.
  const isInside = place !== undefined && whole?.known === true && place.offset + BigInt(taken.size) <= BigInt(whole.size);
  if (!isOwn && !isInside) return [];
  const room = place?.room;
  const union = unionOf(fact)?.name ?? "";
  const type = goTypeText(to);
  const where = offset === 0n ? "" : ` from offset ${offset}`;
  const done = use === "load" ? "reads" : "writes";
  const message = `${type} ${done} ${bytes(taken.size)}${where}, C ${union} has ${bytes(held.size)}`;
  const severity = room !== undefined && room < BigInt(taken.size) ? "error" : "warning";
  return [{ fact, union, type, message, severity, targets: [target] }];
}
