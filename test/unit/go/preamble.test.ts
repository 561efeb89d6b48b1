/** Which comments cgo takes as preamble, and how their places stay those of the Go file. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readText } from "../../support/goSource.ts";

/** The C of a file, lines trimmed and empty ones left out. */
function preamble(text: string): string[] {
  const file = readText(text);
  assert.equal(file.preambleText.length, file.importsC ? text.length : 0);
  return file.preambleText
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

test("both comment forms, and both mixed, keep their offsets", () => {
  const text = 'package p\n\n// int a;\n/* int b;\n   int c; */\n//int d;\nimport "C"\n';
  assert.deepEqual(preamble(text), ["int a;", "int b;", "int c;      int d;"]);
  const { preambleText } = readText(text);
  for (const word of ["int a;", "int b;", "int c;", "int d;"]) assert.equal(preambleText.indexOf(word), text.indexOf(word));
});

test("a blank line ends the preamble", () => {
  assert.deepEqual(preamble('package p\n\n// int a;\n\n// int b;\nimport "C"\n'), ["int b;"]);
  assert.deepEqual(preamble('package p\n\n// int a;\n\nimport "C"\n'), []);
  assert.deepEqual(preamble('package p\n\n/* int a; */ import "C"\n'), []);
});

test("a comment behind the line above is no preamble", () => {
  assert.deepEqual(preamble('package p // int a;\nimport "C"\n'), []);
  assert.deepEqual(preamble('package p /* int a;\nint b; */\nimport "C"\n'), []);
  assert.deepEqual(preamble('package p // int a;\n// int b;\nimport "C"\n'), ["int b;"]);
});

test("inside parentheses the comment above the spec counts, or above a declaration of one spec", () => {
  assert.deepEqual(preamble('package p\n\n// int a;\nimport (\n\t// int b;\n\t"C"\n)\n'), ["int b;"]);
  assert.deepEqual(preamble('package p\n\n// int a;\nimport (\n\t"C"\n)\n'), ["int a;"]);
  assert.deepEqual(preamble('package p\n\n// int a;\nimport (\n\t"C"\n\t"unsafe"\n)\n'), []);
  assert.deepEqual(preamble('package p\n\n// int a;\nimport (\n\t"unsafe"\n\t// int b;\n\t"C"\n)\n'), ["int b;"]);
});

test("several imports of C make one unit", () => {
  const text = 'package p\n\n// int a;\nimport "C"\nimport "unsafe"\n\n/* int b; */\nimport "C"\n';
  assert.deepEqual(preamble(text), ["int a;", "int b;"]);
  assert.equal(readText(text).preambles.length, 2);
});

test("byte order mark and carriage returns keep every offset", () => {
  const text = '\uFEFFpackage p\r\n\r\n/*\r\nint a;\r\n*/\r\nimport "C"\r\n';
  const { preambleText, preambles } = readText(text);
  assert.equal(preambleText.indexOf("int a;"), text.indexOf("int a;"));
  assert.equal(preambleText.split("\r\n").length, text.split("\r\n").length);
  assert.deepEqual(
    preambles.map(({ start, end }) => text.slice(start, end)),
    ["/*\r\nint a;\r\n*/"],
  );
});

test("#cgo lines are taken out", () => {
  const text = 'package p\n\n// #cgo linux,amd64 LDFLAGS: -lm\n//#cgo\tCFLAGS: -DX=1 \n// #cgotcha\n// int a;\nimport "C"\n';
  assert.deepEqual(preamble(text), ["#cgotcha", "int a;"]);
  const { cgoLines } = readText(text);
  assert.deepEqual(
    cgoLines.map((line) => line.text),
    ["linux,amd64 LDFLAGS: -lm", "CFLAGS: -DX=1"],
  );
  assert.deepEqual(
    cgoLines.map(({ range }) => text.slice(range.start, range.end)),
    ["#cgo linux,amd64 LDFLAGS: -lm", "#cgo\tCFLAGS: -DX=1"],
  );
});

test("a file that does not import C has no preamble", () => {
  const file = readText('package p\n\n// int a;\nimport "unsafe"\n');
  assert.deepEqual([file.importsC, file.preambleText, file.preambles.length], [false, "", 0]);
});

test("only //export with one space exports", () => {
  const effective = (comment: string): string => {
    const found = readText(`package p\n\nimport "C"\n\n${comment}\nfunc f() {}\n`).declarations[0]?.exportComment;
    return found === undefined ? "none" : `${found.name} ${found.effective}`;
  };
  assert.equal(effective("//export f"), "f true");
  assert.equal(effective("//export  f "), "f true");
  assert.equal(effective("// says\n//export f\n// more"), "f true");
  assert.equal(effective("//export g"), "g true");
  assert.equal(effective("// export f"), "f false");
  assert.equal(effective("//  export f"), "f false");
  assert.equal(effective("//\texport f"), "f false");
  assert.equal(effective("//export\tf"), "f false");
  assert.equal(effective("// export f is what we do"), "none");
  assert.equal(effective("// export g"), "none");
  assert.equal(effective("//export f\n"), "none");
  assert.equal(effective("/*export f*/"), "none");
});
