/**
 * The views of one package: one per distinct set of files and C units and, where types and constants depend on the
 * target, per distinct answers. Views that are finished are kept while others still wait for files.
 */
import type { CUnit } from "../c/unit.ts";
import type { Address } from "../go/address.ts";
import { Asker } from "../go/asker.ts";
import type { GoView, PointerSource } from "../go/facts.ts";
import type { PackageIndex } from "../go/importedPackage.ts";
import { type GoPlaces, type ModuleContext, moduleContext } from "../go/modules.ts";
import type { GoFileSource } from "../go/readFile.ts";
import { typesOfValues } from "../go/valueFacts.ts";
import { createView } from "../go/view.ts";
import type { SyscallNumbers } from "../system/syscallNumbers.ts";
import type { Target } from "../target/target.ts";
import { type FileView, finished, type Needs, type Resumable } from "../text/files.ts";
import { Memo } from "../text/memo.ts";
import type { GoType } from "../types/go.ts";
import { goEnvironment } from "./environment.ts";
import type { FactStore } from "./importedFacts.ts";
import { Imports, type PackageStore } from "./imports.ts";
import type { KernelStore } from "./kernelTables.ts";
import { kernelUses } from "./kernelUses.ts";
import type { PackageView } from "./package.ts";

/** A package whose files and C are read. */
export interface PackageSources {
  readonly folder: string;
  readonly name: string;
  readonly sources: readonly GoFileSource[];
  /** The targets each file is built on, by its path. */
  readonly built: ReadonlyMap<string, readonly Target[]>;
  /** The preambles' units, by the file's path. */
  readonly units: ReadonlyMap<string, ReadonlyMap<Target, CUnit>>;
}

export interface ViewInputs {
  readonly packages: PackageStore;
  readonly places: GoPlaces;
  readonly attempts: Attempts;
  /** What is known of packages without their source. */
  readonly facts: FactStore;
  /** What is known of the kernel. */
  readonly kernel: KernelStore;
  readonly syscallNumbers: SyscallNumbers;
  readonly targets: readonly Target[];
  readonly tags: readonly string[];
}

/** A finished view, and the targets that need one of their own. */
interface OneView {
  readonly view: PackageView;
  readonly others: readonly Target[];
}

interface Attempt {
  readonly sources: readonly GoFileSource[];
  readonly contexts: Memo<ModuleContext>;
  readonly indexes: Map<string, PackageIndex>;
  context: ModuleContext | undefined;
  views: Memo<OneView>;
}

/** More views than there are targets have no use. */
const mostViews = 200;

/** What is kept of packages whose views are not all finished, from one attempt to build them to the next. */
export class Attempts {
  readonly #open = new Map<string, Attempt>();

  /** The attempt under a key; a new one when it was made of other files. */
  of(key: string, sources: readonly GoFileSource[]): Attempt {
    const known = this.#open.get(key);
    if (known !== undefined && known.sources.length === sources.length && known.sources.every((each, i) => each === sources[i]))
      return known;
    const attempt: Attempt = { sources, contexts: new Memo(), indexes: new Map(), context: undefined, views: new Memo(mostViews) };
    this.#open.set(key, attempt);
    return attempt;
  }

  /** Nothing more is to be built under the key. */
  close(key: string): void {
    this.#open.delete(key);
  }
}

export function buildViews(of: PackageSources, inputs: ViewInputs, view: FileView): Resumable<readonly PackageView[]> {
  const key = JSON.stringify([of.folder, of.name, inputs.targets.map(({ id }) => id), inputs.tags]);
  const attempt = inputs.attempts.of(key, of.sources);
  const context = attempt.contexts.get("", view, (recording) => contextOf(recording, of.folder, inputs.places));
  if (!context.done) return context;
  if (attempt.context !== context.value) {
    attempt.views = new Memo(mostViews);
    attempt.indexes.clear();
  }
  attempt.context = context.value;
  const views: PackageView[] = [];
  const files = new Set<string>();
  const folders = new Set<string>();
  const waiting = groupsOf(of, inputs.targets);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { key: build, targets } = next;
    const viewKey = `${build} ${targets.map(({ id }) => id).join()}`;
    const one = attempt.views.get(viewKey, view, (recording) => buildView(of, targets, attempt, context.value, inputs, recording));
    if (!one.done) {
      for (const path of one.needs.files) files.add(path);
      for (const path of one.needs.folders) folders.add(path);
      continue;
    }
    views.push(one.value.view);
    if (one.value.others.length > 0) waiting.unshift({ key: build, targets: one.value.others });
  }
  if (files.size + folders.size > 0) return { done: false, needs: { files: [...files], folders: [...folders] } };
  inputs.attempts.close(key);
  return finished(views);
}

function contextOf(view: FileView, folder: string, places: GoPlaces): Resumable<ModuleContext> {
  const asker = new Asker(view);
  const context = moduleContext(asker, folder, places);
  return asker.needs === undefined ? finished(context) : { done: false, needs: asker.needs };
}

