/**
 * All of a file's findings that have one preferred fix, fixed one after the other: each fix is proved on the text that
 * the ones before it left. Knows no protocol.
 */
import type { PackageModel } from "../model/package.ts";
import type { Finding, Fix } from "../rules/finding.ts";
import { type FileView, finished, type Resumable } from "../text/files.ts";
import { type TextEdit, trimEdit } from "../text/range.ts";
import { overlay } from "./prove.ts";

/** What the engine answers for a file as some view shows it. */
export interface FileQuestions {
  models(view: FileView): Resumable<readonly PackageModel[]>;
  findings(model: PackageModel): readonly Finding[];
  proved(model: PackageModel, finding: Finding, models: readonly PackageModel[], view: FileView): Resumable<readonly Fix[]>;
}

/** More fixes of one file than this are left for the next time. */
const mostFixes = 50;

/** The one edit that makes all fixes; undefined where there is none. Fixes that touch other files are left out. */
export function fixAll(view: FileView, path: string, questions: FileQuestions): Resumable<TextEdit | undefined> {
  let at = view;
  for (let i = 0; i < mostFixes; i++) {
    const next = nextFix(at, path, questions);
    if (!next.done) return next;
    const edited = next.value === undefined ? undefined : overlay(at, next.value);
    if (edited === undefined) break;
    at = edited;
  }
  const [before, after] = [view.read(path), at.read(path)];
  if (typeof before !== "string" || typeof after !== "string" || before === after) return finished(undefined);
  return finished(trimEdit(before, { start: 0, end: before.length, newText: after }));
}

function nextFix(view: FileView, path: string, { models, findings, proved }: FileQuestions): Resumable<Fix | undefined> {
  const answer = models(view);
  if (!answer.done) return answer;
  for (const model of answer.value) {
    for (const finding of findings(model)) {
      if (finding.site.path !== path) continue;
      const fixes = proved(model, finding, answer.value, view);
      if (!fixes.done) return fixes;
      const fix = fixes.value.find(
        ({ preferred, edits }) => preferred && edits.every((edit) => edit.path === path && edit.creates !== true),
      );
      if (fix !== undefined) return finished(fix);
    }
  }
  return finished(undefined);
}
