/**
 * Finds the Go structs that stand for C records: by conversions through unsafe.Pointer in both directions, by
 * `//abi-lens:mirrors`, and by what goes to the kernel. Only what is certain becomes a pair; whether the two agree is mirror.ts's question.
 */
import type { CRecordDecl, CUnit } from "../c/unit.ts";
import type { Directive, GoFile, GoTypeDecl, PointerConversion } from "../go/facts.ts";
import { goTypeText } from "../layout/goTypeText.ts";
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";
import { type CRecord, unwrapC } from "../types/c.ts";
import { type GoNamed, type GoStruct, type GoType, underlyingGo } from "../types/go.ts";
import { layouts } from "./layouts.ts";
import type { Correspondence, MirrorUse } from "./mirror.ts";
import type { MirrorPair, PackageView, PairOccurrence } from "./package.ts";

interface Side<T> {
  readonly type: T;
  readonly isArray: boolean;
}

interface Draft extends MirrorPair {
  readonly occurrences: PairOccurrence[];
}

/** All pairs of a package, in the order of the Go declarations' places. */
export function findPairs(views: readonly PackageView[]): readonly MirrorPair[] {
  const drafts = new Map<string, Draft>();
  for (const view of views) {
    for (const crossing of view.go.crossings) {
      if (crossing.kind === "conversion" && !crossing.narrowed) addConversion(drafts, view, crossing);
    }
    for (const file of view.go.files) {
      for (const directive of file.directives) {
        if (directive.verb === "mirrors") addAnnotation(drafts, view, file, directive);
      }
    }
    for (const { targets, goType, record, use, correspondence, site } of view.kernelUses) {
      addOccurrence(drafts, view, { targets, goType, record, cgoName: undefined, use, correspondence }, site);
    }
  }
  return [...drafts.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, draft]) => draft);
}

function addConversion(drafts: Map<string, Draft>, view: PackageView, conversion: PointerConversion): void {
  // What lies further on is something else than what was pointed to.
  if (!pointsToElement(conversion, view)) return;
  const goToC = pairSides(conversion.from, conversion.to);
  const cToGo = goToC === undefined ? pairSides(conversion.to, conversion.from) : undefined;
  const sides = goToC ?? cToGo;
  if (sides === undefined) return;
  const use = {
    goToC: goToC !== undefined,
    cToGo: cToGo !== undefined,
    wholeSize: sides.go.isArray || sides.c.isArray || isWalked(conversion),
    copies: conversion.use === "load" || conversion.use === "store",
  };
  addOccurrence(
    drafts,
    view,
    { ...inView(view), goType: sides.go.type, record: sides.c.type, cgoName: sides.cgoName, use },
    conversion.site,
  );
}

/** Nothing was added to the pointer, or whole elements of what it points to on every target. */
function pointsToElement({ source, from }: PointerConversion, view: PackageView): boolean {
  if (source.added.length === 0) return true;
  let sum = 0n;
  for (const { value } of source.added) {
    if (value === undefined) return false;
    sum += value;
  }
  return view.targets.every((target) => {
    const layout = layouts.goType(from, target);
    return layout.known && layout.size > 0 && sum % BigInt(layout.size) === 0n;
  });
}

/** More than one element is looked at. */
function isWalked({ use, count }: PointerConversion): boolean {
  return use === "slice" && count !== 1n;
}

function addAnnotation(drafts: Map<string, Draft>, view: PackageView, file: GoFile, directive: Directive): void {
  const decl = annotated(view, file, directive);
  const goType = decl === undefined ? undefined : view.go.type(decl.name);
  if (goType === undefined || !isStruct(goType)) return;
  const own = view.units.get(file.path);
  for (const unit of own === undefined ? view.units.values() : [own]) {
    const record = recordNamed(unit, directive.argument);
    if (record === undefined) continue;
    const site = { path: file.path, ...directive.range };
    const use = { goToC: true, cToGo: true, wholeSize: true, copies: true };
    addOccurrence(drafts, view, { ...inView(view), goType, record, cgoName: directive.argument.replace(/\s+/, "_"), use }, site);
    return;
  }
}

/** What is found at one place. */
interface Found {
  readonly targets: readonly Target[];
  readonly goType: GoNamed | GoStruct;
  readonly record: CRecord;
  /** Undefined of a record of the kernel's. */
  readonly cgoName: string | undefined;
  readonly use: MirrorUse;
  readonly correspondence: Correspondence;
}

function inView(view: PackageView): Pick<Found, "targets" | "correspondence"> {
  return { targets: view.targets, correspondence: "order" };
}

