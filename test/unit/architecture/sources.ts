/** The tracked files of the repository and what they import, for the tests of its own rules. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Paths of tracked files that still exist, from the root, with `/`. */
export function trackedFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached"], { encoding: "utf8", maxBuffer: 1 << 26 });
  return listed.split("\0").filter((path) => path !== "" && existsSync(path));
}

export function textOf(path: string): string {
  return readFileSync(path, "utf8");
}

/**
 * Every module specifier of a file: static and dynamic imports, re-exports, and types imported in place. The
 * semicolon tells them from Go code in a rule's documentation.
 */
export function specifiersOf(path: string): string[] {
  const code = textOf(path).replace(/\/\*[\s\S]*?\*\//g, "");
  const patterns = [
    /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["'];/gm,
    /^\s*import\s*["']([^"']+)["'];/gm,
    /\bimport\(\s*["']([^"']+)["']/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ""));
}

/** A relative specifier as a path from the root. */
export function resolveSpecifier(from: string, specifier: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
