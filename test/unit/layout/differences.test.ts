/** The documented differences of gcc and clang are there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { compilerDifferences } from "../../../server/src/layout/differences.ts";
import { targets } from "../../oracle/layout/compilers.ts";

test("every example differs on its target", () => {
  for (const difference of compilerDifferences) {
    const model = targets().find((target) => target.id === difference.target)?.c;
    assert.ok(model !== undefined && typeof model !== "string", difference.target);
    const layout = layoutRecord(difference.record, model);
    assert.ok(layout.known && layout.compilers?.["clang"] !== undefined, difference.id);
  }
});

test("identifiers are unique", () => {
  assert.equal(new Set(compilerDifferences.map((difference) => difference.id)).size, compilerDifferences.length);
});
