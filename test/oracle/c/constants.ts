/**
 * Random integer constant expressions over all operators and types, evaluated by each target's compiler and by
 * `CUnit.constant`. A value must be the compiler's. What we call unknown is counted, not compared: shifts by a negative
 * count or by the width and more, signed overflow and division by zero, where ISO C leaves the value open and compilers
 * differ, each when the value of the whole depends on it. Not generated, and unknown too: integer casts of floating
 * constants, differences of addresses, `__builtin_types_compatible_p`, calls of builtins that compute.
 */
import { readFileSync } from "node:fs";
import { CReader } from "../../../server/src/c/read.ts";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import { Random } from "../../support/random.ts";
import { ask, type Compiler } from "./compilers.ts";
import type { Report } from "./macros.ts";

const macros = createPredefinedMacros(JSON.parse(readFileSync("data/predefinedMacros.json", "utf8")));
const options = { quoteDirs: [], includeDirs: [], systemDirs: [], defines: [], undefines: [], preIncludes: [], std: undefined };

/** What the expressions may refer to. */
const PRELUDE = `enum small { E0, E1, E5 = 5, EM = -3, EC = 'x' };
enum wide { W = 0x80000000u };
typedef unsigned char byte; typedef long word; typedef const short cs; typedef int row[3]; typedef byte *(*fn)(int, row);
struct s { char a; int b[3]; struct { short c; long long d; } in; char *p; fn f; unsigned bits : 3; };
union u { double d; int i; char text[11]; };
static row grid[4]; static struct s one;
`;

const TYPES = [
  ..."char|signed char|unsigned char|short|unsigned short|int|unsigned|long|unsigned long|long long|unsigned long long|_Bool".split("|"),
  ..."byte|word|cs|__typeof__(1u + 1)|__typeof__(sizeof 1)|__typeof__(one.b[0])|enum small".split("|"),
];
const SIZED = [...TYPES, ..."row|struct s|union u|void *|fn|double|float|row[2]|int (*)[5]|char *(*[3])(void)|struct s *".split("|")];
const LITERALS =
  "0 1 2 3 7 31 127 128 255 256 32767 65535 2147483647 2147483648 4294967295 4294967296 9223372036854775807 0x7f 0x80 0xffff 0x7fffffff 0x80000000 0xffffffff 0x100000000 0xffffffffffffffff 017 0b101 1u 3U 2l 5L 7ul 1ll 9ull 4294967295u 'a' '\\n' '\\xff' '\\377' 'ab' L'a' u'b' U'c' L'\\xfff0' E0 E1 E5 EM EC W".split(
    " ",
  );
const OPERATORS = "+ - * / % << >> < > <= >= == != & | ^ && ||".split(" ");
const MEMBERS = "a b b[1] in in.d in.c p f".split(" ");

function expression(random: Random, depth: number): string {
  if (depth === 0 || random.below(6) === 0) return leaf(random);
  const inner = (): string => expression(random, depth - 1);
  const kind = random.below(14);
  if (kind === 0) return `(${random.pick(TYPES)})(${inner()})`;
  if (kind === 1) return `${random.pick(["-", "~", "!", "+", "- -", "!!"])}(${inner()})`;
  if (kind === 2) return `((${inner()}) ? (${inner()}) : (${inner()}))`;
  if (kind === 3) return `sizeof(${inner()})`;
  if (kind === 4) return `(${random.pick(TYPES)})${leaf(random)}`;
  if (kind === 5) return `(${inner()}) ${random.pick(["<<", ">>"])} (${random.below(40)})`;
  if (kind === 6) return `${leaf(random)} ${random.pick(OPERATORS)} ${leaf(random)} ${random.pick(OPERATORS)} ${leaf(random)}`;
  if (kind === 7) return `__builtin_choose_expr(${random.below(2)}, ${inner()}, ${inner()})`;
  return `(${inner()}) ${random.pick(OPERATORS)} (${inner()})`;
}

function leaf(random: Random): string {
  const kind = random.below(14);
  if (kind === 0) return `sizeof(${random.pick(SIZED)})`;
  if (kind === 1) return `_Alignof(${random.pick(SIZED)})`;
  if (kind === 2) return `__builtin_offsetof(struct s, ${random.pick(MEMBERS)})`;
  if (kind === 3)
    return `sizeof ${random.pick(["grid", "grid[0]", "grid[0][1]", "one", "one.in", "one.p[0]", "(char)1", '"text"', 'L"w"', "(one.f)"])}`;
  if (kind === 4) return `__alignof__(${random.pick(SIZED)})`;
  return random.pick(LITERALS);
}

