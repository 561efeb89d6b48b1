/**
 * The language server: what an editor says is turned into questions to the engine, and its answers into what the
 * protocol shows. Knows nothing of Go, C or layouts, reads no file itself, and starts no process.
 */
import type {
  ClientCapabilities,
  CodeAction,
  CodeActionParams,
  Connection,
  DiagnosticServerCancellationData,
  DidChangeWatchedFilesParams,
  DocumentDiagnosticReport,
  Hover,
  InitializeParams,
  InitializeResult,
  ServerCapabilities,
} from "vscode-languageserver";
import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  MarkupKind,
  PositionEncodingKind,
  ResourceOperationKind,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import type { AnalysisOptions, Engine } from "../features/api.ts";
import { FileCache, settle } from "../features/loader.ts";
import type { Cancellation, Host } from "../host.ts";
import type { TargetRegistry } from "../target/registry.ts";
import type { Resumable } from "../text/files.ts";
import { finished } from "../text/files.ts";
import { baseOf, folderOf } from "../text/path.ts";
import { Checker } from "./checker.ts";
import { withClientFiles } from "./clientFiles.ts";
import type { Abilities } from "./convert.ts";
import { actionKind, Converter, DIAGNOSTIC_SOURCE, FIX_ALL } from "./convert.ts";
import type { DeliveryAbilities } from "./diagnostics.ts";
import { Diagnostics } from "./diagnostics.ts";
import { Documents } from "./documents.ts";
import type { InitializationOptions, Status } from "./protocol.ts";
import { statusNotification, statusRequest } from "./protocol.ts";
import { described, Requests } from "./run.ts";
import { type Configuration, SETTINGS_FILE, SETTINGS_SECTION, Settings, type WorkspaceFolder } from "./settings.ts";
import { pathOfUri } from "./uris.ts";

/** The engine, and the targets that settings choose from. */
export interface Analysis {
  readonly engine: Engine;
  readonly registry: TargetRegistry;
}

/** What the server is made of besides a connection and a host. */
export interface ServerParts {
  readonly version: string;
  /** Makes the analysis from the files of the installation; called once. Rejects with a readable reason when those are broken. */
  readonly load: (host: Host) => Promise<Analysis>;
  /** The rules there are; settings that name others are reported. */
  readonly ruleIds: readonly string[];
}

/** Which files the client should watch: everything an answer may depend on. */
const WATCHED = ["**/*.{go,c,h,hh,hpp,inc,m,S}", "**/{go.mod,go.work,.abi-lens.json}"];

/** Serves one client until it says `exit`. Listens at once; the engine loads while the client introduces itself. */
export function startServer(connection: Connection, host: Host, parts: ServerParts): void {
  let session: Session | undefined;
  connection.onInitialize((params) => {
    session = new Session(connection, host, parts, params);
    return session.initializeResult();
  });
  connection.onInitialized(() => session?.initialized());
  connection.onShutdown(() => session?.dispose());
  connection.listen();
}

/** Everything that lives between `initialize` and `shutdown`. */
class Session {
  readonly #connection: Connection;
  readonly #parts: ServerParts;
  readonly #host: Host;
  readonly #client: ClientCapabilities;
  readonly #cache = new FileCache();
  readonly #documents: Documents;
  readonly #settings: Settings;
  readonly #converter: Converter;
  readonly #checker: Checker;
  readonly #diagnostics: Diagnostics;
  readonly #requests: Requests;
  readonly #delivery: DeliveryAbilities;
  readonly #analysis: Promise<Analysis>;
  #begin: () => void = () => {};
  #state: Pick<Status, "state" | "reason"> = { state: "starting" };
  #lastCheckMs: number | undefined;

