/**
 * What the C compiler is told about a unit: the flags of `#cgo` lines, of the packages they name and of the user's
 * settings, as one value that says nothing of where it came from. Knows the compiler's options that matter for reading
 * declarations, and which of the others change layouts.
 */
import type { Target } from "../target/target.ts";
import { finished, type Resumable } from "../text/files.ts";
import { join } from "../text/path.ts";
import type { Range, Site } from "../text/range.ts";
import { type CgoLine, readCgoLine } from "./cgoLines.ts";
import type { PkgConfig, PkgConfigFolders } from "./pkgConfig.ts";
import { refusedFlags } from "./refusedFlags.ts";
import type { CGap, COptions, CProblem } from "./unit.ts";

/** What the user set for every unit, as the command line's `-I -D -U --std`. */
export interface UnitSettings {
  readonly includeDirs: readonly string[];
  /** As `-isystem`; none when absent. */
  readonly systemDirs?: readonly string[];
  readonly defines: readonly (readonly [name: string, value: string])[];
  readonly undefines: readonly string[];
  readonly std: string | undefined;
  /** The target of the machine whose headers are read (see `COptions.host`). */
  readonly host?: string | undefined;
  /** Sysroots by target id. */
  readonly sysroots?: Readonly<Record<string, string>>;
  /** Go build tags that conditions of `#cgo` lines see; none when absent. */
  readonly tags?: readonly string[];
  /** Where `#cgo pkg-config` looks; the usual folders alone when absent. */
  readonly pkgConfig?: PkgConfigFolders;
}

/** How a `.c` or `.h` file is read for a target: the user's settings alone. */
export function plainOptions(settings: UnitSettings, target: Target, folder: string): COptions {
  const collected = new OptionCollector(folder);
  collected.addSettings(settings, target);
  return collected.options();
}

/**
 * How the preambles of a package in `folder` are read for a target. cmd/go gives every file of a package the flags
 * of all of them, so `lines` should be those of the whole package, in file order. Packages of `#cgo pkg-config` come
 * between CPPFLAGS and CFLAGS, as cmd/go passes them on (cmd/go/internal/work/exec.go, Builder.cgo).
 */
export function preambleOptions(
  lines: readonly CgoLine[],
  target: Target,
  settings: UnitSettings,
  folder: string,
  packages: PkgConfig,
): Resumable<COptions> {
  const flags: { readonly [verb in "CPPFLAGS" | "CFLAGS" | "pkg-config"]: SitedFlag[] } = { CPPFLAGS: [], CFLAGS: [], "pkg-config": [] };
  const problems: CProblem[] = [];
  for (const line of lines) {
    const read = readCgoLine(line.text, target, settings.tags ?? [], folder);
    if (read === undefined) continue;
    if ("refused" in read) {
      const site = siteIn(line, read.place);
      if (site !== undefined) problems.push({ site, kind: "cgo line", message: read.refused });
      continue;
    }
    const { verb, args, places } = read;
    if (verb === "CPPFLAGS" || verb === "CFLAGS" || verb === "pkg-config")
      flags[verb].push(...args.map((flag, i) => ({ flag, site: line.site, exact: siteIn(line, places[i]) })));
  }
  const [firstPackage] = flags["pkg-config"];
  const found = packages.cflags(flags["pkg-config"].map(({ flag }) => flag));
  if (!found.done) return found;
  const fromPackages = found.value.cflags.map((flag): SitedFlag => ({ flag, site: firstPackage?.site, exact: firstPackage?.exact }));
  for (const list of [flags.CPPFLAGS, flags.CFLAGS]) problems.push(...refusals(list, "cgo flag"));
  problems.push(...refusals(fromPackages, "directive"));
  const gaps = found.value.problems.map(({ reason, argument }): CGap => {
    const named = flags["pkg-config"].find(({ flag }) => flag === argument) ?? firstPackage;
    return { kind: "package", reason, site: named?.site };
  });
  for (const { reason, site } of gaps) if (site !== undefined) problems.push({ site, kind: "include", message: reason });
  const collected = new OptionCollector(folder);
  const all = [...flags.CPPFLAGS, ...fromPackages, ...flags.CFLAGS];
  collected.addArguments(
    all.map(({ flag }) => flag),
    target,
  );
  collected.addSettings(settings, target);
  return finished({
    ...collected.options(),
    ...(problems.length === 0 ? {} : { problems }),
    ...(gaps.length === 0 ? {} : { gaps }),
  });
}

