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
}

/** One field of each side. `goIndex` counts in the Go record's fields; `path` names nested members (`in.b`). */
export interface FieldMatch {
  readonly goIndex: number;
  readonly go: FieldLayout;
  readonly c: FieldLayout;
}

/** The first difference; offsets and sizes in bytes from the start of the whole record. */
export type Mismatch =
  | {
      readonly kind: "offset" | "size";
      readonly goIndex: number;
      readonly goField: string;
      readonly cField: string;
      readonly go: number;
      readonly c: number;
    }
  | { readonly kind: "recordSize"; readonly go: number; readonly c: number };

/**
 * Which C member each named Go field stands for, or undefined when that is not certain. Fields correspond by name
 * (case and underscores apart, with or without the prefix that all C names share, as `st_` in `struct stat`); else
 * by order, when both sides have the same number of members and no name says otherwise. Blank Go fields are padding
 * unless only they make the numbers equal.
 */
export function matchFields(go: readonly FieldLayout[], c: readonly FieldLayout[]): readonly FieldMatch[] | undefined {
  const named = go.map((field, goIndex) => ({ field, goIndex })).filter(({ field }) => field.name !== "_");
  if (named.length === 0) return undefined;
  const members = flatten(c);
  const byName = new Map<string, FieldLayout | undefined>();
  const prefix = commonPrefix(members.map((member) => member.name));
  for (const member of members) {
    for (const key of new Set([normalize(member.name), normalize(member.name.slice(prefix.length))])) {
      // Two members that normalize alike name nothing for certain.
      byName.set(key, byName.has(key) ? undefined : member);
    }
  }
  const matches: FieldMatch[] = [];
  const used = new Set<FieldLayout>();
  for (const { field, goIndex } of named) {
    const member = byName.get(normalize(field.name));
    if (member !== undefined && !used.has(member)) {
      used.add(member);
      matches.push({ goIndex, go: field, c: member });
    }
  }
  if (matches.length === named.length) return matches;
  const ordered = c.filter((field) => !(field.bitField === true && field.name === ""));
  if (ordered.some((field) => field.bitField === true)) return undefined;
  const goOrder = named.length === ordered.length ? named : go.map((field, goIndex) => ({ field, goIndex }));
  if (goOrder.length !== ordered.length) return undefined;
  const pairs: FieldMatch[] = [];
  for (const [i, { field, goIndex }] of goOrder.entries()) {
    const member = ordered[i];
    if (member === undefined) return undefined;
    const byItsName = matches.find((match) => match.goIndex === goIndex);
    if (byItsName !== undefined && byItsName.c !== member) return undefined;
    if (field.name !== "_") pairs.push({ goIndex, go: field, c: member });
  }
  return pairs;
}

/** The first difference that can do harm in this use, or undefined when there is none or the fields do not certainly correspond. */
export function compareMirror(go: RecordLayout, c: RecordLayout, use: MirrorUse): Mismatch | undefined {
  const fields = compareFields(go, c);
  if (fields !== undefined) return fields === "unmatched" ? undefined : fields.mismatch;
  const short = use.goToC && go.size < c.size;
  const long = use.cToGo && go.size > c.size;
  if (short || long || (use.wholeSize && go.size !== c.size)) return { kind: "recordSize", go: go.size, c: c.size };
  return undefined;
}

type FieldsComparison = { readonly mismatch: Mismatch } | "unmatched" | undefined;

const compared = new WeakMap<RecordLayout, WeakMap<RecordLayout, { readonly answer: FieldsComparison }>>();

/** The first field that differs; remembered, because many targets share both layouts. */
function compareFields(go: RecordLayout, c: RecordLayout): FieldsComparison {
  const known = compared.get(go)?.get(c);
  if (known !== undefined) return known.answer;
  const matches = matchFields(go.fields, c.fields);
  let answer: FieldsComparison = matches === undefined ? "unmatched" : undefined;
  for (const match of matches ?? []) {
    const mismatch = compareField(match.go, match.c, match.goIndex, "", "");
    if (mismatch === undefined) continue;
    answer = { mismatch };
    break;
  }
  const others = compared.get(go) ?? new WeakMap();
  others.set(c, { answer });
  compared.set(go, others);
  return answer;
}

function compareField(go: FieldLayout, c: FieldLayout, goIndex: number, goOwner: string, cOwner: string): Mismatch | undefined {
  if (c.bitField === true) return undefined;
  const goField = goOwner + go.name;
  const cField = cOwner + (c.name === "" ? (c.kind ?? "member") : c.name);
  if (go.bitOffset !== c.bitOffset) return { kind: "offset", goIndex, goField, cField, go: go.bitOffset / 8, c: c.bitOffset / 8 };
  const isFlexible = c.bitSize === 0 && c.elements !== undefined;
  if (isFlexible) return undefined;
  if (c.kind === "union" ? go.bitSize > c.bitSize : go.bitSize !== c.bitSize) {
    // A nested record is better explained by its own first difference.
    const inner = c.kind === "struct" ? compareNested(go, c, goIndex, goField, cField) : undefined;
    return inner ?? { kind: "size", goIndex, goField, cField, go: go.bitSize / 8, c: c.bitSize / 8 };
  }
  return c.kind === "struct" ? compareNested(go, c, goIndex, goField, cField) : undefined;
}

function compareNested(go: FieldLayout, c: FieldLayout, goIndex: number, goField: string, cField: string): Mismatch | undefined {
  if (go.kind !== "struct" || go.fields === undefined || c.fields === undefined) return undefined;
  for (const match of matchFields(go.fields, c.fields) ?? []) {
    const mismatch = compareField(match.go, match.c, goIndex, `${goField}.`, `${cField}.`);
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
