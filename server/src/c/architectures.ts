/**
 * Which targets a folder of headers is for, by its path alone. Headers in a folder of one architecture (Debian's
 * multiarch folders, the folders of libraries, the prefixes of MSYS2) say nothing about any other. Looks at no file.
 */

/** Architectures as GNU triples begin, and the Go port's name. */
const GOARCH: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  i386: "386",
  i486: "386",
  i586: "386",
  i686: "386",
  arm: "arm",
  armv6l: "arm",
  armv7hl: "arm",
  aarch64: "arm64",
  mips: "mips",
  mipsel: "mipsle",
  mips64: "mips64",
  mips64el: "mips64le",
  powerpc64: "ppc64",
  ppc64: "ppc64",
  powerpc64le: "ppc64le",
  ppc64le: "ppc64le",
  riscv64: "riscv64",
  s390x: "s390x",
  loongarch64: "loong64",
};

/** ABIs that a triple may end with and that are those of the Go port (Debian, "Multiarch/Tuples"). */
const GNU = /^gnu(?:eabi|eabihf|abi64|f64)?$/;

/**
 * The target that a GNU triple or Debian multiarch tuple stands for; undefined for a text that is none, empty for a
 * triple of no target.
 */
export function targetOfTriple(triple: string): string | undefined {
  const parts = triple.split("-");
  const arch = GOARCH[parts[0] ?? ""];
  if (arch === undefined || parts.length < 3) return undefined;
  const system = parts.slice(1).filter((part) => !/^(?:pc|unknown|redhat|suse|alpine|mageia|openwrt)$/.test(part));
  const [os = "", abi = ""] = system;
  if (os === "w64" && abi === "mingw32") return `windows/${arch}`;
  if (os !== "linux") return "";
  if (abi === "" || GNU.test(abi)) return `linux/${arch}`;
  return /^musl(?:eabi|eabihf)?$/.test(abi) ? `linux/${arch}+musl` : "";
}

/** Prefixes of MSYS2 (its documentation, "Environments") and the target of each. */
const MSYS2: Readonly<Record<string, string>> = {
  mingw64: "windows/amd64",
  ucrt64: "windows/amd64",
  clang64: "windows/amd64",
  mingw32: "windows/386",
  clang32: "windows/386",
  clangarm64: "windows/arm64",
};

/** Folders of the system and its package managers in which what stands is for one architecture (FHS 3.0, section 4.6). */
const LIBRARIES =
  /^(?:\/usr|\/opt\/homebrew|\/opt\/local|\/home\/linuxbrew\/\.linuxbrew)\/(?:.*\/)?lib(?:32|64|x32|exec)?\/|^\/lib(?:32|64|x32)?\//;

/**
 * The targets that the headers below a folder can serve: one whose triple or MSYS2 prefix stands in its path, the
 * host's own where the folder is one of libraries; undefined when nothing in the path limits them.
 */
export function targetsOfFolder(path: string, host: string | undefined): readonly string[] | undefined {
  for (const part of path.split("/")) {
    const target = targetOfTriple(part);
    if (target !== undefined) return target === "" ? [] : [target];
  }
  const msys = /^[A-Za-z]:\/msys(?:32|64)\/([a-z0-9]+)\//.exec(`${path}/`)?.[1];
  const target = msys === undefined ? undefined : MSYS2[msys];
  if (target !== undefined) return target === host ? undefined : [target];
  if (LIBRARIES.test(`${path}/`)) return host === undefined ? [] : [host];
  return undefined;
}
