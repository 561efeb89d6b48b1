/**
 * Which folders and files the paths of the command line mean. Follows the go command: patterns with `...`, and no
 * `testdata`, `vendor`, `_x` or `.x` below a folder that was named. Reads folder listings and go.mod through the
 * session only.
 */
import { parseModuleFile } from "../go/goMod.ts";
import { baseOf, folderOf, join } from "../text/path.ts";
import { UsageError } from "./commandLine.ts";
import { folderPattern, isIgnored, mayMatchVendored } from "./pattern.ts";
import { absolutePath, complain, type Session, shownPath } from "./session.ts";

/** A folder to look at; `files` are the only ones of it that were asked for, undefined means all. */
export interface Place {
  readonly folder: string;
  readonly files: ReadonlySet<string> | undefined;
}

/** One PATH argument: what it means, and the folder whose settings it takes. */
export interface PathRequest {
  /** As the user wrote it. */
  readonly given: string;
  readonly configFolder: string;
  readonly places: readonly Place[];
}

/**
 * What each path means. A path that does not exist is told on standard error and left out. `-` is the file named by
 * `stdinName`, whose text comes from standard input.
 */
export async function readPaths(session: Session, paths: readonly string[], stdinName: string | undefined): Promise<PathRequest[]> {
  const requests: PathRequest[] = [];
  for (const given of paths) {
    if (given === "-") requests.push(await standardInput(session, stdinName));
    else if (given.includes("...")) requests.push(await patternRequest(session, given));
    else {
      const path = absolutePath(session.terminal, given);
      const kind = await session.host.kind(path);
      if (kind === "absent") complain(session.terminal, `${given}: no such file or folder`);
      else if (kind === "file") requests.push(fileRequest(given, path));
      else requests.push({ given, configFolder: path, places: await foldersBelow(session, path, undefined) });
    }
  }
  return requests;
}

function fileRequest(given: string, path: string): PathRequest {
  const folder = folderOf(path);
  return { given, configFolder: folder, places: [{ folder, files: new Set([path]) }] };
}

/** Takes the text of `-` from standard input and gives it the name `stdinName`. */
async function standardInput(session: Session, stdinName: string | undefined): Promise<PathRequest> {
  if (stdinName === undefined) throw new UsageError("- needs a name: --stdin-name PATH");
  const path = absolutePath(session.terminal, stdinName);
  session.cache.provide(path, await session.terminal.input());
  return fileRequest(stdinName, path);
}

/** `./...`, `dir/...`, `dir/...name`: `...` stands for any text, and a final `/...` also for none. */
async function patternRequest(session: Session, given: string): Promise<PathRequest> {
  const fixed = given.slice(0, given.indexOf("..."));
  const slash = Math.max(fixed.lastIndexOf("/"), fixed.lastIndexOf("\\"));
  const base = absolutePath(session.terminal, slash < 0 ? "." : fixed.slice(0, slash + 1));
  if ((await session.host.kind(base)) !== "folder") {
    complain(session.terminal, `${given}: no such folder`);
    return { given, configFolder: base, places: [] };
  }
  const rest = given.slice(slash + 1);
  const matches = folderPattern(rest);
  const pattern = { entersVendor: mayMatchVendored(rest), isIgnored: await ignoredFolders(session, base) };
  const places = (await foldersBelow(session, base, pattern)).filter(({ folder }) => matches(folder.slice(base.length).replace(/^\//, "")));
  return { given, configFolder: base, places };
}

/** Which folders the module around a folder ignores; none where there is no go.mod that the go command would take. */
async function ignoredFolders(session: Session, base: string): Promise<(folder: string) => boolean> {
  for (let folder = base; ; folder = folderOf(folder)) {
    const path = join(folder, "go.mod");
    await session.cache.load(session.host, { files: [path], folders: [] });
    const text = session.cache.read(path);
    if (typeof text === "string") {
      const { ignores, problem } = parseModuleFile(text);
      if (problem !== undefined || ignores.length === 0) return () => false;
      return (one) => isIgnored(ignores, one.slice(folder.length).replace(/^\//, "") || ".");
    }
    if (folderOf(folder) === folder) return () => false;
  }
}

/** How a pattern walks, which differs from how a folder that was named does: as the go command, it knows nothing of node_modules. */
interface PatternWalk {
  readonly entersVendor: boolean;
  readonly isIgnored: (folder: string) => boolean;
}

/**
 * `folder` and all folders below it, in order of path. Symbolic links are not followed. For a pattern folders that
 * hold a `go.mod` of their own are left out with all below them, and so are those that the module ignores.
 */
async function foldersBelow(session: Session, folder: string, pattern: PatternWalk | undefined): Promise<Place[]> {
  const found: string[] = [];
  let level = [folder].filter((path) => pattern?.isIgnored(path) !== true);
  while (level.length > 0) {
    await session.cache.load(session.host, { files: [], folders: level });
    const kept = level.filter((path) => path === folder || pattern === undefined || session.cache.list(path)?.includes("go.mod") !== true);
    for (const path of kept) {
      if (session.cache.list(path) === null) complain(session.terminal, `${shownPath(session.terminal, path)}: the folder cannot be read`);
    }
    found.push(...kept);
    const entered = kept.filter((path) => path === folder || baseOf(path) !== "vendor" || pattern?.entersVendor !== false);
    const children = entered
      .flatMap((path) => childrenOf(session.cache.list(path) ?? [], path, pattern !== undefined))
      .filter((path) => pattern?.isIgnored(path) !== true);
    const isReal = await Promise.all(children.map((path) => isNoLink(session, path)));
    level = children.filter((_, i) => isReal[i] === true);
  }
  return found.sort().map((path) => ({ folder: path, files: undefined }));
}

function childrenOf(names: readonly string[], folder: string, isPattern: boolean): string[] {
  const folders = names.filter((name) => name.endsWith("/")).map((name) => name.slice(0, -1));
  return folders.filter((name) => !isLeftOut(name, isPattern)).map((name) => join(folder, name));
}

function isLeftOut(name: string, isPattern: boolean): boolean {
  if (!isPattern && (name === "vendor" || name === "node_modules")) return true;
  return name === "testdata" || name.startsWith("_") || name.startsWith(".");
}

async function isNoLink(session: Session, path: string): Promise<boolean> {
  const [own, parent] = await Promise.all([session.host.realPath(path), session.host.realPath(folderOf(path))]);
  return own === join(parent, baseOf(path));
}

/**
 * Splits `PATH:TYPE` at the last colon, unless something has the whole name or the colon belongs to a Windows drive.
 */
export async function splitType(session: Session, given: string): Promise<{ path: string; type: string | undefined }> {
  const colon = given.lastIndexOf(":");
  const isDrive = colon === 1 && /^[A-Za-z]:[\\/]/.test(given);
  if (colon <= 0 || isDrive || (await session.host.kind(absolutePath(session.terminal, given))) !== "absent") {
    return { path: given, type: undefined };
  }
  const type = given.slice(colon + 1).trim();
  if (type === "") throw new UsageError(`${given}: no type stands behind the colon`);
  return { path: given.slice(0, colon), type };
}

/** Tells of every file that was looked at and is no text, once each. */
export function tellProblems(session: Session, told: Set<string>): void {
  for (const { path, reason } of session.cache.problems()) {
    if (told.has(path)) continue;
    told.add(path);
    complain(session.terminal, `${shownPath(session.terminal, path)}: ${reason}`);
  }
}
