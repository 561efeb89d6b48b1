/**
 * The language server's browser bundle, started as VS Code for the web starts it: a worker from a blob, which gets
 * every byte by message. One question of each kind must be answered as on a desktop.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openChromium, requireChromium, requireHost } from "./chromium.mjs";
import { editorFolder, extensionFolder } from "./hostPaths.mjs";
import { check, Missing, runTests } from "./report.mjs";

const DIST = join(process.env.ABI_LENS_EXTENSION ?? extensionFolder, "dist");
const BUNDLE = join(DIST, "browser", "server.js");

/** A place no request ever leaves the browser for: the page is answered by the test itself. */
const ORIGIN = "http://abi-lens.test/";
const FOLDER = "vscode-vfs://test/hdr";

await runTests("browser worker", async (test) => {
  requireChromium();
  if (!existsSync(BUNDLE)) throw new Missing("a build", "npm run build");
  await requireHost();
  const text = readFileSync(join(editorFolder, "fixture", "hdr.go"), "utf8");
  const { page, close } = await openChromium();
  try {
    const errors = [];
    page.on("pageerror", (error) => errors.push(error));
    await page.route(`${ORIGIN}**`, (route) => route.fulfill({ contentType: "text/html", body: "<title>worker</title>" }));
    await page.exposeFunction("readAsset", (name) => readFileSync(join(DIST, "assets", name)).toString("base64"));
    await page.goto(ORIGIN);
    await page.evaluate(startWorker, { script: readFileSync(BUNDLE, "utf8"), folder: FOLDER, text });

    const started = await test("the worker introduces itself", async () => {
      const { capabilities } = await page.evaluate(initialize, FOLDER);
      check(capabilities.hoverProvider === true && capabilities.diagnosticProvider !== undefined, JSON.stringify(capabilities));
    });
    if (!started) return;
    const uri = `${FOLDER}/hdr.go`;
    await test("it answers a diagnostic", async () => {
      const report = await page.evaluate(openAndPull, { uri, text });
      const found = report.items.find(({ code }) => code === "struct-mirror-mismatch");
      check(found !== undefined, JSON.stringify(report));
      const message = "field Stamp of Hdr is at offset 4, C field stamp of struct hdr is at offset 8 (linux/arm, windows/386)";
      check(found.message === message, found.message);
      const line = text.split("\n").indexOf("\tStamp int64");
      const range = { start: { line, character: 1 }, end: { line, character: 1 + "Stamp".length } };
      check(JSON.stringify(found.range) === JSON.stringify(range), JSON.stringify(found.range));
    });
    await test("it answers a hover", async () => {
      const line = text.split("\n").indexOf("\tint64_t stamp;");
      const hover = await page.evaluate((params) => window.server.request("textDocument/hover", params), {
        textDocument: { uri },
        position: { line, character: "\tint64_t st".length },
      });
      check(hover !== null && /offset/i.test(hover.contents.value), JSON.stringify(hover));
    });
    await test("it answers a code action", async () => {
      const line = text.split("\n").indexOf("\tStamp int64");
      const actions = await page.evaluate((params) => window.server.request("textDocument/codeAction", params), {
        textDocument: { uri },
        range: { start: { line: line - 2, character: 0 }, end: { line: line + 1, character: 0 } },
        context: { diagnostics: [] },
      });
      check(
        actions.some(({ title }) => title === "Insert explicit padding"),
        JSON.stringify(actions),
      );
    });
    check(errors.length === 0, `the page failed: ${errors.join("\n")}`);
  } finally {
    await close();
  }
});

/** Runs in the page: a worker from a blob, and the client's half of the conversation as `window.server`. */
function startWorker({ script, folder, text }) {
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const waiting = new Map();
  let nextId = 1;
  let fail;
  const failed = new Promise((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  worker.onerror = (event) => fail(new Error(`the worker failed: ${event.message}`));
  const answers = {
    "abiLens/asset": async ({ name }) => ({ base64: await window.readAsset(name) }),
    "abiLens/listFolder": async ({ uri }) => (uri === folder ? ["hdr.go"] : null),
    "abiLens/readFile": async ({ uri }) => (uri === `${folder}/hdr.go` ? { base64: btoa(text) } : null),
    "workspace/configuration": async ({ items }) => items.map(() => null),
  };
  worker.onmessage = async ({ data }) => {
    if (data.method === undefined) {
      const { resolve, reject } = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.error === undefined) resolve(data.result);
      else reject(new Error(data.error.message));
    } else if (data.id !== undefined) {
      const result = await answers[data.method]?.(data.params);
      worker.postMessage({ jsonrpc: "2.0", id: data.id, result: result ?? null });
    }
  };
  window.server = {
    notify: (method, params) => worker.postMessage({ jsonrpc: "2.0", method, params }),
    request: (method, params) => {
      const id = nextId++;
      const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ jsonrpc: "2.0", id, method, params });
      return Promise.race([answer, failed]);
    },
  };
}

/** Runs in the page. */
async function initialize(folder) {
  const result = await window.server.request("initialize", {
    processId: null,
    rootUri: null,
    capabilities: {
      textDocument: { diagnostic: {}, hover: { contentFormat: ["markdown"] } },
      workspace: { configuration: true, workspaceEdit: { documentChanges: true } },
    },
    initializationOptions: { clientFiles: true },
    workspaceFolders: [{ uri: folder, name: "hdr" }],
  });
  window.server.notify("initialized", {});
  return result;
}

/** Runs in the page. */
async function openAndPull({ uri, text }) {
  window.server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "go", version: 1, text } });
  return await window.server.request("textDocument/diagnostic", { textDocument: { uri } });
}
