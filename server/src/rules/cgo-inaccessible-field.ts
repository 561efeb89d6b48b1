/**
 * A member of a C record that cgo leaves out, named from Go: that does not compile. Reads the members that Go names
 * and what cgo makes of them on each target.
 */
import { addedToPreamble, staysOneLine } from "../fixes/preambleCode.ts";
import type { Crossing, MemberSelection } from "../go/facts.ts";
import { cDeclarationText, cTypeText } from "../layout/cTypeText.ts";
import { hiddenMember, memberNamed } from "../model/cMembers.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { type CField, type CRecord, type CType, unwrapC } from "../types/c.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { type AtSite, factsBySite, groupedBy } from "./sites.ts";

export const cgoInaccessibleField: Rule = {
  id: "cgo-inaccessible-field",
  title: "Field of a C record does not exist in Go",
  severity: "error",
  group: "layout",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

A field of a C struct or union that Go code selects or names in a literal, and that cgo leaves out:
a bit-field; a field that stands where Go would not align it, as in a packed struct; a field without a size at the end, such as a flexible array; a member of a union, which is an array of bytes in Go; a member of an anonymous struct or union, which C finds in the record around it and Go does not.

## Why it matters

It does not compile: the field is undefined.
A field that is misaligned on one target may be there on another, so the build breaks only elsewhere: with \`#pragma pack(4)\` a 64-bit integer is a field of the Go struct on 32-bit targets and none on 64-bit ones.

## Example

\`\`\`go bad
package p

/*
struct header { unsigned ready : 1; unsigned size : 31; };
*/
import "C"

func Ready(h *C.struct_header) bool { return h.ready != 0 }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
struct header { unsigned ready : 1; unsigned size : 31; };
static inline unsigned int get_header_ready(struct header *p) { return p->ready; }
*/
import "C"

func Ready(h *C.struct_header) bool { return C.get_header_ready(h) != 0 }
\`\`\`

## When it stays silent

- For a name that the record has nowhere.
- On a target where the record's layout is unknown, unless the member is a bit-field or a union's: those are left out everywhere.
- For fields that are promoted through an embedded C struct.

## References

- cmd/cgo, "Go references to C"
- Go source: cmd/cgo/gcc.go, Struct`,

  check(model: PackageModel): readonly Report[] {
    return factsBySite(model, isMember).flatMap((facts) => {
      const hidden = facts.flatMap((each) => each.targets.flatMap((target) => hiddenOn(each, target)));
      return groupedBy(hidden, ({ words }) => words).map(({ words, first, targets }): Report => {
        const { fact, record } = first;
        return {
          site: fact.site,
          targets,
          message: words,
          facts: { record: nameOf(record, fact.owner), field: first.field.name, name: `${nameOf(record, fact.owner)}.${first.field.name}` },
        };
      });
    });
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const found = factsBySite(model, isMember).find(
      ([first]) => first?.fact.site.path === finding.site.path && first.fact.site.start === finding.site.start,
    );
    const fix = found === undefined ? undefined : accessor(found, model);
    return fix === undefined ? [] : [fix];
  },
};

function isMember(crossing: Crossing): crossing is MemberSelection {
  return crossing.kind === "member";
}

interface Hidden {
  readonly words: string;
  readonly fact: MemberSelection;
  readonly record: CRecord;
  readonly field: CField;
  readonly targets: readonly Target[];
}

function hiddenOn({ fact }: AtSite<MemberSelection>, target: Target): readonly Hidden[] {
  const record = unwrapC(fact.owner);
  const hidden = record.kind === "record" ? hiddenMember(record, fact.name, target) : undefined;
  if (record.kind !== "record" || hidden === undefined) return [];
  const words = `cgo leaves out C field ${hidden.field.name} of ${nameOf(record, fact.owner)}: ${hidden.why}`;
  return [{ words, fact, record, field: hidden.field, targets: [target] }];
}

function nameOf(record: CRecord, owner: CType): string {
  return record.name === "" ? cTypeText(owner) : record.name;
}

