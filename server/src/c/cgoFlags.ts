import type { COptions } from "./unit.ts";
export interface UnitSettings {
  readonly includeDirs: readonly string[];
  readonly defines: readonly (readonly [string, string])[];
  readonly undefines: readonly string[];
  readonly std: string | undefined;
}
export function plainOptions(settings: UnitSettings, folder: string): COptions {
  return {
    quoteDirs: [folder],
    includeDirs: settings.includeDirs,
    systemDirs: [],
    defines: settings.defines,
    undefines: settings.undefines,
    preIncludes: [],
    std: settings.std,
  };
}
export function preambleOptions(_lines: unknown, _target: unknown, settings: UnitSettings, folder: string): COptions {
  return plainOptions(settings, folder);
}