/** Targets for which a unit is read with the same options, in the order given. */
export function groupByOptions(
  targets: readonly Target[],
  optionsOf: (target: Target) => Resumable<COptions>,
): Resumable<readonly { readonly options: COptions; readonly targets: readonly Target[] }[]> {
  const groups = new Map<string, { readonly options: COptions; readonly targets: Target[] }>();
  for (const target of targets) {
    const options = optionsOf(target);
    if (!options.done) return options;
    const key = JSON.stringify(options.value);
    const group = groups.get(key) ?? { options: options.value, targets: [] };
    group.targets.push(target);
    groups.set(key, group);
  }
  return finished([...groups.values()]);
}

/** A flag, the line it comes from, and where in it it is written. */
interface SitedFlag {
  readonly flag: string;
  readonly site: Site | undefined;
  readonly exact: Site | undefined;
}

/** A part of a line's text in its file; the whole line where that is not known. */
function siteIn({ site, textStart }: CgoLine, place: Range | undefined): Site | undefined {
  if (site === undefined || textStart === undefined || place === undefined) return site;
  return { path: site.path, start: textStart + place.start, end: textStart + place.end };
}

/** What cmd/go refuses is taken all the same: where the package builds at all, CGO_CFLAGS_ALLOW lets it through. */
function refusals(flags: readonly SitedFlag[], kind: CProblem["kind"]): readonly CProblem[] {
  const refused = refusedFlags(flags.map(({ flag }) => flag));
  return refused.flatMap((index) => {
    const { flag = "", exact: site } = flags[index] ?? {};
    const message = `cmd/go refuses the flag ${flag} unless CGO_CFLAGS_ALLOW lets it through`;
    return site === undefined ? [] : [{ site, kind, message }];
  });
}

/** Options that are followed by their value, in the next argument or attached. */
const WITH_VALUE = ["-isystem", "-iquote", "-idirafter", "-include", "-imacros", "-isysroot", "--sysroot", "-I", "-D", "-U"] as const;
/** Options whose value stands in the next argument and says nothing here. */
const SKIPPED_WITH_VALUE = new Set(["-arch", "-F", "-framework", "-target", "-x", "-o", "-MF", "-MT", "-Xclang"]);

/** Options that change layouts, and whether they do on a target. */
const CHANGES_LAYOUT: readonly (readonly [pattern: RegExp, changes: (target: Target, option: string) => boolean])[] = [
  [
    /^-m(?:32|64|x32|16|ilp32|lp64)$/,
    (target, option) => !(option === "-m64" && isWide(target)) && !(option === "-m32" && !isWide(target)),
  ],
  [/^-m(?:no-)?ms-bitfields$/, (target, option) => (option === "-mms-bitfields") !== (target.goos === "windows")],
  [
    /^-f(?:no-)?short-enums$|^-fshort-wchar$|^-fpack-struct(?:=.*)?$|^-m(?:no-)?align-double$|^-mlong-double-.*$|^-m96bit-long-double$|^-m128bit-long-double$/,
    () => true,
  ],
  [/^-mabi=.*$|^-malign-(?:power|natural)$|^-target=.*$|^--target=.*$/, () => true],
];

function isWide(target: Target): boolean {
  return typeof target.c !== "string" && target.c.pointer.size === 8;
}

