/**
 * "Change n to int32": gives fields whose size differs from C's a type of C's size: the Go type of exact width where
 * one is right on every target, else the C type by its name; with padding where that is then needed. Knows the pair and
 * its layouts; what else uses the fields is the user's to see, so none of these is preferred.
 */
import type { GoFile } from "../go/facts.ts";
import { matchFields } from "../model/mirror.ts";
import type { MirrorPair, PackageModel } from "../model/package.ts";
import { type CType, unwrapC } from "../types/c.ts";
import { type GoBasic, type GoStruct, type GoType, underlyingGo } from "../types/go.ts";
import type { Fix } from "./fix.ts";
import { layoutsOf, lengthOf, planGaps, replaceable, type TargetLayouts, withPadding } from "./padding.ts";
import { type FieldLine, type StructLine, structEdit, structLines } from "./structText.ts";

/** A field's new type, as Go text and as what it is. */
interface NewType {
  readonly name: string;
  readonly text: string;
  readonly type: GoType;
}

/** Fixes for a pair in which sizes of numbers differ; none when another difference would remain. */
export function fieldTypes(pair: MirrorPair, model: PackageModel): readonly Fix[] {
  const { decl } = pair;
  const file = decl === undefined ? undefined : model.file(decl.path);
  if (decl === undefined || file === undefined || decl.isLocal || decl.isGeneric || decl.isAlias) return [];
  const layouts = layoutsOf(pair, model);
  const lines = structLines(file.text, decl);
  if (layouts === undefined || lines === undefined) return [];
  const fixes = ["go" as const, "c" as const].flatMap((preference) => {
    const types = newTypes(pair, file, lines, layouts, preference);
    return types === undefined ? [] : (fixWith(types, pair, model, file, lines, layouts) ?? []);
  });
  return fixes.filter((fix, i) => fixes.findIndex(({ title }) => title === fix.title) === i);
}

/** A new type for each field whose size differs somewhere, by the field's index; undefined where one of them has none. */
function newTypes(
  pair: MirrorPair,
  file: GoFile,
  lines: readonly StructLine[],
  layouts: readonly TargetLayouts[],
  preference: "go" | "c",
): ReadonlyMap<number, NewType> | undefined {
  const sizes = new Map<number, Set<number>>();
  const differing = new Set<number>();
  const cTypes = new Map<number, CType>();
  for (const { go, c, occurrence } of layouts) {
    for (const match of matchFields(go.fields, c.fields, pair.correspondence) ?? []) {
      const field = occurrence.record.fields?.find(({ name }) => name !== "" && name === match.c.name);
      if (field !== undefined) cTypes.set(match.goIndex, field.type);
      sizes.set(match.goIndex, (sizes.get(match.goIndex) ?? new Set()).add(match.c.bitSize / 8));
      if (match.go.bitSize !== match.c.bitSize) differing.add(match.goIndex);
    }
  }
  const types = new Map<number, NewType>();
  for (const index of differing) {
    const line = lines.find((each): each is FieldLine => each.kind === "field" && each.fields.includes(index));
    const cType = cTypes.get(index);
    const name = layouts[0]?.go.fields[index]?.name;
    const old = layouts[0] === undefined ? undefined : fieldType(layouts[0], index);
    if (line === undefined || cType === undefined || name === undefined || old === undefined || !isNumber(old)) return undefined;
    const [size, ...others] = sizes.get(index) ?? [];
    const exact = size === undefined || others.length > 0 ? undefined : exactType(cType, size);
    const named = file.importsC ? namedType(cType) : undefined;
    const type = preference === "go" ? (exact ?? named) : named;
    if (type === undefined) return undefined;
    types.set(index, { ...type, name });
  }
  return types.size === 0 ? undefined : types;
}

function fieldType({ occurrence }: TargetLayouts, index: number): GoType | undefined {
  const struct = underlyingGo(occurrence.goType);
  return struct.kind === "struct" ? struct.fields[index]?.type : undefined;
}

/** A plain number of Go's: what is defined with a name was chosen by it. */
function isNumber(type: GoType): boolean {
  return type.kind === "basic" && /^(?:u?int\d*|uintptr|float\d+)$/.test(type.name);
}

