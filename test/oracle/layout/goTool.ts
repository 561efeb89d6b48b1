/**
 * The Go toolchain as the oracles use it: go/types for the layouts of a file's structs, and cmd/cgo.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "layout-oracle-go-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A struct as go/types lays it out; offsets in bytes. */
export interface GoAnswer {
  readonly size: number;
  readonly align: number;
  readonly fields: readonly { readonly name: string; readonly offset: number; readonly type: string }[];
}

export function hasGo(): boolean {
  return spawnSync("go", ["version"]).status === 0;
}

let program: string | undefined;

/** Layouts of the struct types in a Go file, by architecture and name. */
export function structsOf(source: string, archs: readonly string[]): Map<string, Map<string, GoAnswer>> {
  if (program === undefined) {
    program = join(folder, "gotypes");
    execFileSync("go", ["build", "-o", program, resolve("test/oracle/layout/gotypes.go")], {
      stdio: "inherit",
      env: { ...process.env, GO111MODULE: "off" },
    });
  }
  const path = join(folder, "p.go");
  writeFileSync(path, source);
  const out = execFileSync(program, [path, ...archs], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { ...process.env, GODEBUG: "gotypesalias=1" },
  });
  const answers: Map<string, Map<string, GoAnswer>> = new Map();
  for (const line of out.split("\n")) {
    const [arch, name, size, align, ...fields] = line.split("\t");
    if (arch === undefined || name === undefined) continue;
    const perArch = answers.get(arch) ?? new Map<string, GoAnswer>();
    answers.set(arch, perArch);
    perArch.set(name, {
      size: Number(size),
      align: Number(align),
      fields: fields.map((field) => {
        const [fieldName = "", offset = "", ...type] = field.split(":");
        return { name: fieldName, offset: Number(offset), type: type.join(":") };
      }),
    });
  }
  return answers;
}

/** What cgo did with a preamble: the Go file it generated, or what it said. */
export interface CgoAnswer {
  readonly goTypes: string | undefined;
  readonly messages: string;
}

/** Runs `go tool cgo` for a foreign port on a Go file. */
export function runCgo(goFile: string, goos: string, goarch: string, compiler: string): CgoAnswer {
  const objdir = join(folder, "obj");
  rmSync(objdir, { recursive: true, force: true });
  writeFileSync(join(folder, "x.go"), goFile);
  const result = spawnSync("go", ["tool", "cgo", "-objdir", objdir, "x.go"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { ...process.env, GOOS: goos, GOARCH: goarch, CGO_ENABLED: "1", CC: compiler },
  });
  const path = join(objdir, "_cgo_gotypes.go");
  const goTypes = result.status === 0 && existsSync(path) ? readFileSync(path, "utf8") : undefined;
  return { goTypes, messages: result.stderr };
}

/** Errors of the gc compiler itself for a file that imports nothing but unsafe. */
export function compileErrors(source: string, goarch: string): string {
  const path = join(folder, "c.go");
  writeFileSync(path, source);
  const result = spawnSync("go", ["tool", "compile", "-p", "p", "-e", "-o", join(folder, "c.o"), path], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { ...process.env, GOOS: goarch === "wasm" ? "wasip1" : "linux", GOARCH: goarch },
  });
  return result.stdout + result.stderr;
}
