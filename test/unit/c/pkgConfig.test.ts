/** What is made of `.pc` files: reading one, finding and collecting many. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  compareVersions,
  meets,
  type PcReading,
  parseRequirements,
  pcLines,
  readPcFile,
  splitFlags,
} from "../../../server/src/c/pcFile.ts";
import { PkgConfig, type PkgConfigAnswer } from "../../../server/src/c/pkgConfig.ts";
import type { FileView } from "../../../server/src/text/files.ts";
import { done, memoryView } from "../../support/engine.ts";
import { Random } from "../../support/random.ts";

const reading: PcReading = { defined: new Map(), prefixVariable: undefined, isWindows: false };
const head = "Name: n\nDescription: d\nVersion: 1.2.3\n";

function flagsOf(text: string, more: Partial<PcReading> = {}, path = "/x/lib/pkgconfig/n.pc"): readonly string[] | string {
  const read = readPcFile(head + text, path, { ...reading, ...more });
  return typeof read === "string" ? read : read.cflags;
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is how variables are written in these files.
test("variables are replaced where they are used, by what is defined so far", () => {
  assert.deepEqual(flagsOf("prefix=/p\ninc = ${prefix}/i\nCflags: -I${inc} -I${later} -I${pcfiledir}/y\nlater=/l\n"), [
    "-I/p/i",
    "-I",
    "-I/x/lib/pkgconfig/y",
  ]);
  assert.deepEqual(flagsOf("a=1\na=${a}2\nCflags: -DA=${a} -DB=${open"), ["-DA=2", "-DB="]);
  assert.deepEqual(flagsOf("a=1\nCflags: -DA=${a}", { defined: new Map([["a", "9"]]) }), ["-DA=9"]);
  assert.deepEqual(flagsOf(`q="/with 'both'"\nCflags: -DQ="\${q}"`), ["-DQ=/with 'both'"]);
});

test("a prefix may be that of the folder the file was found in", () => {
  const text = "prefix=/mingw64\ninc=${prefix}/include\nCflags: -I${inc}";
  assert.deepEqual(flagsOf(text, { prefixVariable: "prefix" }, "C:/msys64/mingw64/lib/pkgconfig/n.pc"), ["-IC:/msys64/mingw64/include"]);
  assert.deepEqual(flagsOf(text, { prefixVariable: "prefix" }, "/somewhere/n.pc"), ["-I/mingw64/include"]);
  assert.deepEqual(flagsOf(text), ["-I/mingw64/include"]);
});

test("variables that hold each other many times over are given up", () => {
  const doubling = Array.from({ length: 60 }, (_, i) => `v${i + 1}=\${v${i}}\${v${i}}`).join("\n");
  assert.equal(flagsOf(`v0=0123456789\n${doubling}\nCflags: -D\${v60}`), "has a variable that grows beyond all measure");
  const wide = `v=${"x".repeat(60_000)}\nCflags: ${"${v}".repeat(20_000)}`;
  assert.equal(flagsOf(wide), "has a variable that grows beyond all measure");
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above.

test("lines end in comments, go on behind backslashes, and may end as on Windows", () => {
  assert.deepEqual(pcLines("a # b\nc\\\n   d\\# \\e\r\nf\\\\g"), ["a ", "cd# \\e", "f\\\\g"]);
  assert.deepEqual(pcLines(""), [""]);
  assert.deepEqual(flagsOf("CFLAGS: -DA\\\n   -DB\ncflags : -DC # not -DD\n"), ["-DA-DB", "-DC"]);
});

test("flags are split as a shell would", () => {
  assert.deepEqual(splitFlags(`-DA='x y' "-I/a b" -I/c\\ d -DQ=\\"q\\" "a\\n\\\\"  `, false), [
    "-DA=x y",
    "-I/a b",
    "-I/c d",
    '-DQ="q"',
    "a\\n\\",
  ]);
  assert.deepEqual(splitFlags("-IC:\\x", true), ["-IC:\\x"]);
  assert.equal(splitFlags('"open', false), undefined);
  assert.equal(flagsOf("Cflags: 'open\n"), "has a Cflags field with an open quote");
});

test("what lacks a required field, or is no text of this kind, is no package", () => {
  assert.equal(readPcFile("Name: n\nVersion: 1\n", "/n.pc", reading), "has no Description field");
  assert.equal(readPcFile("\u0001\u0002 garbage \n=\n:\n${", "/n.pc", reading), "has no Name field");
});

test("requirements name packages and versions", () => {
  assert.deepEqual(parseRequirements("a >= 1.2, b,c  d =  3\te!=4"), [
    { name: "a", version: { comparison: ">=", than: "1.2" } },
    { name: "b", version: undefined },
    { name: "c", version: undefined },
    { name: "d", version: { comparison: "=", than: "3" } },
    { name: "e!=4", version: undefined },
  ]);
});

test("versions are compared piece by piece", () => {
  const ordered = ["0.9", "1.0~rc1", "1.0", "1.0a", "1.0.1", "1.2", "1.10", "1.10b", "2"];
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) assert.equal(Math.sign(compareVersions(a, b)), Math.sign(i - j), `${a} ${b}`);
  }
  assert.equal(compareVersions("1.02", "1.2"), 0);
  const holds = (comparison: string, than: string): boolean => meets("1.5", { comparison, than });
  assert.deepEqual(
    ["<", "<=", "=", "!=", ">", ">=", "<>"].map((comparison) => holds(comparison, "1.5")),
    [false, true, true, false, false, true, true],
  );
});

function pc(rest: string, version = "1"): string {
  return `Name: n\nDescription: d\nVersion: ${version}\n${rest}\n`;
}

function ask(files: Readonly<Record<string, string>>, ...args: readonly string[]): PkgConfigAnswer {
  const view = memoryView(new Map(Object.entries(files)));
  return done(new PkgConfig(view, { path: ["/one", "/two"], libdir: undefined }, "/p").cflags(args));
}

const reasons = ({ problems }: PkgConfigAnswer): readonly string[] => problems.map(({ reason }) => reason);

test("flags come from a package, what it requires and what it requires privately, each once", () => {
  const files = {
    "/one/a.pc": pc("Requires: b\nRequires.private: c\nCflags: -Ia -DA -I/usr/include\nCflags.private: -DSECRET"),
    "/two/b.pc": pc("Requires.internal: d, c > 9\nRequires.private: c\nCflags: -I /b//x -DB -isystem /s"),
    "/two/c.pc": pc("Requires: a, b\nCflags: -Ic -Ia -DA"),
    "/two/d.pc": pc("Cflags: -Id"),
  };
  assert.deepEqual(ask(files, "a"), { cflags: ["-Ia", "-I/b/x", "-DB", "-isystem", "/s", "-Ic", "-DA"], problems: [] });
  assert.deepEqual(ask(files, "--cflags-only-I", "--keep-system-cflags", "--internal-cflags", "a").cflags.slice(0, 3), [
    "-Ia",
    "-I/usr/include",
    "-I/b/x",
  ]);
  assert.ok(ask(files, "--internal-cflags", "a").cflags.includes("-Id"));
  assert.ok(ask(files, "a", "--static").cflags.includes("-DSECRET"));
  assert.ok(!ask(files, "a", "--static", "--pure").cflags.includes("-DSECRET"));
});

test("a variant that is not installed comes first, a file that is none is passed over", () => {
  const files = {
    "/one/a.pc": "junk",
    "/two/a.pc": pc("Cflags: -DTWO"),
    "/two/b.pc": pc("Cflags: -DB"),
    "/two/b-uninstalled.pc": pc("Cflags: -DU"),
  };
  assert.deepEqual(ask(files, "a", "b"), { cflags: ["-DTWO", "-DU"], problems: [] });
  assert.deepEqual(ask(files, "--no-uninstalled", "b").cflags, ["-DB"]);
});

test("what is missing, broken or of the wrong version is told with whoever requires it", () => {
  const files = {
    "/one/a.pc": pc("Requires: b >= 2, gone\nCflags: -DA"),
    "/one/b.pc": pc("", "1.9"),
    "/one/bad.pc": "Name: bad\n",
  };
  const answer = ask(files, "a", "bad", "pkg-config");
  assert.deepEqual(answer.cflags, ["-DA"]);
  assert.deepEqual(reasons(answer), [
    "pkg-config package b, which a requires, is version 1.9 and must be >= 2",
    "pkg-config package gone, which a requires, is not found",
    "pkg-config package bad has no Description field",
  ]);
});

test("packages that require each other are walked once; a crowd of them ends", () => {
  const files: Record<string, string> = { "/one/a.pc": pc("Requires: b\nCflags: -DA"), "/one/b.pc": pc("Requires: a, b\nCflags: -DB") };
  assert.deepEqual(ask(files, "a").cflags, ["-DA", "-DB"]);
  // Every package requires every later one: the ways through are too many to walk.
  for (let i = 0; i < 40; i++) {
    const later = Array.from({ length: 39 - i }, (_, j) => `n${i + j + 1}`);
    files[`/two/n${i}.pc`] = pc(`Requires: ${later.join(" ")}\nCflags: -DN${i}`);
  }
  assert.equal(ask(files, "n0").cflags.length, 40);
});

test("folders: given ones, then those of Debian's architectures and the usual ones; a path names a file", () => {
  const files = {
    "/usr/lib/x86_64-linux-gnu/pkgconfig/m.pc": pc("Cflags: -DM"),
    "/usr/share/pkgconfig/m.pc": pc("Cflags: -DSHARE"),
    "/usr/share/pkgconfig/s.pc": pc("Cflags: -DS"),
    "/elsewhere/w.pc": pc("Cflags: -DW"),
    "/p/own/mine.pc": pc("Requires: beside\nCflags: -DMINE"),
    "/p/own/beside.pc": pc("Cflags: -DBESIDE"),
  };
  const plain = memoryView(new Map(Object.entries(files)));
  const view: FileView = { ...plain, list: (folder) => (folder === "/usr/lib" ? ["x86_64-linux-gnu/", "z"] : plain.list(folder)) };
  const cflags = (libdir: readonly string[] | undefined, ...args: string[]): readonly string[] =>
    done(new PkgConfig(view, { path: [], libdir }, "/p").cflags(args)).cflags;
  assert.deepEqual(cflags(undefined, "m", "s"), ["-DM", "-DS"]);
  assert.deepEqual(cflags(["/usr/share/pkgconfig"], "m"), ["-DSHARE"]);
  assert.deepEqual(cflags([], "m"), []);
  assert.deepEqual(cflags(undefined, "--env-only", "m"), []);
  assert.deepEqual(cflags(undefined, "--with-path=/elsewhere", "w"), ["-DW"]);
  assert.deepEqual(cflags(undefined, "own/mine.pc"), ["-DMINE", "-DBESIDE"]);
  assert.deepEqual(cflags(undefined, "--define-variable=x=1", "s"), ["-DS"]);
});

test("files that nobody looked at are asked for, folders first", () => {
  const lists = new Map<string, readonly string[]>();
  const texts = new Map<string, string>();
  const view: FileView = { read: (path) => texts.get(path), list: (folder) => lists.get(folder) };
  const needs = (): unknown => {
    const answer = new PkgConfig(view, { path: ["/one"], libdir: ["/two"] }, "/p").cflags(["a"]);
    return answer.done ? answer.value.cflags : answer.needs;
  };
  assert.deepEqual(needs(), { files: [], folders: ["/one", "/two"] });
  lists.set("/one", []).set("/two", ["a.pc"]);
  assert.deepEqual(needs(), { files: ["/two/a.pc"], folders: [] });
  texts.set("/two/a.pc", pc("Requires: b\nCflags: -DA"));
  lists.set("/two", ["a.pc", "b.pc"]);
  assert.deepEqual(needs(), { files: ["/two/b.pc"], folders: [] });
  texts.set("/two/b.pc", pc(""));
  assert.deepEqual(needs(), ["-DA"]);
});

test("any text at all is read or refused, never a crash", () => {
  const random = new Random(7);
  const pieces = [
    "Cflags:",
    "Requires:",
    "Name: n",
    "Version: 1",
    "Description:",
    "=",
    ":",
    "${",
    "}",
    "a",
    '"',
    "'",
    "\\",
    "\n",
    "\r",
    " ",
    ",",
    ">=",
    "#",
    "-I",
    "\0",
    "é",
  ];
  for (let i = 0; i < 3000; i++) {
    const text = Array.from({ length: random.below(40) }, () => random.pick(pieces)).join("");
    const read = readPcFile(text, "/n.pc", reading);
    assert.ok(typeof read === "string" || Array.isArray(read.cflags));
    ask({ "/one/a.pc": text, "/two/a.pc": pc(text) }, "a");
  }
  assert.equal(readPcFile("x".repeat(2_000_000), "/n.pc", reading), "has more than 1000000 characters");
});
