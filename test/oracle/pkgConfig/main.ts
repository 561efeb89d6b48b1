/**
 * Compares what we make of `.pc` files with what pkg-config says: every package that is installed here, and random
 * ones. Needs pkgconf as `pkg-config`. Run `node out/test/oracle/pkgConfig/main.js [--packages N] [--seed N]`; the
 * last line is `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { splitFlags } from "../../../server/src/c/pcFile.ts";
import { PkgConfig, type PkgConfigFolders } from "../../../server/src/c/pkgConfig.ts";
import { diskView } from "../../support/diskView.ts";
import { Random } from "../../support/random.ts";
import { randomPackages } from "./random.ts";

const MAX_SHOWN = 20;
const { values } = parseArgs({ options: { packages: { type: "string" }, seed: { type: "string" } } });
const nTrees = Number(values.packages ?? "150");
const random = new Random(Number(values.seed ?? "1"));
const view = diskView();
let nPassed = 0;
const failures: string[] = [];

interface Said {
  readonly works: boolean;
  /** `-I` in order; where one is named again counts for nothing. */
  readonly folders: readonly string[];
  /** All else, without order: where it matters, pkg-config's own versions differ. */
  readonly others: readonly string[];
}

function said(works: boolean, flags: readonly string[]): Said {
  if (!works) return { works, folders: [], others: [] };
  return {
    works,
    folders: [...new Set(flags.filter((flag) => flag.startsWith("-I")))],
    others: [...new Set(flags.filter((flag) => !flag.startsWith("-I")))].sort(),
  };
}

function theirs(args: readonly string[], folders: PkgConfigFolders): Said {
  const environment: NodeJS.ProcessEnv = { ...process.env, PKG_CONFIG_PATH: folders.path.join(":") };
  for (const name of Object.keys(environment)) if (/^(?:PKG_CONFIG_(?!PATH$)|C_INCLUDE|CPATH)/.test(name)) delete environment[name];
  if (folders.libdir !== undefined) environment["PKG_CONFIG_LIBDIR"] = folders.libdir.join(":");
  const options = args.filter((arg) => arg.startsWith("--"));
  const packages = args.filter((arg) => !arg.startsWith("--"));
  const { status, stdout } = spawnSync("pkg-config", ["--cflags", ...options, "--", ...packages], { encoding: "utf8", env: environment });
  return said(status === 0, splitFlags(stdout, false) ?? ["output that cannot be split"]);
}

function ours(args: readonly string[], folders: PkgConfigFolders): Said {
  const answer = new PkgConfig(view, folders, "/nowhere").cflags(args);
  if (!answer.done) throw new Error("asks for files that were read");
  const { cflags, problems } = answer.value;
  if (problems.length > 0) lastProblems = problems.map(({ reason }) => reason).join("; ");
  return said(problems.length === 0, cflags);
}

let lastProblems = "";

function compare(args: readonly string[], folders: PkgConfigFolders): Said {
  const [expected, found] = [theirs(args, folders), ours(args, folders)];
  if (JSON.stringify(expected) === JSON.stringify(found)) nPassed++;
  else
    failures.push(
      `${args.join(" ")} in ${[...folders.path, ...(folders.libdir ?? [])].join(":")}\n  theirs ${JSON.stringify(expected)}\n  ours   ${found.works ? JSON.stringify(found) : lastProblems}`,
    );
  return expected;
}

const installed = spawnSync("pkg-config", ["--list-package-names"], { encoding: "utf8" })
  .stdout.split("\n")
  .filter((name) => name !== "");
let nWorking = 0;
for (const name of installed) {
  if (compare([name], { path: [], libdir: undefined }).works) nWorking++;
  compare(["--static", name], { path: [], libdir: undefined });
}
for (let i = 0; i + 1 < installed.length; i += 7) {
  compare(["--keep-system-cflags", ...installed.slice(i, i + 3)], { path: [], libdir: undefined });
}

const top = mkdtempSync(join(tmpdir(), "abi-lens-pc-"));
let nRandom = 0;
let nRandomWorking = 0;
try {
  for (let tree = 0; tree < nTrees; tree++) {
    const folders = [join(top, `${tree}/a/lib/pkgconfig`), join(top, `${tree}/b/share/pkgconfig`)];
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    const { files, questions } = randomPackages(random);
    for (const { folder, name, text } of files) writeFileSync(join(folders[folder] ?? top, name), text);
    const [first = top, second = top] = folders;
    for (const args of questions) {
      nRandom++;
      if (compare(args, { path: [first], libdir: [second] }).works) nRandomWorking++;
    }
  }
} finally {
  rmSync(top, { recursive: true });
}

for (const failure of failures.slice(0, MAX_SHOWN)) console.log(failure);
console.log(
  `${installed.length} installed packages, ${nWorking} of them usable; ${nRandom} random questions, ${nRandomWorking} with an answer`,
);
console.log(`${nPassed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && nWorking > 0 && nRandomWorking > 0 ? 0 : 1;
