/**
 * Reads the files that say which modules a build is made of: go.mod, go.work and vendor/modules.txt, as
 * golang.org/x/mod/modfile and cmd/go do. Texts in, plain data out; which file is where is none of its business.
 */

export interface ModuleVersion {
  readonly path: string;
  /** Empty where none is given. */
  readonly version: string;
}

export interface Replacement {
  readonly old: ModuleVersion;
  /** A module in another version, or a folder (`./x`, `/x`), which has no version. */
  readonly by: ModuleVersion;
}

/** What a go.mod or go.work says. */
export interface ModuleFile {
  /** Of a go.mod: the module's path. */
  readonly module: string | undefined;
  /** `1.21`, `1.25.0`; undefined where there is no such line. */
  readonly go: string | undefined;
  /** `go1.26.1`, without a suffix of its maker. */
  readonly toolchain: string | undefined;
  readonly requires: readonly ModuleVersion[];
  readonly excludes: readonly ModuleVersion[];
  readonly replacements: readonly Replacement[];
  /** Of a go.work: the folders it uses. */
  readonly uses: readonly string[];
  /** Of a go.mod: the folders that patterns leave out, as they are written. */
  readonly ignores: readonly string[];
  /** Why the go command would refuse it; then nothing is to be taken from it. */
  readonly problem: string | undefined;
}

interface Draft {
  module: string | undefined;
  go: string | undefined;
  toolchain: string | undefined;
  readonly requires: ModuleVersion[];
  readonly excludes: ModuleVersion[];
  readonly replacements: Replacement[];
  readonly uses: string[];
  readonly ignores: string[];
  problem: string | undefined;
}

/** Reads a go.mod or a go.work. Lines that say nothing about packages (`retract`, `godebug`, `tool`…) are passed over. */
export function parseModuleFile(text: string): ModuleFile {
  const draft: Draft = {
    module: undefined,
    go: undefined,
    toolchain: undefined,
    requires: [],
    excludes: [],
    replacements: [],
    uses: [],
    ignores: [],
    problem: undefined,
  };
  let block: string | undefined;
  for (const [i, line] of text.split("\n").entries()) {
    const words = wordsOf(line);
    const refuse = (what: string): void => {
      draft.problem ??= `line ${i + 1}: ${what}`;
    };
    if (words === undefined) refuse("a string is not closed");
    if (words === undefined || words.length === 0) continue;
    const [first = ""] = words;
    if (block !== undefined) {
      if (first === ")" && words.length === 1) block = undefined;
      else take(draft, block, words, refuse);
    } else if (words[1] === "(" && words.length === 2) block = first;
    else if (words[1] === "(" && words[2] === ")" && words.length === 3) continue;
    else take(draft, first, words.slice(1), refuse);
  }
  if (block !== undefined) draft.problem ??= `the block of ${block} is not closed`;
  return draft;
}

function take(draft: Draft, verb: string, words: readonly string[], refuse: (what: string) => void): void {
  const [first = "", second = ""] = words;
  switch (verb) {
    case "module":
      if (words.length !== 1 || draft.module !== undefined) refuse("module wants one path, once");
      else draft.module = first;
      return;
    case "go":
      if (words.length !== 1 || !/^[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:(?:rc|beta|alpha)[0-9]+)?$/.test(first))
        refuse("go wants a version");
      else draft.go = first;
      return;
    case "toolchain":
      draft.toolchain = first.replace(/[-+].*$/, "");
      return;
    case "require":
      if (words.length !== 2) refuse("require wants a path and a version");
      else draft.requires.push({ path: first, version: second });
      return;
    case "exclude":
      if (words.length !== 2) refuse("exclude wants a path and a version");
      else draft.excludes.push({ path: first, version: second });
      return;
    case "use":
      if (words.length !== 1) refuse("use wants a folder");
      else draft.uses.push(first);
      return;
    case "ignore":
      if (words.length !== 1) refuse("ignore wants a folder");
      else draft.ignores.push(first);
      return;
    case "replace": {
      const arrow = words.indexOf("=>");
      const left = words.slice(0, arrow);
      const right = words.slice(arrow + 1);
      const [path = "", version = ""] = left;
      const [by = "", byVersion = ""] = right;
      if (arrow < 1 || left.length > 2 || right.length < 1 || right.length > 2) refuse("replace wants a path => a path");
      else if (right.length === 1 && !isFolder(by)) refuse("replace by a module wants its version");
      else draft.replacements.push({ old: { path, version }, by: { path: by, version: byVersion } });
      return;
    }
  }
}

/** Whether a replacement names a folder and no module (modfile.IsDirectoryPath). */
export function isFolder(path: string): boolean {
  return path === "." || path === ".." || /^(?:\.{1,2}[/\\]|\/|[A-Za-z]:)/.test(path);
}

/** The words of a line, comments left out, quotes taken off. Undefined where a string does not end. */
function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < line.length) {
    const c = line[at] ?? "";
    if (/\s/.test(c)) at++;
    else if (line.startsWith("//", at)) break;
    else if (c === "(" || c === ")" || c === ",") {
      words.push(c);
      at++;
    } else if (c === '"' || c === "`") {
      const quoted = c === '"' ? /"((?:[^"\\]|\\.)*)"/y : /`([^`]*)`/y;
      quoted.lastIndex = at;
      const found = quoted.exec(line);
      if (found === null) return undefined;
      words.push((found[1] ?? "").replace(c === '"' ? /\\(.)/g : /$^/g, "$1"));
      at = quoted.lastIndex;
    } else {
      // A word ends at a space, a bracket or a comment (modfile/read.go, input.readToken).
      const bare = /(?:(?!\/\/)[^\s(),])+/y;
      bare.lastIndex = at;
      const found = bare.exec(line)?.[0] ?? c;
      words.push(found);
      at += found.length;
    }
  }
  return words;
}

/** The packages that a vendor folder holds, as vendor/modules.txt lists them. */
export function parseVendoredPackages(text: string): ReadonlySet<string> {
  const packages = new Set<string>();
  for (const line of text.split("\n")) {
    const path = line.trim();
    if (path !== "" && !path.startsWith("#")) packages.add(path);
  }
  return packages;
}
