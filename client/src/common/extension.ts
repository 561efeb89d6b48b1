/** What the extension does on every platform: an output channel, two commands, and the server's session. */
import { commands, type ExtensionContext, window } from "vscode";
import { restartCommand, showOutputCommand } from "./commands.ts";
import { CLIENT_NAME, type Platform, Session } from "./session.ts";

let session: Session | undefined;

/** Starts everything; resolves when the server answers or is known not to. */
export async function activateOn(context: ExtensionContext, platform: Platform): Promise<void> {
  const output = window.createOutputChannel(CLIENT_NAME, { log: true });
  const current = new Session(context, platform, output);
  session = current;
  context.subscriptions.push(
    output,
    current,
    commands.registerCommand(restartCommand, () => current.restart()),
    commands.registerCommand(showOutputCommand, () => output.show()),
  );
  await current.start();
}

/** Stops the server; the editor waits for it. */
export async function deactivate(): Promise<void> {
  await session?.stop();
  session = undefined;
}
