/**
 * The documents an editor has open: their texts, versions and how the editor calls them. Applies incremental
 * changes; what a change means for the analysis is told to one listener.
 */
import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  TextDocumentContentChangeEvent,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { baseOf } from "../text/path.ts";
import { pathOfUri, uriOfPath } from "./uris.ts";

export interface OpenDocument {
  readonly path: string;
  /** As the editor spells it; answers must use the same spelling. */
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/** Told of every change of the set of open texts. `existed` on opening: another document with this path was open. */
export interface DocumentListener {
  opened(document: OpenDocument): void;
  changed(document: OpenDocument): void;
  closed(path: string): void;
}

const EXTENSIONS: Readonly<Record<string, string>> = { go: ".go", c: ".c", cpp: ".h" };

export class Documents {
  readonly #listener: DocumentListener;
  readonly #documents = new Map<string, TextDocument>();
  readonly #paths = new Map<string, string>();

  constructor(listener: DocumentListener) {
    this.#listener = listener;
  }

  open({ textDocument: item }: DidOpenTextDocumentParams): void {
    const path = documentPath(item.uri, item.languageId);
    this.#documents.set(path, TextDocument.create(item.uri, item.languageId, item.version, item.text));
    this.#paths.set(item.uri, path);
    this.#listener.opened(this.#view(path, item.uri, item.version, item.text));
  }

  change({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams): void {
    const path = this.#paths.get(uri);
    const document = path === undefined ? undefined : this.#documents.get(path);
    if (path === undefined || document === undefined) return;
    const before = document.getText();
    TextDocument.update(document, contentChanges as TextDocumentContentChangeEvent[], version);
    const text = document.getText();
    if (text !== before) this.#listener.changed(this.#view(path, document.uri, version, text));
  }

  close({ textDocument: { uri } }: DidCloseTextDocumentParams): void {
    const path = this.#paths.get(uri);
    if (path === undefined) return;
    this.#paths.delete(uri);
    this.#documents.delete(path);
    this.#listener.closed(path);
  }

  /** The open document at a path. */
  get(path: string): OpenDocument | undefined {
    const document = this.#documents.get(path);
    return document && this.#view(path, document.uri, document.version, document.getText());
  }

  /** The paths of all open documents, in the order they were opened. */
  paths(): readonly string[] {
    return [...this.#documents.keys()];
  }

  /** The path of a document or file the editor names. */
  path(uri: string): string {
    return this.#paths.get(uri) ?? pathOfUri(uri);
  }

  /** What the editor calls a path: its own spelling where it has the document open. */
  uri(path: string): string {
    return this.#documents.get(path)?.uri ?? uriOfPath(path);
  }

  #view(path: string, uri: string, version: number, text: string): OpenDocument {
    return { path, uri, version, text };
  }
}

/**
 * A document that was never saved stands in a folder of its own (two of them are not one package) and gets the
 * extension of its language, by which the engine knows what it is.
 */
function documentPath(uri: string, languageId: string): string {
  const path = pathOfUri(uri);
  if (!path.startsWith("untitled://")) return path;
  const extension = EXTENSIONS[languageId] ?? "";
  const name = baseOf(path);
  return `${path}/${name.endsWith(extension) ? name : name + extension}`;
}
