/**
 * Which folder an import path means, as the go command decides without running it: the standard library, the modules
 * of the workspace, a vendor folder, replacements, and the module cache. Reads what is there and downloads nothing;
 * what is not there is unresolved, with the reason.
 */
import { folderOf, isAbsolute, join } from "../text/path.ts";
import type { Asker } from "./asker.ts";
import { selectVersions } from "./buildList.ts";
import { isFolder, type ModuleFile, parseModuleFile, parseVendoredPackages, type Replacement } from "./goMod.ts";
import { compareGoVersions } from "./versions.ts";

/** Where this machine keeps Go code, as far as it says; all read-only. */
export interface GoPlaces {
  /** Folders that may be a GOROOT, the best first. */
  readonly roots: readonly string[];
  readonly moduleCache: string | undefined;
  /** GOWORK: a go.work file, or `off`; undefined to look for one. */
  readonly work: string | undefined;
}

export const noPlaces: GoPlaces = { roots: [], moduleCache: undefined, work: undefined };

/** A package's folder and the path it goes by. */
export interface PackagePlace {
  readonly folder: string;
  readonly path: string;
}

/** What imports are resolved in: the modules that a build of one folder is made of. */
export interface ModuleContext {
  /** The modules one works on, the longest path first. */
  readonly mains: readonly MainModule[];
  /** `src` of the GOROOT; undefined where none is found. */
  readonly standard: string | undefined;
  readonly vendor: { readonly folder: string; readonly packages: ReadonlySet<string> } | undefined;
  /** The modules it requires, the longest path first. */
  readonly required: readonly RequiredModule[];
  /** Why nothing is known of required modules. */
  readonly problem: string | undefined;
}

export interface MainModule {
  readonly path: string;
  readonly folder: string;
  readonly file: ModuleFile;
}

export interface RequiredModule {
  readonly path: string;
  /** Undefined where there is no module cache. */
  readonly folder: string | undefined;
}

/** The context of the packages in `folder`. */
export function moduleContext(asker: Asker, folder: string, places: GoPlaces): ModuleContext {
  const own = nearest(asker, folder, "go.mod");
  const none = { mains: [], vendor: undefined, required: [], problem: undefined };
  if (own === undefined) return { ...none, standard: goRoot(asker, places, undefined, undefined) };
  const file = parseModuleFile(own.text);
  // The standard library's own modules, opened as a workspace: imports stay inside.
  if (file.module === "std") return { ...none, standard: own.folder };
  if (file.module === "cmd") return { ...none, standard: folderOf(own.folder) };
  const work = workspaceOf(asker, folder, places.work);
  const { mains, replacements, problem } = mainModules(asker, own.folder, file, work);
  const wanted = [work?.file, ...mains.map((main) => main.file)].reduce<ModuleFile | undefined>(newer, undefined);
  const standard = goRoot(asker, places, wanted?.go, wanted?.toolchain);
  // The go command would build nothing of it.
  if (problem !== undefined) return { ...none, standard, problem };
  const root = work?.folder ?? own.folder;
  const vendor = vendorOf(asker, root, work === undefined ? file.go : work.file.go, work !== undefined);
  if (vendor !== undefined) return { ...none, mains, standard, vendor };
  const selected = selectVersions(asker, mains, replacements, places.moduleCache);
  return { mains, standard, vendor: undefined, required: selected.modules, problem: selected.problem };
}

function newer(best: ModuleFile | undefined, file: ModuleFile | undefined): ModuleFile | undefined {
  if (file === undefined || best === undefined) return best ?? file;
  return compareGoVersions(file.go ?? "1.16", best.go ?? "1.16") > 0 ? file : best;
}

/** The nearest file of a name, in the folder or above it. All are asked for at once. */
function nearest(asker: Asker, folder: string, name: string): { readonly folder: string; readonly text: string } | undefined {
  let found: { readonly folder: string; readonly text: string } | undefined;
  for (let at = folder; isAbsolute(at); at = folderOf(at)) {
    const text = asker.read(join(at, name));
    if (text !== null && found === undefined) found = { folder: at, text };
    if (folderOf(at) === at) break;
  }
  return found;
}

interface Workspace {
  readonly folder: string;
  readonly file: ModuleFile;
}

function workspaceOf(asker: Asker, folder: string, work: string | undefined): Workspace | undefined {
  if (work === "off") return undefined;
  const text = work === undefined ? undefined : asker.read(work);
  if (work !== undefined) return typeof text === "string" ? { folder: folderOf(work), file: parseModuleFile(text) } : undefined;
  const found = nearest(asker, folder, "go.work");
  return found === undefined ? undefined : { folder: found.folder, file: parseModuleFile(found.text) };
}

interface Mains {
  readonly mains: readonly MainModule[];
  readonly replacements: readonly (Replacement & { readonly base: string })[];
  readonly problem: string | undefined;
}

function mainModules(asker: Asker, ownFolder: string, own: ModuleFile, work: Workspace | undefined): Mains {
  const folders = work === undefined ? [ownFolder] : work.file.uses.map((use) => join(work.folder, use));
  const mains: MainModule[] = [];
  let problem = work?.file.problem === undefined ? undefined : `go.work: ${work.file.problem}`;
  // Outside of what the go.work uses the go command builds nothing.
  if (!folders.includes(ownFolder)) problem ??= "go.work does not use this module";
  for (const folder of folders) {
    const text = folder === ownFolder ? undefined : asker.read(join(folder, "go.mod"));
    const file = folder === ownFolder ? own : typeof text === "string" ? parseModuleFile(text) : undefined;
    if (file === undefined) problem ??= `go.work uses ${folder}, which has no go.mod`;
    else if (file.problem !== undefined) problem ??= `go.mod: ${file.problem}`;
    else if (file.module === undefined) problem ??= "go.mod names no module";
    if (file?.module !== undefined) mains.push({ path: file.module, folder, file });
  }
  const replacements = [
    ...(work?.file.replacements ?? []).map((each) => ({ ...each, base: work?.folder ?? "" })),
    ...mains.flatMap(({ folder, file }) => file.replacements.map((each) => ({ ...each, base: folder }))),
  ];
  return { mains: mains.sort(byPathLength), replacements, problem };
}

