/**
 * Compares what is said of C's integer types with what cgo and the Go compiler say, on every port whose gcc is at hand:
 * which of them may be assigned to each other, also behind pointers, and which constants they hold.
 *
 *     node out/test/oracle/go/cTypes.js
 *
 * Needs Go and the cross compilers. The last line is `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LineIndex } from "../../../server/src/text/lineIndex.ts";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";

const compilers: readonly (readonly [target: string, compiler: string])[] = [
  ["linux/386", "i686-linux-gnu-gcc"],
  ["linux/amd64", "x86_64-linux-gnu-gcc"],
  ["linux/arm", "arm-linux-gnueabihf-gcc"],
  ["linux/arm64", "aarch64-linux-gnu-gcc"],
  ["linux/mips64le", "mips64el-linux-gnuabi64-gcc"],
  ["linux/ppc64le", "powerpc64le-linux-gnu-gcc"],
  ["linux/riscv64", "riscv64-linux-gnu-gcc"],
  ["linux/s390x", "s390x-linux-gnu-gcc"],
  ["windows/386", "i686-w64-mingw32-gcc"],
  ["windows/amd64", "x86_64-w64-mingw32-gcc"],
];

const names = [
  ..."char schar uchar short ushort int uint long ulong longlong ulonglong".split(" "),
  ..."size_t ssize_t ptrdiff_t wchar_t intptr_t uintptr_t intmax_t uintmax_t time_t off_t pid_t mode_t".split(" "),
  ..."int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t int_least32_t uint_fast16_t".split(" "),
  ..."enum_plain enum_with_sign plain_t signed_t mine_t letter_t".split(" "),
];
const types = [...names.map((name) => `C.${name}`), "int32", "uint32"];
const values = [
  "-129",
  "-128",
  "-1",
  "127",
  "128",
  "255",
  "256",
  "1 << 15",
  "1 << 16",
  "1 << 31",
  "1<<32 - 1",
  "1 << 32",
  "1 << 63",
  "1 << 64",
];

const preamble = `#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>
#include <wchar.h>
enum plain { A, B };
enum with_sign { M = -1, N };
typedef enum plain plain_t;
typedef enum with_sign signed_t;
typedef size_t mine_t;
typedef char letter_t;
`;

const lines = ["package p", "", "/*", ...preamble.trimEnd().split("\n"), "*/", 'import "C"', "", "func all() {"];
const first = lines.length;
for (const [i, to] of types.entries()) {
  for (const from of types.slice(i + 1)) {
    lines.push(`\tvar _ ${to} = *new(${from})`, `\tvar _ *${to} = new(${from})`);
  }
  for (const value of values) lines.push(`\tvar _ ${to} = ${value}`, `\t_ = *new(${to}) == ${value}`, `\t_ = ${to}(${value})`);
}
lines.push("}", "");
const text = lines.join("\n");

/** The lines that the compiler refuses, from 0. */
function refused(target: string, compiler: string): ReadonlySet<number> {
  const folder = mkdtempSync(join(tmpdir(), "abi-lens-c-types-"));
  writeFileSync(join(folder, "go.mod"), "module p\n\ngo 1.21\n");
  writeFileSync(join(folder, "p.go"), text);
  const [GOOS, GOARCH] = target.split("/");
  const { stderr } = spawnSync("go", ["build", "-gcflags=-e", "."], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, CGO_ENABLED: "1", GOOS, GOARCH, CC: compiler },
  });
  rmSync(folder, { recursive: true, force: true });
  const found = [...stderr.matchAll(/^\.[/\\]p\.go:(\d+):\d+: (.*)$/gm)].map((match) => Number(match[1]) - 1);
  if (found.length === 0) throw new Error(`${target}: ${stderr.slice(0, 500)}`);
  return new Set(found);
}

const expected = new Map(compilers.map(([target, compiler]) => [target, refused(target, compiler)]));
const options = await optionsFor(compilers.map(([target]) => target).join(","));
const reports = done((await newEngine()).check(memoryView(new Map([["/p/p.go", text]])), "/p", options));
const index = new LineIndex(text);
const said = new Map<number, Set<string>>();
for (const finding of reports.flatMap((report) => report.findings)) {
  if (finding.severity !== "error") continue;
  const line = index.lineAt(finding.site.start);
  said.set(line, new Set([...(said.get(line) ?? []), ...finding.targets]));
}

let passed = 0;
let failed = 0;
for (let line = first; line < lines.length - 2; line++) {
  const wrong = compilers.map(([target]) => target).filter((target) => expected.get(target)?.has(line) === true);
  // What is wrong everywhere is the compiler's to say.
  const wanted = wrong.length === compilers.length ? "" : wrong.join(" ");
  const got = compilers
    .map(([target]) => target)
    .filter((target) => said.get(line)?.has(target) === true)
    .join(" ");
  if (wanted === got) passed++;
  else {
    failed++;
    console.log(`FAILED ${lines[line]?.trim()}: wrong on "${wanted}", said to be on "${got}"`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
