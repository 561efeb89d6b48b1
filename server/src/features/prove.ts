/**
 * Proves fixes: applies the edits to an overlay, analyzes the package again, and keeps a fix only if the edited
 * text parses, the finding is gone, no new one came, and no layout changed that the fix did not mean to change.
 */
import type { PackageModel } from "../model/package.ts";
import type { Finding, Fix } from "../rules/finding.ts";
import type { FileView, Resumable } from "../text/files.ts";
import { finished } from "../text/files.ts";
import { baseOf, folderOf } from "../text/path.ts";
import { applyEdits } from "../text/range.ts";
import type { GoType } from "../types/go.ts";
import { diagnose } from "./diagnose.ts";

/** Analyzes a folder as another view shows it. */
export type Reanalyze = (view: FileView) => Resumable<readonly PackageModel[]>;

/** The files with a fix applied; new files appear in their folder's list. */
export function overlay(view: FileView, fix: Fix): FileView | undefined {
  const texts = new Map<string, string>();
  for (const path of new Set(fix.edits.map((edit) => edit.path))) {
    const before = view.read(path);
    if (before === undefined) return undefined;
    texts.set(
      path,
      applyEdits(
        before ?? "",
        fix.edits.filter((edit) => edit.path === path).map(({ edit }) => edit),
      ),
    );
  }
  return {
    read: (path) => texts.get(path) ?? view.read(path),
    list: (folder) => {
      const names = view.list(folder);
      if (names === undefined || names === null) return names;
      const added = [...texts.keys()].filter((path) => folderOf(path) === folder).map(baseOf);
      return [...new Set([...names, ...added])].sort();
    },
    problem: (path) => (texts.has(path) ? undefined : view.problem?.(path)),
  };
}

/** True when the fix does what it promises, on every target of the package. */
export function proves(
  fix: Fix,
  finding: Finding,
  before: readonly PackageModel[],
  view: FileView,
  reanalyze: Reanalyze,
): Resumable<boolean> {
  const missing = [...new Set(fix.edits.map((edit) => edit.path))].filter((path) => view.read(path) === undefined);
  if (missing.length > 0) return { done: false, needs: { files: missing, folders: [] } };
  const edited = overlay(view, fix);
  if (edited === undefined) return finished(false);
  const after = reanalyze(edited);
  if (!after.done) return after;
  return finished(cures(fix, finding, before, after.value));
}

function cures(fix: Fix, finding: Finding, before: readonly PackageModel[], after: readonly PackageModel[]): boolean {
  const paths = new Set(fix.edits.map((edit) => edit.path));
  const parses = after.every((model) => model.files.every((file) => !paths.has(file.path) || file.broken.length === 0));
  if (!parses) return false;
  const old = before.flatMap(findingsOf);
  const now = after.flatMap(findingsOf);
  const subject = (candidate: Finding): string =>
    JSON.stringify([candidate.rule, candidate.facts["go"] ?? null, candidate.facts["c"] ?? null, candidate.facts["name"] ?? null]);
  const count = (findings: readonly Finding[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const candidate of findings) {
      // A hint about padding that no single definition can spell out is no harm done.
      if (candidate.severity !== "hint" || candidate.rule === finding.rule)
        counts.set(subject(candidate), (counts.get(subject(candidate)) ?? 0) + 1);
    }
    return counts;
  };
  const oldCounts = count(old);
  const nowCounts = count(now);
  if ((nowCounts.get(subject(finding)) ?? 0) >= (oldCounts.get(subject(finding)) ?? 0)) return false;
  for (const [key, n] of nowCounts) {
    if (n > (oldCounts.get(key) ?? 0)) return false;
  }
  return refused(after) <= refused(before) && keepsOtherLayouts(finding, before, after);
}

/** On how many targets guards do not compile: where they do not, nothing is found. */
function refused(models: readonly PackageModel[]): number {
  let count = 0;
  for (const { views } of models) {
    for (const { go, targets } of views) count += targets.length * go.guards.filter(({ isRefused }) => isRefused).length;
  }
  return count;
}

/** Struct types other than the finding's own, and those that hold it, are laid out as before on every target. */
function keepsOtherLayouts(finding: Finding, before: readonly PackageModel[], after: readonly PackageModel[]): boolean {
  const subject = finding.facts["go"];
  return after.every((model) => {
    const old = before.find((candidate) => candidate.name === model.name);
    if (old === undefined) return true;
    const was = sizesOf(old);
    return [...sizesOf(model)].every(([name, sizes]) => {
      if (name === subject || was.get(name) === undefined || was.get(name) === sizes) return true;
      return typeof subject === "string" && old.views.some((view) => holds(view.go.type(name), subject, 0));
    });
  });
}

const sizes = new WeakMap<PackageModel, ReadonlyMap<string, string>>();

/** Sizes and alignments of the package's types on every target, as one text for each type. */
function sizesOf(model: PackageModel): ReadonlyMap<string, string> {
  const known = sizes.get(model);
  if (known !== undefined) return known;
  const texts = new Map<string, string>();
  for (const view of model.views) {
    for (const decl of view.go.typeDecls) {
      const type = decl.isGeneric ? undefined : view.go.type(decl.name);
      if (type === undefined) continue;
      const layouts = view.targets.map((target) => {
        const layout = model.layouts.goType(type, target);
        return layout.known ? `${target.id} ${layout.size} ${layout.align}` : `${target.id} unknown`;
      });
      // Views come and go with an edit; targets stay.
      const all = [...(texts.get(decl.name)?.split(",") ?? []), ...layouts];
      texts.set(decl.name, all.sort().join());
    }
  }
  sizes.set(model, texts);
  return texts;
}

const plainFindings = new WeakMap<PackageModel, readonly Finding[]>();

/** The findings with the rules' own severities. */
function findingsOf(model: PackageModel): readonly Finding[] {
  const findings = plainFindings.get(model) ?? diagnose(model, {});
  plainFindings.set(model, findings);
  return findings;
}

/** Whether a type holds the named one by value. */
function holds(type: GoType | undefined, name: string, depth: number): boolean {
  if (type === undefined || depth > 20) return false;
  switch (type.kind) {
    case "named":
      return type.name === name || holds(type.underlying, name, depth + 1);
    case "array":
      return holds(type.of, name, depth + 1);
    case "struct":
      return type.fields.some((field) => holds(field.type, name, depth + 1));
    default:
      return false;
  }
}
