/**
 * The settings as one value: key, kind, default and documentation of each. The extension's manifest, the
 * documentation, `.abi-lens.json`, the language server and the command line all draw on it, so that they cannot
 * drift apart. Reading settings is total: whatever comes in, every setting has a value, and what was not
 * understood is told. Knows no rules: their ids and severities are plain strings here.
 */

/** What a setting's value may be, and what it is when nobody says. */
export type SettingShape =
  | { readonly kind: "strings"; readonly default: readonly string[]; readonly item: RegExp; readonly itemMeaning: string }
  | { readonly kind: "boolean"; readonly default: boolean }
  | { readonly kind: "string"; readonly default: string; readonly pattern: RegExp; readonly meaning: string }
  | { readonly kind: "choice"; readonly default: string; readonly choices: readonly { readonly value: string; readonly meaning: string }[] }
  | { readonly kind: "severities"; readonly default: Readonly<Record<string, SeverityChoice>> }
  | {
      readonly kind: "folders";
      readonly default: Readonly<Record<string, string>>;
      readonly key: RegExp;
      readonly keyMeaning: string;
    };

/** One setting. `documentation` is Markdown, one sentence per line; its first sentence stands alone. */
export interface Setting {
  /** Without the prefix `abiLens.`. */
  readonly key: string;
  readonly shape: SettingShape;
  readonly documentation: string;
  /** Only editors have it; in `.abi-lens.json` it is allowed and without effect. */
  readonly editorOnly?: true;
}

export type SeverityName = "hint" | "info" | "warning" | "error";
export type SeverityChoice = SeverityName | "off";

/** From the least to the most severe. */
export const severityNames: readonly SeverityName[] = ["hint", "info", "warning", "error"];
export const severityChoices: readonly SeverityChoice[] = ["off", ...severityNames];

/** The settings with every value present. */
export interface Settings {
  /** Patterns and set names, as `--targets` takes them; not yet resolved. */
  readonly targets: readonly string[];
  readonly tags: readonly string[];
  readonly tests: boolean;
  /** Relative to the folder of the settings (workspace folder, `.abi-lens.json`, or current folder). */
  readonly includeDirs: readonly string[];
  readonly defines: readonly (readonly [name: string, value: string])[];
  readonly undefines: readonly string[];
  readonly std: string | undefined;
  /** As `includeDirs`. */
  readonly pkgConfigPath: readonly string[];
  /** Folders by target, pattern or set; relative as `includeDirs`. */
  readonly sysroots: Readonly<Record<string, string>>;
  readonly rules: Readonly<Record<string, SeverityChoice>>;
  /** `auto` is `hint` in an editor and `info` on the command line. */
  readonly minSeverity: SeverityName | "auto";
}

export interface SettingsProblem {
  /** The key it is about; empty for the whole. */
  readonly key: string;
  /** Lower case, no final stop. */
  readonly message: string;
}

