/**
 * Compares the standard types of every target with the headers that declare them: the cross compilers' own where gcc
 * is the reference, else those of a Zig distribution (its `lib` folder in ZIG_LIB; ziglang 0.17 on PyPI has one). Run
 * `node out/test/oracle/targetsStandardTypes.js`; the last line is `N passed, N failed`.
 */
import { existsSync } from "node:fs";
import { createRegistry, scalarSpelling } from "../../server/src/target/registry.ts";
import type { CModel, Target } from "../../server/src/target/target.ts";
import type { CStandardType } from "../../server/src/types/c.ts";
import { readTable } from "../unit/target/table.ts";
import { compile, compilerOf, Tally } from "./targetsCompilers.ts";

const zigProcessors: Readonly<Record<string, string>> = {
  "386": "x86",
  amd64: "x86_64",
  arm: "arm",
  arm64: "aarch64",
  loong64: "loongarch64",
  mips: "mips",
  mipsle: "mips",
  mips64: "mips64",
  mips64le: "mips64",
  ppc64: "powerpc64",
  ppc64le: "powerpc64",
  riscv64: "riscv64",
  s390x: "s390x",
  wasm: "wasm",
};

/** Folders of Zig's headers for the target; empty when it has none. Microsoft's own headers are not among them. */
function headerFolders(target: Target): readonly string[] {
  const include = `${process.env["ZIG_LIB"] ?? ""}/libc/include`;
  const processor = zigProcessors[target.goarch] ?? "";
  const names =
    target.variant === "msvc" || target.goos === "js"
      ? []
      : target.variant === "musl"
        ? [`${processor}-linux-musl`, "generic-musl"]
        : target.goos === "linux"
          ? [`${processor === "loongarch64" ? "loongarch" : processor}-linux-gnu`, "generic-glibc"]
          : target.goos === "wasip1"
            ? ["wasm-wasi-musl", "generic-musl"]
            : [
                ...["none", "eabihf", "eabi"].map((abi) => `${processor}-${target.goos}-${abi}`),
                `generic-${target.goos}`,
                ...(target.goos === "windows" ? ["any-windows-any"] : []),
                ...(target.goos === "darwin" || target.goos === "ios" ? ["any-darwin-any"] : []),
              ];
  return names.map((name) => `${include}/${name}`).filter((folder) => existsSync(folder));
}

function claimsOf(model: CModel, target: Target): readonly string[] {
  // Darwin has no <uchar.h>; wasi-libc has the two types in C++ alone.
  const isWithoutUchar = target.goos === "darwin" || target.goos === "ios" || target.goos === "wasip1";
  return (Object.keys(model.standard) as CStandardType[]).flatMap((name) => {
    if (name === "char8_t" || name === "max_align_t" || (isWithoutUchar && /^char\d/.test(name))) return [];
    const scalar = model.standard[name];
    const spelling = Object.entries(scalarSpelling).find(([known]) => known === scalar)?.[1];
    return spelling === undefined ? [`0 /* ${name} */`] : [`__builtin_types_compatible_p(${name}, ${spelling})`];
  });
}

const tally = new Tally();
const silent: string[] = [];

function checkTarget(target: Target, model: CModel): void {
  const plain = compilerOf(target, model);
  const folders = model.compiler === "gcc" ? [] : headerFolders(target);
  if (plain === undefined || (model.compiler === "clang" && folders.length === 0)) {
    silent.push(target.id);
    return;
  }
  const own = "/usr/lib/llvm-19/lib/clang/19/include";
  const flags = model.compiler === "gcc" ? [] : ["-nostdinc", "-isystem", own, ...folders.flatMap((folder) => ["-isystem", folder])];
  const compiler = { ...plain, flags: [...plain.flags, ...flags] };
  const headers = ["stddef.h", "stdint.h", "sys/types.h", "wchar.h"].map((name) => `#include <${name}>\n`).join("");
  const uchar = "#if __has_include(<uchar.h>)\n#include <uchar.h>\n#endif\n";
  for (const claim of claimsOf(model, target)) {
    const { ok, message } = compile(compiler, `${headers}${uchar}_Static_assert(${claim}, "");`);
    tally.check(ok, `${target.id}: not so: ${claim}: ${message.split("\n", 1)}`);
  }
}

for (const target of createRegistry(readTable("targets.json")).targets) {
  if (typeof target.c !== "string") checkTarget(target, target.c);
}
console.log(`no headers at hand for ${silent.join(", ")}`);
tally.finish();
