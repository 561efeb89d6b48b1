/** Hostile input ends with a limit and its message; what stands before it is still read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ReadInput, readUnit } from "./support.ts";

/** The messages of limits that a text runs into. */
function limits(text: string, input: ReadInput = {}): readonly string[] {
  return readUnit(text, input)
    .problems.filter(({ kind }) => kind === "limit")
    .map(({ message }) => message);
}

/** A record that stands before whatever comes. */
const BEFORE = "struct before { int x; };\n";

function assertLimited(text: string, message: RegExp, input: ReadInput = {}): void {
  const unit = readUnit(BEFORE + text, input);
  assert.match(unit.problems.map((problem) => problem.message).join("\n"), message);
  assert.ok(unit.tags.has("struct before"));
  assert.notEqual(unit.incomplete, undefined, "names that are not found are unknown");
}

test("macro bombs of every kind", () => {
  const doubling = (first: string, next: (i: number) => string): string =>
    `${first}\n${Array.from({ length: 40 }, (_, i) => next(i + 1)).join("\n")}\n`;
  const tooMuch = /expands? to more than/;
  assertLimited(`${doubling("#define M0 x", (i) => `#define M${i} M${i - 1} M${i - 1}`)}M40`, tooMuch);
  assertLimited(`${doubling("#define M0(x) x", (i) => `#define M${i}(x) M${i - 1}(x) M${i - 1}(x)`)}M40(y)`, tooMuch);
  assertLimited(`${doubling("#define M0(x) x", (i) => `#define M${i}(x) M${i - 1}(x x)`)}M40(y)`, tooMuch);
  assertLimited(
    `${doubling("#define M0(...) x", (i) => `#define M${i}(...) __VA_OPT__(M${i - 1}(__VA_ARGS__) M${i - 1}(__VA_ARGS__))`)}M40(y)`,
    tooMuch,
  );
  assertLimited(`${doubling("#define C(a, b) a##b\n#define M0(x) x", (i) => `#define M${i}(x) M${i - 1}(x##x)`)}M40(y)`, tooMuch);
  assertLimited(`${doubling("#define M0(x) #x", (i) => `#define M${i}(x) M${i - 1}(#x #x)`)}M40(y)`, tooMuch);
  assertLimited(`${doubling("#define M0 1", (i) => `#define M${i} M${i - 1}+M${i - 1}`)}#if M40\n#endif`, tooMuch);
});

test("a macro that is asked about later is limited too", () => {
  const chain = Array.from({ length: 40 }, (_, i) => `#define M${i + 1} M${i}+M${i}`).join("\n");
  const unit = readUnit(`#define M0 1\n${chain}\n`);
  assert.equal(unit.constant("M3"), 8n);
  assert.equal(unit.constant("M40"), undefined);
});

test("includes: cycles, depth, total size", () => {
  assertLimited('#include "a.h"', /includes nest deeper than 200/, {
    files: { "/p/a.h": '#include "b.h"\n', "/p/b.h": '#include "a.h"\n' },
    path: "/p/x.h",
  });
  const files: Record<string, string> = {};
  for (let i = 0; i < 250; i++) files[`/p/f${i}.h`] = `#include "f${i + 1}.h"\n`;
  assertLimited('#include "f0.h"', /includes nest deeper than 200/, { files });
  const big = `/*${"x".repeat(1_000_000)}*/\n`;
  assertLimited('#include "big.h"\n'.repeat(250), /includes more than \d+ characters/, { files: { "/p/big.h": big } });
  // Each level includes the next one twice: 2^60 readings without the limit.
  const twice: Record<string, string> = {};
  for (let i = 0; i < 60; i++) twice[`/p/t${i}.h`] = `#include "t${i + 1}.h"\n#include "t${i + 1}.h"\n`;
  twice["/p/t60.h"] = "";
  assertLimited('#include "t0.h"', /includes more than \d+ files/, { files: twice });
});

test("conditionals nested 100,000 deep", () => {
  const deep = 100_000;
  const open = "#if 1\n".repeat(deep);
  assert.ok(readUnit(`${open}struct s { int x; };\n${"#endif\n".repeat(deep)}`).tags.has("struct s"));
  assert.equal(readUnit(`#if 0\n${open}${"#endif\n".repeat(deep)}#endif\n${BEFORE}`).records.length, 1);
  assert.equal(readUnit(`${BEFORE}${open}`).records.length, 1);
  assert.equal(readUnit(`${"#if 0\n#else\n".repeat(deep)}${BEFORE}${"#endif\n".repeat(deep)}`).records.length, 1);
});

test("long lines", () => {
  const sum = `1${" + 1".repeat(1_250_000)}`;
  assert.equal(readUnit(`enum { n = ${sum} };\n${BEFORE}`).constant("n"), 1_250_001n);
  assert.equal(readUnit(`#if ${sum}\n${BEFORE}#endif\n`).records.length, 1);
  assert.equal(readUnit(`#define LONG ${sum.slice(0, 400_001)}\n${BEFORE}`).constant("LONG"), 100_001n);
  assert.equal(readUnit(`#define LONG ${sum}\n${BEFORE}`).constant("LONG"), undefined);
  assert.equal(readUnit(`${BEFORE}char text[] = "${"x".repeat(5_000_000)}";\n`).records.length, 1);
  assert.equal(readUnit(`${BEFORE}/${"\\\n".repeat(500_000)}/ c\nstruct s { int x; };`).records.length, 2);
});

test("a million parentheses", () => {
  const many = 1_000_000;
  const nested = `${"(".repeat(many)}1${")".repeat(many)}`;
  assert.equal(readUnit(`${BEFORE}enum { n = ${nested} };\n`).constant("n"), undefined);
  assert.equal(readUnit(`${BEFORE}#if ${nested}\n#endif\n`).records.length, 1);
  assert.equal(readUnit(`${BEFORE}int x = ${"(".repeat(many)};\n`).records.length, 1);
  assert.equal(readUnit(`${BEFORE}int ${"(".repeat(many)}x${")".repeat(many)};\n`).records.length, 1);
  assert.equal(readUnit(`#define f(x) x\n${BEFORE}int y = f${"(".repeat(many)}1${")".repeat(many)};\n`).records.length, 1);
  assert.equal(readUnit(`#define f(x) x\n${BEFORE}int y = ${"f(".repeat(100_000)}1${")".repeat(100_000)};\n`).records.length, 1);
  assert.equal(
    readUnit(`${BEFORE}enum { n = ${"-".repeat(many)}1, m = ${"!".repeat(many)}1, k = ${"1?".repeat(100_000)}1 };\n`).records.length,
    1,
  );
});

test("no limit is met by what is only large", () => {
  const fields = Array.from({ length: 20_000 }, (_, i) => `int f${i};`).join("\n");
  assert.deepEqual(limits(`struct s {\n${fields}\n};`), []);
  assert.equal(readUnit(`struct s {\n${fields}\n};`).records[0]?.record.fields?.length, 20_000);
});
