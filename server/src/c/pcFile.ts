/**
 * One `.pc` file: its variables, what it needs and what it says to the compiler. Reads as pkgconf does (pkgconf source:
 * libpkgconf/fileio.c, parser.c, tuple.c, dependency.c, argvsplit.c), because that is what most systems install as
 * `pkg-config`. Knows one file's text; where files are found is pkgConfig.ts.
 */

/** `name`, or `name >= 1.2`. */
export interface PcRequirement {
  readonly name: string;
  /** Undefined where any version will do. */
  readonly version: { readonly comparison: string; readonly than: string } | undefined;
}

/** What a `.pc` file says, with variables replaced. */
export interface PcFile {
  readonly version: string;
  readonly requires: readonly PcRequirement[];
  readonly requiresPrivate: readonly PcRequirement[];
  /** `Requires.internal`: must be there, but says nothing to the compiler. */
  readonly requiresInternal: readonly PcRequirement[];
  readonly cflags: readonly string[];
  readonly cflagsPrivate: readonly string[];
}

/** How a `.pc` file is read. */
export interface PcReading {
  /** Definitions that win over those of the file (`--define-variable`). */
  readonly defined: ReadonlyMap<string, string>;
  /** The variable that is replaced by the folder the file was found under, as on Windows; undefined to leave it. */
  readonly prefixVariable: string | undefined;
  /** Backslashes separate folders instead of protecting characters. */
  readonly isWindows: boolean;
}

/** A variable may hold others many times over; what would grow beyond this is no `.pc` file that anybody means. */
const MAX_VALUE = 65_536;
/** Code units of a file; the largest that are installed have some thousands. */
const MAX_TEXT = 1_000_000;

/** Reads the text of the `.pc` file at `path`. A string says why it is none, as one clause. */
export function readPcFile(text: string, path: string, reading: PcReading): PcFile | string {
  return text.length > MAX_TEXT ? `has more than ${MAX_TEXT} characters` : new PcReader(path, reading).read(text);
}

/** Lines as pkgconf has them: without comments, with those joined that end in a backslash. */
export function pcLines(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let escaped = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? "";
    if (char === "\r" && text[i + 1] === "\n") continue;
    if (char === "\\" && !escaped) escaped = true;
    else if (char === "#" && !escaped) {
      const end = text.indexOf("\n", i);
      lines.push(line);
      line = "";
      i = end < 0 ? text.length : end;
    } else if ((char === "\n" || char === "\r") && escaped) {
      while (text[i + 1] === " " || text[i + 1] === "\t") i++;
      escaped = false;
    } else if (char === "\n" || char === "\r") {
      lines.push(line);
      line = "";
    } else {
      line += escaped && char !== "#" ? `\\${char}` : char;
      escaped = false;
    }
  }
  lines.push(line);
  return lines;
}

class PcReader {
  readonly #path: string;
  readonly #reading: PcReading;
  readonly #variables = new Map<string, string>();
  readonly #own = new Map<string, string>();
  readonly #fields = new Map<string, string>();
  readonly #requires: { [key in "requires" | "requires.private" | "requires.internal"]: PcRequirement[] } = {
    requires: [],
    "requires.private": [],
    "requires.internal": [],
  };
  readonly #flags: { [key in "cflags" | "cflags.private"]: string[] } = { cflags: [], "cflags.private": [] };
  #problem: string | undefined;

  constructor(path: string, reading: PcReading) {
    this.#path = path;
    this.#reading = reading;
    this.#variables.set("pcfiledir", spaced(path.slice(0, Math.max(0, path.lastIndexOf("/")))));
    this.#own.set("pc_sysrootdir", "/").set("pc_top_builddir", "$(top_builddir)");
  }

  read(text: string): PcFile | string {
    for (const line of pcLines(text)) {
      this.#readLine(line);
      if (this.#problem !== undefined) return this.#problem;
    }
    for (const field of ["Name", "Description", "Version"]) {
      if (!this.#fields.has(field.toLowerCase())) return `has no ${field} field`;
    }
    const requiresPrivate = this.#requires["requires.private"];
    return {
      version: /^[^ \t]*/.exec(this.#fields.get("version") ?? "")?.[0] ?? "",
      requires: this.#requires.requires,
      requiresPrivate,
      // What is required openly as well counts as that alone, with its version.
      requiresInternal: this.#requires["requires.internal"].filter(({ name }) => !requiresPrivate.some((other) => other.name === name)),
      cflags: this.#flags.cflags,
      cflagsPrivate: this.#flags["cflags.private"],
    };
  }

  #readLine(line: string): void {
    const parts = /^\s*([A-Za-z][A-Za-z0-9_.]*)\s*([:=])(.*)$/.exec(line);
    if (parts === null) return;
    const [, key = "", operator, rest = ""] = parts;
    const value = rest.trim();
    if (operator === "=") this.#define(key, value);
    else this.#field(key.toLowerCase(), value);
  }

  #define(name: string, spelled: string): void {
    if (name === this.#reading.prefixVariable) {
      const prefix = this.#foundUnder();
      if (prefix !== undefined) {
        this.#own.set(name, spaced(prefix));
        return;
      }
    }
    // The old value is gone before the new one is read.
    this.#variables.delete(name);
    this.#variables.set(name, this.#replaced(unquoted(spelled)));
  }

  /** The folder above `lib/pkgconfig`, where the file stands in such a folder. */
  #foundUnder(): string | undefined {
    const folders = this.#path.split("/").slice(0, -1);
    return folders.at(-1) === "pkgconfig" && folders.length > 2 ? folders.slice(0, -2).join("/") : undefined;
  }

  #field(name: string, spelled: string): void {
    switch (name) {
      case "name":
      case "description":
      case "version":
        this.#fields.set(name, this.#replaced(spelled));
        return;
      case "requires":
      case "requires.private":
      case "requires.internal":
        this.#requires[name].push(...parseRequirements(this.#replaced(spelled)));
        return;
      case "cflags":
      case "cflags.private": {
        const flags = splitFlags(this.#replaced(spelled), this.#reading.isWindows);
        // pkgconf warns and goes on without them: the headers would be looked for in the wrong places.
        if (flags === undefined) this.#problem ??= `has a ${name === "cflags" ? "Cflags" : "Cflags.private"} field with an open quote`;
        else this.#flags[name].push(...flags);
        return;
      }
    }
  }

  /** `${name}` replaced; what is not defined yet is nothing. */
  #replaced(text: string): string {
    let replaced = "";
    let at = 0;
    for (const reference of text.matchAll(/\$\{([^}]*)\}?/g)) {
      replaced += text.slice(at, reference.index) + this.#variable(reference[1] ?? "");
      at = reference.index + reference[0].length;
      if (replaced.length > MAX_VALUE) break;
    }
    replaced += text.slice(at);
    if (replaced.length <= MAX_VALUE) return replaced;
    this.#problem ??= "has a variable that grows beyond all measure";
    return "";
  }

  #variable(name: string): string {
    return this.#reading.defined.get(name) ?? this.#own.get(name) ?? this.#variables.get(name) ?? "";
  }
}

