/**
 * Compares what the tables of C libraries lead to with the real headers: every record, typedef and constant of every
 * header, read through the whole path for every environment that headers are at hand for, becomes an assertion that
 * the port's compiler judges. Words of the command line limit it to targets. The last line is `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CReader } from "../../server/src/c/read.ts";
import type { CUnit } from "../../server/src/c/unit.ts";
import { layoutC, layoutRecord } from "../../server/src/layout/c.ts";
import { libraryTableName } from "../../server/src/system/cLibrary.ts";
import { readPackedText } from "../../server/src/system/packedText.ts";
import { createPredefinedMacros } from "../../server/src/target/predefinedMacros.ts";
import { createRegistry } from "../../server/src/target/registry.ts";
import type { CModel, Target } from "../../server/src/target/target.ts";
import { tableName, tablePath } from "../../server/src/text/files.ts";
import type { CRecord, CType } from "../../server/src/types/c.ts";
import { unwrapC } from "../../server/src/types/c.ts";
import { repositoryRoot } from "../support/root.ts";
import { readTable } from "../unit/target/table.ts";
import { compilerOf, Tally } from "./targetsCompilers.ts";

interface Environment {
  readonly id: string;
  readonly family: string;
  readonly target: string;
  readonly variant: string;
  readonly folders: readonly string[];
  readonly compiler: { readonly command: string; readonly flags: readonly string[] };
}

const tables = new Map<string, string | null>();
const view = {
  read: (path: string): string | null => {
    const name = tableName(path);
    if (name === undefined) return null;
    if (!tables.has(name)) tables.set(name, readFileSync(join(repositoryRoot, "data", name), "utf8"));
    return tables.get(name) ?? null;
  },
  list: () => null,
};
const options = { quoteDirs: [], includeDirs: [], systemDirs: [], defines: [], undefines: [], preIncludes: [], std: undefined };
const reader = new CReader(undefined, createPredefinedMacros(readTable("predefinedMacros.json")));
const registry = createRegistry(readTable("targets.json"));
const tally = new Tally();
let unknown = 0;
/** How the table writes numbers of characters. */
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Headers of the kernel's that redefine what the library's do, and one that says less behind others: each stands alone. */
const isAlone = (header: string): boolean => header.startsWith("asm/") || header === "fnmatch.h";
/** Headers that others stand on come first. */
const FIRST = ["sys/types.h", "sys/socket.h", "netinet/in.h", "winsock2.h", "ws2tcpip.h", "windows.h"];
/** Macros that gcc and clang, or this release and another, define differently; or that are no constants in this unit. */
const NOT_COMPARED = /^(?:__GLIBC_MINOR__|NULL|MB_CUR_MAX|(?:FLT|DBL|LDBL)_\w+|__GNUC_VA_LIST|TC[GS]ETS[WF]?2)$/;

/**
 * Macros whose presence is not compared: what of floating types rests on the compiler's own macros (loong64 and musl are
 * read with clang alone); guards of compilers' headers; what NetBSD's headers define until somebody
 * has used it; what the 64-bit file macros bring along; and
 * what depends on the order of headers.
 */
const PRESENCE_NOT_COMPARED =
  /^(?:__HAVE_\w+|FP_FAST_\w+|__USE_LARGEFILE\w*|\w*VA_LIST\w*|__va_list__|\w*STDARG\w*|_BSD_\w+_T_|isleadbyte|WINPTHREAD_SCHED_API|__GLIBC_MINOR__)$/;

function environments(): readonly Environment[] {
  const program =
    "import { listEnvironments } from './scripts/facts/lib/cEnvironments.mjs'; console.log(JSON.stringify(listEnvironments()));";
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: repositoryRoot,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (stdout === "") throw new Error(`no environments: ${stderr}`);
  return JSON.parse(stdout.slice(stdout.indexOf("[{"))) as readonly Environment[];
}

/** The lines that set an environment's feature-test macros. */
function settings(variant: string): string {
  return variant
    .split("+")
    .filter((name) => name !== "")
    .map((name) => `#define ${name} ${name.endsWith("BITS") ? 64 : 1}\n`)
    .join("");
}

