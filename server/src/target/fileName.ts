/**
 * Where a file is built: what its name says (go/build/build.go goodOSArchFile and matchFile), and the whole decision
 * together with its constraint. Never looks into a file.
 */
import { type BuildExpression, evaluate } from "./buildConstraint.ts";
import { isTagSatisfied, knownProcessors, knownSystems } from "./tags.ts";
import type { Target } from "./target.ts";

/** What decides whether a file belongs to a build. */
export interface BuiltFile {
  /** The file's name or path. */
  readonly name: string;
  readonly constraint: BuildExpression | undefined;
  readonly importsC: boolean;
}

/** The GOOS and GOARCH a name ends in, as go/build reads it. */
export interface NameSuffix {
  readonly goos?: string;
  readonly goarch?: string;
}

/**
 * Whether go/build takes the file for `target`: by name, constraint, and the rules that a file which imports "C"
 * needs cgo and cannot be a test.
 */
export function isBuilt(file: BuiltFile, target: Target, tags: readonly string[]): boolean {
  if (!isGoodFileName(file.name, target, tags) || !evaluate(file.constraint, target, tags)) return false;
  return !file.importsC || (target.cgo && !isTestFileName(file.name));
}

/**
 * The system and processor that the name asks for: `x_linux_386.go`, `x_386_test.go`. What stands before the first
 * underscore never counts (`linux.go` is for all), nor do words that only constraints know (`x_unix.go`).
 */
export function nameSuffix(name: string): NameSuffix {
  const stem = baseName(name).split(".", 1)[0] ?? "";
  const underscore = stem.indexOf("_");
  if (underscore < 0) return {};
  const words = stem.slice(underscore).split("_");
  if (words.at(-1) === "test") words.pop();
  const last = words.at(-1) ?? "";
  const lastButOne = words.at(-2) ?? "";
  if (knownSystems.has(lastButOne) && knownProcessors.has(last)) return { goos: lastButOne, goarch: last };
  if (knownSystems.has(last)) return { goos: last };
  return knownProcessors.has(last) ? { goarch: last } : {};
}

/** Whether the name lets the file be built for `target`. Names that start with a dot or an underscore are never built. */
export function isGoodFileName(name: string, target: Target, tags: readonly string[]): boolean {
  if (/^[._]/.test(baseName(name))) return false;
  const { goos, goarch } = nameSuffix(name);
  return (goos === undefined || isTagSatisfied(goos, target, tags)) && (goarch === undefined || isTagSatisfied(goarch, target, tags));
}

export function isTestFileName(name: string): boolean {
  return name.endsWith("_test.go");
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
