/**
 * Compares the tables of data/kernel with the kernel's headers: each record's size, alignment and members as the layout
 * engine places them, each request's number and the size of what it takes, each record that a system call takes with
 * Go's own wrapper. Words of the command line limit it to targets. The last line is `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { layoutC } from "../../server/src/layout/c.ts";
import { layoutGo } from "../../server/src/layout/go.ts";
import { createGoPackages } from "../../server/src/system/goPackages.ts";
import { createIoctlRequests } from "../../server/src/system/ioctlRequests.ts";
import { createKernelRecords } from "../../server/src/system/kernelRecords.ts";
import { createSyscallParameters, parameterTable } from "../../server/src/system/syscallParameters.ts";
import { createSystemCallPointers } from "../../server/src/system/systemCallPointers.ts";
import { createRegistry } from "../../server/src/target/registry.ts";
import type { Target } from "../../server/src/target/target.ts";
import { repositoryRoot } from "../support/root.ts";
import { readTable, readText } from "../unit/target/table.ts";
import { assertion, claimsOf, judge } from "./recordClaims.ts";
import { Tally } from "./targetsCompilers.ts";

/** A kernel's headers: C text that includes them all, and the compiler that reads it. */
interface Kernel {
  readonly id: string;
  readonly unit: string;
  readonly compiler: { readonly command: string; readonly flags: readonly string[] };
}

const registry = createRegistry(readTable("targets.json"));
const records = createKernelRecords(readText);
const requests = createIoctlRequests(readText, records);
const calls = createSystemCallPointers(readText, records);
const packages = createGoPackages(readText);
const parameters = createSyscallParameters(readText(parameterTable), packages.type);
const tally = new Tally();

function kernels(): readonly Kernel[] {
  const program =
    "import { listKernels } from './scripts/facts/lib/kernelHeaders.mjs'; import { listBsds } from './scripts/facts/lib/bsdHeaders.mjs'; console.log(JSON.stringify([...listKernels(), ...listBsds()]));";
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: repositoryRoot,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (stdout === "") throw new Error(`no headers: ${stderr}`);
  return JSON.parse(stdout.slice(stdout.indexOf("[{"))) as readonly Kernel[];
}

/** Requests whose arguments the manual names, not the number. */
function requestsOfManual(): ReadonlySet<string> {
  const program =
    "import { LINUX_ARGUMENTS } from './scripts/facts/lib/ioctlArguments.mjs'; console.log([...LINUX_ARGUMENTS.keys()].join(' '));";
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { cwd: repositoryRoot, encoding: "utf8" });
  return new Set(stdout.trim().split(" "));
}

