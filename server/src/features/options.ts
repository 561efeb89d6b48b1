/**
 * From settings, as a person wrote them, to the options an analysis takes: folders made absolute, targets already
 * resolved by the caller. The language server and the command line share it.
 */
import type { Settings } from "../config/settings.ts";
import { join } from "../text/path.ts";
import type { AnalysisOptions } from "./api.ts";

/** Relative include folders start at `baseFolder`; `targets` are ids in registry order. */
export function analysisOptions(settings: Settings, targets: readonly string[], baseFolder: string): AnalysisOptions {
  return {
    targets,
    tags: settings.tags,
    tests: settings.tests,
    includeDirs: settings.includeDirs.map((folder) => join(baseFolder, folder)),
    defines: settings.defines,
    undefines: settings.undefines,
    std: settings.std,
    rules: settings.rules,
  };
}
