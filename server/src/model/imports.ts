/**
 * The packages that a package imports, for the environments of its targets. Files are read when a name of their
 * package is first asked for, and kept as long as their texts are the same. What nobody has loaded yet counts as
 * absent and is asked for.
 */

import { Asker } from "../go/asker.ts";
import type { Unresolved } from "../go/facts.ts";
import { ImportedFile } from "../go/importedFile.ts";
import { type FileReader, ImportedPackage, PackageIndex } from "../go/importedPackage.ts";
import { importPathOf, type ModuleContext, type PackagePlace, resolveImport } from "../go/modules.ts";
import type { PackageObjects } from "../go/packageObjects.ts";
import { foreignPath } from "../go/readFile.ts";
import type { Syntax } from "../syntax/syntax.ts";
import { isGoodFileName, isTestFileName } from "../target/fileName.ts";
import type { Target } from "../target/target.ts";
import type { FileView, Needs } from "../text/files.ts";
import { join } from "../text/path.ts";

/** Packages that were read for imports, for as long as an engine lives. */
export class PackageStore {
  readonly #syntax: Syntax;
  readonly #files = new Map<string, ImportedFile>();

  constructor(syntax: Syntax) {
    this.#syntax = syntax;
  }

  file(path: string, text: string): ImportedFile {
    const known = this.#files.get(path);
    if (known?.text === text) return known;
    const file = new ImportedFile(this.#syntax, path, text);
    this.#files.set(path, file);
    return file;
  }

  /** Ends what is kept of a file that was closed or deleted. */
  forget(path: string): void {
    this.#files.delete(path);
  }
}

/** What the imports of some targets of a package are looked up in. */
export interface ImportScope {
  readonly folder: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly targets: readonly Target[];
  readonly context: ModuleContext;
}

/** The imports of one package on some targets, while a view of it is being built. */
export class Imports {
  readonly #store: PackageStore;
  readonly #asker: Asker;
  readonly #scope: ImportScope;
  readonly #isExternalTest: boolean;
  /** By folder: one package is one object, whoever imports it. Kept from one view to the next. */
  readonly #indexes: Map<string, PackageIndex>;
  readonly #resumed = new Set<PackageIndex>();
  readonly #resolved = new Map<string, PackageIndex | Unresolved | undefined>();
  /** By the folder that imports: the folders it was found to import. */
  readonly #edges = new Map<string, Set<string>>();

  constructor(store: PackageStore, view: FileView, scope: ImportScope, indexes: Map<string, PackageIndex>) {
    this.#store = store;
    this.#indexes = indexes;
    this.#asker = new Asker(view);
    this.#scope = scope;
    this.#isExternalTest = scope.name.endsWith("_test");
  }

  /** What must be loaded before anything that was answered holds. */
  get needs(): Needs | undefined {
    return this.#asker.needs;
  }

