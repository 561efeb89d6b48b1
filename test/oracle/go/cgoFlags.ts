/**
 * Compares what we read from `#cgo` lines with what go/build does, for random lines and targets.
 *
 *     node out/test/oracle/go/cgoFlags.js [--packages N] [--seed S]
 *
 * Needs Go, but no C compiler. The last line is `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CgoLineFlags, readCgoLine } from "../../../server/src/c/cgoLines.ts";
import { readGoFile } from "../../../server/src/go/readFile.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { Random } from "../../support/random.ts";
import { loadSyntax } from "../../support/syntax.ts";
import { readTable } from "../../unit/target/table.ts";

const MAX_SHOWN = 20;
const TARGETS = ["linux/amd64", "linux/arm", "windows/386", "darwin/arm64", "freebsd/amd64", "android/arm64"];
const TAGS = ["mytag"];
const { values } = parseArgs({ options: { packages: { type: "string" }, seed: { type: "string" } } });
const random = new Random(Number(values.seed ?? "1"));
const nPackages = Number(values.packages ?? "400");

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is how cgo writes it.
const ARGUMENTS = [
  ...[
    "-I.",
    "-I",
    "inc",
    "-I../up/./x",
    "-I/abs/dir",
    "-I${SRCDIR}/x",
    "${SRCDIR}",
    "${SRCDIR}${SRCDIR}",
    "-L",
    "lib",
    "-Lrel",
    "-iquote q",
  ],
  ...["-isystem sys", "-idirafter late", "-DNAME", "-DNAME=1", "-UNAME", "-D NAME", "-std=gnu11", "-include pre.h", "-imacros m.h", "-O2"],
  ...['-DTEXT="a b"', "-DQ='x y'", '""', "'", '"', "\\", '-DX=\\"s\\"', "a\\ b", "-DP=(1)", "-DX=`id`", "-DX=$HOME", "-DE=~^!%@", "-DU=é"],
  ...["--static", "gtk+-3.0", "zlib", "--", "--define-variable=a=b", "foo>=1", "=", "#", ":", "a:b", ",", "$(x)", "x;y", "-pthread", "-lm"],
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above.
const CONDITIONS = [
  "linux",
  "windows",
  "darwin",
  "!linux",
  "amd64",
  "linux,amd64",
  "linux,!arm",
  "mytag",
  "!mytag",
  "cgo",
  "unix",
  "gc",
  "go1.18",
  "arm,linux",
];
const ODD_CONDITIONS = ["linux&&amd64", "(linux||darwin)&&!arm", "!!bad", "linux,", "&&", "a-b", "android", "ignore"];
const VERBS = ["CFLAGS", "CFLAGS", "CPPFLAGS", "CPPFLAGS", "LDFLAGS", "CXXFLAGS", "FFLAGS", "pkg-config", "pkg-config"];

function some<T>(most: number, make: () => T): readonly T[] {
  return Array.from({ length: random.below(most + 1) }, make);
}

function anyLine(): string {
  const space = (): string => random.pick([" ", " ", "  ", "\t", " \t"]);
  if (random.below(15) === 0)
    return random.pick(["noescape f", "nocallback f", "noescape", "noescape f g", "nocallback: f", "CFLAGS", ": x", "", "linux:"]);
  const conditions = some(2, () => random.pick(random.below(4) === 0 ? ODD_CONDITIONS : CONDITIONS));
  const verb = random.below(40) === 0 ? random.pick(["cflags", "LIBS", "CFLAGS2", "pkgconfig"]) : random.pick(VERBS);
  const odd = random.below(5) === 0;
  const args = some(3, () => random.pick(odd ? ARGUMENTS : ARGUMENTS.filter((arg) => !/["'\\`();#]|^[=:,]$|\$[(H]|>/.test(arg))));
  const colon = random.below(8) === 0 ? " :" : ":";
  return `${conditions.map((condition) => condition + space()).join("")}${verb}${colon}${random.below(6) === 0 ? "" : space()}${args.join(space())}`;
}

function anyFile(): string {
  const lines = [...some(2, anyLine), anyLine()].map((line) => `#cgo${random.pick([" ", " ", "\t"])}${line}`);
  const isBlock = random.below(2) === 0 && lines.every((line) => !line.includes("*/"));
  const comment = isBlock ? `/*\n${lines.join("\n")}\n*/` : lines.map((line) => `//${random.pick(["", " "])}${line}`).join("\n");
  return `package p\n\n${comment}\nimport "C"\n`;
}

