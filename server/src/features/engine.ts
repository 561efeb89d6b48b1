/**
 * The engine behind the language server and the command line: answers questions about the files a view shows,
 * and remembers what it computed as long as the texts it depended on are the same. Does no I/O.
 */

import { groupByOptions, plainOptions, type UnitSettings } from "../c/cgoFlags.ts";
import { CReader } from "../c/read.ts";
import type { CUnit } from "../c/unit.ts";
import type { GoPlaces } from "../go/modules.ts";
import { type GoFileSource, readGoFile } from "../go/readFile.ts";
import { FactStore } from "../model/importedFacts.ts";
import { PackageStore } from "../model/imports.ts";
import { KernelStore } from "../model/kernelTables.ts";
import type { PackageModel } from "../model/package.ts";
import { buildModels } from "../model/views.ts";
import { Attempts } from "../model/viewsOfBuild.ts";
import type { Finding, Fix, HoverText } from "../rules/finding.ts";
import { rules } from "../rules/index.ts";
import type { Syntax } from "../syntax/syntax.ts";
import type { SyscallNumbers } from "../system/syscallNumbers.ts";
import { isTestFileName } from "../target/fileName.ts";
import type { PredefinedMacros } from "../target/predefinedMacros.ts";
import type { TargetRegistry } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import { type FileView, finished, type Resumable } from "../text/files.ts";
import { Memo } from "../text/memo.ts";
import { folderOf, join } from "../text/path.ts";
import type { Range, TextEdit } from "../text/range.ts";
import type { AnalysisOptions, CodeAction, Engine, LayoutRecord, PackageReport } from "./api.ts";
import { diagnose } from "./diagnose.ts";
import { fixAll } from "./fixAll.ts";
import { cFileHover, goFileHover } from "./hover.ts";
import { ignoring } from "./ignore.ts";
import { cFileLayouts, goFileLayouts } from "./layoutView.ts";
import { proves } from "./prove.ts";

/** What an engine is made of; the entries load it. */
export interface EngineParts {
  readonly syntax: Syntax;
  readonly registry: TargetRegistry;
  readonly macros: PredefinedMacros;
  readonly syscallNumbers: SyscallNumbers;
  readonly places: GoPlaces;
  /** The target of the machine whose headers are read; undefined where there is none to look at. */
  readonly host?: string | undefined;
}

export function createEngine(parts: EngineParts): Engine {
  return new AnalysisEngine(parts);
}

