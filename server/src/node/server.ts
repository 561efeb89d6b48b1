/** The language server as a process of its own: `--node-ipc` for our client, `--stdio` for any other. */
import { createConnection } from "vscode-languageserver/node";
import { createNodeHost } from "./host.ts";
import { serve } from "./serve.ts";

declare const ABI_LENS_VERSION: string;
declare const __dirname: string;

const connection = createConnection();
// The bundle stands in dist/node, its assets in dist/assets.
const assets = `${__dirname}/../assets`;
serve(
  connection,
  createNodeHost(assets, (line) => connection.console.log(line)),
  ABI_LENS_VERSION,
);
