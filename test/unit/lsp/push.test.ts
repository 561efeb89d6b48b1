/** Clients that only take pushed diagnostics, or watch no files. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Harness, until } from "./harness.ts";

test("a client that does not pull is told, once per change, and told again when the finding is gone", async () => {
  const harness = new Harness({ capabilities: {}, files: { "/p/a.go": "package p\n", "/p/b.go": "package p // BAD\n" } });
  const capabilities = await harness.start();
  assert.equal(capabilities["diagnosticProvider"], undefined);
  await harness.open("/p/a.go", "package p // BAD\n");
  await until("both files are published", () => harness.published.length === 2);
  assert.deepEqual(
    harness.published.map(({ uri, version, diagnostics }) => [uri, version, diagnostics.length, diagnostics[0]?.relatedInformation]),
    [
      ["file:///p/a.go", 1, 1, undefined],
      ["file:///p/b.go", undefined, 1, undefined],
    ],
  );
  harness.published.length = 0;
  await harness.edit("/p/a.go", 2, 0, 13, 3, "");
  await until("the edited file is published", () => harness.published.length > 0);
  assert.deepEqual(harness.published, [{ uri: "file:///p/a.go", version: 2, diagnostics: [] }]);
  harness.published.length = 0;
  await harness.close("/p/a.go");
  await until("the other file is cleared", () => harness.published.length > 0);
  assert.deepEqual(harness.published, [{ uri: "file:///p/b.go", diagnostics: [] }]);
  await harness.stop();
});

test("a client that watches no files has the disk read again when it saves", async () => {
  const harness = new Harness({ capabilities: {}, files: { "/p/a.go": "package p\n", "/p/b.go": "package p\n" } });
  await harness.start();
  await harness.open("/p/a.go", "package p // BAD\n");
  await until("the first publication", () => harness.published.length === 1);
  harness.files.set("/p/b.go", "package p // BAD\n");
  await harness.client.sendNotification("textDocument/didSave", { textDocument: { uri: "file:///p/a.go" } });
  await until("the second file is published", () => harness.published.some(({ uri }) => uri === "file:///p/b.go"));
  await harness.stop();
});
