/**
 * The records defined in one file with their layouts, grouped by the targets on which they are the same: what
 * `abi-lens layout` prints and what hovers show. Plain data.
 */
import type { CRecordDecl, CUnit } from "../c/unit.ts";
import { groupLayouts } from "../layout/compare.ts";
import type { CgoView, RecordLayout, Unknown } from "../layout/layout.ts";
import { layouts } from "../model/layouts.ts";
import type { PackageModel } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { LineIndex } from "../text/lineIndex.ts";
import type { Range } from "../text/range.ts";
import type { CRecord } from "../types/c.ts";
import type { GoNamed, GoStruct } from "../types/go.ts";
import { underlyingGo } from "../types/go.ts";
import type { LayoutElement, LayoutRecord } from "./api.ts";

/** A record on one target, before grouping. */
interface Sample {
  readonly target: Target;
  readonly site: Range;
  readonly layout: RecordLayout | Unknown;
  readonly cgo: CgoView | undefined;
}

interface Draft {
  readonly name: string;
  readonly names: Set<string>;
  readonly kind: "struct" | "union";
  readonly language: "c" | "go";
  readonly path: string;
  readonly samples: Sample[];
}

/** Groups samples that are equal in everything but type texts. Targets and elements stay in the order given. */
export function groupSamples(samples: readonly Sample[], line: ((site: Range) => number) | undefined): readonly LayoutElement[] {
  const firstLine = line === undefined || samples[0] === undefined ? undefined : line(samples[0].site);
  const groups = groupLayouts(samples, ({ site }) => line?.(site));
  return groups.map((group): LayoutElement => {
    const [sample] = group;
    const targets = group.map(({ target }) => target.id);
    const at = sample === undefined ? undefined : line?.(sample.site);
    const own = at !== undefined && at !== firstLine ? { line: at } : {};
    if (sample?.layout.known !== true)
      return { targets, ...own, unknown: sample?.layout.known === false ? sample.layout.reason : "no targets" };
    return { targets, ...own, layout: sample.layout, ...(sample.cgo === undefined ? {} : { cgo: sample.cgo }) };
  });
}

/** A Go struct type on the given targets. */
export function goSamples(type: GoNamed | GoStruct, site: Range, targets: readonly Target[]): readonly Sample[] {
  return targets.map((target) => ({ target, site, layout: layouts.goStruct(type, target), cgo: undefined }));
}

/** A C record on the given targets, with what cgo makes of it. */
export function cSamples(record: CRecord, site: Range, targets: readonly Target[]): readonly Sample[] {
  return targets.map((target) => {
    const layout = layouts.record(record, target);
    const cgo = layout.known && target.cgo ? layouts.cgo(record, target) : undefined;
    return { target, site, layout, cgo: cgo?.known === true ? cgo : undefined };
  });
}

/** The text of a file that was read. */
type TextOf = (path: string) => string;

/**
 * Records of a Go file: its struct types and the C records of its preambles; with a `name`, those that answer to it,
 * of included files too.
 */
export function goFileLayouts(model: PackageModel, path: string, name: string | undefined, textOf: TextOf): readonly LayoutRecord[] {
  const drafts = new Map<string, Draft>();
  const plain = name === undefined ? undefined : plainName(name);
  const units: UnitTargets[] = [];
  for (const view of model.views) {
    const types: { readonly type: GoNamed; readonly site: Range }[] = [];
    for (const decl of view.go.typeDecls) {
      const type = decl.path === path && !decl.isLocal && !decl.isGeneric && !decl.isAlias ? view.go.type(decl.name) : undefined;
      if (type?.kind === "named") types.push({ type, site: decl.nameRange });
    }
    for (const type of view.go.instances) {
      const decl = view.go.declOf(type);
      if (decl?.path === path && !decl.isLocal) types.push({ type, site: decl.nameRange });
    }
    for (const { type, site } of types) {
      if (underlyingGo(type).kind !== "struct") continue;
      const draft = draftOf(drafts, { name: type.name, kind: "struct", language: "go", path });
      draft.samples.push(...goSamples(type, site, view.targets));
    }
    const unit = view.units.get(path);
    if (unit === undefined) continue;
    addUnit(drafts, unit, path, plain, view.targets);
    units.push({ unit, targets: view.targets });
  }
  if (name !== undefined) addUnread(drafts, units);
  return finish(drafts, name, textOf, model.asked);
}

