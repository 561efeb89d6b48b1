/**
 * Which file an include names: the folders a compiler searches, in its order, through a view of the files known
 * so far. The C library's headers come from facts (standardHeaders.ts); the host's own copies serve the host's own
 * target, where the facts are not complete, and no other.
 */
import type { FileView } from "../text/files.ts";
import { folderOf, join } from "../text/path.ts";
import { isKernelHeader, kernelHeader } from "./kernelHeaders.ts";
import { isLibraryHeader, type StandardHeader, standardHeader } from "./standardHeaders.ts";
import type { COptions } from "./unit.ts";

/** What an include names. `index` is where in the search order it was found, for `#include_next`. */
export type FoundInclude =
  | { readonly kind: "file"; readonly path: string; readonly text: string; readonly index: number }
  | { readonly kind: "library"; readonly path: string; readonly text: string; readonly complete: boolean; readonly index: number }
  /** `why` is a clause; without it the file is not there. */
  | { readonly kind: "missing"; readonly why?: string }
  | { readonly kind: "unseen"; readonly paths: readonly string[] };

/** What the search must know of the target; asking makes the answer part of what a group of targets agrees on. */
export interface TargetTraits {
  /** The target is the one whose C library `systemDirs` and `hostDirs` hold. */
  isHost(): boolean;
  isLinux(): boolean;
}

/** A place in the search order. `host`: only for the host's own target; `system`: holds libraries of the system. */
type Place =
  | { readonly kind: "folder"; readonly path: string; readonly host: boolean; readonly system: boolean }
  | { readonly kind: "facts" };

/** Folders that hold the host's C library: `-I` of one of them does not make its files anybody's but the host's. */
const HOST_FOLDERS = /^(?:\/usr(?:\/local)?)?\/include$|^\/(?:usr\/)?lib\/(?:gcc|clang)\//;
/** Folders of one architecture's headers (Debian's multiarch, as in `/usr/include/x86_64-linux-gnu`). */
const MULTIARCH = /\/include\/[a-z0-9_]+-[a-z0-9_]+-[a-z0-9_]+(?:\/|$)/;

/** The search order of one unit. */
export class IncludeSearch {
  readonly #view: FileView;
  readonly #quoteDirs: readonly string[];
  readonly #places: readonly Place[];
  /** Why a package's folders are not known that would be searched before the system's. */
  readonly #lost: string | undefined;
  /** What was found before, and which of the target's traits that depended on. */
  readonly #found = new Map<
    string,
    { readonly found: FoundInclude; readonly host: boolean | undefined; readonly linux: boolean | undefined }[]
  >();

  constructor(view: FileView, options: COptions) {
    this.#view = view;
    this.#quoteDirs = options.quoteDirs;
    this.#lost = options.gaps?.find(({ kind }) => kind === "package")?.reason;
    const isSystem = (path: string): boolean => HOST_FOLDERS.test(path) || MULTIARCH.test(path);
    const folder = (path: string, system: boolean): Place => ({ kind: "folder", path, host: MULTIARCH.test(path), system });
    this.#places = [
      ...options.includeDirs.filter((path) => !isSystem(path)).map((path) => folder(path, false)),
      { kind: "facts" },
      ...(options.hostDirs ?? []).map((path): Place => ({ kind: "folder", path, host: true, system: true })),
      ...options.includeDirs.filter(isSystem).map((path) => folder(path, true)),
      ...options.systemDirs.map((path) => folder(path, true)),
    ];
  }

  /**
   * Finds `name`. `from` is the including file's path, `after` the search index it was itself found at (for
   * `#include_next`, -1 else). Indexes count the including file's folder as 0, then the quote folders, then the rest.
   */
  find(name: string, quoted: boolean, from: string, after: number, traits: TargetTraits): FoundInclude {
    const key = `${quoted ? folderOf(from) : ""}\n${after}\n${name}`;
    const earlier = this.#found.get(key) ?? [];
    for (const { found, host, linux } of earlier) {
      if ((host === undefined || traits.isHost() === host) && (linux === undefined || traits.isLinux() === linux)) return found;
    }
    let host: boolean | undefined;
    let linux: boolean | undefined;
    const found = this.#look(name, quoted, from, after, {
      isHost: () => {
        host = traits.isHost();
        return host;
      },
      isLinux: () => {
        linux = traits.isLinux();
        return linux;
      },
    });
    earlier.push({ found, host, linux });
    this.#found.set(key, earlier);
    return found;
  }

  #look(name: string, quoted: boolean, from: string, after: number, traits: TargetTraits): FoundInclude {
    const unseen: string[] = [];
    const look = (folder: string, index: number): FoundInclude | undefined => {
      const path = join(folder, name);
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

  #findInPlaces(
    name: string,
    after: number,
    traits: TargetTraits,
    look: (folder: string, index: number) => FoundInclude | undefined,
    unseen: readonly string[],
  ): FoundInclude {
    const first = 1 + this.#quoteDirs.length;
    const isLibrary = isLibraryHeader(name);
    const isKernel = isKernelHeader(name);
    let facts: FoundInclude | undefined;
    for (let i = Math.max(0, after + 1 - first); i < this.#places.length; i++) {
      const place = this.#places[i];
      if (place === undefined) continue;
      if (place.kind === "facts") {
        const header = isLibrary ? this.#facts(name, traits) : undefined;
        if (header === undefined) continue;
        facts = { kind: "library", path: `<${name}>`, ...header, index: first + i };
        if (header.complete || !traits.isHost()) break;
        continue;
      }
      if (place.system && isLibrary && !traits.isHost()) continue;
      if (place.host && !traits.isHost()) continue;
      if (place.system && isKernel && !traits.isLinux()) continue;
      const found = look(place.path, first + i);
      if (found === undefined) continue;
      const mayBeAnother = place.system && !isLibrary && !isKernel && found.kind === "file";
      return mayBeAnother && this.#lost !== undefined ? { kind: "missing", why: `may be a package's own: ${this.#lost}` } : found;
    }
    if (unseen.length > 0) return { kind: "unseen", paths: unseen };
    // The host's <limits.h> goes on to the compiler's, which is what the facts stand for.
    if (facts === undefined && isLibrary && after >= first)
      facts = { kind: "library", path: `<${name}>`, ...standardHeader(name), index: this.#places.length + first };
    return facts ?? { kind: "missing" };
  }

  #facts(name: string, traits: TargetTraits): StandardHeader {
    const kernel = kernelHeader(name);
    return kernel !== undefined && traits.isLinux() ? kernel : standardHeader(name);
  }
}
