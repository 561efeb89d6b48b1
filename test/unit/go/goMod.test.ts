/** go.mod, go.work and modules.txt as the go command reads them, and the order of versions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseModuleFile, parseVendoredPackages } from "../../../server/src/go/goMod.ts";
import { compareGoVersions, compareVersions } from "../../../server/src/go/versions.ts";

test("lines and blocks, comments and strings", () => {
  const file = parseModuleFile(`// the module
module "example.com/m" // quoted
go 1.25.0
toolchain go1.26.1-custom
require example.com/a v1.2.3
require (
	example.com/b v0.0.0-20200101000000-abcdefabcdef // indirect
	\`example.com/c\` v2.0.0+incompatible

)
exclude example.com/a v1.2.2
replace example.com/a => ../a
replace (
	example.com/b v0.0.0-20200101000000-abcdefabcdef => example.com/fork v1.0.0
	"example.com/c" => /abs/c
)
retract [v1.0.0, v1.1.0] // bad
tool example.com/t
ignore ./x
`);
  assert.deepEqual(file, {
    module: "example.com/m",
    go: "1.25.0",
    toolchain: "go1.26.1",
    requires: [
      { path: "example.com/a", version: "v1.2.3" },
      { path: "example.com/b", version: "v0.0.0-20200101000000-abcdefabcdef" },
      { path: "example.com/c", version: "v2.0.0+incompatible" },
    ],
    excludes: [{ path: "example.com/a", version: "v1.2.2" }],
    replacements: [
      { old: { path: "example.com/a", version: "" }, by: { path: "../a", version: "" } },
      {
        old: { path: "example.com/b", version: "v0.0.0-20200101000000-abcdefabcdef" },
        by: { path: "example.com/fork", version: "v1.0.0" },
      },
      { old: { path: "example.com/c", version: "" }, by: { path: "/abs/c", version: "" } },
    ],
    uses: [],
    ignores: ["./x"],
    problem: undefined,
  });
});

test("a go.work names its folders", () => {
  const file = parseModuleFile("go 1.22\r\nuse ./a\r\nuse (\r\n\t./b\r\n\t../c // beside\r\n)\r\n");
  assert.deepEqual([file.go, file.uses, file.problem], ["1.22", ["./a", "./b", "../c"], undefined]);
});

test("what the go command would refuse is a problem", () => {
  for (const text of [
    "module a b\n",
    "module a\nmodule b\n",
    "require x\n",
    "require (\nx v1\n",
    'module "a\n',
    "replace a => b\n",
    "replace a\n",
    "go one\n",
    "<<<<<<< HEAD\nrequire x\n",
  ]) {
    assert.notEqual(parseModuleFile(text).problem, undefined, text);
  }
  assert.doesNotThrow(() => parseModuleFile('\0(((\n)`"\\'.repeat(1000)));
});

test("vendored packages are listed without their modules", () => {
  const text = "# example.com/a v1.0.0\n## explicit; go 1.20\nexample.com/a\nexample.com/a/b\n# example.com/c => ./c\n";
  assert.deepEqual([...parseVendoredPackages(text)], ["example.com/a", "example.com/a/b"]);
});

test("versions are ordered as semantic versions", () => {
  const inOrder = [
    "none",
    "v0.0.0-20200101000000-abc",
    "v0.1.0",
    "v1.0.0-alpha",
    "v1.0.0-alpha.1",
    "v1.0.0-alpha.beta",
    "v1.0.0-rc.2",
    "v1.0.0-rc.11",
    "v1.0.0",
    "v1.2.0",
    "v1.10.0",
    "v2.0.0+incompatible",
  ];
  for (let i = 1; i < inOrder.length; i++) {
    const [a = "", b = ""] = [inOrder[i - 1], inOrder[i]];
    assert.ok(compareVersions(a, b) < 0 && compareVersions(b, a) > 0, `${a} < ${b}`);
  }
  assert.equal(compareVersions("v1.0.0+a", "v1.0.0+b"), 0);
});

test("Go's own versions: a language is older than its releases", () => {
  const inOrder = ["1.9", "1.20rc1", "1.20", "1.20.1", "1.21", "1.21rc2", "go1.21.0", "1.25.3", "go1.26.8"];
  for (let i = 1; i < inOrder.length; i++) {
    const [a = "", b = ""] = [inOrder[i - 1], inOrder[i]];
    assert.ok(compareGoVersions(a, b) < 0 && compareGoVersions(b, a) > 0, `${a} < ${b}`);
  }
});
