/** A language server and a client in one process, over two streams, with files in memory. */
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type {
  ClientCapabilities,
  Diagnostic,
  DocumentDiagnosticReport,
  PublishDiagnosticsParams,
  RegistrationParams,
} from "vscode-languageserver/node";
import {
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { Host } from "../../../server/src/host.ts";
import type { InitializationOptions, Status } from "../../../server/src/lsp/protocol.ts";
import { statusRequest } from "../../../server/src/lsp/protocol.ts";
import { startServer } from "../../../server/src/lsp/server.ts";
import { uriOfPath } from "../../../server/src/lsp/uris.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { folderOf } from "../../../server/src/text/path.ts";
import { FakeEngine } from "./fakeEngine.ts";

/** What VS Code's client says of itself, as far as it matters here. */
export const VSCODE: ClientCapabilities = {
  textDocument: {
    diagnostic: { relatedDocumentSupport: true, relatedInformation: true, codeDescriptionSupport: true },
    hover: { contentFormat: ["markdown", "plaintext"] },
  },
  workspace: {
    configuration: true,
    diagnostics: { refreshSupport: true },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
    workspaceFolders: true,
  },
};

export interface HarnessOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  readonly settings?: unknown;
  readonly engine?: Promise<FakeEngine>;
  readonly workspaceFolder?: string;
}

export class Harness {
  readonly engine = new FakeEngine();
  readonly files: Map<string, string>;
  readonly reads: string[] = [];
  readonly client: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly registrations: string[] = [];
  readonly messages: string[] = [];
  readonly logged: string[] = [];
  refreshes = 0;
  settings: unknown;
  readonly #options: HarnessOptions;

  constructor(options: HarnessOptions = {}) {
    this.#options = options;
    this.files = new Map(Object.entries(options.files ?? {}));
    this.settings = options.settings;
    const [up, down] = [new PassThrough(), new PassThrough()];
    const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
    this.client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up), undefined);
    startServer(server, this.#host(), {
      version: "1.2.3",
      load: async () => ({ engine: (await options.engine) ?? this.engine, registry }),
      ruleIds: ["bad-word"],
    });
    this.client.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => this.settings ?? null));
    this.client.onRequest("workspace/diagnostic/refresh", () => {
      this.refreshes++;
      return null;
    });
    this.client.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
      this.registrations.push(...registrations.map(({ method }) => method));
      return null;
    });
    this.client.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.published.push(params);
    });
    this.client.onNotification("window/showMessage", ({ message }: { message: string }) => void this.messages.push(message));
    this.client.onNotification("window/logMessage", ({ message }: { message: string }) => void this.logged.push(message));
    this.client.listen();
  }

  /** Introduces the client; answers what the server can do. */
  async start(): Promise<Record<string, unknown>> {
    const { capabilities = VSCODE, initializationOptions, workspaceFolder } = this.#options;
    const result: { capabilities: Record<string, unknown> } = await this.client.sendRequest("initialize", {
      processId: null,
      rootUri: null,
      capabilities,
      initializationOptions,
      workspaceFolders: workspaceFolder === undefined ? null : [{ uri: uriOfPath(workspaceFolder), name: "w" }],
    });
    await this.client.sendNotification("initialized", {});
    return result.capabilities;
  }

  async open(path: string, text: string = this.files.get(path) ?? "", languageId = "go"): Promise<void> {
    await this.client.sendNotification("textDocument/didOpen", { textDocument: { uri: uriOf(path), languageId, version: 1, text } });
  }

  /** Replaces the first `before` that stands at `line`, `character`. */
  async edit(path: string, version: number, line: number, character: number, length: number, text: string): Promise<void> {
    const range = { start: { line, character }, end: { line, character: character + length } };
    await this.client.sendNotification("textDocument/didChange", {
      textDocument: { uri: uriOf(path), version },
      contentChanges: [{ range, text }],
    });
  }

  async close(path: string): Promise<void> {
    await this.client.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf(path) } });
  }

  pull(path: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.client.sendRequest("textDocument/diagnostic", {
      textDocument: { uri: uriOf(path) },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  }

  status(): Promise<Status> {
    return this.client.sendRequest(statusRequest);
  }

  /** Ends the conversation; without it the test process would wait for the streams. */
  async stop(): Promise<void> {
    await this.client.sendRequest("shutdown");
    this.client.dispose();
  }

  #host(): Host {
    const folders = (): Set<string> => {
      const result = new Set<string>();
      for (const path of this.files.keys()) for (let at = folderOf(path); !result.has(at); at = folderOf(at)) result.add(at);
      return result;
    };
    return {
      target: undefined,
      readFile: async (path) => {
        this.reads.push(path);
        const text = this.files.get(path);
        return text === undefined ? undefined : new TextEncoder().encode(text);
      },
      listFolder: async (path) => {
        if (!folders().has(path)) return undefined;
        return [...this.files.keys()].filter((file) => folderOf(file) === path).map((file) => file.slice(path.length + 1));
      },
      kind: async (path) => (this.files.has(path) ? "file" : folders().has(path) ? "folder" : "absent"),
      realPath: async (path) => path,
      asset: () => Promise.reject(new Error("no assets here")),
      timer: (milliseconds, work) => {
        const handle = setTimeout(work, milliseconds);
        return () => clearTimeout(handle);
      },
      now: () => performance.now(),
      log: () => {},
    };
  }
}

/** Waits until `condition` holds; a test that would wait for ever fails with `what`. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (condition()) return;
    await sleep(10);
  }
  throw new Error(`never happened: ${what}`);
}

/** The items of a full report. */
export function items(report: DocumentDiagnosticReport): readonly Diagnostic[] {
  if (report.kind !== "full") throw new Error(`the report is ${report.kind}`);
  return report.items;
}

/** A path as a URI; URIs stay as they are. */
export function uriOf(path: string): string {
  return path.startsWith("/") ? uriOfPath(path) : path;
}

const targets = ["linux/amd64", "linux/arm"].map((id) => ({ id }) as Target);

const registry = {
  targets,
  get: (id: string) => targets.find((target) => target.id === id),
  select(list: string) {
    const found = targets.filter(({ id }) => list === "default" || list.split(",").includes(id));
    return found.length === 0 ? { error: `unknown target "${list}"` } : { targets: found };
  },
};
