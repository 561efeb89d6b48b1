/** The built server as a process: what an editor other than ours starts, `abi-lens lsp --stdio`. */
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Diagnostic, DocumentDiagnosticReport } from "vscode-languageserver/node";
import { createProtocolConnection, type ProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { items } from "./harness.ts";

const COMMAND = "dist/node/cli.cjs";
const FIXTURE = "test/editor/fixture/hdr.go";

interface Server {
  readonly process: ChildProcessWithoutNullStreams;
  readonly client: ProtocolConnection;
  readonly exit: Promise<number | null>;
}

function startServer(): Server {
  assert.ok(existsSync(COMMAND), "npm run build comes first");
  const process_ = spawn(process.execPath, [COMMAND, "lsp", "--stdio"]);
  process_.stderr.on("data", (chunk: Buffer) => assert.fail(`standard error: ${chunk.toString()}`));
  const client = createProtocolConnection(new StreamMessageReader(process_.stdout), new StreamMessageWriter(process_.stdin), undefined);
  client.listen();
  return { process: process_, client, exit: new Promise((resolve) => process_.once("exit", resolve)) };
}

async function initialize({ client }: Server): Promise<void> {
  const capabilities = { textDocument: { diagnostic: { relatedInformation: true } } };
  await client.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities, workspaceFolders: null });
  await client.sendNotification("initialized", {});
}

test("the server finds what is wrong with a file and ends when told", async () => {
  const server = startServer();
  await initialize(server);
  const uri = pathToFileURL(join(process.cwd(), FIXTURE)).href;
  const text = await readFile(FIXTURE, "utf8");
  await server.client.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "go", version: 1, text } });
  const report: DocumentDiagnosticReport = await server.client.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
  const mismatch: Diagnostic | undefined = items(report).find(({ code }) => code === "struct-mirror-mismatch");
  assert.equal(mismatch?.message, "field Stamp of Hdr is at offset 4, C field stamp of struct hdr is at offset 8 (linux/arm, windows/386)");
  await server.client.sendRequest("shutdown");
  await server.client.sendNotification("exit");
  assert.equal(await server.exit, 0);
});

test("the server does not outlive an editor that goes away", async () => {
  const server = startServer();
  await initialize(server);
  server.process.stdin.end();
  assert.equal(typeof (await server.exit), "number");
});
