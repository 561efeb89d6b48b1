/**
 * Compares the folders that a pattern with `...` means with those of `go list`: on generated modules with every name
 * the go command treats apart, and on Go's own library. Needs Go. Run `node out/test/oracle/go/patterns.js`; the last
 * line is `N passed, N failed`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { readPaths } from "../../../server/src/cli/places.ts";
import type { Session } from "../../../server/src/cli/session.ts";
import { FileCache } from "../../../server/src/features/loader.ts";
import { createNodeHost } from "../../../server/src/node/host.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import { memoryTerminal } from "../../support/memoryHost.ts";
import { Random } from "../../support/random.ts";
import { repositoryRoot } from "../../support/root.ts";

const MODULES = 25;
const MAX_SHOWN = 20;

const names = ["a", "b", "ab", "a.b", "vendor", "testdata", "_x", ".y", "node_modules", "vendors", "x"];
const patterns = [
  "./...",
  "./a...",
  "./a/...",
  "./.../b",
  "./a.../b...",
  "./vendor/...",
  "./.../vendor/...",
  "./...x",
  "./x/.../a",
  "./b/../...",
];
const ignored = ["./a", "b", "./a/b", "a/b", "node_modules", "./", ".", "x", "/b", "./vendor/", '"ab"', "nothing"];

const { targets } = JSON.parse(readFileSync(join(repositoryRoot, "data/targets.json"), "utf8")) as {
  targets: { id: string; cgo: boolean }[];
};
const host = createNodeHost("", () => undefined);
let nPassed = 0;
const failures: string[] = [];

/** The folders that hold Go files among those the pattern means. */
async function ourFolders(root: string, pattern: string): Promise<readonly string[]> {
  const session: Session = {
    host,
    cache: new FileCache(),
    terminal: memoryTerminal({ folder: root }),
    registry: createRegistry(JSON.parse(readFileSync(join(repositoryRoot, "data/targets.json"), "utf8"))),
    parts: {
      version: "0.0.0",
      rules: [],
      createRegistry: () => Promise.reject(new Error("not asked for")),
      createEngine: () => Promise.reject(new Error("not asked for")),
      serve: async () => 0,
    },
  };
  const [request] = await readPaths(session, [pattern], undefined);
  const folders = (request?.places ?? []).map(({ folder }) => folder);
  return folders.filter((folder) => readdirSync(folder).some((name) => /^[^_.].*\.go$/.test(name))).map((folder) => relative(root, folder));
}

/**
 * What go list says, for one target or for this machine. Of vendored folders that match it only says that they have no
 * import path.
 */
function goFolders(root: string, pattern: string, environment: Readonly<Record<string, string>> = {}): readonly string[] {
  const env = { ...process.env, GOFLAGS: "-mod=mod", GOWORK: "off", GOPROXY: "off", GO111MODULE: "on", ...environment };
  const { stdout } = spawnSync("go", ["list", "-e", "-find", "-f", "{{.Dir}}", pattern], { cwd: root, env, encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((folder) => relative(root, folder));
}

const isVendored = (folder: string): boolean => /(?:^|\/)vendor\//.test(folder);

function compare(what: string, ours: readonly string[], theirs: readonly string[]): void {
  const missing = theirs.filter((folder) => !ours.includes(folder));
  const extra = ours.filter((folder) => !theirs.includes(folder));
  if (missing.length === 0 && extra.length === 0) nPassed++;
  else failures.push(`${what}: missing ${JSON.stringify(missing)}, too many ${JSON.stringify(extra)}`);
}

/** Folders three deep, some of them modules of their own, some without Go files. */
function makeModule(root: string, random: Random): string {
  const ignores = Array.from({ length: random.below(4) }, () => random.pick(ignored));
  const lines =
    random.below(10) < 5
      ? ignores.map((path) => `ignore ${path}\n`).join("")
      : `ignore (\n${ignores.map((path) => `\t${path} // left out\n`).join("")})\n`;
  const goMod = `module example.com/m\n\ngo 1.26\n\n${ignores.length === 0 ? "" : lines}`;
  writeFileSync(join(root, "go.mod"), goMod);
  const grow = (folder: string, depth: number): void => {
    mkdirSync(folder, { recursive: true });
    if (random.below(10) < 8) writeFileSync(join(folder, "p.go"), "package p\n");
    // A pattern may name a folder of the first level, and one that is another module go list refuses.
    if (depth > 1 && random.below(10) < 1) writeFileSync(join(folder, "go.mod"), "module example.com/other\n\ngo 1.26\n");
    if (depth === 3) return;
    for (const name of names) if (random.below(10) < (depth === 0 ? 8 : 4)) grow(join(folder, name), depth + 1);
  };
  grow(root, 0);
  return ignores.length === 0 ? "no ignore" : `ignore ${ignores.join(" ")}`;
}

async function generatedModules(): Promise<void> {
  const random = new Random(20_261_125);
  for (let i = 0; i < MODULES; i++) {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "abi-lens-patterns-")));
    try {
      const told = makeModule(root, random);
      for (const pattern of patterns) {
        const ours = await ourFolders(root, pattern);
        const vendored = pattern.includes("vendor") ? ours.filter(isVendored) : [];
        compare(`module ${i} (${told}) ${pattern}`, ours, [...goFolders(root, pattern), ...vendored]);
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
}

/** go list answers for one target at a time: a folder that none of them has holds only files that no target builds. */
async function ownLibrary(): Promise<void> {
  const root = join(execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim(), "src");
  const ours = await ourFolders(root, "./...");
  const theirs = new Set<string>();
  for (const { id, cgo } of targets.filter((target) => !target.id.includes("+"))) {
    const [GOOS = "", GOARCH = ""] = id.split("/");
    for (const folder of goFolders(root, "./...", { GOOS, GOARCH, CGO_ENABLED: cgo ? "1" : "0", GOFLAGS: "" })) theirs.add(folder);
  }
  const constrained = ours.filter((folder) => {
    const files = readdirSync(join(root, folder)).filter((name) => /^[^_.].*\.go$/.test(name));
    return files.every((name) => /^\/\/go:build /m.test(readFileSync(join(root, folder, name), "utf8")));
  });
  // The go command knows this folder of its library by name: it holds documentation and no package.
  const isNamed = new Set([...theirs, ...constrained, "builtin"]);
  compare(`${dirname(root)}: ./...`, ours, [...isNamed].sort());
  console.log(`Go's library: ${ours.length} folders, ${ours.filter((folder) => !theirs.has(folder)).join(" ")} built by no target`);
}

await generatedModules();
await ownLibrary();
for (const failure of failures.slice(0, MAX_SHOWN)) console.log(failure);
console.log(`${nPassed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && nPassed > 0 ? 0 : 1;
