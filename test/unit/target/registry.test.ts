/** The registry of targets: their data, how they are asked for, and how a group of them is named. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createRegistry, describeTargets } from "../../../server/src/target/registry.ts";
import type { CModel, Target } from "../../../server/src/target/target.ts";
import type { CScalar } from "../../../server/src/types/c.ts";
import { readTable } from "./table.ts";

const registry = createRegistry(readTable("targets.json"));

function target(id: string): Target {
  const found = registry.get(id);
  assert.ok(found !== undefined, id);
  return found;
}

function model(id: string): CModel {
  const { c } = target(id);
  assert.ok(typeof c !== "string", id);
  return c;
}

function scalar(id: string, name: CScalar): string {
  const numbers = model(id).scalars[name];
  return typeof numbers === "string" ? numbers : `${numbers.size} ${numbers.align} ${numbers.fieldAlign}`;
}

function ids(list: string): readonly string[] {
  const answer = registry.select(list);
  assert.ok("targets" in answer, `${list}: ${"error" in answer ? answer.error : ""}`);
  return answer.targets.map((one) => one.id);
}

function errorOf(list: string): string {
  const answer = registry.select(list);
  assert.ok("error" in answer, `${list} is not refused`);
  return answer.error;
}

test("every port of Go is there, then the variants", () => {
  const ports = registry.targets.filter((one) => one.variant === undefined);
  assert.equal(ports.length, 47);
  assert.deepEqual(registry.targets.slice(0, 47), ports);
  assert.equal(registry.targets.filter((one) => one.variant === "musl").length, 12);
  assert.equal(registry.targets.filter((one) => one.variant === "msvc").length, 3);
  assert.deepEqual(
    ports.filter((one) => typeof one.c === "string").map((one) => one.c),
    ["no C compiler model for plan9", "no C compiler model for plan9", "no C compiler model for plan9"],
  );
});

test("cgo and first class are as go tool dist list says", () => {
  const without = registry.targets.filter((one) => one.variant === undefined && !one.cgo).map((one) => one.id);
  assert.deepEqual(without, ["js/wasm", "linux/ppc64", "openbsd/ppc64", "plan9/386", "plan9/amd64", "plan9/arm", "wasip1/wasm"]);
  assert.equal(target("linux/ppc64").cgoSince, "1.27");
  assert.equal(target("linux/amd64").cgoSince, undefined);
  assert.equal(registry.targets.filter((one) => one.firstClass).length, 8);
});

test("scalars have the compiler's numbers", () => {
  assert.equal(scalar("linux/386", "llong"), "8 8 4");
  assert.equal(scalar("linux/386", "ldouble"), "12 4 4");
  assert.equal(scalar("linux/arm", "llong"), "8 8 8");
  assert.equal(scalar("linux/amd64", "ldouble"), "16 16 16");
  assert.equal(scalar("aix/ppc64", "double"), "8 8 4");
  assert.equal(scalar("windows/amd64", "long"), "4 4 4");
  assert.equal(scalar("windows/amd64", "ldouble"), "16 16 16");
  assert.equal(scalar("windows/amd64+msvc", "ldouble"), "8 8 8");
  assert.equal(scalar("linux/ppc64le", "ldouble"), "16 16 16");
  assert.equal(scalar("linux/ppc64le+musl", "ldouble"), "8 8 8");
  assert.equal(scalar("linux/s390x", "int128"), "16 8 8");
  assert.equal(scalar("darwin/arm64", "ldouble"), "8 8 8");
  assert.equal(scalar("js/wasm", "long"), "4 4 4");
});

test("a scalar the compiler refuses has the reason", () => {
  assert.equal(scalar("linux/arm", "int128"), "gcc has no __int128 on this target");
  assert.equal(scalar("freebsd/amd64", "decimal64"), "clang has no _Decimal64 on this target");
});

test("signedness, byte order, families and va_list", () => {
  const signed = (id: string): boolean => model(id).charSigned;
  assert.deepEqual(["linux/amd64", "linux/arm64", "darwin/arm64", "windows/arm64", "linux/riscv64"].map(signed), [
    true,
    false,
    true,
    true,
    false,
  ]);
  assert.deepEqual(
    ["linux/mips", "linux/mipsle", "linux/s390x", "aix/ppc64"].map((id) => model(id).bigEndian),
    [true, false, true, true],
  );
  assert.deepEqual(
    ["linux/amd64", "linux/arm", "linux/arm64", "darwin/arm64", "windows/386", "windows/arm64", "aix/ppc64"].map((id) => model(id).family),
    ["sysv", "aapcs", "aapcs", "darwin", "microsoft", "microsoft", "aix"],
  );
  assert.deepEqual(model("linux/amd64").vaList, { size: 24, align: 8 });
  assert.deepEqual(model("linux/arm64").vaList, { size: 32, align: 8 });
});

test("the reference compiler is the one cgo calls", () => {
  const compiler = (id: string): string => model(id).compiler;
  assert.deepEqual(["linux/386", "windows/amd64", "linux/s390x"].map(compiler), ["gcc", "gcc", "gcc"]);
  assert.deepEqual(["windows/arm64", "android/arm64", "darwin/amd64", "freebsd/386"].map(compiler), ["clang", "clang", "clang", "clang"]);
  assert.equal(target("linux/amd64").otherC?.compiler, "clang");
  assert.equal(target("darwin/arm64").otherC, undefined);
});

test("standard types name the compiler's scalar", () => {
  assert.equal(model("linux/386").standard.size_t, "uint");
  assert.equal(model("windows/amd64").standard.size_t, "ullong");
  assert.equal(model("windows/amd64").standard.ssize_t, "llong");
  assert.equal(model("windows/386").standard.wchar_t, "ushort");
  assert.equal(model("linux/amd64").standard.int64_t, "long");
  assert.equal(model("darwin/arm64").standard.int64_t, "llong");
});

test("standard types are those of the system's header, not of the compiler's macros", () => {
  assert.equal(model("linux/amd64").standard.int_fast16_t, "long");
  assert.equal(target("linux/amd64").otherC?.standard.int_fast16_t, "long");
  assert.equal(model("linux/loong64").standard.int_fast32_t, "long");
  assert.equal(model("linux/amd64+musl").standard.int_fast16_t, "int");
  assert.equal(model("freebsd/amd64").standard.uint_fast8_t, "uint");
  assert.equal(model("openbsd/amd64").standard.int_fast64_t, "llong");
  assert.equal(model("darwin/arm64").standard.int_fast16_t, "short");
  assert.equal(model("linux/mipsle+musl").standard.uintptr_t, "uint");
});

test("aligned without a number means what the compiler takes it for", () => {
  assert.deepEqual([model("linux/amd64").defaultAlign, model("linux/s390x").defaultAlign], [16, 8]);
  assert.deepEqual([model("darwin/arm64").biggestAlign, model("darwin/arm64").defaultAlign], [8, 16]);
});

test("processors never share a model", () => {
  const archOf = new Map<CModel, string>();
  for (const one of registry.targets) {
    for (const c of [one.c, one.otherC]) {
      if (typeof c !== "object") continue;
      assert.equal(c.arch, one.goarch);
      assert.equal(archOf.get(c) ?? one.goarch, one.goarch);
      archOf.set(c, one.goarch);
    }
  }
});

test("models with equal content are one object", () => {
  assert.equal(model("darwin/amd64"), model("ios/amd64"));
  assert.equal(model("illumos/amd64"), model("solaris/amd64"));
  assert.notEqual(model("linux/386"), model("linux/arm"));
  const models = new Set(registry.targets.flatMap((one) => (typeof one.c === "string" ? [] : [one.c])));
  assert.equal(new Set([...models].map((one) => JSON.stringify({ ...one, key: "" }))).size, models.size);
});

test("Go's sizes", () => {
  assert.deepEqual(target("linux/386").go, { wordSize: 4, maxAlign: 4 });
  assert.deepEqual(target("windows/arm64").go, { wordSize: 8, maxAlign: 8 });
  assert.deepEqual(target("js/wasm").go, { wordSize: 8, maxAlign: 8 });
});

test("a damaged table is refused by name", () => {
  assert.throws(() => createRegistry({}), /models is not an object/);
  assert.throws(() => createRegistry({ models: {}, targets: [] }), /targets is not a list/);
});

test("a list of targets is read", () => {
  assert.equal(ids("default").length, 10);
  assert.equal(ids("all").length, 47);
  assert.equal(ids("first-class").length, 8);
  assert.equal(ids("cgo").length, 40);
  assert.deepEqual(ids("windows/amd64, linux/386"), ["linux/386", "windows/amd64"]);
  assert.deepEqual(ids("linux/386,linux/386"), ["linux/386"]);
  assert.equal(ids("linux/*").length, 13);
  assert.deepEqual(ids("*/386"), ["android/386", "freebsd/386", "linux/386", "netbsd/386", "openbsd/386", "plan9/386", "windows/386"]);
  assert.deepEqual(ids("linux/arm*"), ["linux/arm", "linux/arm64"]);
  assert.equal(ids("*").length, 47);
});

