/**
 * Compares everything that data/goPackages says with go/types, on every port: each constant as `abi-lens explain`
 * prints it, the layout of each type, the parameters and results of each function, and the standard library's exported
 * types on a few ports; and the parameters of system calls with the BSDs' prototypes. Needs Go. Run
 * `node out/test/oracle/goFacts/main.js`; the last line is `N passed, N failed`, counted in comparisons.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explanationJson } from "../../../server/src/cli/formats/explainJson.ts";
import { Explainer } from "../../../server/src/features/explain.ts";
import { layoutGo, layoutGoStruct } from "../../../server/src/layout/go.ts";
import { parseColumnTable } from "../../../server/src/system/columnTable.ts";
import { createGoPackages, isKernelPackage, kernelPackages } from "../../../server/src/system/goPackages.ts";
import { createSyscallParameters, parameterTable } from "../../../server/src/system/syscallParameters.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import type { FileView } from "../../../server/src/text/files.ts";
import { tableName } from "../../../server/src/text/files.ts";
import { type GoType, underlyingGo } from "../../../server/src/types/go.ts";
import { readTable, readText, repositoryRoot } from "../../unit/target/table.ts";
import { Tally } from "../targetsCompilers.ts";

interface Place {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

interface PackageFacts {
  readonly integers: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, string>>;
  readonly layouts: Readonly<
    Record<string, { readonly exported: boolean; readonly size: number; readonly align: number; readonly fields?: readonly Place[] }>
  >;
  readonly functions: Readonly<Record<string, readonly [readonly number[], readonly number[]]>>;
}

interface PortFacts {
  readonly port: string;
  readonly packages: Readonly<Record<string, PackageFacts>>;
}

/** Ports that differ in what the standard library's sizes depend on: words, and the system. */
const standardPorts = new Set(["linux/amd64", "linux/arm", "windows/386", "darwin/arm64", "plan9/386", "js/wasm", "wasip1/wasm"]);

const registry = createRegistry(readTable("targets.json"));
const ports = registry.targets.filter((target) => target.variant === undefined);
const texts = new Map<string, string>();
const readFacts = (name: string): string => {
  const text = texts.get(name) ?? readText(name);
  texts.set(name, text);
  return text;
};
const view: FileView = {
  read: (path) => {
    const table = tableName(path);
    return table === undefined ? null : readFacts(table);
  },
  list: () => null,
};
const facts = createGoPackages(readFacts);
const tally = new Tally();

const xSysFolder = downloadXSys();
const measured = runGo();
compareConstants();
for (const { port, packages } of measured) {
  const target = registry.get(port) ?? fail(`no target ${port}`);
  for (const [path, one] of Object.entries(packages)) {
    compareLayouts(target, path, one);
    if (isKernelPackage(path)) compareFunctions(target, path, one);
  }
}
compareParameters();
tally.finish();

function downloadXSys(): string {
  const version = /golang\.org\/x\/sys (\S+)/.exec(parseColumnTable(readFacts("goPackages/functions.txt")).source)?.[1];
  const downloaded: unknown = JSON.parse(
    execFileSync("go", ["mod", "download", "-json", `golang.org/x/sys@${version}`], { encoding: "utf8" }),
  );
  return typeof downloaded === "object" && downloaded !== null && "Dir" in downloaded ? String(downloaded.Dir) : "";
}

function runGo(): readonly PortFacts[] {
  const program = join(repositoryRoot(), "test/oracle/goFacts/facts.go");
  const asked = ports.map(({ id, toolTags }) => `${standardPorts.has(id) ? "std " : ""}${id}:${toolTags?.join() ?? ""}`);
  const { status, stdout, stderr } = spawnSync("go", ["run", program, xSysFolder, ...asked], { encoding: "utf8", maxBuffer: 1 << 29 });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as PortFacts);
}

/** Through what the command line prints, for every name that go/types knows on some port, on all ports at once. */
function compareConstants(): void {
  const explainer = new Explainer();
  for (const path of kernelPackages) {
    const shortName = path.slice(path.lastIndexOf("/") + 1);
    const names = new Set(measured.flatMap(({ packages }) => Object.keys(packages[path]?.types ?? {})));
    const known = facts.constantNames(path, ports);
    tally.check(known.length === names.size, `${path}: ${known.length} constants are known, go/types has ${names.size}`);
    for (const name of names) {
      const word = `${shortName}.${name}`;
      const answer = explainer.explain(word, ports, ports, view);
      if (!answer.done) throw new Error("a table is missing");
      const printed: unknown = JSON.parse(explanationJson(word, answer.value));
      const valueOn = valuesByTarget(printed);
      for (const { port, packages } of measured) {
        const type = packages[path]?.types[name];
        const integer = packages[path]?.integers[name];
        const found = valueOn.get(port);
        const isSame =
          type === undefined
            ? found === "absent"
            : found?.endsWith(` ${type}`) === true && (integer === undefined || found === `${integer} ${type}`);
        tally.check(isSame, `${word} on ${port} is ${type === undefined ? "absent" : `${integer} ${type}`}, explain says ${found}`);
      }
    }
  }
}

