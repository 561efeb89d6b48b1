/**
 * Starts code-server, the VS Code that is served to a browser, with folders of its own: nothing of the user's
 * configuration is read or written, no gallery is asked, and it listens on this machine only.
 */
import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeServerEntry, node24 } from "./hostPaths.mjs";

/** Settings without which screenshots and fixtures change by themselves: in a browser VS Code saves after a delay. */
const QUIET_SETTINGS = {
  "files.autoSave": "off",
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "editor.minimap.enabled": false,
  "workbench.colorTheme": "Default Dark Modern",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.openRepositoryInParentFolders": "never",
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.enabled": false,
};

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts a server and waits until it answers.
 * @param {object} options
 * @param {string} [options.userData] Folder of the profile; a temporary one by default.
 * @param {string} [options.extensions] Folder of installed extensions; a temporary one by default.
 * @param {boolean} [options.driver] Lets a page's address name an extension and tests to run.
 * @param {string} [options.log] Where the server's own output goes.
 * @param {Record<string, unknown>} [options.settings] User settings of a new profile.
 * @returns {Promise<{ address: string, port: number, stop: () => Promise<void> }>}
 */
export async function startCodeServer(options = {}) {
  const scratch = mkdtempSync(join(tmpdir(), "abi-lens-code-"));
  const profile = profileOf(options, scratch);
  const port = await freePort();
  writeFileSync(join(scratch, "config.yaml"), `bind-addr: 127.0.0.1:${port}\nauth: none\ncert: false\n`);
  const driver = options.driver ? ["--vscode-option", "enable-smoke-test-driver"] : [];
  const args = [
    ...["--config", join(scratch, "config.yaml"), ...profile.args],
    ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override"],
    ...["--disable-proxy", "--reconnection-grace-time", "1", ...driver],
  ];
  const server = run(args, scratch);
  const logPath = options.log ?? join(scratch, "server.log");
  mkdirSync(dirname(logPath), { recursive: true });
  const log = createWriteStream(logPath);
  server.stdout.pipe(log, { end: false });
  server.stderr.pipe(log, { end: false });
  const exited = new Promise((resolve) => server.once("exit", resolve));
  const stop = async () => {
    server.kill("SIGTERM");
    await Promise.race([exited, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })]);
    if (server.exitCode === null && server.signalCode === null) server.kill("SIGKILL");
    log.end();
    removeFolder(scratch);
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(port))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`code-server did not start; see ${logPath}`);
    }
    await sleep(50);
  }
  return { address: `http://127.0.0.1:${port}/`, port, stop };
}

/**
 * Installs a packaged extension into a folder of extensions.
 * @param {string} vsix
 * @param {string} extensions
 */
export async function installExtension(vsix, extensions) {
  const scratch = mkdtempSync(join(tmpdir(), "abi-lens-code-"));
  try {
    const child = run(
      ["--extensions-dir", extensions, "--user-data-dir", join(scratch, "user"), "--install-extension", vsix, "--force"],
      scratch,
    );
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    const code = await new Promise((resolve) => child.once("exit", resolve));
    if (code !== 0 || !/successfully installed/.test(output)) throw new Error(`${vsix} does not install:\n${output}`);
  } finally {
    removeFolder(scratch);
  }
}

/** Removes a folder that a process may still be about to leave. */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

function profileOf({ userData, extensions, settings }, scratch) {
  const user = userData ?? join(scratch, "user");
  const installed = extensions ?? join(scratch, "extensions");
  const file = join(user, "User", "settings.json");
  mkdirSync(dirname(file), { recursive: true });
  mkdirSync(installed, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
  return { args: ["--user-data-dir", user, "--extensions-dir", installed] };
}

function run(args, scratch) {
  const node = node24();
  if (node === undefined) throw new Error("no Node 24 for code-server: node test/editor/setup.mjs");
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(scratch, "config"),
    XDG_DATA_HOME: join(scratch, "data"),
    // No gallery: nothing is looked up on the network.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  return spawn(node, [codeServerEntry, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function answers(port) {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/healthz", timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("error", () => resolve(false));
    request.once("timeout", () => request.destroy());
  });
}
