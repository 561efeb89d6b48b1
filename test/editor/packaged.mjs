/**
 * The packaged extension as a user has it: installed from its .vsix into a real VS Code, driven with mouse and
 * keyboard, with screenshots under test/artifacts/. Looks at what is on the screen, not at the extension's insides.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openChromium, requireChromium, requireHost } from "./chromium.mjs";
import { installExtension, removeFolder, startCodeServer } from "./codeServer.mjs";
import { artifactsFolder, editorFolder, extensionFolder } from "./hostPaths.mjs";
import { packageExtension } from "./package.mjs";
import { check, Missing, runTests } from "./report.mjs";

const EXTENSION = process.env.ABI_LENS_EXTENSION ?? extensionFolder;
const MAX_VSIX_BYTES = 3 * 1024 * 1024;

/** Crashes within three minutes of which the last is not recovered from; one has happened before. */
const CRASH_LIMIT = 4;

/** Long: a cold start on a busy machine. */
const PATIENCE = { timeout: 60_000 };

await runTests("packaged extension", async (test) => {
  requireChromium();
  if (!existsSync(join(EXTENSION, "dist", "node", "extension.cjs"))) throw new Missing("a build", "npm run build");
  await requireHost();
  const scratch = mkdtempSync(join(tmpdir(), "abi-lens-packaged-"));
  const extensions = join(scratch, "extensions");
  const folder = join(scratch, "fixture");
  try {
    cpSync(join(editorFolder, "fixture"), folder, { recursive: true });
    mkdirSync(extensions);
    const installed = await test("the .vsix is small and installs", () =>
      packageExtension(EXTENSION, async (vsix) => {
        const { size } = statSync(vsix);
        check(size < MAX_VSIX_BYTES, `the package has ${size} bytes`);
        console.log(`# the .vsix has ${Math.round(size / 1024)} kB`);
        await installExtension(vsix, extensions);
      }));
    if (!installed) return;
    const server = await startCodeServer({ extensions, userData: join(scratch, "user"), log: join(artifactsFolder, "packaged.log") });
    try {
      const browser = await openChromium();
      try {
        await drive(test, browser.page, `${server.address}?${new URLSearchParams({ folder })}`, extensions);
      } finally {
        await browser.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    removeFolder(scratch);
  }
});

async function drive(test, page, url, extensions) {
  const shot = (name) => page.screenshot({ path: join(artifactsFolder, `${name}.png`) });
  mkdirSync(artifactsFolder, { recursive: true });
  const step = async (name, body) => {
    const isDone = await test(name, body);
    if (!isDone) await shot(`failed-${name.replace(/\W+/g, "-")}`);
    return isDone;
  };

  const server = join(
    extensions,
    readdirSync(extensions).find((name) => name.startsWith("abi-lens.abi-lens-")) ?? "",
    "dist/node/server.cjs",
  );
  await step("a server that does not start is told", async () => {
    renameSync(server, `${server}.gone`);
    await page.goto(url);
    await page.waitForSelector(".monaco-workbench", PATIENCE);
    await openFile(page, "hdr.go");
    await toast(page, /the server did not start; the output says why/).waitFor(PATIENCE);
    await shot("not-started");
    renameSync(`${server}.gone`, server);
    check((await page.locator(".notification-toast").count()) === 1, "it is told more than once");
  });

  const isOpen = await step("a restart brings it, and the file gets a squiggle", async () => {
    await toast(page, /the server did not start; the output says why/)
      .getByText("Restart", { exact: true })
      .click(PATIENCE);
    await page.waitForSelector(".squiggly-error", PATIENCE);
    await closeToasts(page);
    await shot("squiggle");
  });
  if (!isOpen) return;

  await step("the preamble is colored as C", async () => {
    const span = page.locator(".view-line span span", { hasText: /^int32_t$/ }).first();
    const comment = page.locator(".view-line span span", { hasText: /Package\shdr/ }).first();
    const [color, commentColor] = await Promise.all([span, comment].map((at) => at.evaluate((node) => getComputedStyle(node).color)));
    check(color !== commentColor, `int32_t has the color of comments, ${color}`);
  });

  await step("the hover shows a table", async () => {
    await hoverWord(page, "Stamp");
    await page.waitForSelector(".monaco-hover:not(.hidden) table", PATIENCE);
    const text = await page.locator(".monaco-hover:not(.hidden)").first().textContent();
    check(text.includes("field Stamp of Hdr is at offset 4, C field stamp of struct hdr is at offset 8 (linux/arm, windows/386)"), text);
    const table = await page.locator(".monaco-hover:not(.hidden) table").first().textContent();
    check(/offset/.test(table) && /size/.test(table) && /align/.test(table) && /padding/.test(table), table);
    await shot("hover");
    await page.keyboard.press("Escape");
    await page.mouse.move(5, 5);
  });

  await step("the rule's name opens its documentation", async () => {
    await hoverWord(page, "Stamp");
    const link = page.locator(".monaco-hover:not(.hidden) a", { hasText: "struct-mirror-mismatch" });
    await link.first().click(PATIENCE);
    await page.locator(".tab", { hasText: "struct-mirror-mismatch.md" }).first().waitFor(PATIENCE);
    await shot("documentation");
    await page.keyboard.press("Control+w");
    await openFile(page, "hdr.go");
  });

  await step("the language status names the targets", async () => {
    await page.locator("#status\\.languageStatus").hover();
    const status = page.locator(".hover-language-status", { hasText: /ABI Lens: 10 targets/ }).first();
    await status.waitFor(PATIENCE);
    await shot("status");
    await page.mouse.move(5, 5);
  });

  await step("the light bulb inserts padding", async () => {
    await clickWord(page, "Stamp");
    const row = page.locator(".action-widget .monaco-list-row", { hasText: "Insert explicit padding" });
    // The menu may open before the server has answered, and then shows only what others offer.
    for (let i = 0; i < 20 && (await row.count()) === 0; i++) {
      await page.keyboard.press("Escape");
      await clickWord(page, "Stamp");
      await page.keyboard.press("Control+.");
      await sleep(1000);
    }
    await shot("light-bulb");
    await row.first().click(PATIENCE);
    const line = page.locator(".view-line", { hasText: "unsafe.Offsetof(C.struct_hdr{}.stamp)" });
    await line.first().waitFor(PATIENCE);
    await page.waitForFunction(() => document.querySelectorAll(".squiggly-error").length === 0, undefined, PATIENCE);
    await shot("fixed");
  });

  await step("a crash is shown, and the server comes back", async () => {
    const [pid] = serverProcesses(extensions);
    check(pid !== undefined, "no server process is running");
    process.kill(pid, "SIGKILL");
    await toast(page, /stopped unexpectedly/).waitFor(PATIENCE);
    // The toast slides in.
    await sleep(1000);
    await shot("crash");
    await anotherServer(extensions, pid);
    await page.keyboard.press("Control+z");
    await page.waitForSelector(".squiggly-error", PATIENCE);
  });

  await step("a server that keeps crashing is left alone until the user asks", async () => {
    let [pid] = serverProcesses(extensions);
    const [first] = [pid];
    for (let crashes = 1; crashes < CRASH_LIMIT; crashes++) {
      process.kill(pid, "SIGKILL");
      pid = await anotherServer(extensions, pid);
      // Only what answered once is started again.
      await page.waitForSelector(".squiggly-error", PATIENCE);
      await sleep(1000);
    }
    process.kill(pid, "SIGKILL");
    const told = toast(page, /keeps stopping/);
    await told.waitFor(PATIENCE);
    await shot("keeps-stopping");
    check(first !== pid && serverProcesses(extensions).length === 0, "a server still runs");
    await told.getByText("Restart", { exact: true }).click(PATIENCE);
    await anotherServer(extensions, pid);
    await page.waitForSelector(".squiggly-error", PATIENCE);
  });
}

function toast(page, text) {
  return page.locator(".notification-toast", { hasText: text }).first();
}

async function closeToasts(page) {
  const close = page.locator(".notification-toast .codicon-notifications-clear");
  while ((await close.count()) > 0) {
    await page.locator(".notification-toast").first().hover();
    await close.first().click(PATIENCE);
    await sleep(300);
  }
}

/** The first server process that is not `before`. */
async function anotherServer(extensions, before) {
  for (let i = 0; i < 100; i++) {
    const pid = serverProcesses(extensions).find((other) => other !== before);
    if (pid !== undefined) return pid;
    await sleep(100);
  }
  throw new Error("no new server process");
}

async function openFile(page, name) {
  // Keys that come before the workbench listens are lost.
  const input = page.locator(".quick-input-widget input.input");
  for (let i = 0; i < 60 && !(await input.isVisible()); i++) {
    await page.keyboard.press("Control+p");
    await sleep(500);
  }
  await input.fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor(PATIENCE);
  await page.keyboard.press("Enter");
  await page.locator(".view-line", { hasText: "package hdr" }).first().waitFor(PATIENCE);
}

/** The field `name` of the Go struct, as it is drawn. */
function fieldSpan(page, name) {
  return page
    .locator(".view-line", { hasText: new RegExp(`^\\s*${name}\\s+int64`) })
    .first()
    .locator("span span")
    .filter({ hasText: name })
    .first();
}

async function hoverWord(page, name) {
  const box = await fieldSpan(page, name).boundingBox();
  await page.mouse.move(box.x + box.width / 2 - 3, box.y + box.height / 2);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
}

async function clickWord(page, name) {
  const box = await fieldSpan(page, name).boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

/** Servers of the extension installed in this folder, and of no other. */
function serverProcesses(extensions) {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, args = ""] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return args.includes(extensions) && args.includes("dist/node/server.cjs") ? [Number(pid)] : [];
  });
}