function preprocessed({ compiler, unit }: Kernel): string {
  const { stdout } = spawnSync(compiler.command, [...compiler.flags, "-w", "-E", "-P", "-x", "c", "-"], {
    input: unit,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return stdout;
}

function compareRecords(kernel: Kernel, target: Target): void {
  const text = preprocessed(kernel);
  for (const model of [target.c, target.otherC]) {
    if (model === undefined || typeof model === "string") continue;
    const compiler = model.compiler === "clang" ? kernel.compiler : { command: target.source?.split(" ")[0] ?? "", flags: [] };
    const claims: string[] = [];
    for (const name of records.names(target)) {
      const record = records.record(name, target);
      if (record === undefined) continue;
      const own = claimsOf(record, model);
      if (typeof own === "string") tally.check(false, `${name} on ${target.id}: ${own}`);
      else claims.push(...own);
    }
    const wrong = judge(compiler, text, claims.map(assertion), "cpp-output");
    for (const [i, claim] of claims.entries()) tally.check(!wrong.has(i), `${target.id}, ${compiler.command}: not so: ${claim}`);
  }
}

function compareRequests(kernel: Kernel, target: Target, byHand: ReadonlySet<string>): void {
  const model = target.otherC ?? target.c;
  if (typeof model === "string") return;
  const claims: string[] = [];
  for (const name of requests.names(target)) {
    const request = requests.named(name, target);
    if (request === undefined) continue;
    claims.push(`(unsigned int)(${name}) == ${request.number}U`);
    if (!requests.numbered(request.number, target).some((one) => one.name === name))
      tally.check(false, `${name} is not found by its number`);
    if (request.argument === undefined) continue;
    const layout = layoutC(request.argument, model);
    if (!layout.known) tally.check(false, `${name} on ${target.id}: ${layout.reason}`);
    else if (target.goos !== "linux") claims.push(`IOCPARM_LEN(${name}) == ${layout.size}`);
    else if (!byHand.has(name)) claims.push(`_IOC_SIZE(${name}) == ${layout.size}`);
  }
  const wrong = judge(kernel.compiler, kernel.unit, claims.map(assertion), "c");
  for (const [i, claim] of claims.entries()) tally.check(!wrong.has(i), `${target.id}: not so: ${claim}`);
}

/** Where both Go's wrapper and the table name what a pointer points to, the two are laid out alike. */
function compareCalls(target: Target): void {
  const model = target.c;
  if (typeof model === "string") return;
  for (const constant of calls.names(target)) {
    const pointers = calls.pointersOf(constant, target) ?? [];
    for (const pkg of ["syscall", "golang.org/x/sys/unix"] as const) {
      const wrapper = parameters.parametersOf(constant, pkg, target);
      for (const [i, pointer] of pointers.entries()) {
        const passed = wrapper?.[i];
        if (pointer === undefined || passed === undefined || passed.kind === "unknown" || passed.kind === "pad") continue;
        const what = `${constant} of ${pkg} on ${target.id}, parameter ${i}`;
        if (pointer.kind === "string") {
          tally.check(passed.kind === "string" || passed.kind === "pointer", `${what} is ${passed.kind}, no string`);
          continue;
        }
        // A wrapper that takes an unsafe.Pointer or a uintptr says nothing of what it points to.
        if (passed.kind === "value") {
          const layout = layoutGo(passed.type, { sizes: target.go, c: model });
          tally.check(layout.known && layout.size === target.go.wordSize, `${what} is a value that is no pointer`);
          continue;
        }
        const of = passed.kind === "pointer" ? passed.to : passed.kind === "buffer" ? passed.of : undefined;
        if (of === undefined) {
          tally.check(false, `${what} is ${passed.kind}, no pointer`);
          continue;
        }
        if (passed.kind === "buffer" && wrapper?.[i + 1]?.kind === "length" && pointer.extent.kind !== "one") {
          const { extent } = pointer;
          tally.check(extent.parameter === i + 1, `${what} has its length behind it, the table says ${extent.parameter}`);
        }
        if (pointer.to.kind === "void") continue;
        const [go, c] = [layoutGo(of, { sizes: target.go, c: model }), layoutC(pointer.to, model)];
        // Types that are not exported (`_Socklen`) are known only where an exported one holds them.
        if (!go.known) continue;
        // Of an array Go passes the first element; of a record that grows an older one. On mips its Stat_t is the C
        // library's, whose tail the kernel leaves alone.
        if (/STAT/.test(constant) && /^mips(?:le)?$/.test(target.goarch) && c.known && go.size > c.size) continue;
        const count = pointer.to.kind === "array" ? (pointer.to.count ?? 1) : 1;
        const fits = (size: number): boolean =>
          go.size === size || go.size === size / count || (pointer.extent.kind === "versioned" && go.size < size);
        tally.check(c.known && fits(c.size), `${what}: Go passes ${go.size} bytes, the table says ${c.known ? c.size : c.reason}`);
      }
    }
  }
}

const chosen = process.argv.slice(2);
const byHand = requestsOfManual();
for (const kernel of kernels()) {
  const target = registry.get(kernel.id);
  if (target === undefined || (chosen.length > 0 && !chosen.includes(kernel.id))) continue;
  compareRecords(kernel, target);
  compareRequests(kernel, target, byHand);
  compareCalls(target);
}
tally.finish();
