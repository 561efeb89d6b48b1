/**
 * Whether a Go struct is laid out as the C record it stands for: two record layouts in, the first difference out.
 * Knows layouts alone; which struct stands for which record, and on which target, is decided elsewhere.
 */
import type { FieldLayout, RecordLayout } from "../layout/layout.ts";

/** How memory moves between the two types; decides which difference of size can do harm. */
export interface MirrorUse {
  /** Go memory is read or written through the C type. */
  readonly goToC: boolean;
  /** C memory is read or written through the Go type. */
  readonly cToGo: boolean;
  /** Elements of arrays are walked, or the declaration says that the types are the same: any difference of size counts. */
  readonly wholeSize: boolean;
  /** The whole Go type is read or written at once (`*p`). */
  readonly copies: boolean;
  /** The C side goes to the end of its record and the Go memory is one Go struct, whatever its fields stand for. */
  readonly isWhole?: boolean;
}

/** What may say which fields correspond: their names alone, or where they say nothing their order too. */
export type Correspondence = "name" | "order";

/** One field of each side. `goIndex` counts in the Go record's fields; `path` names nested members (`in.b`). */
export interface FieldMatch {
  readonly goIndex: number;
  readonly go: FieldLayout;
  readonly c: FieldLayout;
  readonly by: Correspondence;
}

/** The first difference; offsets and sizes in bytes from the start of the whole record. */
export type Mismatch =
  | {
      readonly kind: "offset";
      readonly goIndex: number;
      readonly goField: string;
      readonly cField: string;
      readonly go: number;
      readonly c: number;
    }
  | {
      readonly kind: "size";
      readonly goIndex: number;
      readonly goField: string;
      readonly cField: string;
      readonly go: number;
      readonly c: number;
      /** The fields' types as written. */
      readonly goType: string;
      readonly cType: string;
    }
  | { readonly kind: "recordSize"; readonly go: number; readonly c: number };

/**
 * Which C member each named Go field stands for, or undefined when that is not certain. Fields correspond by name
 * (case and underscores apart, with or without the prefix that all C names share, as `st_` in `struct stat`); else
 * by order, when both sides have the same number of members, no name says otherwise and each member may be what it
 * faces. Blank Go fields are padding unless only they make the numbers equal; a field that its name calls padding or
 * reserved needs no counterpart.
 */
export function matchFields(
  go: readonly FieldLayout[],
  c: readonly FieldLayout[],
  correspondence: Correspondence = "order",
): readonly FieldMatch[] | undefined {
  const named = go.map((field, goIndex) => ({ field, goIndex })).filter(({ field }) => field.name !== "_");
  if (named.length === 0) return undefined;
  const members = membersByName(c);
  const matches: FieldMatch[] = [];
  const used = new Set<FieldLayout>();
  // A name that stands for a reserved one takes what the others leave.
  for (const { field, goIndex } of [...named].sort((a, b) => Number(isFiller(a.field.name)) - Number(isFiller(b.field.name)))) {
    const member = members.get(normalize(field.name)) ?? members.get(normalize(field.name.replace(escaped, "")));
    if (member === undefined || used.has(member)) continue;
    used.add(member);
    matches.push({ goIndex, go: field, c: member, by: "name" });
  }
  matches.sort((a, b) => a.goIndex - b.goIndex);
  const isMatched = (goIndex: number): boolean => matches.some((match) => match.goIndex === goIndex);
  if (matches.length > 0 && named.every(({ field, goIndex }) => isMatched(goIndex) || isFiller(field.name))) return matches;
  return correspondence === "name" ? undefined : matchInOrder(go, c, matches);
}

/** Members by their normalized names; undefined under a name that means none for certain. */
function membersByName(c: readonly FieldLayout[]): ReadonlyMap<string, FieldLayout | undefined> {
  const members = flatten(c);
  const prefix = commonPrefix(members.map((member) => member.name).filter((name) => !name.startsWith("_") && !isFiller(name)));
  const byName = new Map<string, FieldLayout | undefined>();
  for (const member of members) {
    const short = member.name.startsWith(prefix) ? member.name.slice(prefix.length) : member.name;
    for (const key of new Set([normalize(member.name), normalize(short)])) byName.set(key, byName.has(key) ? undefined : member);
  }
  return byName;
}

function matchInOrder(
  go: readonly FieldLayout[],
  c: readonly FieldLayout[],
  byName: readonly FieldMatch[],
): readonly FieldMatch[] | undefined {
  const ordered = c.filter((field) => !(field.bitField === true && field.name === ""));
  if (ordered.some((field) => field.bitField === true)) return undefined;
  const all = go.map((field, goIndex) => ({ field, goIndex }));
  const named = all.filter(({ field }) => field.name !== "_");
  const goOrder = named.length === ordered.length ? named : all;
  if (goOrder.length !== ordered.length) return undefined;
  const pairs: FieldMatch[] = [];
  for (const [i, { field, goIndex }] of goOrder.entries()) {
    const member = ordered[i];
    const known = byName.find((match) => match.goIndex === goIndex);
    if (member === undefined || (known !== undefined && known.c !== member) || !mayFace(field, member)) return undefined;
    if (field.name !== "_") pairs.push({ goIndex, go: field, c: member, by: known === undefined ? "order" : "name" });
  }
  return pairs;
}

/** Whether a Go field may stand for a member that has another name: a record for a record, a scalar for a scalar; bytes for anything. */
function mayFace(go: FieldLayout, c: FieldLayout): boolean {
  if (isBytes(go) || c.kind === "union") return true;
  return go.kind === c.kind && (go.elements === undefined) === (c.elements === undefined);
}

