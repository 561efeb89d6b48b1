/**
 * The Go ports and their variants with the C compilers that answer for them. Which ports exist, and which of them
 * have cgo, comes from `go tool dist list`; the compilers' names and triples are decided here. Measures nothing.
 */
import { execFileSync } from "node:child_process";

/** The clang triple of every port, by GOOS and GOARCH; `ARCH` stands for the architecture's name in triples. */
const TRIPLES = {
  linux: {
    386: "i386-pc-linux-gnu",
    amd64: "x86_64-pc-linux-gnu",
    arm: "armv7-linux-gnueabihf",
    arm64: "aarch64-linux-gnu",
    loong64: "loongarch64-linux-gnu",
    mips: "mips-linux-gnu",
    mipsle: "mipsel-linux-gnu",
    mips64: "mips64-linux-gnuabi64",
    mips64le: "mips64el-linux-gnuabi64",
    ppc64: "powerpc64-linux-gnu",
    ppc64le: "powerpc64le-linux-gnu",
    riscv64: "riscv64-linux-gnu",
    s390x: "s390x-linux-gnu",
  },
  "linux+musl": {
    386: "i386-pc-linux-musl",
    amd64: "x86_64-pc-linux-musl",
    arm: "armv7-linux-musleabihf",
    arm64: "aarch64-linux-musl",
    loong64: "loongarch64-linux-musl",
    mips: "mips-linux-musl",
    mipsle: "mipsel-linux-musl",
    mips64: "mips64-linux-musl",
    mips64le: "mips64el-linux-musl",
    ppc64le: "powerpc64le-linux-musl",
    riscv64: "riscv64-linux-musl",
    s390x: "s390x-linux-musl",
  },
  android: {
    386: "i686-linux-android24",
    amd64: "x86_64-linux-android24",
    arm: "armv7a-linux-androideabi24",
    arm64: "aarch64-linux-android24",
  },
  darwin: { amd64: "x86_64-apple-macos12", arm64: "arm64-apple-macos12" },
  ios: { amd64: "x86_64-apple-ios15-simulator", arm64: "arm64-apple-ios15" },
  freebsd: {
    386: "i386-unknown-freebsd14",
    amd64: "x86_64-unknown-freebsd14",
    arm: "armv7-unknown-freebsd14-gnueabihf",
    arm64: "aarch64-unknown-freebsd14",
    riscv64: "riscv64-unknown-freebsd14",
  },
  netbsd: {
    386: "i386-unknown-netbsd10",
    amd64: "x86_64-unknown-netbsd10",
    arm: "armv7-unknown-netbsd10-eabihf",
    arm64: "aarch64-unknown-netbsd10",
  },
  openbsd: {
    386: "i386-unknown-openbsd7.6",
    amd64: "x86_64-unknown-openbsd7.6",
    arm: "armv7-unknown-openbsd7.6-gnueabi",
    arm64: "aarch64-unknown-openbsd7.6",
    ppc64: "powerpc64-unknown-openbsd7.6",
    riscv64: "riscv64-unknown-openbsd7.6",
  },
  dragonfly: { amd64: "x86_64-unknown-dragonfly" },
  illumos: { amd64: "x86_64-pc-solaris2.11" },
  solaris: { amd64: "x86_64-pc-solaris2.11" },
  aix: { ppc64: "powerpc64-ibm-aix7.2" },
  windows: { 386: "i686-w64-windows-gnu", amd64: "x86_64-w64-windows-gnu", arm64: "aarch64-w64-windows-gnu" },
  "windows+msvc": { 386: "i686-pc-windows-msvc", amd64: "x86_64-pc-windows-msvc", arm64: "aarch64-pc-windows-msvc" },
  js: { wasm: "wasm32-unknown-unknown" },
  wasip1: { wasm: "wasm32-wasi" },
};

/** The gcc of Debian that answers for a port, where there is one. */
const GCC = {
  "linux/386": "i686-linux-gnu-gcc",
  "linux/amd64": "x86_64-linux-gnu-gcc",
  "linux/arm": "arm-linux-gnueabihf-gcc",
  "linux/arm64": "aarch64-linux-gnu-gcc",
  "linux/mips": "mips-linux-gnu-gcc",
  "linux/mipsle": "mipsel-linux-gnu-gcc",
  "linux/mips64": "mips64-linux-gnuabi64-gcc",
  "linux/mips64le": "mips64el-linux-gnuabi64-gcc",
  "linux/ppc64": "powerpc64-linux-gnu-gcc",
  "linux/ppc64le": "powerpc64le-linux-gnu-gcc",
  "linux/riscv64": "riscv64-linux-gnu-gcc",
  "linux/s390x": "s390x-linux-gnu-gcc",
  "windows/386": "i686-w64-mingw32-gcc",
  "windows/amd64": "x86_64-w64-mingw32-gcc",
};

