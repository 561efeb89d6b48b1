/**
 * What the user chose for a folder: the editor's settings (`workspace/configuration`, or as the client pushed
 * them) over `.abi-lens.json`, so that an editor and the command line agree on a project. Problems are shown once
 * each and never stop an analysis.
 */
import { type Connection, MessageType, type ShowMessageParams } from "vscode-languageserver";
import { parseSettings, type SettingsProblem, type SeverityName, settingList, type Settings as Values } from "../config/settings.ts";
import type { AnalysisOptions } from "../features/api.ts";
import type { FileCache } from "../features/loader.ts";
import { analysisOptions, resolveSysroots } from "../features/options.ts";
import type { Host } from "../host.ts";
import type { TargetRegistry } from "../target/registry.ts";
import { folderOf, isAbsolute, join } from "../text/path.ts";

/** The section of the client's settings that is ours. */
export const SETTINGS_SECTION = "abiLens";

/** The settings file the command line reads too. */
export const SETTINGS_FILE = ".abi-lens.json";

/** How many folders upward a settings file is looked for. */
const MAX_DEPTH = 100;

export interface WorkspaceFolder {
  readonly path: string;
  readonly uri: string;
}

/** What holds for the files of a folder. */
export interface Configuration {
  readonly options: AnalysisOptions;
  /** Findings below it are not shown. */
  readonly minSeverity: SeverityName;
}

export interface SettingsParts {
  readonly connection: Connection;
  readonly host: Host;
  readonly cache: FileCache;
  readonly registry: () => Promise<TargetRegistry>;
  readonly ruleIds: readonly string[];
  /** The client answers `workspace/configuration`. */
  readonly canAsk: boolean;
  /** Settings for clients that cannot be asked. */
  readonly initial: unknown;
}

export class Settings {
  readonly #parts: SettingsParts;
  readonly #configurations = new Map<string, Promise<Configuration>>();
  readonly #files = new Map<string, Promise<string | undefined>>();
  readonly #told = new Set<string>();
  #folders: readonly WorkspaceFolder[] = [];
  #pushed: unknown;

  constructor(parts: SettingsParts) {
    this.#parts = parts;
    this.#pushed = parts.initial;
  }

  set folders(folders: readonly WorkspaceFolder[]) {
    // The innermost folder wins where one workspace folder stands inside another.
    this.#folders = [...folders].sort((a, b) => b.path.length - a.path.length);
    this.#forget();
  }

  get folders(): readonly WorkspaceFolder[] {
    return this.#folders;
  }

  /** What holds for a folder; the same object until something changes. Rejects only when the installation is broken. */
  async for(folder: string): Promise<Configuration> {
    const workspace = this.#folders.find(({ path }) => folder === path || folder.startsWith(path.endsWith("/") ? path : `${path}/`));
    const file = await this.#file(folder);
    const key = `${workspace?.path ?? ""}\n${file ?? ""}`;
    const known = this.#configurations.get(key);
    if (known !== undefined) return known;
    const loading = this.#load(workspace, file);
    this.#configurations.set(key, loading);
    return loading;
  }

  /** Settings changed, in the editor or in a file; `pushed` is what the client sent along, if anything. */
  changed(pushed?: unknown): void {
    if (!this.#parts.canAsk && isObject(pushed)) this.#pushed = pushed[SETTINGS_SECTION] ?? pushed;
    this.#forget();
  }

  #forget(): void {
    this.#configurations.clear();
    this.#files.clear();
  }

