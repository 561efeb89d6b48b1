/** Settings are total: any JSON gives every value, and whatever was not understood is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { atLeast, parseDefine, parseSettings, settingList } from "../../../server/src/config/settings.ts";

const problemsOf = (json: unknown, ids?: readonly string[]): string[] => parseSettings(json, ids).problems.map((p) => p.message);

test("nothing gives the defaults without a problem", () => {
  for (const json of [undefined, null, {}]) {
    const { settings, problems } = parseSettings(json);
    assert.deepEqual(problems, []);
    assert.deepEqual(settings, {
      targets: ["default"],
      tags: [],
      tests: false,
      includeDirs: [],
      defines: [],
      undefines: [],
      std: undefined,
      pkgConfigPath: [],
      sysroots: {},
      rules: {},
      minSeverity: "auto",
    });
  }
});

test("what is given is taken", () => {
  const { settings, problems } = parseSettings(
    {
      $schema: "x",
      targets: ["linux/*", "-linux/386", "linux/amd64+musl"],
      tags: ["netgo"],
      tests: true,
      includeDirs: ["include"],
      defines: ["A", "B=2=3", "F(x)=x", "E="],
      undefines: ["C"],
      std: "gnu99",
      rules: { "implicit-padding": "off" },
      minSeverity: "error",
      trace: { server: "verbose" },
    },
    ["implicit-padding"],
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(settings.targets, ["linux/*", "-linux/386", "linux/amd64+musl"]);
  assert.deepEqual(settings.defines, [
    ["A", "1"],
    ["B", "2=3"],
    ["F(x)", "x"],
    ["E", ""],
  ]);
  assert.deepEqual(settings.rules, { "implicit-padding": "off" });
  assert.equal(settings.std, "gnu99");
  assert.equal(settings.minSeverity, "error");
});

test("what is not understood is told and has its default", () => {
  assert.deepEqual(problemsOf([]), ["settings must be a JSON object"]);
  assert.deepEqual(problemsOf({ target: [] }), ["there is no setting target"]);
  assert.deepEqual(problemsOf({ "abiLens.tags": [] }), ["there is no setting abiLens.tags; it is written tags here"]);
  assert.deepEqual(problemsOf({ targets: "linux/amd64" }), ["targets must be a list of strings"]);
  assert.deepEqual(problemsOf({ defines: ["1x"] }), ['defines holds "1x", which is not NAME or NAME=VALUE']);
  assert.deepEqual(problemsOf({ tests: 1 }), ["tests must be true or false"]);
  assert.deepEqual(parseSettings({ sysroots: { "linux/arm": "/arm" } }).settings.sysroots, { "linux/arm": "/arm" });
  assert.deepEqual(problemsOf({ sysroots: [] }), ["sysroots must be an object from targets to folders"]);
  assert.deepEqual(problemsOf({ sysroots: { "a b": "/x", "linux/arm": " ", "linux/386": 1, "*": "/y" } }), [
    'sysroots names "a b", which is not a target, a pattern or a set',
    "the folder of linux/arm in sysroots must be a string that is not empty",
    "the folder of linux/386 in sysroots must be a string that is not empty",
  ]);
  assert.deepEqual(problemsOf({ std: "fortran" }), ["std must be a C standard such as gnu17 or c99"]);
  assert.deepEqual(problemsOf({ rules: { nosuch: "error" } }, ["some"]), ["there is no rule nosuch"]);
  assert.deepEqual(problemsOf({ rules: { some: "fatal" } }, ["some"]), [
    "the severity of some must be one of off, hint, info, warning, error",
  ]);
  assert.deepEqual(parseSettings({ targets: [7] }).settings.targets, ["default"]);
  assert.deepEqual(parseSettings({ targets: [] }).settings.targets, ["default"]);
});

test("no JSON is too odd", () => {
  const keyed = fc.dictionary(fc.constantFrom("", ...settingList.map((setting) => setting.key)), fc.jsonValue());
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), keyed), (json) => {
      const { settings } = parseSettings(json);
      return Array.isArray(settings.targets) && settings.targets.length > 0 && typeof settings.tests === "boolean";
    }),
  );
});

test("defines split at the first equals sign, severities have an order", () => {
  assert.deepEqual(parseDefine("A=b=c"), ["A", "b=c"]);
  assert.equal(atLeast("warning", "info"), true);
  assert.equal(atLeast("hint", "info"), false);
});
