/**
 * Which struct, record or field is under the cursor, in Go or in C. Finds it by the places of declarations and the
 * names that mention them; says nothing about it.
 */
import { type CMention, resolveMention } from "../c/mentions.ts";
import type { CUnit } from "../c/unit.ts";
import type { PackageView } from "../model/package.ts";
import { type Range, touches } from "../text/range.ts";
import { type CRecord, unwrapC } from "../types/c.ts";
import { type GoNamed, type GoStruct, type GoType, underlyingGo } from "../types/go.ts";

/** A record type in either language, and the field of it that is under the cursor. */
export type Subject = { readonly range: Range; readonly field: string | undefined; readonly fieldIndex: number | undefined } & (
  | { readonly language: "go"; readonly type: GoNamed | GoStruct }
  | { readonly language: "c"; readonly record: CRecord }
);

/** What is at an offset of a Go file outside its preambles. */
export function goSubjectAt(view: PackageView, path: string, offset: number): Subject | undefined {
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
export function cSubjectAt(unit: CUnit, path: string, offset: number, mention: CMention | undefined): Subject | undefined {
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
