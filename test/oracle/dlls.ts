/**
 * Compares the tables of data/dlls with Windows' headers and import definitions: size, alignment and members of each
 * record as the layout engine places them, a call of each function with what the table says it takes, the bytes that it
 * takes off the stack of 386, and the structs of golang.org/x/sys/windows. Words of the command line limit it to
 * targets. The last line is `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { layoutRecord } from "../../server/src/layout/c.ts";
import { layoutGo } from "../../server/src/layout/go.ts";
import { parseColumnTable } from "../../server/src/system/columnTable.ts";
import { createDllFunctions, type DllFunction, type DllParameter, type DllPointer } from "../../server/src/system/dllFunctions.ts";
import { createGoPackages } from "../../server/src/system/goPackages.ts";
import { createRegistry } from "../../server/src/target/registry.ts";
import type { CModel, Target } from "../../server/src/target/target.ts";
import type { CRecord } from "../../server/src/types/c.ts";
import { type GoType, underlyingGo } from "../../server/src/types/go.ts";
import { repositoryRoot } from "../support/root.ts";
import { readTable, readText } from "../unit/target/table.ts";
import { differsInGo } from "./dllsGo.ts";
import { assertion, claimsOf, judge, spelled } from "./recordClaims.ts";
import { compilerOf, type OracleCompiler, Tally } from "./targetsCompilers.ts";

/** A port's headers: C text that includes them all, the clang that reads it, and what each DLL exports with the bytes its callee pops. */
interface Port {
  readonly id: string;
  readonly unit: string;
  readonly compiler: OracleCompiler;
  readonly exports: Readonly<Record<string, readonly (readonly [string, number | null])[]>>;
}

const GO = "golang.org/x/sys/windows";
const registry = createRegistry(readTable("targets.json"));
const functions = createDllFunctions(readText);
const packages = createGoPackages(readText);
const tally = new Tally();

function ports(): readonly Port[] {
  const program =
    "import { DLLS, exportsOf, listWindows } from './scripts/facts/lib/dllHeaders.mjs';" +
    "console.log(JSON.stringify(listWindows().map((port) => ({ ...port, exports: Object.fromEntries(DLLS.map((dll) => [dll, [...exportsOf(dll, port)]])) }))));";
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: repositoryRoot,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (stdout === "") throw new Error(`no headers: ${stderr}`);
  return JSON.parse(stdout.slice(stdout.indexOf("[{"))) as readonly Port[];
}

/** Both compilers of a port read the headers themselves. */
function compilersOf(port: Port, target: Target): readonly (readonly [CModel, OracleCompiler])[] {
  return [target.c, target.otherC].flatMap((model) => {
    if (model === undefined || typeof model === "string") return [];
    const compiler = model.compiler === "clang" ? port.compiler : compilerOf(target, model);
    return compiler === undefined ? [] : [[model, compiler] as const];
  });
}

function compareRecords(port: Port, target: Target): void {
  for (const [model, compiler] of compilersOf(port, target)) {
    const claims: string[] = [];
    for (const name of functions.recordNames) {
      const record = functions.record(name, target);
      if (record === undefined) continue;
      const own = claimsOf(record, model);
      if (typeof own === "string") tally.check(false, `${name} on ${target.id}: ${own}`);
      else claims.push(...own);
      if (record.tag !== name) claims.push(`__builtin_types_compatible_p(${name}, ${spelled(record)})`);
    }
    const wrong = judge(compiler, port.unit, claims.map(assertion), "c");
    for (const [i, claim] of claims.entries()) tally.check(!wrong.has(i), `${target.id}, ${compiler.command}: not so: ${claim}`);
  }
}

/** Every function that the table knows on a target, by DLL. */
function* known(target: Target): Generator<DllFunction> {
  for (const name of functions.functionNames) {
    for (const dll of functions.dlls) {
      const one = functions.function(dll, name, target);
      if (one !== undefined) yield one;
    }
  }
}

function compareFunctions(port: Port, target: Target): void {
  const calls = new Set<string>();
  for (const { name, parameters } of known(target)) {
    const declared = name.replace(/^Zw/, "Nt").replace(/^K32/, "");
    calls.add(`(${declared})(${parameters.map(argument).join(", ")})`);
  }
  const lines = [...calls].map((call, i) => `void call${i}(void) { ${call}; }`);
  for (const [, { command, flags }] of compilersOf(port, target)) {
    const qualifiers = command.includes("clang") ? "incompatible-pointer-types-discards-qualifiers" : "discarded-qualifiers";
    const strict = ["incompatible-pointer-types", qualifiers].map((warning) => `-Werror=${warning}`);
    const wrong = judge({ command, flags }, port.unit, lines, "c", strict);
    for (const [i, line] of lines.entries()) tally.check(!wrong.has(i), `${target.id}, ${command}: not so: ${line}`);
  }
}

