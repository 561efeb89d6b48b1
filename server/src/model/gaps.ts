/**
 * What of a package is unknown because something was not read: a header that is not there, a package that pkg-config
 * does not find, a limit. Answers by the line of the user's own file that led there; what is said about it is a rule's
 * business.
 */
import type { CUnit } from "../c/unit.ts";
import { cTypeNamed } from "../go/cgoNames.ts";
import { cMentions } from "../go/cMentions.ts";
import type { GoFile } from "../go/facts.ts";
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";
import type { CType } from "../types/c.ts";
import type { PackageModel } from "./package.ts";

/** One line of a preamble, and what is unknown because of it. */
export interface UnresolvedLine {
  readonly site: Site;
  /** What was not read, one clause each, the same ones once. */
  readonly reasons: readonly string[];
  /** The targets on which that is so. */
  readonly targets: readonly Target[];
  /** Records and types that are unknown because of it, as C names them: `struct x`, `foo_t`. Never empty. */
  readonly names: readonly string[];
}

/** What of one unit on one target is unknown for a reason: its name, and whether Go handles it by value. */
interface UnknownName {
  readonly name: string;
  readonly reason: string;
  /** A layout that Go code needs, not a name that merely occurs. */
  readonly inUse: boolean;
}

/** The lines to blame, by file and place. */
export function unresolvedLines(model: PackageModel): readonly UnresolvedLine[] {
  const lines = new Map<string, Line>();
  for (const view of model.views) {
    for (const [path, unit] of view.units) {
      const file = model.file(path);
      if (file === undefined || unit.gaps.every(({ site }) => site === undefined)) continue;
      const named = namedTypes(unit, file, model.folder);
      for (const target of view.targets) {
        for (const { name, reason, inUse } of unknownNames(named, unit, model, target)) {
          for (const gap of unit.gapsBehind(reason)) {
            if (gap.site === undefined || (gap.kind === "library" && !inUse)) continue;
            const line = lineOf(lines, gap.site);
            line.reasons.add(gap.reason);
            line.targets.add(target);
            line.names.add(name);
          }
        }
      }
    }
  }
  return [...lines.values()].map(({ site, reasons, targets, names }) => ({
    site,
    reasons: [...reasons],
    targets: model.asked.filter((target) => targets.has(target)),
    names: [...names],
  }));
}

interface Line {
  readonly site: Site;
  readonly reasons: Set<string>;
  readonly targets: Set<Target>;
  readonly names: Set<string>;
}

function lineOf(lines: Map<string, Line>, site: Site): Line {
  const key = `${site.path}:${site.start}`;
  const line = lines.get(key) ?? { site, reasons: new Set(), targets: new Set(), names: new Set() };
  lines.set(key, line);
  return line;
}

const mentionsByFile = new WeakMap<GoFile, ReturnType<typeof cMentions>>();

function mentionsOf(file: GoFile): ReturnType<typeof cMentions> {
  const mentions = mentionsByFile.get(file) ?? cMentions(file.text);
  mentionsByFile.set(file, mentions);
  return mentions;
}

/** A type that the package declares or mentions; without `type` where the unit has none of that name. */
interface NamedType {
  readonly name: string;
  readonly type: CType | undefined;
  readonly inUse: boolean;
}

const ownByUnit = new WeakMap<CUnit, readonly NamedType[]>();

/** The records and typedefs of a unit that stand in the package's own files. */
function ownTypes(unit: CUnit, file: GoFile, folder: string): readonly NamedType[] {
  const known = ownByUnit.get(unit);
  if (known !== undefined) return known;
  const named = new Map<string, NamedType>();
  // Headers known in part only matter for what Go handles, and most preambles include one.
  if (unit.gaps.some(({ kind }) => kind !== "library")) {
    const isOwn = ({ path, start, end }: Site): boolean => end > start && (path === file.path || path.startsWith(`${folder}/`));
    for (const { record, name, nested } of unit.records) {
      if (!nested && isOwn(name)) named.set(record.name, { name: record.name, type: record, inUse: false });
    }
    for (const { name, type } of unit.typedefs.values()) {
      const under = type.type;
      // A typedef of a record that is named already says nothing more.
      const isSaid = under.kind === "record" && named.has(under.name);
      if (isOwn(name) && !isSaid) named.set(type.name, { name: type.name, type, inUse: false });
    }
  }
  const own = [...named.values()];
  ownByUnit.set(unit, own);
  return own;
}

/** The package's own records and typedefs, and what its Go mentions, each name once. */
function namedTypes(unit: CUnit, file: GoFile, folder: string): readonly NamedType[] {
  const named = new Map(ownTypes(unit, file, folder).map((type) => [type.name, type]));
  for (const { name: goName, isPointer } of mentionsOf(file)) {
    const type = cTypeNamed(unit, goName);
    // A name that is none of C's types may be a type of what was not read.
    if (type === undefined && (unit.functions.has(goName) || unit.variables.has(goName) || unit.constant(goName) !== undefined)) continue;
    const name = goName.replace(/^(struct|union|enum)_/, "$1 ");
    named.set(name, { name, type, inUse: !isPointer });
  }
  return [...named.values()];
}

function unknownNames(named: readonly NamedType[], unit: CUnit, model: PackageModel, target: Target): readonly UnknownName[] {
  return named.flatMap(({ name, type, inUse }) => {
    const reason = type === undefined ? unit.incomplete : reasonOf(type, model, target);
    return reason === undefined ? [] : [{ name, reason, inUse }];
  });
}

function reasonOf(type: CType, model: PackageModel, target: Target): string | undefined {
  const layout = type.kind === "record" ? model.layouts.record(type, target) : model.layouts.cType(type, target);
  return layout.known ? undefined : layout.reason;
}
