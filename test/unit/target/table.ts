/** Reads the generated tables of data/ for the tests, which run from the compiled tree below `out/`. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root: the nearest folder upward with a package.json. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

export function readText(name: string): string {
  return readFileSync(join(repositoryRoot(), "data", name), "utf8");
}

export function readTable(name: string): unknown {
  return JSON.parse(readText(name));
}
