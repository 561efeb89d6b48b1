/** Orders versions: of modules (semantic versions, as golang.org/x/mod/semver) and of Go itself. Imports nothing. */

/** Negative, zero or positive as `a` is older than, as old as or newer than `b`. What is no version is older than all. */
export function compareVersions(a: string, b: string): number {
  const left = parsed(a);
  const right = parsed(b);
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  for (let i = 0; i < 3; i++) {
    const order = compareNumbers(left.numbers[i] ?? "0", right.numbers[i] ?? "0");
    if (order !== 0) return order;
  }
  return comparePrereleases(left.prerelease, right.prerelease);
}

/** As `compareVersions`, of Go versions with or without `go` in front: `1.21`, `go1.26.1`, `1.25rc1`. A language version is older than its releases. */
export function compareGoVersions(a: string, b: string): number {
  return compareVersions(asSemantic(a), asSemantic(b));
}

function asSemantic(version: string): string {
  const [, major = "0", minor = "0", patch, kind, number] = /^(?:go)?(\d+)\.(\d+)(?:\.(\d+))?(?:(alpha|beta|rc)(\d+))?/.exec(version) ?? [];
  if (kind !== undefined) return `v${major}.${minor}.${patch ?? "0"}-${kind}.${number ?? "0"}`;
  // From Go 1.21 on, 1.21 is the language and 1.21.0 its first release (internal/gover).
  return patch === undefined && Number(minor) >= 21 ? `v${major}.${minor}.0-0` : `v${major}.${minor}.${patch ?? "0"}`;
}

interface Parsed {
  readonly numbers: readonly string[];
  /** Without the hyphen; empty for a release. */
  readonly prerelease: string;
}

function parsed(version: string): Parsed | undefined {
  const match = /^v(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(version);
  return match === null ? undefined : { numbers: [match[1] ?? "0", match[2] ?? "0", match[3] ?? "0"], prerelease: match[4] ?? "" };
}

function compareNumbers(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  const left = a.split(".");
  const right = b.split(".");
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = "", y = ""] = [left[i], right[i]];
    if (x === y) continue;
    const [isNumber, other] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (isNumber !== other) return isNumber ? -1 : 1;
    return isNumber ? compareNumbers(x, y) : compareText(x, y);
  }
  return left.length - right.length;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
