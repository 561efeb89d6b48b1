/**
 * How engines that do no I/O ask for files: they look at what is known so far and, where something is
 * missing, return what they need. Whoever can read (the language server, the command line) loads it and
 * calls again. Imports nothing.
 */

/** The files known so far. Paths are absolute with `/`; the same path always means the same file. */
export interface FileView {
  /** The decoded text; `null` when the file is known not to exist or not to be text; `undefined` when nobody looked yet. */
  read(path: string): string | null | undefined;
  /** The names in a folder, sorted, folders with a final `/`; `null` when there is no such folder; `undefined` when nobody looked yet. */
  list(folder: string): readonly string[] | null | undefined;
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
