/** Predefined macros, and that they agree with the data models. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { readTable } from "./table.ts";

const registry = createRegistry(readTable("targets.json"));
const macros = createPredefinedMacros(readTable("predefinedMacros.json"));

function target(id: string): Target {
  const found = registry.get(id);
  assert.ok(found !== undefined, id);
  return found;
}

function textOn(name: string, id: string): string | undefined {
  return macros.valueOf(name, target(id));
}

test("macros have the text the compiler gives them", () => {
  assert.equal(textOn("__linux__", "linux/386"), "1");
  assert.equal(textOn("__linux__", "windows/386"), undefined);
  assert.equal(textOn("_WIN32", "windows/arm64"), "1");
  assert.equal(textOn("_MSC_VER", "windows/amd64"), undefined);
  assert.notEqual(textOn("_MSC_VER", "windows/amd64+msvc"), undefined);
  assert.equal(textOn("__SIZE_TYPE__", "linux/amd64"), "long unsigned int");
  assert.equal(textOn("__REGISTER_PREFIX__", "linux/amd64"), "");
  assert.equal(textOn("__STDC_VERSION__", "linux/amd64"), "201710L");
  assert.equal(textOn("__ANDROID_MIN_SDK_VERSION__", "android/arm64"), "24");
  assert.equal(textOn("_CALL_ELF", "linux/ppc64"), "2");
  assert.equal(textOn("no_such_macro", "linux/amd64"), undefined);
});

test("byte order and widths agree with the data models", () => {
  for (const one of registry.targets) {
    const { c } = one;
    if (typeof c === "string") {
      assert.equal(macros.valueOf("__SIZEOF_INT__", one), undefined);
      assert.equal(macros.sourceOf(one), undefined);
      continue;
    }
    const order = macros.valueOf("__BYTE_ORDER__", one);
    assert.equal(order, c.bigEndian ? "__ORDER_BIG_ENDIAN__" : "__ORDER_LITTLE_ENDIAN__", one.id);
    assert.equal(macros.valueOf("__SIZEOF_POINTER__", one), String(c.pointer.size), one.id);
    for (const [name, scalar] of [
      ["__SIZEOF_LONG__", c.scalars.long],
      ["__SIZEOF_LONG_DOUBLE__", c.scalars.ldouble],
    ] as const) {
      assert.ok(typeof scalar !== "string");
      assert.equal(macros.valueOf(name, one), String(scalar.size), `${one.id} ${name}`);
    }
    assert.equal(macros.valueOf("__CHAR_UNSIGNED__", one) !== undefined, !c.charSigned, one.id);
    assert.notEqual(macros.sourceOf(one), undefined);
  }
});

test("function-like macros keep their parameters", () => {
  assert.deepEqual(macros.parametersOf("__INT64_C", target("linux/amd64")), ["c"]);
  assert.equal(textOn("__INT64_C", "linux/amd64"), "c ## L");
  assert.equal(textOn("__INT64_C", "linux/386"), "c ## LL");
  assert.equal(macros.parametersOf("__linux__", target("linux/amd64")), undefined);
});

test("gcc is imitated where only clang was at hand", () => {
  for (const id of ["linux/loong64", "linux/loong64+musl", "linux/amd64+musl", "linux/ppc64le+musl"]) {
    assert.equal(textOn("__GNUC__", id), "12", id);
    for (const name of macros.names.filter((one) => one.includes("clang") || one === "__llvm__"))
      assert.equal(textOn(name, id), undefined, `${id} ${name}`);
  }
  assert.equal(textOn("__loongarch__", "linux/loong64"), "1");
  assert.equal(textOn("__INT_FAST16_TYPE__", "linux/loong64"), "long int");
  assert.equal(textOn("__INT_FAST16_TYPE__", "linux/amd64+musl"), "int");
  assert.equal(textOn("__gnu_linux__", "linux/amd64+musl"), undefined);
  assert.equal(textOn("__gnu_linux__", "linux/loong64"), "1");
  assert.match(macros.sourceOf(target("linux/loong64")) ?? "", /^gcc as far as known/);
  assert.equal(textOn("__GNUC__", "freebsd/amd64"), "4");
});

test("a damaged table is refused", () => {
  assert.throws(() => createPredefinedMacros({}), /has no targets/);
});
