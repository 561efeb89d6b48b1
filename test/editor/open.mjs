/**
 * Opens a folder in a VS Code in the browser, with this checkout's extension packaged and installed as a user would
 * have it. `npm start` uses it where there is no desktop VS Code; by hand: `node test/editor/open.mjs FOLDER [FILE]`.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { installExtension, startCodeServer } from "./codeServer.mjs";
import { extensionFolder, hostFolder } from "./hostPaths.mjs";
import { packageExtension } from "./package.mjs";
import { installHost } from "./setup.mjs";

const INTERRUPTED = 130;

/**
 * Installs what is needed, starts the editor and prints its address. Without `stop` it runs until this process is
 * interrupted.
 * @param {string} folder
 * @param {string} [file] Opened at once; a path inside the folder.
 * @returns {Promise<{ address: string, stop: () => Promise<void> }>}
 */
export async function openInBrowser(folder, file) {
  await installHost();
  const profile = join(hostFolder, "profile");
  const extensions = join(profile, "extensions");
  // An older build must not stay beside the new one.
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  await packageExtension(extensionFolder, (vsix) => installExtension(vsix, extensions));
  const server = await startCodeServer({ userData: join(profile, "user"), extensions });
  const query = new URLSearchParams({ folder: resolve(folder) });
  if (file !== undefined) {
    const uri = `vscode-remote://127.0.0.1:${server.port}${encodeURI(resolve(folder, file))}`;
    query.set("payload", JSON.stringify([["openFile", uri]]));
  }
  const address = `${server.address}?${query}`;
  const interrupt = () => {
    void server.stop().finally(() => process.exit(INTERRUPTED));
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const stop = async () => {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    await server.stop();
  };
  console.log(`VS Code is at ${address}\nCtrl+C ends it.`);
  return { address, stop };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await openInBrowser(process.argv[2] ?? ".", process.argv[3]);
}
