/**
 * Runs the Mocha suite of `suite/` in a real VS Code through `@vscode/test-electron`: the one that
 * `VSCODE_TEST_EXECUTABLE` names, else code-server in a headless Chromium; with `--desktop` a desktop VS Code, which
 * is downloaded.
 */
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireChromium, requireHost } from "./chromium.mjs";
import { removeFolder } from "./codeServer.mjs";
import { editorFolder, extensionFolder } from "./hostPaths.mjs";
import { isRequired, Missing } from "./report.mjs";

const require = createRequire(import.meta.url);
const SUITE = join(extensionFolder, "out", "test", "editor", "suite.cjs");

/** The status of an editor whose tests ran and failed. */
const TESTS_FAILED = 1;

/** The extension under test; another folder can be named for trying things out. */
const EXTENSION = process.env.ABI_LENS_EXTENSION ?? extensionFolder;

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof Missing && !isRequired) console.log(`left out: the editor suite needs ${error.message}\n0 passed, 0 failed`);
  else {
    console.error(error instanceof Error ? error.message : error);
    // The suite itself counted its failures, unless it never came to run.
    if (error?.code !== TESTS_FAILED) console.log("0 passed, 1 failed");
    process.exitCode = 1;
  }
}

async function main() {
  if (!existsSync(join(EXTENSION, "dist", "node", "extension.cjs"))) throw new Missing("a build", "npm run build");
  const executable = await chooseExecutable();
  await compile();
  const scratch = mkdtempSync(join(tmpdir(), "abi-lens-suite-"));
  try {
    // The suite edits and configures: never the sources themselves.
    const folder = join(scratch, "fixture");
    cpSync(join(editorFolder, "fixture"), folder, { recursive: true });
    const { runTests } = require("@vscode/test-electron");
    const profile = [`--user-data-dir=${join(scratch, "user")}`, `--extensions-dir=${join(scratch, "extensions")}`];
    await runTests({
      ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: EXTENSION,
      extensionTestsPath: SUITE,
      launchArgs: [folder, "--disable-workspace-trust", ...profile],
    });
    return 0;
  } finally {
    removeFolder(scratch);
  }
}

/** Undefined means that test-electron brings one. */
async function chooseExecutable() {
  if (process.env.VSCODE_TEST_EXECUTABLE) return process.env.VSCODE_TEST_EXECUTABLE;
  if (process.argv.includes("--desktop")) return undefined;
  requireChromium();
  await requireHost();
  return join(editorFolder, "codeHost.mjs");
}

async function compile() {
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: extensionFolder,
    entryPoints: ["test/editor/suite/index.ts"],
    outfile: SUITE,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
}
