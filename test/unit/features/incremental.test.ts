/** After any sequence of edits the answer is the one a fresh engine gives. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readGoFile } from "../../../server/src/go/readFile.ts";
import type { Finding } from "../../../server/src/rules/finding.ts";
import { done, engineParts, memoryView, newEngine, optionsFor } from "../../support/engine.ts";
import { Random } from "../../support/random.ts";
import { repositoryRoot } from "../../support/root.ts";

const original = readFileSync(join(repositoryRoot, "examples/mirror/mirror.go"), "utf8");
const fragments = [
  "{",
  "}",
  "(",
  ")",
  "*",
  "struct {",
  "\n",
  "type T struct {\n\tA int32\n",
  "//",
  "/*",
  "*/",
  "`",
  '"',
  ";",
  ",",
  "[4]",
  "\r\n",
  "😀",
  "func f() {",
  "unsafe.Pointer(",
];

/** One edit as a person makes them: something typed, deleted, cut or pasted. */
function mutate(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + random.pick(fragments) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random.below(3));
    case 2:
      return text.slice(0, at) + text.slice(at + random.below(60));
    default: {
      const from = random.below(text.length);
      return text.slice(0, at) + text.slice(from, from + random.below(40)) + text.slice(at);
    }
  }
}

const said = (finding: Finding): string => `${finding.rule} ${finding.message}`;

test("after each of 1,000 edits the answer is that of a fresh engine, and no half-typed state invents a finding", async () => {
  const options = await optionsFor("default");
  const { syntax } = await engineParts();
  const engine = await newEngine();
  const check = (text: string, subject: typeof engine): readonly Finding[] =>
    done(subject.check(memoryView(new Map([["/m/mirror.go", text]])), "/m", options)).flatMap((report) => report.findings);
  const sound = new Set(check(original, engine).map(said));
  assert.ok(sound.size >= 3);
  const random = new Random(20261122);
  let text = original;
  for (let step = 0; step < 1000; step++) {
    // Often from the sound text, as people do: most states are one or a few edits away from it.
    const before = random.below(4) === 0 ? original : text;
    text = mutate(before, random);
    const incremental = check(text, engine);
    assert.deepEqual(incremental, check(text, await newEngine()), `edit ${step}`);
    // Behind several edits a declaration may have changed for good; behind one, what does not parse has changed nothing.
    if (before === original && readGoFile(syntax, "/m/mirror.go", text, false).broken.length > 0) {
      for (const finding of incremental) assert.ok(sound.has(said(finding)), `edit ${step} invents: ${said(finding)}\n${text}`);
    }
  }
  assert.ok(syntax.liveTrees <= 1);
});
