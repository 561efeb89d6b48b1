#!/usr/bin/env node
/**
 * Stands in for the `code` executable when an extension's tests are run: takes the arguments that
 * `@vscode/test-electron` passes, opens the extension and its tests in code-server with a headless Chromium, prints
 * what the tests print, and exits with their status. Point `VSCODE_TEST_EXECUTABLE` at this file.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { openChromium } from "./chromium.mjs";
import { startCodeServer } from "./codeServer.mjs";
import { artifactsFolder } from "./hostPaths.mjs";
import { installHost } from "./setup.mjs";

const TIMEOUT_MS = Number(process.env.CODE_HOST_TIMEOUT_MS ?? 300_000);

const isVerbose = process.env.CODE_HOST_VERBOSE === "1";

/** As `timeout(1)` has it: the tests gave no sign of life. */
const TIMED_OUT = 124;
const CRASHED = 4;

/** What the workbench says of itself and of parts that the host leaves out on purpose; the tests say something else. */
const NOISE =
  /spdlog|native-watchdog|bindings file|AccountPolicyGate|builtin extensions|connection token|Creating a socket|reconnection-grace-time|Service Worker|AgentHost/;

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  const { options, paths } = parse(args);
  await installHost();
  const server = await startCodeServer({
    driver: true,
    userData: options.get("user-data-dir")?.[0],
    extensions: options.get("extensions-dir")?.[0],
    log: join(artifactsFolder, "code-server.log"),
  });
  try {
    const browser = await openChromium();
    try {
      return await runPage(browser.page, address(server, options, paths));
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** Splits `--name=value` and bare arguments; a name may come several times. */
function parse(args) {
  const options = new Map();
  const paths = [];
  for (const arg of args) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
    if (match === null) paths.push(arg);
    else options.set(match[1], [...(options.get(match[1]) ?? []), match[2] ?? ""]);
  }
  return { options, paths };
}

/** The page's address says what to open, which extension to load from its sources, and which tests to run. */
function address({ address: base, port }, options, paths) {
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${encodeURI(resolve(path))}`;
  const payload = [
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  for (const name of ["extensionDevelopmentPath", "extensionTestsPath"]) {
    for (const path of options.get(name) ?? []) payload.push([name, remote(path)]);
  }
  const query = new URLSearchParams();
  const target = paths.find((path) => existsSync(path));
  if (target === undefined) query.set("ew", "true");
  else query.set(target.endsWith(".code-workspace") ? "workspace" : "folder", resolve(target));
  query.set("payload", JSON.stringify(payload));
  return `${base}?${query}`;
}

async function runPage(page, url) {
  const ended = new Promise((resolveCode) => {
    const timer = setTimeout(() => {
      console.error(`the tests did not end within ${TIMEOUT_MS / 1000} s`);
      resolveCode(TIMED_OUT);
    }, TIMEOUT_MS);
    const end = (code) => {
      clearTimeout(timer);
      resolveCode(code);
    };
    page.on("crash", () => end(CRASHED));
    // The workbench calls these two by name when its driver is on.
    void page.exposeFunction("codeAutomationLog", (type, values) => {
      if (isVerbose || !values.some((value) => NOISE.test(String(value?.stack ?? value)))) (console[type] ?? console.log)(...values);
    });
    void page.exposeFunction("codeAutomationExit", (code) => end(code));
  });
  await page.goto(url);
  return await ended;
}
