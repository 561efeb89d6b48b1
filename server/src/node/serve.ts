/** The language server on Node, over any connection: what server.ts and `abi-lens lsp` share. */
import type { Connection } from "vscode-languageserver/node";
import { loadEngineParts } from "../features/assets.ts";
import { createEngine } from "../features/engine.ts";
import type { Host } from "../host.ts";
import { startServer } from "../lsp/server.ts";
import { rules } from "../rules/index.ts";

/** Serves one client; the process ends when the client says so or goes away. */
export function serve(connection: Connection, host: Host, version: string): void {
  // Grammars and facts load while the client still introduces itself.
  const parts = loadEngineParts(host);
  parts.catch(() => {});
  startServer(connection, host, {
    version,
    ruleIds: rules.map(({ id }) => id),
    load: async () => {
      const loaded = await parts;
      return { engine: createEngine(loaded), registry: loaded.registry };
    },
  });
}
