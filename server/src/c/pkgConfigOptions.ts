/**
 * The arguments of `#cgo pkg-config`: which are options and which packages, as cmd/go hands them to pkg-config (Go
 * source: cmd/go/internal/work/exec.go, getPkgConfigFlags; security.go, validPkgConfigFlags). Knows no `.pc` files.
 */

/** What the options mean for `pkg-config --cflags`. */
export interface PkgConfigOptions {
  readonly isStatic: boolean;
  /** Private flags stay out of a static answer. */
  readonly isPure: boolean;
  readonly keepsSystemFolders: boolean;
  readonly noUninstalled: boolean;
  readonly internalCflags: boolean;
  readonly envOnly: boolean;
  /** Undefined where nobody says: then the platform decides. */
  readonly definePrefix: boolean | undefined;
  readonly prefixVariable: string;
  readonly variables: ReadonlyMap<string, string>;
  /** Folders searched before all others. */
  readonly withPath: readonly string[];
}

/** Options that change nothing about the flags of packages that are there; `--cflags`, which comes first, wins over one of its parts. */
const WITHOUT_EFFECT =
  /^--(?:cflags|cflags-only-I|dont-relocate-paths|errors-to-stdout|ignore-conflicts|keep-system-libs|no-cache|no-provides|print-errors|shared|short-errors|silence-errors|atleast-pkgconfig-version=\d+\.\d+\.\d+)$/;

/** Options that cmd/go lets through and after which pkg-config prints something else than flags, or flags of another kind. */
const OTHER_ANSWERS =
  /^--(?:atleast-version=\d+\.\d+\.\d+|digraph|dump-personality|exact-version=\d+\.\d+\.\d+|exists|fragment-filter=[A-Za-z_]\w*|libs-only-l|libs-only-L|libs|list-all|list-package-names|max-version=\d+\.\d+\.\d+|maximum-traverse-depth=\d+|modversion|msvc-syntax|path|personality=(?:triplet|filename)|print-provides|print-requires-private|print-requires|print-variables|simulate|uninstalled|validate|variable=[A-Za-z_]\w*)$/;

/** Whether cmd/go takes an argument for one that is no option in disguise (cmd/go/internal/load, SafeArg). */
export function isSafeArgument(arg: string): boolean {
  return /^[0-9A-Za-z._/\u0080-\uffff]/.test(arg);
}

/** Reads the arguments; a string is one clause that says why there is no answer. */
export function readPkgConfigOptions(
  args: readonly string[],
): { readonly options: PkgConfigOptions; readonly packages: readonly string[] } | string {
  const packages: string[] = [];
  const words = new Set<string>();
  const variables = new Map<string, string>();
  const withPath: string[] = [];
  let prefixVariable = "prefix";
  let definePrefix: boolean | undefined;
  for (const arg of args) {
    if (!arg.startsWith("--")) {
      if (!isSafeArgument(arg)) return `cmd/go does not take ${arg} for the name of a package`;
      packages.push(arg);
      continue;
    }
    const variable = /^--define-variable=([A-Za-z_]\w*)=([^@-]*)$/.exec(arg);
    const path = /^--with-path=([^@-].*)$/.exec(arg)?.[1];
    const prefix = /^--prefix-variable=([A-Za-z_]\w*)$/.exec(arg)?.[1];
    if (variable !== null) variables.set(variable[1] ?? "", variable[2] ?? "");
    else if (path !== undefined) withPath.push(path);
    else if (prefix !== undefined) prefixVariable = prefix;
    else if (arg === "--define-prefix" || arg === "--dont-define-prefix") definePrefix = arg === "--define-prefix";
    else if (WITH_EFFECT.has(arg)) words.add(arg);
    else if (OTHER_ANSWERS.test(arg)) return `what pkg-config says with ${arg} is not known here`;
    else if (arg !== "--" && !WITHOUT_EFFECT.test(arg)) return `cmd/go refuses the pkg-config option ${arg}`;
  }
  const options: PkgConfigOptions = {
    isStatic: words.has("--static"),
    isPure: words.has("--pure"),
    keepsSystemFolders: words.has("--keep-system-cflags"),
    noUninstalled: words.has("--no-uninstalled"),
    internalCflags: words.has("--internal-cflags"),
    envOnly: words.has("--env-only"),
    definePrefix,
    prefixVariable,
    variables,
    withPath,
  };
  return { options, packages };
}

const WITH_EFFECT = new Set(["--static", "--pure", "--keep-system-cflags", "--no-uninstalled", "--internal-cflags", "--env-only"]);
