/**
 * Every output token of random cases is traced back: one that a file spells stands where the file has just that
 * spelling, one that comes out of a macro stands at the call in the text and knows where it is spelled.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { preprocess, run, spelling } from "../../oracle/c/preprocess.ts";
import { FOLDERS, randomCase } from "../../oracle/c/randomCase.ts";
import { Random } from "../../support/random.ts";
import { readUnit, targetsOf } from "./support.ts";

/** What a stretch of text spells, its line splices and digraphs away. */
function plain(text: string): string {
  const digraphs: Readonly<Record<string, string>> = { "<:": "[", ":>": "]", "<%": "{", "%>": "}", "%:": "#", "%:%:": "##" };
  const whole = text.replace(/\\[ \t\v\f]*(?:\r?\n|$)/g, "");
  return digraphs[whole] ?? whole;
}

test("tokens are where they are spelled, or at the call they come out of", () => {
  const random = new Random(20);
  const [target] = targetsOf(["linux/amd64"]);
  assert.ok(target !== undefined);
  const all = (names: readonly string[]): string[] => names.map((name) => `/w/${name}`);
  const options = { quoteDirs: all(FOLDERS.quote), includeDirs: all(FOLDERS.include), systemDirs: all(FOLDERS.system) };
  let traced = 0;
  let fromMacros = 0;
  for (let i = 0; i < 400; i++) {
    const { main, files } = randomCase(random, i);
    const texts = new Map([...files].map(([path, text]): [string, string] => [`/w/${path}`, text]));
    const surroundings = { path: "/w/main.c", files: texts, options };
    const { stream, sources } = run(main, target, surroundings);
    const textOf = (path: string): string | undefined => (path === "/w/main.c" ? main : texts.get(path));
    const tokens: string[] = [];
    for (let token = 0; token < stream.count; token++) {
      const spelled = spelling(stream.atoms[token] ?? -1);
      tokens.push(spelled);
      const site = sources.site(stream, token);
      const text = textOf(site.path);
      assert.ok(text !== undefined, `${site.path} is a file of the case`);
      const explain = (): string => `${spelled} at ${site.path}:${site.start}-${site.end} of\n${main}`;
      assert.ok(site.start < site.end && site.end <= text.length, explain());
      if (site.spelled === undefined) {
        assert.equal(plain(text.slice(site.start, site.end)), spelled, explain());
        traced++;
        continue;
      }
      fromMacros++;
      // The call is a macro's name, or the argument itself where the file spells the token in one.
      assert.match(plain(text.slice(site.start, site.end)), /^(?:[A-Za-z_$]|[^\s])/, explain());
      const body = textOf(site.spelled.path);
      if (body === undefined) continue;
      const piece = plain(body.slice(site.spelled.start, site.spelled.end));
      if (site.spelled.path === site.path && site.spelled.start === site.start) continue;
      assert.ok(piece.length > 0, explain());
    }
    assert.deepEqual(preprocess(main, target, surroundings), tokens, "the same text gives the same tokens");
  }
  assert.ok(traced > 3000 && fromMacros > 1000, `${traced} tokens of files, ${fromMacros} of macros`);
});

test("an argument stands where it is written, the body at the call", () => {
  const [target] = targetsOf(["linux/amd64"]);
  assert.ok(target !== undefined);
  const text = "#define F(x) before x after\nint F( argument\n) end;\n";
  const { stream, sources } = run(text, target);
  const sites = Array.from({ length: stream.count }, (_, i) => sources.site(stream, i));
  const shown = sites.map(({ start, end, spelled }) => [
    text.slice(start, end),
    spelled === undefined ? "" : text.slice(spelled.start, spelled.end),
  ]);
  assert.deepEqual(shown, [
    ["int", ""],
    ["F( argument\n)", "before"],
    ["argument", "argument"],
    ["F( argument\n)", "after"],
    ["end", ""],
    [";", ""],
  ]);
});

test("a file that is included twice shows each time where its calls end", () => {
  const text = "X(a\n);\n";
  const main =
    '#define X(x) int x1\n#include "x.h"\n#undef X\n#define X int x2; int\n#include "x.h"\n#undef X\n#define X(x) int x3\n#include "x.h"\n';
  const unit = readUnit(main, { files: { "/p/x.h": text } });
  const shown = ["x1", "x2", "x3"].map((name) => {
    const site = unit.variables.get(name)?.site;
    return site === undefined ? undefined : [site.path, text.slice(site.start, site.end)];
  });
  assert.deepEqual(shown, [
    ["/p/x.h", "X(a\n)"],
    ["/p/x.h", "X"],
    ["/p/x.h", "X(a\n)"],
  ]);
});
