/** Where the repository is: tests run from `out/`, so it is looked for upward. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package-lock.json")) && existsSync(join(folder, "server"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("the repository's root was not found");
  return findRoot(parent);
}

export const repositoryRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));
