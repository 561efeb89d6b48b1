/**
 * Whether each macro is predefined, and as what, under several `-std`, asked of compilers with `-dM -E`; and which
 * functions of the C library are builtins.
 */
import { readFileSync } from "node:fs";
import { Capabilities } from "../../../server/src/c/capabilities.ts";
import { dialectOf, predefinedIn } from "../../../server/src/c/dialect.ts";
import { LIBRARY_BUILTINS, LIBRARY_BUILTINS_OF_CLANG, LIBRARY_BUILTINS_OF_GCC } from "../../../server/src/c/libraryBuiltins.ts";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import { ask, type Compiler } from "./compilers.ts";
import type { Report } from "./macros.ts";

const macros = createPredefinedMacros(JSON.parse(readFileSync("data/predefinedMacros.json", "utf8")));

const STANDARDS = [undefined, "c89", "gnu89", "iso9899:199409", "c99", "gnu99", "c11", "gnu11", "c17", "gnu17", "c2x", "gnu2x"];

export function predefinedMacros(compilers: readonly Compiler[], report: Report): void {
  for (const compiler of compilers) {
    for (const std of STANDARDS) {
      const dialect = dialectOf(std);
      const theirs = new Map<string, string>();
      const { stdout } = ask(
        compiler,
        [
          "-O2",
          ...(std === undefined ? [] : [`-std=${std}`]),
          ...(compiler.kind === "clang" ? ["-nostdlibinc"] : []),
          "-dM",
          "-E",
          "-x",
          "c",
          "-",
        ],
        "",
      );
      for (const [, name = "", value = ""] of stdout.matchAll(/^#define (\w+)(?:\([^)]*\))?(?: (.*))?$/gm)) theirs.set(name, value);
      const mine = (name: string): string | undefined =>
        predefinedIn(dialect, name, compiler.kind, (other) => macros.valueOf(other, compiler.target));
      const wrong = [...new Set([...macros.names, ...theirs.keys()])].filter((name) => mine(name) !== theirs.get(name));
      report(wrong.length === 0, () => {
        const shown = wrong.slice(0, 10).map((name) => `  ${name}: here ${mine(name)}, there ${theirs.get(name)}`);
        return `${compiler.target.id} -std=${std ?? "default"} predefines otherwise:\n${shown.join("\n")}\n`;
      });
    }
  }
}

/** What `__has_builtin` says of functions of the C library. */
export function libraryBuiltins(compilers: readonly Compiler[], report: Report): void {
  const names = [...LIBRARY_BUILTINS, ...LIBRARY_BUILTINS_OF_GCC, ...LIBRARY_BUILTINS_OF_CLANG];
  for (const compiler of compilers) {
    const { stdout } = ask(compiler, ["-E", "-P", "-x", "c", "-"], names.map((name) => `@@ "${name}" __has_builtin(${name})\n`).join(""));
    const capabilities = new Capabilities(
      () => compiler.kind,
      () => false,
      true,
    );
    for (const [, name = "", value] of stdout.matchAll(/@@ "(\w+)" (\d)/g)) {
      const mine = String(capabilities.has("__has_builtin", name));
      report(mine === value, () => `${compiler.target.id}: __has_builtin(${name}) is ${value}, not ${mine}\n`);
    }
  }
}
