/** Build constraints and file names; test/oracle/targetsBuildConstraint.ts compares them with go/build. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BuildExpression,
  constraintText,
  evaluate,
  findConstraint,
  isGoBuildLine,
  neverBuilt,
  parseCgoCondition,
  parseConstraint,
} from "../../../server/src/target/buildConstraint.ts";
import { isBuilt, isGoodFileName, nameSuffix } from "../../../server/src/target/fileName.ts";
import { createRegistry } from "../../../server/src/target/registry.ts";
import { goMinor } from "../../../server/src/target/tags.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { readTable } from "./table.ts";

const table = readTable("targets.json") as { readonly go: string };
const registry = createRegistry(table);

function target(id: string): Target {
  const found = registry.get(id);
  assert.ok(found !== undefined, id);
  return found;
}

function textOf(expression: BuildExpression | undefined): string {
  return expression === undefined ? "none" : expression === neverBuilt ? "never" : constraintText(expression);
}

function holds(line: string, id: string, tags: readonly string[] = []): boolean {
  const expression = parseConstraint(line);
  assert.ok(expression !== undefined, line);
  return evaluate(expression, target(id), tags);
}

test("expressions bind as in Go and print as gofmt prints them", () => {
  assert.equal(
    textOf(parseConstraint("//go:build linux||darwin&&!cgo")),
    "linux || darwin && !cgo".replace("darwin && !cgo", "(darwin && !cgo)"),
  );
  assert.equal(textOf(parseConstraint("//go:build !(linux || 386) && go1.21")), "!(linux || 386) && go1.21");
  assert.equal(textOf(parseConstraint("//go:build ((a))")), "a");
});

test("lines that are no constraints, or none Go can read", () => {
  for (const line of [
    "// go:build linux",
    "//go:buildx linux",
    " //go:build linux",
    "//go:generate x",
    "package p",
    "//go:build a\n//go:build b",
  ]) {
    assert.equal(parseConstraint(line), undefined, line);
    assert.equal(isGoBuildLine(line), false, line);
  }
  for (const text of ["", "a b", "a &", "a && ", "!!a", "! !a", "(a", "a)", "a-b", "a || && b", "#"]) {
    assert.equal(parseConstraint(`//go:build ${text}`), undefined, text);
    assert.ok(isGoBuildLine(`//go:build ${text}`), text);
  }
});

test("the old syntax: space is or, comma is and", () => {
  assert.equal(textOf(parseConstraint("// +build linux,386 darwin,!cgo")), "(linux && 386) || (darwin && !cgo)");
  assert.equal(textOf(parseConstraint("//+build a")), "a");
  assert.equal(textOf(parseConstraint("// +build !!a a-b !")), "ignore || ignore || ignore");
  assert.equal(textOf(parseConstraint("// +build")), "ignore");
  assert.equal(parseConstraint("// +builda"), undefined);
  assert.equal(parseConstraint(`// +build ${"a ".repeat(102)}`), undefined);
});

test("hostile expressions cost neither stack nor time", () => {
  assert.equal(parseConstraint(`//go:build ${"(".repeat(100_000)}`), undefined);
  assert.equal(parseConstraint(`//go:build ${"a||".repeat(100_000)}a`), undefined);
  assert.notEqual(parseConstraint(`//go:build ${"(".repeat(999)}a${")".repeat(999)}`), undefined);
  const lines = `${"// +build linux\n".repeat(50_000)}\npackage p`;
  assert.ok(evaluate(findConstraint(lines), target("linux/386"), []));
});

test("where a constraint stands decides whether it counts", () => {
  assert.equal(textOf(findConstraint("//go:build linux\n\npackage p\n")), "linux");
  assert.equal(textOf(findConstraint("//go:build linux\npackage p\n")), "linux");
  assert.equal(textOf(findConstraint("\uFEFF//go:build linux\r\n\r\npackage p\r\n")), "linux");
  assert.equal(textOf(findConstraint("// Copyright\n\n\t//go:build linux\n\npackage p\n")), "linux");
  assert.equal(textOf(findConstraint("/* license\n//go:build linux\n*/\npackage p\n")), "none");
  assert.equal(textOf(findConstraint("/* license */\n//go:build linux\npackage p\n")), "linux");
  assert.equal(textOf(findConstraint("package p\n//go:build linux\n")), "none");
  assert.equal(textOf(findConstraint("//go:build linux\n//go:build 386\n\npackage p")), "never");
  assert.equal(textOf(findConstraint("//go:build linux darwin\n\npackage p")), "never");
  assert.equal(textOf(findConstraint("")), "none");
});

