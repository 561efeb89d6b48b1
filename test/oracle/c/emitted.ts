/**
 * Numbers that a compiler computes for many small texts in one run, which say them in lines of its assembly. A text
 * that is refused is left out and the rest asked for again.
 */
import { ask, type Compiler } from "./compilers.ts";

/** Runs over one batch: a text may be refused only after another has been left out. */
const MAX_RUNS = 8;

/** The statement that says numbers for a text: integer constant expressions that fit an `int`. */
export function sayNumbers(index: number, expressions: readonly string[]): string {
  const format = expressions.map((_, i) => `%c${i}`).join(" ");
  return `__asm__ volatile("\\n@@ ${index} ${format}\\n" :: ${expressions.map((one) => `"i"((int)(${one}))`).join(", ")});`;
}

/** What each text says, by its index, of those that the compiler accepts. `prelude` stands before all of them. */
export function emittedNumbers(compiler: Compiler, prelude: string, texts: readonly string[]): ReadonlyMap<number, readonly number[]> {
  const how = compiler.kind === "gcc" ? [] : ["-fno-integrated-as", "-ferror-limit=0"];
  let left = [...texts.keys()];
  let complaints = "";
  for (let run = 0; run < MAX_RUNS; run++) {
    const whole = `${prelude}\n${left.map((i) => `#line 1 "text${i}"\n${texts[i]}\n`).join("")}`;
    const { status, stdout, stderr } = ask(compiler, ["-w", "-S", "-O0", ...how, "-x", "c", "-o", "-", "-"], whole);
    if (status === 0) return numbersOf(stdout);
    const bad = new Set([...stderr.matchAll(/^text(\d+):\d+:\d+: (?:fatal )?error/gm)].map((match) => Number(match[1])));
    if (bad.size === 0) throw new Error(`${compiler.target.id}: ${stderr.slice(0, 2000)}`);
    complaints = stderr;
    left = left.filter((i) => !bad.has(i));
  }
  throw new Error(`${compiler.target.id} refuses too much: ${complaints.slice(0, 2000)}`);
}

function numbersOf(assembly: string): ReadonlyMap<number, readonly number[]> {
  const numbers = new Map<number, readonly number[]>();
  for (const [, index, values = ""] of assembly.matchAll(/^@@ (\d+) (.*)$/gm))
    numbers.set(Number(index), values.trim().split(/\s+/).map(Number));
  return numbers;
}