function isBytes(field: FieldLayout): boolean {
  return field.elements !== undefined && field.stride === 1;
}

/** `pad`, `X__pad0`, `__align`, `Reserved1`, `__glibc_reserved`; `cgo -godefs` writes `X_` for a leading underscore. */
function isFiller(name: string): boolean {
  return (
    escaped.test(name) || /^_*(?:glibc_|linux_)?(?:pad|padding|align|unused|reserved|rsvd|resv|spare|filler)(?:_?cgo)?[\d_]*$/i.test(name)
  );
}

const escaped = /^X(?=_)/;

/** The first difference that can do harm in this use, or undefined when there is none or the fields do not certainly correspond. */
export function compareMirror(
  go: RecordLayout,
  c: RecordLayout,
  use: MirrorUse,
  correspondence: Correspondence = "order",
): Mismatch | undefined {
  const fields = compareFields(go, c, correspondence);
  const short = use.goToC && go.size < c.size;
  if (fields === "unmatched") return short && use.isWhole === true ? { kind: "recordSize", go: go.size, c: c.size } : undefined;
  if (fields !== undefined) return fields.mismatch;
  // Behind a flexible array member the memory goes on.
  const long = use.cToGo && use.copies && go.size > c.size && !isFlexible(c.fields[c.fields.length - 1]);
  if (short || long || (use.wholeSize && go.size !== c.size)) return { kind: "recordSize", go: go.size, c: c.size };
  return undefined;
}

/** Whether it is certain which fields of the two stand for each other. */
export function areMatched(go: RecordLayout, c: RecordLayout, correspondence: Correspondence = "order"): boolean {
  return compareFields(go, c, correspondence) !== "unmatched";
}

type FieldsComparison = { readonly mismatch: Mismatch } | "unmatched" | undefined;

type Comparisons = WeakMap<RecordLayout, WeakMap<RecordLayout, { readonly answer: FieldsComparison }>>;

const compared: Readonly<Record<Correspondence, Comparisons>> = { name: new WeakMap(), order: new WeakMap() };

/** The first field that differs; remembered, because many targets share both layouts. */
function compareFields(go: RecordLayout, c: RecordLayout, correspondence: Correspondence): FieldsComparison {
  const known = compared[correspondence].get(go)?.get(c);
  if (known !== undefined) return known.answer;
  const matches = matchFields(go.fields, c.fields, correspondence);
  let answer: FieldsComparison = matches === undefined ? "unmatched" : undefined;
  for (const match of matches ?? []) {
    const isLast = match.goIndex === go.fields.length - 1 && match.c === c.fields[c.fields.length - 1];
    const mismatch = compareField(match, "", "", isLast);
    if (mismatch === undefined) continue;
    answer = { mismatch };
    break;
  }
  const others = compared[correspondence].get(go) ?? new WeakMap();
  others.set(c, { answer });
  compared[correspondence].set(go, others);
  return answer;
}

function compareField({ go, c, goIndex, by }: FieldMatch, goOwner: string, cOwner: string, isLast: boolean): Mismatch | undefined {
  // What is kept free has no meaning on either side; what lies behind it has.
  if (c.bitField === true || isFiller(go.name)) return undefined;
  const names = { goIndex, goField: goOwner + go.name, cField: cOwner + (c.name === "" ? (c.kind ?? "member") : c.name) };
  if (go.bitOffset !== c.bitOffset) return { kind: "offset", ...names, go: go.bitOffset / 8, c: c.bitOffset / 8 };
  if (isFlexible(c)) return undefined;
  // Room at the end that the other side does not look into does no harm: the size of the whole decides.
  if (isLast && (c.kind === "union" || (by === "order" && isBytes(go)))) return undefined;
  const inner = compareNested({ go, c, goIndex, by }, names.goField, names.cField);
  if (inner !== undefined) return inner;
  if (c.kind === "union" ? go.bitSize <= c.bitSize : go.bitSize === c.bitSize) return undefined;
  return { kind: "size", ...names, go: go.bitSize / 8, c: c.bitSize / 8, goType: go.type, cType: c.type };
}

function isFlexible(c: FieldLayout | undefined): boolean {
  return c !== undefined && c.bitSize === 0 && c.elements !== undefined;
}

/** A nested record is better explained by its own first difference. */
function compareNested({ go, c, goIndex }: FieldMatch, goField: string, cField: string): Mismatch | undefined {
  if (go.kind !== "struct" || c.kind !== "struct" || go.fields === undefined || c.fields === undefined) return undefined;
  for (const match of matchFields(go.fields, c.fields) ?? []) {
    const mismatch = compareField({ ...match, goIndex }, `${goField}.`, `${cField}.`, false);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

/** Named members, those of anonymous structs and unions in place of their owner. */
function flatten(fields: readonly FieldLayout[]): readonly FieldLayout[] {
  return fields.flatMap((field) => (field.name !== "" ? [field] : field.fields === undefined ? [] : flatten(field.fields)));
}

function normalize(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** The prefix up to an underscore that every name has (`st_`), or empty. */
function commonPrefix(names: readonly string[]): string {
  const first = names[0];
  if (first === undefined || names.length < 2) return "";
  const end = first.indexOf("_") + 1;
  const prefix = first.slice(0, end);
  return end > 0 && names.every((name) => name.startsWith(prefix) && name.length > end) ? prefix : "";
}
