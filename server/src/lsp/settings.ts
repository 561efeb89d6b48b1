/**
 * What the user chose, per workspace folder: asked of the client (`workspace/configuration`), or as the client
 * pushed it, or the defaults. Parsing is `config`'s business and handed in; problems are shown once each.
 */
import type { Connection } from "vscode-languageserver";
import type { AnalysisOptions } from "../features/api.ts";
import { join } from "../text/path.ts";

/** The section of the client's settings that is ours. */
export const SETTINGS_SECTION = "abiLens";

/** Reads settings as JSON (`abiLens.*` without the prefix); what is wrong with them is told and replaced by defaults. */
export type ParseSettings = (json: unknown) => { readonly options: AnalysisOptions; readonly problems: readonly string[] };

export interface WorkspaceFolder {
  readonly path: string;
  readonly uri: string;
}

export class Settings {
  readonly #connection: Connection;
  readonly #parse: ParseSettings;
  readonly #canAsk: boolean;
  readonly #cache = new Map<string, Promise<AnalysisOptions>>();
  readonly #told = new Set<string>();
  #folders: readonly WorkspaceFolder[] = [];
  #pushed: unknown;

  /** `canAsk`: the client answers `workspace/configuration`. `initial` serves those that do not. */
  constructor(connection: Connection, parse: ParseSettings, canAsk: boolean, initial: unknown) {
    this.#connection = connection;
    this.#parse = parse;
    this.#canAsk = canAsk;
    this.#pushed = initial;
  }

  set folders(folders: readonly WorkspaceFolder[]) {
    // The innermost folder wins where one workspace folder stands inside another.
    this.#folders = [...folders].sort((a, b) => b.path.length - a.path.length);
    this.#cache.clear();
  }

  get folders(): readonly WorkspaceFolder[] {
    return this.#folders;
  }

  /** The options for a file or folder; the same object until something changes. */
  for(path: string): Promise<AnalysisOptions> {
    const folder = this.#folders.find((other) => path === other.path || path.startsWith(`${other.path.replace(/\/$/, "")}/`));
    const key = folder?.path ?? "";
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const loading = this.#load(folder);
    this.#cache.set(key, loading);
    return loading;
  }

  /** Settings changed; `pushed` is what the client sent along, if anything. */
  changed(pushed: unknown): void {
    if (!this.#canAsk && typeof pushed === "object" && pushed !== null) {
      const section: unknown = (pushed as Readonly<Record<string, unknown>>)[SETTINGS_SECTION];
      this.#pushed = section ?? pushed;
    }
    this.#cache.clear();
  }

  async #load(folder: WorkspaceFolder | undefined): Promise<AnalysisOptions> {
    let json = this.#pushed;
    if (this.#canAsk) {
      const item = folder === undefined ? { section: SETTINGS_SECTION } : { scopeUri: folder.uri, section: SETTINGS_SECTION };
      try {
        json = await this.#connection.workspace.getConfiguration(item);
      } catch (error) {
        this.#connection.console.warn(`settings could not be read: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    const { options, problems } = this.#parse(json ?? {});
    for (const problem of problems) {
      if (this.#told.has(problem)) continue;
      this.#told.add(problem);
      this.#connection.window.showWarningMessage(`ABI Lens: ${problem}`);
    }
    if (folder === undefined) return options;
    return { ...options, includeDirs: options.includeDirs.map((dir) => join(folder.path, dir.replaceAll("\\", "/"))) };
  }
}
