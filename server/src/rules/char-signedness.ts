/**
 * Values of C's plain `char` used where its sign counts: signed on some targets, unsigned on others. Knows what the
 * targets asked for have; which code is for which target comes with the facts.
 */
import type { Operation, PlainValue, ValueFact } from "../go/valueFacts.ts";
import { goTypeText } from "../layout/goTypeText.ts";
import type { PackageModel } from "../model/package.ts";
import { holds, type IntegerForm, integerOn, isPlainChar } from "../model/scalars.ts";
import type { Target } from "../target/target.ts";
import type { Range } from "../text/range.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import { CasesBySite } from "./casesBySite.ts";
import type { Finding, Fix, Severity } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";

type Cure = "int8" | "uint8";

interface Wrong {
  readonly message: string;
  readonly severity: Severity;
  /** The value whose conversion to a type with a certain sign mends it, and the types that do. */
  readonly value: Range | undefined;
  readonly cures: readonly Cure[];
  readonly type: string;
}

export const charSignedness: Rule = {
  id: "char-signedness",
  title: "Code depends on whether C's plain char has a sign",
  severity: "warning",
  group: "portability",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

Values of type \`C.char\`, where the targets of the file do not agree on whether it has a sign:

- constants that only one kind of \`char\` holds, such as \`C.char(-1)\` or \`c == 200\` (error: it does not compile);
- comparisons that are decided on one side, such as \`c < 0\` (warning);
- conversions to a wider integer, indexes and right shifts, which give another number for bytes from 128 (hint).

## Why it matters

\`char\` is signed on x86, on Darwin and on Windows.
It is unsigned on arm, arm64, ppc64, ppc64le, riscv64 and s390x with Linux, Android or a BSD.
cgo makes it \`int8\` or \`uint8\` accordingly.

## Example

\`\`\`go bad
package p

/*
static char next(void) { return -1; }
*/
import "C"

func AtEnd() bool { return C.next() < 0 }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
static char next(void) { return -1; }
*/
import "C"

func AtEnd() bool { return int8(C.next()) < 0 }
\`\`\`

Or declare it \`signed char\` in C.

## When it stays silent

- Where \`char\` has the same sign on all targets of the file.
- For conversions to types of one byte, comparisons with characters and for what is only copied.
- On targets that a condition such as \`runtime.GOARCH == "amd64"\` keeps out; hints also where a variable or a function's answer decides for which platform the code is.

## References

- ISO C 6.2.5, paragraph 15: the sign of plain char is the implementation's choice
- Procedure Call Standard for the Arm 64-bit Architecture, section 10.1; Apple, "Writing ARM64 code for Apple platforms"
- Go source: cmd/cgo/gcc.go, loadType`,

  check(model: PackageModel): readonly Report[] {
    const cases = new CasesBySite<Wrong>();
    for (const view of model.views) {
      for (const fact of view.go.crossings) {
        if (fact.kind !== "given" && fact.kind !== "operation" && fact.kind !== "valueConversion") continue;
        for (const target of view.targets) judge(fact, target, cases);
      }
    }
    return cases.mixed().flatMap(({ site, wrong }) =>
      wrong.map(({ what, targets }) => ({
        site,
        targets,
        message: what.message,
        severity: what.severity,
        facts: {
          type: what.type,
          value: what.value === undefined ? null : { start: what.value.start, end: what.value.end },
          cures: what.cures,
        },
      })),
    );
  },

  fixes(finding: Finding): readonly Fix[] {
    const { value, cures } = finding.facts;
    if (value === null || typeof value !== "object" || Array.isArray(value) || !Array.isArray(cures)) return [];
    const { start, end } = value as { readonly start: number; readonly end: number };
    const { path } = finding.site;
    return (cures as readonly Cure[]).map((name) => ({
      title: `Convert to ${name}, ${name === "int8" ? "with" : "without"} a sign everywhere`,
      preferred: cures.length === 1,
      edits: [
        { path, edit: { start, end: start, newText: `${name}(` } },
        { path, edit: { start: end, end, newText: ")" } },
      ],
    }));
  },
};

