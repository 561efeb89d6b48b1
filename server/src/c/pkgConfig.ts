/**
 * What `pkg-config --cflags` would say, without running it: finds `.pc` files through a view of the files known so
 * far and collects their flags in pkgconf's order (pkgconf source: cli/main.c; libpkgconf/pkg.c, pkgconf_pkg_traverse;
 * libpkgconf/fragment.c). Resumable. How one file is read is pcFile.ts. `Provides` and `Conflicts` are not followed:
 * a package that is only provided under another name is not found.
 */
import { type FileView, finished, needsFolders, type Resumable } from "../text/files.ts";
import { baseOf, folderOf, join } from "../text/path.ts";
import { meets, type PcFile, type PcReading, type PcRequirement, parseRequirements, readPcFile } from "./pcFile.ts";
import { type PkgConfigOptions, readPkgConfigOptions } from "./pkgConfigOptions.ts";

/** Where `.pc` files are searched besides the usual folders. Paths are absolute. */
export interface PkgConfigFolders {
  /** Searched first, as `PKG_CONFIG_PATH`. */
  readonly path: readonly string[];
  /** Searched instead of the usual folders, as `PKG_CONFIG_LIBDIR`; undefined for the usual ones. */
  readonly libdir: readonly string[] | undefined;
}

/** Why flags may be missing: one clause, and the argument that led to it where one did. */
export interface PkgConfigProblem {
  readonly reason: string;
  readonly argument: string | undefined;
}

/** The flags, and what is wrong with packages; pkg-config itself would say nothing but what is wrong. */
export interface PkgConfigAnswer {
  readonly cflags: readonly string[];
  readonly problems: readonly PkgConfigProblem[];
}

/** Packages that pkg-config itself stands for, in whatever version is asked for. */
const BUILT_IN = new Set(["pkg-config", "pkgconf"]);
/** Folders whose `-I` pkg-config leaves out, because every compiler searches them. */
const SYSTEM_INCLUDE = "/usr/include";
/** Packages of one question; a graph of more is no installation. */
const MAX_PACKAGES = 5000;

/** Answers for the packages of one folder; keeps what was found. */
export class PkgConfig {
  readonly #view: FileView;
  readonly #folders: PkgConfigFolders;
  readonly #folder: string;
  readonly #answers = new Map<string, Resumable<PkgConfigAnswer>>();
  #usual: Resumable<readonly string[]> | undefined;

  /** `folder` is the package's: names that are paths start there. */
  constructor(view: FileView, folders: PkgConfigFolders, folder: string) {
    this.#view = view;
    this.#folders = folders;
    this.#folder = folder;
  }

  /** What the arguments of `#cgo pkg-config` come to, as cmd/go hands them on: options first, wherever they stand. */
  cflags(args: readonly string[]): Resumable<PkgConfigAnswer> {
    const key = JSON.stringify(args);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#answer(args);
    this.#answers.set(key, answer);
    return answer;
  }

  #answer(args: readonly string[]): Resumable<PkgConfigAnswer> {
    const read = readPkgConfigOptions(args);
    if (typeof read === "string") return finished({ cflags: [], problems: [{ reason: read, argument: undefined }] });
    const search = this.#searchFolders(read.options);
    if (!search.done) return search;
    const isWindows = /^[A-Za-z]:\//.test(this.#folder);
    const question = new Question(this.#view, this.#folder, search.value, read.options, isWindows);
    return question.ask(read.packages.flatMap((argument) => parseRequirements(argument).map((requirement) => ({ requirement, argument }))));
  }

