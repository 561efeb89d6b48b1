/**
 * From settings, as a person wrote them, to the options an analysis takes: folders made absolute, targets already
 * resolved by the caller. The language server and the command line share it.
 */
import type { Settings } from "../config/settings.ts";
import type { Host } from "../host.ts";
import type { TargetRegistry } from "../target/registry.ts";
import { join } from "../text/path.ts";
import type { AnalysisOptions } from "./api.ts";

/** Relative folders start at `baseFolder`; `targets` are ids in registry order; `host` tells what the environment says; `sysroots` are folders by target id. */
export function analysisOptions(
  settings: Settings,
  targets: readonly string[],
  baseFolder: string,
  host: Pick<Host, "folderList">,
  sysroots: AnalysisOptions["sysroots"] = {},
): AnalysisOptions {
  const absolute = (folders: readonly string[]): readonly string[] => folders.map((folder) => join(baseFolder, folder));
  return {
    targets,
    tags: settings.tags,
    tests: settings.tests,
    includeDirs: absolute(settings.includeDirs),
    defines: settings.defines,
    undefines: settings.undefines,
    std: settings.std,
    pkgConfig: {
      path: [...absolute(settings.pkgConfigPath), ...(host.folderList?.("PKG_CONFIG_PATH") ?? [])],
      libdir: host.folderList?.("PKG_CONFIG_LIBDIR"),
    },
    sysroots: Object.fromEntries(Object.entries(sysroots).map(([id, folder]) => [id, join(baseFolder, folder)])),
    rules: settings.rules,
  };
}

/**
 * The sysroot of each target, as written, from patterns: what names one target wins over what names several, then the
 * later over the earlier. `errors` has a line for each pattern that names no target.
 */
export function resolveSysroots(
  sysroots: Settings["sysroots"],
  registry: TargetRegistry,
): { readonly folders: Readonly<Record<string, string>>; readonly errors: readonly string[] } {
  const folders: Record<string, string> = {};
  const errors: string[] = [];
  const isExact = ([pattern]: readonly [string, string]): boolean => registry.get(pattern) !== undefined;
  const entries = Object.entries(sysroots);
  for (const [pattern, folder] of [...entries.filter((entry) => !isExact(entry)), ...entries.filter(isExact)]) {
    const selected = registry.select(pattern);
    if ("error" in selected) errors.push(`sysroots: ${selected.error}`);
    else for (const { id } of selected.targets) folders[id] = folder;
  }
  return { folders, errors };
}
