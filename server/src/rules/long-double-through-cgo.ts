/**
 * A name of C behind which stands a floating-point type that Go does not have: cgo fails on it. Which targets those
 * are follows from the size of the type there.
 */
import { addedToPreamble, staysOneLine } from "../fixes/preambleCode.ts";
import { cDeclarationText } from "../layout/cTypeText.ts";
import type { PackageModel } from "../model/package.ts";
import { type RefusedName, referencesOf, refusedNames, refusedNumber } from "../model/refusedNames.ts";
import { describeTargets } from "../target/registry.ts";
import { type CType, unwrapC } from "../types/c.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { groupedBy } from "./sites.ts";

export const longDoubleThroughCgo: Rule = {
  id: "long-double-through-cgo",
  title: "C type that Go has no number for",
  severity: "error",
  group: "call",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

A function, variable or type of C that Go code names, whose type leads to a \`long double\`, \`__float128\`, \`_Float16\`, a complex or decimal number that Go has no type for, by value or through pointers.
It is reported where the file names it first, with the targets on which cgo fails and those on which it does not.

## Why it matters

cgo converts all that a name's type leads to, and stops at a floating-point number that has neither 4 nor 8 bytes: "unexpected: 16-byte float type - long double".
\`long double\` has 8 bytes on darwin/arm64, linux/arm and windows/arm64, where it becomes a \`float64\`, so code that builds there does not build on linux/amd64.

## Example

\`\`\`go bad
package p

/*
static long double twice(long double x) { return x * 2; }
*/
import "C"

func Twice(x float64) float64 { return float64(C.twice(C.double(x))) }
\`\`\`

## Use instead

\`\`\`go good
package p

/*
static long double twice(long double x) { return x * 2; }
static inline double twice_double(double p0) { return twice(p0); }
*/
import "C"

func Twice(x float64) float64 { return float64(C.twice_double(C.double(x))) }
\`\`\`

A \`double\` has fewer digits than a \`long double\` of 12 or 16 bytes; where they count, hand over the text or the bytes.

## When it stays silent

- For what the preamble declares and no Go code of the file names: cgo asks about nothing else.
- For \`__int128\`, which is an array of 16 bytes in Go.
- For names that are macros, and on targets where a type is not known.

## References

- Go source: cmd/cgo/gcc.go, loadType`,

  check(model: PackageModel): readonly Report[] {
    return refusedNames(model).flatMap((judged) =>
      groupedBy(
        judged.flatMap((name) => (name.number === undefined ? [] : [{ name, targets: [name.target] }])),
        ({ name }) => words(name, judged),
      ).map(({ words: message, first: { name }, targets }): Report => {
        const { file, reference } = name;
        return {
          site: { path: file.path, ...reference.range },
          targets,
          message,
          facts: { name: reference.name, number: name.number ?? "" },
        };
      }),
    );
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const judged = refusedNames(model).find(
      ([first]) => first?.file.path === finding.site.path && first.reference.name === finding.facts["name"],
    );
    const fix = judged === undefined ? undefined : wrapper(judged, model);
    return fix === undefined ? [] : [fix];
  },
};

function words({ reference, number }: RefusedName, judged: readonly RefusedName[]): string {
  const taken = judged.filter((other) => other.number === undefined).map(({ target }) => target);
  const built = judged.map(({ target }) => target).filter((target) => target.cgo);
  const others = taken.length === 0 ? "" : `; it takes C.${reference.name} only on ${describeTargets(taken, built)}`;
  return `cgo fails on C.${reference.name}: Go has no type for its ${number}${others}`;
}

/** A function that takes and gives `double` where the other has `long double`. */
function wrapper(judged: readonly RefusedName[], model: PackageModel): Fix | undefined {
  const codes = new Set(judged.map((name) => codeOf(name)));
  const [code] = codes;
  const first = judged[0];
  if (first === undefined || code === undefined || codes.size > 1) return undefined;
  const { file, reference } = first;
  const served = new Set(judged.map(({ target }) => target));
  const added = model.targetsOf(file.path).every((target) => served.has(target)) ? addedToPreamble(file, code) : undefined;
  if (added === undefined) return undefined;
  const calls = referencesOf(file).filter(({ name }) => name === reference.name);
  const newText = `C.${wrapperName(reference.name)}`;
  const growth = calls.length * (newText.length - `C.${reference.name}`.length);
  if (calls.some(({ range }) => !staysOneLine(file, range.start, growth))) return undefined;
  return {
    title: `Call ${reference.name} through a function with double`,
    preferred: false,
    edits: [added, ...calls.map(({ range }) => ({ path: file.path, edit: { ...range, newText } }))],
  };
}

function wrapperName(name: string): string {
  return `${name}_double`;
}

function codeOf({ unit, reference: { name }, target }: RefusedName): string | undefined {
  const type = unit.functions.get(name)?.type;
  const isTaken = unit.functions.has(wrapperName(name)) || unit.variables.has(wrapperName(name)) || unit.typedefs.has(wrapperName(name));
  if (type === undefined || type.variadic || isTaken) return undefined;
  const double: CType = { kind: "scalar", name: "double" };
  const narrowed = (of: CType): CType => (isLongDouble(of) ? double : of);
  const types = [type.result, ...type.parameters.map((each) => each.type)].map(narrowed);
  const [result, ...parameters] = types;
  if (result === undefined || refusedNumber(types, target) !== undefined) return undefined;
  const declared = parameters.map((each, i) => cDeclarationText(each, `p${i}`)).join(", ") || "void";
  const call = `${name}(${parameters.map((_, i) => `p${i}`).join(", ")})`;
  const text = cDeclarationText(result, `${wrapperName(name)}(${declared})`);
  if (/[{…?]|__attribute__/.test(text)) return undefined;
  return `static inline ${text} { ${unwrapC(result).kind === "void" ? "" : "return "}${call}; }`;
}

function isLongDouble(type: CType): boolean {
  const under = unwrapC(type);
  return under.kind === "scalar" && under.name === "ldouble";
}
