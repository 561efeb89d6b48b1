/** Which files of a fixture are built on a target, by the project's own rules, which other oracles hold against go/build. */
import { readGoFile } from "../../../server/src/go/readFile.ts";
import { isBuilt } from "../../../server/src/target/fileName.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { baseOf, folderOf } from "../../../server/src/text/path.ts";
import { engineParts } from "../../support/engine.ts";

const { registry, syntax } = await engineParts();

export function targetNamed(id: string): Target | undefined {
  return registry.get(id);
}

/** The names of the Go files of a folder that a build takes, with cgo or without; none for cgo where the port has none. */
export function goFilesOn(files: ReadonlyMap<string, string>, folder: string, target: Target, cgo: boolean): readonly string[] {
  if (cgo && !target.cgo) return [];
  return [...files].flatMap(([path, text]) => {
    if (folderOf(`/${path}`) !== `/${folder}` || !path.endsWith(".go") || path.endsWith("_test.go")) return [];
    const { constraint, importsC } = readGoFile(syntax, path, text, false);
    if (importsC && !cgo) return [];
    return isBuilt({ name: baseOf(path), constraint, importsC }, target, []) ? [baseOf(path)] : [];
  });
}