type Flags = Readonly<Record<CgoLineFlags["verb"], readonly string[]>>;

interface Listed {
  readonly Dir: string;
  readonly CgoCFLAGS?: readonly string[];
  readonly CgoCPPFLAGS?: readonly string[];
  readonly CgoCXXFLAGS?: readonly string[];
  readonly CgoFFLAGS?: readonly string[];
  readonly CgoLDFLAGS?: readonly string[];
  readonly CgoPkgConfig?: readonly string[];
  readonly Error?: { readonly Err: string };
}

/** What go/build says of every package; undefined for one it refuses. */
function theirs(top: string, target: Target): ReadonlyMap<string, Flags | undefined> {
  const fields = "Dir,CgoCFLAGS,CgoCPPFLAGS,CgoCXXFLAGS,CgoFFLAGS,CgoLDFLAGS,CgoPkgConfig,Error";
  const { stdout, stderr } = spawnSync("go", ["list", "-e", `-json=${fields}`, "-tags", TAGS.join(), "./..."], {
    cwd: top,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, GOOS: target.goos, GOARCH: target.goarch, CGO_ENABLED: "1", GOFLAGS: "-mod=mod", GOWORK: "off" },
  });
  const packages: readonly Listed[] = JSON.parse(`[${stdout.replace(/^\}\n(?=\{)/gm, "},\n")}]`);
  if (packages.length === 0) throw new Error(`go list says nothing: ${stderr}`);
  return new Map(
    packages.map((listed) => [
      listed.Dir,
      listed.Error !== undefined
        ? undefined
        : {
            CFLAGS: listed.CgoCFLAGS ?? [],
            CPPFLAGS: listed.CgoCPPFLAGS ?? [],
            CXXFLAGS: listed.CgoCXXFLAGS ?? [],
            FFLAGS: listed.CgoFFLAGS ?? [],
            LDFLAGS: listed.CgoLDFLAGS ?? [],
            "pkg-config": listed.CgoPkgConfig ?? [],
          },
    ]),
  );
}

const syntax = await loadSyntax();

function ours(folder: string, target: Target): Flags | undefined {
  const flags: Record<CgoLineFlags["verb"], string[]> = {
    CFLAGS: [],
    CPPFLAGS: [],
    CXXFLAGS: [],
    FFLAGS: [],
    LDFLAGS: [],
    "pkg-config": [],
  };
  for (const name of ["a.go", "b.go"]) {
    const path = join(folder, name);
    for (const { text } of readGoFile(syntax, path, readFileSync(path, "utf8"), true).cgoLines) {
      const read = readCgoLine(text, target, TAGS, folder);
      if (read === undefined) continue;
      if ("refused" in read) return undefined;
      flags[read.verb].push(...read.args);
    }
  }
  return flags;
}

const top = realpathSync(mkdtempSync(join(tmpdir(), "abi-lens-cgo-")));
let nPassed = 0;
let nRefused = 0;
const failures: string[] = [];
try {
  writeFileSync(join(top, "go.mod"), "module example.org/m\n\ngo 1.26\n");
  for (let i = 0; i < nPackages; i++) {
    mkdirSync(join(top, `p${i}`));
    for (const name of ["a.go", "b.go"]) writeFileSync(join(top, `p${i}`, name), random.below(3) === 0 ? "package p\n" : anyFile());
  }
  const registry = createRegistry(readTable("targets.json"));
  for (const id of TARGETS) {
    const target = registry.get(id);
    if (target === undefined) throw new Error(`no target ${id}`);
    for (const [folder, expected] of theirs(top, target)) {
      const found = ours(folder, target);
      if (expected === undefined) nRefused++;
      if (JSON.stringify(found) === JSON.stringify(expected)) nPassed++;
      else {
        const text = ["a.go", "b.go"].map((name) => readFileSync(join(folder, name), "utf8")).join("");
        failures.push(`${id}\n${text}\n  theirs ${JSON.stringify(expected)}\n  ours   ${JSON.stringify(found)}`);
      }
    }
  }
} finally {
  rmSync(top, { recursive: true });
}
for (const failure of failures.slice(0, MAX_SHOWN)) console.log(failure);
console.log(`${nPackages} packages on ${TARGETS.length} targets, refused in ${nRefused} cases`);
console.log(`${nPassed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
