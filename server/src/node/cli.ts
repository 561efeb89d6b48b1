/** `abi-lens` on Node: hands the arguments and the machine to the command line. */
import { createRequire } from "node:module";
import { runCli } from "../cli/main.ts";
import { loadEngineParts, loadRegistry } from "../features/assets.ts";
import { createEngine } from "../features/engine.ts";
import { rules } from "../rules/index.ts";
import { createNodeHost, nodeTerminal } from "./host.ts";

declare const ABI_LENS_VERSION: string;
declare const __dirname: string;

// The bundle stands in dist/node, its assets in dist/assets.
const terminal = nodeTerminal();
const host = createNodeHost(`${__dirname}/../assets`, (line) => terminal.error(`abi-lens: ${line}\n`));

// Node's own status for what nobody caught is 1, which here means findings.
process.on("uncaughtException", (error) => {
  terminal.error(`abi-lens: internal error; please report this with the command and the file:\n${error.stack ?? error.message}\n`);
  process.exit(3);
});

void runCli(process.argv.slice(2), terminal, host, {
  version: ABI_LENS_VERSION,
  rules,
  createRegistry: loadRegistry,
  createEngine: async () => createEngine(await loadEngineParts(host)),
  // The server's bundle reads the same arguments and ends the process itself, so that other commands need not load it.
  serve: () => {
    createRequire(`${__dirname}/cli.cjs`)("./server.cjs");
    return new Promise<number>(() => undefined);
  },
}).then((status) => {
  // Not `process.exit`, which would cut off what a pipe has not taken yet.
  process.exitCode = status;
});