  #searchFolders(options: PkgConfigOptions): Resumable<readonly string[]> {
    const first = [...options.withPath.map((path) => join(this.#folder, path)), ...this.#folders.path];
    if (options.envOnly) return finished(first);
    if (this.#folders.libdir !== undefined) return finished([...first, ...this.#folders.libdir]);
    this.#usual ??= usualFolders(this.#view, this.#folder);
    return this.#usual.done ? finished([...first, ...this.#usual.value]) : this.#usual;
  }
}

/** Prefixes below which systems keep libraries, in the order they are searched. */
const UNIX_PREFIXES = ["/usr/local", "/usr"];
const MORE_PREFIXES = ["/opt/homebrew", "/opt/local", "/usr/pkg"];
const MSYS2_PREFIXES = ["ucrt64", "mingw64", "clang64", "clangarm64", "mingw32"];

/** Where distributions have pkg-config look: of Debian's folders per architecture, all that are there. */
function usualFolders(view: FileView, folder: string): Resumable<readonly string[]> {
  const drive = /^[A-Za-z]:\//.exec(folder)?.[0];
  if (drive !== undefined) {
    return finished(MSYS2_PREFIXES.flatMap((name) => ["lib", "share"].map((part) => `C:/msys64/${name}/${part}/pkgconfig`)));
  }
  const unseen: string[] = [];
  const folders = UNIX_PREFIXES.flatMap((prefix) => {
    const names = view.list(`${prefix}/lib`);
    if (names === undefined) unseen.push(`${prefix}/lib`);
    const multiarch = (names ?? []).filter((name) => /^[a-z0-9_]+-(?:linux|kfreebsd|gnu)[a-z0-9-]*\/$/.test(name));
    const libraries = [...multiarch.map((name) => `lib/${name.slice(0, -1)}`), "lib64", "lib", "libdata", "share"];
    return libraries.map((library) => `${prefix}/${library}/pkgconfig`);
  });
  if (unseen.length > 0) return needsFolders(...unseen);
  const more = MORE_PREFIXES.flatMap((prefix) => ["lib", "share"].map((part) => `${prefix}/${part}/pkgconfig`));
  return finished([...folders, ...more]);
}

/** A package that an argument asks for, or one that such a package requires (`by`). */
interface Wanted {
  readonly requirement: PcRequirement;
  readonly argument: string;
  readonly by?: string;
}

/** One run of pkg-config. */
class Question {
  readonly #view: FileView;
  readonly #folder: string;
  readonly #search: string[];
  readonly #options: PkgConfigOptions;
  readonly #reading: PcReading;
  /** What each name led to: a package, or why there is none; undefined while files are needed. */
  readonly #found = new Map<string, PcFile | string | undefined>();
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  /** By clause: the argument that led to it. */
  readonly #problems = new Map<string, string>();

  constructor(view: FileView, folder: string, search: readonly string[], options: PkgConfigOptions, isWindows: boolean) {
    this.#view = view;
    this.#folder = folder;
    this.#search = [...search];
    this.#options = options;
    const prefixVariable = (options.definePrefix ?? isWindows) ? options.prefixVariable : undefined;
    this.#reading = { defined: options.variables, prefixVariable, isWindows };
  }

  ask(wanted: readonly Wanted[]): Resumable<PkgConfigAnswer> {
    this.#walk(wanted, true);
    if (this.#files.size + this.#folders.size > 0) {
      return { done: false, needs: { files: [...this.#files].sort(), folders: [...this.#folders].sort() } };
    }
    const spoken = this.#walk(wanted, this.#options.internalCflags);
    const flags = spoken.flatMap((pc) => grouped(pc.cflags));
    if (this.#options.isStatic && !this.#options.isPure) flags.push(...spoken.flatMap((pc) => grouped(pc.cflagsPrivate)));
    const kept = withoutRepeats(flags).filter((group) => this.#isAskedFor(group));
    return finished({ cflags: kept.flat(), problems: [...this.#problems].map(([reason, argument]) => ({ reason, argument })) });
  }

  /**
   * All packages that are needed, each once, in the order in which pkgconf first comes to them: a package before what it
   * requires, and that before what it requires privately. Cycles are walked once, as pkgconf does.
   */
  #walk(wanted: readonly Wanted[], withInternal: boolean): readonly PcFile[] {
    const packages = new Set<PcFile>();
    const pending = [...wanted].reverse();
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { requirement, argument } = next;
      const pc = BUILT_IN.has(requirement.name.toLowerCase()) ? undefined : this.#usable(next);
      if (pc === undefined || packages.has(pc)) continue;
      if (packages.size >= MAX_PACKAGES) {
        this.#problems.set(`pkg-config packages require more than ${MAX_PACKAGES} others`, argument);
        break;
      }
      packages.add(pc);
      const needed = [...pc.requires, ...pc.requiresPrivate, ...(withInternal ? pc.requiresInternal : [])];
      for (const other of needed.reverse()) pending.push({ requirement: other, argument, by: requirement.name });
    }
    return [...packages];
  }

  /** The package that is wanted, when it is there and of the right version. */
  #usable({ requirement, argument, by }: Wanted): PcFile | undefined {
    const { name, version } = requirement;
    const pc = this.#package(name);
    if (pc === undefined) return undefined;
    const shown = `pkg-config package ${name}${by === undefined ? "" : `, which ${by} requires,`}`;
    if (typeof pc === "string") this.#problems.set(`${shown} ${pc}`, argument);
    else if (meets(pc.version, version)) return pc;
    else this.#problems.set(`${shown} is version ${pc.version} and must be ${version?.comparison} ${version?.than}`, argument);
    return undefined;
  }

  #package(name: string): PcFile | string | undefined {
    if (!this.#found.has(name)) this.#found.set(name, this.#find(name));
    return this.#found.get(name);
  }

  #find(name: string): PcFile | string | undefined {
    const unread = this.#files.size + this.#folders.size;
    let broken: string | undefined;
    for (const path of this.#candidates(name)) {
      const text = this.#read(path);
      if (typeof text !== "string" || this.#files.size + this.#folders.size > unread) continue;
      const pc = readPcFile(text, path, this.#reading);
      if (typeof pc !== "string") return pc;
      // pkgconf passes over files that are none, to the next folder.
      broken ??= pc;
    }
    if (this.#files.size + this.#folders.size > unread) return undefined;
    return broken ?? "is not found";
  }

  #candidates(name: string): readonly string[] {
    const own: string[] = [];
    if (/\.pc$/i.test(name)) {
      const path = join(this.#folder, name);
      own.push(path);
      // What a file requires is also searched beside it.
      if (!this.#search.includes(folderOf(path))) this.#search.push(folderOf(path));
    }
    const names = this.#options.noUninstalled ? [`${name}.pc`] : [`${name}-uninstalled.pc`, `${name}.pc`];
    return [...own, ...this.#search.flatMap((folder) => names.map((file) => join(folder, file)))];
  }

  /** The text of a file; null when there is none, undefined when it must be read first. */
  #read(path: string): string | null | undefined {
    const names = this.#view.list(folderOf(path));
    if (names === undefined) this.#folders.add(folderOf(path));
    if (names === undefined || names === null || !names.includes(baseOf(path))) return null;
    const text = this.#view.read(path);
    if (text === undefined) this.#files.add(path);
    return text;
  }

  #isAskedFor(group: readonly string[]): boolean {
    const folder = /^-I(.*)$/.exec(group[0] ?? "")?.[1];
    return folder !== SYSTEM_INCLUDE || this.#options.keepsSystemFolders;
  }
}

/** Options whose value stands in the next word. */
const WITH_VALUE = new Set(["-I", "-D", "-U", "-F", "-isystem", "-idirafter", "-iquote", "-include", "-imacros", "-framework", "-Xclang"]);

/** Flags with the words that belong to them; a folder is attached to its `-I`. */
function grouped(flags: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i] ?? "";
    const value = WITH_VALUE.has(flag) ? flags[i + 1] : undefined;
    if (value !== undefined) i++;
    if (flag === "-I" && value !== undefined) groups.push([`-I${plainPath(value)}`]);
    else if (flag.startsWith("-I")) groups.push([`-I${plainPath(flag.slice(2))}`]);
    else groups.push(value === undefined ? [flag] : [flag, value]);
  }
  return groups;
}

/** Slashes in a row are one. */
function plainPath(path: string): string {
  return path.startsWith("/") ? path.replace(/\/{2,}/g, "/") : path;
}

/** Of folders that are named again the first counts, of other flags the last. */
function withoutRepeats(groups: readonly (readonly string[])[]): (readonly string[])[] {
  const isFolder = (group: readonly string[]): boolean => /^-[IFL]/.test(group[0] ?? "");
  const last = new Map(groups.map((group, index) => [JSON.stringify(group), index]));
  const seen = new Set<string>();
  return groups.filter((group, index) => {
    const key = JSON.stringify(group);
    if (!isFolder(group)) return last.get(key) === index;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