test("old lines need a blank line behind them and no new line beside them", () => {
  assert.equal(textOf(findConstraint("// +build linux\n\npackage p\n")), "linux");
  assert.equal(textOf(findConstraint("// +build linux\npackage p\n")), "none");
  assert.equal(textOf(findConstraint("// +build linux\n// +build 386 arm\n\n// Package p.\npackage p\n")), "linux && (386 || arm)");
  assert.equal(textOf(findConstraint("// +build linux\n/* c */\n\npackage p\n")), "none");
  assert.equal(textOf(findConstraint("//go:build darwin\n// +build linux\n\npackage p\n")), "darwin");
});

test("tags of a target", () => {
  assert.ok(holds("//go:build linux && amd64 && gc && cgo && unix", "linux/amd64"));
  assert.ok(holds("//go:build linux && android", "android/arm"));
  assert.ok(holds("//go:build darwin && ios", "ios/arm64"));
  assert.ok(holds("//go:build solaris", "illumos/amd64"));
  assert.ok(!holds("//go:build illumos", "solaris/amd64"));
  assert.ok(!holds("//go:build unix", "windows/amd64"));
  assert.ok(!holds("//go:build unix", "js/wasm"));
  assert.ok(!holds("//go:build cgo", "linux/ppc64"));
  assert.ok(!holds("//go:build gccgo || ignore", "linux/amd64"));
  assert.ok(holds("//go:build netgo && !other", "linux/amd64", ["netgo"]));
  assert.ok(holds("//go:build amd64.v1 && !amd64.v2", "windows/amd64"));
  assert.ok(holds("//go:build arm.7", "linux/arm"));
  assert.ok(!evaluate(neverBuilt, target("linux/amd64"), ["", "ignore"]));
});

test("release tags reach to the Go that the data is made from", () => {
  assert.ok(table.go.startsWith(`go1.${goMinor}.`));
  assert.ok(holds(`//go:build go1.1 && go1.${goMinor} && !go1.${goMinor + 1} && !go1.0 && !go1.01 && !go1 && !go2.1`, "linux/amd64"));
});

test("conditions of #cgo lines come in both syntaxes", () => {
  assert.equal(textOf(parseCgoCondition("linux,!386")), "linux && !386");
  assert.equal(textOf(parseCgoCondition("linux&&!386")), "linux && !386");
  assert.equal(parseCgoCondition("linux&&"), undefined);
});

test("names that ask for a system or a processor", () => {
  assert.deepEqual(nameSuffix("a/b_c/x_linux_386.go"), { goos: "linux", goarch: "386" });
  assert.deepEqual(nameSuffix("x_windows_test.go"), { goos: "windows" });
  assert.deepEqual(nameSuffix("x_zos.go"), { goos: "zos" });
  assert.deepEqual(nameSuffix("x_386_linux.go"), { goos: "linux" });
  assert.deepEqual(nameSuffix("_linux.go"), { goos: "linux" });
  assert.deepEqual(nameSuffix("x_arm.s.go"), { goarch: "arm" });
  for (const name of [
    "linux.go",
    "386.go",
    "linux_386x.go",
    "x_unix.go",
    "x_Linux.go",
    "xlinux.go",
    "x_linux_.go",
    "x-linux.go",
    "x_linux_y.go",
    "linux_test.go",
  ]) {
    assert.deepEqual(nameSuffix(name), {}, name);
  }
  assert.deepEqual(nameSuffix("linux_386.go"), { goarch: "386" });
});

test("which files are built where", () => {
  const built = (name: string, id: string, importsC = false): boolean => isBuilt({ name, constraint: undefined, importsC }, target(id), []);
  assert.ok(built("x_linux.go", "android/arm64"));
  assert.ok(built("x_solaris.go", "illumos/amd64"));
  assert.ok(!built("x_android.go", "linux/arm64"));
  assert.ok(!built("x_nacl.go", "linux/arm64"));
  assert.ok(!built(".x.go", "linux/arm64"));
  assert.ok(!built("d/_x.go", "linux/arm64"));
  assert.ok(built("_d/x.go", "linux/arm64"));
  assert.ok(built("x.go", "linux/amd64", true));
  assert.ok(!built("x.go", "linux/ppc64", true));
  assert.ok(!built("x_test.go", "linux/amd64", true));
  assert.ok(!isBuilt({ name: "x_linux.go", constraint: parseConstraint("//go:build 386"), importsC: false }, target("linux/amd64"), []));
  assert.ok(isGoodFileName("x_nacl.go", target("linux/386"), ["nacl"]));
});
