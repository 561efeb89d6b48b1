/** An engine over files in memory, with the real grammars and facts, for tests. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { AnalysisOptions, Engine } from "../../server/src/features/api.ts";
import { loadEngineParts } from "../../server/src/features/assets.ts";
import { createEngine, type EngineParts } from "../../server/src/features/engine.ts";
import { type FileView, type Resumable, tableName } from "../../server/src/text/files.ts";
import { baseOf, folderOf } from "../../server/src/text/path.ts";
import { repositoryRoot } from "./root.ts";

const require = createRequire(import.meta.url);

/** An asset of the installation, straight from the packages and `data/`. */
export function asset(name: string): Uint8Array {
  if (name.startsWith("data/")) return readFileSync(join(repositoryRoot, name));
  if (name === "web-tree-sitter.wasm") return readFileSync(require.resolve("web-tree-sitter/tree-sitter.wasm"));
  return readFileSync(join(dirname(require.resolve("tree-sitter-wasms/package.json")), "out", name));
}

let loaded: Promise<EngineParts> | undefined;

/** The parts, loaded once per process. */
export function engineParts(): Promise<EngineParts> {
  loaded ??= loadEngineParts({ asset: async (name) => asset(name) });
  return loaded;
}

/** A new engine with empty caches. */
export async function newEngine(): Promise<Engine> {
  return createEngine(await engineParts());
}

const tables = new Map<string, string>();

/** A table of the installation, read once. */
function tableText(name: string): string {
  const text = tables.get(name) ?? readFileSync(join(repositoryRoot, "data", name), "utf8");
  tables.set(name, text);
  return text;
}

/** Files in memory, and the tables of the installation; what is not there does not exist. */
export function memoryView(files: ReadonlyMap<string, string>): FileView {
  return {
    read: (path) => {
      const table = tableName(path);
      return table === undefined ? (files.get(path) ?? null) : tableText(table);
    },
    list: (folder) => {
      const names = [...files.keys()].filter((path) => folderOf(path) === folder).map(baseOf);
      return names.length === 0 ? null : names.sort();
    },
  };
}

/** The finished answer; files in memory leave nothing to wait for. */
export function done<T>(answer: Resumable<T>): T {
  if (!answer.done) throw new Error(`asks for ${[...answer.needs.files, ...answer.needs.folders].join(", ")}`);
  return answer.value;
}

/** Options as a user has them who chose these targets. */
export async function optionsFor(targets: string): Promise<AnalysisOptions> {
  const selected = (await engineParts()).registry.select(targets);
  if ("error" in selected) throw new Error(selected.error);
  return {
    targets: selected.targets.map((target) => target.id),
    tags: [],
    tests: false,
    includeDirs: [],
    defines: [],
    undefines: [],
    std: undefined,
    sysroots: {},
    rules: {},
  };
}
