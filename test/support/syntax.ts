/** The real grammars, loaded once per process, for tests. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Syntax } from "../../server/src/syntax/syntax.ts";

const require = createRequire(import.meta.url);

let loaded: Promise<Syntax> | undefined;

export function loadSyntax(): Promise<Syntax> {
  const grammars = join(dirname(require.resolve("tree-sitter-wasms/package.json")), "out");
  loaded ??= Syntax.load({
    core: readFileSync(require.resolve("web-tree-sitter/tree-sitter.wasm")),
    go: readFileSync(join(grammars, "tree-sitter-go.wasm")),
    c: readFileSync(join(grammars, "tree-sitter-c.wasm")),
  });
  return loaded;
}
