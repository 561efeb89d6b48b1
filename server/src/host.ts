/**
 * The one platform seam: everything the language server and the command line need from the machine they run
 * on. Node and the browser each bring one; nothing else below the entries touches a platform. Imports nothing.
 */

/** What a file system says of one path. */
export type FileKind = "file" | "folder" | "absent";

export interface Host {
  /** The target the machine itself is (`linux/amd64`, `linux/amd64+musl`): whose C library its folders hold. Undefined where it has none. */
  readonly target: string | undefined;
  /** The bytes of a file, or `undefined` when there is none or it cannot be read. `reason` of a failure goes to `onError`. */
  readFile(path: string, onError?: (reason: string) => void): Promise<Uint8Array | undefined>;
  /** The names in a folder, folders with a final `/`; `undefined` when it is none. */
  listFolder(path: string): Promise<string[] | undefined>;
  kind(path: string): Promise<FileKind>;
  /** The path with symbolic links resolved, where the platform has such links. */
  realPath(path: string): Promise<string>;
  /** A file of the installation: `"web-tree-sitter.wasm"`, `"tree-sitter-go.wasm"`, `"data/targets.json"`… Rejects when the installation is broken. */
  asset(name: string): Promise<Uint8Array>;
  /** A variable of the environment the program was started in, where the platform has such. */
  variable?(name: string): string | undefined;
  /** Runs `work` after `milliseconds`; the answer cancels it. */
  timer(milliseconds: number, work: () => void): () => void;
  /** Milliseconds from some fixed moment. */
  now(): number;
  log(line: string): void;
  /**
   * The folders that a variable of the environment lists (`PKG_CONFIG_PATH`), with `/`; undefined when it is not set. A
   * platform without an environment has no such method.
   */
  folderList?(variable: string): readonly string[] | undefined;
}

/** What a terminal adds for the command line. */
export interface Terminal {
  /** The current folder: absolute, with `/`. */
  readonly folder: string;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Whether standard error is one: progress is shown only there. */
  readonly errorIsTerminal: boolean;
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  error(text: string): void;
  /** Everything on standard input. */
  input(): Promise<Uint8Array>;
}

/** Asks whether work should stop; `yield` lets the platform deliver what would say so. */
export interface Cancellation {
  readonly cancelled: boolean;
}
