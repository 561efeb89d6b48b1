/**
 * "Insert explicit padding": makes a Go struct agree with its C record on every target by blank byte arrays.
 * One definition where one can be right everywhere: a literal length, or for an inner gap the distance that
 * cgo itself knows (`unsafe.Offsetof` of the C field); else one definition per group of targets in files with
 * build constraints. Plans from layouts; the text is structText.ts's, the proof is done by features.
 */
import type { GoFile } from "../go/facts.ts";
import type { FieldLayout, RecordLayout } from "../layout/layout.ts";
import { matchFields } from "../model/mirror.ts";
import type { MirrorPair, PackageModel, PairOccurrence } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { baseOf, folderOf, join } from "../text/path.ts";
import { buildExpression } from "./buildExpression.ts";
import type { Fix } from "./fix.ts";
import { type FieldLine, insertedLine, type StructLine, structEdit, structLines, structText } from "./structText.ts";

interface TargetLayouts {
  readonly target: Target;
  readonly occurrence: PairOccurrence;
  readonly go: RecordLayout;
  readonly c: RecordLayout;
}

/** A place for padding: before the kept field with index `before`, or at the end. Lengths are per target, in bytes. */
interface Gap {
  readonly before: number | undefined;
  readonly lengths: ReadonlyMap<Target, number>;
  /** Some target needs bytes here that its alignment rules would not insert. */
  readonly isNeeded: boolean;
  /** The end of the field before, where it is the same on every target. */
  readonly previousEnd: number | undefined;
  /** The C field behind the gap. */
  readonly cField: FieldLayout | undefined;
}

/** Fixes for one pair, best first; none when no padding can make the two agree. `reported` names the finding's targets for titles. */
export function explicitPadding(pair: MirrorPair, model: PackageModel, reported: readonly string[]): readonly Fix[] {
  const { decl } = pair;
  const file = decl === undefined ? undefined : model.file(decl.path);
  if (decl === undefined || file === undefined || decl.isLocal || decl.isGeneric || decl.isAlias) return [];
  const layouts = layoutsOf(pair, model);
  const lines = structLines(file.text, decl);
  const gaps = layouts === undefined ? undefined : planGaps(layouts, replaceable(lines ?? []));
  if (layouts === undefined || lines === undefined || gaps === undefined) return [];
  const padding = new Map<number | undefined, string>();
  for (const gap of gaps) {
    const length = lengthOf(gap, pair, layouts, model, file);
    if (length !== undefined) padding.set(gap.before, length);
    else if (gap.isNeeded) return reported.length === 0 ? [] : taggedFiles(pair, file, lines, gaps, layouts, gap);
  }
  if (padding.size === 0) return [];
  const edit = structEdit(file.text, decl, withPadding(lines, padding));
  return edit === undefined ? [] : [{ title: "Insert explicit padding", preferred: true, edits: [{ path: file.path, edit }] }];
}

/** Both layouts on every target of the pair, or undefined when one of them is unknown somewhere. */
function layoutsOf(pair: MirrorPair, model: PackageModel): readonly TargetLayouts[] | undefined {
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
function replaceable(lines: readonly StructLine[]): ReadonlySet<number> {
  return new Set(lines.flatMap((line) => (line.kind === "field" && isPadding(line) ? line.fields : [])));
}

function isPadding(line: FieldLine): boolean {
  return line.names === "_" && /^\[[^\]]*\](?:byte|uint8)$/.test(line.type);
}

