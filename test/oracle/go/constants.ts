/**
 * Compares the values of random constant expressions with go/types.
 *
 *     node out/test/oracle/go/constants.js [--expressions N] [--seed S]
 *
 * What Go refuses must have no value here; what it accepts must have the same value or, rarely, none. Needs Go. The
 * last line is `N passed, N failed`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checker } from "../../../server/src/go/checker.ts";
import type { ConstantValue } from "../../../server/src/go/constantValue.ts";
import { collectObjects } from "../../../server/src/go/packageObjects.ts";
import { readGoFile } from "../../../server/src/go/readFile.ts";
import { goEnvironment } from "../../support/goEnvironment.ts";
import { Random } from "../../support/random.ts";
import { repositoryRoot } from "../../support/root.ts";
import { loadSyntax } from "../../support/syntax.ts";

function option(name: string, otherwise: string): string {
  const index = process.argv.indexOf(`--${name}`);
  return (index < 0 ? undefined : process.argv[index + 1]) ?? otherwise;
}

const total = Number(option("expressions", "6000"));
const random = new Random(Number(option("seed", String(Date.now() % 1_000_000))));

const integerTypes = [
  "int",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "uintptr",
  "byte",
  "rune",
  "myInt",
  "myByte",
];
const floatTypes = ["float32", "float64", "myFloat"];
const integers = [
  "0",
  "1",
  "2",
  "3",
  "7",
  "10",
  "63",
  "64",
  "100",
  "127",
  "128",
  "200",
  "255",
  "256",
  "0x1F",
  "0X_ff",
  "0b101",
  "0o17",
  "017",
  "1_000",
  "65535",
];
const wideIntegers = ["1<<31", "1<<32", "1<<62", "1<<63", "1<<100", "0x7fffffffffffffff", "4294967295", "1e3"];
const runes = ["'a'", "'\\n'", "'\\x41'", "'é'", "'世'", "'\\u00e9'", "'\\''", "'\\U0001F600'", "'\\101'"];
const floats = [
  "0.5",
  "1.0",
  "2.5",
  "1e3",
  "1.5e-3",
  ".25",
  "3.",
  "0x1p-2",
  "0x1.8p1",
  "1_0.5",
  "1e100",
  "1e-50",
  "0.1",
  "3.14159265358979323846",
];
const strings = ['""', '"a"', '"héllo"', "`raw\\n`", '"\\x00\\xff"', '"\\u4e16"', '"tab\\t"', '"\\"q\\""'];

function integer(depth: number): string {
  if (depth <= 0)
    return random.below(5) === 0 ? random.pick(runes) : random.below(12) === 0 ? `(${random.pick(wideIntegers)})` : random.pick(integers);
  const inner = (): string => integer(depth - 1);
  switch (random.below(13)) {
    case 0:
    case 1:
    case 2:
      return `(${inner()} ${random.pick(["+", "-", "*", "/", "%", "&", "|", "^", "&^"])} ${inner()})`;
    case 3:
      return `(${inner()} ${random.pick(["<<", ">>"])} ${random.pick(["1", "3", "8", "31", "40", "70", "2.0", "uint8(4)"])})`;
    case 4:
      return `${random.pick(["-", "^", "+"])}(${inner()})`;
    case 5:
    case 6:
      return `${random.pick(integerTypes)}(${inner()})`;
    case 7:
      return `${random.pick(integerTypes)}(${float(depth - 1)})`;
    case 8:
      return `len(${string(depth - 1)})`;
    case 9:
      return `${random.pick(["min", "max"])}(${inner()}, ${inner()})`;
    case 10:
      return random.pick([
        "unsafe.Sizeof(rec{})",
        "unsafe.Offsetof(rec{}.b)",
        "unsafe.Alignof(int64(0))",
        "len([3]int{})",
        "cap([2+1]int{})",
        "unsafe.Offsetof(rec{}.inner.d)",
      ]);
    case 11:
      return `len([...]int{${random.pick(["", "4: 0", "1, 2", "2: 1, 5, 6", "'a': 1"])}})`;
    default:
      return inner();
  }
}

function float(depth: number): string {
  if (depth <= 0) return random.pick(floats);
  const inner = (): string => (random.below(3) === 0 ? integer(depth - 1) : float(depth - 1));
  switch (random.below(6)) {
    case 0:
    case 1:
      return `(${inner()} ${random.pick(["+", "-", "*", "/"])} ${float(depth - 1)})`;
    case 2:
      return `-(${inner()})`;
    case 3:
      return `${random.pick(floatTypes)}(${inner()})`;
    case 4:
      return `(${float(depth - 1)} << ${random.pick(["1", "4"])})`;
    default:
      return inner();
  }
}

function string(depth: number): string {
  if (depth <= 0) return random.pick(strings);
  switch (random.below(5)) {
    case 0:
      return `(${string(depth - 1)} + ${string(depth - 1)})`;
    case 1:
      return `${random.pick(["string", "myString"])}(${random.below(2) === 0 ? string(depth - 1) : random.pick(["65", "'é'", "0x4e16", "-1", "0xD800", "1<<40"])})`;
    default:
      return random.pick(strings);
  }
}

function bool(depth: number): string {
  if (depth <= 0) return random.pick(["true", "false"]);
  const operator = random.pick(["==", "!=", "<", "<=", ">", ">="]);
  switch (random.below(6)) {
    case 0:
      return `!${bool(depth - 1)}`;
    case 1:
      return `(${bool(depth - 1)} ${random.pick(["&&", "||", "==", "!="])} ${bool(depth - 1)})`;
    case 2:
      return `(${string(depth - 1)} ${operator} ${string(depth - 1)})`;
    case 3:
      return `(${float(depth - 1)} ${operator} ${float(depth - 1)})`;
    default:
      return `(${integer(depth - 1)} ${operator} ${integer(depth - 1)})`;
  }
}

const lines = ["package p", 'import "unsafe"', "type myInt int32", "type myByte = uint8", "type myFloat float64", "type myString string"];
lines.push("type rec struct { a byte; b int64; inner struct { c int16; d uintptr } }");
const expressions = new Map<string, string>();
for (let i = 0; i < total; i++) {
  const make = random.pick([integer, integer, integer, float, string, bool]);
  let expression = make(1 + random.below(4));
  if (i > 20 && random.below(4) === 0) expression = `(${expression} + c${random.below(i)})`;
  const declared = random.below(5) === 0 ? ` ${random.pick([...integerTypes, ...floatTypes, "string", "bool"])}` : "";
  expressions.set(`c${i}`, `${declared} = ${expression}`);
  lines.push(`const c${i}${declared} = ${expression}`);
}
lines.push("const (", ...Array.from({ length: 200 }, (_, i) => (i % 7 === 0 ? `i${i} = ${integer(1)} + iota` : `i${i}`)), ")");
const source = `${lines.join("\n")}\n`;

const scratch = mkdtempSync(join(tmpdir(), "go-constants-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
writeFileSync(join(scratch, "p.go"), source);
const program = join(scratch, "constants");
execFileSync("go", ["build", "-o", program, join(repositoryRoot, "test/oracle/go/constants.go")], {
  env: { ...process.env, GO111MODULE: "off" },
  stdio: "inherit",
});
const syntax = await loadSyntax();
let passed = 0;
let unknown = 0;
const failures: string[] = [];
for (const [architecture, wordSize, maxAlign] of [
  ["amd64", 8, 8],
  ["386", 4, 4],
  ["arm", 4, 4],
] as const) {
  const output = execFileSync(program, [join(scratch, "p.go"), architecture], { encoding: "utf8", maxBuffer: 2 ** 30 });
  const file = readGoFile(syntax, "/p/p.go", source, false);
  if (file.broken.length > 0) failures.push(`does not parse: ${source.slice(file.broken[0]?.start, file.broken[0]?.end)}`);
  const objects = collectObjects([file]);
  const checker = new Checker(objects, goEnvironment({ sizes: { wordSize, maxAlign } }));
  const ours = new Map(objects.values.map((object) => [object.name.name, checker.ask(() => checker.valueOf(object)).constant]));
  for (const line of output.split("\n")) {
    const [name = "", kind = "", text = ""] = line.split("\t");
    if (name === "") continue;
    const constant = ours.get(name);
    const actual = constant === undefined ? "invalid" : described(constant);
    const expected = kind === "invalid" ? kind : `${kind} ${text}`;
    if (actual === expected) passed++;
    else if (constant === undefined && kind !== "invalid") {
      unknown++;
      if (process.argv.includes("--unknown")) console.log(`unknown: ${name}${expressions.get(name) ?? ""}: ${expected.slice(0, 80)}`);
    } else failures.push(`${architecture} ${name}${expressions.get(name) ?? ""}: go/types says ${expected}, we say ${actual}`);
  }
}

function described(constant: ConstantValue): string {
  switch (constant.kind) {
    case "int":
      return `int ${constant.value}`;
    case "bool":
      return `bool ${constant.value}`;
    case "string":
      return `string ${Buffer.from(constant.bytes, "latin1").toString("hex")}`;
    case "float": {
      const { numerator, denominator } = constant.value;
      return `float ${denominator === 1n ? numerator : `${numerator}/${denominator}`}`;
    }
  }
}

// A value that go/constant rounds or that depends on one that Go refuses stays unknown; there are few of them.
if (unknown > passed / 50) failures.push(`${unknown} valid constants have no value here`);
for (const failure of failures.slice(0, 30)) console.log(failure);
console.log(`${unknown} valid constants unknown`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