test("variants come by name or by a glob with a plus sign only", () => {
  assert.ok(ids("all,linux/*,*/amd64").every((id) => !id.includes("+")));
  assert.equal(ids("linux/*+musl").length, 12);
  assert.deepEqual(ids("*/386+*"), ["linux/386+musl", "windows/386+msvc"]);
  assert.deepEqual(ids("linux/amd64+musl,linux/amd64"), ["linux/amd64", "linux/amd64+musl"]);
});

test("a leading minus removes, wherever it stands", () => {
  assert.deepEqual(ids("linux/mips*,-linux/mips64*"), ["linux/mips", "linux/mipsle"]);
  assert.deepEqual(ids("-linux/mips64*,linux/mips*"), ["linux/mips", "linux/mipsle"]);
  assert.equal(ids("-windows/*").length, 7);
  assert.equal(ids("all,-cgo").length, 7);
});

test("what is wrong with a list is one line", () => {
  assert.equal(errorOf("linux/amd46"), 'unknown target "linux/amd46"; did you mean linux/amd64?');
  assert.equal(errorOf("linux/x86_64"), 'unknown target "linux/x86_64"; did you mean linux/amd64?');
  assert.equal(errorOf("macos/arm64"), 'unknown target "macos/arm64"; did you mean darwin/arm64?');
  assert.equal(errorOf("linux"), 'unknown target "linux"; did you mean linux/*?');
  assert.equal(errorOf("386"), 'unknown target "386"; did you mean */386?');
  assert.equal(errorOf("defualt"), 'unknown target "defualt"; did you mean default?');
  assert.equal(errorOf("linux/vax"), 'unknown target "linux/vax"; did you mean linux/*?');
  assert.equal(errorOf("qnx/vax"), 'unknown target "qnx/vax"');
  assert.equal(errorOf("haiku/*"), 'no target matches "haiku/*"');
  assert.equal(errorOf("-linux/*,linux/386"), 'no target is left of "-linux/*,linux/386"');
  assert.equal(errorOf(" , "), "the list of targets is empty");
  assert.match(errorOf("linux/amd64+msvc"), /^unknown target "linux\/amd64\+msvc"; did you mean /);
});