const unsigned = /^(?:uchar|ushort|uint|ulong|ullong|size_t|uint.*_t)$/;
const integer = /^(?:[su]?char|u?short|u?int|u?long|u?llong|s?size_t|ptrdiff_t|u?int.*_t)$/;

/** The Go number of a C number's size in bytes. */
function exactType(cType: CType, size: number): Omit<NewType, "name"> | undefined {
  const behind = unwrapC(cType);
  if (behind.kind !== "scalar" && behind.kind !== "standard") return undefined;
  const isFloat = behind.name === "float" || behind.name === "double";
  if (!isFloat && (!integer.test(behind.name) || size > 8)) return undefined;
  const text = `${isFloat ? "float" : unsigned.test(behind.name) ? "uint" : "int"}${size * 8}`;
  return { text, type: { kind: "basic", name: text as GoBasic } };
}

const cgoNames: Readonly<Record<string, string>> = { llong: "longlong", ullong: "ulonglong" };

/** The C number by the name that cgo gives it. */
function namedType(cType: CType): Omit<NewType, "name"> | undefined {
  let at = cType;
  while (at.kind === "qualified") at = at.of;
  const behind = unwrapC(at);
  if (behind.kind !== "scalar" && behind.kind !== "standard") return undefined;
  if (!integer.test(behind.name) && behind.name !== "float" && behind.name !== "double") return undefined;
  if (at.kind !== "typedef" && at.kind !== "scalar" && at.kind !== "standard") return undefined;
  // A name that is the implementation's own is none to write.
  if (at.name.startsWith("_")) return undefined;
  const name = cgoNames[at.name] ?? at.name;
  return { text: `C.${name}`, type: { kind: "c", name, type: at } };
}

function fixWith(
  types: ReadonlyMap<number, NewType>,
  pair: MirrorPair,
  model: PackageModel,
  file: GoFile,
  lines: readonly StructLine[],
  layouts: readonly TargetLayouts[],
): Fix | undefined {
  const changed = layouts.flatMap((each): TargetLayouts[] => {
    const struct = withTypes(each, types);
    const go = struct === undefined ? undefined : model.layouts.goStruct(struct, each.target);
    return go?.known === true ? [{ ...each, go }] : [];
  });
  const gaps = changed.length < layouts.length ? undefined : planGaps(changed, replaceable(lines));
  if (pair.decl === undefined || gaps === undefined) return undefined;
  const padding = new Map<number | undefined, string>();
  for (const gap of gaps) {
    if (!gap.isNeeded) continue;
    const length = lengthOf(gap, pair, changed, model, file);
    if (length === undefined) return undefined;
    padding.set(gap.before, length);
  }
  const edit = structEdit(file.text, pair.decl, withPadding(retyped(lines, types), padding));
  if (edit === undefined) return undefined;
  const told = [...types.values()].map(({ name, text }) => `${name} to ${text}`);
  const list = told.length < 3 ? told.join(" and ") : `${told.slice(0, -1).join(", ")} and ${told[told.length - 1]}`;
  const title = `Change ${list}${padding.size > 0 ? " and insert explicit padding" : ""}`;
  return { title, preferred: false, edits: [{ path: file.path, edit }] };
}

function withTypes({ occurrence }: TargetLayouts, types: ReadonlyMap<number, NewType>): GoStruct | undefined {
  const struct = underlyingGo(occurrence.goType);
  if (struct.kind !== "struct") return undefined;
  return { kind: "struct", fields: struct.fields.map((field, i) => ({ ...field, type: types.get(i)?.type ?? field.type })) };
}

/** Lines with new types; a declaration of several names is split where their types part. */
function retyped(lines: readonly StructLine[], types: ReadonlyMap<number, NewType>): readonly StructLine[] {
  return lines.flatMap((line): readonly StructLine[] => {
    if (line.kind === "other") return [line];
    const names = line.names.split(", ");
    const split: FieldLine[] = [];
    for (const [i, index] of line.fields.entries()) {
      const type = types.get(index)?.text ?? line.type;
      const last = split[split.length - 1];
      if (last?.type === type) split[split.length - 1] = { ...last, names: `${last.names}, ${names[i]}`, fields: [...last.fields, index] };
      else split.push({ ...line, names: names[i] ?? "", type, fields: [index], comment: "" });
    }
    const last = split.pop();
    return last === undefined ? [line] : [...split, { ...last, comment: line.comment }];
  });
}
