/** Types, constants and functions of packages without source, as the tables know them, inside Go code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createGoPackages } from "../../../server/src/system/goPackages.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import { crossingTexts, typeText, viewOf } from "../../support/goSource.ts";
import { readTable, readText } from "../target/table.ts";

const facts = createGoPackages(readText);
const registry = createRegistry(readTable("targets.json"));

/** The view of a text with imports of everything used here, on one target. */
function view(text: string, id: string = "linux/amd64"): ReturnType<typeof viewOf> {
  const target = registry.get(id) ?? assert.fail(id);
  const imports = `import (\n"image"\n"syscall"\n"unsafe"\nsys "golang.org/x/sys/unix"\n)\n`;
  return viewOf(imports + text, {
    sizes: target.go,
    imported: (path, name) => facts.type(path, name, target),
    importedConstant: (path, name) => facts.constant(path, name, target),
    importedResults: (path, name) => facts.func(path, name, target)?.results,
  });
}

test("fields have the types of their packages", () => {
  const text = "type T struct { a sys.Timespec; b *syscall.Stat_t; c image.Point; d sys.NoSuchType }";
  assert.match(typeText(view(text), "T"), /^struct\{a unix\.Timespec; b \*syscall\.Stat_t; c image\.Point; d /);
  const sizes = (id: string): readonly unknown[] =>
    view(
      `const a = unsafe.Sizeof(sys.Timespec{})\nconst b = unsafe.Sizeof(syscall.Stat_t{})\nconst c = unsafe.Sizeof(sys.NoSuchType{})`,
      id,
    ).constants.map(({ value }) => value);
  assert.deepEqual(sizes("linux/amd64"), [16n, 144n, undefined]);
  assert.deepEqual(sizes("linux/arm"), [8n, 104n, undefined]);
});

test("constants are values: lengths of arrays, and arithmetic with them", () => {
  const lengths = (id: string): string =>
    typeText(view("type T struct { a [sys.AF_INET6]byte; b [2*syscall.O_CREAT+1]byte; c [sys.SizeofSockaddrInet6]byte }", id), "T");
  assert.equal(lengths("linux/amd64"), "struct{a [10]uint8; b [129]uint8; c [28]uint8}");
  assert.equal(lengths("linux/mips"), "struct{a [10]uint8; b [513]uint8; c [28]uint8}");
  assert.equal(lengths("darwin/arm64"), "struct{a [30]uint8; b [1025]uint8; c [28]uint8}");
  const values = view("const a = sys.EAGAIN\nconst b = int(syscall.SIGUSR1) << 2\nconst c sys.Signal = 3\nconst d = sys.NO_SUCH").constants;
  assert.deepEqual(
    values.map(({ value }) => value),
    [11n, 40n, 3n, undefined],
  );
});

test("what functions give is followed", () => {
  assert.deepEqual(
    crossingTexts(view("type G struct { a int64 }\nfunc f() { t := sys.NsecToTimespec(1); _ = (*G)(unsafe.Pointer(&t)) }")),
    ["f: golang.org/x/sys/unix.NsecToTimespec(int=1 literal)", "f: unix.Timespec -> G of t"],
  );
});
