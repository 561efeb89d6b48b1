/**
 * Code that mixes C's integer types in a way that the Go compiler takes on some targets and refuses on others: `C.size_t`
 * is `C.ulong` on one and `C.ulonglong` on another, and a constant fits where C's `long` has 8 bytes. Asks which types
 * are one and how wide they are; knows nothing of how values were found.
 */
import type { PlainValue, ValueFact } from "../go/valueFacts.ts";
import { identityOf, isAssignable } from "../layout/cgoIdentity.ts";
import { goTypeText } from "../layout/goTypeText.ts";
import type { PackageModel } from "../model/package.ts";
import { holds, integerOn, isPlainChar } from "../model/scalars.ts";
import type { Target } from "../target/target.ts";
import type { Range, Site } from "../text/range.ts";
import type { GoType } from "../types/go.ts";
import { CasesBySite } from "./casesBySite.ts";
import type { Fact, Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { bytes } from "./words.ts";

interface Wrong {
  readonly message: string;
  readonly facts: { readonly [key: string]: Fact };
}

const givings = {
  assignment: "assignment",
  declaration: "declaration",
  element: "literal",
  argument: "argument",
  result: "return statement",
} as const;

export const cTypeWidth: Rule = {
  id: "c-type-width",
  title: "C integer types are mixed in a way only some targets take",
  severity: "error",
  group: "portability",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

Assignments, arguments, results, comparisons and arithmetic in which two types of C meet that are one Go type on some target of the file and two on another; and constants that fit a C type on some target and not on another.

cgo declares a Go type for each of C's own integer types, and an alias for each typedef of one.
\`C.size_t\` is \`C.ulong\` on linux/amd64, \`C.uint\` on linux/386 and \`C.ulonglong\` on windows/amd64; \`C.int64_t\` is \`C.long\` on linux/amd64 and \`C.longlong\` on darwin and Windows.

## Why it matters

The code builds where it was written.
On the other target the Go compiler says "cannot use … as … value", "mismatched types" or "constant overflows", which nobody sees before somebody builds there.

## Example

\`\`\`go bad
package p

/*
#include <stddef.h>
static size_t count(void) { return 1; }
*/
import "C"

func Twice(n C.ulong) C.ulong { return n + C.count() }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
#include <stddef.h>
static size_t count(void) { return 1; }
*/
import "C"

func Twice(n C.size_t) C.size_t { return n + C.count() }
\`\`\`

Or convert: \`n + C.ulong(C.count())\`.

## When it stays silent

- Where the code is right, or wrong, on every target of the file: then the user's own compiler says so.
- For typedefs of pointers, some of which cgo takes for numbers; for unions, and for structs without a tag.
- For types that are not known, for instance because a header was not found.
- Between a defined type and a type literal of the same structure.
- On targets that a constant condition such as \`runtime.GOOS == "linux"\` keeps out, although the compiler reads that code too.

## References

- cmd/cgo, "Go references to C"; Go source: cmd/cgo/out.go, writeDefs
- Go specification, "Assignability", "Representability"
- ISO C 7.19 and 7.20: which integer types the typedefs stand for is the implementation's choice`,

  check(model: PackageModel): readonly Report[] {
    const cases = new CasesBySite<Wrong>();
    for (const view of model.views) {
      for (const fact of view.go.crossings) {
        // Code whose reach is not decided is compiled all the same.
        if (fact.kind !== "given" && fact.kind !== "operation" && fact.kind !== "valueConversion") continue;
        for (const target of view.targets) judge(fact, target, cases);
      }
    }
    return cases
      .mixed()
      .flatMap(({ site, wrong }) => wrong.map(({ what, targets }) => ({ site, targets, message: what.message, facts: what.facts })));
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const { path, start, end } = finding.site;
    for (const view of model.views) {
      for (const fact of view.go.crossings) {
        if (fact.site.path !== path || fact.site.start !== start || fact.site.end !== end) continue;
        const conversions = conversionsFor(fact as ValueFact, model.targetsOf(path));
        if (conversions.length > 0) return conversions.map(({ range, to }) => convert(path, range, to));
      }
    }
    return [];
  },
};

function judge(fact: ValueFact, target: Target, cases: CasesBySite<Wrong>): void {
  switch (fact.kind) {
    case "given":
      if (fact.of.untyped) constant(fact.site, fact.of, fact.to, target, cases);
      else types(fact.site, fact.of.type, fact.to, target, cases, (from, to) => `cannot use ${from} as ${to} in ${givings[fact.as]}`);
      return;
    case "valueConversion":
      constant(fact.site, fact.of, fact.to, target, cases);
      return;
    case "operation": {
      const { left, right, operator } = fact;
      if (operator === "[]" || operator === "<<" || operator === ">>") return;
      if (left.untyped) constant(fact.site, left, right.type, target, cases);
      else if (right.untyped) constant(fact.site, right, left.type, target, cases);
      else types(fact.site, left.type, right.type, target, cases, (a, b) => `mismatched types ${a} and ${b} around ${operator}`);
    }
  }
}

function types(
  site: Site,
  from: GoType,
  to: GoType,
  target: Target,
  cases: CasesBySite<Wrong>,
  messageOf: (from: string, to: string) => string,
): void {
  const { c } = target;
  if (typeof c === "string") return;
  const isFine = isAssignable(from, to, c);
  if (isFine === undefined) return;
  if (isFine) {
    cases.fine(site, target);
    return;
  }
  const described = (type: GoType): string => {
    const text = goTypeText(type);
    const is = identityOf(type, c)?.text ?? text;
    return is === text ? text : `${text} (here ${is})`;
  };
  const message = messageOf(described(from), described(to));
  cases.wrong(site, target, message, { message, facts: { from: goTypeText(from), to: goTypeText(to) } });
}

function constant(site: Site, { value }: PlainValue, to: GoType, target: Target, cases: CasesBySite<Wrong>): void {
  const form = value === undefined || isPlainChar(to) ? undefined : integerOn(to, target);
  if (value === undefined || form === undefined) return;
  if (holds(form, value)) {
    cases.fine(site, target);
    return;
  }
  const name = goTypeText(to);
  const how = value < 0n && !form.isSigned ? "unsigned" : `${form.isSigned ? "" : "unsigned and "}${bytes(form.size)}`;
  const message = `constant ${value} overflows ${name}, which is ${how}`;
  cases.wrong(site, target, message, { message, facts: { value: String(value), to: name, bytes: form.size } });
}

/** Conversions that lose nothing on any target: of what is given, or of one side of an operation to the other's type. */
function conversionsFor(fact: ValueFact, targets: readonly Target[]): readonly { readonly range: Range; readonly to: string }[] {
  const between = (of: PlainValue, to: GoType): readonly { readonly range: Range; readonly to: string }[] => {
    const name = to.kind === "c" ? `C.${to.name}` : to.kind === "basic" ? to.name : undefined;
    const loses = targets.some((target) => {
      const [from, into] = [integerOn(of.type, target), integerOn(to, target)];
      return from === undefined || into === undefined || into.size < from.size || into.isSigned !== from.isSigned;
    });
    return name === undefined || loses ? [] : [{ range: of.range, to: name }];
  };
  if (fact.kind === "given") return fact.of.untyped ? [] : between(fact.of, fact.to);
  // An untyped constant has no type that the other side could take.
  if (fact.kind !== "operation" || fact.left.untyped || fact.right.untyped) return [];
  return [...between(fact.right, fact.left.type), ...between(fact.left, fact.right.type)].slice(0, 1);
}

function convert(path: string, { start, end }: Range, to: string): Fix {
  return {
    title: `Convert to ${to}`,
    preferred: true,
    edits: [
      { path, edit: { start, end: start, newText: `${to}(` } },
      { path, edit: { start: end, end, newText: ")" } },
    ],
  };
}
