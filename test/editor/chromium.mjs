/** A headless Chromium with a profile of its own, driven by playwright-core. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "./codeServer.mjs";
import { chromium, chromiumHint, hostRequire } from "./hostPaths.mjs";
import { Missing } from "./report.mjs";
import { installHost, isInstalled } from "./setup.mjs";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Throws `Missing` where there is no browser. */
export function requireChromium() {
  const executable = chromium();
  if (executable === undefined) throw new Missing("Chromium", chromiumHint);
  return executable;
}

/** Installs the editor host where there is a browser to use it; throws `Missing` where it cannot be had. */
export async function requireHost() {
  if (isInstalled()) return;
  // Without a browser the host would be of little use, and it is large.
  requireChromium();
  try {
    await installHost();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    throw new Missing("the editor host", "node test/editor/setup.mjs");
  }
}

/**
 * Opens a browser with one page; `close` ends it and removes its profile. The editor host must be installed.
 * @param {{ width?: number, height?: number }} [size]
 */
export async function openChromium({ width = 1400, height = 850 } = {}) {
  const executablePath = requireChromium();
  const profile = mkdtempSync(join(tmpdir(), "abi-lens-chromium-"));
  const playwright = hostRequire()("playwright-core");
  const context = await playwright.chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width, height },
    args: FLAGS,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const close = async () => {
    await context.close().catch(() => {});
    removeFolder(profile);
  };
  return { page, close };
}
