/**
 * Gets findings to the client: as answers to its pulls where it pulls, as notifications where it does not. After
 * a change both wait a moment, then bring up to date what the change made stale elsewhere.
 */
import type { Connection, Diagnostic, DocumentDiagnosticReport, FullDocumentDiagnosticReport } from "vscode-languageserver";
import { DocumentDiagnosticReportKind } from "vscode-languageserver";
import { CancelledError } from "../features/loader.ts";
import type { Cancellation, Host } from "../host.ts";
import type { Finding } from "../rules/finding.ts";
import type { Checker } from "./checker.ts";
import type { Converter } from "./convert.ts";
import type { Documents } from "./documents.ts";
import { described } from "./run.ts";

/** How long the keyboard must rest before findings are pushed, or other documents looked at again. */
const REST_MS = 250;

export interface DeliveryAbilities {
  /** The client asks for diagnostics; otherwise they are pushed. */
  readonly pulls: boolean;
  /** It understands `relatedDocuments` in answers to pulls. */
  readonly relatedDocuments: boolean;
  /** It can be told to pull again. */
  readonly refresh: boolean;
}

export interface DiagnosticsParts {
  readonly connection: Connection;
  readonly host: Host;
  readonly checker: Checker;
  readonly converter: Converter;
  readonly documents: Documents;
  readonly abilities: DeliveryAbilities;
}

/** What the client was last given for a file. Equal content keeps its id, so that "unchanged" can be answered. */
interface Delivered {
  readonly id: string;
  readonly json: string;
}

const NEVER: Cancellation = { cancelled: false };

export class Diagnostics {
  readonly #parts: DiagnosticsParts;
  readonly #delivered = new Map<string, Delivered>();
  #nextId = 1;
  #cancelTimer: (() => void) | undefined;
  #updating = false;
  #again = false;

  constructor(parts: DiagnosticsParts) {
    this.#parts = parts;
  }

  /** Answers a pull. */
  async pull(path: string, previousId: string | undefined, cancellation: Cancellation): Promise<DocumentDiagnosticReport> {
    const found = await this.#found(path, cancellation);
    const delivered = this.#deliver(path, found.get(path) ?? []);
    const related = this.#parts.abilities.relatedDocuments ? this.#related(path, found) : undefined;
    const documents = related !== undefined && Object.keys(related).length > 0 ? { relatedDocuments: related } : {};
    if (delivered.id === previousId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: previousId, ...documents };
    return { ...full(delivered), ...documents };
  }

  /** Something changed: after a moment of rest, push or ask the client to pull again where an answer would differ. */
  changed(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#parts.host.timer(REST_MS, () => {
      this.#cancelTimer = undefined;
      void this.#update();
    });
  }

  /** The client dropped what it showed for a document. */
  closed(path: string): void {
    if (this.#parts.abilities.pulls) this.#delivered.delete(path);
  }

  dispose(): void {
    this.#cancelTimer?.();
  }

  async #update(): Promise<void> {
    if (this.#updating) {
      this.#again = true;
      return;
    }
    this.#updating = true;
    try {
      if (this.#parts.abilities.pulls) await this.#refresh();
      else await this.#push();
    } catch (error) {
      if (!(error instanceof CancelledError)) this.#parts.connection.console.error(`diagnostics failed: ${described(error)}`);
    } finally {
      this.#updating = false;
    }
    if (this.#again) {
      this.#again = false;
      this.changed();
    }
  }

  async #refresh(): Promise<void> {
    const { abilities, connection, documents } = this.#parts;
    if (!abilities.refresh) return;
    let differs = false;
    for (const path of documents.paths()) {
      const delivered = this.#delivered.get(path);
      if (delivered === undefined) continue;
      const found = await this.#found(path, NEVER);
      if (this.#json(found.get(path) ?? []) !== delivered.json) differs = true;
    }
    if (differs) await connection.languages.diagnostics.refresh();
  }

  async #push(): Promise<void> {
    const { connection, documents } = this.#parts;
    const all = new Map<string, readonly Finding[]>();
    for (const path of documents.paths()) {
      all.set(path, all.get(path) ?? []);
      for (const [other, findings] of await this.#found(path, NEVER)) all.set(other, findings);
    }
    for (const path of new Set([...this.#delivered.keys(), ...all.keys()])) {
      const before = this.#delivered.get(path);
      const delivered = this.#deliver(path, all.get(path) ?? []);
      if (!all.has(path)) this.#delivered.delete(path);
      if (before?.id === delivered.id || (before === undefined && delivered.json === "[]")) continue;
      const version = documents.get(path)?.version;
      const diagnostics = JSON.parse(delivered.json) as Diagnostic[];
      await connection.sendDiagnostics({ uri: documents.uri(path), diagnostics, ...(version === undefined ? {} : { version }) });
    }
  }

  /** The findings of every folder that has to do with a file, by file. */
  async #found(path: string, cancellation: Cancellation): Promise<Map<string, Finding[]>> {
    const result = new Map<string, Finding[]>();
    for (const folder of this.#parts.checker.foldersOf(path)) {
      const checked = await this.#parts.checker.check(folder, cancellation);
      for (const [file, findings] of checked.findings) {
        const known = result.get(file);
        if (known === undefined) result.set(file, [...findings]);
        // Two packages that read one header say the same of it.
        else known.push(...findings.filter((finding) => !known.some((other) => sameFinding(finding, other))));
      }
    }
    return result;
  }

  /** Reports of the other files; also of those that had findings when they were last told of and have none now. */
  #related(path: string, found: ReadonlyMap<string, readonly Finding[]>): Record<string, FullDocumentDiagnosticReport> {
    const result: Record<string, FullDocumentDiagnosticReport> = {};
    const folders = new Set(this.#parts.checker.foldersOf(path));
    const emptied = [...this.#delivered].filter(([other, { json }]) => {
      const near = this.#parts.checker.foldersOf(other).some((folder) => folders.has(folder));
      return json !== "[]" && near && !found.has(other);
    });
    for (const other of [...found.keys(), ...emptied.map(([file]) => file)]) {
      if (other === path) continue;
      result[this.#parts.documents.uri(other)] = full(this.#deliver(other, found.get(other) ?? []));
    }
    return result;
  }

  #deliver(path: string, findings: readonly Finding[]): Delivered {
    const json = this.#json(findings);
    const before = this.#delivered.get(path);
    if (before?.json === json) return before;
    const delivered = { id: String(this.#nextId++), json };
    this.#delivered.set(path, delivered);
    return delivered;
  }

  #json(findings: readonly Finding[]): string {
    return JSON.stringify(findings.map((finding) => this.#parts.converter.diagnostic(finding)));
  }
}

function full({ id, json }: Delivered): FullDocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items: JSON.parse(json) as Diagnostic[] };
}

function sameFinding(a: Finding, b: Finding): boolean {
  return a.rule === b.rule && a.site.start === b.site.start && a.site.end === b.site.end && a.message === b.message;
}