test("a group of targets is named relative to those asked for", () => {
  const asked = registry.targets.filter((one) => ids("default").includes(one.id));
  const all = registry.targets.filter((one) => one.variant === undefined);
  const words = (list: string, among: readonly Target[]): string => describeTargets(ids(list).map(target), among);
  assert.equal(words("linux/arm,windows/386", asked), "linux/arm, windows/386");
  assert.equal(words("default", asked), "all targets");
  assert.equal(words("linux/386", [target("linux/386")]), "linux/386");
  assert.equal(describeTargets([], asked), "no target");
  assert.equal(words("default,-linux/386", asked), "all targets but linux/386");
  assert.equal(words("*/386,linux/arm", asked), "all 32-bit targets");
  assert.equal(words("default,-*/386,-linux/arm", asked), "all 64-bit targets");
  assert.equal(words("*/386,*/arm,linux/mips,linux/mipsle,-linux/386", all), "all 32-bit targets but linux/386");
  assert.equal(words("linux/*,darwin/arm64", all), "darwin/arm64, linux/*");
  assert.equal(words("windows/*", all), "all windows targets");
  assert.equal(words("js/wasm", all), "js/wasm");
});

test("every group is named exactly", () => {
  const asked = registry.targets.filter((one) => ids("default").includes(one.id));
  const seen = new Set<string>();
  for (let bits = 0; bits < 1 << asked.length; bits++) {
    const words = describeTargets(
      asked.filter((_, i) => (bits >> i) & 1),
      asked,
    );
    assert.ok(!seen.has(words), words);
    seen.add(words);
  }
});
