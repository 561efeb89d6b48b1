/** The tools that judge edited packages: gofmt, go vet, cgo with the headers of each system, and go/types on what cgo makes. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseColumnTable } from "../../../server/src/system/columnTable.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { repositoryRoot } from "../../support/root.ts";

/** The messages about each package; a package that was not judged has none. */
export type Vetted<U> = ReadonlyMap<U, readonly string[]>;

interface VetUnit {
  /** Absolute paths of the files of one package. */
  readonly files: readonly string[];
}

export interface TypeJob {
  readonly GOOS: string;
  readonly GOARCH: string;
  readonly Dir: string;
  readonly Files: readonly string[];
}

export interface CgoUnit {
  readonly folder: string;
  readonly target: Target;
  readonly withC: readonly string[];
  readonly plain: readonly string[];
}

/** What gofmt would change; empty for nothing. */
export function gofmtComplaints(folder: string, files: readonly string[]): string {
  if (files.length === 0) return "";
  const { stdout, stderr } = spawnSync("gofmt", ["-l", ...files], { cwd: folder, encoding: "utf8" });
  return (stdout + stderr).trim();
}

/** Runs `go vet` without cgo over packages under `root`, all of one module in one run. What cannot be had is told of. */
export async function vetAll<U extends VetUnit>(root: string, target: Target, units: readonly U[]): Promise<Vetted<U>> {
  const modules = new Map<string, U[]>();
  for (const unit of units) {
    const module = moduleOf(root, dirname(unit.files[0] ?? root));
    const path = modulePath(root, module);
    const foreign = unit.files.flatMap((file) => importsOf(file)).find((imported) => !isResolvable(imported, path));
    if (foreign === undefined) modules.set(module, [...(modules.get(module) ?? []), unit]);
    else unjudged.add(`${relative(root, dirname(unit.files[0] ?? ""))} imports ${foreign}`);
  }
  const answers = new Map<U, readonly string[]>();
  for (const [module, here] of modules) {
    if (module === root || here.some(({ files }) => files.some((file) => importsOf(file).some(isOfSystem)))) completeModule(module);
    const folders = here.map(({ files }) => `./${relative(module, dirname(files[0] ?? ""))}`);
    const environment = { ...process.env, GOOS: target.goos, GOARCH: target.goarch, CGO_ENABLED: "0", GOFLAGS: "-mod=mod -buildvcs=false" };
    const said = await run("go", ["vet", ...new Set(folders)], module, environment);
    const byPackage = messagesByFolder(said.stdout + said.stderr, modulePath(root, module));
    for (const [i, unit] of here.entries()) answers.set(unit, byPackage.get((folders[i] ?? "").slice(2)) ?? []);
    if (said.status !== 0 && byPackage.size === 0) throw new Error(`go vet on ${target.id}: ${said.stderr}`);
  }
  return answers;
}

/** Packages that go vet was not run on, and why: what they import is not at hand. */
export const unjudged: Set<string> = new Set();

/** The module of a folder: its own, else the one made for all. */
function moduleOf(root: string, folder: string): string {
  for (let at = folder; at.startsWith(root) && at !== root; at = dirname(at)) if (existsSync(join(at, "go.mod"))) return at;
  return root;
}

/** What a module calls itself. */
function modulePath(root: string, module: string): string {
  if (module === root) return "fixtures";
  return /^module\s+(\S+)/m.exec(readFileSync(join(module, "go.mod"), "utf8"))?.[1] ?? "";
}

/** Sees that a module has golang.org/x/sys: the one made for all, and those of fixtures that import it. */
function completeModule(folder: string): void {
  const file = join(folder, "go.mod");
  if (!existsSync(file)) writeFileSync(file, "module fixtures\n\ngo 1.25.0\n");
  if (readFileSync(file, "utf8").includes("golang.org/x/sys")) return;
  const table = parseColumnTable(readFileSync(join(repositoryRoot, "data/goPackages/functions.txt"), "utf8"));
  const version = /golang\.org\/x\/sys (\S+)/.exec(table.source)?.[1];
  if (version === undefined) throw new Error("the tables do not say which golang.org/x/sys they are made from");
  execFileSync("go", ["mod", "edit", `-require=golang.org/x/sys@${version}`], { cwd: folder, stdio: "inherit" });
  execFileSync("go", ["mod", "download", "golang.org/x/sys"], { cwd: folder, stdio: "inherit" });
}

