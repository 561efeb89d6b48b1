/**
 * Names of C that Go code refers to and that cgo refuses because a number in them has no Go type: cgo resolves the names
 * that are referred to, each with all that its type leads to, and fails as a whole. Knows no messages.
 */
import type { CUnit } from "../c/unit.ts";
import { cTypeNamed } from "../go/cgoNames.ts";
import { type CReference, cReferences } from "../go/cMentions.ts";
import type { GoFile } from "../go/facts.ts";
import { cgoType } from "../layout/cgo.ts";
import type { Target } from "../target/target.ts";
import type { CType } from "../types/c.ts";
import type { PackageModel } from "./package.ts";

/** A name in one file, on the targets of one view, with the number that cgo has no type for. */
export interface RefusedName {
  readonly file: GoFile;
  readonly reference: CReference;
  readonly unit: CUnit;
  readonly target: Target;
  /** `16-byte long double`; undefined where cgo takes the name. */
  readonly number: string | undefined;
}

const referencesByFile = new WeakMap<GoFile, readonly CReference[]>();

/** Every reference of a file. */
export function referencesOf(file: GoFile): readonly CReference[] {
  const references = referencesByFile.get(file) ?? cReferences(file.text);
  referencesByFile.set(file, references);
  return references;
}

/** The first reference of each name that cgo refuses on some target, on all targets that it is judged on. */
export function refusedNames(model: PackageModel): readonly (readonly RefusedName[])[] {
  const names = new Map<string, RefusedName[]>();
  for (const view of model.views) {
    for (const [path, unit] of view.units) {
      const file = model.file(path);
      if (file === undefined) continue;
      const seen = new Set<string>();
      for (const reference of referencesOf(file)) {
        if (seen.has(reference.name)) continue;
        seen.add(reference.name);
        const parts = partsOf(unit, reference.name);
        const judged = names.get(`${path}:${reference.name}`) ?? [];
        if (parts.length === 0) continue;
        for (const target of view.targets) judged.push({ file, reference, unit, target, number: refusedNumber(parts, target) });
        names.set(`${path}:${reference.name}`, judged);
      }
    }
  }
  return [...names.values()].filter((judged) => judged.some(({ number }) => number !== undefined));
}

/** The types that cgo converts for a name; none for a name that is not known or is no more than a number. */
function partsOf(unit: CUnit, name: string): readonly CType[] {
  const called = unit.functions.get(name)?.type;
  if (called !== undefined) return [called.result, ...called.parameters.map(({ type }) => type)];
  const variable = unit.variables.get(name)?.type;
  if (variable !== undefined) return [variable];
  const type = cTypeNamed(unit, name);
  return type === undefined || type.kind === "scalar" || type.kind === "standard" ? [] : [type];
}

/** The first number that has no Go type. */
export function refusedNumber(parts: readonly CType[], target: Target): string | undefined {
  for (const part of parts) {
    const converted = cgoType(part, { sizes: target.go, c: target.c });
    const reason = converted.kind === "unknown" ? converted.reason : "";
    const [, size, float, other] =
      /^cgo refuses it: (?:unexpected: (\d+)-byte (?:float|complex) type - (.+)|no Go type for (.+))$/.exec(reason) ?? [];
    if (float !== undefined) return `${size}-byte ${float}`;
    if (other !== undefined) return other;
  }
  return undefined;
}
