/**
 * Which file an include names: the folders a compiler searches, in its order, through a view of the files known
 * so far. The C library's headers come from facts (standardHeaders.ts); the host's own copies serve the host's own
 * target, where the facts are not complete, and no other (systemFolders.ts).
 */
import type { HeaderState } from "../system/cLibrary.ts";
import type { FileView } from "../text/files.ts";
import { folderOf, join } from "../text/path.ts";
import { isKernelHeader, kernelHeader } from "./kernelHeaders.ts";
import { compilerHeader, isLibraryHeader, type StandardHeader, standardHeader } from "./standardHeaders.ts";
import { namedSystemFolder, type SystemFolder } from "./systemFolders.ts";
import type { COptions } from "./unit.ts";

/** What an include names. `index` is where in the search order it was found, for `#include_next`. */
export type FoundInclude =
  | { readonly kind: "file"; readonly path: string; readonly text: string; readonly index: number }
  | {
      readonly kind: "library";
      readonly path: string;
      readonly text: string;
      readonly complete: boolean;
      /** The header's name when a table knows it: its macros and declarations come on demand. */
      readonly table?: string;
      /** It is read again at each inclusion. */
      readonly isRepeated?: true;
      readonly index: number;
    }
  /** `why` is a clause; without it the file is not there. */
  | { readonly kind: "missing"; readonly why?: string }
  | { readonly kind: "unseen"; readonly paths: readonly string[] };

/** What the search must know of the target; asking makes the answer part of what a group of targets agrees on. */
export interface TargetTraits {
  isOneOf(ids: readonly string[]): boolean;
  isLinux(): boolean;
  /** What the table of the target's C library knows of a header, with the macros set so far. */
  library(name: string): HeaderState | { readonly unseen: string } | undefined;
}

/** A header of ours, with its name where a table adds what it knows; or the table to load first. */
type TableHeader = (StandardHeader & { readonly table?: string }) | { readonly unseen: string };

/** A place in the search order. Which files of a folder serve a target is decided by their paths. */
type Place = { readonly kind: "folder"; readonly path: string; readonly isSystem: boolean } | { readonly kind: "facts" };

/** What was found before, and what it depended on. */
interface Finding {
  readonly found: FoundInclude;
  readonly isOneOf: ReadonlyMap<readonly string[], boolean>;
  readonly isLinux: boolean | undefined;
}

/** The search order of one unit. */
export class IncludeSearch {
  readonly #view: FileView;
  readonly #quoteDirs: readonly string[];
  readonly #places: readonly Place[];
  /** Why a package's folders are not known that would be searched before the system's. */
  readonly #lost: string | undefined;
  /** The system's folders, an inner one before the one it stands in. */
  readonly #system: readonly SystemFolder[];
  readonly #found = new Map<string, Finding[]>();
  /** A sysroot has the C library itself; what a table says of another installation's must not mix with it. */
  readonly #hasTables: boolean;

