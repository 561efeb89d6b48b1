/**
 * Compares what `abi-lens layout FOLDER --targets all --format json` prints with go/types on every port: package
 * syscall of the installed Go, and the unix and windows packages of golang.org/x/sys.
 *
 *     node out/test/oracle/go/structs.js [FOLDER…]
 *
 * Every package-level struct must be there on every port that has it, with its size, alignment and the places of its
 * fields; none may be unknown and none too many. Needs Go and a built command line. The last line is `N passed, N failed`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repositoryRoot } from "../../support/root.ts";

/** The version that the facts in `data/` are made from. */
const systemModule = "golang.org/x/sys@v0.49.0";

interface TypeFact {
  readonly Name: string;
  readonly Text: string;
  readonly Alias: boolean;
  readonly Generic: boolean;
  readonly Size: number;
  readonly Align: number;
  readonly Places: readonly { readonly Name: string; readonly Offset: number; readonly Size: number }[] | null;
}

interface PrintedField {
  readonly name: string;
  readonly bitOffset: number;
  readonly bitSize: number;
}

type Printed =
  | { readonly targets: readonly string[]; readonly size: number; readonly align: number; readonly fields: readonly PrintedField[] }
  | { readonly targets: readonly string[]; readonly unknown: string };

interface PrintedRecord {
  readonly name: string;
  readonly language: string;
  readonly file: string;
  readonly layouts: readonly Printed[];
}

const scratch = mkdtempSync(join(tmpdir(), "go-structs-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** Undefined where there is neither network nor module cache. */
function systemFolder(): string | undefined {
  const { status, stdout } = spawnSync("go", ["mod", "download", "-json", systemModule], {
    cwd: scratch,
    encoding: "utf8",
    env: { ...process.env, GO111MODULE: "on", GOFLAGS: "-mod=mod" },
  });
  return status === 0 ? (JSON.parse(stdout) as { readonly Dir: string }).Dir : undefined;
}

function foldersToCompare(): readonly string[] {
  const named = process.argv.slice(2);
  if (named.length > 0) return named;
  const system = systemFolder();
  if (system === undefined) console.log(`left out: structs of ${systemModule}, which cannot be downloaded`);
  const goRoot = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
  return [join(goRoot, "src/syscall"), ...(system === undefined ? [] : [join(system, "unix"), join(system, "windows")])];
}

const program = join(scratch, "checked");
execFileSync("go", ["build", "-o", program, join(repositoryRoot, "test/oracle/go/checked.go")], {
  env: { ...process.env, GO111MODULE: "off" },
  stdio: "inherit",
});
const ports = execFileSync("go", ["tool", "dist", "list"], { encoding: "utf8" }).trim().split("\n");

/** One line that says all of a struct's layout. */
function described(size: number, align: number, fields: readonly (readonly [name: string, offset: number, size: number])[]): string {
  return `size ${size} align ${align}: ${fields.map(([name, offset, length]) => `${name} ${offset}+${length}`).join(", ")}`;
}

/** By port and name. */
function printedStructs(folder: string): ReadonlyMap<string, string> {
  const output = execFileSync(
    process.execPath,
    [join(repositoryRoot, "dist/node/cli.cjs"), "layout", folder, "--targets", "all", "--format", "json"],
    { encoding: "utf8", maxBuffer: 2 ** 30 },
  );
  const structs = new Map<string, string>();
  for (const record of (JSON.parse(output) as { readonly records: readonly PrintedRecord[] }).records) {
    if (record.language !== "go" || dirname(record.file) !== folder) continue;
    for (const layout of record.layouts) {
      const text =
        "unknown" in layout
          ? `unknown: ${layout.unknown}`
          : described(
              layout.size,
              layout.align,
              layout.fields.map(({ name, bitOffset, bitSize }) => [name, bitOffset / 8, bitSize / 8]),
            );
      for (const target of layout.targets) structs.set(`${target} ${record.name}`, text);
    }
  }
  return structs;
}

function checkedStructs(folder: string, port: string): ReadonlyMap<string, string> {
  const output = execFileSync(program, ["-declarations", port, folder], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, GO111MODULE: "off" },
  });
  const structs = new Map<string, string>();
  if (output === "") return structs;
  const { Types } = JSON.parse(output) as { readonly Types: readonly TypeFact[] | null };
  for (const { Name, Text, Alias, Generic, Size, Align, Places } of Types ?? []) {
    if (Alias || Generic || !Text.startsWith("struct{")) continue;
    structs.set(
      `${port} ${Name}`,
      described(
        Size,
        Align,
        (Places ?? []).map((place) => [place.Name, place.Offset, place.Size]),
      ),
    );
  }
  return structs;
}

let passed = 0;
const failures: string[] = [];
for (const folder of foldersToCompare()) {
  const printed = printedStructs(folder);
  let nPorts = 0;
  const before = passed;
  for (const port of ports) {
    const expected = checkedStructs(folder, port);
    if (expected.size > 0) nPorts++;
    for (const [key, text] of expected) {
      const actual = printed.get(key) ?? "missing";
      if (actual === text) passed++;
      else failures.push(`${folder} ${key}: go/types says ${text}, we say ${actual}`);
    }
    const extra = [...printed.keys()].filter((key) => key.startsWith(`${port} `) && !expected.has(key));
    for (const key of extra) failures.push(`${folder} ${key}: go/types knows no such struct`);
  }
  console.log(`${folder}: ${passed - before} structs right on ${nPorts} ports`);
  if (passed === before) failures.push(`${folder}: nothing was compared`);
}
for (const failure of failures.slice(0, 40)) console.log(failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
