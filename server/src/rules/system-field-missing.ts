/**
 * Fields and types of the operating system's packages that only some ports have, used in files that are built on others.
 * Compares what each view says of the same place; says nothing of names that no port is known to have.
 */
import type { Crossing, SystemName } from "../go/facts.ts";
import type { PackageModel } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import type { Report, Rule } from "./rule.ts";
import { type AtSite, factsBySite } from "./sites.ts";

export const systemFieldMissing: Rule = {
  id: "system-field-missing",
  title: "Field or type of a system package is missing on some ports",
  severity: "error",
  group: "portability",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

Fields of the structs of \`syscall\`, \`golang.org/x/sys/unix\` and \`golang.org/x/sys/windows\`, and those types themselves, in files that are built for a target whose package does not have them: \`Stat_t.Mtim\` is \`Mtimespec\` on Darwin, FreeBSD and NetBSD, \`syscall.EpollEvent\` exists on Linux only.

A type that a whole operating system lacks is a hint, unless some file of the package is for that system: many programs are simply not meant for it.
What only some ports of a system lack is an error.

## Why it matters

The code does not compile there, and no editor for one port says so.

## Example

\`\`\`go bad
package p

import "syscall"

func Modified(st *syscall.Stat_t) syscall.Timespec {
	return st.Mtim
}
\`\`\`

## Use instead

\`\`\`go good
//go:build linux || openbsd

package p

import "syscall"

func Modified(st *syscall.Stat_t) syscall.Timespec {
	return st.Mtim
}
\`\`\`

And a file for the systems that name the field \`Mtimespec\`.

## When it stays silent

- For names that are known on no target asked for: a release newer than the tables may have them.
- For methods and promoted fields, and where the whole package is not to be had on a target.
- In files that build constraints keep from the targets in question. A condition such as \`runtime.GOOS == "linux"\` does not help: the compiler looks at all branches.

## References

- Go source: package syscall, ztypes_*.go; golang.org/x/sys/unix, ztypes_*.go`,

  check(model: PackageModel): readonly Report[] {
    return factsBySite(model, isName).flatMap((facts) => missing(facts, model));
  },
};

function isName(crossing: Crossing): crossing is SystemName {
  return crossing.kind === "systemName";
}

function missing(facts: readonly AtSite<SystemName>[], model: PackageModel): readonly Report[] {
  const [first] = facts;
  // Variables of these packages are in no table, so only names that are types somewhere are judged.
  const isThere = facts.some(({ fact }) => fact.found === "field" || fact.found === "type");
  if (first === undefined || !isThere) return [];
  const lacking = facts.filter(({ fact }) => fact.found === "none").flatMap(({ targets }) => targets);
  if (lacking.length === 0) return [];
  const { fact } = first;
  const owner = lastElement(fact.package);
  const name = fact.type === undefined ? `${owner}.${fact.name}` : `${owner}.${fact.type}.${fact.name}`;
  const report = (targets: readonly Target[], severity: "error" | "hint"): readonly Report[] =>
    targets.length === 0
      ? []
      : [
          {
            site: fact.site,
            targets,
            severity,
            message: `${name} does not exist: this does not compile`,
            facts: { package: fact.package, type: fact.type ?? null, name: fact.name },
          },
        ];
  if (fact.type !== undefined) return report(lacking, "error");
  const present = new Set(facts.filter((each) => each.fact.found !== "none").flatMap(({ targets }) => targets.map(({ goos }) => goos)));
  const meant = systemsMeant(model);
  const isMeant = ({ goos }: Target): boolean => present.has(goos) || meant.has(goos);
  return [
    ...report(
      lacking.filter((target) => isMeant(target)),
      "error",
    ),
    ...report(
      lacking.filter((target) => !isMeant(target)),
      "hint",
    ),
  ];
}

/** Systems that some file of the package is for, and not all others too. */
function systemsMeant(model: PackageModel): ReadonlySet<string> {
  const systems = new Set(model.asked.map(({ goos }) => goos));
  const meant = new Set<string>();
  for (const { path } of model.files) {
    const own = new Set(model.targetsOf(path).map(({ goos }) => goos));
    if (own.size > 0 && own.size < systems.size) for (const goos of own) meant.add(goos);
  }
  return meant;
}

function lastElement(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