  /** `system` are the folders searched without being told: a sysroot's, whose C library comes before the facts, or the machine's. */
  constructor(view: FileView, options: COptions, system: readonly SystemFolder[] = []) {
    this.#view = view;
    this.#quoteDirs = options.quoteDirs;
    this.#lost = options.gaps?.find(({ kind }) => kind === "package")?.reason;
    const named = new Map<string, SystemFolder>();
    for (const path of [...options.includeDirs, ...options.systemDirs, ...(options.laterDirs ?? [])]) {
      const folder = system.some((other) => other.path === path) ? undefined : namedSystemFolder(path, options.host);
      if (folder !== undefined) named.set(path, folder);
    }
    const isOwn = (path: string): boolean => !named.has(path) && !system.some((other) => other.path === path);
    const folder = (path: string): Place => ({ kind: "folder", path, isSystem: !isOwn(path) });
    const isSysroot = options.sysroot !== undefined;
    this.#hasTables = !isSysroot;
    const [before, behind] = [true, false].map((isFirst) =>
      system.filter(({ isCompilers }) => isFirst === (isSysroot && isCompilers !== true)).map(({ path }) => folder(path)),
    );
    this.#system = [...system, ...named.values()].sort((a, b) => b.path.length - a.path.length);
    this.#places = [
      ...[...options.includeDirs, ...options.systemDirs].filter(isOwn).map(folder),
      ...(before ?? []),
      { kind: "facts" },
      ...[...options.includeDirs, ...options.systemDirs].filter((path) => named.has(path)).map(folder),
      ...(behind ?? []),
      ...(options.laterDirs ?? []).map(folder),
    ];
  }

  /**
   * Finds `name`. `from` is the including file's path, `after` the search index it was itself found at (for
   * `#include_next`, -1 else). Indexes count the including file's folder as 0, then the quote folders, then the rest.
   */
  find(name: string, quoted: boolean, from: string, after: number, traits: TargetTraits): FoundInclude {
    const key = `${quoted ? folderOf(from) : ""}\n${after}\n${name}`;
    const earlier = this.#found.get(key) ?? [];
    for (const { found, isOneOf, isLinux } of earlier) {
      const isSame = isOneOf.size === 0 || [...isOneOf].every(([ids, answer]) => traits.isOneOf(ids) === answer);
      if (isSame && (isLinux === undefined || traits.isLinux() === isLinux)) return found;
    }
    const isOneOf = new Map<readonly string[], boolean>();
    let isLinux: boolean | undefined;
    let asked = false;
    const found = this.#look(name, quoted, from, after, {
      isOneOf: (ids) => {
        const answer = traits.isOneOf(ids);
        isOneOf.set(ids, answer);
        return answer;
      },
      isLinux: () => {
        isLinux = traits.isLinux();
        return isLinux;
      },
      library: (header) => {
        asked = true;
        return traits.library(header);
      },
    });
    // What a table knows depends on more than can be remembered here.
    if (asked) return found;
    earlier.push({ found, isOneOf, isLinux });
    this.#found.set(key, earlier);
    return found;
  }

  #look(name: string, quoted: boolean, from: string, after: number, traits: TargetTraits): FoundInclude {
    const unseen: string[] = [];
    const look = (folder: string, index: number): FoundInclude | undefined => {
      const path = join(folder, name);
      if (!this.#serves(path, traits)) return undefined;
      const text = this.#view.read(path);
      if (text === undefined) unseen.push(path);
      else if (unseen.length > 0) return undefined;
      else if (text !== null) return { kind: "file", path, text, index };
      // A compiler would stop at a file that it cannot read.
      const why = text === null ? this.#view.problem?.(path) : undefined;
      return why === undefined ? undefined : { kind: "missing", why };
    };
    if (name.startsWith("/") || /^[A-Za-z]:[\\/]/.test(name)) {
      return look("/", 0) ?? (unseen.length > 0 ? { kind: "unseen", paths: unseen } : { kind: "missing" });
    }
    const own = quoted ? [folderOf(from), ...this.#quoteDirs] : [];
    for (let i = Math.max(0, after + 1); i < own.length; i++) {
      const found = look(own[i] ?? "", i);
      if (found !== undefined) return found;
    }
    return this.#findInPlaces(name, after, traits, look, unseen);
  }

  /** Whether a file, if it is there, says something about the target. */
  #serves(path: string, traits: TargetTraits): boolean {
    const folder = this.#system.find((other) => path.startsWith(`${other.path}/`));
    if (folder === undefined) return true;
    if (folder.only !== undefined && !isAny(folder.only, traits)) return false;
    const name = path.slice(folder.path.length + 1);
    if (isLibraryHeader(name) && !isAny(folder.library, traits)) return false;
    return !isKernelHeader(name) || traits.isLinux();
  }

  #findInPlaces(
    name: string,
    after: number,
    traits: TargetTraits,
    look: (folder: string, index: number) => FoundInclude | undefined,
    unseen: readonly string[],
  ): FoundInclude {
    const first = 1 + this.#quoteDirs.length;
    const isLibrary = isLibraryHeader(name);
    let facts: FoundInclude | undefined;
    for (let i = Math.max(0, after + 1 - first); i < this.#places.length; i++) {
      const place = this.#places[i];
      if (place === undefined) continue;
      if (place.kind === "facts") {
        const header = isLibrary ? this.#facts(name, after >= first, traits) : undefined;
        if (header === undefined) continue;
        if ("unseen" in header) return { kind: "unseen", paths: [header.unseen] };
        facts = { kind: "library", path: `<${name}>`, ...header, index: first + i };
        if (header.complete) break;
        continue;
      }
      // Every target's compiler has a C library before the folders of -idirafter.
      if (facts !== undefined && !place.isSystem) continue;
      const found = look(place.path, first + i);
      if (found === undefined) continue;
      const mayBeAnother = place.isSystem && !isLibrary && !isKernelHeader(name) && found.kind === "file";
      return mayBeAnother && this.#lost !== undefined ? { kind: "missing", why: `may be a package's own: ${this.#lost}` } : found;
    }
    if (unseen.length > 0) return { kind: "unseen", paths: unseen };
    if (facts === undefined && isLibrary && after >= first) {
      const header = this.#facts(name, true, traits);
      if ("unseen" in header) return { kind: "unseen", paths: [header.unseen] };
      facts = { kind: "library", path: `<${name}>`, ...header, index: this.#places.length + first };
    }
    return facts ?? { kind: "missing" };
  }

  /** `isNext`: a C library's own header asks for the next one of its name, which is the compiler's. */
  #facts(name: string, isNext: boolean, traits: TargetTraits): TableHeader {
    const compilers = isNext ? compilerHeader(name) : undefined;
    if (compilers !== undefined) return compilers;
    const kernel = kernelHeader(name);
    if (kernel !== undefined && traits.isLinux()) return kernel;
    const standard = standardHeader(name);
    const state = standard.isCompilers === true || !this.#hasTables ? undefined : traits.library(name);
    if (state === undefined) return standard;
    if (typeof state === "object") return state;
    // What is the same everywhere is told once for all; the table adds its macros.
    return { text: standard.besidesTable ?? (standard.complete ? standard.text : ""), complete: state === "complete", table: name };
  }
}

/** Nobody need be asked about an empty list. */
function isAny(ids: readonly string[], traits: TargetTraits): boolean {
  return ids.length > 0 && traits.isOneOf(ids);
}
