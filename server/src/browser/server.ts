/**
 * The language server as a web worker. It has no files of its own: sources, grammars and facts all come from the
 * client, by message.
 */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { loadEngineParts } from "../features/assets.ts";
import { createEngine } from "../features/engine.ts";
import type { Host } from "../host.ts";
import { bytesOfBase64 } from "../lsp/clientFiles.ts";
import { type AssetRequest, assetRequest, type FileAnswer } from "../lsp/protocol.ts";
import { startServer } from "../lsp/server.ts";
import { rules } from "../rules/index.ts";

declare const ABI_LENS_VERSION: string;
declare const self: DedicatedWorkerGlobalScope;

const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));

const host: Host = {
  target: undefined,
  // Remote paths go to the client before they reach this host; of local files a browser has none.
  readFile: async () => undefined,
  listFolder: async () => undefined,
  kind: async () => "absent",
  realPath: async (path) => path,
  asset: async (name) => {
    const request: AssetRequest = { name };
    return bytesOfBase64((await connection.sendRequest<FileAnswer>(assetRequest, request)).base64);
  },
  timer(milliseconds, work) {
    const handle = setTimeout(work, milliseconds);
    return () => clearTimeout(handle);
  },
  now: () => performance.now(),
  log: (line) => connection.console.log(line),
};

startServer(connection, host, {
  version: ABI_LENS_VERSION,
  ruleIds: rules.map(({ id }) => id),
  load: async (reader) => {
    const parts = await loadEngineParts(reader);
    return { engine: createEngine(parts), registry: parts.registry };
  },
});
