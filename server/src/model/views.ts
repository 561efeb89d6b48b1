/**
 * Builds the model of the packages in one folder: which files are built where, the C unit of each preamble per
 * group of targets, and one resolved view per distinct build. Resumable: files it has not seen are asked for.
 */
import { groupByOptions, preambleOptions, type UnitSettings } from "../c/cgoFlags.ts";
import type { CgoLine } from "../c/cgoLines.ts";
import { PkgConfig } from "../c/pkgConfig.ts";
import type { CReader } from "../c/read.ts";
import type { COptions, CUnit } from "../c/unit.ts";
import type { GoFile } from "../go/facts.ts";
import { groupPackages } from "../go/packages.ts";
import type { GoFileSource } from "../go/readFile.ts";
import { isBuilt } from "../target/fileName.ts";
import type { Target } from "../target/target.ts";
import { type FileView, finished, type Resumable } from "../text/files.ts";
import type { Memo } from "../text/memo.ts";
import { baseOf } from "../text/path.ts";
import { guards } from "./guards.ts";
import { layouts } from "./layouts.ts";
import type { PackageModel } from "./package.ts";
import { findPairs } from "./pairs.ts";
import { buildViews, type ViewInputs } from "./viewsOfBuild.ts";

/** What a package is read with: the readers, the facts and what the user chose. */
export interface ModelInputs extends ViewInputs {
  readonly reader: CReader;
  /** Units of preambles that were read before: most edits leave the C alone. */
  readonly preambles: Memo<readonly CUnit[]>;
  readonly units: UnitSettings;
  /** Names of C that are asked for besides those that the files mention. */
  readonly mentioned: readonly string[];
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
      .flatMap(({ path, cgoLines }) => cgoLines.map(({ text, range, textStart }) => ({ text, site: { path, ...range }, textStart })));
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
  const views = buildViews({ folder, name, sources, built, units }, inputs, view);
  if (!views.done) return views;
  const byPath = new Map(sources.map((file) => [file.path, file]));
  return finished({
    folder,
    name,
    files: sources,
    asked: inputs.targets,
    views: views.value,
    pairs: findPairs(views.value),
    layouts,
    guards,
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
    const source = {
      path: file.path,
      text: file.preambleText.trimEnd(),
      isPreamble: true,
      mentioned: [...namesOfC(file.text), ...inputs.mentioned],
    };
    const key = JSON.stringify([source, group.options, group.targets.map((target) => target.id)]);
    const read = inputs.preambles.get(key, view, (recording) => inputs.reader.read(source, group.options, group.targets, recording));
    if (!read.done) return read;
    for (const unit of read.value) {
      for (const target of unit.targets) units.set(target, unit);
    }
  }
  return finished(units);
}

/** The names of C that a Go file may ask for, sorted: what stands behind `C.`, tags without cgo's prefix. */
function namesOfC(text: string): readonly string[] {
  const names = new Set<string>();
  for (const [, name] of text.matchAll(/\bC\s*\.\s*(\w+)/g)) {
    if (name === undefined) continue;
    names.add(name);
    names.add(name.replace(/^sizeof_/, "").replace(/^(?:struct|union|enum)_/, ""));
  }
  return [...names].sort();
}
