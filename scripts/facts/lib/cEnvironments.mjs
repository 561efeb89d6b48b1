/**
 * Where the headers of each system come from, and under which options they are read: one environment per target and
 * set of feature-test macros. Installs the pinned Zig distribution, whose headers stand in for systems that have no
 * package here. Runs no compiler.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLANG, listPorts } from "./ports.mjs";

/** The release of the PyPI package `ziglang` that the tables are made from. */
export const ZIG_VERSION = "0.17.1";

/** Debian's folder of cross headers, by GOARCH. */
const DEBIAN_FOLDERS = {
  386: ["/usr/i686-linux-gnu/include"],
  amd64: ["/usr/include/x86_64-linux-gnu", "/usr/include"],
  arm: ["/usr/arm-linux-gnueabihf/include"],
  arm64: ["/usr/aarch64-linux-gnu/include"],
  mips: ["/usr/mips-linux-gnu/include"],
  mipsle: ["/usr/mipsel-linux-gnu/include"],
  mips64: ["/usr/mips64-linux-gnuabi64/include"],
  mips64le: ["/usr/mips64el-linux-gnuabi64/include"],
  ppc64: ["/usr/powerpc64-linux-gnu/include"],
  ppc64le: ["/usr/powerpc64le-linux-gnu/include"],
  riscv64: ["/usr/riscv64-linux-gnu/include"],
  s390x: ["/usr/s390x-linux-gnu/include"],
};

const MINGW = ["/usr/share/mingw-w64/include"];

/** Zig's name of a processor in its folders, by GOARCH: of its own headers, and of the kernel's. */
export const ZIG_PROCESSORS = {
  386: ["x86", "x86"],
  amd64: ["x86_64", "x86"],
  arm: ["arm", "arm"],
  arm64: ["aarch64", "aarch64"],
  loong64: ["loongarch64", "loongarch"],
  mips: ["mips", "mips"],
  mipsle: ["mips", "mips"],
  mips64: ["mips64", "mips"],
  mips64le: ["mips64", "mips"],
  ppc64: ["powerpc64", "powerpc"],
  ppc64le: ["powerpc64", "powerpc"],
  riscv64: ["riscv64", "riscv"],
  s390x: ["s390x", "s390x"],
};

/** The folder of a Zig distribution's headers; installs the distribution on first use. */
export function zigHeaders() {
  const folder = join(tmpdir(), `abi-lens-ziglang-${ZIG_VERSION}`);
  const include = join(folder, "ziglang/lib/libc/include");
  if (existsSync(include)) return include;
  mkdirSync(folder, { recursive: true });
  const packageName = `ziglang==${ZIG_VERSION}`;
  execFileSync("python3", ["-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, packageName], { stdio: "inherit" });
  return include;
}

/** The families whose tables are made, with the feature-test macros that each is read under besides none. */
const FAMILIES = {
  "linux-glibc": ["_GNU_SOURCE"],
  "linux-musl": [],
  darwin: [],
  freebsd: [],
  netbsd: [],
  openbsd: [],
  windows: [],
};

/** Where programs choose the width of file offsets and times, and the ports are first class. */
const CHOOSES_WIDTHS = new Set(["386", "arm"]);

export function familyOf(port) {
  if (port.goos === "linux") return port.variant === "musl" ? "linux-musl" : "linux-glibc";
  if (port.goos === "ios") return "darwin";
  return port.goos;
}

/** The sets of feature-test macros that a target of a family is read under, as `-D` options by the name of the set. */
function variantsOf(family, port) {
  const variants = [["", []]];
  for (const macro of FAMILIES[family]) {
    variants.push([macro, [`-D${macro}`]]);
  }
  if (family === "linux-glibc" && CHOOSES_WIDTHS.has(port.goarch)) {
    for (const [name, flags] of [...variants]) {
      const large = [...flags, "-D_FILE_OFFSET_BITS=64"];
      const with_ = (more) => [name, more].filter((word) => word !== "").join("+");
      variants.push([with_("_FILE_OFFSET_BITS"), large], [with_("_FILE_OFFSET_BITS+_TIME_BITS"), [...large, "-D_TIME_BITS=64"]]);
    }
  }
  return variants;
}

function foldersOf(family, port) {
  const [own, kernel] = ZIG_PROCESSORS[port.goarch] ?? [];
  const zig = zigHeaders();
  const all = (names) => names.map((name) => join(zig, name)).filter((folder) => existsSync(folder));
  switch (family) {
    case "linux-glibc":
      if (DEBIAN_FOLDERS[port.goarch] !== undefined) return DEBIAN_FOLDERS[port.goarch].filter((folder) => existsSync(folder));
      return all([`${own === "loongarch64" ? "loongarch" : own}-linux-gnu`, "generic-glibc", `${kernel}-linux-any`, "any-linux-any"]);
    case "linux-musl":
      return all([`${own}-linux-musl`, "generic-musl", `${kernel}-linux-any`, "any-linux-any"]);
    case "darwin":
      return all(["any-darwin-any"]);
    case "windows":
      return MINGW.filter((folder) => existsSync(folder));
    default:
      return all([...["none", "eabihf", "eabi"].map((abi) => `${own}-${port.goos}-${abi}`), `generic-${port.goos}`]);
  }
}

/** What a header asks of the compilation beyond the target: Zig's glibc leaves the release to the command line. */
function extraFlags(family, port) {
  return family === "linux-glibc" && DEBIAN_FOLDERS[port.goarch] === undefined ? ["-D__GLIBC_MINOR__=36"] : [];
}

/** Debian's headers for ppc64 are those of ELFv1; both calling conventions lay out records alike. */
function isNotCallingConvention(flag) {
  return flag !== "-mabi=elfv2";
}

/**
 * Every environment: `{ family, id, target, variant, clang, headers }`, where `id` is the target's with the variant's
 * name behind a semicolon, and `compiler` the command line of a clang that reads that system's headers and no others;
 * `gcc`, where there is one that reads the same headers, tells which macros they define for it.
 */
export function listEnvironments() {
  return listPorts().flatMap((port) => {
    const family = familyOf(port);
    if (FAMILIES[family] === undefined || port.variant === "msvc") return [];
    const folders = foldersOf(family, port);
    if (folders.length === 0) throw new Error(`no headers at hand for ${port.id}`);
    const compiler = port.reference.kind === "clang" ? port.reference : port.other;
    const system = folders.flatMap((folder) => ["-isystem", folder]);
    // gcc searches Debian's folder for its port by itself.
    const gcc =
      family === "linux-glibc" && DEBIAN_FOLDERS[port.goarch] !== undefined && port.reference.kind === "gcc" ? port.reference : undefined;
    return variantsOf(family, port).map(([variant, flags]) => ({
      family,
      target: port.id,
      variant,
      id: variant === "" ? port.id : `${port.id};${variant}`,
      folders,
      ...(gcc === undefined ? {} : { gcc: { ...gcc, flags: [...gcc.flags.filter(isNotCallingConvention), ...flags] } }),
      compiler: {
        kind: "clang",
        command: CLANG,
        flags: [...compiler.flags.filter(isNotCallingConvention), "-nostdlibinc", ...system, ...extraFlags(family, port), ...flags],
      },
    }));
  });
}