/** Records of a C file, from its units, as `goFileLayouts`; targets without a C model are unknown for that reason. */
export function cFileLayouts(
  units: readonly CUnit[],
  path: string,
  name: string | undefined,
  textOf: TextOf,
  asked: readonly Target[],
): readonly LayoutRecord[] {
  const drafts = new Map<string, Draft>();
  const plain = name === undefined ? undefined : plainName(name);
  for (const unit of units) addUnit(drafts, unit, path, plain, unit.targets);
  if (name !== undefined)
    addUnread(
      drafts,
      units.map((unit) => ({ unit, targets: unit.targets })),
    );
  for (const draft of drafts.values()) {
    const site = draft.samples[0]?.site ?? { start: 0, end: 0 };
    for (const target of asked) {
      if (typeof target.c !== "string") continue;
      draft.samples.push({ target, site, layout: { known: false, reason: target.c }, cgo: undefined });
    }
  }
  return finish(drafts, name, textOf, asked);
}

function addUnit(drafts: Map<string, Draft>, unit: CUnit, path: string, asked: string | undefined, targets: readonly Target[]): void {
  for (const decl of unit.records) {
    const { record } = decl;
    if (record.name === "" || record.fields === undefined) continue;
    const names = namesOf(decl);
    if (asked === undefined ? decl.name.path !== path : !names.includes(asked)) continue;
    const draft = draftOf(drafts, { name: record.name, kind: record.union ? "union" : "struct", language: "c", path: decl.name.path });
    for (const name of names) draft.names.add(name);
    const taken = new Set(draft.samples.map(({ target }) => target));
    draft.samples.push(
      ...cSamples(
        record,
        decl.name,
        targets.filter((target) => !taken.has(target)),
      ),
    );
  }
}

/** A unit, and the targets for which it was asked. */
export interface UnitTargets {
  readonly unit: CUnit;
  readonly targets: readonly Target[];
}

/** A record on targets where its definition may just not have been read: unknown there, not absent. */
export function unreadSamples(name: string, site: Range, units: readonly UnitTargets[]): readonly Sample[] {
  return units.flatMap(({ unit, targets }) => {
    const { incomplete } = unit;
    if (incomplete === undefined) return [];
    const layout: Unknown = { known: false, reason: `${name} is not defined in what was read, and ${incomplete}` };
    return targets.map((target) => ({ target, site, layout, cgo: undefined }));
  });
}

function addUnread(drafts: ReadonlyMap<string, Draft>, units: readonly UnitTargets[]): void {
  const found = [...drafts.values()].filter(({ language }) => language === "c");
  const taken = new Set(found.flatMap(({ samples }) => samples.map(({ target }) => target)));
  const [draft] = found;
  const site = draft?.samples[0]?.site;
  if (draft === undefined || site === undefined) return;
  draft.samples.push(...unreadSamples(draft.name, site, units).filter(({ target }) => !taken.has(target)));
}

function namesOf({ record, typedefs }: CRecordDecl): readonly string[] {
  return [record.name, ...(record.tag === undefined ? [] : [record.tag]), ...typedefs];
}

function draftOf(drafts: Map<string, Draft>, start: Omit<Draft, "names" | "samples">): Draft {
  const key = `${start.language} ${start.name} ${start.path}`;
  const draft = drafts.get(key) ?? { ...start, names: new Set([start.name]), samples: [] };
  drafts.set(key, draft);
  return draft;
}

/** `struct  T` and `struct T` are one name, `Pair[int, string]` and `Pair[int,string]` too. */
function plainName(name: string): string {
  return name.trim().replace(/\s+/g, " ").replaceAll(", ", ",");
}

function finish(
  drafts: ReadonlyMap<string, Draft>,
  name: string | undefined,
  textOf: TextOf,
  asked: readonly Target[],
): readonly LayoutRecord[] {
  const indexes = new Map<string, LineIndex>();
  const chosen = [...drafts.values()].filter(
    (draft) => name === undefined || [...draft.names].some((own) => plainName(own) === plainName(name)),
  );
  const records = chosen.map((draft): LayoutRecord => {
    const index = indexes.get(draft.path) ?? new LineIndex(textOf(draft.path));
    indexes.set(draft.path, index);
    const line = (site: Range): number => index.lineAt(site.start) + 1;
    const samples = asked.flatMap((target) => {
      const sample = draft.samples.find((candidate) => candidate.target === target);
      return sample === undefined ? [] : [sample];
    });
    const taken = new Set(samples.map(({ target }) => target));
    const nameRange = draft.samples
      .map(({ site }) => site)
      .reduce((a, b) => (b.start < a.start ? b : a), samples[0]?.site ?? { start: 0, end: 0 });
    return {
      name: draft.name,
      names: [...draft.names],
      kind: draft.kind,
      language: draft.language,
      path: draft.path,
      nameRange: { start: nameRange.start, end: nameRange.end },
      layouts: groupSamples(samples, line),
      excluded: asked.filter((target) => !taken.has(target)).map((target) => target.id),
    };
  });
  return records.sort((a, b) => a.nameRange.start - b.nameRange.start || (a.name < b.name ? -1 : 1));
}
