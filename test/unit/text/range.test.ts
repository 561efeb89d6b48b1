/** Ranges, edits, lines and paths of plain text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LineIndex } from "../../../server/src/text/lineIndex.ts";
import { folderOf, isAbsolute, join } from "../../../server/src/text/path.ts";
import { applyEdits, trimEdit } from "../../../server/src/text/range.ts";

test("edits apply whatever their order", () => {
  const edits = [
    { start: 4, end: 5, newText: "E" },
    { start: 0, end: 1, newText: "" },
    { start: 2, end: 2, newText: "++" },
  ];
  assert.equal(applyEdits("abcdef", edits), "b++cdEf");
});

test("byte columns count UTF-8 bytes, positions count UTF-16 units", () => {
  const index = new LineIndex("aé😀b\r\nx\ry\n");
  assert.deepEqual(index.position(4), { line: 0, character: 4 });
  assert.deepEqual(index.byteColumn(4), { line: 1, column: 8 });
  assert.equal(index.lineCount, 4);
  assert.equal(index.lineText(0), "aé😀b");
  assert.equal(index.offset({ line: 2, character: 99 }), index.text.indexOf("y") + 1);
  for (let offset = 0; offset <= index.text.length; offset++) {
    if (offset !== 6) assert.equal(index.offset(index.position(offset)), offset);
  }
});

test("paths join without a file system", () => {
  assert.equal(join("/a/b", "../c/./d.h"), "/a/c/d.h");
  assert.equal(join("c:/x", "y"), "c:/x/y");
  assert.equal(join("/a", "/b"), "/b");
  assert.equal(join("vscode-vfs://github/o/r", "../r2/f"), "vscode-vfs://github/o/r2/f");
  assert.equal(folderOf("/a/b"), "/a");
  assert.equal(isAbsolute("a/b"), false);
});

test("an edit is trimmed to the lines it changes", () => {
  const text = "a\nb\nc\nd\n";
  assert.deepEqual(trimEdit(text, { start: 0, end: 8, newText: "a\nb\nx\nc\nd\n" }), { start: 4, end: 4, newText: "x\n" });
  assert.deepEqual(trimEdit(text, { start: 0, end: 8, newText: "a\nB\nc\nd\n" }), { start: 2, end: 4, newText: "B\n" });
  for (const newText of ["", "a\n", "a\na\nb\nc\nd\n", "a\nb\nc\nd\nd\n", "bb\n", "a\nb\nc\nd"]) {
    const edit = { start: 0, end: 8, newText };
    assert.equal(applyEdits(text, [trimEdit(text, edit)]), applyEdits(text, [edit]));
  }
});
