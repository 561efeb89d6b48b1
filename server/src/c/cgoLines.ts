/**
 * `#cgo` lines as cmd/go reads them: which hold on a target, how they are split, what they refuse (Go source:
 * go/build/build.go, saveCgo, expandSrcDir, makePathsAbsolute, splitQuoted). What the flags mean is cgoFlags.ts.
 */
import { evaluate, parseCgoCondition } from "../target/buildConstraint.ts";
import type { Target } from "../target/target.ts";
import { isAbsolute, join } from "../text/path.ts";
import type { Site } from "../text/range.ts";

/** A `#cgo` line as written behind `#cgo`, and where it stands; without a place where nobody will be shown it. */
export interface CgoLine {
  readonly text: string;
  readonly site?: Site;
}

/** The flags of one line that holds on a target. */
export interface CgoLineFlags {
  readonly verb: "CFLAGS" | "CPPFLAGS" | "CXXFLAGS" | "FFLAGS" | "LDFLAGS" | "pkg-config";
  readonly args: readonly string[];
}

const VERBS = ["CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS", "pkg-config"] as const;
/** What Go takes for white space (unicode.IsSpace). */
const SPACES = "\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACE = new RegExp(`[${SPACES}]`);
const WORD = new RegExp(`[^${SPACES}]+`, "g");

/**
 * What a line says on a target in the package's `folder`; undefined where it says nothing there (`noescape`, a condition
 * that does not hold). A string is one clause: why cmd/go refuses the line, and with it the package.
 */
export function readCgoLine(text: string, target: Target, tags: readonly string[], folder: string): CgoLineFlags | string | undefined {
  const words = text.match(WORD) ?? [];
  if (words.length === 2 && (words[0] === "noescape" || words[0] === "nocallback")) return undefined;
  const colon = text.indexOf(":");
  const conditions: string[] = text.slice(0, Math.max(0, colon)).match(WORD) ?? [];
  const word = conditions.pop();
  if (colon < 0 || word === undefined) return "cmd/go does not understand this #cgo line";
  if (conditions.length > 0 && !conditions.some((condition) => holds(condition, target, tags))) return undefined;
  const split = splitQuoted(text.slice(colon + 1));
  if (split === undefined) return "this #cgo line has a quote that is not closed";
  const args: string[] = [];
  for (const arg of split) {
    const expanded = expandFolder(arg, folder);
    if (expanded === undefined) return `cmd/go refuses the #cgo argument ${arg === "" ? '""' : arg}`;
    args.push(expanded);
  }
  const verb = VERBS.find((candidate) => candidate === word);
  if (verb === undefined) return `${word} is no verb of a #cgo line`;
  return { verb, args: verb === "pkg-config" ? args : withAbsolutePaths(args, folder) };
}

function holds(condition: string, target: Target, tags: readonly string[]): boolean {
  const expression = parseCgoCondition(condition);
  return expression !== undefined && evaluate(expression, target, tags);
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: this is how cgo writes it.
const SOURCE_DIRECTORY = "${SRCDIR}";

/** Undefined for what cmd/go takes for unsafe. */
function expandFolder(arg: string, folder: string): string | undefined {
  const chunks = arg.split(SOURCE_DIRECTORY);
  if (chunks.length === 1) return isSafe(arg) ? arg : undefined;
  if (![...chunks, folder].every((chunk) => chunk === "" || isSafe(chunk))) return undefined;
  const expanded = chunks.join(folder);
  return expanded === "" ? undefined : expanded;
}

/** go/build's safeCgoName: anything else makes the package fail to build. */
function isSafe(arg: string): boolean {
  return /^[-+.,/0-9=A-Z_a-z:$@%! ~^\u0080-\uffff]+$/.test(arg);
}

function withAbsolutePaths(args: readonly string[], folder: string): readonly string[] {
  let isPath = false;
  return args.map((arg) => {
    const option = /^-[IL]/.exec(arg)?.[0];
    if (isPath) {
      isPath = false;
      return absolute(folder, arg);
    }
    if (option === undefined) return arg;
    isPath = arg === option;
    return isPath ? arg : option + absolute(folder, arg.slice(2));
  });
}

function absolute(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

/** Splits arguments at white space; quotes of both kinds and backslashes protect. Undefined when a quote is not closed. */
export function splitQuoted(text: string): string[] | undefined {
  const args: string[] = [];
  let arg = "";
  let escaped = false;
  let quoted = false;
  let quote = "";
  for (const char of text) {
    if (escaped) escaped = false;
    else if (char === "\\") {
      escaped = true;
      continue;
    } else if (quote !== "") {
      if (char === quote) {
        quote = "";
        continue;
      }
    } else if (char === '"' || char === "'") {
      quoted = true;
      quote = char;
      continue;
    } else if (SPACE.test(char)) {
      if (quoted || arg !== "") args.push(arg);
      quoted = false;
      arg = "";
      continue;
    }
    arg += char;
  }
  if (quote !== "" || escaped) return undefined;
  if (quoted || arg !== "") args.push(arg);
  return args;
}