  /** The settings file that holds for a folder: its own or the nearest one above. */
  #file(folder: string): Promise<string | undefined> {
    const known = this.#files.get(folder);
    if (known !== undefined) return known;
    const looking = this.#lookUpward(folder);
    this.#files.set(folder, looking);
    return looking;
  }

  async #lookUpward(folder: string): Promise<string | undefined> {
    const { cache, host } = this.#parts;
    for (let at = folder, depth = 0; isAbsolute(at) && depth < MAX_DEPTH; at = folderOf(at), depth++) {
      const path = join(at, SETTINGS_FILE);
      await cache.load(host, { files: [path], folders: [] });
      if (typeof cache.read(path) === "string") return path;
      if (folderOf(at) === at) return undefined;
    }
    return undefined;
  }

  async #load(workspace: WorkspaceFolder | undefined, file: string | undefined): Promise<Configuration> {
    const registry = await this.#parts.registry();
    const fromFile = this.#parse(file === undefined ? {} : this.#json(file), file === undefined ? "" : `${file}: `);
    const json = await this.#ask(workspace);
    const fromEditor = this.#parse(json, "");
    const merged = merge(
      withAbsoluteFolders(fromFile, file === undefined ? undefined : folderOf(file)),
      withAbsoluteFolders(fromEditor, workspace?.path),
      (key) => isChosen(json, key),
    );
    let selected = registry.select(merged.targets.join(","));
    if ("error" in selected) {
      this.#tell(`targets: ${selected.error}`);
      selected = registry.select("default");
    }
    const ids = "error" in selected ? [] : selected.targets.map(({ id }) => id);
    const sysroots = resolveSysroots(merged.sysroots, registry);
    for (const error of sysroots.errors) this.#tell(error);
    return {
      options: analysisOptions(merged, ids, workspace?.path ?? "/", this.#parts.host, sysroots.folders),
      minSeverity: merged.minSeverity === "auto" ? "hint" : merged.minSeverity,
    };
  }

  async #ask(workspace: WorkspaceFolder | undefined): Promise<unknown> {
    if (!this.#parts.canAsk) return this.#pushed;
    const scope = workspace === undefined ? {} : { scopeUri: workspace.uri };
    try {
      return await this.#parts.connection.workspace.getConfiguration({ ...scope, section: SETTINGS_SECTION });
    } catch (error) {
      this.#parts.connection.console.warn(`settings could not be read: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  #parse(json: unknown, prefix: string): Values {
    const { settings, problems } = parseSettings(json, this.#parts.ruleIds);
    for (const problem of problems) this.#tell(prefix + sentence(problem));
    return settings;
  }

  #json(file: string): unknown {
    try {
      return JSON.parse((this.#parts.cache.read(file) ?? "").replace(/^\ufeff/, ""));
    } catch (error) {
      this.#tell(`${file}: is not JSON: ${error instanceof Error ? error.message : String(error)}`);
      return {};
    }
  }

  #tell(problem: string): void {
    if (this.#told.has(problem)) return;
    this.#told.add(problem);
    // A request would wait for an answer that nobody needs, and fail with clients that cannot give one.
    const message: ShowMessageParams = { type: MessageType.Warning, message: `ABI Lens: ${problem}` };
    this.#parts.connection.sendNotification("window/showMessage", message).catch(() => {});
  }
}

/**
 * What the editor says wins over the file; folders, macros and rules are added, as with a compiler. Editors fill in
 * defaults, so a value that equals its default counts as not chosen.
 */
function merge(file: Values, editor: Values, chosen: (key: keyof Values) => boolean): Values {
  return {
    targets: chosen("targets") ? editor.targets : file.targets,
    tags: chosen("tags") ? editor.tags : file.tags,
    tests: editor.tests || file.tests,
    includeDirs: [...file.includeDirs, ...editor.includeDirs],
    defines: [...file.defines, ...editor.defines],
    undefines: [...file.undefines, ...editor.undefines],
    std: editor.std ?? file.std,
    pkgConfigPath: [...editor.pkgConfigPath, ...file.pkgConfigPath],
    sysroots: { ...file.sysroots, ...editor.sysroots },
    rules: { ...file.rules, ...editor.rules },
    minSeverity: chosen("minSeverity") ? editor.minSeverity : file.minSeverity,
  };
}

function isChosen(json: unknown, key: string): boolean {
  if (!isObject(json)) return false;
  const value = json[key];
  const setting = settingList.find((other) => other.key === key);
  return value !== undefined && value !== null && JSON.stringify(value) !== JSON.stringify(setting?.shape.default);
}

function withAbsoluteFolders(values: Values, base: string | undefined): Values {
  if (base === undefined) return values;
  const absolute = (folder: string): string => join(base, folder.replaceAll("\\", "/"));
  return {
    ...values,
    includeDirs: values.includeDirs.map(absolute),
    pkgConfigPath: values.pkgConfigPath.map(absolute),
    sysroots: Object.fromEntries(Object.entries(values.sysroots).map(([pattern, folder]) => [pattern, absolute(folder)])),
  };
}

function sentence({ key, message }: SettingsProblem): string {
  return key === "" || message.includes(key) ? message : `${key}: ${message}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
