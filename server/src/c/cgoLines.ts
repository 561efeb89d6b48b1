/**
 * `#cgo` lines as cmd/go reads them: which hold on a target, how they are split, what they refuse (Go source:
 * go/build/build.go, saveCgo, expandSrcDir, makePathsAbsolute, splitQuoted). What the flags mean is cgoFlags.ts.
 */
import { evaluate, parseCgoCondition } from "../target/buildConstraint.ts";
import type { Target } from "../target/target.ts";
import { isAbsolute, join } from "../text/path.ts";
import type { Range, Site } from "../text/range.ts";

/** A `#cgo` line as written behind `#cgo`, and where it stands; without a place where nobody will be shown it. */
export interface CgoLine {
  readonly text: string;
  readonly site?: Site;
  /** Where in the site's file the text starts; undefined where the line is put together from several comments. */
  readonly textStart?: number | undefined;
}

/** The flags of one line that holds on a target. */
export interface CgoLineFlags {
  readonly verb: "CFLAGS" | "CPPFLAGS" | "CXXFLAGS" | "FFLAGS" | "LDFLAGS" | "pkg-config";
  readonly args: readonly string[];
  /** Where in the line's text each argument is written. */
  readonly places: readonly Range[];
}

/** Why cmd/go refuses a line, and with it the package. */
export interface RefusedLine {
  /** One clause. */
  readonly refused: string;
  /** The part of the line's text that is to blame; undefined for the whole. */
  readonly place: Range | undefined;
}

/** An argument with its place in the line's text. */
interface Argument extends Range {
  readonly arg: string;
}

const VERBS = ["CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS", "pkg-config"] as const;
/** What Go takes for white space (unicode.IsSpace). */
const SPACES = "\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACE = new RegExp(`[${SPACES}]`);
const WORD = new RegExp(`[^${SPACES}]+`, "g");

/**
 * What a line says on a target in the package's `folder`; undefined where it says nothing there (`noescape`, a condition
 * that does not hold).
 */
export function readCgoLine(text: string, target: Target, tags: readonly string[], folder: string): CgoLineFlags | RefusedLine | undefined {
  const words = text.match(WORD) ?? [];
  if (words.length === 2 && (words[0] === "noescape" || words[0] === "nocallback")) return undefined;
  const colon = text.indexOf(":");
  const conditions: string[] = text.slice(0, Math.max(0, colon)).match(WORD) ?? [];
  const word = conditions.pop();
  if (colon < 0 || word === undefined) return { refused: "cmd/go does not understand this #cgo line", place: undefined };
  if (conditions.length > 0 && !conditions.some((condition) => holds(condition, target, tags))) return undefined;
  const split = splitAt(text, colon + 1);
  if (split === undefined) return { refused: "this #cgo line has a quote that is not closed", place: undefined };
  const args: string[] = [];
  for (const { arg, start, end } of split) {
    const expanded = expandFolder(arg, folder);
    if (expanded === undefined) return { refused: `cmd/go refuses the #cgo argument ${arg === "" ? '""' : arg}`, place: { start, end } };
    args.push(expanded);
  }
  const verb = VERBS.find((candidate) => candidate === word);
  if (verb === undefined) {
    const start = text.lastIndexOf(word, colon);
    return { refused: `${word} is no verb of a #cgo line`, place: { start, end: start + word.length } };
  }
  return { verb, args: verb === "pkg-config" ? args : withAbsolutePaths(args, folder), places: split };
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
  return splitAt(text, 0)?.map(({ arg }) => arg);
}

function splitAt(text: string, from: number): Argument[] | undefined {
  const args: Argument[] = [];
  let arg = "";
  let start = -1;
  let escaped = false;
  let quoted = false;
  let quote = "";
  const take = (end: number): void => {
    if (quoted || arg !== "") args.push({ arg, start, end });
    quoted = false;
    arg = "";
    start = -1;
  };
  let at = from;
  for (const char of text.slice(from)) {
    const place = at;
    at += char.length;
    if (start < 0 && !SPACE.test(char)) start = place;
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
      take(place);
      continue;
    }
    arg += char;
  }
  if (quote !== "" || escaped) return undefined;
  take(at);
  return args;
}
