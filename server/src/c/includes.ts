/**
 * Which file an include names: the folders a compiler searches, in its order, through a view of the files known
 * so far. Library headers are never taken from the host (standardHeaders.ts).
 */
import type { FileView } from "../text/files.ts";
import { folderOf, join } from "../text/path.ts";
import { isLibraryHeader, standardHeader } from "./standardHeaders.ts";
import type { COptions } from "./unit.ts";

/** What an include names. `index` is where in the search order it was found, for `#include_next`. */
export type FoundInclude =
  | { readonly kind: "file"; readonly path: string; readonly text: string; readonly index: number }
  | { readonly kind: "library"; readonly path: string; readonly text: string; readonly complete: boolean; readonly index: number }
  | { readonly kind: "missing" }
  | { readonly kind: "unseen"; readonly paths: readonly string[] };

/** Folders that hold the host's C library: `-I` of one of them does not make its files anybody's but the host's. */
const HOST_FOLDERS = new Set(["/usr/include", "/usr/local/include", "/include"]);

/** The search order of one unit. */
export class IncludeSearch {
  readonly #view: FileView;
  readonly #quoteDirs: readonly string[];
  readonly #dirs: readonly string[];
  /** Where in `#dirs` the system's folders start; library headers are looked for before them. */
  readonly #systemStart: number;

  constructor(view: FileView, options: COptions) {
    this.#view = view;
    const userDirs = options.includeDirs.filter((dir) => !HOST_FOLDERS.has(dir));
    const systemDirs = [...options.systemDirs, ...options.includeDirs.filter((dir) => HOST_FOLDERS.has(dir))];
    this.#quoteDirs = options.quoteDirs;
    this.#dirs = [...userDirs, ...systemDirs];
    this.#systemStart = userDirs.length;
  }

  /**
   * Finds `name`. `from` is the including file's path, `after` the search index it was itself found at (for
   * `#include_next`, -1 else). Indexes count the including file's folder as 0, then the quote folders, then the rest.
   */
  find(name: string, quoted: boolean, from: string, after: number): FoundInclude {
    const firstDir = 1 + this.#quoteDirs.length;
    const unseen: string[] = [];
    const look = (folder: string, index: number): FoundInclude | undefined => {
      const path = join(folder, name);
      const text = this.#view.read(path);
      if (text === undefined) unseen.push(path);
      else if (text !== null && unseen.length === 0) return { kind: "file", path, text, index };
      return undefined;
    };
    if (name.startsWith("/") || /^[A-Za-z]:[\\/]/.test(name)) {
      const found = look("/", 0);
      if (found !== undefined) return found;
      return unseen.length > 0 ? { kind: "unseen", paths: unseen } : { kind: "missing" };
    }
    if (quoted) {
      const folders = [folderOf(from), ...this.#quoteDirs];
      for (let i = Math.max(0, after + 1); i < folders.length; i++) {
        const found = look(folders[i] ?? "", i);
        if (found !== undefined) return found;
      }
    }
    const library = isLibraryHeader(name);
    for (let i = Math.max(0, after + 1 - firstDir); i < this.#dirs.length; i++) {
      if (library && i >= this.#systemStart) break;
      const found = look(this.#dirs[i] ?? "", firstDir + i);
      if (found !== undefined) return found;
    }
    if (unseen.length > 0) return { kind: "unseen", paths: unseen };
    if (library && after < firstDir + this.#systemStart) {
      const { text, complete } = standardHeader(name);
      return { kind: "library", path: `<${name}>`, text, complete, index: firstDir + this.#systemStart };
    }
    return { kind: "missing" };
  }
}
