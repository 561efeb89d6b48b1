/**
 * The blank byte arrays that make a Go struct agree with its C record: where bytes are missing on which target, what
 * length is right on all of them, and the struct's lines with padding in place. Plans from layouts; what becomes of it
 * is the fixes' business.
 */
import type { GoFile } from "../go/facts.ts";
import type { FieldLayout, RecordLayout } from "../layout/layout.ts";
import { matchFields } from "../model/mirror.ts";
import type { MirrorPair, PackageModel, PairOccurrence } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { type FieldLine, insertedLine, type StructLine } from "./structText.ts";

/** A pair on one target. */
export interface TargetLayouts {
  readonly target: Target;
  readonly occurrence: PairOccurrence;
  readonly go: RecordLayout;
  readonly c: RecordLayout;
}

/** A place for padding: before the kept field with index `before`, or at the end. Lengths are per target, in bytes. */
export interface Gap {
  readonly before: number | undefined;
  readonly lengths: ReadonlyMap<Target, number>;
  /** Some target needs bytes here that its alignment rules would not insert. */
  readonly isNeeded: boolean;
  /** The end of the field before, where it is the same on every target. */
  readonly previousEnd: number | undefined;
  /** The C field behind the gap. */
  readonly cField: FieldLayout | undefined;
}

/** Both layouts on every target of the pair, or undefined when one of them is unknown somewhere. */
export function layoutsOf(pair: MirrorPair, model: PackageModel): readonly TargetLayouts[] | undefined {
  const found = new Map<Target, TargetLayouts>();
  for (const occurrence of pair.occurrences) {
    for (const target of occurrence.targets) {
      const go = model.layouts.goStruct(occurrence.goType, target);
      const c = model.layouts.record(occurrence.record, target);
      if (!go.known || !c.known || c.compilers !== undefined) return undefined;
      found.set(target, { target, occurrence, go, c });
    }
  }
  return found.size === 0 ? undefined : [...found.values()];
}

/** Blank byte arrays that only pad: whatever they are now, they are computed anew. */
export function replaceable(lines: readonly StructLine[]): ReadonlySet<number> {
  return new Set(lines.flatMap((line) => (line.kind === "field" && isPadding(line) ? line.fields : [])));
}

function isPadding(line: FieldLine): boolean {
  return line.names === "_" && /^\[[^\]]*\](?:byte|uint8)$/.test(line.type);
}

/** Where bytes are missing, or undefined when padding cannot make every target agree. */
export function planGaps(layouts: readonly TargetLayouts[], dropped: ReadonlySet<number>): readonly Gap[] | undefined {
  const first = layouts[0];
  if (first === undefined) return undefined;
  const kept = first.go.fields.map((_, index) => index).filter((index) => !dropped.has(index));
  const ends = new Map<Target, number>(layouts.map(({ target }) => [target, 0]));
  const gaps: Gap[] = [];
  for (const index of kept) {
    const gap = gapBefore(index, layouts, ends);
    if (gap === undefined) return undefined;
    if (gap !== "none") gaps.push(gap);
  }
  const tail = tailGap(layouts, kept, ends);
  if (tail === undefined) return undefined;
  return tail === "none" ? gaps : [...gaps, tail];
}

function gapBefore(index: number, layouts: readonly TargetLayouts[], ends: Map<Target, number>): Gap | "none" | undefined {
  const lengths = new Map<Target, number>();
  const previousEnds = new Set<number>();
  let isNeeded = false;
  let cField: FieldLayout | undefined;
  for (const { target, go, c } of layouts) {
    const field = go.fields[index];
    const end = ends.get(target);
    if (field === undefined || end === undefined) return undefined;
    const size = field.bitSize / 8;
    const natural = alignUp(end, field.align);
    const match = matchFields(go.fields, c.fields)?.find(({ goIndex }) => goIndex === index);
    if (match === undefined && field.name !== "_") return undefined;
    const wanted = match === undefined ? natural : match.c.bitOffset / 8;
    if (!Number.isInteger(wanted) || wanted < end || wanted % field.align !== 0) return undefined;
    // Padding moves fields; it cannot change what a field itself is.
    if (match !== undefined && match.c.kind !== "union" && match.c.bitSize !== field.bitSize) return undefined;
    cField ??= match?.c;
    lengths.set(target, wanted - end);
    previousEnds.add(end);
    if (wanted !== natural) isNeeded = true;
    ends.set(target, wanted + size);
  }
  if ([...lengths.values()].every((length) => length === 0)) return "none";
  const previousEnd = previousEnds.size === 1 ? [...previousEnds][0] : undefined;
  return { before: index, lengths, isNeeded, previousEnd, cField };
}

