/**
 * Fields and types of the operating system's packages that only some ports have, used in files that are built on others.
 * Compares what each view says of the same place; says nothing of names that no port is known to have.
 */
import type { Crossing, SystemName } from "../go/facts.ts";
import type { PackageModel } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { unmeantTargets } from "./meantSystems.ts";
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

Where a package uses a type that a whole operating system lacks, or on a system that is no Unix any field, function or type that it has otherwise, and no file of the package is for that system alone, the package is taken not to be meant for it: a hint, once in a file, and nothing else is said of that system.
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
    return firstHints(factsBySite(model, isName).flatMap((facts) => missing(facts, model)));
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
  const unmeant = unmeantTargets(model);
  return [
    ...report(
      lacking.filter((target) => !unmeant.has(target)),
      "error",
    ),
    ...report(
      lacking.filter((target) => unmeant.has(target)),
      "hint",
    ),
  ];
}

/** One hint in a file is enough for systems that it is not meant for. */
function firstHints(reports: readonly Report[]): readonly Report[] {
  const files = new Set<string>();
  return reports.filter(({ severity, site }) => {
    const isMore = severity === "hint" && files.has(site.path);
    if (severity === "hint") files.add(site.path);
    return !isMore;
  });
}

function lastElement(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
