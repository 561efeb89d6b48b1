/** The language server as a process of its own: `--node-ipc` for our client, `--stdio` for any other. */
import { setFlagsFromString } from "node:v8";
import { createConnection } from "vscode-languageserver/node";
import { createNodeHost } from "./host.ts";
import { serve } from "./serve.ts";

declare const ABI_LENS_VERSION: string;
declare const __dirname: string;

// The heap may grow by so many percent between collections: opening a workspace then takes a seventh less memory and
// 5 % more time (`npm run bench -- workspace`). A V8 that does not know the flag says so and goes on.
setFlagsFromString("--heap-growing-percent=50");

const connection = createConnection();
// The bundle stands in dist/node, its assets in dist/assets.
const assets = `${__dirname}/../assets`;
serve(
  connection,
  createNodeHost(assets, (line) => connection.console.log(line)),
  ABI_LENS_VERSION,
);
