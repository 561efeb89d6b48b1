/** Packages the extension as it is built now into a temporary .vsix. */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "./codeServer.mjs";

/** Run as a program, because as a library it prints what it packs. */
const VSCE = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");

/**
 * Hands the path of the package to `use` and removes it afterwards.
 * @template T
 * @param {string} folder The extension.
 * @param {(vsix: string) => Promise<T>} use
 */
export async function packageExtension(folder, use) {
  const scratch = mkdtempSync(join(tmpdir(), "abi-lens-vsix-"));
  try {
    const packagePath = join(scratch, "abi-lens.vsix");
    const args = ["package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", packagePath];
    const { status, stdout, stderr } = spawnSync(process.execPath, [VSCE, ...args], { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`the extension does not package:\n${stdout}${stderr}`);
    return await use(packagePath);
  } finally {
    removeFolder(scratch);
  }
}