/** All settings, in the order they are documented. */
export const settingList: readonly Setting[] = [
  {
    key: "targets",
    shape: {
      kind: "strings",
      default: ["default"],
      item: /^[\w*?+./-]+$/,
      itemMeaning: "a target, a pattern or a set",
    },
    documentation: `The targets that are checked.
Each entry is a target (\`linux/arm64\`), a pattern (\`linux/*\`, \`*/386\`) or a set (\`default\`, \`first-class\`, \`cgo\`, \`all\`); a leading \`-\` removes what it names.
Variants such as \`linux/amd64+musl\` and \`windows/amd64+msvc\` take part only when they are named.`,
  },
  {
    key: "rules",
    shape: { kind: "severities", default: {} },
    documentation: `Severities of single rules, by rule id; \`off\` silences a rule.
Rules that are not named keep their own severity.`,
  },
  {
    key: "minSeverity",
    shape: {
      kind: "choice",
      default: "auto",
      choices: [
        { value: "auto", meaning: "Everything in the editor; info and above on the command line." },
        { value: "hint", meaning: "Everything." },
        { value: "info", meaning: "Info, warnings and errors." },
        { value: "warning", meaning: "Warnings and errors." },
        { value: "error", meaning: "Errors only." },
      ],
    },
    documentation: "Findings below this severity are not shown.",
  },
  {
    key: "tags",
    shape: { kind: "strings", default: [], item: /^[^\s,!]+$/, itemMeaning: "a build tag" },
    documentation: "Go build tags that are set besides those of the target.",
  },
  {
    key: "tests",
    shape: { kind: "boolean", default: false },
    documentation: `Whether \`_test.go\` files take part in checking their package.
A test file that is open in the editor, or named on the command line, always does.`,
  },
  {
    key: "includeDirs",
    shape: { kind: "strings", default: [], item: /\S/, itemMeaning: "a folder" },
    documentation: `Folders searched for C headers, added to what \`#cgo CFLAGS\` says.
Relative folders start at the workspace folder, or at the folder of \`.abi-lens.json\`.`,
  },
  {
    key: "defines",
    shape: { kind: "strings", default: [], item: /^[A-Za-z_]\w*(?:\([\w\s,.]*\))?(?:=[^\r\n]*)?$/, itemMeaning: "NAME or NAME=VALUE" },
    documentation: "C macros to define, as `NAME` or `NAME=VALUE`, added to what `#cgo CFLAGS` says.",
  },
  {
    key: "undefines",
    shape: { kind: "strings", default: [], item: /^[A-Za-z_]\w*$/, itemMeaning: "the name of a C macro" },
    documentation: "C macros to undefine after all definitions.",
  },
  {
    key: "std",
    shape: {
      kind: "string",
      default: "",
      pattern: /^(?:(?:c|gnu)\d[\dxy]|iso9899:[\dx]+)?$/,
      meaning: "a C standard such as gnu17 or c99",
    },
    documentation: `The C standard that preambles and C files are read as, such as \`gnu17\` or \`c99\`.
Empty is the compiler's default.`,
  },
  {
    key: "pkgConfigPath",
    shape: { kind: "strings", default: [], item: /\S/, itemMeaning: "a folder" },
    documentation: `Folders searched for the \`.pc\` files that \`#cgo pkg-config\` names.
They come before those of the environment variable \`PKG_CONFIG_PATH\` and before the usual folders, which \`PKG_CONFIG_LIBDIR\` replaces.
The files are read; \`pkg-config\` itself is never run.
Relative folders start at the workspace folder, or at the folder of \`.abi-lens.json\`.`,
  },
  {
    key: "sysroots",
    shape: { kind: "folders", default: {}, key: /^[\w*?+./-]+$/, keyMeaning: "a target, a pattern or a set" },
    documentation: `Where the headers of other targets stand: from a target, a pattern or a set to a folder.
Of the folder \`usr/include\`, \`include\` and the multiarch folder are searched, the C library's headers included, for exactly those targets and in place of this machine's own folders.
An entry that names one target wins over those that name several; relative folders start where those of \`includeDirs\` do.`,
  },
  {
    key: "trace.server",
    shape: {
      kind: "choice",
      default: "off",
      choices: [
        { value: "off", meaning: "Nothing." },
        { value: "messages", meaning: "Every message's name." },
        { value: "verbose", meaning: "Every message with its content." },
      ],
    },
    documentation: "What the output channel shows of the conversation with the language server.",
    editorOnly: true,
  },
];

/**
 * Reads settings from any JSON: an object whose keys are those of `settingList` (a dotted key may be nested).
 * `ruleIds`, where given, are the rules that exist; others are reported and dropped. Never throws.
 */
export function parseSettings(json: unknown, ruleIds?: readonly string[]): { settings: Settings; problems: SettingsProblem[] } {
  const problems: SettingsProblem[] = [];
  const given = flatten(json, problems);
  for (const key of given.keys()) {
    if (key !== "$schema" && !settingList.some((setting) => setting.key === key)) problems.push({ key, message: unknownKey(key) });
  }
  const value = (key: string): unknown => given.get(key);
  const defines = strings("defines", value("defines"), problems);
  const std = text("std", value("std"), problems);
  const settings: Settings = {
    targets: strings("targets", value("targets"), problems),
    tags: strings("tags", value("tags"), problems),
    tests: flag("tests", value("tests"), problems),
    includeDirs: strings("includeDirs", value("includeDirs"), problems),
    defines: defines.map(parseDefine),
    undefines: strings("undefines", value("undefines"), problems),
    std: std === "" ? undefined : std,
    pkgConfigPath: strings("pkgConfigPath", value("pkgConfigPath"), problems),
    sysroots: folders("sysroots", value("sysroots"), problems),
    rules: severities(value("rules"), ruleIds, problems),
    minSeverity: severityOrAuto(value("minSeverity"), problems),
  };
  return { settings, problems };
}

/** Splits `NAME=VALUE`; a name alone has the value `1`, as with the C compiler's `-D`. */
export function parseDefine(spelled: string): readonly [name: string, value: string] {
  const equals = spelled.indexOf("=");
  return equals < 0 ? [spelled, "1"] : [spelled.slice(0, equals), spelled.slice(equals + 1)];
}

/** Whether a word is a severity. */
function isSeverity(word: unknown): word is SeverityName {
  return severityNames.some((name) => name === word);
}

/** Whether a word is a severity or `off`. */
function isSeverityChoice(word: unknown): word is SeverityChoice {
  return severityChoices.some((name) => name === word);
}