/** The bytes missing at the end. A use that only looks at a prefix of the C record has no end to agree on. */
function tailGap(layouts: readonly TargetLayouts[], kept: readonly number[], ends: ReadonlyMap<Target, number>): Gap | "none" | undefined {
  const lengths = new Map<Target, number>();
  let isNeeded = false;
  for (const { target, go, c, occurrence } of layouts) {
    const end = ends.get(target) ?? 0;
    const align = Math.max(1, ...kept.map((index) => go.fields[index]?.align ?? 1));
    const natural = alignUp(end, align);
    const last = go.fields[kept[kept.length - 1] ?? -1];
    if (last?.bitSize === 0) return undefined;
    const isPrefix = occurrence.use.cToGo && !occurrence.use.goToC && !occurrence.use.wholeSize && natural < c.size;
    if (isPrefix) return "none";
    if (end > c.size || c.size % align !== 0) return undefined;
    lengths.set(target, c.size - end);
    if (natural !== c.size) isNeeded = true;
  }
  if ([...lengths.values()].every((length) => length === 0)) return "none";
  return { before: undefined, lengths, isNeeded, previousEnd: undefined, cField: undefined };
}

/** The array length that is right on every target, as Go text; undefined when there is none. */
export function lengthOf(
  gap: Gap,
  pair: MirrorPair,
  layouts: readonly TargetLayouts[],
  model: PackageModel,
  file: GoFile,
): string | undefined {
  const [length, ...others] = new Set(gap.lengths.values());
  if (others.length === 0) return length === undefined ? undefined : String(length);
  const unsafeName = file.imports.find((candidate) => candidate.path === "unsafe")?.name;
  const { cField, previousEnd } = gap;
  if (cField === undefined || previousEnd === undefined || unsafeName === undefined || pair.cgoName === undefined || !file.importsC)
    return undefined;
  const name = cgoNameOf(cField, layouts, model);
  if (name === undefined) return undefined;
  return `${unsafeName}.Offsetof(C.${pair.cgoName}{}.${name}) - ${previousEnd}`;
}

/** What Go selects a C field by, where cgo shows it under one name on every target. */
export function cgoNameOf(cField: FieldLayout, layouts: readonly TargetLayouts[], model: PackageModel): string | undefined {
  const names = new Set<string | undefined>();
  for (const { target, occurrence, c } of layouts) {
    const view = model.layouts.cgo(occurrence.record, target);
    const here = c.fields.find((field) => field.name === cField.name);
    // A field of an anonymous member, or one that cgo leaves out, has no name here.
    const shown = view.known
      ? view.fields.find((field) => field.bitOffset === here?.bitOffset && field.name.replace(/^_/, "") === cField.name.replace(/^_/, ""))
      : undefined;
    names.add(shown?.name);
  }
  const [name] = names;
  return names.size === 1 ? name : undefined;
}

/** The body with old padding dropped and new padding in place; a declaration of several names is split where padding falls between them. */
export function withPadding(lines: readonly StructLine[], padding: ReadonlyMap<number | undefined, string>): readonly StructLine[] {
  const result: StructLine[] = [];
  for (const line of lines) {
    if (line.kind === "other") {
      result.push(line);
      continue;
    }
    if (isPadding(line)) continue;
    const names = line.names === "" ? [""] : line.names.split(", ");
    let pending: FieldLine | undefined;
    for (const [i, index] of line.fields.entries()) {
      const length = padding.get(index);
      const name = names[i] ?? "";
      if (length !== undefined) {
        if (pending !== undefined) result.push({ ...pending, comment: "" });
        const comments = pending === undefined ? leadingComments(result) : [];
        result.push(insertedLine("_", `[${length}]byte`), ...comments);
        pending = undefined;
      }
      pending =
        pending === undefined
          ? { ...line, names: name, fields: [index] }
          : { ...pending, names: `${pending.names}, ${name}`, fields: [...pending.fields, index] };
    }
    if (pending !== undefined) result.push(pending);
  }
  const tail = padding.get(undefined);
  return tail === undefined ? result : [...result, insertedLine("_", `[${tail}]byte`)];
}

/** Takes the comment that stands directly above a field off the end, so that padding does not come between the two. */
function leadingComments(lines: StructLine[]): readonly StructLine[] {
  let start = lines.length;
  for (let line = lines[start - 1]; line?.kind === "other" && line.text !== ""; line = lines[start - 1]) start--;
  return lines.splice(start);
}

function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
