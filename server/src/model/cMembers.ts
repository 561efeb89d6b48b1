/**
 * What cgo makes of one member of a C record on a target: whether Go can select it, and if not, why. Asks the layout
 * engines; knows no Go expressions.
 */
import type { Target } from "../target/target.ts";
import { type CField, type CRecord, unwrapC } from "../types/c.ts";
import { layouts } from "./layouts.ts";

/** Why Go has no such field: a clause that stands behind the member's name. */
export interface HiddenMember {
  /** The member; of an anonymous record inside the one asked about, too. */
  readonly field: CField;
  readonly why: string;
}

/** The member that a Go name means in a record, where cgo leaves it out on the target; undefined for all that Go sees or nobody knows. */
export function hiddenMember(record: CRecord, goName: string, target: Target): HiddenMember | undefined {
  const field = memberNamed(record, goName);
  if (field === undefined) return promoted(record, goName);
  if (record.union) {
    const layout = layouts.record(record, target);
    return { field, why: layout.known ? `cgo shows the union as ${layout.size} bytes` : "cgo shows a union as bytes" };
  }
  if (field.bitWidth !== undefined) return { field, why: "it is a bit-field" };
  const view = layouts.cgo(record, target);
  if (!view.known || view.fields.some(({ name }) => name === goName)) return undefined;
  const omitted = view.omitted.find(({ name }) => name === field.name);
  return omitted === undefined ? undefined : { field, why: reasonText(omitted.reason) };
}

/** The member of a record that Go calls by a name: keywords stand behind underscores there. */
export function memberNamed(record: CRecord, goName: string): CField | undefined {
  const own = record.fields?.find(({ name }) => name === goName);
  const bare = goName.replace(/^_+/, "");
  return own ?? (keywords.has(bare) && bare !== goName ? record.fields?.find(({ name }) => name === bare) : undefined);
}

/** C finds the members of an anonymous record in the record around it; cgo makes a field of it that has them. */
function promoted(record: CRecord, name: string): HiddenMember | undefined {
  for (const member of record.fields ?? []) {
    const inner = member.name === "" && member.bitWidth === undefined ? unwrapC(member.type) : undefined;
    if (inner?.kind !== "record") continue;
    const field = inner.fields?.find((each) => each.name === name) ?? promoted(inner, name)?.field;
    if (field !== undefined) return { field, why: `it is a member of an anonymous ${inner.union ? "union" : "struct"}` };
  }
  return undefined;
}

function reasonText(reason: string): string {
  const misaligned = /^misaligned: Go would align it to (\d+), it is at offset (\d+)$/.exec(reason);
  if (misaligned !== null) return `it is at offset ${misaligned[2]} and Go aligns it to ${misaligned[1]}`;
  if (reason.startsWith("zero-size")) return "it has no size and stands at the end, where Go would pad it";
  return reason.startsWith("overlaps") ? "it would overlap the field before it in Go" : reason;
}

const keywords: ReadonlySet<string> = new Set(
  "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var".split(
    " ",
  ),
);
