/** The compilers that judge the reading of C, one per kind of port, and how they are asked. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";

const registry = createRegistry(JSON.parse(readFileSync("data/targets.json", "utf8")));

export interface Compiler {
  readonly target: Target;
  readonly command: readonly string[];
  readonly kind: "gcc" | "clang";
}

/** The target by that id. */
export function target(id: string): Target {
  const found = registry.get(id);
  if (found === undefined) throw new Error(`no target ${id}`);
  return found;
}

/** The reference compilers that are installed. */
export function installedCompilers(): readonly Compiler[] {
  const compilers: Compiler[] = [];
  for (const [id, ...command] of [
    ["linux/amd64", "gcc"],
    ["linux/386", "i686-linux-gnu-gcc"],
    ["linux/arm", "arm-linux-gnueabihf-gcc", "-marm"],
    ["linux/s390x", "s390x-linux-gnu-gcc"],
    ["windows/amd64", "x86_64-w64-mingw32-gcc"],
    ["darwin/arm64", "clang-19", "-target", "arm64-apple-macos12"],
    ["freebsd/386", "clang-19", "-target", "i386-unknown-freebsd14"],
    ["windows/arm64", "clang-19", "-target", "aarch64-w64-windows-gnu"],
  ] as const) {
    const { status } = spawnSync(command[0], ["--version"]);
    if (status === 0) compilers.push({ target: target(id), command, kind: command[0] === "clang-19" ? "clang" : "gcc" });
    else console.log(`left out: ${id} needs ${command[0]}`);
  }
  return compilers;
}

/** What came of asking a compiler. */
export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a compiler on a text, or on a file when `input` is a path in `folder`. */
export function ask({ command }: Compiler, args: readonly string[], input: string): Answer {
  const [program = "", ...first] = command;
  const { status, stdout, stderr } = spawnSync(program, [...first, ...args], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: "C" },
  });
  return { status, stdout, stderr };
}