/** A path as a value of a variable. */
function spaced(path: string): string {
  return path.replaceAll(" ", "\\ ");
}

/** A variable's value that starts with a quote loses that kind of quote everywhere. */
function unquoted(value: string): string {
  const quote = value[0];
  if (quote !== '"' && quote !== "'") return value;
  return value.replace(/\\(["'])|["']/g, (found, escaped: string | undefined) =>
    escaped === quote ? quote : found === quote ? "" : found,
  );
}

/** What `Requires` names; commas and white space separate. */
export function parseRequirements(text: string): readonly PcRequirement[] {
  const requirements: PcRequirement[] = [];
  const pattern = /([^\s,]+)(?:\s+([<>!=]+)\s*([^\s,]+))?/g;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [, name = "", comparison, than] = found;
    requirements.push({ name, version: comparison === undefined || than === undefined ? undefined : { comparison, than } });
  }
  return requirements;
}

/** Splits flags at white space; quotes and backslashes protect as in a shell. Undefined when a quote is not closed. */
export function splitFlags(text: string, isWindows: boolean): string[] | undefined {
  const flags: string[] = [];
  let flag = "";
  let quote = "";
  let escaped = false;
  for (const char of text) {
    if (escaped) {
      // Inside double quotes a backslash protects only what the shell would read otherwise.
      if (quote === '"' && !'$`"\\'.includes(char)) flag += "\\";
      flag += char;
      escaped = false;
    } else if (quote !== "") {
      if (char === quote) quote = "";
      else if (char === "\\" && quote !== "'") escaped = true;
      else flag += char;
    } else if (/\s/.test(char)) {
      if (flag !== "") flags.push(flag);
      flag = "";
    } else if (char === "\\" && !isWindows) escaped = true;
    else if (char === '"' || char === "'") quote = char;
    else flag += char;
  }
  if (quote !== "" || escaped) return undefined;
  if (flag !== "") flags.push(flag);
  return flags;
}

/** Whether a version meets a requirement (pkgconf source: libpkgconf/pkg.c, pkgconf_pkg_comparator_impls). */
export function meets(version: string, requirement: PcRequirement["version"]): boolean {
  if (requirement === undefined) return true;
  const order = compareVersions(version, requirement.than);
  switch (requirement.comparison) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      return true;
  }
}

/**
 * Less than, equal to or greater than 0, as `a` is before, the same as or after `b`: runs of digits and of letters are
 * compared in turn, digits as numbers, and `~` comes before everything (pkgconf source: pkgconf_compare_version).
 */
export function compareVersions(a: string, b: string): number {
  if (a.toLowerCase() === b.toLowerCase()) return 0;
  let one = a;
  let two = b;
  while (one !== "" || two !== "") {
    one = one.replace(/^[^A-Za-z0-9~]+/, "");
    two = two.replace(/^[^A-Za-z0-9~]+/, "");
    if (one.startsWith("~") || two.startsWith("~")) {
      if (!one.startsWith("~")) return 1;
      if (!two.startsWith("~")) return -1;
      one = one.slice(1);
      two = two.slice(1);
      continue;
    }
    if (one === "" || two === "") break;
    const isNumber = /^\d/.test(one);
    const run = isNumber ? /^\d*/ : /^[A-Za-z]*/;
    const first = run.exec(one)?.[0] ?? "";
    const second = run.exec(two)?.[0] ?? "";
    if (second === "") return isNumber ? 1 : -1;
    const order = isNumber ? compareNumbers(first, second) : compareText(first, second);
    if (order !== 0) return order;
    one = one.slice(first.length);
    two = two.slice(second.length);
  }
  if (one === "" && two === "") return 0;
  return one === "" ? -1 : 1;
}

function compareNumbers(a: string, b: string): number {
  const one = a.replace(/^0+/, "");
  const two = b.replace(/^0+/, "");
  return one.length === two.length ? compareText(one, two) : one.length - two.length;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
