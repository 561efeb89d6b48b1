/**
 * A host whose files can also come from the editor: places that are no local files (a repository opened on the
 * web, a virtual workspace) are read through the client. In a browser that is the only way there is.
 */
import type { Connection } from "vscode-languageserver";
import type { FileKind, Host } from "../host.ts";
import type { FileAnswer, FileRequest } from "./protocol.ts";
import { listFolderRequest, readFileRequest } from "./protocol.ts";
import { isRemotePath, uriOfPath } from "./uris.ts";

// Every platform this runs on has it; the language's own library does not declare it.
declare const atob: (text: string) => string;

/** `host`, except that remote paths are asked of the client behind `connection`. */
export function withClientFiles(host: Host, connection: Connection): Host {
  const ask = async <T>(method: string, path: string): Promise<T | undefined> => {
    try {
      const request: FileRequest = { uri: uriOfPath(path) };
      return (await connection.sendRequest<T | null>(method, request)) ?? undefined;
    } catch {
      // A client that is going away rejects; to the analysis the file is simply not there.
      return undefined;
    }
  };
  const readFile = async (path: string): Promise<Uint8Array | undefined> => {
    const answer = await ask<FileAnswer>(readFileRequest, path);
    return answer && bytesOfBase64(answer.base64);
  };
  const listFolder = (path: string): Promise<string[] | undefined> => ask<string[]>(listFolderRequest, path);
  const kind = async (path: string): Promise<FileKind> => {
    if ((await listFolder(path)) !== undefined) return "folder";
    return (await readFile(path)) === undefined ? "absent" : "file";
  };
  return {
    target: host.target,
    readFile: (path, onError) => (isRemotePath(path) ? readFile(path) : host.readFile(path, onError)),
    listFolder: (path) => (isRemotePath(path) ? listFolder(path) : host.listFolder(path)),
    kind: (path) => (isRemotePath(path) ? kind(path) : host.kind(path)),
    realPath: (path) => (isRemotePath(path) ? Promise.resolve(path) : host.realPath(path)),
    asset: (name) => host.asset(name),
    ...(host.folderList === undefined ? {} : { folderList: host.folderList }),
    variable: (name) => host.variable?.(name),
    timer: (milliseconds, work) => host.timer(milliseconds, work),
    now: () => host.now(),
    log: (line) => host.log(line),
  };
}

/** The bytes that a base64 text stands for. */
export function bytesOfBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