/** What a call may pass for a parameter; only what the table says is left to the compiler to doubt. */
function argument(parameter: DllParameter): string {
  switch (parameter.kind) {
    case "record":
      return `*(${spelled(parameter.record)} *)0`;
    case "float":
      return parameter.bits === 32 ? "0.0f" : "0.0";
    case "pointer":
      if (parameter.record === undefined) return `(${scalarOf(parameter)} *)0`;
      return `(${parameter.direction === "in" ? "const " : ""}${spelled(parameter.record)} *)0`;
    default:
      return "0";
  }
}

/** Signs do not matter to a compiler here; integers as wide as pointers are spelled in too many ways. */
function scalarOf({ to }: DllPointer): string {
  if (to?.kind !== "scalar") return "void";
  return to.name === "llong" || to.name === "ullong" ? "long long" : to.name;
}

/** What a callee takes off the stack of 386 is the sum of what it is passed. */
function compareStack(port: Port, target: Target): void {
  const model = target.c;
  if (target.goarch !== "386" || typeof model === "string") return;
  const bytes = new Map(Object.entries(port.exports).map(([dll, names]) => [dll, new Map(names)]));
  for (const { dll, name, parameters, convention } of known(target)) {
    const popped = bytes.get(dll)?.get(name) ?? undefined;
    tally.check(bytes.get(dll)?.has(name) === true, `${dll} does not export ${name}`);
    tally.check((convention === "stdcall") === (popped !== undefined), `${dll}.${name} is not ${convention}`);
    const sum = parameters.reduce((total, parameter) => total + stackBytes(parameter, model), 0);
    if (popped !== undefined) tally.check(sum === popped, `${dll}.${name} takes ${popped} bytes off the stack, the table says ${sum}`);
  }
}

function stackBytes(parameter: DllParameter, model: CModel): number {
  switch (parameter.kind) {
    case "wide":
      return 8;
    case "float":
      return parameter.bits / 8;
    case "record":
      return Math.ceil(sizeOf(parameter.record, model) / 4) * 4;
    default:
      return 4;
  }
}

function sizeOf(record: CRecord, model: CModel): number {
  const layout = layoutRecord(record, model);
  return layout.known ? layout.size : Number.NaN;
}

const bare = (name: string): string => name.replaceAll("_", "").toUpperCase();

/** Structs of Go that have a record's name, and what Go's wrappers pass to the functions of the same name. */
function compareGo(target: Target): void {
  const model = target.c;
  if (typeof model === "string") return;
  const compare = (go: GoType, record: CRecord, what: string): void => {
    const layout = layoutGo(go, { sizes: target.go, c: model });
    if (!layout.known || underlyingGo(go).kind !== "struct") return;
    const size = sizeOf(record, model);
    const isAlike = layout.size === size;
    tally.check(
      isAlike !== differsInGo(record.name, target.goarch),
      `${what} on ${target.id}: ${layout.size} bytes in Go, ${record.name} has ${size}`,
    );
  };
  const byName = new Map([...functions.recordNames].map((name) => [bare(name), name]));
  for (const name of parseColumnTable(readText("goPackages/windows.types.txt")).names) {
    const go = packages.type(GO, name, target);
    const record = functions.record(byName.get(`${bare(name)}W`) ?? byName.get(bare(name)) ?? "", target);
    if (go !== undefined && record !== undefined) compare(go, record, name);
  }
  const names = new Set(functions.functionNames);
  for (const name of names) {
    // Go's `Module32First` is `Module32FirstW`.
    const wrapper = names.has(`${name}W`)
      ? undefined
      : (packages.func(GO, name, target) ?? packages.func(GO, name.replace(/W$/, ""), target));
    const own = functions.function(undefined, name, target);
    if (own === undefined || wrapper === undefined || own.parameters.length !== wrapper.parameters.length) continue;
    for (const [i, parameter] of own.parameters.entries()) {
      const passed = wrapper.parameters[i];
      const pointer = passed === undefined ? undefined : underlyingGo(passed);
      if (parameter.kind === "pointer" && parameter.record !== undefined && pointer?.kind === "pointer")
        compare(pointer.to, parameter.record, `parameter ${i} of ${name}`);
    }
  }
}

const chosen = process.argv.slice(2);
for (const port of ports()) {
  const target = registry.get(port.id);
  if (target === undefined || (chosen.length > 0 && !chosen.includes(port.id))) continue;
  compareRecords(port, target);
  compareFunctions(port, target);
  compareStack(port, target);
  compareGo(target);
}
tally.finish();
