/**
 * The C colors in cgo preambles, with the tokenizer and the Go and C grammars of the installed editor host: what
 * is C is scoped as C, what is Go stays Go, and no half-typed preamble reaches the code below it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { requireHost } from "./chromium.mjs";
import { extensionFolder, vscodeFolder } from "./hostPaths.mjs";
import { check, runTests } from "./report.mjs";

const INJECTION = join(extensionFolder, "syntaxes", "cgo.injection.tmLanguage.json");
const GRAMMARS = {
  "source.go": join(vscodeFolder, "extensions/go/syntaxes/go.tmLanguage.json"),
  "source.c": join(vscodeFolder, "extensions/cpp/syntaxes/c.tmLanguage.json"),
  "source.c.platform": join(vscodeFolder, "extensions/cpp/syntaxes/platform.tmLanguage.json"),
  "abi-lens.cgo.injection": INJECTION,
};

async function loadTokenizer() {
  const load = async (name, main) => {
    const module = await import(pathToFileURL(join(vscodeFolder, "node_modules", name, main)).href);
    return module.default ?? module;
  };
  const oniguruma = await load("vscode-oniguruma", "release/main.js");
  const textmate = await load("vscode-textmate", "release/main.js");
  const wasm = readFileSync(join(vscodeFolder, "node_modules/vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const path = GRAMMARS[scope];
      return path === undefined ? null : textmate.parseRawGrammar(readFileSync(path, "utf8"), path);
    },
    getInjections: (scope) => (scope === "source.go" ? ["abi-lens.cgo.injection"] : undefined),
  });
  const grammar = await registry.loadGrammar("source.go");
  return { grammar, initial: textmate.INITIAL };
}

/** For each line, its text and whether each character is scoped as C (`c`), comment (`/`) or anything else (`.`). */
function picture({ grammar, initial }, text) {
  const lines = [];
  let state = initial;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    lines.push(
      tokens
        .map(({ startIndex, endIndex, scopes }) => {
          const isGoComment = scopes.some((scope) => /^(punctuation\.definition\.)?comment\..*go$/.test(scope));
          const isC = scopes.includes("meta.embedded.block.c") && !scopes.includes("punctuation.definition.comment.go");
          const kind = isC ? "c" : isGoComment ? "/" : ".";
          return kind.repeat(Math.min(endIndex, line.length) - startIndex);
        })
        .join(""),
    );
  }
  return lines.map((shape) => (shape === "" ? "" : [...new Set(shape)].length === 1 ? shape[0] : [...new Set(shape)].join("")));
}

function scopesAt({ grammar, initial }, text, word) {
  let state = initial;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    const at = line.indexOf(word);
    if (at >= 0) return tokens.find(({ startIndex, endIndex }) => startIndex <= at && at < endIndex).scopes;
  }
  return [];
}

const BLOCK = `package p

/*
Some words on the preamble.
#cgo LDFLAGS: -lfoo
#include <stdint.h>

struct hdr {
	int32_t kind; // C comment
	int64_t stamp;
};
*/
import "C"

type Hdr struct{ Kind int32 }`;

const LINES = `package p

// Some words on the preamble.
// #include <stdint.h>
// struct hdr {
//	int32_t kind;
// };
import "C"

type Hdr struct{ Kind int32 }`;

const UNCLOSED = `package p

/*
struct hdr {
	int32_t kind;
*/
import "C"

type Hdr struct{ Kind int32 }`;

const ORDINARY = `// Package p has words such as struct and int in its comments.
// typedefs are a C thing; so is the struct.
package p

/*
Structs of this kind, and int or void, are prose.
if x {
	for y {
*/

// const (
//	A = 1
// )
func f() {
	// int32(x)
	s := \`
// #include <stdio.h>
\`
}`;

const CASES = [
  ["a /* */ preamble", BLOCK, [".", "", "/", "/", "c", "c", "", "c", "c", "c", "c", "/", ".", "", "."]],
  ["a // preamble", LINES, [".", "", "/", "/c", "/c", "/c", "/c", ".", "", "."]],
  ["an unclosed brace ends with the comment", UNCLOSED, [".", "", "/", "c", "c", "/", ".", "", "."]],
  [
    "ordinary comments and strings stay what they are",
    ORDINARY,
    ["/", "/", ".", "", "/", "/", "/", "/", "/", "", "/", "/", "/", ".", "./", ".", ".", ".", "."],
  ],
  ["C on the line of the opening mark", 'package p\n\n/* #include <x.h>\nint f(void);\n*/\nimport "C"', [".", "", "/c", "c", "/", "."]],
  ["CRLF", 'package p\r\n\r\n// #include <x.h>\r\nimport "C"\r\nvar x int', [".", ".", "/c", ".", "."]],
];

await runTests("grammar", async (test) => {
  await requireHost();
  const tokenizer = await loadTokenizer();
  for (const [name, text, expected] of CASES) {
    await test(name, () => {
      const actual = picture(tokenizer, text);
      check(
        JSON.stringify(actual) === JSON.stringify(expected),
        `expected ${JSON.stringify(expected)}\n     got ${JSON.stringify(actual)}`,
      );
    });
  }
  await test("C keywords, types and directives have C's own scopes", () => {
    for (const text of [BLOCK, LINES]) {
      for (const [word, scope] of [
        ["include", "keyword.control.directive.include.c"],
        ["struct hdr", "storage.type.struct.c"],
        ["int32_t", "storage.type.built-in.c"],
      ]) {
        const scopes = scopesAt(tokenizer, text, word);
        check(scopes.includes(scope), `${word} lacks ${scope}: ${scopes.join(" ")}`);
      }
    }
    const directive = scopesAt(tokenizer, BLOCK, "#cgo");
    check(directive.includes("keyword.control.directive.cgo"), `#cgo: ${directive.join(" ")}`);
  });
});
