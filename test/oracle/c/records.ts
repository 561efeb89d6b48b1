/**
 * Size and alignment of the records of declarations.txt, every spelling of attributes in every place, compared with
 * compilers. Each case stands in a function of its own, so that one run of a compiler measures all of them; those it
 * refuses are left out and the rest asked for again.
 */
import { readFileSync } from "node:fs";
import { CReader } from "../../../server/src/c/read.ts";
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import type { Compiler } from "./compilers.ts";
import { emittedNumbers, sayNumbers } from "./emitted.ts";
import type { Report } from "./macros.ts";

const macros = createPredefinedMacros(JSON.parse(readFileSync("data/predefinedMacros.json", "utf8")));
const options = { quoteDirs: [], includeDirs: [], systemDirs: [], defines: [], undefines: [], preIncludes: [], std: undefined };

/** The written records, each on every compiler. */
export function writtenRecords(compilers: readonly Compiler[], report: Report): void {
  const cases = readFileSync("test/oracle/c/declarations.txt", "utf8").trim().split("\n");
  const reader = new CReader(undefined, macros);
  let unknown = 0;
  for (const compiler of compilers) {
    const measured = measure(compiler, cases);
    for (const [i, line] of cases.entries()) {
      const theirs = measured.get(i);
      const mine = read(reader, compiler, line);
      if (mine === undefined || theirs === undefined) unknown++;
      else report(mine === theirs, () => `${compiler.target.id}: ${line}\n  here: ${mine}\n  there: ${theirs}\n`);
    }
  }
  console.log(`${unknown} records are unknown here or refused there`);
}

function textOf(line: string): string {
  return line.replaceAll("\\n", "\n");
}

function kindOf(line: string): "struct" | "union" {
  return /union s /.test(line) ? "union" : "struct";
}

function read(reader: CReader, { target }: Compiler, line: string): string | undefined {
  const view = { read: () => null, list: () => null };
  const answer = reader.read({ path: "/case.c", text: textOf(line), isPreamble: false }, options, [target], view);
  const record = answer.done ? answer.value[0]?.tags.get(`${kindOf(line)} s`) : undefined;
  if (record?.kind !== "record" || typeof target.c === "string") return undefined;
  const layout = layoutRecord(record, target.c);
  return layout.known ? `${layout.size}/${layout.align}` : undefined;
}

/** `size/alignment` by index, of the cases that the compiler accepts. */
function measure(compiler: Compiler, cases: readonly string[]): ReadonlyMap<number, string> {
  const pieces = cases.map((line, i) => {
    const type = `${kindOf(line)} s`;
    const say = sayNumbers(i, [`sizeof(${type})`, `__alignof__(${type})`]);
    return `void case${i}(void) {\n${textOf(line)}\n${say}\n}\n#pragma pack()`;
  });
  const numbers = emittedNumbers(compiler, "", pieces);
  return new Map([...numbers].map(([i, values]) => [i, values.join("/")]));
}
