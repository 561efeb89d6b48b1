/** Facts of imported packages on a view: what is not loaded yet is asked for, and nothing more than that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FactStore } from "../../../server/src/model/importedFacts.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import { type FileView, tableName, tablePath } from "../../../server/src/text/files.ts";
import { readTable, readText } from "../target/table.ts";

const registry = createRegistry(readTable("targets.json"));
const linux = registry.get("linux/amd64") ?? assert.fail();
const mac = registry.get("darwin/arm64") ?? assert.fail();

/** A view of some tables, which notes what was read. */
function viewOf(loaded: readonly string[], read: Set<string> = new Set()): FileView {
  return {
    read: (path) => {
      const table = tableName(path);
      if (table === undefined) return null;
      read.add(table);
      return loaded.includes(table) ? readText(table) : undefined;
    },
    list: () => null,
  };
}

test("what is not loaded is unknown and needed", () => {
  const facts = new FactStore().on(viewOf([]));
  assert.equal(facts.type("syscall", "Stat_t", linux), undefined);
  assert.deepEqual([...facts.missing].sort(), [tablePath("goPackages/linux.types.txt"), tablePath("goPackages/standardTypes.txt")]);
  assert.equal(facts.constant("syscall", "EAGAIN", mac), undefined);
  assert.equal(facts.missing.length, 4);
});

test("what is loaded is known, and every view depends on it", () => {
  const store = new FactStore();
  const loaded = ["goPackages/linux.types.txt", "goPackages/standardTypes.txt"];
  const first = store.on(viewOf(loaded));
  const stat = first.type("syscall", "Stat_t", linux);
  assert.equal(stat?.kind, "named");
  assert.deepEqual(first.missing, []);
  const read = new Set<string>();
  assert.equal(store.on(viewOf(loaded, read)).type("syscall", "Stat_t", linux), stat);
  assert.deepEqual([...read].sort(), loaded);
});

test("other packages need no table", () => {
  const facts = new FactStore().on(viewOf([]));
  assert.equal(facts.type("example.com/a", "T", linux), undefined);
  assert.equal(facts.constant("time", "Second", linux), undefined);
  assert.deepEqual(facts.missing, []);
});
