/** Clients that pull diagnostics: positions, edits, overlays and files that depend on each other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CancellationTokenSource, type CodeAction, type Hover, type TextDocumentEdit } from "vscode-languageserver/node";
import type { FakeEngine } from "./fakeEngine.ts";
import { Harness, items, until, uriOf, VSCODE } from "./harness.ts";

test("a pull answers the findings of the open text, at UTF-16 positions", async () => {
  const harness = new Harness({
    files: { "/p/a.go": "package p\n" },
    initializationOptions: { ruleDocs: "https://example.test/{rule}.html" },
  });
  const capabilities = await harness.start();
  assert.deepEqual(capabilities["diagnosticProvider"], {
    identifier: "abi-lens",
    interFileDependencies: true,
    workspaceDiagnostics: false,
  });
  await harness.open("/p/a.go", "package p\r\n// 😀é BAD\r\n");
  assert.deepEqual(items(await harness.pull("/p/a.go")), [
    {
      range: { start: { line: 1, character: 7 }, end: { line: 1, character: 10 } },
      severity: 2,
      code: "bad-word",
      codeDescription: { href: "https://example.test/bad-word.html" },
      source: "abi-lens",
      message: "bad word (linux/amd64, linux/arm)",
      relatedInformation: [
        {
          location: { uri: "file:///p/a.go", range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } },
          message: "the file starts here",
        },
      ],
    },
  ]);
  await harness.stop();
});

test("edits are applied as they come, and equal answers keep their id", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  const first = await harness.pull("/p/a.go");
  assert.equal(items(first).length, 0);
  const unchanged = await harness.pull("/p/a.go", first.resultId);
  assert.equal(unchanged.kind, "unchanged");
  await harness.edit("/p/a.go", 2, 1, 0, 0, "// BA");
  await harness.edit("/p/a.go", 3, 1, 5, 0, "D");
  const second = await harness.pull("/p/a.go", first.resultId);
  assert.deepEqual(items(second)[0]?.range.start, { line: 1, character: 3 });
  assert.notEqual(second.resultId, first.resultId);
  await harness.edit("/p/a.go", 4, 0, 0, 0, " ");
  assert.equal((await harness.pull("/p/a.go", second.resultId)).kind, "unchanged", "nothing moved");
  await harness.stop();
});

test("an open document wins over the disk, also one the disk does not have", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p // BAD\n", "/p/b.go": "package p\n" } });
  await harness.start();
  await harness.open("/p/b.go");
  await harness.open("/p/a.go", "package p\n");
  assert.equal(items(await harness.pull("/p/a.go")).length, 0);
  await harness.open("/p/new.go", "package p // BAD\n");
  assert.equal(items(await harness.pull("/p/new.go")).length, 1);
  await harness.close("/p/a.go");
  const report = await harness.pull("/p/b.go");
  assert.deepEqual(Object.keys(("relatedDocuments" in report && report.relatedDocuments) || {}).sort(), [
    "file:///p/a.go",
    "file:///p/new.go",
  ]);
  await harness.stop();
});

test("findings in other files come as related documents, and go again", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p\n//use ../c/x.h\n", "/c/x.h": "\ufeffBAD\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  const before = await harness.pull("/p/a.go");
  const header = "relatedDocuments" in before ? before.relatedDocuments?.["file:///c/x.h"] : undefined;
  assert.ok(header?.kind === "full");
  assert.deepEqual(header.items[0]?.range.start, { line: 0, character: 0 }, "an editor shows the file without its byte order mark");
  harness.files.set("/c/x.h", "GOOD\n");
  await harness.client.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: "file:///c/x.h", type: 2 }] });
  const after = await harness.pull("/p/a.go", before.resultId);
  assert.deepEqual("relatedDocuments" in after && after.relatedDocuments?.["file:///c/x.h"], {
    kind: "full",
    resultId: "3",
    items: [],
  });
  await harness.stop();
});

test("a header that is open shows what the packages that read it find", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p\n//use ../c/x.h\n", "/c/x.h": "int x;\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  await harness.open("/c/x.h", undefined, "c");
  await harness.pull("/p/a.go");
  assert.equal(items(await harness.pull("/c/x.h")).length, 0);
  await harness.edit("/c/x.h", 2, 0, 4, 1, "BAD");
  assert.equal(items(await harness.pull("/c/x.h")).length, 1);
  await harness.stop();
});

test("the client is asked to pull again when an edit elsewhere changes what it was told", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p\n//use x.h\n", "/p/x.h": "int x;\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  await harness.open("/p/x.h", undefined, "c");
  await harness.pull("/p/a.go");
  await harness.pull("/p/x.h");
  await harness.edit("/p/a.go", 2, 1, 0, 0, "//");
  await harness.pull("/p/a.go");
  await sleep(400);
  assert.equal(harness.refreshes, 0, "nobody's answer changed");
  await harness.edit("/p/a.go", 3, 1, 0, 2, "");
  await harness.edit("/p/x.h", 2, 0, 4, 1, "BAD");
  await until("a refresh", () => harness.refreshes === 1);
  await harness.stop();
});

test("one run answers all who ask at once, and a later question costs nothing", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p // BAD\n", "/p/b.go": "package p\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  await harness.open("/p/b.go");
  const reports = await Promise.all(["/p/a.go", "/p/b.go", "/p/a.go"].map((path) => harness.pull(path)));
  assert.deepEqual(
    reports.map((report) => items(report).length),
    [1, 0, 1],
  );
  assert.deepEqual(harness.engine.checks, ["/p"]);
  await harness.pull("/p/a.go");
  assert.deepEqual(harness.engine.checks, ["/p"]);
  await harness.stop();
});

test("opening a file as it is on disk makes nothing stale; closing it asks the disk again", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p\n", "/p/b.go": "package p // BAD\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  await harness.pull("/p/a.go");
  await harness.open("/p/b.go");
  await harness.pull("/p/b.go");
  assert.deepEqual(harness.engine.checks, ["/p"]);
  await harness.close("/p/b.go");
  await harness.pull("/p/a.go");
  assert.deepEqual(harness.engine.checks, ["/p", "/p"]);
  await until("the engine forgets", () => harness.engine.forgotten.includes("/p/b.go"));
  await harness.stop();
});

test("a cancelled request says so and spoils nothing", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p // BAD\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  const source = new CancellationTokenSource();
  const pulled = harness.client.sendRequest("textDocument/diagnostic", { textDocument: { uri: uriOf("/p/a.go") } }, source.token);
  source.cancel();
  await assert.rejects(pulled, { code: -32800 });
  assert.equal(items(await harness.pull("/p/a.go")).length, 1);
  await harness.stop();
});

test("an error of the engine is logged and answered neutrally", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p // BAD\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  harness.engine.failure = new Error("lost my way");
  assert.deepEqual(items(await harness.pull("/p/a.go")), []);
  await until("the error is logged", () => harness.logged.some((line) => line.includes("diagnostics failed: Error: lost my way")));
  assert.equal(items(await harness.pull("/p/a.go")).length, 1);
  await harness.stop();
});

test("an engine that does not load is told in the status, and requests are answered all the same", async () => {
  const engine: Promise<FakeEngine> = Promise.reject(new Error("the go grammar does not load: truncated"));
  engine.catch(() => {});
  const harness = new Harness({ engine, files: { "/p/a.go": "package p // BAD\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  assert.deepEqual(items(await harness.pull("/p/a.go")), []);
  const status = await harness.status();
  assert.equal(status.state, "failed");
  assert.equal(status.reason, "the go grammar does not load: truncated");
  await harness.stop();
});

test("with tracing on, the server tells what each request cost", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p\n" } });
  const traced: string[] = [];
  harness.client.onNotification("$/logTrace", ({ message }: { message: string }) => void traced.push(message));
  await harness.start();
  await harness.open("/p/a.go");
  await harness.pull("/p/a.go");
  assert.deepEqual(traced, []);
  await harness.client.sendNotification("$/setTrace", { value: "messages" });
  await harness.pull("/p/a.go");
  await until("a line of trace", () => traced.some((line) => /^diagnostics: \d+ ms$/.test(line)));
  await harness.stop();
});

test("hovers are Markdown where the client takes it", async () => {
  for (const [capabilities, kind] of [
    [VSCODE, "markdown"],
    [{}, "plaintext"],
  ] as const) {
    const harness = new Harness({ capabilities });
    await harness.start();
    await harness.open("/p/a.go", "package p\n\nvar count int\n");
    const ask = (line: number, character: number): Promise<Hover | null> =>
      harness.client.sendRequest("textDocument/hover", { textDocument: { uri: uriOf("/p/a.go") }, position: { line, character } });
    assert.deepEqual(await ask(2, 5), {
      contents: { kind, value: "**count**" },
      range: { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } },
    });
    assert.equal(await ask(1, 0), null);
    await harness.stop();
  }
});

test("a fix carries the document's version and the diagnostic it answers", async () => {
  const harness = new Harness({});
  await harness.start();
  await harness.open("/p/a.go", "package p // BAD\n");
  await harness.edit("/p/a.go", 2, 0, 0, 0, " ");
  const [diagnostic] = items(await harness.pull("/p/a.go"));
  assert.ok(diagnostic);
  const shown = { ...diagnostic, data: "the client's own" };
  const ask = (only?: string[]): Promise<CodeAction[]> =>
    harness.client.sendRequest("textDocument/codeAction", {
      textDocument: { uri: uriOf("/p/a.go") },
      range: diagnostic.range,
      context: { diagnostics: [shown], ...(only === undefined ? {} : { only }) },
    });
  const [action, ...rest] = await ask();
  assert.deepEqual(rest, []);
  assert.equal(action?.title, "Make it good");
  assert.equal(action.kind, "quickfix");
  assert.equal(action.isPreferred, true);
  assert.deepEqual(action.diagnostics, [shown]);
  assert.deepEqual(action.edit?.documentChanges as TextDocumentEdit[], [
    {
      textDocument: { uri: "file:///p/a.go", version: 2 },
      edits: [{ range: { start: { line: 0, character: 14 }, end: { line: 0, character: 17 } }, newText: "GOOD" }],
    },
  ]);
  assert.equal((await ask(["quickfix"])).length, 1);
  assert.equal((await ask(["source.organizeImports"])).length, 0);
  const [all, ...more] = await ask(["source.fixAll"]);
  assert.deepEqual(more, []);
  assert.equal(all?.kind, "source.fixAll.abiLens");
  assert.deepEqual(
    (await ask(["source.fixAll.abiLens"])).map(({ title }) => title),
    [all.title],
  );
  assert.deepEqual(all.edit?.documentChanges as TextDocumentEdit[], [
    {
      textDocument: { uri: "file:///p/a.go", version: 2 },
      edits: [{ range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, newText: " package p // GOOD\n" }],
    },
  ]);
  await harness.stop();
});

test("documents that were never saved are packages of their own", async () => {
  const harness = new Harness({});
  await harness.start();
  await harness.open("untitled:Untitled-1", "package p // BAD\n");
  await harness.open("untitled:Untitled-2", "package p\n");
  assert.equal(items(await harness.pull("untitled:Untitled-1")).length, 1);
  const other = await harness.pull("untitled:Untitled-2");
  assert.equal(items(other).length, 0);
  assert.equal("relatedDocuments" in other, false);
  await harness.stop();
});

test("files of a virtual workspace are read through the client", async () => {
  const harness = new Harness({ initializationOptions: { clientFiles: true } });
  const asked: string[] = [];
  harness.client.onRequest("abiLens/listFolder", ({ uri }: { uri: string }) => {
    asked.push(uri);
    return uri === "vscode-vfs://github/o/r%20s" ? ["a.go", "b.go", "sub/"] : null;
  });
  harness.client.onRequest("abiLens/readFile", ({ uri }: { uri: string }) => {
    asked.push(uri);
    return uri.endsWith("/b.go") ? { base64: Buffer.from("package p // é BAD\n").toString("base64") } : null;
  });
  await harness.start();
  const uri = "vscode-vfs://github/o/r%20s/a.go";
  await harness.open(uri, "package p\n");
  const report = await harness.pull(uri);
  const related = "relatedDocuments" in report ? report.relatedDocuments : undefined;
  assert.deepEqual(Object.keys(related ?? {}), ["vscode-vfs://github/o/r%20s/b.go"]);
  assert.deepEqual(harness.reads, [], "the local disk is not asked");
  await harness.stop();
});

test("the status counts what is known", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p // BAD\n", "/q/a.go": "package q\n" } });
  await harness.start();
  assert.deepEqual((await harness.status()).targets, []);
  await harness.open("/p/a.go");
  await harness.open("/q/a.go");
  await Promise.all([harness.pull("/p/a.go"), harness.pull("/q/a.go")]);
  const { lastCheckMs, ...status } = await harness.status();
  assert.equal(typeof lastCheckMs, "number");
  assert.deepEqual(status, {
    state: "ready",
    targets: ["linux/amd64", "linux/arm"],
    packages: 2,
    pairs: 2,
    unknown: 0,
    findings: 1,
  });
  await harness.stop();
  assert.equal(harness.engine.disposed, true);
});
