/**
 * Compares the reading of C with compilers: preprocessing with `-E -P`, on written and on random cases, predefined
 * macros under several `-std`, random integer constants, and the size and alignment of records in every spelling of
 * attributes. `--count N` random cases (10,000), `--constants N` (2,000), `--seed S`.
 */
import { readFileSync } from "node:fs";
import { CReader } from "../../../server/src/c/read.ts";
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import { ask, type Compiler, installedCompilers } from "./compilers.ts";
import { randomConstants } from "./constants.ts";
import { randomMacros, writtenMacros } from "./macros.ts";
import { libraryBuiltins, predefinedMacros } from "./predefined.ts";

const macros = createPredefinedMacros(JSON.parse(readFileSync("data/predefinedMacros.json", "utf8")));

function argument(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

const compilers = installedCompilers();

let passed = 0;
let failed = 0;

function report(isRight: boolean, explain: () => string): void {
  if (isRight) passed++;
  else if (failed++ < 8) console.log(explain());
}

/** Size and alignment of `struct s` or `union s`, or undefined where the compiler refuses the text. */
function measured(compiler: Compiler, text: string, kind: string): string | undefined {
  const input = `${text}\nint first = sizeof(${kind} s) + 1; int second = __alignof__(${kind} s);\n`;
  const { status, stdout } = ask(compiler, ["-w", "-S", "-o", "-", "-x", "c", "-"], input);
  if (status !== 0) return undefined;
  const value = (name: string): number =>
    Number(new RegExp(`^_?${name}:.*\\n(?:\\s*[#@;/].*\\n)*\\s*\\.(?:long|word|4byte|int)\\s+(\\d+)`, "m").exec(stdout)?.[1]);
  return `${value("first") - 1}/${value("second")}`;
}

function declarations(): void {
  const reader = new CReader(undefined, macros);
  const options = { quoteDirs: [], includeDirs: [], systemDirs: [], defines: [], undefines: [], preIncludes: [], std: undefined };
  let unknown = 0;
  for (const line of readFileSync("test/oracle/c/declarations.txt", "utf8").trim().split("\n")) {
    const text = line.replaceAll("\\n", "\n");
    const kind = /union s /.test(text) ? "union" : "struct";
    for (const compiler of compilers) {
      const theirs = measured(compiler, text, kind);
      const answer = reader.read({ path: "/case.c", text, isPreamble: false }, options, [compiler.target], {
        read: () => null,
        list: () => null,
      });
      const record = answer.done ? answer.value[0]?.tags.get(`${kind} s`) : undefined;
      const { c } = compiler.target;
      const layout = record?.kind === "record" && typeof c !== "string" ? layoutRecord(record, c) : undefined;
      if (layout?.known !== true || theirs === undefined) {
        unknown++;
        continue;
      }
      const mine = `${layout.size}/${layout.align}`;
      report(mine === theirs, () => `${compiler.target.id}: ${line}\n  here: ${mine}\n  there: ${theirs}\n`);
    }
  }
  console.log(`${unknown} records are unknown here or refused there`);
}

writtenMacros(compilers, report);
// The kinds of ports that differ: both compilers, 32 and 64 bits, char and wchar_t of either sign.
const kinds = new Set("linux/amd64 linux/arm windows/amd64 darwin/arm64".split(" "));
randomMacros(
  compilers.filter(({ target }) => kinds.has(target.id)),
  argument("--count", 10_000),
  argument("--seed", 1),
  report,
);
predefinedMacros(compilers, report);
libraryBuiltins(compilers, report);
randomConstants(compilers, argument("--constants", 2000), argument("--seed", 1), report);
declarations();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