/** `count` expressions on every compiler. */
export function randomConstants(compilers: readonly Compiler[], count: number, seed: number, report: Report): void {
  console.log(`${count} random constants on ${compilers.length} targets, seed ${seed}`);
  const random = new Random(seed);
  const expressions = Array.from({ length: count }, () => expression(random, 1 + random.below(4)));
  const text = PRELUDE + expressions.map((one, i) => `#define V${i} (${one})\n`).join("");
  const reader = new CReader(undefined, macros);
  let unknown = 0;
  for (const compiler of compilers) {
    const theirs = valuesOf(compiler, expressions);
    const answer = reader.read({ path: "/case.c", text, isPreamble: false }, options, [compiler.target], {
      read: () => null,
      list: () => null,
    });
    const unit = answer.done ? answer.value[0] : undefined;
    for (const [i, one] of expressions.entries()) {
      const there = theirs.get(i);
      const here = unit?.constant(`V${i}`, compiler.target);
      if (there === undefined) continue;
      if (here === undefined) unknown++;
      else {
        const value = BigInt.asIntN(64, here);
        report(value === there, () => `${compiler.target.id}: ${one}\n  here: ${value}\n  there: ${there}\n`);
      }
    }
  }
  console.log(`${unknown} constants that compilers accept are unknown here`);
}

/** The values by index, of those that the compiler takes for constants. */
function valuesOf(compiler: Compiler, expressions: readonly string[]): ReadonlyMap<number, bigint> {
  const prelude = PRELUDE.split("\n").length - 1;
  let left = [...expressions.keys()];
  for (let attempt = 0; attempt < 8; attempt++) {
    const lines = left.map((i) => `const long long ask${i} = (${expressions[i]});`);
    const how = compiler.kind === "gcc" ? [] : ["-emit-llvm", "-Xclang", "-disable-llvm-passes", "-ferror-limit=0"];
    const { status, stdout, stderr } = ask(
      compiler,
      ["-w", "-S", "-O0", ...how, "-x", "c", "-o", "-", "-"],
      `${PRELUDE}${lines.join("\n")}\n`,
    );
    if (status === 0) return compiler.kind === "gcc" ? fromAssembly(stdout) : fromClang(stdout);
    const bad = new Set([...stderr.matchAll(/^<stdin>:(\d+):\d+: error/gm)].map((match) => Number(match[1]) - prelude - 1));
    if (bad.size === 0) throw new Error(`${compiler.target.id}: ${stderr.slice(0, 2000)}`);
    left = left.filter((_, line) => !bad.has(line));
  }
  throw new Error(`${compiler.target.id} refuses too much`);
}

function fromClang(output: string): ReadonlyMap<number, bigint> {
  const values = new Map<number, bigint>();
  for (const [, index, value] of output.matchAll(/^@"?\\?0?1?_?ask(\d+)"? = .*?\bi64 (-?\d+)/gm))
    values.set(Number(index), BigInt(value ?? 0));
  for (const [, index] of output.matchAll(/^@_?ask(\d+) = .*zeroinitializer/gm)) values.set(Number(index), 0n);
  return values;
}

/** gcc's data directives behind each label; on 32-bit ports, all of them little-endian here, a value takes two. */
function fromAssembly(output: string): ReadonlyMap<number, bigint> {
  const values = new Map<number, bigint>();
  for (const [, index, data = ""] of output.matchAll(/^_?ask(\d+):\n((?:\s+\.(?!globl|align|type|section)\S+\s+.*\n)*)/gm)) {
    const words = [...data.matchAll(/\.(quad|xword|8byte|long|word|4byte|zero|space|skip)\s+(0x[0-9a-f]+|-?\d+)/g)];
    const [low, high] = words.map(([, directive, word = "0"]) => (/zero|space|skip/.test(directive ?? "") ? 0n : BigInt(word)));
    if (low === undefined) continue;
    values.set(Number(index), BigInt.asIntN(64, high === undefined ? low : BigInt.asUintN(32, low) + (high << 32n)));
  }
  return values;
}
