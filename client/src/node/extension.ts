/** The extension on a desktop or a remote machine: the server is a process of its own. */
import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { activateOn } from "../common/extension.ts";
import { CLIENT_ID, CLIENT_NAME } from "../common/session.ts";

export { deactivate } from "../common/extension.ts";

/**
 * How much the young generation may hold at once, in MB: the default of 16, three times over, is a fifth of the
 * server's memory and buys hardly any time (`npm run bench -- workspace`).
 */
const execArgv = ["--max-semi-space-size=4"];

/** Called by the editor when a Go or C file is opened. */
export function activate(context: ExtensionContext): Promise<void> {
  const module = Uri.joinPath(context.extensionUri, "dist", "node", "server.cjs").fsPath;
  const transport = TransportKind.ipc;
  return activateOn(context, {
    createClient: (_context, options) =>
      new LanguageClient(
        CLIENT_ID,
        CLIENT_NAME,
        {
          run: { module, transport, options: { execArgv } },
          debug: { module, transport, options: { execArgv: [...execArgv, "--nolazy", "--inspect=6009"] } },
        },
        options,
      ),
  });
}
