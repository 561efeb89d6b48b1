/**
 * Which options hold for a path: the defaults, what `.abi-lens.json` says, and on top what the command line says.
 */
import { parseSettings, type Settings, type SeverityName } from "../config/settings.ts";
import type { AnalysisOptions } from "../features/api.ts";
import { analysisOptions, resolveSysroots } from "../features/options.ts";
import { folderOf, join } from "../text/path.ts";
import { type CommandLine, lastOf, listOf, UsageError } from "./commandLine.ts";
import { absolutePath, complain, type Session, shownPath } from "./session.ts";

const CONFIG_NAME = ".abi-lens.json";

/** The options for a path, and what is reported of what was found. */
export interface Configuration {
  readonly options: AnalysisOptions;
  readonly minSeverity: SeverityName;
}

/** Answers the configuration of each folder; each settings file is read and complained about once. */
export class Configurations {
  readonly #session: Session;
  readonly #line: CommandLine;
  readonly #given: Settings;
  readonly #byFile = new Map<string, Promise<Configuration>>();

  /** Throws `UsageError` when the command line's options are wrong in themselves. */
  constructor(session: Session, line: CommandLine) {
    this.#session = session;
    this.#line = line;
    this.#given = settingsOf(session, line);
  }

  /** The configuration for a PATH whose folder is `folder`. Rejects with `UsageError`. */
  async of(folder: string): Promise<Configuration> {
    const explicit = lastOf(this.#line, "--config");
    const file = explicit === undefined ? await this.#upward(folder) : absolutePath(this.#session.terminal, explicit);
    const known = this.#byFile.get(file ?? "");
    if (known !== undefined) return known;
    const made = this.#read(file);
    this.#byFile.set(file ?? "", made);
    return made;
  }

  async #upward(folder: string): Promise<string | undefined> {
    for (let at = folder; ; at = folderOf(at)) {
      const path = join(at, CONFIG_NAME);
      if ((await this.#session.host.kind(path)) === "file") return path;
      if (folderOf(at) === at || folderOf(at) === ".") return undefined;
    }
  }

  async #read(file: string | undefined): Promise<Configuration> {
    const { terminal, registry, parts } = this.#session;
    const json = file === undefined ? {} : await this.#json(file);
    const { settings, problems } = parseSettings(
      json,
      parts.rules.map((rule) => rule.id),
    );
    for (const problem of problems) complain(terminal, `${shownPath(terminal, file ?? "")}: ${problem.message}`);
    const merged = this.#merge(settings);
    const selected = registry.select(merged.targets.join(","));
    if ("error" in selected) {
      const isGiven = this.#line.given.has("--targets");
      throw new UsageError(isGiven ? selected.error : `${shownPath(terminal, file ?? "")}: ${selected.error}`);
    }
    const ids = selected.targets.map((target) => target.id);
    const sysroots = resolveSysroots(merged.sysroots, registry);
    for (const error of sysroots.errors) complain(terminal, `${shownPath(terminal, file ?? "")}: ${error}`);
    const options = analysisOptions(
      merged,
      ids,
      file === undefined ? terminal.folder : folderOf(file),
      this.#session.host,
      sysroots.folders,
    );
    return { options, minSeverity: merged.minSeverity === "auto" ? "info" : merged.minSeverity };
  }

  async #json(file: string): Promise<unknown> {
    const { cache, host, terminal } = this.#session;
    await cache.load(host, { files: [file], folders: [] });
    const text = cache.read(file);
    const shown = shownPath(terminal, file);
    if (typeof text !== "string") throw new UsageError(`${shown}: ${cache.problem(file) ?? "no such file"}`);
    try {
      return JSON.parse(text.replace(/^\ufeff/, ""));
    } catch (error) {
      throw new UsageError(`${shown}: is not JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The command line wins; include folders, macros and rules are added, as with a compiler. */
  #merge(settings: Settings): Settings {
    const given = this.#given;
    const has = (option: string): boolean => this.#line.given.has(option);
    return {
      targets: has("--targets") ? given.targets : settings.targets,
      tags: has("--tags") ? given.tags : settings.tags,
      tests: given.tests || settings.tests,
      includeDirs: [...settings.includeDirs, ...given.includeDirs],
      defines: [...settings.defines, ...given.defines],
      undefines: [...settings.undefines, ...given.undefines],
      std: given.std ?? settings.std,
      pkgConfigPath: settings.pkgConfigPath,
      sysroots: settings.sysroots,
      rules: { ...settings.rules, ...given.rules },
      minSeverity: has("--min-severity") ? given.minSeverity : settings.minSeverity,
    };
  }
}

/** The command line's own part, held to the same rules as a settings file. */
function settingsOf(session: Session, line: CommandLine): Settings {
  const rules: Record<string, string> = {};
  for (const word of line.given.get("--rule") ?? []) {
    const equals = word.indexOf("=");
    if (equals < 0) throw new UsageError(`--rule needs a severity: --rule ${word}=warning`);
    rules[word.slice(0, equals)] = word.slice(equals + 1);
  }
  const json: Record<string, unknown> = { tests: line.given.has("--tests"), rules };
  const put = (key: string, value: unknown): void => {
    if (value !== undefined) json[key] = value;
  };
  put("targets", listOf(line, "--targets"));
  put("tags", listOf(line, "--tags"));
  put(
    "includeDirs",
    line.given.get("-I")?.map((folder) => absolutePath(session.terminal, folder)),
  );
  put("defines", line.given.get("-D"));
  put("undefines", line.given.get("-U"));
  put("std", lastOf(line, "--std"));
  put("minSeverity", lastOf(line, "--min-severity"));
  if (json["targets"] !== undefined && listOf(line, "--targets")?.length === 0) throw new UsageError("the list of targets is empty");
  const { settings, problems } = parseSettings(
    json,
    session.parts.rules.map((rule) => rule.id),
  );
  const [first] = problems;
  if (first !== undefined) throw new UsageError(first.message);
  return settings;
}
