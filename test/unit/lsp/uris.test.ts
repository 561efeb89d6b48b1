/** URIs of editors and paths of the engine stand for each other one to one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isRemotePath, pathOfUri, uriOfPath } from "../../../server/src/lsp/uris.ts";

const PAIRS: readonly (readonly [uri: string, path: string])[] = [
  ["file:///a/b.go", "/a/b.go"],
  ["file:///a%20b/%C3%A9%23%25%3F.go", "/a b/é#%?.go"],
  ["file:///c%3A/Users/x.go", "c:/Users/x.go"],
  ["file:///a/x%28y%29%21%27%2A.go", "/a/x(y)!'*.go"],
  ["file://server/share/x.go", "file://server/share/x.go"],
  ["vscode-vfs://github/o/r/a%20b.go", "vscode-vfs://github/o/r/a b.go"],
  ["vscode-remote://wsl%2Bubuntu/home/x.go", "vscode-remote://wsl%2Bubuntu/home/x.go"],
];

test("URIs and paths are one to one", () => {
  for (const [uri, path] of PAIRS) {
    assert.equal(pathOfUri(uri), path);
    assert.equal(uriOfPath(path), uri);
  }
});

test("editors may spell one file in several ways", () => {
  for (const uri of ["file:///C:/Users/x.go", "file:///c:/Users/x.go", "FILE:///C%3a/Users/x.go"]) {
    assert.equal(pathOfUri(uri), "c:/Users/x.go");
  }
  assert.equal(pathOfUri("file:///a/100%.go"), "/a/100%.go");
  assert.equal(pathOfUri("untitled:Untitled-1"), "untitled:///Untitled-1");
  assert.equal(pathOfUri("file:///c:"), "c:");
});

test("only places without a local file system are remote", () => {
  assert.equal(isRemotePath("/a/b"), false);
  assert.equal(isRemotePath("c:/a"), false);
  assert.equal(isRemotePath("vscode-vfs://github/o/r"), true);
  assert.equal(isRemotePath("file://server/share/x.go"), true);
});
