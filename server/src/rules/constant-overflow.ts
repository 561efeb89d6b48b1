/**
 * Constants that meet a type of the operating system's packages and do not fit it on some ports. Compares what each
 * view says of the same place.
 */
import type { Crossing, SystemValue } from "../go/facts.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import { unmeantTargets } from "./meantSystems.ts";
import type { Report, Rule } from "./rule.ts";
import { factsBySite, groupedBy, typeText } from "./sites.ts";

export const constantOverflow: Rule = {
  id: "constant-overflow",
  title: "Constant does not fit a system type on some ports",
  severity: "error",
  group: "portability",
  fix: "never",
  since: "0.1.0",
  doc: `## What it checks

Integer constants that are given to, compared with or computed with a value of \`syscall\` or \`golang.org/x/sys\` whose type differs by port, and system constants that are converted to another type, where the constant fits on some targets of the file and overflows on others.

## Why it matters

Go refuses a constant that its type does not hold.
\`Statfs_t.Type\` is an int64 on linux/amd64, an int32 on linux/386 and a uint32 on s390x: a file system's magic number above 0x7fffffff compiles on the first only.

## Example

\`\`\`go bad
package p

import "syscall"

func IsBtrfs(fs *syscall.Statfs_t) bool {
	return fs.Type == 0x9123683E
}
\`\`\`

## Use instead

\`\`\`go good
//go:build linux

package p

import "syscall"

func IsBtrfs(fs *syscall.Statfs_t) bool {
	return uint32(fs.Type) == 0x9123683E
}
\`\`\`

## When it stays silent

- Where the constant overflows on all targets asked for: then every compiler says so.
- Where a type or a constant is not certainly known on a target.

## References

- Go specification, "Constants", "Representability"`,

  check(model: PackageModel): readonly Report[] {
    return factsBySite(model, isConstant).flatMap((facts): readonly Report[] => {
      if (!facts.some(({ fact }) => fact.fits === "yes")) return [];
      const unmeant = unmeantTargets(model);
      const misfits = facts
        .filter(({ fact }) => fact.fits === "no")
        .map((each) => ({ ...each, targets: each.targets.filter((target) => !unmeant.has(target)) }));
      return groupedBy(misfits, ({ fact, view }) => messageOf(fact, view)).map(({ words, first, targets }) => ({
        site: first.fact.site,
        targets,
        message: words,
        facts: { system: first.fact.system, constant: String(first.fact.constant), type: typeText(first.fact.to, first.view) },
      }));
    });
  },
};

function isConstant(crossing: Crossing): crossing is SystemValue {
  return crossing.kind === "systemValue" && crossing.constant !== undefined;
}

function messageOf({ system, taken, constant = 0n, to }: SystemValue, view: PackageView): string {
  const number = constant < 0n ? `-0x${(-constant).toString(16)}` : `0x${constant.toString(16)}`;
  const type = typeText(to, view);
  return taken
    ? `constant ${number} overflows ${type}, the type of ${system}: this does not compile`
    : `${system} is ${number} and overflows ${type}: this does not compile`;
}