  constructor(connection: Connection, host: Host, parts: ServerParts, params: InitializeParams) {
    this.#connection = connection;
    this.#parts = parts;
    this.#client = params.capabilities;
    const options: InitializationOptions = params.initializationOptions ?? {};
    this.#host = options.clientFiles === true ? withClientFiles(host, connection) : host;
    // The client answers requests for files only once it is initialized.
    this.#analysis = new Promise<void>((resolve) => {
      this.#begin = resolve;
    }).then(() => parts.load(this.#host));
    // Requests that wait for it report the failure; this only keeps it from being unhandled.
    this.#analysis.catch(() => {});
    this.#documents = new Documents({
      opened: ({ path, text }) => this.#opened(path, text),
      changed: ({ path, text }) => this.#changed(path, text),
      closed: (path) => this.#closed(path),
    });
    this.#settings = new Settings({
      connection,
      host: this.#host,
      cache: this.#cache,
      registry: async () => (await this.#analysis).registry,
      ruleIds: parts.ruleIds,
      canAsk: this.#client.workspace?.configuration === true,
      initial: options.settings,
    });
    this.#settings.folders = (params.workspaceFolders ?? []).map(workspaceFolder);
    this.#converter = new Converter(this.#cache, this.#documents, abilities(this.#client), options.ruleDocs);
    this.#requests = new Requests(connection, this.#host);
    this.#checker = new Checker({
      host: this.#host,
      cache: this.#cache,
      engine: async () => (await this.#analysis).engine,
      configuration: (folder) => this.#configuration(folder),
      onChecked: ({ elapsedMs }) => {
        this.#lastCheckMs = elapsedMs;
        this.#tellStatus();
      },
    });
    this.#delivery = deliveryAbilities(this.#client);
    this.#diagnostics = new Diagnostics({
      connection,
      host: this.#host,
      checker: this.#checker,
      converter: this.#converter,
      documents: this.#documents,
      abilities: this.#delivery,
    });
    this.#listen();
  }

  initializeResult(): InitializeResult {
    const capabilities: ServerCapabilities = {
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    };
    if (this.#delivery.pulls) {
      capabilities.diagnosticProvider = { identifier: DIAGNOSTIC_SOURCE, interFileDependencies: true, workspaceDiagnostics: false };
    }
    return { capabilities, serverInfo: { name: "abi-lens", version: this.#parts.version } };
  }

  initialized(): void {
    const { workspace } = this.#client;
    const register = (registration: Promise<unknown>): void => {
      registration.catch((error: unknown) => this.#connection.console.warn(`the client refused a registration: ${described(error)}`));
    };
    if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      register(this.#connection.client.register(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION }));
    }
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
      const watchers = WATCHED.map((globPattern) => ({ globPattern }));
      register(this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
    if (workspace?.workspaceFolders === true) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        this.#settings.folders = [...this.#settings.folders.filter(({ uri }) => !gone.has(uri)), ...added.map(workspaceFolder)];
        this.#checker.invalidateAll();
        this.#diagnostics.changed();
      });
    }
    this.#analysis.then(
      () => {
        this.#state = { state: "ready" };
        this.#tellStatus();
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#state = { state: "failed", reason };
        this.#connection.console.error(`the analysis could not be loaded: ${described(error)}`);
        this.#tellStatus();
      },
    );
    this.#begin();
  }

  async dispose(): Promise<void> {
    this.#diagnostics.dispose();
    if (this.#state.state === "ready") (await this.#analysis).engine.dispose();
  }

  #listen(): void {
    const connection = this.#connection;
    const documents = this.#documents;
    connection.onDidOpenTextDocument((params) => documents.open(params));
    connection.onDidChangeTextDocument((params) => documents.change(params));
    connection.onDidCloseTextDocument((params) => documents.close(params));
    connection.onDidSaveTextDocument(() => this.#saved());
    connection.onDidChangeWatchedFiles((params) => this.#filesChanged(params));
    connection.onDidChangeConfiguration(({ settings }) => this.#settingsChanged(settings));
    connection.onHover(({ textDocument, position }, token) =>
      this.#requests.run<Hover | null>("hover", token, null, async (cancellation) => {
        const path = documents.path(textDocument.uri);
        const hover = await this.#ask(path, cancellation, (engine, options) => {
          const offset = this.#converter.offset(path, position);
          return offset === undefined ? finished(undefined) : engine.hover(this.#cache, path, offset, options);
        });
        return hover === undefined ? null : this.#converter.hover(path, hover);
      }),
    );
    connection.onCodeAction((params, token) =>
      this.#requests.run<CodeAction[]>("code actions", token, [], (cancellation) => this.#codeActions(params, cancellation)),
    );
    connection.onRequest(statusRequest, () => this.#status());
    if (!this.#delivery.pulls) return;
    connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
      this.#requests.run<DocumentDiagnosticReport, DiagnosticServerCancellationData>(
        "diagnostics",
        token,
        { kind: "full", items: [] },
        (cancellation) => this.#diagnostics.pull(documents.path(textDocument.uri), previousResultId, cancellation),
      ),
    );
  }

  async #codeActions({ textDocument, range, context }: CodeActionParams, cancellation: Cancellation): Promise<CodeAction[]> {
    const wanted = (kind: string): boolean =>
      context.only === undefined || context.only.some((only) => only === "" || kind === only || kind.startsWith(`${only}.`));
    const path = this.#documents.path(textDocument.uri);
    // All fixes of a file are a lot of work: only who asks for them by their kind gets them.
    const all = context.only !== undefined && wanted(FIX_ALL) ? await this.#fixAll(path, cancellation) : [];
    if (!wanted(CodeActionKind.QuickFix) && !wanted(CodeActionKind.RefactorRewrite)) return all;
    const actions = await this.#ask(path, cancellation, (engine, options) => {
      const offsets = this.#converter.offsets(path, range);
      return offsets === undefined ? finished([]) : engine.codeActions(this.#cache, path, offsets, options);
    });
    const shown = actions.filter((action) => wanted(actionKind(action)) && this.#converter.canApply(action));
    return [...shown.map((action) => this.#converter.codeAction(action, context.diagnostics)), ...all];
  }

  async #fixAll(path: string, cancellation: Cancellation): Promise<CodeAction[]> {
    const edit = await this.#ask(path, cancellation, (engine, options) => engine.fixAll(this.#cache, path, options));
    return edit === undefined ? [] : [this.#converter.fixAll(path, edit)];
  }

  /** Puts one question about a file to the engine, loading what it needs. */
  async #ask<T>(
    path: string,
    cancellation: Cancellation,
    question: (engine: Engine, options: AnalysisOptions) => Resumable<T>,
  ): Promise<T> {
    const { engine } = await this.#analysis;
    const { options } = await this.#configuration(folderOf(path));
    return settle(this.#host, this.#cache, () => question(engine, options), cancellation);
  }

  /** A test file that is open takes part in its package, whatever the settings say. */
  async #configuration(folder: string): Promise<Configuration> {
    const chosen = await this.#settings.for(folder);
    const opensTest = this.#documents.paths().some((path) => path.endsWith("_test.go") && folderOf(path) === folder);
    if (chosen.options.tests || !opensTest) return chosen;
    return { ...chosen, options: { ...chosen.options, tests: true } };
  }

  #opened(path: string, text: string): void {
    const before = this.#cache.read(path);
    this.#cache.overlay(path, text);
    const isTest = path.endsWith("_test.go");
    if (before === text && !isTest) return;
    if (isTest) this.#checker.invalidateAll();
    this.#checker.invalidate(path, before === undefined || before === null);
    this.#diagnostics.changed();
  }

  #changed(path: string, text: string): void {
    this.#cache.overlay(path, text);
    this.#checker.invalidate(path, false);
    this.#diagnostics.changed();
  }

  #closed(path: string): void {
    this.#cache.removeOverlay(path);
    if (path.endsWith("_test.go")) this.#checker.invalidateAll();
    this.#checker.invalidate(path, true);
    const folder = folderOf(path);
    if (!this.#documents.paths().some((other) => folderOf(other) === folder)) this.#checker.forget(folder);
    this.#diagnostics.closed(path);
    this.#diagnostics.changed();
    this.#forget(path);
  }

  #forget(path: string): void {
    this.#converter.forget(path);
    this.#analysis.then(
      ({ engine }) => engine.forget(path),
      () => {},
    );
  }

  /** A client that watches no files tells of changes on disk in no other way. */
  #saved(): void {
    if (this.#client.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) return;
    this.#cache.invalidateAll();
    this.#checker.invalidateAll();
    this.#diagnostics.changed();
  }

  #filesChanged({ changes }: DidChangeWatchedFilesParams): void {
    for (const { uri, type } of changes) {
      const path = pathOfUri(uri);
      const existence = type !== FileChangeType.Changed;
      this.#cache.invalidate(path);
      if (type === FileChangeType.Deleted) this.#forget(path);
      if (baseOf(path) === SETTINGS_FILE) this.#settingsChanged();
      // An open document's text counts, not the disk's.
      if (existence || this.#documents.get(path) === undefined) this.#checker.invalidate(path, existence);
    }
    this.#diagnostics.changed();
  }

  #settingsChanged(pushed?: unknown): void {
    this.#settings.changed(pushed);
    this.#checker.invalidateAll();
    this.#diagnostics.changed();
  }

  #status(): Status {
    const known = this.#checker.known();
    const reports = known.flatMap((checked) => checked.reports);
    const sum = (count: (report: (typeof reports)[number]) => number): number =>
      reports.reduce((total, report) => total + count(report), 0);
    return {
      ...this.#state,
      targets: known.at(-1)?.targets ?? [],
      packages: reports.length,
      pairs: sum((report) => report.pairs),
      unknown: sum((report) => report.unknown),
      findings: sum((report) => report.findings.length),
      ...(this.#lastCheckMs === undefined ? {} : { lastCheckMs: Math.round(this.#lastCheckMs) }),
    };
  }

  #tellStatus(): void {
    // Only our own client knows this notification; others ignore what they do not know.
    void this.#connection.sendNotification(statusNotification, this.#status()).catch(() => {});
  }
}

function workspaceFolder({ uri }: { readonly uri: string }): WorkspaceFolder {
  return { uri, path: pathOfUri(uri) };
}

function abilities(client: ClientCapabilities): Abilities {
  const document = client.textDocument;
  const pulled = document?.diagnostic;
  const published = document?.publishDiagnostics;
  return {
    relatedInformation: (pulled?.relatedInformation ?? published?.relatedInformation) === true,
    codeDescription: (pulled?.codeDescriptionSupport ?? published?.codeDescriptionSupport) === true,
    markdown: document?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    documentChanges: client.workspace?.workspaceEdit?.documentChanges === true,
    createsFiles:
      client.workspace?.workspaceEdit?.documentChanges === true &&
      client.workspace.workspaceEdit.resourceOperations?.includes(ResourceOperationKind.Create) === true,
  };
}

function deliveryAbilities(client: ClientCapabilities): DeliveryAbilities {
  const pulled = client.textDocument?.diagnostic;
  return {
    pulls: pulled !== undefined,
    relatedDocuments: pulled?.relatedDocumentSupport === true,
    refresh: client.workspace?.diagnostics?.refreshSupport === true,
  };
}
