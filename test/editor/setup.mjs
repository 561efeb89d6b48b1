/**
 * Installs the editor host (see hostPaths.mjs) into .host/, from the package registry alone: no install script
 * runs, no compiler and no system header is needed. Does nothing when the installation matches the lockfile.
 * Run it by hand with `node test/editor/setup.mjs`; the suites and `npm start` call `installHost`.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { codeServerEntry, editorFolder, hostFolder, installedStamp, node24, vscodeFolder } from "./hostPaths.mjs";

const INPUTS = ["package.json", "package-lock.json", ".npmrc"];
const QUIET = ["--no-audit", "--no-fund", "--loglevel=error"];
const LOCK_STALE_MS = 15 * 60_000;

/** True when the host is installed and belongs to the present lockfile. */
export function isInstalled() {
  return installedStamp() === wantedStamp() && existsSync(codeServerEntry) && node24() !== undefined;
}

/**
 * Installs what is missing. `say` gets one line per step.
 * @param {(line: string) => void} say
 */
export async function installHost(say = (line) => console.error(line)) {
  if (isInstalled()) return;
  mkdirSync(hostFolder, { recursive: true });
  const release = await lock(say);
  try {
    if (isInstalled()) return;
    rmSync(join(hostFolder, "ready"), { force: true });
    say("installing the editor host into test/editor/.host (about 820 MB, once)");
    for (const name of INPUTS) copyFileSync(join(editorFolder, name), join(hostFolder, name));
    await npm(["ci", ...QUIET], hostFolder, process.env);
    const node = node24();
    if (node === undefined) {
      throw new Error(
        `code-server needs Node 24 and none is known for ${process.platform}-${process.arch}: run this with Node 24, or set CODE_SERVER_NODE`,
      );
    }
    // The two inner installs are what code-server's own postinstall does. `npm ci` refuses its shrinkwrap.
    const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` };
    for (const folder of [vscodeFolder, join(vscodeFolder, "extensions")]) {
      await npm(["install", "--omit=dev", "--ignore-scripts", ...QUIET], folder, env);
    }
    writeFileSync(join(hostFolder, "ready"), wantedStamp());
    say("the editor host is installed");
  } finally {
    release();
  }
}

function wantedStamp() {
  const hash = createHash("sha256");
  for (const name of INPUTS) hash.update(readFileSync(join(editorFolder, name)));
  return hash.digest("hex");
}

/** Two installations into one folder would spoil each other; the second waits for the first. */
async function lock(say) {
  const path = join(hostFolder, "installing");
  for (let said = false; ; said = true) {
    try {
      mkdirSync(path);
      return () => rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > LOCK_STALE_MS) rmSync(path, { recursive: true, force: true });
    else {
      if (!said) say(`waiting for another installation (remove ${path} if there is none)`);
      await sleep(500);
    }
  }
}

function npm(args, cwd, env) {
  // npm_execpath is set under `npm run`; it may be another package manager's, so the name is checked.
  const cli = process.env.npm_execpath;
  const own = cli !== undefined && /npm-cli\.c?js$/.test(cli);
  const node = env === process.env ? process.execPath : (node24() ?? process.execPath);
  const [command, all] = own ? [node, [cli, ...args]] : ["npm", args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, all, { cwd, env, stdio: ["ignore", "pipe", "inherit"], shell: process.platform === "win32" && !own });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args[0]} in ${cwd} failed with status ${code}\n${output}`));
    });
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await installHost();