function judge(fact: ValueFact, target: Target, cases: CasesBySite<Wrong>): void {
  if (fact.kind === "operation") {
    operation(fact, target, cases);
    return;
  }
  if (fact.kind !== "given" && fact.kind !== "valueConversion") return;
  const { of, to } = fact;
  if (of.value !== undefined && (of.untyped || fact.kind === "valueConversion")) {
    if (isPlainChar(to)) constant(fact, of.value, to, target, cases);
    return;
  }
  if (fact.kind !== "valueConversion" || !isPlainChar(of.type) || fact.narrowed) return;
  const form = integerOn(to, target);
  if (form === undefined || form.size < 2) return;
  const name = goTypeText(of.type);
  const message = `${goTypeText(to)} of ${name} is never negative, ${name} is unsigned`;
  hint(fact, of, message, ({ isSigned }) => !isSigned, ["int8", "uint8"], target, cases);
}

function operation(fact: Operation, target: Target, cases: CasesBySite<Wrong>): void {
  const { left, right, operator } = fact;
  if (operator === "[]" || operator === ">>") {
    if (fact.narrowed) return;
    const char = operator === "[]" ? right : left;
    if (!isPlainChar(char.type)) return;
    const name = goTypeText(char.type);
    if (operator === ">>") {
      const message = `right shift of ${name} brings in zeros, ${name} is unsigned`;
      hint(fact, char, message, ({ isSigned }) => !isSigned, ["int8", "uint8"], target, cases);
    } else if (underlyingGo(left.type).kind !== "map") {
      const message = `index of type ${name} may be negative, ${name} is signed`;
      hint(fact, char, message, ({ isSigned }) => isSigned, ["uint8"], target, cases);
    }
    return;
  }
  const [char, other, isSwapped] = isPlainChar(left.type) && !left.untyped ? [left, right, false] : [right, left, true];
  if (!isPlainChar(char.type) || char.value !== undefined || other.value === undefined || operator === "<<") return;
  const form = integerOn(char.type, target);
  if (form === undefined) return;
  if (!holds(form, other.value)) {
    constant(fact, other.value, char.type, target, cases);
    return;
  }
  const always = decided(isSwapped ? swapped(operator) : operator, other.value, form);
  if (always === undefined) {
    cases.fine(fact.site, target);
    return;
  }
  const type = goTypeText(char.type);
  const message = `comparison is always ${always}, ${type} is ${form.isSigned ? "signed" : "unsigned"}`;
  // What is always so for one kind of char is a question for the other.
  const cures: readonly Cure[] = form.isSigned ? ["uint8"] : ["int8"];
  if (!fact.narrowed) cases.wrong(fact.site, target, message, { message, severity: "warning", value: char.range, cures, type });
}

function constant(fact: ValueFact, value: bigint, to: GoType, target: Target, cases: CasesBySite<Wrong>): void {
  const form = integerOn(to, target);
  if (form === undefined) return;
  if (holds(form, value)) {
    cases.fine(fact.site, target);
    return;
  }
  const type = goTypeText(to);
  const message = `constant ${value} overflows ${type}, which is ${form.isSigned ? "signed" : "unsigned"}`;
  cases.wrong(fact.site, target, message, { message, severity: "error", value: undefined, cures: [], type });
}

function hint(
  fact: ValueFact,
  { range, type }: PlainValue,
  message: string,
  isHere: (char: IntegerForm) => boolean,
  cures: readonly Cure[],
  target: Target,
  cases: CasesBySite<Wrong>,
): void {
  const char = integerOn(type, target);
  if (char === undefined) return;
  if (isHere(char)) cases.wrong(fact.site, target, message, { message, severity: "hint", value: range, cures, type: goTypeText(type) });
  else cases.fine(fact.site, target);
}

/** What a comparison of a number of this form with a constant it holds always is; undefined where it depends. */
function decided(operator: string, value: bigint, { size, isSigned }: IntegerForm): boolean | undefined {
  const bits = BigInt(size * 8);
  const least = isSigned ? -(1n << (bits - 1n)) : 0n;
  const greatest = isSigned ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  if (operator === "<" && value === least) return false;
  if (operator === ">=" && value === least) return true;
  if (operator === ">" && value === greatest) return false;
  return operator === "<=" && value === greatest ? true : undefined;
}

function swapped(operator: string): string {
  return ({ "<": ">", ">": "<", "<=": ">=", ">=": "<=" } as Readonly<Record<string, string>>)[operator] ?? operator;
}
