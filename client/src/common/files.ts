/**
 * Reads files for the server where it cannot: virtual workspaces, and in a browser everything. Answers null for
 * what is not there; the server takes that as absence.
 */
import { type Disposable, FileType, Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  type AssetRequest,
  assetRequest,
  type FileAnswer,
  type FileRequest,
  listFolderRequest,
  readFileRequest,
} from "../../../server/src/lsp/protocol.ts";

/** Answers the server's questions for files; `assets` is the folder of the installation that holds grammars and facts. */
export function answerFileRequests(client: BaseLanguageClient, assets: Uri): Disposable[] {
  return [
    client.onRequest(readFileRequest, ({ uri }: FileRequest) => orNull(() => read(Uri.parse(uri)))),
    client.onRequest(listFolderRequest, ({ uri }: FileRequest) => orNull(() => list(Uri.parse(uri)))),
    // A missing asset is a broken installation: the error reaches the server and from there the user.
    client.onRequest(assetRequest, ({ name }: AssetRequest) => read(Uri.joinPath(assets, name))),
  ];
}

async function read(uri: Uri): Promise<FileAnswer> {
  return { base64: base64(await workspace.fs.readFile(uri)) };
}

async function list(uri: Uri): Promise<string[]> {
  const entries = await workspace.fs.readDirectory(uri);
  // The type is a set of bits: a link to a folder is a link and a folder.
  return entries.map(([name, type]) => ((type & FileType.Directory) === 0 ? name : `${name}/`));
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  // More arguments than some tens of thousands overflow a call.
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(parts.join(""));
}
