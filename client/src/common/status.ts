/**
 * The language status item: what the server is doing, in the corner where the editor shows a file's language.
 * Shows, and decides nothing.
 */
import { type Disposable, type DocumentSelector, type LanguageStatusItem, LanguageStatusSeverity, languages } from "vscode";
import type { Status } from "../../../server/src/lsp/protocol.ts";
import { restartCommand, showOutputCommand } from "./commands.ts";

/** What the client itself knows of the server, before and beyond what the server says. */
export type ServerState =
  | { readonly kind: "starting" }
  | { readonly kind: "running" }
  | { readonly kind: "stopped"; readonly reason: string };

export class StatusItem implements Disposable {
  readonly #item: LanguageStatusItem;
  #state: ServerState = { kind: "starting" };
  #status: Status | undefined;
  #crashes = 0;

  constructor(selector: DocumentSelector) {
    this.#item = languages.createLanguageStatusItem("abiLens.status", selector);
    this.#item.name = "ABI Lens";
    this.#show();
  }

  /** The server's life as the client sees it. */
  set state(state: ServerState) {
    this.#state = state;
    if (state.kind !== "running") this.#status = undefined;
    this.#show();
  }

  /** What the server last said. */
  set status(status: Status) {
    this.#status = status;
    this.#show();
  }

  /** One more crash that was recovered from. */
  countCrash(): void {
    this.#crashes++;
    this.#show();
  }

  /** The user asked for a new start. */
  forgetCrashes(): void {
    this.#crashes = 0;
    this.#show();
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(): void {
    const item = this.#item;
    const failure =
      this.#state.kind === "stopped" ? this.#state.reason : this.#status?.state === "failed" ? this.#status.reason : undefined;
    item.busy =
      failure === undefined && (this.#state.kind === "starting" || this.#status === undefined || this.#status.state === "starting");
    if (failure !== undefined) {
      item.severity = LanguageStatusSeverity.Error;
      item.text = "ABI Lens stopped";
      item.detail = failure;
      item.command = { title: "Restart Server", command: restartCommand };
      return;
    }
    item.command = { title: "Show Output", command: showOutputCommand };
    item.severity = this.#crashes === 0 ? LanguageStatusSeverity.Information : LanguageStatusSeverity.Warning;
    if (item.busy || this.#status === undefined) {
      item.text = "ABI Lens: starting";
      item.detail = "";
      return;
    }
    const { targets, findings, pairs, lastCheckMs } = this.#status;
    item.text = targets.length === 0 ? "ABI Lens" : `ABI Lens: ${counted(targets.length, "target")}`;
    const facts = [counted(findings, "finding"), counted(pairs, "pair")];
    if (lastCheckMs !== undefined) facts.push(`last check ${lastCheckMs} ms`);
    if (this.#crashes > 0) facts.push(`restarted after ${this.#crashes === 1 ? "a crash" : `${this.#crashes} crashes`}`);
    item.detail = facts.join(", ");
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