const unitIds = new WeakMap<CUnit, number>();
let nUnits = 0;

function unitId(unit: CUnit | undefined): number {
  if (unit === undefined) return -1;
  const id = unitIds.get(unit) ?? nUnits++;
  unitIds.set(unit, id);
  return id;
}

/** Targets whose files and units are the same. */
function groupsOf({ sources, built, units }: PackageSources, targets: readonly Target[]): { key: string; targets: readonly Target[] }[] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    const files = sources.map((file) => built.get(file.path)?.includes(target) === true);
    if (!files.includes(true)) continue;
    const key = sources.map((file, i) => (files[i] === true ? unitId(units.get(file.path)?.get(target)) : "-")).join();
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return [...groups].map(([key, group]) => ({ key, targets: group }));
}

/** The view of the first target, for all the others that it serves. */
function buildView(
  { folder, name, sources, built, units }: PackageSources,
  targets: readonly Target[],
  { indexes }: Attempt,
  context: ModuleContext,
  { packages, facts, kernel, syscallNumbers, tags }: ViewInputs,
  view: FileView,
): Resumable<OneView> {
  const [first, ...rest] = targets;
  if (first === undefined) throw new Error("a view of no target");
  const here = sources.filter((file) => built.get(file.path)?.includes(first) === true);
  const ownUnits = new Map<string, CUnit>();
  for (const file of here) {
    const unit = units.get(file.path)?.get(first);
    if (unit !== undefined) ownUnits.set(file.path, unit);
  }
  const imports = new Imports(packages, view, { folder, name, tags, targets, context }, indexes);
  for (const file of here) {
    imports.foresee(file.imports.map(({ path }) => path));
  }
  if (imports.needs !== undefined) return { done: false, needs: imports.needs };
  const known = facts.on(view);
  const needs = (): Needs | undefined => {
    const wanted = imports.needs;
    if (known.missing.length === 0) return wanted;
    return { files: [...(wanted?.files ?? []), ...known.missing], folders: wanted?.folders ?? [] };
  };
  const tracked = goEnvironment(first, ownUnits, known.on(first), imports.on(first));
  const go = createView(here, tracked.environment, imports.ownPath);
  resolveTypes(declaredTypes(go));
  // Bodies ask for most; what they say holds only once everything is there.
  if (needs() === undefined) resolveTypes(crossedTypes(go));
  const wanted = needs();
  if (wanted !== undefined) return { done: false, needs: wanted };
  const same = rest.filter((target) => tracked.agreesOn(target));
  const more = needs();
  if (more !== undefined) return { done: false, needs: more };
  const main = context.mains.find((each) => folder === each.folder || folder.startsWith(`${each.folder}/`));
  const served = [first, ...same];
  const tables = kernel.on(view);
  const uses = kernelUses(go, served, tables, syscallNumbers);
  if (tables.missing.length > 0) return { done: false, needs: { files: tables.missing, folders: [] } };
  const shared = { targets: served, go, units: ownUnits, goVersion: main?.file.go, kernelUses: uses };
  return finished({ view: shared, others: rest.filter((target) => !same.includes(target)) });
}

/** Asks a view for everything that evaluates constants outside of bodies, so that what it depends on is known before it is shared. */
function declaredTypes(view: GoView): GoType[] {
  const types: GoType[] = [];
  for (const decl of view.typeDecls) {
    const type = view.type(decl.name);
    if (type !== undefined) types.push(type);
  }
  for (const exported of view.exports) for (const part of [...exported.parameters, ...exported.results]) types.push(part.type);
  void view.constants;
  void view.guards;
  return types;
}

/** As `declaredTypes`, of bodies. */
function crossedTypes(view: GoView): GoType[] {
  const types: GoType[] = [...view.instances];
  for (const crossing of view.crossings) {
    if (crossing.kind === "conversion") types.push(crossing.from, crossing.to, ...typesOnTheWay(crossing.source));
    else if (crossing.kind === "systemValue") types.push(crossing.to, ...(crossing.value === undefined ? [] : [crossing.value]));
    else if (crossing.kind === "atomic64") types.push(...typesAround(crossing.address));
    else if (crossing.kind === "call") {
      for (const { type, converted, source } of crossing.arguments) {
        types.push(type, ...(converted === undefined ? [] : [converted]), ...(source === undefined ? [] : typesOnTheWay(source)));
      }
    } else if (crossing.kind !== "systemName" && crossing.kind !== "member") types.push(...typesOfValues(crossing));
  }
  return types;
}

function typesOnTheWay({ pointee, address }: PointerSource): readonly GoType[] {
  return [pointee, ...typesAround(address)];
}

function typesAround(address: Address | undefined): readonly GoType[] {
  if (address === undefined) return [];
  const { root, steps } = address;
  // The memory behind a slice counts as its elements do.
  return [root.kind === "slice" ? root.of : root, ...steps.flatMap((step) => (step.kind === "field" ? [step.owner] : []))];
}

/** Resolves what stands in types by value: lengths of arrays and types of fields. */
function resolveTypes(pending: GoType[]): void {
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
