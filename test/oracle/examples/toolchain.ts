/** The real compilers, asked about the examples: C assertions, Go layouts, and what cgo generates. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Target } from "../../../server/src/target/target.ts";
import { repositoryRoot } from "../../support/root.ts";

export interface GoStructLayout {
  readonly size: number;
  readonly align: number;
  readonly fields: readonly { readonly name: string; readonly offset: number; readonly size: number }[];
}

export const scratch: string = mkdtempSync(join(tmpdir(), "abi-lens-examples-"));

const freestanding = ["-ffreestanding", "-w"];

/** The C compilers that can be asked for a target: the reference where it is installed, and clang. */
export function compilersOf(target: Target): readonly (readonly string[])[] {
  if (typeof target.c === "string") return [];
  const clang = ["clang-19", "-target", target.triple, ...freestanding];
  const gcc = target.c.compiler === "gcc" ? (target.source?.split(" ")[0] ?? "") : "";
  return gcc !== "" && isInstalled(gcc) ? [[gcc, ...freestanding], clang] : [clang];
}

/** What a compiler says against this C text; empty when it accepts it. */
export function complaint(compiler: readonly string[], text: string): string {
  const [command = "", ...args] = compiler;
  const { status, stderr } = spawnSync(command, [...args, "-fsyntax-only", "-x", "c", "-"], { input: text, encoding: "utf8" });
  return status === 0 ? "" : stderr || `${command} failed`;
}

let structsTool: string | undefined;

/** The layouts of the struct types in Go files, on a port. Throws when they do not parse. */
export function goLayouts(target: Target, files: readonly string[]): Readonly<Record<string, GoStructLayout>> {
  if (structsTool === undefined) {
    structsTool = join(scratch, "structs");
    execFileSync("go", ["build", "-o", structsTool, join(repositoryRoot, "test/oracle/examples/structs.go")]);
  }
  return JSON.parse(execFileSync(structsTool, [target.goarch, ...files], { encoding: "utf8" }));
}

let nRuns = 0;

/** Runs the real cgo over files of a package for a target; the Go files it makes of them. Throws what cgo says. */
export function runCgo(target: Target, folder: string, files: readonly string[]): readonly string[] {
  const out = join(scratch, `cgo${nRuns++}`);
  mkdirSync(out);
  // clang answers for every target here; that gcc lays the examples out alike is asserted apart.
  const compiler = ["clang-19", "-target", target.triple, ...freestanding].join(" ");
  const { status, stderr } = spawnSync("go", ["tool", "cgo", "-objdir", out, "--", ...files], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, GOOS: target.goos, GOARCH: target.goarch, CGO_ENABLED: "1", CC: compiler },
  });
  if (status !== 0) throw new Error(stderr);
  return readdirSync(out)
    .filter((name) => name.endsWith(".cgo1.go") || name === "_cgo_gotypes.go")
    .map((name) => join(out, name));
}

/** Writes files into a new folder, for a package that exists only in a test. */
export function writePackage(files: ReadonlyMap<string, string>): string {
  const folder = join(scratch, `package${nRuns++}`);
  mkdirSync(folder);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return folder;
}

function isInstalled(command: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, command)));
}
