/** Packages the extension as it is built now into a temporary .vsix. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "./codeServer.mjs";

/**
 * Hands the path of the package to `use` and removes it afterwards.
 * @template T
 * @param {string} folder The extension.
 * @param {(vsix: string) => Promise<T>} use
 */
export async function packageExtension(folder, use) {
  const { createVSIX } = await import("@vscode/vsce");
  const scratch = mkdtempSync(join(tmpdir(), "abi-lens-vsix-"));
  try {
    const packagePath = join(scratch, "abi-lens.vsix");
    await createVSIX({ cwd: folder, packagePath, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
    return await use(packagePath);
  } finally {
    removeFolder(scratch);
  }
}