/** A function in the preamble that does in C what Go cannot, and its call. */
function accessor(facts: readonly AtSite<MemberSelection>[], model: PackageModel): Fix | undefined {
  const fact = facts[0]?.fact;
  const file = fact === undefined ? undefined : model.file(fact.site.path);
  if (fact === undefined || file === undefined || fact.operand === undefined || !fact.isAddressable) return undefined;
  const plans = new Set(facts.map(({ fact: each, view }) => JSON.stringify(planOf(each, view))));
  const [plan] = plans;
  // The function must be the same, and right, on every target of the file.
  const served = new Set(facts.flatMap(({ targets }) => targets));
  if (plan === undefined || plans.size > 1 || !model.targetsOf(file.path).every((target) => served.has(target))) return undefined;
  const made = JSON.parse(plan) as Plan | null;
  const operand = file.text.slice(fact.operand.start, fact.operand.end);
  if (made === null || (made.isElement && !takesElement(fact, file.text))) return undefined;
  const stored = fact.value === undefined ? "" : `, ${file.text.slice(fact.value.start, fact.value.end)}`;
  const call = `C.${made.name}(${fact.isPointer ? "" : "&"}${operand}${stored})`;
  const declared = made.isThere ? undefined : addedToPreamble(file, made.code);
  if (!made.isThere && declared === undefined) return undefined;
  if (!staysOneLine(file, fact.whole.start, call.length - (fact.whole.end - fact.whole.start))) return undefined;
  const use = { path: file.path, edit: { start: fact.whole.start, end: fact.whole.end, newText: call } };
  return {
    title: made.isThere ? `Call C.${made.name}` : `Add ${made.name} to the preamble and call it`,
    preferred: true,
    edits: [...(declared === undefined ? [] : [declared]), use],
  };
}

interface Plan {
  readonly name: string;
  readonly code: string;
  readonly isThere: boolean;
  /** It gives a pointer to an array's first element, where Go had one to the array. */
  readonly isElement: boolean;
}

/** `&x.f[0]`, or a pointer whose type is given up at once. */
function takesElement({ whole }: MemberSelection, text: string): boolean {
  return text.slice(whole.start, whole.end).endsWith("[0]") || text.slice(0, whole.start).endsWith("unsafe.Pointer(");
}

/** Null where no function can do it, or none that C code can be written for. */
function planOf({ owner, name, use, site }: MemberSelection, view: PackageView): Plan | null {
  const unit = view.units.get(site.path);
  const record = unwrapC(owner);
  const named = record.kind === "record" ? (record.tag ?? record.name) : "";
  if (unit === undefined || record.kind !== "record" || !/^\w+$/.test(named) || /[{…?]/.test(cTypeText(owner))) return null;
  const [target] = view.targets;
  const field = memberNamed(record, name) ?? (target === undefined ? undefined : hiddenMember(record, name, target)?.field);
  const type = field === undefined ? undefined : bareType(field.type);
  if (field === undefined || type === undefined || /[{…?]|__attribute__/.test(cTypeText(type))) return null;
  const under = unwrapC(type);
  const isArray = under.kind === "array";
  const pointer = cDeclarationText({ kind: "pointer", to: owner }, "p");
  const make = (verb: string, result: CType, more: string, body: string): Plan => {
    const own = `${verb}_${named}_${field.name}`;
    const code = `static inline ${cDeclarationText(result, `${own}(${pointer}${more})`)} { ${body} }`;
    const declared = unit.functions.get(own);
    const isSame = declared !== undefined && cTypeText(declared.type.result) === cTypeText(result);
    return { name: own, code, isThere: isSame, isElement: isArray };
  };
  const isTaken = (plan: Plan): boolean =>
    !plan.isThere && (unit.functions.has(plan.name) || unit.variables.has(plan.name) || unit.typedefs.has(plan.name));
  const checked = (plan: Plan): Plan | null => (isTaken(plan) ? null : plan);
  const isValue = !isArray && under.kind !== "function" && under.kind !== "unknown";
  if (use === "load" && isValue) return checked(make("get", type, "", `return p->${field.name};`));
  if (use === "store" && isValue)
    return checked(make("set", { kind: "void" }, `, ${cDeclarationText(type, "value")}`, `p->${field.name} = value;`));
  if (use !== "address" || field.bitWidth !== undefined || record.packed === true || record.pack !== undefined) return null;
  if (isArray) return checked(make("ptr", { kind: "pointer", to: under.of }, "", `return p->${field.name};`));
  return isValue ? checked(make("ptr", { kind: "pointer", to: type }, "", `return &p->${field.name};`)) : null;
}

/** A value has no qualifiers. */
function bareType(type: CType): CType {
  return type.kind === "qualified" ? bareType(type.of) : type;
}
