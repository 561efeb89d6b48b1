/** Where settings come from, which win, and how mistakes in them are told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Harness, items, until } from "./harness.ts";

const FILES = { "/w/p/a.go": "package p // BAD\n" };

test("settings are asked of the client, and asked again when they change", async () => {
  const harness = new Harness({ files: FILES, workspaceFolder: "/w", settings: { targets: ["linux/arm"] } });
  await harness.start();
  await harness.open("/w/p/a.go");
  assert.equal(items(await harness.pull("/w/p/a.go"))[0]?.message, "bad word (linux/arm)");
  await until("the registrations", () => harness.registrations.length === 2);
  assert.deepEqual([...harness.registrations].sort(), ["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"]);
  harness.settings = { targets: ["linux/amd64"], minSeverity: "auto" };
  await harness.client.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await until("a refresh", () => harness.refreshes === 1);
  assert.equal(items(await harness.pull("/w/p/a.go"))[0]?.message, "bad word (linux/amd64)");
  harness.settings = { minSeverity: "error" };
  await harness.client.sendNotification("workspace/didChangeConfiguration", { settings: null });
  assert.deepEqual(items(await harness.pull("/w/p/a.go")), []);
  await harness.stop();
});

test("what is wrong with the settings is shown once, and the rest holds", async () => {
  const harness = new Harness({ files: FILES, settings: { targets: ["linux/vax"], rules: { "worse-word": "error" } } });
  await harness.start();
  await harness.open("/w/p/a.go");
  assert.equal(items(await harness.pull("/w/p/a.go"))[0]?.message, "bad word (linux/amd64, linux/arm)");
  await harness.client.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await harness.pull("/w/p/a.go");
  assert.deepEqual(harness.messages, ["ABI Lens: rules: there is no rule worse-word", 'ABI Lens: targets: unknown target "linux/vax"']);
  await harness.stop();
});

test("the project's settings file holds unless the editor says otherwise", async () => {
  const files = { ...FILES, "/w/.abi-lens.json": '{ "targets": ["linux/arm"] }' };
  const harness = new Harness({ files, workspaceFolder: "/w", settings: { targets: ["default"] } });
  await harness.start();
  await harness.open("/w/p/a.go");
  const message = async (): Promise<unknown> => items(await harness.pull("/w/p/a.go"))[0]?.message;
  assert.equal(await message(), "bad word (linux/arm)");
  harness.settings = { targets: ["linux/amd64"] };
  await harness.client.sendNotification("workspace/didChangeConfiguration", { settings: null });
  assert.equal(await message(), "bad word (linux/amd64)");
  harness.settings = {};
  harness.files.set("/w/.abi-lens.json", "{");
  const changes = [{ uri: "file:///w/.abi-lens.json", type: 2 }];
  await harness.client.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await harness.client.sendNotification("workspace/didChangeWatchedFiles", { changes });
  assert.equal(await message(), "bad word (linux/amd64, linux/arm)");
  await until("the broken file is told", () => harness.messages.some((line) => line.includes("/w/.abi-lens.json: is not JSON")));
  await harness.stop();
});

test("a client that cannot be asked pushes its settings", async () => {
  const harness = new Harness({ files: FILES, capabilities: {}, initializationOptions: { settings: { targets: ["linux/arm"] } } });
  await harness.start();
  await harness.open("/w/p/a.go");
  const last = (): unknown => harness.published.at(-1)?.diagnostics[0]?.message;
  await until("the first publication", () => last() === "bad word (linux/arm)");
  await harness.client.sendNotification("workspace/didChangeConfiguration", { settings: { abiLens: { targets: ["linux/amd64"] } } });
  await until("the second publication", () => last() === "bad word (linux/amd64)");
  await harness.stop();
});

test("an open test file takes part in its package whatever the settings say", async () => {
  const harness = new Harness({ files: { "/p/a.go": "package p\n", "/p/a_test.go": "package p // BAD\n" } });
  await harness.start();
  await harness.open("/p/a.go");
  const related = async (): Promise<boolean> => "relatedDocuments" in (await harness.pull("/p/a.go"));
  assert.equal(await related(), false);
  await harness.open("/p/a_test.go");
  assert.equal(await related(), true);
  assert.equal(items(await harness.pull("/p/a_test.go")).length, 1);
  await harness.close("/p/a_test.go");
  await harness.pull("/p/a.go");
  assert.equal(await related(), false);
  await harness.stop();
});
