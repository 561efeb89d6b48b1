/**
 * `npm run package`: the extension as `abi-lens-X.Y.Z.vsix`. Fails when it or its facts are larger than they should be, or
 * when it holds what only developers need. With `--check` the file is made in a temporary folder and removed.
 */
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVSIX, listFiles } from "@vscode/vsce";
import { build, root } from "./build.mjs";

const MAX_BYTES = 3 * 1024 * 1024;
/** All tables of facts together, as they lie on a user's disk. */
const MAX_TABLE_BYTES = 1_500_000;

/** What the extension cannot run without, and what has no business in it. */
const required = [
  "package.json",
  "dist/node/extension.cjs",
  "dist/node/server.cjs",
  "dist/browser/extension.cjs",
  "dist/browser/server.js",
  "dist/assets/data/targets.json",
];
const unwanted = /^(?:server|client|test|scripts|out|data|node_modules|\.)/;

const isCheck = process.argv.includes("--check");
await build();
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const folder = isCheck ? await mkdtemp(join(tmpdir(), "abi-lens-")) : root;
const path = join(folder, `abi-lens-${version}.vsix`);
const problems = [];
try {
  const files = await listFiles({ cwd: root, dependencies: false });
  problems.push(...required.filter((name) => !files.includes(name)).map((name) => `${name} is missing`));
  problems.push(...files.filter((name) => unwanted.test(name)).map((name) => `${name} does not belong in the package`));
  const tables = files.filter((name) => name.startsWith("dist/assets/data/"));
  const sizes = await Promise.all(tables.map(async (name) => (await stat(join(root, name))).size));
  const tableBytes = sizes.reduce((sum, size) => sum + size, 0);
  if (tableBytes === 0) problems.push("no table of facts is in the package");
  if (MAX_TABLE_BYTES < tableBytes) problems.push(`the tables of facts have ${tableBytes} bytes, more than ${MAX_TABLE_BYTES}`);
  await createVSIX({ cwd: root, packagePath: path, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
  const { size } = await stat(path);
  if (MAX_BYTES < size) problems.push(`the package has ${size} bytes, more than ${MAX_BYTES}`);
  console.log(
    `${isCheck ? `abi-lens-${version}.vsix` : path}: ${files.length} files, ${(size / 1024).toFixed(0)} kB, ${(tableBytes / 1000).toFixed(0)} kB of it tables before packing`,
  );
} finally {
  if (isCheck) await rm(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