/**
 * What cgo adds to the compiler's command line (cmd/cgo/gcc.go gccMachine), by GOARCH. The triple says the rest.
 */
const MACHINE_FLAGS = {
  386: ["-m32"],
  amd64: ["-m64"],
  arm: ["-marm"],
  loong64: ["-mabi=lp64d"],
  mips: ["-mabi=32", "-mfp32", "-mhard-float", "-mno-odd-spreg"],
  mipsle: ["-mabi=32", "-mfp32", "-mhard-float", "-mno-odd-spreg"],
  mips64: ["-mabi=64", "-mhard-float"],
  mips64le: ["-mabi=64", "-mhard-float"],
  s390x: ["-m64"],
};

/** Go 1.27 builds linux/ppc64 as ELFv2, and only there has it cgo (Go 1.26 release notes, "Ports"). */
const PORT_FLAGS = { "linux/ppc64": ["-mabi=elfv2"] };

const LIBC = {
  linux: "glibc",
  "linux+musl": "musl",
  android: "bionic",
  darwin: "libSystem",
  ios: "libSystem",
  windows: "mingw-w64",
  "windows+msvc": "ucrt",
  js: "none",
  wasip1: "wasi-libc",
  plan9: "none",
};

/**
 * cgo that came with a later Go than the one the data is made from. Source: internal/platform/supported.go and
 * zosarch.go of Go 1.27 list linux/ppc64 with cgo; those of Go 1.26 do not.
 */
const CGO_SINCE = { "linux/ppc64": "1.27" };

export const CLANG = "clang-19";

/**
 * Every target in the order of `abi-lens targets`: the ports in the order of `go tool dist list`, then the variants.
 * `reference` is the compiler whose answers count, `other` the one that can be asked as well; each is
 * `{ kind, command, flags }`, undefined where there is none.
 */
export function listPorts() {
  const dist = JSON.parse(execFileSync("go", ["tool", "dist", "list", "-json"], { encoding: "utf8" }));
  const ports = dist.map((row) => port(row.GOOS, row.GOARCH, undefined, row.FirstClass, row.CgoSupported));
  for (const [group, variant] of [
    ["linux", "musl"],
    ["windows", "msvc"],
  ]) {
    for (const goarch of Object.keys(TRIPLES[`${group}+${variant}`]).sort()) {
      const row = dist.find((one) => one.GOOS === group && one.GOARCH === goarch);
      if (row === undefined) throw new Error(`${group}/${goarch} is no port, so ${variant} is no variant of it`);
      // cgo drives gcc and clang in mingw style only (cmd/cgo/doc.go), so Microsoft's ABI never meets it.
      ports.push(port(group, goarch, variant, false, variant === "msvc" ? false : row.CgoSupported));
    }
  }
  return ports;
}

function port(goos, goarch, variant, firstClass, cgo) {
  const group = variant === undefined ? goos : `${goos}+${variant}`;
  const base = `${goos}/${goarch}`;
  const id = variant === undefined ? base : `${base}+${variant}`;
  const triple = TRIPLES[group]?.[goarch];
  if (triple === undefined && goos !== "plan9") throw new Error(`no clang triple is known for ${id}`);
  const flags = [...(MACHINE_FLAGS[goarch] ?? []), ...(PORT_FLAGS[id] ?? [])];
  const clang = triple === undefined ? undefined : { kind: "clang", command: CLANG, flags: ["-target", triple, ...flags] };
  const gcc = GCC[id] === undefined ? undefined : { kind: "gcc", command: GCC[id], flags };
  return {
    id,
    goos,
    goarch,
    variant,
    firstClass,
    cgo,
    cgoSince: CGO_SINCE[id],
    triple: triple ?? "",
    libc: LIBC[group] ?? "libc",
    reference: gcc ?? clang,
    other: gcc === undefined ? undefined : clang,
  };
}