class AnalysisEngine implements Engine {
  readonly #parts: EngineParts;
  readonly #reader: CReader;
  readonly #sources = new Map<string, GoFileSource>();
  readonly #models = new Memo<readonly PackageModel[]>(32);
  readonly #units = new Memo<readonly CUnit[]>();
  readonly #preambles = new Memo<readonly CUnit[]>();
  readonly #packages: PackageStore;
  readonly #attempts = new Attempts();
  readonly #facts = new FactStore();
  readonly #kernel = new KernelStore();
  /** Proved fixes; editors ask at every move of the cursor. */
  readonly #fixes = new WeakMap<PackageModel, Map<string, readonly Fix[]>>();
  readonly #reports = new WeakMap<PackageModel, Map<string, readonly Finding[]>>();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#packages = new PackageStore(parts.syntax);
    this.#reader = new CReader(parts.syntax, parts.macros);
  }

  check(view: FileView, folder: string, options: AnalysisOptions): Resumable<readonly PackageReport[]> {
    const models = this.#modelsOf(view, folder, options);
    if (!models.done) return models;
    return finished(models.value.map((model) => this.#report(model, options)));
  }

  codeActions(view: FileView, path: string, range: Range, options: AnalysisOptions): Resumable<readonly CodeAction[]> {
    const models = this.#modelsOf(view, folderOf(path), options);
    if (!models.done) return models;
    const actions: CodeAction[] = [];
    for (const model of models.value) {
      for (const finding of this.#findings(model, options)) {
        if (finding.site.path !== path || finding.site.end < range.start || range.end < finding.site.start) continue;
        const fixes = this.#proved(model, finding, models.value, view, options);
        if (!fixes.done) return fixes;
        const ignore = this.#ignored(model, finding, models.value, view, options);
        if (!ignore.done) return ignore;
        const offered = [...fixes.value, ...ignore.value];
        actions.push(...offered.map((fix) => ({ title: fix.title, finding, preferred: fix.preferred, edits: fix.edits })));
      }
    }
    return finished(actions);
  }

  fixAll(view: FileView, path: string, options: AnalysisOptions): Resumable<TextEdit | undefined> {
    return fixAll(view, path, {
      models: (edited) =>
        edited === view ? this.#modelsOf(view, folderOf(path), options) : this.#reanalyze(edited, folderOf(path), options),
      findings: (model) => this.#findings(model, options),
      proved: (model, finding, models, edited) => this.#proved(model, finding, models, edited, options),
    });
  }

  fixesOf(view: FileView, folder: string, finding: Finding, options: AnalysisOptions): Resumable<readonly Fix[]> {
    const models = this.#modelsOf(view, folder, options);
    if (!models.done) return models;
    const model = models.value.find((candidate) => candidate.file(finding.site.path) !== undefined);
    return model === undefined ? finished([]) : this.#proved(model, finding, models.value, view, options);
  }

  hover(view: FileView, path: string, offset: number, options: AnalysisOptions): Resumable<HoverText | undefined> {
    const targets = this.#targets(options);
    if (!path.endsWith(".go")) {
      const units = this.#unitsOf(view, path, options);
      return units.done
        ? finished(cFileHover(units.value, { path, text: view.read(path) ?? "" }, offset, targets, this.#parts.syntax))
        : units;
    }
    const models = this.#modelsOf(view, folderOf(path), withTestsFor(path, options));
    if (!models.done) return models;
    const model = models.value.find((candidate) => candidate.file(path) !== undefined);
    return finished(model === undefined ? undefined : goFileHover(model, path, offset, this.#parts.syntax));
  }

  layouts(view: FileView, path: string, options: AnalysisOptions, name?: string): Resumable<readonly LayoutRecord[]> {
    const found = this.#layouts(view, path, options, name, []);
    // Of what the C library declares only names that occur are read.
    if (!found.done || found.value.length > 0 || name === undefined) return found;
    return this.#layouts(view, path, options, name, [name.replace(/^(?:struct|union|enum) /, "")]);
  }

  /** `mentioned`: names that are asked for and need not occur. */
  #layouts(
    view: FileView,
    path: string,
    options: AnalysisOptions,
    name: string | undefined,
    mentioned: readonly string[],
  ): Resumable<readonly LayoutRecord[]> {
    const textOf = (file: string): string => view.read(file) ?? "";
    if (!path.endsWith(".go")) {
      const units = this.#unitsOf(view, path, options, mentioned);
      return units.done ? finished(cFileLayouts(units.value, path, name, textOf, this.#targets(options))) : units;
    }
    const models = this.#modelsOf(view, folderOf(path), withTestsFor(path, options), mentioned);
    if (!models.done) return models;
    const model = models.value.find((candidate) => candidate.file(path) !== undefined);
    return finished(model === undefined ? [] : goFileLayouts(model, path, name, textOf));
  }

  forget(path: string): void {
    this.#sources.delete(path);
    this.#packages.forget(path);
    this.#parts.syntax.forget(path);
  }

  dispose(): void {
    this.#parts.syntax.dispose();
  }

  #targets(options: AnalysisOptions): readonly Target[] {
    return options.targets.flatMap((id) => this.#parts.registry.get(id) ?? []);
  }

  /** The packages of a folder. Files of a name that a build ignores (`_x.go`, `.x.go`) take no part. */
  #modelsOf(
    view: FileView,
    folder: string,
    options: AnalysisOptions,
    mentioned: readonly string[] = [],
  ): Resumable<readonly PackageModel[]> {
    const key = JSON.stringify([
      folder,
      mentioned,
      options.targets,
      options.tags,
      options.tests,
      options.includeDirs,
      options.defines,
      options.undefines,
      options.std,
      options.pkgConfig,
      options.sysroots,
    ]);
    return this.#models.get(key, view, (recording) => this.#buildModels(recording, folder, options, mentioned));
  }

  #buildModels(view: FileView, folder: string, options: AnalysisOptions, mentioned: readonly string[]): Resumable<readonly PackageModel[]> {
    const names = view.list(folder);
    if (names === undefined) return { done: false, needs: { files: [], folders: [folder] } };
    const paths = (names ?? [])
      .filter((name) => /^[^_.].*\.go$/.test(name) && (options.tests || !name.endsWith("_test.go")))
      .map((name) => join(folder, name));
    const missing = paths.filter((path) => view.read(path) === undefined);
    if (missing.length > 0) return { done: false, needs: { files: missing, folders: [] } };
    const sources = paths.flatMap((path) => {
      const text = view.read(path);
      return typeof text === "string" ? [this.#source(path, text)] : [];
    });
    const inputs = {
      reader: this.#reader,
      preambles: this.#preambles,
      packages: this.#packages,
      attempts: this.#attempts,
      places: this.#parts.places,
      syscallNumbers: this.#parts.syscallNumbers,
      facts: this.#facts,
      kernel: this.#kernel,
      targets: this.#targets(options),
      tags: options.tags,
      units: this.#unitSettings(options),
      mentioned,
    };
    return buildModels(folder, sources, inputs, view);
  }

  #source(path: string, text: string): GoFileSource {
    const known = this.#sources.get(path);
    if (known?.text === text) return known;
    const source = readGoFile(this.#parts.syntax, path, text, true);
    this.#sources.set(path, source);
    return source;
  }

  #unitsOf(view: FileView, path: string, options: AnalysisOptions, mentioned: readonly string[] = []): Resumable<readonly CUnit[]> {
    const settings = this.#unitSettings(options);
    const key = JSON.stringify([path, mentioned, options.targets, settings]);
    return this.#units.get(key, view, (recording) => {
      const text = recording.read(path);
      if (text === undefined) return { done: false, needs: { files: [path], folders: [] } };
      if (text === null) return finished([]);
      const withC = this.#targets(options).filter((target) => typeof target.c !== "string");
      const groups = groupByOptions(withC, (target) => finished(plainOptions(settings, target, folderOf(path))));
      if (!groups.done) return groups;
      const units: CUnit[] = [];
      for (const group of groups.value) {
        const read = this.#reader.read({ path, text, isPreamble: false, mentioned }, group.options, group.targets, recording);
        if (!read.done) return read;
        units.push(...read.value);
      }
      return finished(units);
    });
  }

  #unitSettings({ includeDirs, defines, undefines, std, tags, sysroots, pkgConfig }: AnalysisOptions): UnitSettings {
    const packages = pkgConfig === undefined ? {} : { pkgConfig };
    return { includeDirs, defines, undefines, std, tags, sysroots, host: this.#parts.host, ...packages };
  }

  #findings(model: PackageModel, options: AnalysisOptions): readonly Finding[] {
    const key = JSON.stringify(options.rules);
    const known = this.#reports.get(model) ?? new Map<string, readonly Finding[]>();
    this.#reports.set(model, known);
    const findings = known.get(key) ?? diagnose(model, options.rules);
    known.set(key, findings);
    return findings;
  }

  #report(model: PackageModel, options: AnalysisOptions): PackageReport {
    const isUnknown = model.pairs.filter((pair) =>
      pair.occurrences.some(({ targets, goType, record }) =>
        targets.some((target) => !model.layouts.record(record, target).known || !model.layouts.goStruct(goType, target).known),
      ),
    );
    return {
      folder: model.folder,
      files: model.files.map((file) => file.path),
      units: model.files.reduce((sum, file) => sum + file.text.length, 0),
      pairs: model.pairs.length,
      unknown: isUnknown.length,
      findings: this.#findings(model, options),
    };
  }

  /** The fixes of a finding that hold. */
  #proved(
    model: PackageModel,
    finding: Finding,
    models: readonly PackageModel[],
    view: FileView,
    options: AnalysisOptions,
  ): Resumable<readonly Fix[]> {
    const proposed = (): readonly Fix[] => rules.find(({ id }) => id === finding.rule)?.fixes?.(finding, model) ?? [];
    return this.#remembered("fixes", model, finding, () => this.#prove(proposed(), model, finding, models, view, options));
  }

  /** The comment that silences a finding, where there is a place for one. */
  #ignored(
    model: PackageModel,
    finding: Finding,
    models: readonly PackageModel[],
    view: FileView,
    options: AnalysisOptions,
  ): Resumable<readonly Fix[]> {
    return this.#remembered("ignore", model, finding, () => {
      const comment = ignoring(finding, model);
      return this.#prove(comment === undefined ? [] : [comment], model, finding, models, view, options);
    });
  }

  /** What was proved of a finding before, as long as its package is the same. */
  #remembered(kind: string, model: PackageModel, finding: Finding, prove: () => Resumable<readonly Fix[]>): Resumable<readonly Fix[]> {
    const known = this.#fixes.get(model) ?? new Map<string, readonly Fix[]>();
    this.#fixes.set(model, known);
    const key = JSON.stringify([kind, finding.rule, finding.site, finding.facts]);
    const before = known.get(key);
    if (before !== undefined) return finished(before);
    const proved = prove();
    if (proved.done) known.set(key, proved.value);
    return proved;
  }

  #prove(
    fixes: readonly Fix[],
    model: PackageModel,
    finding: Finding,
    models: readonly PackageModel[],
    view: FileView,
    options: AnalysisOptions,
  ): Resumable<readonly Fix[]> {
    const proved: Fix[] = [];
    for (const fix of fixes) {
      const proof = proves(fix, finding, models, view, (edited) => this.#reanalyze(edited, model.folder, options));
      if (!proof.done) return proof;
      if (proof.value) proved.push(fix);
    }
    return finished(proved);
  }

  /** As `#buildModels`, without remembering: the edited texts exist for one proof only. */
  #reanalyze(view: FileView, folder: string, options: AnalysisOptions): Resumable<readonly PackageModel[]> {
    const kept = new Map(this.#sources);
    const models = this.#buildModels(view, folder, options, []);
    this.#sources.clear();
    for (const [path, source] of kept) this.#sources.set(path, source);
    return models;
  }
}

/** A package is looked at without its tests, unless one of them is asked about. */
function withTestsFor(path: string, options: AnalysisOptions): AnalysisOptions {
  return { ...options, tests: options.tests || isTestFileName(path) };
}
