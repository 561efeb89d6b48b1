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
  return finished(holds(fix, finding, before, after.value));
}

function holds(fix: Fix, finding: Finding, before: readonly PackageModel[], after: readonly PackageModel[]): boolean {
  const paths = new Set(fix.edits.map((edit) => edit.path));
  const parses = after.every((model) => model.files.every((file) => !paths.has(file.path) || file.broken.length === 0));
  if (!parses) return false;
  const old = before.flatMap((model) => diagnose(model, {}));
  const now = after.flatMap((model) => diagnose(model, {}));
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
  return keepsOtherLayouts(finding, before, after);
}

/** Struct types other than the finding's own are laid out as before on every target. */
function keepsOtherLayouts(finding: Finding, before: readonly PackageModel[], after: readonly PackageModel[]): boolean {
  const layoutsOf = (models: readonly PackageModel[]): Map<string, string> => {
    const known = new Map<string, string>();
    for (const model of models) {
      for (const view of model.views) {
        for (const decl of view.go.typeDecls) {
          const type = view.go.type(decl.name);
          if (decl.isLocal || decl.isGeneric || type === undefined || decl.name === finding.facts["go"]) continue;
          for (const target of view.targets) {
            const layout = model.layouts.goType(type, target);
            known.set(`${model.name}.${decl.name} ${target.id}`, layout.known ? `${layout.size} ${layout.align}` : "unknown");
          }
        }
      }
    }
    return known;
  };
  const old = layoutsOf(before);
  for (const [key, layout] of layoutsOf(after)) {
    const was = old.get(key);
    if (was !== undefined && was !== layout) return holdsSubject(key, finding, before);
  }
  return true;
}

/** A struct that contains the mended one may change with it. */
function holdsSubject(key: string, finding: Finding, models: readonly PackageModel[]): boolean {
  const name = finding.facts["go"];
  const typeName = key.split(" ")[0]?.split(".")[1];
  if (typeof name !== "string" || typeName === undefined) return false;
  return models.some((model) =>
    model.views.some((view) => {
      const type = view.go.type(typeName);
      return type !== undefined && mentions(type, name, 0);
    }),
  );
}

function mentions(type: GoType, name: string, depth: number): boolean {
  if (depth > 20) return false;
  switch (type.kind) {
    case "named":
      return type.name === name || mentions(type.underlying, name, depth + 1);
    case "array":
      return mentions(type.of, name, depth + 1);
    case "struct":
      return type.fields.some((field) => mentions(field.type, name, depth + 1));
    default:
      return false;
  }
}
