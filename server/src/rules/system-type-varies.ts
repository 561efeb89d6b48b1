/**
 * Values of the operating system's packages whose type differs by port, used so that the code compiles on some ports
 * only, or extends a sign on some. Compares what each view says of the same place; knows no layouts.
 */
import type { Crossing, SystemValue } from "../go/facts.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Finding, Fix } from "./finding.ts";
import { unmeantTargets } from "./meantSystems.ts";
import type { Report, Rule } from "./rule.ts";
import { type AtSite, factsBySite, groupedBy, typeText } from "./sites.ts";

export const systemTypeVaries: Rule = {
  id: "system-type-varies",
  title: "Type of a system value differs between ports",
  severity: "error",
  group: "portability",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

Values whose type \`syscall\`, \`golang.org/x/sys/unix\` or \`golang.org/x/sys/windows\` declares differently by port: fields such as \`Stat_t.Dev\`, \`Timespec.Sec\`, \`Statfs_t.Bavail\`, \`Rlimit.Cur\`, and what functions take and give.
Where such a value is assigned, passed, returned, compared or computed with, and Go refuses that on some targets of the file and takes it on others, the finding names the former.

A conversion to an unsigned type that extends the sign of a narrower signed one on some targets only is a hint.

## Why it matters

The code compiles on the machine it was written on.
On linux/386 and linux/arm the seconds of a \`Timespec\` are an int32, on linux/amd64 an int64; nothing in an editor for one port says so.

## Example

\`\`\`go bad
package p

import "syscall"

func Seconds(ts *syscall.Timespec) int64 {
	return ts.Sec
}
\`\`\`

## Use instead

\`\`\`go good
package p

import "syscall"

func Seconds(ts *syscall.Timespec) int64 {
	return int64(ts.Sec)
}
\`\`\`

Or a method that hides the difference: \`ts.Unix()\`, \`ts.Nano()\`.

## When it stays silent

- Where Go takes the code on no target asked for: then every compiler says so.
- Where a type is not certainly known on a target, or comes through an embedded field.
- On systems that the package is not meant for, as its types show ([system-field-missing](system-field-missing.md)).
- In a file that build constraints keep from the targets in question. A condition such as \`runtime.GOOS == "linux"\` does not help: the compiler looks at all branches.

## References

- Go specification, "Assignability", "Operators"
- Go source: package syscall, ztypes_*.go; golang.org/x/sys/unix, ztypes_*.go`,

  check(model: PackageModel): readonly Report[] {
    const unmeant = unmeantTargets(model);
    const reports = factsBySite(model, isSystemValue).flatMap((facts) => [...refused(facts), ...extended(facts)]);
    return reports.map((report) => ({ ...report, targets: report.targets.filter((target) => !unmeant.has(target)) }));
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const { path, start, end } = finding.site;
    const facts = factsBySite(model, isSystemValue).find(([first]) => {
      const site = first?.fact.site;
      return site?.path === path && site.start === start && site.end === end;
    });
    return facts === undefined || finding.facts["extends"] === true ? [] : conversion(facts, model);
  },
};

function isSystemValue(crossing: Crossing): crossing is SystemValue {
  return crossing.kind === "systemValue";
}

/** Places where a type that varies does not fit on some targets. */
function refused(facts: readonly AtSite<SystemValue>[]): readonly Report[] {
  if (!facts.some(({ fact }) => fact.fits === "yes")) return [];
  const misfits = facts.filter(({ fact }) => fact.fits === "no" && fact.constant === undefined);
  return groupedBy(misfits, ({ fact, view }) => messageOf(fact, view)).map(({ words, first, targets }) => ({
    site: first.fact.site,
    targets,
    message: words,
    facts: {
      system: first.fact.system,
      value: first.fact.value === undefined ? null : typeText(first.fact.value, first.view),
      to: typeText(first.fact.to, first.view),
    },
  }));
}

