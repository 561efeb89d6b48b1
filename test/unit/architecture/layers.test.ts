/** Who may import whom: strictly down, and inside one rank only along the arrows of docs/architecture.md. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveSpecifier, specifiersOf, trackedFiles } from "./sources.ts";

const ranks: Readonly<Record<string, number>> = {
  node: 6,
  browser: 6,
  lsp: 5,
  cli: 5,
  features: 4,
  rules: 3,
  fixes: 3,
  model: 2,
  go: 1,
  c: 1,
  call: 0,
  layout: 0,
  system: 0,
  syntax: 0,
  config: 0,
  target: 0,
  types: 0,
  text: 0,
  "host.ts": 0,
};

/** What a folder may import of its own rank. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  rules: ["fixes"],
  go: ["c"],
  call: ["layout", "target", "types"],
  layout: ["target", "types"],
  system: ["target", "types"],
  syntax: ["text"],
  config: ["target"],
  // The data model of a target is told in terms of C's scalar types.
  target: ["types"],
};

/** Which packages a folder of the server may import. */
const packages: Readonly<Record<string, RegExp>> = {
  syntax: /^web-tree-sitter$/,
  lsp: /^vscode-languageserver(?:-textdocument)?(?:\/|$)/,
  node: /^(?:node:|vscode-languageserver(?:\/|$))/,
  browser: /^vscode-languageserver(?:\/|$)/,
};

const isSource = (path: string): boolean => path.endsWith(".ts") && !path.endsWith(".d.ts");
const serverFiles = trackedFiles().filter((path) => path.startsWith("server/src/") && isSource(path));
const clientFiles = trackedFiles().filter((path) => path.startsWith("client/src/") && isSource(path));
const folderOf = (path: string): string => path.split("/")[2] ?? "";

test("every folder of the server has a rank", () => {
  assert.ok(serverFiles.length > 0);
  assert.deepEqual(
    [...new Set(serverFiles.map(folderOf))].filter((folder) => ranks[folder] === undefined),
    [],
  );
});

test("the server imports strictly down", () => {
  const wrong: string[] = [];
  for (const path of serverFiles) {
    for (const specifier of specifiersOf(path).filter((word) => word.startsWith("."))) {
      const to = resolveSpecifier(path, specifier);
      const [from, into] = [folderOf(path), folderOf(to)];
      if (!to.startsWith("server/src/")) wrong.push(`${path} leaves the server: ${specifier}`);
      else if (from !== into && !(rank(from) > rank(into)) && arrows[from]?.includes(into) !== true)
        wrong.push(`${path} imports ${specifier}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("the server imports packages only at their doors", () => {
  const wrong: string[] = [];
  for (const path of serverFiles) {
    for (const specifier of specifiersOf(path).filter((word) => !word.startsWith("."))) {
      if (packages[folderOf(path)]?.test(specifier) !== true) wrong.push(`${path} imports ${specifier}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("the client imports vscode, and node only in client/src/node", () => {
  const wrong: string[] = [];
  for (const path of clientFiles) {
    const isNode = path.startsWith("client/src/node/");
    for (const specifier of specifiersOf(path)) {
      const isOwn = specifier.startsWith(".") && resolveSpecifier(path, specifier).startsWith("client/src/");
      // The messages between the two are the server's to define.
      const isProtocol = resolveSpecifier(path, specifier) === "server/src/lsp/protocol.ts";
      const isPackage = /^(?:vscode|vscode-languageclient(?:\/\w+)?)$/.test(specifier);
      if (!(isOwn || isProtocol || isPackage || (isNode && specifier.startsWith("node:")))) wrong.push(`${path} imports ${specifier}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("a rule never imports another rule", () => {
  const isRule = (path: string): boolean => /^server\/src\/rules\/[a-z]+(?:-[a-z]+)+\.ts$/.test(path);
  const wrong = serverFiles
    .filter(isRule)
    .flatMap((path) => specifiersOf(path).map((specifier) => ({ path, to: resolveSpecifier(path, specifier) })))
    .filter(({ to }) => isRule(to));
  assert.deepEqual(wrong, []);
});

function rank(folder: string): number {
  return ranks[folder] ?? Number.NaN;
}
