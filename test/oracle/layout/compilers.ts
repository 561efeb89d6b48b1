/**
 * The C compilers that can be asked, one for each target and compiler the registry has a model of.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { CModel, Target } from "../../../server/src/target/target.ts";
import { repositoryRoot } from "../../support/root.ts";

export interface Compiler {
  /** As it is shown: `linux/arm gcc`. */
  readonly name: string;
  readonly target: Target;
  /** The model whose layouts the compiler must confirm. */
  readonly model: CModel;
  /** True for the compiler that is not the port's reference; it confirms `compilers`. */
  readonly isOther: boolean;
  readonly kind: "gcc" | "clang";
  readonly command: string;
  readonly args: readonly string[];
}

export const clang = "clang-19";

function isInstalled(command: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, command)));
}

let all: readonly Target[] | undefined;

/** The registry of this checkout. */
export function targets(): readonly Target[] {
  all ??= createRegistry(JSON.parse(readFileSync(join(repositoryRoot, "data/targets.json"), "utf8"))).targets;
  return all;
}

/** A compiler for every target and model, installed or not. */
export function everyCompiler(): Compiler[] {
  const every: Compiler[] = [];
  for (const target of targets()) {
    if (typeof target.c === "string") continue;
    const model = target.c;
    const clangArgs = ["-target", target.triple];
    if (model.compiler === "gcc") {
      const command = target.source?.split(" ")[0] ?? "gcc";
      every.push({ name: `${target.id} gcc`, target, model, isOther: false, kind: "gcc", command, args: [] });
    }
    every.push({
      name: `${target.id} clang`,
      target,
      model,
      isOther: model.compiler === "gcc",
      kind: "clang",
      command: clang,
      args: clangArgs,
    });
  }
  return every;
}

/** Compilers whose name contains one of `only` (all when empty), and the names of those that are not installed. */
export function findCompilers(only: readonly string[]): { readonly found: readonly Compiler[]; readonly missing: string[] } {
  const missing: Set<string> = new Set();
  const wanted = everyCompiler().filter((compiler) => only.length === 0 || only.some((part) => compiler.name.includes(part)));
  const found = wanted.filter((compiler) => {
    if (isInstalled(compiler.command)) return true;
    missing.add(compiler.command);
    return false;
  });
  return { found, missing: [...missing] };
}

const versions: Map<string, string> = new Map();

/** The first line a tool prints of itself. */
export function versionOf(command: string, argument: string): string {
  let version = versions.get(command);
  if (version === undefined) {
    version = spawnSync(command, [argument], { encoding: "utf8" }).stdout?.split("\n")[0] ?? "";
    versions.set(command, version);
  }
  return version;
}
