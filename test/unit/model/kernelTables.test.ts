/** The kernel's tables as a package asks for them: which are needed, and that what is absent is not asked for again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KernelStore } from "../../../server/src/model/kernelTables.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { type FileView, tablePath } from "../../../server/src/text/files.ts";
import { memoryView } from "../../support/engine.ts";
import { readTable } from "../target/table.ts";

const registry = createRegistry(readTable("targets.json"));
const on = (id: string): Target => registry.get(id) ?? assert.fail(id);

function viewOf(answer: null | undefined): FileView {
  return { read: () => answer, list: () => answer };
}

test("a table that nobody looked for yet is needed", () => {
  const tables = new KernelStore().on(viewOf(undefined));
  assert.equal(tables.pointersOf("SYS_FSTAT", on("linux/amd64")), undefined);
  assert.deepEqual(tables.missing, [tablePath("kernel/linux.calls.txt"), tablePath("kernel/linux.records.txt")]);
  assert.deepEqual(tables.requests(0x5413, on("android/arm")), []);
  assert.deepEqual(tables.missing[2], tablePath("kernel/linux.requests.txt"));
});

test("where there is no table nothing is known and nothing needed", () => {
  const tables = new KernelStore().on(viewOf(null));
  assert.equal(tables.pointersOf("SYS_FSTAT", on("linux/amd64")), undefined);
  assert.equal(tables.pointersOf("SYS_FSTAT", on("freebsd/amd64")), undefined);
  assert.deepEqual(tables.requests(0x5413, on("windows/amd64")), []);
  assert.deepEqual(tables.missing, []);
});

test("what was loaded through one view is there on others that show it", () => {
  const store = new KernelStore();
  const [pointer] = store.on(memoryView(new Map())).pointersOf("SYS_UNAME", on("linux/arm64")) ?? [];
  assert.equal(pointer?.kind === "pointer" && pointer.to.kind === "record" && pointer.to.name, "struct new_utsname");
  assert.equal(store.on(viewOf(undefined)).pointersOf("SYS_UNAME", on("linux/arm64")), undefined);
  assert.deepEqual(
    store
      .on(memoryView(new Map()))
      .requests(0x5413, on("linux/arm64"))
      .map(({ name }) => name),
    ["TIOCGWINSZ"],
  );
});