/** Collects options in the order a compiler takes them. */
class OptionCollector {
  readonly #folder: string;
  readonly #quoteDirs: string[] = [];
  readonly #includeDirs: string[] = [];
  readonly #systemDirs: string[] = [];
  readonly #laterDirs: string[] = [];
  #defines: (readonly [string, string])[] = [];
  #undefines: string[] = [];
  readonly #preIncludes: string[] = [];
  readonly #preMacros: string[] = [];
  #std: string | undefined;
  #sysroot: string | undefined;
  #host: string | undefined;
  #changesLayout: string | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  addArguments(args: readonly string[], target: Target): void {
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] ?? "";
      const option = WITH_VALUE.find((name) => arg.startsWith(name));
      if (option !== undefined) {
        const value = arg.length > option.length ? arg.slice(option.length) : args[++i];
        if (value !== undefined) this.#take(option, value);
      } else if (SKIPPED_WITH_VALUE.has(arg)) i++;
      else this.#flag(arg, target);
    }
  }

  #flag(arg: string, target: Target): void {
    const std = /^-?-std=(.+)$/.exec(arg)?.[1];
    const passed = /^-Wp,-([DU])(.+)$/.exec(arg);
    if (std !== undefined) this.#std = std;
    else if (arg === "-ansi") this.#std = "c90";
    else if (arg === "-pthread") this.#take("-D", "_REENTRANT=1");
    else if (passed !== null) this.#take(passed[1] === "D" ? "-D" : "-U", passed[2] ?? "");
    else if (arg === "-fsigned-char" || arg === "-funsigned-char") this.#charSign(arg, target);
    else if (CHANGES_LAYOUT.some(([pattern, changes]) => pattern.test(arg) && changes(target, arg))) this.#changesLayout ??= arg;
  }

  #charSign(arg: string, target: Target): void {
    const isSigned = arg === "-fsigned-char";
    if (typeof target.c !== "string" && target.c.charSigned !== isSigned) this.#changesLayout ??= arg;
  }

  #take(option: (typeof WITH_VALUE)[number], value: string): void {
    switch (option) {
      case "-I":
        this.#includeDirs.push(join(this.#folder, value));
        return;
      case "-isystem":
        this.#systemDirs.push(join(this.#folder, value));
        return;
      case "-idirafter":
        this.#laterDirs.push(join(this.#folder, value));
        return;
      case "-iquote":
        this.#quoteDirs.push(join(this.#folder, value));
        return;
      case "-isysroot":
      case "--sysroot":
        this.#sysroot = join(this.#folder, value.replace(/^=/, ""));
        return;
      case "-include":
        this.#preIncludes.push(value);
        return;
      case "-imacros":
        this.#preMacros.push(value);
        return;
      case "-D": {
        const equals = value.indexOf("=");
        this.#define(equals < 0 ? value : value.slice(0, equals), equals < 0 ? "1" : value.slice(equals + 1));
        return;
      }
      case "-U":
        this.#undefine(value);
        return;
    }
  }

  /** The compiler takes both in order; here definitions come first, so a later one wins by removing the other. */
  #define(name: string, value: string): void {
    this.#undefines = this.#undefines.filter((other) => other !== name);
    this.#defines = [...this.#defines.filter(([other]) => other !== name), [name, value]];
  }

  #undefine(name: string): void {
    this.#defines = this.#defines.filter(([other]) => other !== name);
    if (!this.#undefines.includes(name)) this.#undefines.push(name);
  }

  addSettings(settings: UnitSettings, target: Target): void {
    this.#includeDirs.push(...settings.includeDirs);
    this.#systemDirs.push(...(settings.systemDirs ?? []));
    for (const [name, value] of settings.defines) this.#define(name, value);
    for (const name of settings.undefines) this.#undefine(name);
    if (settings.std !== undefined) this.#std = settings.std;
    this.#sysroot ??= settings.sysroots?.[target.id];
    this.#host = settings.host;
  }

  options(): COptions {
    return {
      quoteDirs: this.#quoteDirs,
      includeDirs: this.#includeDirs,
      systemDirs: this.#systemDirs,
      ...(this.#laterDirs.length === 0 ? {} : { laterDirs: this.#laterDirs }),
      ...(this.#host === undefined ? {} : { host: this.#host }),
      ...(this.#sysroot === undefined ? {} : { sysroot: this.#sysroot }),
      defines: this.#defines,
      undefines: this.#undefines,
      preIncludes: this.#preIncludes,
      ...(this.#preMacros.length === 0 ? {} : { preMacros: this.#preMacros }),
      std: this.#std,
      ...(this.#changesLayout === undefined ? {} : { changesLayout: this.#changesLayout }),
    };
  }
}
