/** The file cache and the loop that feeds it: decoding, overlays, invalidation while loading, and its ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, decodeSource, FileCache, settle } from "../../../server/src/features/loader.ts";
import type { Host } from "../../../server/src/host.ts";
import { finished, needsFiles, needsFolders, tablePath } from "../../../server/src/text/files.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function hostOf(files: Record<string, Uint8Array>, reads: string[] = []): Host {
  return {
    target: undefined,
    readFile: async (path) => {
      reads.push(path);
      return files[path];
    },
    listFolder: async (path) => (path === "/p" ? ["b.go", "a.go"] : undefined),
    kind: async () => "file",
    realPath: async (path) => path,
    asset: async () => new Uint8Array(),
    timer: () => () => {},
    now: () => 0,
    log: () => {},
  };
}

test("text is UTF-8 and keeps its byte order mark", () => {
  assert.deepEqual(decodeSource("/a.go", bytes("\ufeffpackage a")), { text: "\ufeffpackage a" });
  assert.deepEqual(decodeSource("/a.go", new Uint8Array([0x61, 0xe9])), { reason: "is not UTF-8" });
  assert.deepEqual(decodeSource("/a.h", new Uint8Array([0x61, 0xe9])), { text: "aé" });
  assert.deepEqual(decodeSource("/a.go", new Uint8Array([0x61, 0])), { reason: "is binary: it holds a NUL byte" });
  assert.deepEqual(decodeSource("/a.h", new Uint8Array([0xff, 0xfe, 0x61, 0])), { reason: "is UTF-16; Go and C sources are UTF-8" });
});

test("settle loads until the step is finished, and every file once", async () => {
  const reads: string[] = [];
  const host = hostOf({ "/p/a.go": bytes("A"), "/p/b.go": bytes("B") }, reads);
  const cache = new FileCache();
  const step = () => {
    const names = cache.list("/p");
    if (names === undefined) return needsFolders("/p");
    const texts = (names ?? []).map((name) => cache.read(`/p/${name}`));
    if (texts.includes(undefined)) return needsFiles("/p/a.go", "/p/b.go", "/p/b.go");
    return finished(texts.join("+"));
  };
  assert.deepEqual(await Promise.all([settle(host, cache, step), settle(host, cache, step)]), ["A+B", "A+B"]);
  assert.deepEqual(reads, ["/p/a.go", "/p/b.go"]);
});

test("an absent file is null without a problem, an unreadable one has its reason", async () => {
  const cache = new FileCache();
  const host = hostOf({ "/x.go": new Uint8Array([0]) });
  await cache.load(host, { files: ["/x.go", "/none.go"], folders: ["/none"] });
  assert.equal(cache.read("/x.go"), null);
  assert.equal(cache.read("/none.go"), null);
  assert.equal(cache.list("/none"), null);
  assert.deepEqual(cache.problems(), [{ path: "/x.go", reason: "is binary: it holds a NUL byte" }]);
});

test("an overlay wins over the disk, stands in its folder, and ends", async () => {
  const files: Record<string, Uint8Array> = { "/p/a.go": bytes("disk") };
  const host = hostOf(files);
  const cache = new FileCache();
  cache.overlay("/p/a.go", "open");
  cache.overlay("/p/c.go", "new");
  await cache.load(host, { files: ["/p/a.go"], folders: ["/p"] });
  assert.equal(cache.read("/p/a.go"), "open");
  assert.deepEqual(cache.list("/p"), ["a.go", "b.go", "c.go"]);
  cache.removeOverlay("/p/a.go");
  assert.equal(cache.read("/p/a.go"), undefined);
  await cache.load(host, { files: ["/p/a.go"], folders: [] });
  assert.equal(cache.read("/p/a.go"), "disk");
});

test("what was read before an invalidation is not stored after it", async () => {
  const cache = new FileCache();
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const host: Host = {
    ...hostOf({}),
    readFile: async () => {
      await gate;
      return bytes("old");
    },
  };
  const loading = cache.load(host, { files: ["/a.go"], folders: [] });
  cache.invalidate("/a.go");
  release();
  await loading;
  assert.equal(cache.read("/a.go"), undefined);
});

test("a step that asks for what it has is an error, a cancelled one ends", async () => {
  const cache = new FileCache();
  cache.overlay("/a.go", "x");
  await assert.rejects(
    settle(hostOf({}), cache, () => needsFiles("/a.go")),
    /already has: \/a.go/,
  );
  await assert.rejects(
    settle(hostOf({}), cache, () => finished(1), { cancelled: true }),
    CancelledError,
  );
});

test("a table of the installation is an asset, read once and kept when files are forgotten", async () => {
  const asked: string[] = [];
  const host: Host = {
    ...hostOf({}),
    asset: async (name) => {
      asked.push(name);
      return bytes("rows");
    },
  };
  const cache = new FileCache();
  const path = tablePath("sizes/linux.txt");
  const step = () => {
    const text = cache.read(path);
    return text === undefined ? needsFiles(path) : finished(text);
  };
  assert.equal(await settle(host, cache, step), "rows");
  cache.invalidateAll();
  assert.equal(await settle(host, cache, step), "rows");
  assert.deepEqual(asked, ["data/sizes/linux.txt"]);
});

test("a table that is missing is a broken installation, not an empty table", async () => {
  const broken: Host = { ...hostOf({}), asset: () => Promise.reject(new Error("no asset")) };
  await assert.rejects(new FileCache().load(broken, { files: [tablePath("x")], folders: [] }), /no asset/);
});
