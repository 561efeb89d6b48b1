/**
 * What a pattern with `...` matches and which folders a module leaves out of it, as the go command decides it
 * (cmd/internal/pkgpattern; cmd/go, `go help packages`, the `ignore` directive of go.mod). Reads nothing.
 */

/** Stands for an element `vendor` with something behind it, which no wildcard matches. */
const VENDOR = "\0";
/** `...` in the pattern after everything that means something to a regular expression is escaped. */
const WILDCARD = "\\.\\.\\.";

/**
 * Whether a folder matches. `pattern` is what stands behind the last slash before the first `...`; the folder is told
 * by its path below the folder that stands before it, empty for that folder itself. A final `/...` also matches nothing.
 */
export function folderPattern(pattern: string): (below: string) => boolean {
  let source = replaceVendor(`/${pattern.replaceAll("\\", "/").replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
  if (source.endsWith(`/${VENDOR}/${WILDCARD}`)) {
    source = `${source.slice(0, -`/${VENDOR}/${WILDCARD}`.length)}(?:/vendor|/${VENDOR}/${WILDCARD})`;
  }
  if (source.endsWith(`/${WILDCARD}`)) source = `${source.slice(0, -`/${WILDCARD}`.length)}(?:/${WILDCARD})?`;
  const whole = new RegExp(`^${source.replaceAll(WILDCARD, `[^${VENDOR}]*`)}$`, "s");
  return (below) => whole.test(below === "" ? "" : replaceVendor(`/${below}`));
}

/** Whether some folder below one named `vendor` may match. */
export function mayMatchVendored(pattern: string): boolean {
  return pattern.includes("vendor");
}

function replaceVendor(path: string): string {
  const elements = path.split("/");
  return elements.map((element, i) => (element === "vendor" && i + 1 < elements.length ? VENDOR : element)).join("/");
}

/**
 * Whether a module's `ignore` directives leave a folder out: `./x` one folder, `x` every one of that name, both with
 * all below them. `below` is the folder's path below that of go.mod, `.` for that one itself.
 */
export function isIgnored(ignores: readonly string[], below: string): boolean {
  const whole = between(below);
  return ignores.some((path) => (path.startsWith("./") ? whole.startsWith(between(path.slice(2))) : whole.includes(between(path))));
}

/** With a slash at both ends. */
function between(path: string): string {
  const from = path.startsWith("/") ? path : `/${path}`;
  return from.endsWith("/") ? from : `${from}/`;
}