function read(text: string, target: Target): CUnit {
  const answer = reader.read({ path: "/oracle.c", text, isPreamble: false }, options, [target], view);
  const unit = answer.done ? answer.value[0] : undefined;
  if (unit === undefined) throw new Error(`${target.id}: the reader does not come to an end`);
  return unit;
}

/** Assertions about what a unit says of everything that has a name at file level. */
function claimsOf(unit: CUnit, model: CModel): readonly string[] {
  const claims: string[] = [];
  const addRecord = (name: string, record: CRecord, type: CType): void => {
    if (record.fields === undefined) return;
    const layout = layoutRecord(record, model);
    // A typedef may ask for more alignment than its record has.
    const whole = layoutC(type, model);
    if (!layout.known || !whole.known) {
      unknown++;
      return;
    }
    claims.push(`sizeof(${name}) == ${whole.size}`, `_Alignof(${name}) == ${whole.align}`);
    for (const [i, field] of record.fields.entries()) {
      const at = layout.fields[i]?.bitOffset;
      if (field.name === "" || field.bitWidth !== undefined || at === undefined) continue;
      claims.push(`__builtin_offsetof(${name}, ${field.name}) == ${at / 8}`);
    }
  };
  for (const [name, tag] of unit.tags) if (tag.kind === "record") addRecord(name, tag, tag);
  for (const [name, { type }] of unit.typedefs) {
    const plain = unwrapC(type);
    // What the first is made of differs between compilers; the second is the compiler's own.
    if (name === "max_align_t" || name === "__gnuc_va_list") continue;
    if (plain.kind === "record") addRecord(name, plain, type);
    else if (plain.kind === "unknown") unknown++;
    else if (plain.kind !== "function" && plain.kind !== "void") claims.push(...typedefClaims(name, plain, model));
  }
  return claims;
}

function typedefClaims(name: string, type: CType, model: CModel): readonly string[] {
  const layout = layoutC(type, model);
  if (!layout.known) return [];
  const claims = [`sizeof(${name}) == ${layout.size}`];
  const scalar = type.kind === "standard" ? model.standard[type.name] : type.kind === "scalar" ? type.name : undefined;
  const integers = /^(u?)(?:s?char|short|int|long|llong)$/.exec(scalar ?? "");
  if (integers === null || scalar === "char") return claims;
  return [...claims, `((${name})-1 < 0) == ${integers[1] === "u" ? 0 : 1}`];
}

/** The macros of a family: `NAME=value`, `NAME(` or `NAME`. */
function macrosOf(family: string): readonly string[] {
  const block = readPackedText(view.read(tablePath(`c/${family}.txt`)) ?? "")?.blocks[2];
  let name = "";
  return (block?.lines().slice(1) ?? []).map((line) => {
    const [head = "", shared = "", suffix = ""] = /^(.)(\w*)(?:@\w+)?/.exec(line) ?? [];
    name = name.slice(0, DIGITS.indexOf(shared)) + suffix;
    return name + line.slice(head.length);
  });
}

/** The names of those that are worth something. */
function namesOfConstants(family: string): readonly string[] {
  return [...new Set(macrosOf(family).flatMap((item) => (item.includes("=") ? [item.slice(0, item.indexOf("="))] : [])))];
}

/** The port's compiler, or the one that stands in for it. */
function judgeOf(environment: Environment, target: Target, model: CModel): Environment["compiler"] {
  const gcc = model.compiler === "gcc" ? compilerOf(target, model) : undefined;
  return gcc === undefined ? environment.compiler : { command: gcc.command, flags: gcc.flags };
}