function importsOf(file: string): readonly string[] {
  const head = /^[\s\S]*?(?=^(?:func|type|var|const)\b|$(?![\s\S]))/m.exec(readFileSync(file, "utf8"))?.[0] ?? "";
  return [...head.matchAll(/^\s*(?:import\s+)?(?:[\w.]+\s+)?"([^"]+)"/gm)].map(([, path]) => path ?? "");
}

/** Whether an import can be had: go vet gives up on all packages for the sake of one. */
function isResolvable(path: string, module: string): boolean {
  const isInside = path === module || path.startsWith(`${module}/`);
  return isInside || !/^[^/]*\./.test(path) || isOfSystem(path);
}

function isOfSystem(path: string): boolean {
  return path.startsWith("golang.org/x/sys/");
}

/** What was said under each `# package` line, by the package's folder; places left out. */
function messagesByFolder(output: string, module: string): Map<string, string[]> {
  const messages = new Map<string, string[]>();
  let folder = "";
  for (const line of output.split("\n")) {
    const named = /^# \[?([^\]\s]+)/.exec(line)?.[1];
    if (named !== undefined) folder = named.startsWith(`${module}/`) ? named.slice(module.length + 1) : "";
    else if (line !== "" && !line.startsWith("#")) {
      const message = line.replace(/^vet: /, "").replace(/^\S+?\.go:\d+:\d+:? /, "");
      messages.set(folder, [...(messages.get(folder) ?? []), message]);
    }
  }
  return messages;
}

interface Environment {
  readonly target: string;
  readonly variant: string;
  readonly compiler: { readonly command: string; readonly flags: readonly string[] };
}

let known: ReadonlyMap<string, string> | undefined;

/** The command that compiles C for each target with that system's headers, by the target's id. */
export function compilers(): ReadonlyMap<string, string> {
  if (known !== undefined) return known;
  const program =
    "import { listEnvironments } from './scripts/facts/lib/cEnvironments.mjs'; console.log(JSON.stringify(listEnvironments()));";
  const stdout = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: repositoryRoot,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const all = JSON.parse(stdout.slice(stdout.indexOf("[{"))) as readonly Environment[];
  const plain = all.filter(({ variant }) => variant === "");
  known = new Map(plain.map(({ target, compiler }) => [target, [compiler.command, ...compiler.flags, "-w"].join(" ")]));
  return known;
}

/** Runs the real cgo; what type-checking its output takes, or what it complained of. */
export async function generateWithCgo(
  root: string,
  units: readonly CgoUnit[],
): Promise<readonly { readonly complaint: string; readonly job: TypeJob | undefined }[]> {
  const commands = compilers();
  return inTurns(units, async ({ folder, target, withC, plain }, i) => {
    const out = join(root, `cgo${i}`);
    mkdirSync(out);
    const compiler = commands.get(target.id);
    if (compiler === undefined) return { complaint: `no compiler for ${target.id}`, job: undefined };
    const environment = { ...process.env, GOOS: target.goos, GOARCH: target.goarch, CGO_ENABLED: "1", CC: compiler };
    const args = ["tool", "cgo", "-objdir", out, "-importpath", "p", "--", "-I", folder, ...withC];
    const { status, stderr } = await run("go", args, folder, environment);
    if (status !== 0) return { complaint: stderr.replace(/\S+?\.go:\d+:\d+: /g, "").trim(), job: undefined };
    const made = readdirSync(out).filter((name) => name.endsWith(".cgo1.go") || name === "_cgo_gotypes.go");
    const files = [...made.map((name) => join(out, name)), ...plain.map((name) => join(folder, name))];
    return { complaint: "", job: { GOOS: target.goos, GOARCH: target.goarch, Dir: folder, Files: files } };
  });
}

/** What go/types says of each job, places left out. */
export async function checkTypes(jobs: readonly TypeJob[]): Promise<ReadonlyMap<TypeJob, readonly string[]>> {
  if (jobs.length === 0) return new Map();
  const sorted = [...jobs].sort((a, b) => `${a.GOOS}/${a.GOARCH}`.localeCompare(`${b.GOOS}/${b.GOARCH}`));
  const program = join(repositoryRoot, "test/oracle/fixes/check.go");
  const output = execFileSync("go", ["run", program], {
    input: sorted.map((job) => JSON.stringify(job)).join("\n"),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const answers = output.trim().split("\n");
  return new Map(sorted.map((job, i) => [job, JSON.parse(answers[i] ?? "[]") as readonly string[]]));
}

/** Two at a time, answers in order. */
async function inTurns<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i];
      if (item !== undefined) answers[i] = await work(item, i);
    }
  };
  await Promise.all([worker(), worker()]);
  return answers;
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}
