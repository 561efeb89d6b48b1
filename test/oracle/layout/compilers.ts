/**
 * The C compilers that can be asked, one for each target and compiler the registry has a model of.
 */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { CModel, Target } from "../../../server/src/target/target.ts";

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

/** The registry of this checkout. */
export function targets(): readonly Target[] {
  return createRegistry(JSON.parse(readFileSync("data/targets.json", "utf8"))).targets;
}

/** Compilers whose name contains one of `only` (all when empty), and the names of those that are not installed. */
export function findCompilers(only: readonly string[]): { readonly found: readonly Compiler[]; readonly missing: string[] } {
  const found: Compiler[] = [];
  const missing: Set<string> = new Set();
  for (const target of targets()) {
    if (typeof target.c === "string") continue;
    const clangArgs = ["-target", target.triple];
    if (target.c.compiler === "gcc") {
      const command = target.source?.split(" ")[0] ?? "gcc";
      found.push({ name: `${target.id} gcc`, target, model: target.c, isOther: false, kind: "gcc", command, args: [] });
      found.push({ name: `${target.id} clang`, target, model: target.c, isOther: true, kind: "clang", command: clang, args: clangArgs });
    } else {
      found.push({ name: `${target.id} clang`, target, model: target.c, isOther: false, kind: "clang", command: clang, args: clangArgs });
    }
  }
  const wanted = found.filter((compiler) => only.length === 0 || only.some((part) => compiler.name.includes(part)));
  const installed = wanted.filter((compiler) => {
    if (isInstalled(compiler.command)) return true;
    missing.add(compiler.command);
    return false;
  });
  return { found: installed, missing: [...missing] };
}
