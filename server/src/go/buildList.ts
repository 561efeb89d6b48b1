/**
 * Which version of each required module a build takes, and where the module cache keeps it (minimal version selection,
 * cmd/go/internal/modload and mvs). Reads go.mod files only.
 */
import { join } from "../text/path.ts";
import type { Asker } from "./asker.ts";
import { type ModuleFile, type ModuleVersion, parseModuleFile, type Replacement } from "./goMod.ts";
import { byPathLength, type MainModule, type RequiredModule, replacedFolder } from "./modules.ts";
import { compareGoVersions, compareVersions } from "./versions.ts";

type Placed = Replacement & { readonly base: string };

export interface BuildList {
  /** The longest path first. */
  readonly modules: readonly RequiredModule[];
  readonly problem: string | undefined;
}

/** A graph of more modules than this is not worth the reading. */
const mostModules = 5000;

/** From Go 1.17 on a go.mod lists every module that builds of its packages need (go.dev/ref/mod#graph-pruning). */
const pruned = "1.17";

export function selectVersions(
  asker: Asker,
  mains: readonly MainModule[],
  replacements: readonly Placed[],
  moduleCache: string | undefined,
): BuildList {
  const excluded = new Set(mains.flatMap(({ file }) => file.excludes.map(keyOf)));
  const only = mains.length === 1 ? mains[0] : undefined;
  const isListed = only !== undefined && compareGoVersions(only.file.go ?? "1.16", pruned) >= 0;
  const isPruned = mains.some(({ file }) => compareGoVersions(file.go ?? "1.16", pruned) >= 0);
  const own = new Set(mains.map(({ path }) => path));
  const selected = new Map<string, string>();
  const seen = new Set<string>();
  let problem: string | undefined;
  const waiting: { readonly file: ModuleFile; readonly depth: number }[] = mains.map(({ file }) => ({ file, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined && problem === undefined; next = waiting.pop()) {
    for (const required of next.file.requires) {
      if (own.has(required.path)) continue;
      if (excluded.has(keyOf(required))) {
        problem = `${required.path} ${required.version} is required and excluded`;
        continue;
      }
      const best = selected.get(required.path);
      if (best === undefined || compareVersions(required.version, best) > 0) selected.set(required.path, required.version);
      if (isListed || seen.has(keyOf(required))) continue;
      seen.add(keyOf(required));
      if (seen.size > mostModules) problem = "the graph of modules is too large";
      const file = moduleFileOf(asker, required, replacements, moduleCache);
      if (file === undefined) problem ??= `the go.mod of ${required.path} ${required.version} is not in the module cache`;
      else if (!isPruned || isCounted(file, next.depth)) waiting.push({ file, depth: next.depth + 1 });
    }
  }
  const modules = [...selected].map(([path, version]) => placeOf({ path, version }, replacements, moduleCache));
  return { modules: modules.sort(byPathLength), problem };
}

/** The requirements of a module that a pruned module requires do not reach further. */
function isCounted(file: ModuleFile, depth: number): boolean {
  return depth === 0 || compareGoVersions(file.go ?? "1.16", pruned) < 0;
}

function keyOf({ path, version }: ModuleVersion): string {
  return `${path}@${version}`;
}

function replacementOf(module: ModuleVersion, replacements: readonly Placed[]): Placed | undefined {
  const ofPath = replacements.filter(({ old }) => old.path === module.path);
  return ofPath.find(({ old }) => old.version === module.version) ?? ofPath.find(({ old }) => old.version === "");
}

function moduleFileOf(
  asker: Asker,
  module: ModuleVersion,
  replacements: readonly Placed[],
  moduleCache: string | undefined,
): ModuleFile | undefined {
  const replacement = replacementOf(module, replacements);
  const folder = replacement === undefined ? undefined : replacedFolder(replacement);
  const { path, version } = replacement === undefined ? module : replacement.by;
  const cached = moduleCache === undefined ? undefined : join(moduleCache, `cache/download/${escaped(path)}/@v/${escaped(version)}.mod`);
  const from = folder === undefined ? cached : join(folder, "go.mod");
  const text = from === undefined ? null : asker.read(from);
  return text === null ? undefined : parseModuleFile(text);
}

function placeOf(module: ModuleVersion, replacements: readonly Placed[], moduleCache: string | undefined): RequiredModule {
  const replacement = replacementOf(module, replacements);
  const folder = replacement === undefined ? undefined : replacedFolder(replacement);
  if (folder !== undefined) return { path: module.path, folder };
  const { path, version } = replacement === undefined ? module : replacement.by;
  if (moduleCache === undefined) return { path: module.path, folder: undefined };
  return { path: module.path, folder: join(moduleCache, `${escaped(path)}@${escaped(version)}`) };
}

/** Upper-case letters as `!` and the lower-case one, as the module cache spells them (golang.org/x/mod/module, EscapePath). */
export function escaped(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}
