/** Packed text: what is packed comes back whole, changes little when few lines change, and a cut file is refused. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { NameSet } from "../../../server/src/system/nameSet.ts";
import { readPackedText } from "../../../server/src/system/packedText.ts";
import { repositoryRoot } from "../../support/root.ts";

interface Table {
  readonly head: string;
  readonly blocks: readonly (readonly string[] | { readonly raw: readonly string[] })[];
}
const load = (name: string): Promise<unknown> => import(pathToFileURL(join(repositoryRoot, "scripts/facts/lib", name)).href);
const { packText, unpackText } = (await load("packedText.mjs")) as {
  packText: (table: Table, before?: string) => string;
  unpackText: (text: string) => readonly string[];
};
const { nameSetLines } = (await load("nameSet.mjs")) as { nameSetLines: (names: ReadonlySet<string>) => readonly string[] };

const lines = Array.from({ length: 400 }, (_, i) => `#define ABI_LENS_${i % 7 === 0 ? "é" : "WORD"}_${i} ${i * i} ~!"$ aaaaa`);
const table: Table = { head: "head 1", blocks: [lines, { raw: ["raw", "~", " ", "é\t!"] }, ["one"]] };
const blocksOf = (text: string): readonly (readonly string[])[] => readPackedText(text)?.blocks.map((block) => block.lines()) ?? [];

test("what is packed comes back whole, and shorter", () => {
  const text = packText(table);
  assert.deepEqual(blocksOf(text), [lines, ["raw", "~", " ", "é\t!"], ["one"]]);
  assert.equal(readPackedText(text)?.head, "head 1");
  assert.deepEqual(unpackText(text), ["head 1", ...lines, "raw", "~", " ", "é\t!", "one"]);
  assert.ok(text.length * 2 < lines.join("\n").length);
});

test("few new lines are a short diff", () => {
  const before = packText(table);
  const more = { ...table, blocks: [["aaaaa new", ...lines], ...table.blocks.slice(1)] };
  const after = packText(more, before);
  const stood = new Set(before.split("\n"));
  assert.equal(after.split("\n").filter((line) => !stood.has(line)).length, 1);
  assert.deepEqual(blocksOf(after)[0], ["aaaaa new", ...lines]);
  // Characters that stood for phrases and are now used themselves no longer do.
  const taken = { ...table, blocks: [["¡¢£%&'()*+,-./:;<=>?@[\\]^`{|}", ...lines]] };
  assert.deepEqual(blocksOf(packText(taken, before))[0], taken.blocks[0]);
});

test("the tables that are shipped come back the same from reader and script", () => {
  for (const name of ["c/openbsd.txt", "goPackages/wasm.constants.txt"]) {
    const text = readFileSync(join(repositoryRoot, "data", name), "utf8");
    assert.deepEqual(blocksOf(text).flat(), unpackText(text).slice(1), name);
  }
});

test("a file that is cut off is none", () => {
  assert.equal(readPackedText(packText(table).slice(0, -1)), undefined);
  assert.equal(readPackedText(""), undefined);
});

test("a set knows all its names and hardly any other", () => {
  const names = new Set(Array.from({ length: 20_000 }, (_, i) => `NAME_${i}`));
  const set = new NameSet(nameSetLines(names));
  assert.ok([...names].every((name) => set.has(name)));
  const others = Array.from({ length: 50_000 }, (_, i) => `OTHER_${i}`).filter((name) => set.has(name));
  assert.ok(others.length < 30, `${others.length} of 50,000`);
  const few = new NameSet(nameSetLines(new Set(["A", "B"])));
  assert.deepEqual(
    ["A", "B", "C", ""].map((name) => few.has(name)),
    [true, true, false, false],
  );
  assert.equal(new NameSet([]).has("A"), false);
});