/** Whether every macro of the table is defined behind all headers exactly where the compiler has it defined. */
function judgePresence(environment: Environment, target: Target, model: CModel, includes: string): void {
  const all = new Set(macrosOf(environment.family).map((item) => item.replace(/[=(].*$/, "")));
  const names = [...all].filter((name) => !PRESENCE_NOT_COMPARED.test(name));
  const text = settings(environment.variant) + includes + names.map((name, i) => `#ifdef ${name}\nint present${i};\n#endif\n`).join("");
  const { variables } = read(text, target);
  const { command, flags } = judgeOf(environment, target, model);
  const { stdout } = spawnSync(command, [...flags, "-w", "-E", "-P", "-x", "c", "-"], {
    input: text,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const present = new Set([...stdout.matchAll(/^int present(\d+);$/gm)].map((match) => Number(match[1])));
  for (const [i, name] of names.entries()) {
    const claimed = variables.has(`present${i}`);
    tally.check(claimed === present.has(i), `${environment.id}: ${name} is ${claimed ? "no macro" : "a macro"}`);
  }
}

/** Tells which of the claims a compiler refuses. A claim it cannot read counts as refused. */
function judge(environment: Environment, target: Target, model: CModel, includes: string, claims: readonly string[]): void {
  const compiler = judgeOf(environment, target, model);
  const lines = claims.map((claim, i) => `# ${i + 1} "claims"\n_Static_assert(${claim}, "");\n`).join("");
  const text = `${settings(environment.variant)}${includes}${lines}`;
  const limit = compiler === environment.compiler ? ["-ferror-limit=0"] : ["-fmax-errors=0"];
  const args = [...compiler.flags, "-w", "-fsyntax-only", ...limit, "-x", "c", "-"];
  const { stderr, status } = spawnSync(compiler.command, args, { input: text, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status === null) throw new Error(`${compiler.command} cannot be run`);
  const refused = new Map([...stderr.matchAll(/^claims:(\d+):.*error: (.*)$/gm)].map((match) => [Number(match[1]) - 1, match[2] ?? ""]));
  const elsewhere = /^(?!claims:)\S+:\d+:.*error: .*$/m.exec(stderr)?.[0];
  if (elsewhere !== undefined) tally.check(false, `${environment.id}: ${elsewhere}`);
  for (const [i, claim] of claims.entries()) {
    tally.check(!refused.has(i), `${environment.id}: not so: ${claim}: ${refused.get(i)}`);
  }
}

function check(environment: Environment): void {
  const target = registry.get(environment.target);
  const name = target && libraryTableName(target);
  if (target === undefined || name === undefined || typeof target.c === "string") return;
  const model = target.c;
  const all = (readPackedText(view.read(tablePath(name)) ?? "")?.blocks[0]?.lines()[1] ?? "").slice(2).split(" ");
  const rank = (header: string): number => (FIRST.indexOf(header) + FIRST.length + 1) % (FIRST.length + 1);
  const order = (a: string, b: string): number =>
    (FIRST.includes(a) ? FIRST.indexOf(a) : 99) - (FIRST.includes(b) ? FIRST.indexOf(b) : 99) || rank(a) - rank(b);
  const line = (header: string): string => `#include <${header}>\n`;
  const set = settings(environment.variant);
  const together: string[] = [];
  const claims = new Set<string>();
  for (const header of [...all].sort(order)) {
    const unit = read(set + line(header), target);
    if (unit.incomplete !== undefined && unit.records.length === 0 && unit.typedefs.size === 0) continue;
    const own = claimsOf(unit, model);
    if (isAlone(header)) {
      judge(environment, target, model, line(header), own);
      continue;
    }
    together.push(header);
    for (const claim of own) claims.add(claim);
  }
  const includes = together.map(line).join("");
  const unit = read(set + includes, target);
  for (const constant of namesOfConstants(environment.family)) {
    const value = NOT_COMPARED.test(constant) ? undefined : unit.constant(constant, target);
    if (value !== undefined)
      claims.add(`(${constant}) == ${value < 0n ? `(${value + 1n}LL - 1)` : value > 0x7fffffffffffffffn ? `${value}ULL` : `${value}LL`}`);
  }
  judge(environment, target, model, includes, [...claims]);
  judgePresence(environment, target, model, includes);
}

const chosen = process.argv.slice(2);
for (const environment of environments()) {
  if (chosen.length === 0 || chosen.includes(environment.target) || chosen.includes(environment.family)) check(environment);
}
console.log(`${unknown} declarations are unknown`);
tally.finish();
