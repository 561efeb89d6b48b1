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
  readonly #context: ExtensionContext;
  readonly #platform: Platform;
  readonly #output: LogOutputChannel;
  readonly #status = new StatusItem(documents);
  readonly #crashes = new CrashCounter(() => performance.now());
  #client: BaseLanguageClient | undefined;
  #subscriptions: Disposable[] = [];
  #restarting: Promise<void> | undefined;
  /** A start that somebody asked for is under way. */
  #isStarting = false;
  /** The present process answered at least once. */
  #hasRun = false;

  constructor(context: ExtensionContext, platform: Platform, output: LogOutputChannel) {
    this.#context = context;
    this.#platform = platform;
    this.#output = output;
  }

  /** Starts the server; a failure is shown, not thrown. */
  async start(): Promise<void> {
    const client = this.#createClient();
    this.#isStarting = true;
    try {
      await client.start();
    } catch (error) {
      this.#output.error(error instanceof Error ? error : String(error));
      this.#stopped("the server did not start; the output says why");
    } finally {
      this.#isStarting = false;
    }
  }

  /** Ends the server, whatever state it is in, and starts it anew. Several calls at once are one. */
  async restart(): Promise<void> {
    this.#restarting ??= this.#restart().finally(() => {
      this.#restarting = undefined;
    });
    await this.#restarting;
  }

  /** Ends the server; one that does not answer is left to its fate. */
  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#subscriptions = [];
    if (client === undefined) return;
    try {
      if (client.state === State.Starting) await client.start();
      if (client.state === State.Running) await client.stop();
      await client.dispose();
    } catch (error) {
      this.#output.warn(`the server did not end in order: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  dispose(): void {
    this.#status.dispose();
    void this.stop();
  }

  async #restart(): Promise<void> {
    this.#output.info("restarting the server");
    this.#crashes.reset();
    this.#status.forgetCrashes();
    // A client that failed to start fails for ever, so every start has a client of its own.
    await this.stop();
    await this.start();
  }

  #createClient(): BaseLanguageClient {
    const { extensionUri } = this.#context;
    const docs = Uri.joinPath(extensionUri, "docs", "rules").toString(true);
    const initializationOptions: InitializationOptions = { clientFiles: true, ruleDocs: `${docs}/{rule}.md` };
    const client = this.#platform.createClient(this.#context, {
      documentSelector: documents,
      outputChannel: this.#output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
      // The failure is shown in the status item and by the command that caused it.
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (error, _message, count) => {
          this.#output.error(`the connection to the server failed: ${error.message}`);
          return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
        },
        closed: () => this.#closed(),
      },
    });
    // What the user should see is shown here, once and with a way out; the library's own messages go to the output.
    const log = client.error.bind(client);
    client.error = (message, data) => log(message, data, false);
    this.#client = client;
    this.#subscriptions = [
      client.onNotification(statusNotification, (status: Status) => {
        this.#status.status = status;
        if (status.state === "failed") this.#stopped(status.reason ?? "the analysis could not be loaded");
      }),
      client.onDidChangeState(({ newState }) => {
        if (newState !== State.Starting && newState !== State.Running) return;
        this.#hasRun = newState === State.Running;
        this.#status.state = { kind: this.#hasRun ? "running" : "starting" };
      }),
      ...answerFileRequests(client, Uri.joinPath(extensionUri, "dist", "assets")),
    ];
    return client;
  }

  #closed(): { action: CloseAction; handled: true } {
    // What ends before it answered would end again. Whoever started it tells.
    if (!this.#hasRun) {
      if (!this.#isStarting) this.#stopped("the server did not start again; the output says why");
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    if (!this.#crashes.crashed()) {
      this.#stopped("the server keeps stopping and is not started again");
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    this.#status.countCrash();
    this.#output.warn("the server stopped unexpectedly and is started again");
    const told = window.showWarningMessage("The ABI Lens server stopped unexpectedly and was started again.", SHOW_OUTPUT);
    told.then((choice) => this.#choose(choice));
    return { action: CloseAction.Restart, handled: true };
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
