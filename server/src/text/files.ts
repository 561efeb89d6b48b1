/**
 * How engines that do no I/O ask for files: they look at what is known so far and, where something is
 * missing, return what they need. Whoever can read (the language server, the command line) loads it and
 * calls again. Imports nothing.
 */

/** The files known so far. Paths are absolute with `/`, or name a table; the same path always means the same file. */
export interface FileView {
  /** The decoded text; `null` when the file is known not to exist or not to be text; `undefined` when nobody looked yet. */
  read(path: string): string | null | undefined;
  /** The names in a folder, sorted, folders with a final `/`; `null` when there is no such folder; `undefined` when nobody looked yet. */
  list(folder: string): readonly string[] | null | undefined;
  /** Why a file that is there has no text, as one clause ("is larger than 64 MB"); undefined for texts, absent files and where nobody knows. */
  problem?(path: string): string | undefined;
}

const TABLE_SCHEME = "table:";

/**
 * The path under which a view shows a table of the installation (`data/NAME`). Tables are asked for as files are, so
 * that the large ones are loaded when something first needs them.
 */
export function tablePath(name: string): string {
  return TABLE_SCHEME + name;
}

/** The table that a path names; undefined for the path of a file. */
export function tableName(path: string): string | undefined {
  return path.startsWith(TABLE_SCHEME) ? path.slice(TABLE_SCHEME.length) : undefined;
}

/** What must be known before an engine can go on. */
export interface Needs {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** A finished answer, or what is needed first. Calling again with more files known gets further every time. */
export type Resumable<T> = { readonly done: true; readonly value: T } | { readonly done: false; readonly needs: Needs };

/** Wraps a finished answer. */
export function finished<T>(value: T): Resumable<T> {
  return { done: true, value };
}

/** Says that these files must be read first. */
export function needsFiles(...files: string[]): Resumable<never> {
  return { done: false, needs: { files, folders: [] } };
}

/** Says that these folders must be listed first. */
export function needsFolders(...folders: string[]): Resumable<never> {
  return { done: false, needs: { files: [], folders } };
}
