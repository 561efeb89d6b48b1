/** The documentation of every rule is complete, and its examples are true. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rules } from "../../../server/src/rules/index.ts";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";

const headings = ["What it checks", "Why it matters", "Example", "Use instead", "When it stays silent", "References"];

/** The fenced Go examples of a rule's documentation with this tag. */
function examples(doc: string, tag: "bad" | "good"): readonly string[] {
  return [...doc.matchAll(new RegExp(`^\`\`\`go ${tag}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map((match) => match[1] ?? "");
}

async function rulesFound(source: string): Promise<readonly string[]> {
  const engine = await newEngine();
  const reports = done(engine.check(memoryView(new Map([["/p/p.go", source]])), "/p", await optionsFor("default")));
  return reports.flatMap((report) => report.findings.map((finding) => finding.rule));
}

for (const rule of rules) {
  test(`${rule.id}: the documentation has its headings, a short title and examples that are true`, async () => {
    const found = [...rule.doc.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    assert.deepEqual(found, headings);
    assert.ok(rule.title.length <= 60 && !rule.title.endsWith("."), rule.title);
    const bad = examples(rule.doc, "bad");
    const good = examples(rule.doc, "good");
    assert.ok(bad.length > 0 && good.length > 0, "an example of each kind");
    for (const source of bad) assert.ok((await rulesFound(source)).includes(rule.id), `not found in:\n${source}`);
    for (const source of good) assert.ok(!(await rulesFound(source)).includes(rule.id), `found in:\n${source}`);
  });
}

test("rule ids are unique and kebab-case", () => {
  assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
  for (const { id } of rules) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});
