/**
 * Which build tags hold on a target (go/build/build.go matchTag, internal/syslist). Knows neither constraints nor
 * file names.
 */
import type { Target } from "./target.ts";

/** Every operating system a file name can end in, those Go no longer has or does not have yet included. */
export const knownSystems: ReadonlySet<string> = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos".split(" "),
);

/** Every processor a file name can end in, likewise. */
export const knownProcessors: ReadonlySet<string> = new Set(
  (
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le " +
    "ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
  ).split(" "),
);

const unixSystems: ReadonlySet<string> = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris".split(" "),
);

/** Whether the tag `unix` holds (Go source: internal/syslist, UnixOS). */
export function isUnix(target: Target): boolean {
  return unixSystems.has(target.goos);
}

/** Systems that count as another one too. */
const alsoSystem: ReadonlyMap<string, string> = new Map([
  ["android", "linux"],
  ["illumos", "solaris"],
  ["ios", "darwin"],
]);

/** The Go 1 release whose tags (`go1.1` up to itself) hold; the data is made from it. */
export const goMinor = 26;

/** Whether `tag` holds on `target` when the user sets `tags` (`go build -tags`). */
export function isTagSatisfied(tag: string, target: Target, tags: readonly string[]): boolean {
  if (tag === target.goos || tag === target.goarch || tag === "gc" || alsoSystem.get(target.goos) === tag) return true;
  if (tag === "cgo" && target.cgo) return true;
  if (tag === "unix" && isUnix(target)) return true;
  const name = tag === "boringcrypto" ? "goexperiment.boringcrypto" : tag;
  const release = /^go1\.([1-9]\d?)$/.exec(name);
  if (release !== null && Number(release[1]) <= goMinor) return true;
  return name !== "" && (tags.includes(name) || target.toolTags?.includes(name) === true);
}
