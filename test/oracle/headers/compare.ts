/** Compares what the tool says of records with what clang says, field by field, and counts. */
import type { LayoutElement } from "../../../server/src/features/api.ts";
import type { FieldLayout, RecordLayout } from "../../../server/src/layout/layout.ts";
import type { ClangField, ClangRecord } from "./clangLayouts.ts";

/** What came of the records of one package on one target. */
export class Row {
  readonly name: string;
  readonly target: string;
  right = 0;
  /** Names by reason. */
  readonly unknown = new Map<string, string[]>();
  /** By name: what the tool says, and how clang differs. */
  readonly wrong = new Map<string, { readonly layout: RecordLayout; readonly difference: string }>();
  /** Records on which gcc and clang differ, and the tool knows of it. */
  readonly differing: string[] = [];

  /** The least share that must be known. */
  readonly #bar: number;

  constructor(name: string, target: string, bar: number) {
    this.name = name;
    this.target = target;
    this.#bar = bar;
  }

  /** Nothing is wrong, enough is known, and something was compared. */
  get passes(): boolean {
    return this.wrong.size === 0 && this.records > 0 && this.known >= this.#bar;
  }

  get records(): number {
    return this.right + this.nUnknown + this.wrong.size;
  }

  get nUnknown(): number {
    return [...this.unknown.values()].reduce((sum, names) => sum + names.length, 0);
  }

  /** The share that is known, from 0 to 1. */
  get known(): number {
    return this.records === 0 ? 0 : 1 - this.nUnknown / this.records;
  }

  addAll(theirs: ReadonlyMap<string, ClangRecord>, ours: ReadonlyMap<string, LayoutElement> | undefined): void {
    for (const [name, record] of theirs) this.#add(name, record, ours?.get(name));
  }

  #add(name: string, theirs: ClangRecord, ours: LayoutElement | undefined): void {
    if (ours === undefined || !("layout" in ours)) {
      const reason = ours === undefined ? "nothing that is read declares it" : ours.unknown;
      this.unknown.set(reason, [...(this.unknown.get(reason) ?? []), name]);
      return;
    }
    if (ours.layout.compilers !== undefined) this.differing.push(name);
    const difference = differenceOf(ours.layout, theirs);
    if (difference === undefined) this.right++;
    else this.wrong.set(name, { layout: ours.layout, difference });
  }

  /** The reference compiler confirmed what clang does not say. */
  confirm(name: string): void {
    if (!this.wrong.delete(name)) return;
    this.right++;
    this.differing.push(name);
  }
}

function differenceOf(ours: RecordLayout, theirs: ClangRecord): string | undefined {
  const clang = ours.compilers?.["clang"];
  const { size, align } = clang ?? ours;
  const isAlignRight = align === theirs.align || (theirs.isTypedefAligned === true && theirs.align % align === 0);
  if (size !== theirs.size || !isAlignRight) return `size ${size} align ${align}, clang ${theirs.size} ${theirs.align}`;
  const offsets = clang?.bitOffsets ?? ours.fields.map(({ bitOffset }) => bitOffset);
  return differenceOfFields(ours.fields, theirs.fields, clang === undefined, offsets);
}

/** `deep`: members of members are compared too; what differs between compilers is only listed at the top. */
function differenceOfFields(
  ours: readonly FieldLayout[],
  theirs: readonly ClangField[],
  deep: boolean,
  offsets: readonly number[],
): string | undefined {
  if (ours.length !== theirs.length) return `${ours.length} fields, clang ${theirs.length}`;
  for (const [i, field] of ours.entries()) {
    const other = theirs[i];
    const offset = offsets[i];
    if (other === undefined || offset === undefined) return `field ${i} is missing`;
    const exact = other.isZeroWidth ? offset - (offset % 8) : offset;
    if (field.name !== other.name || exact !== other.bitOffset) {
      return `${field.name || "a field"} at bit ${offset}, clang ${other.name || "a field"} at ${other.bitOffset}`;
    }
    const inner = field.fields;
    if (!deep || inner === undefined) continue;
    const difference = differenceOfFields(
      inner,
      other.fields,
      true,
      inner.map(({ bitOffset }) => bitOffset),
    );
    if (difference !== undefined) return `${field.name}: ${difference}`;
  }
  return undefined;
}