function messageOf({ system, taken, as, value, to }: SystemValue, view: PackageView): string {
  const named = (type: GoType): string => typeText(type, view);
  const given = value === undefined ? "an untyped constant" : named(value);
  if (as === "operator") return `${system} is ${named(to)}, which does not go together with ${given}: this does not compile`;
  if (!taken) return `${system} is ${given}, and ${named(to)} is wanted: this does not compile`;
  return as === "argument"
    ? `${system} takes ${named(to)}, not ${given}: this does not compile`
    : `${system} is ${named(to)} and takes no ${given}: this does not compile`;
}

interface Width {
  readonly bits: number;
  readonly isSigned: boolean;
}

/** Of an integer type; undefined for others. */
function widthOf(type: GoType, target: Target): Width | undefined {
  const under = underlyingGo(type);
  const parts = under.kind === "basic" ? /^(u?)int(8|16|32|64|ptr|)$/.exec(under.name) : null;
  if (parts === null) return undefined;
  const isWord = parts[2] === "" || parts[2] === "ptr";
  return { bits: isWord ? target.go.wordSize * 8 : Number(parts[2]), isSigned: parts[1] === "" };
}

/** Conversions that extend a sign on some targets and none on others. */
function extended(facts: readonly AtSite<SystemValue>[]): readonly Report[] {
  const each = facts.flatMap(({ fact, view, targets }) =>
    targets.map((target) => {
      const from =
        fact.as !== "conversion" || fact.value === undefined || fact.constant !== undefined ? undefined : widthOf(fact.value, target);
      const to = widthOf(fact.to, target);
      const isExtended = from !== undefined && to !== undefined && from.isSigned && !to.isSigned && from.bits < to.bits;
      return { fact, view, targets: [target], isKnown: from !== undefined && to !== undefined, isExtended };
    }),
  );
  const others = each.filter(({ isExtended, isKnown }) => isKnown && !isExtended);
  const other = others.find(({ fact }) => fact.value !== undefined && !isSignedName(fact.value));
  if (other?.fact.value === undefined) return [];
  const elsewhere = typeText(other.fact.value, other.view);
  const signed = each.filter(({ isExtended }) => isExtended);
  return groupedBy(
    signed,
    ({ fact, view }) =>
      `${typeText(fact.to, view)} of ${fact.system} extends the sign of ${typeText(fact.value ?? fact.to, view)}; elsewhere it is ${elsewhere}`,
  ).map(({ words, first, targets }) => ({
    site: first.fact.site,
    targets,
    severity: "hint" as const,
    message: words,
    facts: { system: first.fact.system, extends: true },
  }));
}

function isSignedName(type: GoType): boolean {
  const under = underlyingGo(type);
  return under.kind === "basic" && under.name.startsWith("int");
}

/** A conversion of the system's side to the other's type, where that loses nothing on any target. */
function conversion(facts: readonly AtSite<SystemValue>[], model: PackageModel): readonly Fix[] {
  const [first] = facts;
  const range = first?.fact.expression;
  if (first === undefined || range === undefined) return [];
  const { path } = first.fact.site;
  const names = new Set(facts.map(({ fact }) => wantedName(fact)));
  const [name] = names;
  const isLossless = facts.every(({ fact, targets }) => {
    const { from, to } = sidesOf(fact);
    return targets.every((target) => from !== undefined && to !== undefined && holds(widthOf(to, target), widthOf(from, target)));
  });
  const text = model.file(path)?.text.slice(range.start, range.end);
  if (names.size !== 1 || name === undefined || text === undefined || !isLossless) return [];
  const newText = `${name}(${text})`;
  return [{ title: `Convert to ${name}`, preferred: true, edits: [{ path, edit: { ...range, newText } }] }];
}

/** The system's type, and the one that it should have. */
function sidesOf({ taken, value, to }: SystemValue): { readonly from: GoType | undefined; readonly to: GoType | undefined } {
  return taken ? { from: to, to: value } : { from: value, to };
}

/** The name of the wanted type, where it has one that every file can write. */
function wantedName(fact: SystemValue): string | undefined {
  const { to } = sidesOf(fact);
  return to?.kind === "basic" ? to.name : undefined;
}

function holds(to: Width | undefined, from: Width | undefined): boolean {
  if (to === undefined || from === undefined) return false;
  return from.isSigned === to.isSigned ? from.bits <= to.bits : !from.isSigned && from.bits < to.bits;
}
