/**
 * Compares which flags of `#cgo` lines we say cmd/go refuses with what it refuses, for random flags.
 *
 *     node out/test/oracle/go/refusedFlags.js [--flags N] [--seed S]
 *
 * Needs Go and gcc for cgo's own package; for ours the C compiler fails, after the flags were looked at. The last line
 * is `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readCgoLine } from "../../../server/src/c/cgoLines.ts";
import { refusedFlags } from "../../../server/src/c/refusedFlags.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import { Random } from "../../support/random.ts";
import { readTable } from "../../unit/target/table.ts";

const MAX_SHOWN = 20;
const { values } = parseArgs({ options: { flags: { type: "string" }, seed: { type: "string" } } });
const random = new Random(Number(values.seed ?? "1"));
const nPackages = Number(values.flags ?? "250");

const STEMS = [
  ..."-D -U -I -F -O -W -Wa,-mbig-obj -Wp,-DX -Wp,-UX -Wl, -ansi -g -m32 -m64 -marm -mx32 -mthumb -mabi -march -mcmodel -mfloat-abi -w -v -x".split(
    " ",
  ),
  ..."-fblocks -fno-blocks -fno-builtin-memcpy -fbuiltin-memcpy -fcommon -fdebug-prefix-map -fsigned-char -funsigned-char -fshort-enums".split(
    " ",
  ),
  ..."-fpack-struct -fPIC -fplugin -flto -fopenmp-simd -fsanitize -fstack-protector -fvisibility -ftls-model -ftemplate-depth-9 -fwrapv".split(
    " ",
  ),
  ..."-mms-bitfields -mno-ms-bitfields -msse4.2 -mavx2 -maes -mno-vaes -mfpmath -mmacosx-version-min -msoft-float -mstackrealign".split(
    " ",
  ),
  ..."-pedantic -pedantic-errors -pipe -pthread --static -static -std -stdlib --sysroot -include -imacros -isystem -iquote -idirafter".split(
    " ",
  ),
  ..."-isysroot -arch -target -framework -nostdinc -E -S -c -o x.o @file - -- -no-canonical-prefixes --param -Xclang -MD plain /abs".split(
    " ",
  ),
];
const TAILS = [
  "",
  "",
  "",
  "=1",
  "NAME",
  "NAME=1",
  "=gnu11",
  "=a-b",
  "=@x",
  "=-x",
  "@x",
  "-x",
  " x",
  " -x",
  " @x",
  " /x",
  " =x",
  " $SYSROOT/x",
  "=x,y",
  "1",
  ".h",
  "-",
  "=9",
];

/** Our compiler fails where it sees this. */
const MARK = "-DABI_LENS_ORACLE";

const cases = Array.from({ length: nPackages }, () =>
  Array.from({ length: random.below(4) === 0 ? 2 : 1 }, () => random.pick(STEMS) + (random.below(2) === 0 ? random.pick(TAILS) : ""))
    .join(" ")
    .split(" "),
);

const top = realpathSync(mkdtempSync(join(tmpdir(), "abi-lens-flags-")));
const [target] = createRegistry(readTable("targets.json")).targets;
if (target === undefined) throw new Error("no targets");
const failures: string[] = [];
let nRefused = 0;
try {
  writeFileSync(join(top, "go.mod"), "module example.org/m\n\ngo 1.26\n");
  for (const [i, flags] of cases.entries()) {
    mkdirSync(join(top, `p${i}`));
    writeFileSync(join(top, `p${i}`, "p.go"), `package p\n\n// #cgo CPPFLAGS: ${MARK} ${flags.join(" ")}\nimport "C"\n`);
  }
  const compiler = join(top, "cc");
  writeFileSync(compiler, `#!/bin/sh\nfor arg; do [ "$arg" = ${MARK} ] && exit 1; done\nexec gcc "$@"\n`, { mode: 0o755 });
  const { stderr } = spawnSync("go", ["build", "./..."], {
    cwd: top,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, CGO_ENABLED: "1", CC: compiler, GOFLAGS: "-mod=mod", GOWORK: "off" },
  });
  // Every package is spoken of: the compiler that always fails fails for those whose flags are taken.
  const said = new Map([...stderr.matchAll(/^example\.org\/m\/p(\d+): (.*)$/gm)].map((found) => [Number(found[1]), found[2] ?? ""]));
  for (const [i, flags] of cases.entries()) {
    const message = said.get(i);
    const theirs = message === undefined ? "nothing" : /^invalid flag in #cgo/.test(message) ? "refused" : "taken";
    const read = readCgoLine(`CPPFLAGS: ${flags.join(" ")}`, target, [], join(top, `p${i}`));
    if (read === undefined || "refused" in read) throw new Error(`a line that says nothing: ${read?.refused}`);
    const ours = refusedFlags(read.args).length > 0 ? "refused" : "taken";
    if (theirs === "refused") nRefused++;
    if (theirs !== ours) failures.push(`${flags.join(" ")}: cmd/go ${theirs} (${message}), we ${ours}`);
  }
} finally {
  rmSync(top, { recursive: true, force: true });
}
for (const failure of failures.slice(0, MAX_SHOWN)) console.log(failure);
console.log(`${cases.length} lists of flags, ${nRefused} refused`);
console.log(`${cases.length - failures.length} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && nRefused > 0 && nRefused < cases.length ? 0 : 1;
