/** What `#cgo` lines say to the compiler: splitting, conditions, order, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { plainOptions, preambleOptions, type UnitSettings } from "../../../server/src/c/cgoFlags.ts";
import { splitQuoted } from "../../../server/src/c/cgoLines.ts";
import { PkgConfig } from "../../../server/src/c/pkgConfig.ts";
import type { COptions } from "../../../server/src/c/unit.ts";
import { done, memoryView } from "../../support/engine.ts";
import { readUnit, shape, targetsOf } from "./support.ts";

const settings: UnitSettings = { includeDirs: [], defines: [], undefines: [], std: undefined };

function optionsOf(
  lines: readonly string[],
  target = "linux/amd64",
  more: Partial<UnitSettings> = {},
  files: Readonly<Record<string, string>> = {},
): COptions {
  const [found] = targetsOf([target]);
  assert.ok(found !== undefined);
  const packages = new PkgConfig(memoryView(new Map(Object.entries(files))), { path: ["/pc"], libdir: [] }, "/p/pkg");
  const sited = lines.map((text, i) => ({ text, site: { path: "/p/pkg/a.go", start: i, end: i + 1 } }));
  return done(preambleOptions(sited, found, { ...settings, ...more }, "/p/pkg", packages));
}

test("arguments are split as go/build splits them", () => {
  assert.deepEqual(splitQuoted(`a b:"c d" 'e''f'  "g\\""`), ["a", "b:c d", "ef", 'g"']);
  assert.deepEqual(splitQuoted("  "), []);
  assert.deepEqual(splitQuoted('""'), [""]);
  assert.equal(splitQuoted('"open'), undefined);
  assert.equal(splitQuoted("open\\"), undefined);
});

test("flags come in the compiler's order: CPPFLAGS, CFLAGS, settings", () => {
  const options = optionsOf(
    [" CFLAGS: -DA=1 -I inc -Iother -DB", "\tCPPFLAGS: -DA=0 -I/abs -isystem sys -include pre.h -iquote q", " LDFLAGS: -lm -DNO"],
    "linux/amd64",
    {
      includeDirs: ["/mine"],
      defines: [["B", "2"]],
    },
  );
  assert.deepEqual(options.includeDirs, ["/abs", "/p/pkg/inc", "/p/pkg/other", "/mine"]);
  assert.deepEqual(options.systemDirs, ["/p/pkg/sys"]);
  assert.deepEqual(options.quoteDirs, ["/p/pkg/q"]);
  assert.deepEqual(options.preIncludes, ["pre.h"]);
  assert.deepEqual(options.defines, [
    ["A", "1"],
    ["B", "2"],
  ]);
});

test("conditions: space is or, comma is and, exclamation mark is not", () => {
  const lines = [
    " linux darwin CFLAGS: -DUNIX",
    " linux,!386 CFLAGS: -DWIDE",
    " windows CFLAGS: -DWIN",
    " linux&&amd64 CFLAGS: -DBOTH",
    " mytag CFLAGS: -DTAG",
    " cgo CFLAGS: -DCGO",
    " !!bad CFLAGS: -DBAD",
  ];
  const names = (target: string, tags: string[] = []): string =>
    optionsOf(lines, target, { tags })
      .defines.map(([name]) => name)
      .join(" ");
  assert.equal(names("linux/amd64"), "UNIX WIDE BOTH CGO");
  assert.equal(names("linux/386", ["mytag"]), "UNIX TAG CGO");
  assert.equal(names("windows/386"), "WIN CGO");
});

test("SRCDIR is the package's folder; what cmd/go refuses is left out", () => {
  const options = optionsOf([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how cgo writes it.
    " CFLAGS: -I${SRCDIR}/x -DP=${SRCDIR}",
    " CFLAGS: -DX=`id`",
    " CFLAGS -DY",
    " noescape f",
    "",
    " CXFLAGS: -DZ",
  ]);
  assert.deepEqual(options.includeDirs, ["/p/pkg/x"]);
  assert.deepEqual(options.defines, [["P", "/p/pkg"]]);
  assert.deepEqual(
    options.problems?.map(({ site, message }) => `${site.start} ${message}`),
    [
      "1 cmd/go refuses the #cgo argument -DX=`id`",
      "2 cmd/go does not understand this #cgo line",
      "4 cmd/go does not understand this #cgo line",
      "5 CXFLAGS is no verb of a #cgo line",
    ],
  );
});

test("later definitions and undefinitions win", () => {
  const options = optionsOf([" CFLAGS: -DA -UA -DB -UB -DB=3 -Wp,-DC=4 -U D -D E"]);
  assert.deepEqual(options.defines, [
    ["B", "3"],
    ["C", "4"],
    ["E", "1"],
  ]);
  assert.deepEqual(options.undefines, ["A", "D"]);
});

test("dialects and options that change layouts", () => {
  assert.equal(optionsOf([" CFLAGS: -std=c99 -O2 -Wall"]).std, "c99");
  assert.equal(optionsOf([" CFLAGS: -ansi"], "linux/amd64", { std: "gnu17" }).std, "gnu17");
  assert.equal(optionsOf([" CFLAGS: -fshort-enums"]).changesLayout, "-fshort-enums");
  assert.equal(optionsOf([" CFLAGS: -m32"]).changesLayout, "-m32");
  assert.equal(optionsOf([" CFLAGS: -m32"], "linux/386").changesLayout, undefined);
  assert.equal(optionsOf([" CFLAGS: -mms-bitfields"]).changesLayout, "-mms-bitfields");
  assert.equal(optionsOf([" CFLAGS: -mms-bitfields"], "windows/amd64").changesLayout, undefined);
  assert.equal(optionsOf([" CFLAGS: -funsigned-char"]).changesLayout, "-funsigned-char");
  assert.equal(optionsOf([" CFLAGS: -funsigned-char"], "linux/arm").changesLayout, undefined);
  const unit = readUnit("struct s { int x; };", { options: { changesLayout: "-fpack-struct" } });
  assert.equal(shape(unit, "struct s"), "unknown: the compiler option -fpack-struct is not supported");
});

test("a file on its own is read with the settings alone", () => {
  const [linux] = targetsOf(["linux/amd64"]);
  assert.ok(linux !== undefined);
  assert.deepEqual(plainOptions({ ...settings, includeDirs: ["/i"], std: "c11" }, linux, "/p"), {
    quoteDirs: [],
    includeDirs: ["/i"],
    systemDirs: [],
    defines: [],
    undefines: [],
    preIncludes: [],
    std: "c11",
  });
});

test("what cmd/go refuses without CGO_CFLAGS_ALLOW is told, and taken", () => {
  const options = optionsOf([" CFLAGS: -DA -iquote q -fplugin=x", " CPPFLAGS: -I inc -imacros m.h -isystem s -D@x", " LDFLAGS: -anything"]);
  assert.deepEqual(
    options.problems?.map(({ site, message }) => `${site.start} ${message.split(" ")[4]}`),
    ["1 -imacros", "1 m.h", "1 -D@x", "0 -iquote", "0 q", "0 -fplugin=x"],
  );
  assert.deepEqual(options.quoteDirs, ["/p/pkg/q"]);
  assert.deepEqual(options.preMacros, ["m.h"]);
});

test("a line whose condition does not hold may say what it likes", () => {
  const options = optionsOf([' windows CFLAGS: "open', " windows NOVERB: x"]);
  assert.equal(options.problems, undefined);
});

const base = "Name: base\nDescription: d\nVersion: 1.2\nCflags: -I/opt/base/include -DBASE\n";

test("packages stand between CPPFLAGS and CFLAGS", () => {
  const lines = [" CFLAGS: -Ic", " CPPFLAGS: -Ip", " linux pkg-config: --static base", " windows pkg-config: other"];
  const options = optionsOf(lines, "linux/amd64", {}, { "/pc/base.pc": `${base}Cflags.private: -DPRIVATE\n` });
  assert.deepEqual(options.includeDirs, ["/p/pkg/p", "/opt/base/include", "/p/pkg/c"]);
  assert.deepEqual(options.defines, [
    ["BASE", "1"],
    ["PRIVATE", "1"],
  ]);
  assert.equal(options.gaps, undefined);
});

test("a package that is not there is told at its line, and is a gap", () => {
  const lines = [" pkg-config: base", " pkg-config: gone", " pkg-config: --exists base"];
  const files = { "/pc/base.pc": `${base}Requires: lost >= 2\n` };
  const gaps = (given: readonly string[]): readonly string[] =>
    optionsOf(given, "linux/amd64", {}, files).gaps?.map(({ kind, reason, site }) => `${kind} ${site?.start} ${reason}`) ?? [];
  assert.deepEqual(gaps(lines.slice(0, 2)), [
    "package 0 pkg-config package lost, which base requires, is not found",
    "package 1 pkg-config package gone is not found",
  ]);
  assert.deepEqual(gaps(lines), ["package 0 what pkg-config says with --exists is not known here"]);
  assert.deepEqual(gaps([" pkg-config: --plugin=x base"]), ["package 0 cmd/go refuses the pkg-config option --plugin=x"]);
  assert.deepEqual(gaps([" pkg-config: -x"]), ["package 0 cmd/go does not take -x for the name of a package"]);
});

test("a sysroot comes from the flags, else from the settings of the target", () => {
  const sysroots = { "linux/arm": "/arm" };
  assert.equal(optionsOf([], "linux/arm", { sysroots }).sysroot, "/arm");
  assert.equal(optionsOf([], "linux/amd64", { sysroots, host: "linux/amd64" }).sysroot, undefined);
  assert.equal(optionsOf([], "linux/amd64", { sysroots, host: "linux/amd64" }).host, "linux/amd64");
  for (const flags of ["--sysroot=/own", "--sysroot /own", "-isysroot /own"]) {
    assert.equal(optionsOf([` CFLAGS: ${flags}`], "linux/arm", { sysroots }).sysroot, "/own");
  }
});

test("-idirafter comes behind the system's folders", () => {
  const options = optionsOf([" CFLAGS: -idirafter late -isystem early"]);
  assert.deepEqual(options.systemDirs, ["/p/pkg/early"]);
  assert.deepEqual(options.laterDirs, ["/p/pkg/late"]);
});