/** Where bytes are missing, or undefined when padding cannot make every target agree. */
function planGaps(layouts: readonly TargetLayouts[], dropped: ReadonlySet<number>): readonly Gap[] | undefined {
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
function lengthOf(gap: Gap, pair: MirrorPair, layouts: readonly TargetLayouts[], model: PackageModel, file: GoFile): string | undefined {
  const [length, ...others] = new Set(gap.lengths.values());
  if (others.length === 0) return length === undefined ? undefined : String(length);
  const unsafeName = file.imports.find((candidate) => candidate.path === "unsafe")?.name;
  const { cField, previousEnd } = gap;
  if (cField === undefined || previousEnd === undefined || unsafeName === undefined || !file.importsC) return undefined;
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
  if (names.size !== 1 || name === undefined) return undefined;
  return `${unsafeName}.Offsetof(C.${pair.cgoName}{}.${name}) - ${previousEnd}`;
}

/** The body with old padding dropped and new padding in place; a declaration of several names is split where padding falls between them. */
function withPadding(lines: readonly StructLine[], padding: ReadonlyMap<number | undefined, string>): readonly StructLine[] {
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

/** One file per group of targets that need the same bytes, with the declaration moved out of the file it stands in. */
function taggedFiles(
  pair: MirrorPair,
  file: GoFile,
  lines: readonly StructLine[],
  gaps: readonly Gap[],
  layouts: readonly TargetLayouts[],
  obstacle: Gap,
): readonly Fix[] {
  const { decl } = pair;
  const removal = decl === undefined ? undefined : declarationAlone(file, decl.spec);
  // A moved declaration takes no imports along.
  if (
    decl === undefined ||
    removal === undefined ||
    lines.some((line) => line.kind === "field" && /[A-Za-z_]\w*\.[A-Za-z_]/.test(line.type))
  )
    return [];
  const groups = new Map<string, { readonly targets: Target[]; readonly padding: Map<number | undefined, string> }>();
  for (const { target } of layouts) {
    const padding = new Map<number | undefined, string>();
    for (const gap of gaps) {
      const length = gap.lengths.get(target) ?? 0;
      if (length > 0) padding.set(gap.before, String(length));
    }
    const key = JSON.stringify([...padding]);
    const group = groups.get(key) ?? { targets: [], padding };
    group.targets.push(target);
    groups.set(key, group);
  }
  const ordered = [...groups.values()].sort((a, b) => a.targets.length - b.targets.length);
  const constraints = buildExpression(
    ordered.map((group) => group.targets),
    layouts.map(({ target }) => target),
  );
  if (constraints === undefined) return [];
  const stem = `${baseOf(file.path).replace(/\.go$/, "")}_${decl.name.toLowerCase()}`;
  const edits = ordered.map((group, i) => {
    const text = `//go:build ${constraints[i] ?? ""}\n\npackage ${file.packageName ?? "main"}\n\n${removal.comment}type ${decl.name} ${structText(withPadding(lines, group.padding))}\n`;
    return { path: join(folderOf(file.path), `${stem}_abi${i + 1}.go`), edit: { start: 0, end: 0, newText: text }, creates: true as const };
  });
  const where = obstacle.before === undefined ? "tail" : `gap before ${obstacle.cField?.name ?? "a field"}`;
  const sizes = [...new Set(obstacle.lengths.values())].sort((a, b) => a - b).join(" or ");
  return [
    {
      title: `Insert explicit padding in build-tagged files (the ${where} is ${sizes} bytes, so no single definition fits)`,
      preferred: false,
      edits: [{ path: file.path, edit: { start: removal.start, end: removal.end, newText: "" } }, ...edits],
    },
  ];
}

/** The range of `type T struct {…}` with its doc comment, when it is a declaration of its own. */
function declarationAlone(
  file: GoFile,
  spec: { readonly start: number; readonly end: number },
): { readonly start: number; readonly end: number; readonly comment: string } | undefined {
  const lead = /(?:^|\n)((?:\/\/[^\n]*\n)*)type[ \t]+$/.exec(file.text.slice(0, spec.start));
  const rest = /^[ \t]*(?:\r?\n){0,2}/.exec(file.text.slice(spec.end));
  if (lead === null || rest === null || file.text.includes("\r\n")) return undefined;
  const start = lead.index + (lead[0].startsWith("\n") ? 1 : 0);
  return { start, end: spec.end + rest[0].length, comment: lead[1] ?? "" };
}

function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
