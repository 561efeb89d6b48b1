/**
 * Builds the model of the packages in one folder: which files are built where, the C unit of each preamble per
 * group of targets, and one resolved view per distinct build. Resumable: files it has not seen are asked for.
 */
import { groupByOptions, preambleOptions, type UnitSettings } from "../c/cgoFlags.ts";
import type { CgoLine } from "../c/cgoLines.ts";
import { PkgConfig } from "../c/pkgConfig.ts";
import type { CReader } from "../c/read.ts";
import type { COptions, CUnit } from "../c/unit.ts";
import type { GoFile, GoView } from "../go/facts.ts";
import { groupPackages } from "../go/packages.ts";
import type { GoFileSource } from "../go/readFile.ts";
import { createView } from "../go/view.ts";
import type { SyscallNumbers } from "../system/syscallNumbers.ts";
import { isBuilt } from "../target/fileName.ts";
import type { Target } from "../target/target.ts";
import { type FileView, finished, type Resumable } from "../text/files.ts";
import type { Memo } from "../text/memo.ts";
import { baseOf } from "../text/path.ts";
import type { GoType } from "../types/go.ts";
import { goEnvironment } from "./environment.ts";
import type { FactStore, ViewFacts } from "./importedFacts.ts";
import { layouts } from "./layouts.ts";
import type { PackageModel, PackageView } from "./package.ts";
import { findPairs } from "./pairs.ts";

/** What a package is read with: the readers, the facts and what the user chose. */
export interface ModelInputs {
  readonly reader: CReader;
  /** Units of preambles that were read before: most edits leave the C alone. */
  readonly preambles: Memo<readonly CUnit[]>;
  readonly syscallNumbers: SyscallNumbers;
  /** What is known of packages without their source. */
  readonly facts: FactStore;
  readonly targets: readonly Target[];
  readonly tags: readonly string[];
  readonly units: UnitSettings;
}

/** The packages that the given files of one folder make, by name; a model for each. */
export function buildModels(
  folder: string,
  sources: readonly GoFileSource[],
  inputs: ModelInputs,
  view: FileView,
): Resumable<readonly PackageModel[]> {
  const models: PackageModel[] = [];
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const group of groupPackages(sources)) {
    const model = buildModel(folder, group.name, group.files, inputs, view);
    if (model.done) models.push(model.value);
    else {
      for (const path of model.needs.files) files.add(path);
      for (const path of model.needs.folders) folders.add(path);
    }
  }
  if (files.size + folders.size > 0) return { done: false, needs: { files: [...files], folders: [...folders] } };
  return finished(models);
}

function buildModel(
  folder: string,
  name: string,
  sources: readonly GoFileSource[],
  inputs: ModelInputs,
  view: FileView,
): Resumable<PackageModel> {
  const built = new Map<string, readonly Target[]>();
  for (const file of sources) built.set(file.path, targetsOfFile(file, inputs));
  // cmd/go gives every file the flags of all files that are built with it (go/build, Context.saveCgo).
  const linesOn = (target: Target): readonly CgoLine[] =>
    sources
      .filter((file) => built.get(file.path)?.includes(target) === true)
      .flatMap(({ path, cgoLines }) => cgoLines.map(({ text, range }) => ({ text, site: { path, ...range } })));
  const packages = new PkgConfig(view, inputs.units.pkgConfig ?? { path: [], libdir: undefined }, folder);
  const units = new Map<string, ReadonlyMap<Target, CUnit>>();
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const file of sources) {
    if (!file.importsC) continue;
    const optionsOn = (target: Target): Resumable<COptions> => preambleOptions(linesOn(target), target, inputs.units, folder, packages);
    const read = readUnits(file, built.get(file.path) ?? [], optionsOn, inputs, view);
    if (read.done) units.set(file.path, read.value);
    else {
      for (const path of read.needs.files) files.add(path);
      for (const path of read.needs.folders) folders.add(path);
    }
  }
  if (files.size + folders.size > 0) return { done: false, needs: { files: [...files], folders: [...folders] } };
  const facts = inputs.facts.on(view);
  const views = buildViews(sources, built, units, inputs.targets, facts);
  if (facts.missing.length > 0) return { done: false, needs: { files: facts.missing, folders: [] } };
  const byPath = new Map(sources.map((file) => [file.path, file]));
  return finished({
    folder,
    name,
    files: sources,
    asked: inputs.targets,
    views,
    pairs: findPairs(views),
    layouts,
    syscallNumbers: inputs.syscallNumbers,
    targetsOf: (path: string): readonly Target[] => built.get(path) ?? [],
    file: (path: string): GoFile | undefined => byPath.get(path),
  });
}

