/**
 * Compares the reading of C with compilers: preprocessing with `-E`, on written and on random cases, and the size
 * and alignment of records in every spelling of attributes. `--count N` random cases (2,000), `--seed S`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { CReader } from "../../../server/src/c/read.ts";
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { Random } from "../../support/random.ts";
import { generateCase } from "./generate.ts";
import { preprocess, spellingsOf } from "./preprocess.ts";

const registry = createRegistry(JSON.parse(readFileSync("data/targets.json", "utf8")));
const macros = createPredefinedMacros(JSON.parse(readFileSync("data/predefinedMacros.json", "utf8")));

function argument(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

function target(id: string): Target {
  const found = registry.get(id);
  if (found === undefined) throw new Error(`no target ${id}`);
  return found;
}

interface Compiler {
  readonly target: Target;
  readonly command: readonly string[];
}

const compilers: Compiler[] = [];
for (const [id, ...command] of [
  ["linux/amd64", "gcc"],
  ["linux/386", "i686-linux-gnu-gcc"],
  ["linux/arm", "arm-linux-gnueabihf-gcc"],
  ["windows/amd64", "x86_64-w64-mingw32-gcc"],
  ["darwin/arm64", "clang-19", "-target", "arm64-apple-macos12"],
  ["freebsd/386", "clang-19", "-target", "i386-unknown-freebsd14"],
  ["windows/arm64", "clang-19", "-target", "aarch64-w64-windows-gnu"],
] as const) {
  const { status } = spawnSync(command[0], ["--version"]);
  if (status === 0) compilers.push({ target: target(id), command });
  else console.log(`left out: ${id} needs ${command[0]}`);
}

let passed = 0;
let failed = 0;

function report(isRight: boolean, explain: () => string): void {
  if (isRight) passed++;
  else if (failed++ < 20) console.log(explain());
}

/** What a compiler's preprocessor makes of a text, whatever it complains of. */
function expand({ command }: Compiler, text: string): string {
  const [program = "", ...args] = command;
  return spawnSync(program, [...args, "-E", "-P", "-x", "c", "-"], { input: text, maxBuffer: 1 << 28 }).stdout.toString();
}

/** The written cases; `__LINE__` in a call across lines and a call cut off by its argument are where clang goes its own way. */
function writtenMacros(): void {
  const cases = readFileSync("test/oracle/c/macros.txt", "utf8").split("\n----\n");
  for (const compiler of compilers.filter(({ command }) => command[0] === "gcc" || command[0] === "clang-19")) {
    for (const text of cases) {
      if (command0(compiler) === "clang-19" && /__INCLUDE_LEVEL__|#define call m\(/.test(text)) continue;
      const mine = preprocess(text, compiler.target).join(" ");
      const theirs = spellingsOf(expand(compiler, text)).join(" ");
      report(mine === theirs, () => `${compiler.target.id}\n${text}\n  here: ${mine}\n  there: ${theirs}\n`);
    }
  }
}

function command0(compiler: Compiler): string {
  return compiler.command[0] ?? "";
}

/** Many cases go through one run of the compiler, each ended by a line that finds its end. */
function randomMacros(count: number, seed: number): void {
  console.log(`${count} random cases, seed ${seed}`);
  const random = new Random(seed);
  const asked = compilers.filter(({ target: { id } }) => id !== "linux/arm" && id !== "freebsd/386");
  for (let done = 0; done < count; done += 100) {
    const texts = Array.from({ length: Math.min(100, count - done) }, () => generateCase(random));
    const names = "A B C D E F G H foo bar baz qux".split(" ");
    const clear = `${names.map((name) => `#undef ${name}`).join("\n")}\n`;
    const whole = texts.map((text) => `${text}\n@@@@ END\n${clear}`).join("");
    for (const compiler of asked) {
      const outputs = expand(compiler, whole).split(/@@@@\s*END/);
      for (const [i, text] of texts.entries()) {
        const mine = preprocess(text, compiler.target).join(" ");
        const theirs = spellingsOf(outputs[i] ?? "").join(" ");
        report(mine === theirs, () => `${compiler.target.id}, case ${done + i}\n${text}\n  here: ${mine}\n  there: ${theirs}\n`);
      }
    }
  }
}

/** Size and alignment of `struct s` or `union s`, or undefined where the compiler refuses the text. */
function measured({ command }: Compiler, text: string, kind: string): string | undefined {
  const [program = "", ...args] = command;
  const input = `${text}\nint first = sizeof(${kind} s) + 1; int second = _Alignof(${kind} s);\n`;
  const { status, stdout } = spawnSync(program, [...args, "-w", "-S", "-o", "-", "-x", "c", "-"], { input });
  if (status !== 0) return undefined;
  const value = (name: string): number =>
    Number(new RegExp(`^_?${name}:.*\\n(?:\\s*[#@;/].*\\n)*\\s*\\.(?:long|word|4byte|int)\\s+(\\d+)`, "m").exec(stdout.toString())?.[1]);
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

writtenMacros();
randomMacros(argument("--count", 2000), argument("--seed", 1));
declarations();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
