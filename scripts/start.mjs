/**
 * `npm start [-- --no-editor]`: builds, shows what the command line finds in the examples, then opens them in VS Code
 * with the extension: the desktop editor where there is one, else, after asking, one in the browser.
 */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { build, builtSignature, inputSignature, root } from "./build.mjs";

const examples = join(root, "examples");

try {
  if ((await builtSignature()) !== (await inputSignature())) await build();
} catch (error) {
  console.error(`the build failed: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
console.log("$ abi-lens check examples\n");
const check = spawnSync(process.execPath, [join(root, "dist/node/cli.cjs"), "check", "examples"], { cwd: root, stdio: "inherit" });
// 1 means that there are findings, which is what the examples are for.
if (check.status !== 0 && check.status !== 1) process.exit(check.status ?? 3);

const hasTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
if (!process.argv.includes("--no-editor") && hasTerminal) await openEditor();

async function openEditor() {
  const isWindows = process.platform === "win32";
  const { status } = spawnSync("code", ["--version"], { shell: isWindows, stdio: "ignore" });
  if (status === 0) {
    const args = [`--extensionDevelopmentPath=${root}`, "--new-window", examples];
    const child = spawn("code", isWindows ? args.map((arg) => `"${arg}"`) : args, { shell: isWindows, stdio: "ignore", detached: true });
    child.unref();
    console.log("\nVS Code opens on examples/; open mirror/mirror.go there.");
    return;
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(
    "\nThere is no `code` on PATH. Open the examples in a VS Code in the browser (installed under test/editor once, about 820 MB)? [y/N] ",
  );
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim())) return;
  const { openInBrowser } = await import("../test/editor/open.mjs");
  await openInBrowser(examples, "mirror/mirror.go");
}
