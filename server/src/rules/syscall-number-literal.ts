/**
 * System calls made by a number that is written out: the same number is another call, or none, on other ports.
 * Reads the numbers from Go's own tables; says nothing of ports that have no table.
 */
import type { CallArgument, ForeignCall } from "../go/facts.ts";
import type { PackageModel } from "../model/package.ts";
import { isRawCall } from "../system/rawCalls.ts";
import { describeTargets } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";

/** What one number means on the targets of a call. */
interface Meanings {
  readonly byName: ReadonlyMap<string, readonly Target[]>;
  readonly none: readonly Target[];
}

export const syscallNumberLiteral: Rule = {
  id: "syscall-number-literal",
  title: "System call is named by a literal number",
  severity: "error",
  group: "call",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

The first argument of \`syscall.Syscall\`, \`RawSyscall\` and their kin in \`syscall\` and \`golang.org/x/sys/unix\`, where it is an integer literal.
The message says what the number is on each target of the file, from Go's own tables.

## Why it matters

System call numbers belong to one port.
1 is \`write\` on linux/amd64 and \`exit\` on linux/386, linux/arm, Darwin and the BSDs; no number of Linux means the same on all of its ports.
The wrong call is made silently.

## Example

\`\`\`go bad
package p

import "syscall"

func Pid() uintptr {
	pid, _, _ := syscall.RawSyscall(39, 0, 0, 0)
	return pid
}
\`\`\`

## Use instead

\`\`\`go good
package p

import "syscall"

func Pid() uintptr {
	return uintptr(syscall.Getpid())
}
\`\`\`

## When it stays silent

- For named constants: what their author meant by the name is not known.
- On ports without a table of system calls (Windows, AIX, Solaris, js, wasip1), and for numbers that a table does not certainly know.
- On targets that a condition such as \`runtime.GOOS == "linux"\` keeps out; and where a variable or a function's answer decides for which platform the code is.

In a file that is built where the number has one meaning only, the finding is an information.

## References

- Go source: package syscall, zsysnum_*.go`,

  check(model: PackageModel): readonly Report[] {
    const calls = new Map<
      string,
      { readonly call: ForeignCall; readonly number: bigint; readonly argument: CallArgument; readonly targets: Set<Target> }
    >();
    for (const view of model.views) {
      for (const crossing of view.go.crossings) {
        if (crossing.kind !== "call" || crossing.narrowed || !isRawCall(crossing.package, crossing.name)) continue;
        const argument = crossing.arguments[0];
        if (argument?.value === undefined || argument.spelled.kind !== "literal") continue;
        const key = `${crossing.site.path}:${argument.range.start}`;
        const known = calls.get(key) ?? { call: crossing, number: argument.value, argument, targets: new Set<Target>() };
        for (const target of view.targets) known.targets.add(target);
        calls.set(key, known);
      }
    }
    return [...calls.values()].flatMap(({ call, number, argument, targets }) => {
      const meanings = meaningsOf(number, [...targets], call.package, model);
      const report = meanings === undefined ? undefined : reportOf(call, number, argument, meanings, model);
      return report === undefined ? [] : [report];
    });
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const { path, start, end } = finding.site;
    const importPath = finding.facts["package"];
    const imported = model.file(path)?.imports.find((candidate) => candidate.path === importPath);
    const meanings = finding.facts["meanings"];
    if (imported === undefined || typeof importPath !== "string" || !Array.isArray(meanings)) return [];
    const targets = model.targetsOf(path);
    return meanings.flatMap((meaning): readonly Fix[] => {
      const name = meaning?.["constant"];
      if (typeof name !== "string") return [];
      // A constant that some target of the file lacks would break the build there.
      const everywhere = targets.every((target) => model.syscallNumbers.numberOf(name, target, importPath) !== undefined);
      if (!everywhere) return [];
      const newText = `${imported.name}.${name}`;
      return [{ title: `Use ${newText}`, preferred: meanings.length === 1, edits: [{ path, edit: { start, end, newText } }] }];
    });
  },
};

function meaningsOf(number: bigint, targets: readonly Target[], importPath: string, model: PackageModel): Meanings | undefined {
  if (number < 0n || number > 0xffffffffn) return undefined;
  const byName = new Map<string, Target[]>();
  const none: Target[] = [];
  for (const target of model.asked) {
    // Undefined is not known; an empty list is certainly no call.
    const names = targets.includes(target) ? model.syscallNumbers.namesOf(Number(number), target, importPath) : undefined;
    if (names === undefined) continue;
    const [name] = names;
    if (name === undefined) none.push(target);
    else byName.set(name, [...(byName.get(name) ?? []), target]);
  }
  return byName.size === 0 && none.length === 0 ? undefined : { byName, none };
}

function reportOf(call: ForeignCall, number: bigint, argument: CallArgument, { byName, none }: Meanings, model: PackageModel): Report {
  const meanings = inOrder(byName);
  const targets = model.asked.filter((target) => none.includes(target) || [...byName.values()].some((group) => group.includes(target)));
  const parts = meanings.map(([name, named]) => `${callName(name)} on ${describeTargets(named, targets)}`);
  if (none.length > 0) parts.push(`no system call on ${describeTargets(none, targets)}`);
  const isOne = byName.size + (none.length > 0 ? 1 : 0) === 1;
  return {
    site: { path: call.site.path, ...argument.range },
    targets,
    message: `system call ${number} is ${parts.join("; ")}`,
    ...(isOne && none.length === 0 ? { severity: "info" as const } : {}),
    facts: {
      number: Number(number),
      package: call.package,
      meanings: [
        ...meanings.map(([name, named]) => ({ constant: name, targets: named.map((target) => target.id) })),
        ...(none.length > 0 ? [{ constant: null, targets: none.map((target) => target.id) }] : []),
      ],
    },
  };
}

/** What the number means on linux/amd64 first, where most such numbers come from; then from the few to the many. */
function inOrder(byName: Meanings["byName"]): readonly (readonly [string, readonly Target[]])[] {
  const isHome = (targets: readonly Target[]): boolean => targets.some((target) => target.id === "linux/amd64");
  return [...byName].sort(([, a], [, b]) => Number(isHome(b)) - Number(isHome(a)) || a.length - b.length);
}

/** `SYS_WRITE` as the kernel's manual names it: `write`. */
function callName(constant: string): string {
  return constant.replace(/^SYS_/, "").toLowerCase();
}
