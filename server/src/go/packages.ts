/** Which Go files make a package: those of one folder with one package name. Reads no file names' suffixes and no constraints. */
import { baseOf, folderOf } from "../text/path.ts";
import type { GoFile } from "./facts.ts";

export interface PackageFiles<F extends GoFile> {
  readonly folder: string;
  readonly name: string;
  /** Sorted by path. */
  readonly files: readonly F[];
}

/**
 * Groups files by folder and package name; the external tests of a package (`package p_test`) are a package of their
 * own. Files whose package clause cannot be read are in no group. Sorted by folder, then by name.
 */
export function groupPackages<F extends GoFile>(files: readonly F[]): PackageFiles<F>[] {
  const groups = new Map<string, { folder: string; name: string; files: F[] }>();
  for (const file of files) {
    if (file.packageName === undefined) continue;
    const folder = folderOf(file.path);
    const key = `${folder}\n${file.packageName}`;
    const group = groups.get(key) ?? { folder, name: file.packageName, files: [] };
    groups.set(key, group);
    group.files.push(file);
  }
  const sorted = [...groups.values()].sort((a, b) => compare(a.folder, b.folder) || compare(a.name, b.name));
  for (const group of sorted) group.files.sort((a, b) => compare(baseOf(a.path), baseOf(b.path)));
  return sorted;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
