/** The extension in a browser: the server is a worker. */
import { type ExtensionContext, Uri } from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, type MessageTransports } from "vscode-languageclient/browser";
import { activateOn } from "../common/extension.ts";
import { CLIENT_ID, CLIENT_NAME } from "../common/session.ts";

export { deactivate } from "../common/extension.ts";

/** Called by the editor when a Go or C file is opened. */
export function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, "dist", "browser", "server.js").toString(true);
  let running: Worker | undefined;
  const startWorker = async (): Promise<MessageTransports> => {
    running?.terminate();
    const worker = new Worker(script, { name: CLIENT_NAME });
    running = worker;
    return { reader: new WorkerReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  context.subscriptions.push({ dispose: () => running?.terminate() });
  return activateOn(context, { createClient: (_context, options) => new LanguageClient(CLIENT_ID, CLIENT_NAME, startWorker, options) });
}

/** A worker that fails stays silent for ever; to the client its connection has to close, as a process's would. */
class WorkerReader extends BrowserMessageReader {
  constructor(worker: Worker) {
    super(worker);
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      worker.terminate();
      this.fireClose();
    });
  }
}