function targetsOfFile(file: GoFile, { targets, tags }: ModelInputs): readonly Target[] {
  const build = { name: baseOf(file.path), constraint: file.constraint, importsC: file.importsC };
  return targets.filter((target) => isBuilt(build, target, tags));
}

/** The preamble's unit on each target; targets whose `#cgo` lines say the same share one reading. */
function readUnits(
  file: GoFile,
  targets: readonly Target[],
  optionsOn: (target: Target) => Resumable<COptions>,
  inputs: ModelInputs,
  view: FileView,
): Resumable<ReadonlyMap<Target, CUnit>> {
  const groups = groupByOptions(
    targets.filter((target) => typeof target.c !== "string"),
    optionsOn,
  );
  if (!groups.done) return groups;
  const units = new Map<Target, CUnit>();
  for (const group of groups.value) {
    // Behind the preamble all is blank, so a change there is none of its.
    const source = { path: file.path, text: file.preambleText.trimEnd(), isPreamble: true };
    const key = JSON.stringify([source, group.options, group.targets.map((target) => target.id)]);
    const read = inputs.preambles.get(key, view, (recording) => inputs.reader.read(source, group.options, group.targets, recording));
    if (!read.done) return read;
    for (const unit of read.value) {
      for (const target of unit.targets) units.set(target, unit);
    }
  }
  return finished(units);
}

/** One view per distinct set of files and units and, where types and constants depend on the target, per distinct answers. */
function buildViews(
  sources: readonly GoFileSource[],
  built: ReadonlyMap<string, readonly Target[]>,
  units: ReadonlyMap<string, ReadonlyMap<Target, CUnit>>,
  targets: readonly Target[],
  facts: ViewFacts,
): readonly PackageView[] {
  const unitIds = new Map<CUnit, number>();
  const unitId = (unit: CUnit | undefined): number => {
    if (unit === undefined) return -1;
    const id = unitIds.get(unit) ?? unitIds.size;
    unitIds.set(unit, id);
    return id;
  };
  const builds = new Map<string, Target[]>();
  for (const target of targets) {
    const key = sources
      .map((file) => (built.get(file.path)?.includes(target) === true ? unitId(units.get(file.path)?.get(target)) : "-"))
      .join();
    if (/^[-,]*$/.test(key.replace(/-1/g, "x"))) continue;
    builds.set(key, [...(builds.get(key) ?? []), target]);
  }
  return [...builds.values()].flatMap((group) => viewsOfBuild(sources, built, units, group, facts));
}

function viewsOfBuild(
  sources: readonly GoFileSource[],
  built: ReadonlyMap<string, readonly Target[]>,
  units: ReadonlyMap<string, ReadonlyMap<Target, CUnit>>,
  targets: readonly Target[],
  facts: ViewFacts,
): readonly PackageView[] {
  const [first, ...rest] = targets;
  if (first === undefined) return [];
  const here = sources.filter((file) => built.get(file.path)?.includes(first) === true);
  const ownUnits = new Map<string, CUnit>();
  for (const file of here) {
    const unit = units.get(file.path)?.get(first);
    if (unit !== undefined) ownUnits.set(file.path, unit);
  }
  const tracked = goEnvironment(first, ownUnits, facts.on(first));
  const go = createView(here, tracked.environment);
  resolveAll(go);
  const view = (shared: readonly Target[]): PackageView => ({ targets: shared, go, units: ownUnits });
  const same = rest.filter((target) => tracked.agreesOn(target));
  const others = rest.filter((target) => !same.includes(target));
  return [view([first, ...same]), ...viewsOfBuild(sources, built, units, others, facts)];
}

/**
 * Asks a view for everything that evaluates constants, types of fields included, so that what it depends
 * on is known before the view is shared.
 */
function resolveAll(view: GoView): void {
  const pending: GoType[] = [...view.instances];
  for (const decl of view.typeDecls) {
    const type = view.type(decl.name);
    if (type !== undefined) pending.push(type);
  }
  for (const crossing of view.crossings) {
    if (crossing.kind === "conversion") pending.push(crossing.from, crossing.to);
    else for (const argument of crossing.arguments) pending.push(argument.type);
  }
  for (const exported of view.exports) for (const part of [...exported.parameters, ...exported.results]) pending.push(part.type);
  void view.constants;
  const seen = new Set<GoType>();
  for (let type = pending.pop(); type !== undefined; type = pending.pop()) {
    if (seen.has(type)) continue;
    seen.add(type);
    // Behind a pointer nothing takes part in a layout, and generic types may grow there without end.
    if (type.kind === "named") pending.push(type.underlying);
    else if (type.kind === "struct") for (const field of type.fields) pending.push(field.type);
    else if (type.kind === "array") pending.push(type.of);
    if (seen.size > mostTypes) return;
  }
}

/** A type that holds an ever larger instance of itself by value is no Go, but it may be typed. */
const mostTypes = 100_000;
