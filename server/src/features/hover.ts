/**
 * What an editor shows over a struct or a field, in Go or in the C of a preamble: its place on every target,
 * targets with the same answer side by side as one column, and the other side of the pair it is part of. Renders
 * Markdown; finds nothing by itself.
 */
import { mentionAt } from "../c/mentions.ts";
import type { CUnit } from "../c/unit.ts";
import { areMatched, compareMirror, matchFields } from "../model/mirror.ts";
import type { MirrorPair, PackageModel, PackageView, PairOccurrence } from "../model/package.ts";
import type { HoverText } from "../rules/finding.ts";
import type { Syntax } from "../syntax/syntax.ts";
import { describeTargets } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import { touches } from "../text/range.ts";
import { cSubjectAt, goSubjectAt, type Subject } from "./hoverSubject.ts";
import { fieldTable, recordTable } from "./hoverTables.ts";
import { cSamples, goSamples, groupSamples, type UnitTargets, unreadSamples } from "./layoutView.ts";

/** The hover at an offset of a Go file, or undefined when no struct, record or field is there. */
export function goFileHover(model: PackageModel, path: string, offset: number, syntax: Syntax): HoverText | undefined {
  const seen: { readonly subject: Subject; readonly view: PackageView }[] = [];
  const file = model.file(path);
  const isC = file?.preambles.some((range) => touches(range, offset)) === true;
  const mention = file !== undefined && isC ? mentionAt(syntax, file.preambleText.trimEnd(), offset) : undefined;
  for (const view of model.views) {
    const unit = view.units.get(path);
    const subject = isC ? unit && cSubjectAt(unit, path, offset, mention) : goSubjectAt(view, path, offset);
    if (subject !== undefined) seen.push({ subject, view });
  }
  const first = seen[0];
  if (first === undefined) return undefined;
  const unread = model.views.flatMap((view): UnitTargets[] => {
    const unit = seen.some((one) => one.view === view) ? undefined : view.units.get(path);
    return unit === undefined ? [] : [{ unit, targets: view.targets }];
  });
  const samples = [...seen.flatMap(({ subject, view }) => samplesOf(subject, view.targets)), ...unreadOf(first.subject, unread)];
  const asked = model.targetsOf(path);
  return {
    range: first.subject.range,
    markdown: [table(first.subject, samples, asked), ...pairTexts(model, first.subject, asked)].join("\n\n"),
  };
}

/** The hover at an offset of a C file. */
export function cFileHover(
  units: readonly CUnit[],
  file: { readonly path: string; readonly text: string },
  offset: number,
  asked: readonly Target[],
  syntax: Syntax,
): HoverText | undefined {
  const mention = mentionAt(syntax, file.text, offset);
  const seen = units.flatMap((unit) => {
    const subject = cSubjectAt(unit, file.path, offset, mention);
    return subject === undefined ? [] : [{ subject, unit }];
  });
  const first = seen[0];
  if (first === undefined) return undefined;
  const samples = seen.flatMap(({ subject, unit }) => samplesOf(subject, unit.targets));
  return { range: first.subject.range, markdown: table(first.subject, samples, asked) };
}

/** A C record is unknown, not absent, where the header that defines it may not have been read. */
function unreadOf(subject: Subject, units: readonly UnitTargets[]): ReturnType<typeof unreadSamples> {
  return subject.language === "c" ? unreadSamples(subject.record.name, subject.range, units) : [];
}

function samplesOf(subject: Subject, targets: readonly Target[]): ReturnType<typeof goSamples> {
  return subject.language === "go" ? goSamples(subject.type, subject.range, targets) : cSamples(subject.record, subject.range, targets);
}

function table(subject: Subject, samples: ReturnType<typeof goSamples>, asked: readonly Target[]): string {
  const ordered = asked.flatMap((target) => samples.filter((sample) => sample.target === target).slice(0, 1));
  const elements = groupSamples(ordered, undefined);
  const describe = (ids: readonly string[]): string =>
    describeTargets(
      asked.filter((target) => ids.includes(target.id)),
      asked,
    );
  const name =
    subject.language === "c"
      ? subject.record.name || (subject.record.union ? "union" : "struct")
      : subject.type.kind === "named"
        ? subject.type.name
        : "struct";
  const language = subject.language === "c" ? "C" : "Go";
  return subject.field === undefined || subject.fieldIndex === undefined
    ? recordTable(`${language} \`${name}\``, elements, describe)
    : fieldTable(`${language} field \`${subject.field}\` of \`${name}\``, elements, subject.fieldIndex, describe);
}

/** For each pair the struct or record is part of: where the two differ, and the other side's table. */
function pairTexts(model: PackageModel, subject: Subject, asked: readonly Target[]): readonly string[] {
  return model.pairs.flatMap((pair) => {
    const isIts = pair.occurrences.some((one) => (subject.language === "go" ? one.goType === subject.type : one.record === subject.record));
    if (!isIts) return [];
    const samples = pair.occurrences.flatMap(({ targets, goType, record }) =>
      subject.language === "go" ? cSamples(record, subject.range, targets) : goSamples(goType, subject.range, targets),
    );
    const other = pair.occurrences.map((one) => counterpart(subject, one, model)).find((one) => one !== undefined);
    const statement = subject.field === undefined ? [agreement(pair, subject, model)] : [];
    return other === undefined ? statement : [...statement, table(other, samples, asked)];
  });
}

/** The other side of a pair: the record, or the field that stands for the one under the cursor. */
function counterpart(subject: Subject, { targets, goType, record }: PairOccurrence, model: PackageModel): Subject | undefined {
  const other = subject.language === "go" ? ({ language: "c", record } as const) : ({ language: "go", type: goType } as const);
  const { range } = subject;
  if (subject.fieldIndex === undefined) return { ...other, range, field: undefined, fieldIndex: undefined };
  for (const target of targets) {
    const go = model.layouts.goStruct(goType, target);
    const c = model.layouts.record(record, target);
    if (!go.known || !c.known) continue;
    const own = subject.fieldIndex;
    const match = matchFields(go.fields, c.fields)?.find((one) =>
      subject.language === "go" ? one.goIndex === own : one.c === c.fields[own],
    );
    const fieldIndex = match === undefined ? -1 : subject.language === "go" ? c.fields.indexOf(match.c) : match.goIndex;
    const field = subject.language === "go" ? match?.c.name : match?.go.name;
    return fieldIndex < 0 ? undefined : { ...other, range, field, fieldIndex };
  }
  return undefined;
}

function agreement(pair: MirrorPair, subject: Subject, model: PackageModel): string {
  const compared: Target[] = [];
  const different: Target[] = [];
  for (const { targets, goType, record, use } of pair.occurrences) {
    for (const target of targets) {
      const go = model.layouts.goStruct(goType, target);
      const c = model.layouts.record(record, target);
      if (!go.known || !c.known || !areMatched(go, c, pair.correspondence)) continue;
      compared.push(target);
      if (compareMirror(go, c, use, pair.correspondence) !== undefined) different.push(target);
    }
  }
  const other = subject.language === "go" ? `C \`${pair.recordName}\`` : `Go \`${pair.goName}\``;
  if (compared.length === 0) return `Stands for ${other}; whether they agree is not known.`;
  if (different.length === 0) return `Stands for ${other} and agrees with it on ${describeTargets(compared, compared)}.`;
  return `Stands for ${other} and **differs** from it on ${describeTargets(different, compared)}.`;
}