/** Of the JSON of `explain`: value and type by target, or `absent`. */
function valuesByTarget(printed: unknown): ReadonlyMap<string, string> {
  const { values } = printed as { values: readonly { targets: string[]; value?: unknown; type?: string; absent?: boolean }[] };
  return new Map(
    values.flatMap(({ targets, value, type, absent }) =>
      targets.map((id): [string, string] => [id, absent === true ? "absent" : `${value} ${type}`]),
    ),
  );
}

function compareLayouts(target: Target, path: string, { layouts }: PackageFacts): void {
  const environment = { sizes: target.go, c: target.c };
  for (const [name, expected] of Object.entries(layouts)) {
    const type = facts.type(path, name, target);
    // Types that are not exported are known only where an exported one holds them.
    if (type === undefined && !expected.exported) continue;
    const what = `${path}.${name} on ${target.id}`;
    if (type === undefined) {
      tally.check(false, `${what} is not known`);
      continue;
    }
    const layout = layoutGo(type, environment);
    const size = layout.known ? `${layout.size}/${layout.align}` : layout.reason;
    tally.check(size === `${expected.size}/${expected.align}`, `${what} is ${expected.size}/${expected.align}, not ${size}`);
    // Of the standard library's structs many are known by size alone; of the packages that speak to the kernel none.
    if (expected.fields === undefined || (isOpaque(type) && !isKernelPackage(path))) continue;
    const record = type.kind === "named" || type.kind === "struct" ? layoutGoStruct(type, environment) : undefined;
    const fields = record?.known === true ? record.fields : [];
    const shown = fields.map((field) => `${field.name} ${field.bitOffset / 8} ${field.bitSize / 8}`).join("; ");
    const wanted = expected.fields.map((field) => `${field.name} ${field.offset} ${field.size}`).join("; ");
    tally.check(shown === wanted, `${what} has ${wanted}, not ${shown}`);
  }
}

function isOpaque(type: GoType): boolean {
  return underlyingGo(type).kind === "opaque";
}

function compareFunctions(target: Target, path: string, { functions }: PackageFacts): void {
  const sizeOf = (type: GoType): number | string => {
    const layout = layoutGo(type, { sizes: target.go, c: target.c });
    return layout.known ? layout.size : layout.reason;
  };
  for (const [name, expected] of Object.entries(functions)) {
    const found = facts.func(path, name, target);
    const shown = [found?.parameters ?? [], found?.results ?? []].map((list) => list.map(sizeOf));
    const isSame = found !== undefined && JSON.stringify(shown) === JSON.stringify(expected);
    tally.check(isSame, `${path}.${name} on ${target.id} takes and gives ${JSON.stringify(expected)}, not ${JSON.stringify(shown)}`);
  }
}

/**
 * The BSDs' zsysnum files carry the kernel's prototype beside each number. A wrapper never passes more, but for the
 * registers it leaves out; `gettimeofday` passes fewer, its second parameter being of no use.
 */
function compareParameters(): void {
  const parameters = createSyscallParameters(readFacts(parameterTable), facts.type);
  for (const goos of ["freebsd", "netbsd", "dragonfly"]) {
    const target = registry.get(`${goos}/amd64`) ?? fail(`no target ${goos}/amd64`);
    const text = readFileSync(join(xSysFolder, `unix/zsysnum_${goos}_amd64.go`), "utf8");
    for (const [, constant = "", list = ""] of text.matchAll(/^\s*(SYS_\w+)\s*= \d+\s*\/\/ \{ .*?\(([^()]*)\)/gm)) {
      const passed = parameters.parametersOf(constant, "golang.org/x/sys/unix", target)?.filter(({ kind }) => kind !== "pad").length;
      if (passed === undefined) continue;
      const takes = list.trim() === "void" || list.trim() === "" ? 0 : list.split(",").filter((one) => !/\bPAD$/i.test(one.trim())).length;
      const isRight = passed === takes || (/^SYS_[GS]ETTIMEOFDAY$/.test(constant) && passed < takes);
      tally.check(isRight, `${constant} on ${target.id} takes ${takes} (${list}), the wrapper passes ${passed}`);
    }
  }
}

function fail(what: string): never {
  throw new Error(what);
}