  /** The import path of the model's own package, where a module holds it. */
  get ownPath(): string | undefined {
    return importPathOf(this.#scope.context, this.#scope.folder);
  }

  /** The imports as they are on one target. */
  on(target: Target): TargetImports {
    return new TargetImports(this, target);
  }

  /** Asks for what files with these imports will probably want. */
  foresee(paths: Iterable<string>): void {
    for (const path of paths) {
      if (path === "C" || path === "unsafe") continue;
      const index = foreignPath.test(path) ? this.index(path, this.#scope) : undefined;
      if (index instanceof PackageIndex) for (const target of this.#scope.targets.slice(0, 1)) index.filesOn(target);
      else resolveImport(this.#asker, this.#scope.context, this.#scope.folder, path);
    }
  }

  /** What `importer` means by `path`. */
  index(path: string, importer: Pick<PackageObjects, "folder">): PackageIndex | Unresolved | undefined {
    const key = `${importer.folder}\n${path}`;
    if (this.#resolved.has(key)) return this.#resolved.get(key);
    const before = this.#asker.missing;
    const found = this.#find(path, importer);
    if (this.#asker.missing === before) this.#resolved.set(key, found);
    return found;
  }

  #find(path: string, importer: Pick<PackageObjects, "folder">): PackageIndex | Unresolved | undefined {
    const place = resolveImport(this.#asker, this.#scope.context, importer.folder, path);
    if (place === undefined || "unresolved" in place) return place;
    const ofItsTests = this.#isExternalTest && place.folder === this.#scope.folder;
    // The package that external tests are of is another one in the same folder.
    if (!this.#isExternalTest && this.#closesCycle(importer.folder, place.folder))
      return { unresolved: `the import of ${path} makes a cycle` };
    const known = this.#indexes.get(place.folder);
    if (known !== undefined && this.#resumed.has(known)) return known;
    const index = this.#indexOf(place, known, ofItsTests);
    this.#indexes.set(place.folder, index);
    this.#resumed.add(index);
    return index;
  }

  #indexOf(place: PackagePlace, before: PackageIndex | undefined, includesTests: boolean): PackageIndex {
    const { tags, targets } = this.#scope;
    const listing = this.#asker.list(place.folder) ?? [];
    const reader: FileReader = {
      file: (path) => {
        const text = this.#asker.read(path);
        if (text !== null) return this.#store.file(path, text);
        return this.#asker.isKnown(path) ? null : undefined;
      },
      foresee: ({ folder, names }) => {
        for (const name of names) if (targets.some((target) => isGoodFileName(name, target, tags))) this.#asker.read(join(folder, name));
      },
    };
    if (before !== undefined && before.parts.listing === listing && before.resume(reader)) return before;
    const names = listing.filter((name) => name.endsWith(".go") && (includesTests || !isTestFileName(name)));
    return new PackageIndex({ ...place, listing, names, tags }, reader);
  }

  /** Notes that one folder's package imports another's; true when that one imports it too, by whatever way. */
  #closesCycle(from: string, to: string): boolean {
    const waiting = [to];
    const seen = new Set(waiting);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next === from) return true;
      for (const further of this.#edges.get(next) ?? []) {
        if (!seen.has(further)) waiting.push(further);
        seen.add(further);
      }
    }
    const known = this.#edges.get(from) ?? new Set();
    known.add(to);
    this.#edges.set(from, known);
    return false;
  }
}

/** The imports of one target. */
export class TargetImports {
  readonly #imports: Imports;
  readonly #target: Target;
  readonly #packages = new Map<PackageIndex, ImportedPackage | Unresolved>();

  constructor(imports: Imports, target: Target) {
    this.#imports = imports;
    this.#target = target;
  }

  packageName(path: string, importer: PackageObjects): string | undefined {
    const index = this.#imports.index(path, importer);
    return index instanceof PackageIndex ? index.nameOn(this.#target) : undefined;
  }

  packageOf(path: string, importer: PackageObjects): PackageObjects | Unresolved | undefined {
    const index = this.#imports.index(path, importer);
    if (!(index instanceof PackageIndex)) return index;
    let found = this.#packages.get(index);
    if (found === undefined) {
      const names = index.namesOn(this.#target);
      if (names.size > 1) found = { unresolved: `${path} holds several packages` };
      else if (names.size === 0) found = { unresolved: `no file of ${path} is built here` };
      else found = new ImportedPackage(index, this.#target);
      this.#packages.set(index, found);
    }
    return found;
  }

  /** Whether all that was asked of imported packages is declared in the same places on another target. */
  agreesOn(other: Target): boolean {
    for (const [index, found] of this.#packages) {
      if ([...index.namesOn(this.#target)].sort().join() !== [...index.namesOn(other)].sort().join()) return false;
      if ("unresolved" in found) continue;
      for (const name of found.asked) {
        const here = index.declaring(name, this.#target);
        const there = index.declaring(name, other);
        if (here.length !== there.length || here.some(({ placed }, i) => placed !== there[i]?.placed)) return false;
      }
    }
    return true;
  }
}
