/**
 * The server's life: started with the extension, restarted by command, recovered after a crash within limits, and
 * always shown. What kind of process or worker it is, the platform's entry knows.
 */
import { type Disposable, type DocumentSelector, type ExtensionContext, type LogOutputChannel, Uri, window } from "vscode";
import {
  type BaseLanguageClient,
  CloseAction,
  ErrorAction,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient";
import { type InitializationOptions, type Status, statusNotification } from "../../../server/src/lsp/protocol.ts";
import { CrashCounter } from "./crashes.ts";
import { answerFileRequests } from "./files.ts";
import { StatusItem } from "./status.ts";

/** The id of the client; its trace setting is `abiLens.trace.server`. */
export const CLIENT_ID = "abiLens";
export const CLIENT_NAME = "ABI Lens";

/** What a platform brings: how to make a client that starts the server. */
export interface Platform {
  createClient(context: ExtensionContext, options: LanguageClientOptions): BaseLanguageClient;
}

/** Where findings and hovers are wanted. VS Code takes headers for C++. */
const SCHEMES = ["file", "untitled", "vscode-vfs", "vscode-test-web", "vscode-remote"];
export const documents: DocumentSelector & LanguageClientOptions["documentSelector"] = SCHEMES.flatMap((scheme) => [
  { scheme, language: "go" },
  { scheme, language: "c" },
  { scheme, language: "cpp", pattern: "**/*.h" },
]);

const RESTART = "Restart";
const SHOW_OUTPUT = "Show Output";

export class Session implements Disposable {
  readonly #client: BaseLanguageClient;
  readonly #output: LogOutputChannel;
  readonly #status = new StatusItem(documents);
  readonly #crashes = new CrashCounter(() => performance.now());
  readonly #disposables: Disposable[] = [];
  #restarting: Promise<void> | undefined;

  constructor(context: ExtensionContext, platform: Platform, output: LogOutputChannel) {
    this.#output = output;
    const docs = Uri.joinPath(context.extensionUri, "docs", "rules").toString(true);
    const initializationOptions: InitializationOptions = { clientFiles: true, ruleDocs: `${docs}/{rule}.md` };
    this.#client = platform.createClient(context, {
      documentSelector: documents,
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
      // The failure is shown in the status item and by the command that caused it.
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (error, _message, count) => {
          output.error(`the connection to the server failed: ${error.message}`);
          return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
        },
        closed: () => this.#closed(),
      },
    });
    this.#disposables.push(
      this.#status,
      this.#client.onNotification(statusNotification, (status: Status) => {
        this.#status.status = status;
        if (status.state === "failed") this.#stopped(status.reason ?? "the analysis could not be loaded");
      }),
      this.#client.onDidChangeState(({ newState }) => {
        if (newState === State.Starting) this.#status.state = { kind: "starting" };
        if (newState === State.Running) this.#status.state = { kind: "running" };
      }),
      ...answerFileRequests(this.#client, Uri.joinPath(context.extensionUri, "dist", "assets")),
    );
  }

  /** Starts the server; a failure is shown, not thrown. */
  async start(): Promise<void> {
    try {
      await this.#client.start();
    } catch (error) {
      this.#stopped(`the server did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Ends the server, whatever state it is in, and starts it anew. Several calls at once are one. */
  async restart(): Promise<void> {
    this.#restarting ??= this.#restart().finally(() => {
      this.#restarting = undefined;
    });
    await this.#restarting;
  }

  async stop(): Promise<void> {
    if (this.#client.state === State.Running) await this.#client.stop();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    void this.#client.dispose().catch(() => {});
  }

  async #restart(): Promise<void> {
    this.#output.info("restarting the server");
    this.#crashes.reset();
    if (this.#client.state === State.Starting) await this.#client.start().catch(() => {});
    await this.stop();
    await this.start();
  }

  #closed(): { action: CloseAction; handled: true } {
    if (this.#crashes.crashed()) {
      this.#status.countCrash();
      this.#output.warn("the server stopped unexpectedly and is started again");
      const told = window.showWarningMessage("The ABI Lens server stopped unexpectedly and was started again.", SHOW_OUTPUT);
      told.then((choice) => this.#choose(choice));
      return { action: CloseAction.Restart, handled: true };
    }
    this.#stopped("the server keeps stopping and is not started again");
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  #stopped(reason: string): void {
    this.#output.error(reason);
    this.#status.state = { kind: "stopped", reason };
    window.showErrorMessage(`ABI Lens: ${reason}.`, RESTART, SHOW_OUTPUT).then((choice) => this.#choose(choice));
  }

  #choose(choice: string | undefined): void {
    if (choice === SHOW_OUTPUT) this.#output.show();
    if (choice === RESTART) void this.restart();
  }
}
