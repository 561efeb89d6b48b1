/**
 * A package that others import, found name by name: an index of where its files declare what, and the package as it
 * is on one target. Only declarations that somebody asks for are read.
 */
import { isBuilt, isGoodFileName, isTestFileName } from "../target/fileName.ts";
import type { Target } from "../target/target.ts";
import { join } from "../text/path.ts";
import type { ImportedFile } from "./importedFile.ts";
import type { PackagePlace } from "./modules.ts";
import type { FunctionObject, PackageObject } from "./operands.ts";
import { objectNamed, type PackageObjects } from "./packageObjects.ts";
import type { PlacedDeclaration } from "./readFile.ts";

/** One place that declares a name. */
interface Declaring {
  readonly file: ImportedFile;
  readonly placed: PlacedDeclaration;
}

/** What an index is made of. */
export interface PackageParts extends PackagePlace {
  /** The names of the files in the folder that may belong to the package. */
  readonly names: readonly string[];
  /** The whole listing of the folder that they come from. */
  readonly listing: readonly string[];
  readonly tags: readonly string[];
}

export interface FileReader {
  /** The file at a path: `null` where there is none, undefined where nobody has looked yet. */
  file(path: string): ImportedFile | null | undefined;
  /** Called before files are read for the first time: those of other targets will be wanted too. */
  foresee(parts: PackageParts): void;
}

/** Where a package declares what, on every target. Files are read for the targets that somebody asks about. */
export class PackageIndex {
  readonly parts: PackageParts;
  #reader: FileReader;
  readonly #built = new Map<Target, ReadonlySet<ImportedFile>>();
  readonly #declaring = new Map<Target, Map<string, readonly Declaring[]>>();

  constructor(parts: PackageParts, reader: FileReader) {
    this.parts = parts;
    this.#reader = reader;
  }

  /** Reads through `reader` from now on; false when that shows other files than those read so far. */
  resume(reader: FileReader): boolean {
    this.#reader = reader;
    for (const files of this.#built.values()) for (const file of files) if (reader.file(file.path) !== file) return false;
    return true;
  }

  /** The name in the package clause of the first file that is built on a target. */
  nameOn(target: Target): string | undefined {
    const { folder, names, tags } = this.parts;
    for (const name of names) {
      const file = isGoodFileName(name, target, tags) ? this.#reader.file(join(folder, name)) : undefined;
      if (file !== undefined && file !== null && isTaken(file, target, tags)) return file.packageName;
    }
    return undefined;
  }

  /** The files that are built on a target. */
  filesOn(target: Target): ReadonlySet<ImportedFile> {
    let built = this.#built.get(target);
    if (built === undefined) {
      const { folder, names, tags } = this.parts;
      if (this.#built.size === 0) this.#reader.foresee(this.parts);
      const files = names.filter((name) => isGoodFileName(name, target, tags)).map((name) => this.#reader.file(join(folder, name)));
      const there = files.filter((file) => file !== undefined && file !== null);
      built = new Set(there.filter((file) => isTaken(file, target, tags)));
      if (!files.includes(undefined)) this.#built.set(target, built);
    }
    return built;
  }

  /** The names in the package clauses of those files; a package that builds has one. */
  namesOn(target: Target): ReadonlySet<string> {
    return new Set([...this.filesOn(target)].map(({ packageName }) => packageName ?? ""));
  }

  /** Where a name is declared on a target. */
  declaring(name: string, target: Target): readonly Declaring[] {
    const known = this.#declaring.get(target) ?? new Map<string, readonly Declaring[]>();
    this.#declaring.set(target, known);
    let places = known.get(name);
    if (places === undefined) {
      places = [...this.filesOn(target)].flatMap((file) => file.declaring(name).map((placed) => ({ file, placed })));
      if (this.#built.has(target)) known.set(name, places);
    }
    return places;
  }
}

function isTaken(file: ImportedFile, target: Target, tags: readonly string[]): boolean {
  const { path: name, constraint, packageName } = file;
  // The go command takes package documentation for none (go/build, Context.Import).
  if (packageName === undefined || packageName === "documentation") return false;
  if (isTestFileName(name) && packageName.endsWith("_test")) return false;
  if (!isBuilt({ name, constraint, importsC: false }, target, tags)) return false;
  return !file.importsC || isBuilt({ name, constraint, importsC: true }, target, tags);
}

export class ImportedPackage implements PackageObjects {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
  /** Every name that was asked for so far: what the answers depend on. */
  readonly asked: Set<string> = new Set();
  readonly #index: PackageIndex;
  readonly #target: Target;
  readonly #objects = new Map<string, PackageObject | undefined>();

  constructor(index: PackageIndex, target: Target) {
    this.path = index.parts.path;
    this.folder = index.parts.folder;
    this.#index = index;
    this.#target = target;
    const [first] = index.filesOn(target);
    this.name = first?.packageName ?? "";
  }

  object(name: string): PackageObject | undefined {
    return this.#find(name);
  }

  method(type: string, name: string): FunctionObject | undefined {
    const found = this.#find(`${type}.${name}`);
    return found?.kind === "function" ? found : undefined;
  }

  isAmbiguous(name: string): boolean {
    this.asked.add(name);
    return this.#index.declaring(name, this.#target).length > 1;
  }

  #find(name: string): PackageObject | undefined {
    const known = this.#objects.get(name);
    if (known !== undefined || this.#objects.has(name)) return known;
    this.asked.add(name);
    let found: PackageObject | undefined;
    for (const { file, placed } of this.#index.declaring(name, this.#target)) found ??= objectNamed(this, file.source, placed, name);
    this.#objects.set(name, found);
    return found;
  }
}
