/**
 * From settings, as a person wrote them, to the options an analysis takes: folders made absolute, targets already
 * resolved by the caller. The language server and the command line share it.
 */
import type { Settings } from "../config/settings.ts";
import type { Host } from "../host.ts";
import { join } from "../text/path.ts";
import type { AnalysisOptions } from "./api.ts";

/** Relative folders start at `baseFolder`; `targets` are ids in registry order; `host` tells what the environment says. */
export function analysisOptions(
  settings: Settings,
  targets: readonly string[],
  baseFolder: string,
  host: Pick<Host, "folderList">,
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
    rules: settings.rules,
  };
}