function addOccurrence(drafts: Map<string, Draft>, view: PackageView, found: Found, site: Site): void {
  const { targets, goType, record, cgoName, use } = found;
  const decl = ownDeclOf(view, goType);
  const isImported = goType.kind === "named" && decl === undefined;
  if (decl?.isBroken === true || record.fields === undefined) return;
  if (holdsRecord(goType, record)) return;
  const correspondence = isImported ? "name" : found.correspondence;
  const recordName = cgoName === undefined ? `${record.name} (kernel)` : record.name === "" ? cgoName : record.name;
  // A type that is not the package's own to change is spoken of where it is converted.
  const place = decl === undefined ? site : { path: decl.path, ...decl.nameRange };
  const key = `${place.path}\0${String(place.start).padStart(12, "0")}\0${recordName}\0${correspondence}`;
  let draft = drafts.get(key);
  if (draft === undefined) {
    draft = {
      goName: decl?.name ?? (isImported ? goTypeText(goType, "") : "the struct literal type"),
      decl,
      importedFrom: isImported ? goType.pkg : undefined,
      correspondence,
      recordName,
      cgoName,
      occurrences: [],
    };
    drafts.set(key, draft);
  }
  const at = draft.occurrences.findIndex((one) => one.view === view && one.record === record && isSame(one.targets, targets));
  const known = draft.occurrences[at];
  if (known === undefined) {
    const recordDecl = declOfRecord(view, record);
    draft.occurrences.push({ targets, view, goType, record, recordDecl, use, sites: [site] });
    return;
  }
  const isNew = !known.sites.some((other) => other.path === site.path && other.start === site.start);
  draft.occurrences[at] = { ...known, use: bothUses(known.use, use), sites: isNew ? [...known.sites, site] : known.sites };
}

function isSame(a: readonly Target[], b: readonly Target[]): boolean {
  return a.length === b.length && a.every((target, i) => target === b[i]);
}

function bothUses(a: MirrorUse, b: MirrorUse): MirrorUse {
  return {
    goToC: a.goToC || b.goToC,
    cToGo: a.cToGo || b.cToGo,
    wholeSize: a.wholeSize || b.wholeSize,
    copies: a.copies || b.copies,
    isWhole: a.isWhole === true || b.isWhole === true,
  };
}

/** The declaration of a type of this package; undefined for another package's, and for a struct literal. */
function ownDeclOf(view: PackageView, type: GoNamed | GoStruct): GoTypeDecl | undefined {
  const decl = type.kind === "named" ? view.go.declOf(type) : undefined;
  return decl !== undefined && view.go.files.some(({ path }) => path === decl.path) ? decl : undefined;
}

/** The Go struct and the C record of a conversion whose Go side is `go`; undefined when it is not one of those. */
function pairSides(
  go: GoType,
  c: GoType,
): { readonly go: Side<GoNamed | GoStruct>; readonly c: Side<CRecord>; readonly cgoName: string } | undefined {
  // A slice header read as one of another type: its elements lie as the first type says.
  const goSlice = underlyingGo(go);
  const cSlice = underlyingGo(c);
  const isSlice = goSlice.kind === "slice" && cSlice.kind === "slice";
  const goSide = elementOf(isSlice ? goSlice.of : go);
  const cSide = elementOf(isSlice ? cSlice.of : c);
  if (!isStruct(goSide.type)) return undefined;
  const cType = underlyingGo(cSide.type);
  if (cType.kind !== "c") return undefined;
  let record = unwrapC(cType.type);
  let isArray = cSide.isArray || isSlice;
  while (record.kind === "array") {
    record = unwrapC(record.of);
    isArray = true;
  }
  if (record.kind !== "record") return undefined;
  return { go: { type: goSide.type, isArray: goSide.isArray }, c: { type: record, isArray }, cgoName: cType.name };
}

function elementOf(type: GoType): Side<GoType> {
  let at = type;
  let isArray = false;
  for (let under = underlyingGo(at); under.kind === "array"; under = underlyingGo(at)) {
    at = under.of;
    isArray = true;
  }
  return { type: at, isArray };
}

function isStruct(type: GoType): type is GoNamed | GoStruct {
  return type.kind === "struct" || (type.kind === "named" && underlyingGo(type).kind === "struct");
}

/** A Go struct that begins with the C record itself wraps it and is no mirror of it. */
function holdsRecord(type: GoNamed | GoStruct, record: CRecord): boolean {
  const struct = underlyingGo(type);
  const first = struct.kind === "struct" ? struct.fields.find((field) => field.name !== "_") : undefined;
  if (first === undefined) return false;
  const inner = underlyingGo(first.type);
  return inner.kind === "c" && unwrapC(inner.type) === record;
}

function declOfRecord(view: PackageView, record: CRecord): CRecordDecl | undefined {
  for (const unit of view.units.values()) {
    const decl = unit.records.find((candidate) => candidate.record === record);
    if (decl !== undefined) return decl;
  }
  return undefined;
}

/** A complete record by a C name: `struct hdr`, or a typedef of one. */
export function recordNamed(unit: CUnit, name: string): CRecord | undefined {
  const type = unit.tags.get(name.replace(/\s+/g, " ")) ?? unit.typedefs.get(name)?.type;
  const record = type === undefined ? undefined : unwrapC(type);
  return record?.kind === "record" && record.fields !== undefined ? record : undefined;
}

/** The type declaration a directive speaks of: the one it stands directly above, or on whose first line it stands. */
function annotated(view: PackageView, file: GoFile, directive: Directive): GoTypeDecl | undefined {
  for (const decl of view.go.typeDecls) {
    if (decl.path !== file.path || decl.isGeneric) continue;
    const before = decl.nameRange.start > directive.range.end ? file.text.slice(directive.range.end, decl.nameRange.start) : undefined;
    if (before !== undefined && /^(?:\s|\/\/[^\n]*|\btype\b|\()*$/.test(before) && !/\n[ \t]*\r?\n/.test(before)) return decl;
    const line = file.text.slice(decl.nameRange.end, directive.range.start);
    if (directive.range.start > decl.nameRange.end && !line.includes("\n")) return decl;
  }
  return undefined;
}