/** Whether `severity` is at or above `least`. */
export function atLeast(severity: SeverityName, least: SeverityName): boolean {
  return severityNames.indexOf(severity) >= severityNames.indexOf(least);
}

function flatten(json: unknown, problems: SettingsProblem[]): Map<string, unknown> {
  const given = new Map<string, unknown>();
  if (json === undefined || json === null) return given;
  if (typeof json !== "object" || Array.isArray(json)) {
    problems.push({ key: "", message: "settings must be a JSON object" });
    return given;
  }
  for (const [key, value] of Object.entries(json)) {
    const isGroup = settingList.some((setting) => setting.key.startsWith(`${key}.`));
    if (isGroup && typeof value === "object" && value !== null) {
      for (const [inner, innerValue] of Object.entries(value)) given.set(`${key}.${inner}`, innerValue);
    } else given.set(key, value);
  }
  return given;
}

function unknownKey(key: string): string {
  const plain = key.replace(/^abiLens\./, "");
  const hint = plain !== key && settingList.some((setting) => setting.key === plain) ? `; it is written ${plain} here` : "";
  return `there is no setting ${key}${hint}`;
}

function shapeOf<K extends SettingShape["kind"]>(key: string, kind: K): SettingShape & { readonly kind: K } {
  const shape = settingList.find((setting) => setting.key === key)?.shape;
  if (shape?.kind !== kind) throw new Error(`setting ${key} is not of kind ${kind}`);
  return shape as SettingShape & { readonly kind: K };
}

function strings(key: string, value: unknown, problems: SettingsProblem[]): readonly string[] {
  const shape = shapeOf(key, "strings");
  if (value === undefined || value === null) return shape.default;
  if (!Array.isArray(value)) {
    problems.push({ key, message: `${key} must be a list of strings` });
    return shape.default;
  }
  const kept: string[] = [];
  for (const item of value) {
    if (typeof item === "string" && shape.item.test(item)) kept.push(item);
    else problems.push({ key, message: `${key} holds ${JSON.stringify(item)}, which is not ${shape.itemMeaning}` });
  }
  // A list of which nothing is left, or an empty list of targets, would check nothing without saying so.
  return kept.length === 0 && (value.length > 0 || key === "targets") ? shape.default : kept;
}

function flag(key: string, value: unknown, problems: SettingsProblem[]): boolean {
  const shape = shapeOf(key, "boolean");
  if (typeof value === "boolean") return value;
  if (value !== undefined && value !== null) problems.push({ key, message: `${key} must be true or false` });
  return shape.default;
}

function text(key: string, value: unknown, problems: SettingsProblem[]): string {
  const shape = shapeOf(key, "string");
  if (typeof value === "string" && shape.pattern.test(value)) return value;
  if (value !== undefined && value !== null) problems.push({ key, message: `${key} must be ${shape.meaning}` });
  return shape.default;
}

function severityOrAuto(value: unknown, problems: SettingsProblem[]): SeverityName | "auto" {
  if (isSeverity(value)) return value;
  if (value !== undefined && value !== null && value !== "auto") {
    problems.push({ key: "minSeverity", message: `minSeverity must be auto, ${severityNames.join(", ")}` });
  }
  return "auto";
}

function severities(value: unknown, ruleIds: readonly string[] | undefined, problems: SettingsProblem[]): Record<string, SeverityChoice> {
  const kept: Record<string, SeverityChoice> = {};
  if (value === undefined || value === null) return kept;
  if (typeof value !== "object" || Array.isArray(value)) {
    problems.push({ key: "rules", message: "rules must be an object from rule ids to severities" });
    return kept;
  }
  for (const [id, severity] of Object.entries(value)) {
    if (ruleIds !== undefined && !ruleIds.includes(id)) problems.push({ key: "rules", message: `there is no rule ${id}` });
    else if (isSeverityChoice(severity)) kept[id] = severity;
    else problems.push({ key: "rules", message: `the severity of ${id} must be one of ${severityChoices.join(", ")}` });
  }
  return kept;
}

function folders(key: string, value: unknown, problems: SettingsProblem[]): Readonly<Record<string, string>> {
  const shape = shapeOf(key, "folders");
  if (value === undefined || value === null) return shape.default;
  if (typeof value !== "object" || Array.isArray(value)) {
    problems.push({ key, message: `${key} must be an object from targets to folders` });
    return shape.default;
  }
  const kept: Record<string, string> = {};
  for (const [name, folder] of Object.entries(value)) {
    if (!shape.key.test(name)) problems.push({ key, message: `${key} names ${JSON.stringify(name)}, which is not ${shape.keyMeaning}` });
    else if (typeof folder === "string" && /\S/.test(folder)) kept[name] = folder;
    else problems.push({ key, message: `the folder of ${name} in ${key} must be a string that is not empty` });
  }
  return kept;
}
