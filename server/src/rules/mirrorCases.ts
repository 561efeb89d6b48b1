/**
 * What the rules about mirrors say of one pair: the first difference, for the targets that share it. Knows no rule's
 * severity or documentation.
 */
import { compareMirror, type Mismatch } from "../model/mirror.ts";
import type { MirrorPair, PackageModel, PairOccurrence } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";
import type { Fact, Finding, Related } from "./finding.ts";
import type { Report } from "./rule.ts";
import { bytes, offset } from "./words.ts";

interface Case {
  readonly mismatch: Mismatch;
  readonly occurrence: PairOccurrence;
  readonly targets: Target[];
}

/** A report for each difference of a pair. */
export function mirrorReports(pair: MirrorPair, model: PackageModel): readonly Report[] {
  return casesOf(pair, model).map((found) => report(pair, found));
}

/** The pair that a report was made of. */
export function pairOf(finding: Finding, model: PackageModel): MirrorPair | undefined {
  return model.pairs.find((pair) => isPairOf(pair, finding));
}

/** Targets with the same first difference are one case. */
function casesOf(pair: MirrorPair, model: PackageModel): readonly Case[] {
  const cases = new Map<string, Case>();
  for (const occurrence of pair.occurrences) {
    if (model.guards.refuse(occurrence.goType, occurrence.view)) continue;
    for (const target of occurrence.targets) {
      const go = model.layouts.goStruct(occurrence.goType, target);
      const c = model.layouts.record(occurrence.record, target);
      // Compilers of one port may disagree; no error rests on a layout that only one of them has.
      if (!go.known || !c.known || c.compilers !== undefined) continue;
      const mismatch = compareMirror(go, c, occurrence.use, pair.correspondence);
      if (mismatch === undefined) continue;
      const key = JSON.stringify(mismatch);
      const known = cases.get(key);
      if (known === undefined) cases.set(key, { mismatch, occurrence, targets: [target] });
      else if (!known.targets.includes(target)) known.targets.push(target);
    }
  }
  return [...cases.values()];
}

function report(pair: MirrorPair, { mismatch, occurrence, targets }: Case): Report {
  const facts: { [key: string]: Fact } = {
    go: pair.goName,
    c: pair.recordName,
    difference: mismatch.kind,
    goBytes: mismatch.go,
    cBytes: mismatch.c,
    declaration: pair.decl === undefined ? null : pair.decl.nameRange.start,
  };
  if (mismatch.kind !== "recordSize") {
    facts["goField"] = mismatch.goField;
    facts["cField"] = mismatch.cField;
  }
  return {
    site: siteOf(pair, mismatch, occurrence),
    targets,
    message: messageOf(pair, mismatch),
    facts,
    related: relatedTo(pair, mismatch, occurrence),
  };
}

function messageOf(pair: MirrorPair, mismatch: Mismatch): string {
  switch (mismatch.kind) {
    case "offset":
      return `field ${mismatch.goField} of ${pair.goName} is at offset ${offset(mismatch.go)}, C field ${mismatch.cField} of ${pair.recordName} is at offset ${offset(mismatch.c)}`;
    case "size":
      return `field ${mismatch.goField} of ${pair.goName} ${sized(mismatch.goType, mismatch.go)}, C field ${mismatch.cField} of ${pair.recordName} ${sized(mismatch.cType, mismatch.c)}`;
    case "recordSize":
      return `${pair.goName} is ${bytes(mismatch.go)}, C ${pair.recordName} is ${bytes(mismatch.c)}`;
  }
}

/** `is 8 bytes as int`: the type says why, where it is short enough to be read. */
function sized(type: string, size: number): string {
  return type === "" || type.length > 40 || type.includes("\n") || type.includes("{")
    ? `is ${bytes(size)}`
    : `is ${bytes(size)} as ${type}`;
}

/** The field that differs where the user declared it; the type's name for a size; the conversion where there is no declaration. */
function siteOf(pair: MirrorPair, mismatch: Mismatch, occurrence: PairOccurrence): Site {
  const { decl } = pair;
  if (decl === undefined) return occurrence.sites[0] ?? { path: "", start: 0, end: 0 };
  const field = mismatch.kind === "recordSize" ? undefined : decl.fields[mismatch.goIndex];
  return { path: decl.path, ...(field?.name ?? decl.nameRange) };
}

function relatedTo(pair: MirrorPair, mismatch: Mismatch, occurrence: PairOccurrence): readonly Related[] {
  const related: Related[] = [];
  const { recordDecl } = occurrence;
  if (recordDecl !== undefined) {
    const outer = mismatch.kind === "recordSize" ? undefined : mismatch.cField.split(".")[0];
    const index = recordDecl.record.fields?.findIndex((field) => field.name === outer) ?? -1;
    const site = recordDecl.fields[index]?.name ?? recordDecl.name;
    related.push({ site: { path: site.path, start: site.start, end: site.end }, message: `${pair.recordName} in C` });
  }
  if (pair.decl === undefined) return related;
  for (const site of occurrence.sites) related.push({ site, message: `here ${pair.goName} stands for ${pair.recordName}` });
  return related;
}

function isPairOf(pair: MirrorPair, finding: Finding): boolean {
  const { facts } = finding;
  if (facts["go"] !== pair.goName || facts["c"] !== pair.recordName) return false;
  return pair.decl === undefined
    ? facts["declaration"] === null
    : pair.decl.path === finding.site.path && pair.decl.nameRange.start === facts["declaration"];
}
