/**
 * The words of the command line: which options there are, what they mean, and how arguments become a
 * `CommandLine`. One table serves the parser and the help. Touches no file.
 */

import { severityNames } from "../config/settings.ts";

/** Wrong usage: one line for standard error, and exit status 2. */
export class UsageError extends Error {}

export type CommandName = "check" | "layout" | "explain" | "targets" | "lsp";

interface CommandSpec {
  readonly name: CommandName;
  readonly synopsis: string;
  readonly meaning: string;
  /** What `--format` takes; the first is the default. */
  readonly formats: readonly string[];
}

export const commands: readonly CommandSpec[] = [
  {
    name: "check",
    synopsis: "check [PATH...]",
    meaning: "findings in files, folders and Go packages (./... works); default: .",
    formats: ["text", "json", "sarif", "github"],
  },
  {
    name: "layout",
    synopsis: "layout PATH[:TYPE]",
    meaning: "record layouts in a .go, .c or .h file, or in every such file of a folder",
    formats: ["text", "json", "markdown", "svg"],
  },
  {
    name: "explain",
    synopsis: "explain RULE | NAME | NUMBER",
    meaning: "a rule's documentation; or what a constant, system call number, errno, signal or ioctl request is on each target",
    formats: ["text", "json"],
  },
  { name: "targets", synopsis: "targets", meaning: "the targets and their data models", formats: ["text", "json"] },
  { name: "lsp", synopsis: "lsp --stdio", meaning: "the language server, for any editor", formats: ["text"] },
];

interface OptionSpec {
  readonly name: `-${string}`;
  /** The placeholder of the value; a flag has none. */
  readonly value?: string;
  /** The only values there are. */
  readonly choices?: readonly string[];
  /** Short options may have their value attached: `-DNAME`. */
  readonly attached?: true;
  readonly meaning: string;
}

const whens = ["auto", "always", "never"];

export const options: readonly OptionSpec[] = [
  {
    name: "--targets",
    value: "LIST",
    meaning:
      "comma list of goos/goarch, globs (linux/*, */386) and sets (default, first-class, cgo, all); a leading - removes; default: default",
  },
  { name: "--format", value: "F", meaning: "check: text, json, sarif, github; layout: text, json, markdown, svg; others: text, json" },
  { name: "--tags", value: "LIST", meaning: "extra Go build tags" },
  { name: "--tests", meaning: "include _test.go files" },
  { name: "-I", value: "DIR", attached: true, meaning: "search DIR for C headers, after what #cgo CFLAGS says" },
  { name: "-D", value: "NAME[=V]", attached: true, meaning: "define a C macro" },
  { name: "-U", value: "NAME", attached: true, meaning: "undefine a C macro" },
  { name: "--std", value: "STD", meaning: "the C standard: gnu17, c99, ..." },
  { name: "--rule", value: "ID=SEVERITY", meaning: "one rule's severity: off, hint, info, warning or error; repeatable" },
  { name: "--min-severity", value: "S", choices: severityNames, meaning: "report at or above hint, info, warning or error; default: info" },
  { name: "--fail-on", value: "S", choices: severityNames, meaning: "exit 1 when something is found at or above S; default: warning" },
  { name: "--config", value: "FILE", meaning: "settings as JSON; default: .abi-lens.json in PATH's folder or above it" },
  { name: "--stdin-name", value: "PATH", meaning: "the name of what - reads from standard input" },
  { name: "--color", value: "WHEN", choices: whens, meaning: "auto, always or never; default: auto" },
  { name: "--quiet", meaning: "no summary and no progress" },
  { name: "--progress", value: "WHEN", choices: whens, meaning: "a progress bar on standard error: auto, always or never; default: auto" },
];

/** Options that are understood and say what every command says. */
const synonyms: Readonly<Record<string, string>> = { "-std": "--std" };

/** What the arguments say, checked as far as words alone can be. */
export interface CommandLine {
  readonly command: CommandName;
  /** Everything that is no option, in order; `-` is standard input. */
  readonly paths: readonly string[];
  /** The values of each option given, in order. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

/** The last value of an option; undefined when it is not given. */
export function lastOf(line: CommandLine, option: string): string | undefined {
  return line.given.get(option)?.at(-1);
}

/** The parts of all values of an option that takes comma lists; undefined when it is not given. */
export function listOf(line: CommandLine, option: string): readonly string[] | undefined {
  const values = line.given.get(option);
  return values
    ?.join(",")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** What `--format` says, or the command's default. */
export function formatOf(line: CommandLine): string {
  const formats = commands.find((spec) => spec.name === line.command)?.formats ?? [];
  const format = lastOf(line, "--format") ?? formats[0] ?? "text";
  if (!formats.includes(format)) throw new UsageError(`${line.command} has no format ${format}; it has ${formats.join(", ")}`);
  return format;
}

/** Reads the arguments behind the command's name. Throws `UsageError`. */
export function parseArguments(command: CommandName, args: readonly string[]): CommandLine {
  const paths: string[] = [];
  const given = new Map<string, string[]>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--") {
      paths.push(...args.slice(i + 1));
      break;
    }
    if (arg === "-" || !arg.startsWith("-")) {
      paths.push(arg);
      continue;
    }
    const { name, value } = splitOption(arg);
    const spec = options.find((option) => option.name === name);
    if (spec === undefined) throw new UsageError(`there is no option ${name}`);
    if (spec.value === undefined && value !== undefined) throw new UsageError(`${name} takes no value`);
    const taken = spec.value === undefined ? "" : (value ?? args[++i]);
    if (taken === undefined) throw new UsageError(`${name} needs a value: ${name} ${spec.value}`);
    if (spec.choices !== undefined && !spec.choices.includes(taken)) {
      throw new UsageError(`${name} must be ${spec.choices.join(", ")}, not ${taken === "" ? "empty" : taken}`);
    }
    given.set(name, [...(given.get(name) ?? []), taken]);
  }
  return { command, paths, given };
}

function splitOption(arg: string): { name: string; value: string | undefined } {
  const attached = options.find((option) => option.attached === true && arg.startsWith(option.name) && arg.length > option.name.length);
  if (attached !== undefined) return { name: attached.name, value: arg.slice(attached.name.length) };
  const equals = arg.indexOf("=");
  const word = equals < 0 ? arg : arg.slice(0, equals);
  return { name: synonyms[word] ?? word, value: equals < 0 ? undefined : arg.slice(equals + 1) };
}