/** The longest path first; of equal length in order of the text. */
export function byPathLength(a: { readonly path: string }, b: { readonly path: string }): number {
  return b.path.length - a.path.length || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

/** A vendor folder holds all that is imported from elsewhere, from Go 1.14 on, and of a workspace from 1.22 on. */
function vendorOf(asker: Asker, root: string, go: string | undefined, isWorkspace: boolean): ModuleContext["vendor"] {
  if (compareGoVersions(go ?? "1.16", isWorkspace ? "1.22" : "1.14") < 0) return undefined;
  const text = asker.read(join(root, "vendor/modules.txt"));
  return text === null ? undefined : { folder: join(root, "vendor"), packages: parseVendoredPackages(text) };
}

/** `src` of the first GOROOT that is new enough for what go.mod asks for, or of the toolchain that it would switch to. */
function goRoot(asker: Asker, places: GoPlaces, go: string | undefined, toolchain: string | undefined): string | undefined {
  const wanted = toolchain !== undefined && compareGoVersions(toolchain, go ?? "1.16") > 0 ? toolchain : go;
  for (const root of places.roots) {
    const version = asker.read(join(root, "VERSION"));
    const found = version === null ? null : /^go\S+/.exec(version)?.[0];
    if (found === null || found === undefined) continue;
    if (wanted === undefined || compareGoVersions(found, wanted) >= 0) return join(root, "src");
    // This is the go command of the machine: it would run another toolchain, which is in the cache or not there.
    break;
  }
  if (wanted === undefined || places.moduleCache === undefined) return undefined;
  const name = `toolchain@v0.0.1-go${wanted.replace(/^go/, "")}.`;
  const cached = (asker.list(join(places.moduleCache, "golang.org")) ?? []).find((entry) => entry.startsWith(name));
  return cached === undefined ? undefined : join(places.moduleCache, `golang.org/${cached.replace(/\/$/, "")}/src`);
}

/**
 * The folder of the package that a file of the package in `importer` means by `path`. Undefined where no source is
 * at hand for a package that may well exist; a reason where the go command would refuse the import.
 */
export function resolveImport(
  asker: Asker,
  context: ModuleContext,
  importer: string,
  path: string,
): PackagePlace | { readonly unresolved: string } | undefined {
  const { standard } = context;
  if (!/^[^/\\:]/.test(path) || path.split("/").some((element) => element === "" || element === "." || element === ".."))
    return { unresolved: `${path} is no import path` };
  const isStandard = !/^[^/]*\./.test(path);
  if (standard !== undefined && (importer === standard || importer.startsWith(`${standard}/`))) {
    const vendored = importer.startsWith(`${standard}/cmd/`) ? "cmd/vendor/" : "vendor/";
    const own = isStandard ? path : vendored + path;
    return hasGoFiles(asker, join(standard, own)) ? { folder: join(standard, own), path: own } : undefined;
  }
  if (standard !== undefined && isStandard && hasGoFiles(asker, join(standard, path))) return { folder: join(standard, path), path };
  for (const main of context.mains) {
    const rest = restOf(path, main.path);
    if (rest === undefined) continue;
    const folder = join(main.folder, rest === "" ? "." : rest);
    if (hasGoFiles(asker, folder)) return { folder, path };
  }
  if (context.problem !== undefined) return isStandard ? undefined : { unresolved: context.problem };
  const { vendor } = context;
  if (vendor !== undefined) {
    const folder = join(vendor.folder, path);
    return vendor.packages.has(path) && hasGoFiles(asker, folder) ? { folder, path } : undefined;
  }
  for (const { path: module, folder } of context.required) {
    const rest = restOf(path, module);
    if (rest === undefined) continue;
    if (folder === undefined) return undefined;
    const place = join(folder, rest === "" ? "." : rest);
    if (hasGoFiles(asker, place)) return { folder: place, path };
  }
  return undefined;
}

/** The import path of the packages in a folder, where a module holds it. */
export function importPathOf(context: ModuleContext, folder: string): string | undefined {
  const { standard } = context;
  if (standard !== undefined && context.mains.length === 0 && folder.startsWith(`${standard}/`)) return folder.slice(standard.length + 1);
  for (const main of context.mains) {
    if (folder === main.folder) return main.path;
    const root = main.folder.endsWith("/") ? main.folder : `${main.folder}/`;
    if (folder.startsWith(root)) return `${main.path}/${folder.slice(root.length)}`;
  }
  return undefined;
}

/** What of an import path stands behind a module's path; undefined for a path outside the module. */
function restOf(path: string, module: string): string | undefined {
  if (path === module) return "";
  return path.startsWith(`${module}/`) ? path.slice(module.length + 1) : undefined;
}

function hasGoFiles(asker: Asker, folder: string): boolean {
  return (asker.list(folder) ?? []).some((name) => /^[^_.].*\.go$/.test(name));
}

/** The folder that a replacement names, from the file it stands in. */
export function replacedFolder(replacement: Replacement & { readonly base: string }): string | undefined {
  const { path } = replacement.by;
  return isFolder(path) ? join(replacement.base, path.replaceAll("\\", "/")) : undefined;
}
