/**
 * What this server and its own editor client say to each other beyond the language server protocol. The one file
 * both sides share, so it imports nothing and every value in it survives JSON.
 */

/** Server to client, after every change: a `Status`. */
export const statusNotification = "abiLens/status";

/** Client to server, without parameters: the present `Status`. */
export const statusRequest = "abiLens/getStatus";

/** Server to client, with a `FileRequest`: a `FileAnswer`, or null when there is no such file. */
export const readFileRequest = "abiLens/readFile";

/** Server to client, with a `FileRequest`: the names in a folder, folders with a final `/`; null when it is none. */
export const listFolderRequest = "abiLens/listFolder";

/** Server to client, with an `AssetRequest`: a `FileAnswer` with a file of the installation. */
export const assetRequest = "abiLens/asset";

/** `initializationOptions` of our own client; every member may be missing, as it is for other editors. */
export interface InitializationOptions {
  /** The client answers `readFileRequest` and `listFolderRequest` for places that are no local files. */
  readonly clientFiles?: boolean;
  /** A URI with `{rule}` where a rule's id belongs: the page that a diagnostic's code links to. */
  readonly ruleDocs?: string;
  /** Settings for editors that cannot be asked for them; the same keys as `abiLens.*` without the prefix. */
  readonly settings?: unknown;
}

export interface FileRequest {
  readonly uri: string;
}

export interface AssetRequest {
  /** As in `Host.asset`: `"web-tree-sitter.wasm"`, `"data/targets.json"`. */
  readonly name: string;
}

export interface FileAnswer {
  readonly base64: string;
}

/** What the server is doing and what it last found out. */
export interface Status {
  /** `failed` means that no analysis will come until the server is restarted. */
  readonly state: "starting" | "ready" | "failed";
  /** Why it failed; one sentence. */
  readonly reason?: string;
  /** Target ids that the last check was for, in registry order. */
  readonly targets: readonly string[];
  /** Packages known at present, their pairs of Go structs and C records, and records unknown on some target. */
  readonly packages: number;
  readonly pairs: number;
  readonly unknown: number;
  readonly findings: number;
  /** How long the last check took, in milliseconds, waiting for files included. */
  readonly lastCheckMs?: number;
}
