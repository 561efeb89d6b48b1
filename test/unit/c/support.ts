/** Reads C for tests: the real targets and predefined macros, files from a map. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CReader } from "../../../server/src/c/read.ts";
import type { COptions, CUnit } from "../../../server/src/c/unit.ts";
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { createPredefinedMacros, type PredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import { createRegistry, type TargetRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import type { FileView } from "../../../server/src/text/files.ts";
import type { CRecord } from "../../../server/src/types/c.ts";
import { repositoryRoot } from "../../support/root.ts";

const data = (name: string): unknown => JSON.parse(readFileSync(join(repositoryRoot, "data", name), "utf8"));

export const registry: TargetRegistry = createRegistry(data("targets.json"));
export const macros: PredefinedMacros = createPredefinedMacros(data("predefinedMacros.json"));

export const noOptions: COptions = {
  quoteDirs: [],
  includeDirs: [],
  systemDirs: [],
  defines: [],
  undefines: [],
  preIncludes: [],
  std: undefined,
};

export const defaultTargets =
  "linux/amd64 linux/arm64 linux/386 linux/arm darwin/amd64 darwin/arm64 windows/amd64 windows/386 windows/arm64 freebsd/amd64".split(" ");

export function targetsOf(ids: readonly string[]): Target[] {
  return ids.map((id) => {
    const target = registry.get(id);
    if (target === undefined) throw new Error(`no target ${id}`);
    return target;
  });
}

/** Files by path; what is not in the map does not exist. */
export function filesView(files: Readonly<Record<string, string>>): FileView {
  return { read: (path) => files[path] ?? null, list: () => null };
}

export interface ReadInput {
  readonly targets?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: Partial<COptions>;
  readonly path?: string;
  readonly isPreamble?: boolean;
  readonly reader?: CReader;
}

/** The units of a text; fails when the reader asks for files. */
export function readUnits(text: string, input: ReadInput = {}): readonly CUnit[] {
  const reader = input.reader ?? new CReader(undefined, macros);
  const source = { path: input.path ?? "/p/a.h", text, isPreamble: input.isPreamble ?? false };
  const options = { ...noOptions, ...input.options };
  const answer = reader.read(source, options, targetsOf(input.targets ?? ["linux/amd64"]), filesView(input.files ?? {}));
  if (!answer.done) throw new Error(`the reader needs ${answer.needs.files.join(" ")}`);
  return answer.value;
}

/** The unit of a text on one target. */
export function readUnit(text: string, input: ReadInput = {}): CUnit {
  const [unit] = readUnits(text, input);
  if (unit === undefined) throw new Error("no unit");
  return unit;
}

export function recordOf(unit: CUnit, name: string): CRecord {
  const tag = unit.tags.get(name);
  if (tag?.kind === "record") return tag;
  const found = unit.records.find(({ record, typedefs }) => record.name === name || typedefs.includes(name));
  if (found === undefined) throw new Error(`no record ${name}`);
  return found.record;
}

/** `size/align name@bitOffset…` of a record on one of the unit's targets, the first unless told, or why it is unknown. */
export function shape(unit: CUnit, name: string, target: Target | undefined = unit.targets[0]): string {
  if (target === undefined || typeof target.c === "string") return "no model";
  const layout = layoutRecord(recordOf(unit, name), target.c);
  if (!layout.known) return `unknown: ${layout.reason}`;
  return [`${layout.size}/${layout.align}`, ...layout.fields.map((field) => `${field.name}@${field.bitOffset}`)].join(" ");
}
