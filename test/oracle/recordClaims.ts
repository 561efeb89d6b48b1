/** Lets a compiler judge what the layout engine says of records, with the real declarations before it. */
import { spawnSync } from "node:child_process";
import { layoutRecord } from "../../server/src/layout/c.ts";
import type { FieldLayout } from "../../server/src/layout/layout.ts";
import type { CModel } from "../../server/src/target/target.ts";
import type { CField, CRecord } from "../../server/src/types/c.ts";
import type { OracleCompiler } from "./targetsCompilers.ts";

/** The declaration that is an error where a C expression is not true. */
export function assertion(claim: string): string {
  return `_Static_assert(${claim}, "");`;
}

/**
 * Which of the declarations, each on one line, the compiler finds an error in; `unit` comes before them. `warnings` are
 * options that say which warnings count as errors.
 */
export function judge(
  { command, flags }: OracleCompiler,
  unit: string,
  declarations: readonly string[],
  language: string,
  warnings: readonly string[] = ["-w"],
): ReadonlySet<number> {
  const lines = declarations.map((line, i) => `# 1 "claim${i}"\n${line}\n`).join("");
  const limit = command.includes("clang") ? "-ferror-limit=0" : "-fmax-errors=0";
  const { status, stderr, error } = spawnSync(
    command,
    [...flags, ...warnings, "-Wno-implicit-function-declaration", limit, "-fsyntax-only", "-x", language, "-"],
    { input: `${unit}\n${lines}`, encoding: "utf8", maxBuffer: 1 << 28 },
  );
  if (error !== undefined) throw new Error(`${command} cannot be run: ${error.message}`);
  const wrong = new Set([...stderr.matchAll(/^claim(\d+):\d+(?::\d+)?: error/gm)].map(([, i]) => Number(i)));
  if (status !== 0 && wrong.size === 0) throw new Error(`${command}: ${stderr.slice(0, 2000)}`);
  return wrong;
}

/** How C writes the record. */
export function spelled(record: CRecord): string {
  return record.tag === undefined ? record.name : `${record.union ? "union" : "struct"} ${record.tag}`;
}

/** What must hold of a record: size, alignment, place and size of every member that has a name and an address. */
export function claimsOf(record: CRecord, model: CModel): readonly string[] | string {
  const layout = layoutRecord(record, model);
  if (!layout.known) return layout.reason;
  const whole = spelled(record);
  const claims = [`sizeof(${whole}) == ${layout.size}`, `_Alignof(${whole}) == ${layout.align}`];
  const walk = (declared: readonly CField[], placed: readonly FieldLayout[], path: string): void => {
    for (const field of placed) {
      const declaration = declared.find((one) => one.name === field.name && (one.name !== "" || one.type.kind === "record"));
      const inner = declaration?.type.kind === "record" ? (declaration.type.fields ?? []) : [];
      if (field.name === "") walk(inner, field.fields ?? [], path);
      if (field.name === "" || field.bitField === true) continue;
      const name = `${path}${field.name}`;
      claims.push(`__builtin_offsetof(${whole}, ${name}) == ${field.bitOffset / 8}`);
      const isOpen = declaration?.type.kind === "array" && declaration.type.count === undefined;
      if (!isOpen) claims.push(`sizeof(((${whole} *)0)->${name}) == ${field.bitSize / 8}`);
    }
  };
  walk(record.fields ?? [], layout.fields, "");
  return claims;
}
