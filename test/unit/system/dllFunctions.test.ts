/** What functions of Windows' DLLs take, and the records behind their pointers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { createDllFunctions, type DllFunction, type DllParameter } from "../../../server/src/system/dllFunctions.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import type { CRecord } from "../../../server/src/types/c.ts";
import { readTable, readText } from "../target/table.ts";

const registry = createRegistry(readTable("targets.json"));
const functions = createDllFunctions(readText);
const on = (id: string): Target => registry.get(`windows/${id}`) ?? assert.fail(id);

function sizeOf(record: CRecord | undefined, id: string): number | string {
  const { c } = on(id);
  if (record === undefined || typeof c === "string") return "none";
  const layout = layoutRecord(record, c);
  return layout.known ? layout.size : layout.reason;
}

function known(dll: string, name: string, id: string): DllFunction {
  return functions.function(dll, name, on(id)) ?? assert.fail(`${dll}.${name} on ${id}`);
}

function shown(parameter: DllParameter): string {
  if (parameter.kind === "pointer") return `${parameter.direction === "in" ? "const " : ""}${parameter.record?.name ?? ""}*`;
  return parameter.kind === "record" ? parameter.record.name : parameter.kind === "float" ? `float${parameter.bits}` : parameter.kind;
}

const taken = (dll: string, name: string, id: string): string => known(dll, name, id).parameters.map(shown).join(" ");

test("pointers to records by the name that programs write", () => {
  assert.equal(taken("kernel32", "ReadFile", "amd64"), "word * word * OVERLAPPED*");
  assert.equal(taken("kernel32", "SystemTimeToFileTime", "arm64"), "const SYSTEMTIME* FILETIME*");
  assert.equal(taken("user32", "GetMessageW", "386"), "MSG* word word word");
  assert.equal(taken("ws2_32", "WSASend", "amd64"), "word WSABUF* word * word OVERLAPPED* *");
  const overlapped = functions.record("OVERLAPPED", on("amd64"));
  assert.equal(overlapped?.tag, "_OVERLAPPED");
  assert.equal(sizeOf(overlapped, "amd64"), 32);
  assert.equal(sizeOf(functions.record("OVERLAPPED", on("386")), "386"), 20);
});

test("one record where it is declared alike, with integers as wide as pointers", () => {
  assert.equal(functions.record("OVERLAPPED", on("386")), functions.record("OVERLAPPED", on("arm64")));
  assert.equal(functions.record("OVERLAPPED", on("386")), functions.record("OVERLAPPED", on("386+msvc")));
  assert.notEqual(functions.record("CONTEXT", on("amd64")), functions.record("CONTEXT", on("arm64")));
  assert.equal(sizeOf(functions.record("CONTEXT", on("amd64")), "amd64"), 1232);
  assert.equal(sizeOf(functions.record("CONTEXT", on("386")), "386"), 716);
});

test("what #pragma pack does on one architecture only", () => {
  assert.equal(functions.record("SHFILEOPSTRUCTW", on("386"))?.pack, 1);
  assert.equal(sizeOf(functions.record("SHFILEOPSTRUCTW", on("386")), "386"), 30);
  assert.equal(functions.record("SHFILEOPSTRUCTW", on("amd64"))?.pack, undefined);
  assert.equal(sizeOf(functions.record("SHFILEOPSTRUCTW", on("amd64")), "amd64"), 56);
});

test("values that are no word", () => {
  assert.equal(taken("kernel32", "SetConsoleCursorPosition", "amd64"), "word COORD");
  assert.equal(taken("user32", "WindowFromPoint", "386"), "POINT");
  assert.equal(taken("kernel32", "SetFilePointerEx", "386"), "word LARGE_INTEGER LARGE_INTEGER* word");
  assert.equal(taken("kernel32", "VerSetConditionMask", "386"), "wide word word");
  assert.deepEqual(known("kernel32", "VerSetConditionMask", "386").result, { kind: "wide" });
  assert.deepEqual(known("kernel32", "GetTickCount64", "amd64").result, { kind: "wide" });
  assert.equal(taken("gdi32", "SetMiterLimit", "amd64"), "word float32 *");
  assert.deepEqual(known("user32", "GetCursorPos", "386").result, { kind: "word" });
  assert.deepEqual(known("kernel32", "GetSystemTime", "386").result, { kind: "void" });
});

test("pointers to integers that a Go variable may be too small for", () => {
  const [, own, system] = known("kernel32", "GetProcessAffinityMask", "amd64").parameters;
  assert.ok(own?.kind === "pointer" && system?.kind === "pointer");
  assert.deepEqual(own.to, { kind: "standard", name: "uintptr_t" });
  assert.equal(own.record, undefined);
});

test("functions of bytes share the records of wide characters but for the characters", () => {
  assert.equal(taken("kernel32", "FindFirstFileW", "amd64"), "* WIN32_FIND_DATAW*");
  assert.equal(taken("kernel32", "FindFirstFileA", "amd64"), "* WIN32_FIND_DATAA*");
  const bytes = functions.record("WIN32_FIND_DATAA", on("amd64"));
  assert.equal(bytes?.tag, "_WIN32_FIND_DATAA");
  assert.equal(sizeOf(bytes, "amd64"), 320);
  assert.equal(sizeOf(functions.record("WIN32_FIND_DATAW", on("amd64")), "amd64"), 592);
  assert.equal(functions.function("kernel32", "FindFirstFile", on("amd64")), undefined);
});

test("the name of a DLL", () => {
  const one = known("kernel32", "ReadFile", "amd64");
  assert.deepEqual(functions.function("Kernel32.DLL", "ReadFile", on("amd64")), one);
  assert.deepEqual(functions.function("C:\\Windows\\System32\\kernel32.dll", "ReadFile", on("amd64")), one);
  assert.deepEqual(functions.function(undefined, "ReadFile", on("amd64")), one);
  assert.equal(functions.function("user32", "ReadFile", on("amd64")), undefined);
  assert.equal(functions.function("mine.dll", "ReadFile", on("amd64")), undefined);
});

test("an architecture's own DLLs", () => {
  assert.equal(known("kernel32", "ReadFile", "386").convention, "stdcall");
  assert.equal(known("kernel32", "ReadFile", "amd64").convention, undefined);
  assert.equal(functions.function("kernel32", "RtlVirtualUnwind", on("386")), undefined);
  assert.notEqual(functions.function("kernel32", "RtlVirtualUnwind", on("amd64")), undefined);
  assert.equal(functions.function("kernel32", "ReadFile", registry.get("linux/amd64") ?? assert.fail()), undefined);
  assert.equal(functions.record("OVERLAPPED", registry.get("linux/amd64") ?? assert.fail()), undefined);
});

test("nothing is known of functions that take words only, nor without the tables", () => {
  assert.equal(functions.function("kernel32", "CloseHandle", on("amd64")), undefined);
  assert.equal(functions.function("kernel32", "NoSuchFunction", on("amd64")), undefined);
  assert.equal(createDllFunctions(() => undefined).function("kernel32", "ReadFile", on("amd64")), undefined);
});

test("records that programs may pass in an earlier version", () => {
  const parameter = known("shell32", "Shell_NotifyIconW", "amd64").parameters[1];
  assert.ok(parameter?.kind === "pointer" && parameter.isVersioned);
  const overlapped = known("kernel32", "ReadFile", "amd64").parameters[4];
  assert.ok(overlapped?.kind === "pointer" && !overlapped.isVersioned);
});

test("every record that a function takes is laid out", () => {
  let nRecords = 0;
  for (const id of ["386", "amd64", "arm64"]) {
    for (const name of functions.functionNames) {
      for (const dll of functions.dlls) {
        for (const parameter of functions.function(dll, name, on(id))?.parameters ?? []) {
          if (parameter.kind !== "record" && (parameter.kind !== "pointer" || parameter.record === undefined)) continue;
          nRecords++;
          assert.equal(typeof sizeOf(parameter.record, id), "number", `${name} ${id}`);
        }
      }
    }
  }
  assert.ok(nRecords > 2500);
});
