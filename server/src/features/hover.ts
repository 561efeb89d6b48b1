/**
 * What an editor shows over a struct or a field, in Go or in the C of a preamble: its place on every target,
 * targets with the same answer side by side as one column. Renders Markdown; finds nothing by itself but the
 * name under the cursor.
 */
import { type CMention, mentionAt, resolveMention } from "../c/mentions.ts";
import type { CUnit } from "../c/unit.ts";
import { compareMirror } from "../model/mirror.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import type { HoverText } from "../rules/finding.ts";
import type { Syntax } from "../syntax/syntax.ts";
import { describeTargets } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import { type Range, touches } from "../text/range.ts";
import { type CRecord, unwrapC } from "../types/c.ts";
import { type GoNamed, type GoStruct, type GoType, underlyingGo } from "../types/go.ts";
import { fieldTable, recordTable } from "./hoverTables.ts";
import { cSamples, goSamples, groupSamples } from "./layoutView.ts";

/** A record type in either language, and the field of it that is under the cursor. */
type Subject = { readonly range: Range; readonly field: string | undefined; readonly fieldIndex: number | undefined } & (
  | { readonly language: "go"; readonly type: GoNamed | GoStruct }
  | { readonly language: "c"; readonly record: CRecord }
);

/** The hover at an offset of a Go file, or undefined when no struct, record or field is there. */
export function goFileHover(model: PackageModel, path: string, offset: number, syntax: Syntax): HoverText | undefined {
  const seen: { readonly subject: Subject; readonly view: PackageView }[] = [];
  const file = model.file(path);
  const isC = file?.preambles.some((range) => touches(range, offset)) === true;
  const mention = file !== undefined && isC ? mentionAt(syntax, file.preambleText.trimEnd(), offset) : undefined;
  for (const view of model.views) {
    const unit = view.units.get(path);
    const subject = isC ? unit && cSubjectAt(unit, path, offset, mention) : subjectAt(view, path, offset);
    if (subject !== undefined) seen.push({ subject, view });
  }
  const first = seen[0];
  if (first === undefined) return undefined;
  const samples = seen.flatMap(({ subject, view }) => samplesOf(subject, view.targets));
  const pair = first.subject.field === undefined ? pairText(model, first.subject) : undefined;
  return render(first.subject, samples, model.targetsOf(path), pair);
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
  return render(first.subject, samples, asked, undefined);
}

function samplesOf(subject: Subject, targets: readonly Target[]): ReturnType<typeof goSamples> {
  return subject.language === "go" ? goSamples(subject.type, subject.range, targets) : cSamples(subject.record, subject.range, targets);
}

function render(subject: Subject, samples: ReturnType<typeof goSamples>, asked: readonly Target[], pair: string | undefined): HoverText {
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
  const markdown =
    subject.field === undefined || subject.fieldIndex === undefined
      ? recordTable(`${language} \`${name}\``, elements, describe)
      : fieldTable(`${language} field \`${subject.field}\` of \`${name}\``, elements, subject.fieldIndex, describe);
  return { range: subject.range, markdown: pair === undefined ? markdown : `${markdown}\n\n${pair}` };
}

function subjectAt(view: PackageView, path: string, offset: number): Subject | undefined {
  const decl = view.go.typeDecls.find(
    (candidate) => candidate.path === path && !candidate.isGeneric && touches(candidate.nameRange, offset),
  );
  if (decl !== undefined) return typeSubject(view.go.type(decl.name), decl.nameRange);
  const at = view.go.fieldAt(path, offset);
  if (at !== undefined) {
    const struct = underlyingGo(at.struct);
    const index = struct.kind === "struct" ? struct.fields.findIndex((field) => field.name === at.field) : -1;
    return {
      language: "go",
      type: at.struct,
      range: at.range,
      field: index < 0 ? undefined : at.field,
      fieldIndex: index < 0 ? undefined : index,
    };
  }
  const named = view.go.typeAt(path, offset);
  return named === undefined ? undefined : typeSubject(named.type, named.range);
}

function typeSubject(type: GoType | undefined, range: Range): Subject | undefined {
  if (type === undefined) return undefined;
  const under = underlyingGo(type);
  if (under.kind === "struct")
    return { language: "go", type: type.kind === "named" ? type : under, range, field: undefined, fieldIndex: undefined };
  const record = under.kind === "c" ? unwrapC(under.type) : undefined;
  return record?.kind === "record" ? { language: "c", record, range, field: undefined, fieldIndex: undefined } : undefined;
}

/** The record or field whose declaration is at the offset, else the one that is mentioned there. */
function cSubjectAt(unit: CUnit, path: string, offset: number, mention: CMention | undefined): Subject | undefined {
  for (const decl of unit.records) {
    if (decl.name.path === path && touches(decl.name, offset)) {
      return {
        language: "c",
        record: decl.record,
        range: { start: decl.name.start, end: decl.name.end },
        field: undefined,
        fieldIndex: undefined,
      };
    }
    const index = decl.fields.findIndex((field) => field.name.path === path && touches(field.name, offset));
    const site = decl.fields[index]?.name;
    const field = decl.record.fields?.[index];
    if (site !== undefined && field !== undefined && field.name !== "") {
      return { language: "c", record: decl.record, range: { start: site.start, end: site.end }, field: field.name, fieldIndex: index };
    }
  }
  const meant = mention === undefined ? undefined : resolveMention(unit, mention);
  if (mention === undefined || meant === undefined) return undefined;
  const index = meant.record.fields?.findIndex((field) => field.name === meant.field) ?? -1;
  const isField = meant.field !== undefined && index >= 0;
  return {
    language: "c",
    record: meant.record,
    range: mention.range,
    field: isField ? meant.field : undefined,
    fieldIndex: isField ? index : undefined,
  };
}

/** Whether the struct stands for a C record (or the record for a Go struct), and where the two differ. */
function pairText(model: PackageModel, subject: Subject): string | undefined {
  const lines = model.pairs.flatMap((pair) => {
    const isIts = pair.occurrences.some((one) => (subject.language === "go" ? one.goType === subject.type : one.record === subject.record));
    if (!isIts) return [];
    const compared: Target[] = [];
    const different: Target[] = [];
    for (const { targets, goType, record, use } of pair.occurrences) {
      for (const target of targets) {
        const go = model.layouts.goStruct(goType, target);
        const c = model.layouts.record(record, target);
        if (!go.known || !c.known) continue;
        compared.push(target);
        if (compareMirror(go, c, use) !== undefined) different.push(target);
      }
    }
    const other = subject.language === "go" ? `C \`${pair.recordName}\`` : `Go \`${pair.goName}\``;
    if (compared.length === 0) return [`Stands for ${other}; whether they agree is not known.`];
    if (different.length === 0) return [`Stands for ${other} and agrees with it on ${describeTargets(compared, compared)}.`];
    return [`Stands for ${other} and **differs** from it on ${describeTargets(different, compared)}.`];
  });
  return lines.length === 0 ? undefined : lines.join("\n\n");
}
