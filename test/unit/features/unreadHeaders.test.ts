/** Headers that cannot be read, from the bytes on: the line that includes them says why, and all else goes on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings } from "../../../server/src/config/settings.ts";
import { FileCache, settle } from "../../../server/src/features/loader.ts";
import { analysisOptions } from "../../../server/src/features/options.ts";
import type { Host } from "../../../server/src/host.ts";
import { createNodeHost } from "../../../server/src/node/host.ts";
import { asset, newEngine, optionsFor } from "../../support/engine.ts";
import { memoryHost } from "../../support/memoryHost.ts";

const go = `package p

/*
#include "other.h"
struct own { int a; };
struct both { struct other o; int b; };
*/
import "C"

func Use(o C.struct_own, b C.struct_both) {}
`;

/** What is found where `other.h` is these bytes, or fails to be read for a reason. */
async function found(
  bytes: Uint8Array | string | undefined,
  options: Partial<Awaited<ReturnType<typeof optionsFor>>> = {},
): Promise<readonly string[]> {
  const memory = memoryHost({ "/p/p.go": go });
  const host: Host = {
    ...memory,
    asset: async (name) => asset(name),
    readFile: async (path, onError) => {
      if (path !== "/p/other.h") return memory.readFile(path, onError);
      if (typeof bytes === "string") onError?.(bytes);
      return typeof bytes === "string" ? undefined : bytes;
    },
  };
  const cache = new FileCache();
  const engine = await newEngine();
  const chosen = { ...(await optionsFor("linux/amd64")), ...options };
  const reports = await settle(host, cache, () => engine.check(cache, "/p", chosen));
  return reports.flatMap(({ findings }) => findings).map(({ site, message }) => `${go.slice(site.start, site.end)}: ${message}`);
}

const told = (why: string): readonly string[] => [`#include "other.h": "other.h" ${why}; without it struct both is unknown (linux/amd64)`];

test("a header that is there is silent, in whatever bytes", async () => {
  assert.deepEqual(await found(new TextEncoder().encode("struct other { int a; };\n")), []);
  assert.deepEqual(await found(new Uint8Array([0x2f, 0x2f, 0xe9, 0x0a, ...new TextEncoder().encode("struct other { int a; };\n")])), []);
});

test("a header that is not there, cannot be read, is no text or is enormous is told with the reason", async () => {
  assert.deepEqual(await found(undefined), told("is not found"));
  assert.deepEqual(await found("cannot be read: permission denied"), told("cannot be read: permission denied"));
  assert.deepEqual(await found(new Uint8Array([0xff, 0xfe, 0x20, 0x00])), told("is UTF-16; Go and C sources are UTF-8"));
  assert.deepEqual(await found(new Uint8Array([0x20, 0x00])), told("is binary: it holds a NUL byte"));
  assert.deepEqual(await found(new Uint8Array(64 * 1024 * 1024 + 1)), told("is larger than 64 MB"));
});

test("a rule that is off says nothing", async () => {
  assert.deepEqual(await found(undefined, { rules: { "unresolved-include": "off" } }), []);
});

test("where .pc files are searched comes from the settings, then from the environment", () => {
  const { settings } = parseSettings({ pkgConfigPath: ["pc", "/abs"] });
  const environment: Readonly<Record<string, readonly string[]>> = { PKG_CONFIG_PATH: ["/env"], PKG_CONFIG_LIBDIR: [] };
  const options = analysisOptions(settings, [], "/base", { folderList: (variable) => environment[variable] });
  assert.deepEqual(options.pkgConfig, { path: ["/base/pc", "/abs", "/env"], libdir: [] });
  assert.deepEqual(analysisOptions(settings, [], "/base", {}).pkgConfig, { path: ["/base/pc", "/abs"], libdir: undefined });
});

test("the environment of Node lists folders", () => {
  const host = createNodeHost("/none", () => undefined);
  process.env["ABI_LENS_TEST_FOLDERS"] = process.platform === "win32" ? "C:\\a;;D:\\b" : "/a::/b";
  assert.deepEqual(host.folderList?.("ABI_LENS_TEST_FOLDERS"), process.platform === "win32" ? ["C:/a", "D:/b"] : ["/a", "/b"]);
  delete process.env["ABI_LENS_TEST_FOLDERS"];
  assert.equal(host.folderList?.("ABI_LENS_TEST_FOLDERS"), undefined);
});
