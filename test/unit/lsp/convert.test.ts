/** What the engine answers, in the terms of the protocol and within what the client can do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeAction } from "../../../server/src/features/api.ts";
import { Converter } from "../../../server/src/lsp/convert.ts";
import { Documents } from "../../../server/src/lsp/documents.ts";

const abilities = { relatedInformation: true, codeDescription: true, markdown: true, documentChanges: true };
const nothing = (): void => {};
const documents = new Documents({ opened: nothing, changed: nothing, closed: nothing });
const view = { read: (path: string) => (path === "/p/a.go" ? "package p\n\ntype T struct{}\n" : null), list: () => null };
const action: CodeAction = {
  title: "Split",
  finding: undefined,
  preferred: false,
  edits: [
    { path: "/p/a.go", edit: { start: 11, end: 27, newText: "" } },
    { path: "/p/b.go", edit: { start: 0, end: 0, newText: "package p\n" }, creates: true },
  ],
};

test("a file that a fix brings is created before it is filled", () => {
  const converter = new Converter(view, documents, { ...abilities, createsFiles: true }, undefined);
  assert.ok(converter.canApply(action));
  assert.deepEqual(converter.codeAction(action, []).edit, {
    documentChanges: [
      { kind: "create", uri: "file:///p/b.go" },
      {
        textDocument: { uri: "file:///p/a.go", version: null },
        edits: [{ range: { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } }, newText: "" }],
      },
      {
        textDocument: { uri: "file:///p/b.go", version: null },
        edits: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: "package p\n" }],
      },
    ],
  });
});

test("a client that cannot create files is not offered such a fix", () => {
  const converter = new Converter(view, documents, { ...abilities, createsFiles: false }, undefined);
  assert.ok(!converter.canApply(action));
});
