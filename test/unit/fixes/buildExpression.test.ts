/** Build constraints that a fix writes select exactly the targets they are meant for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildExpression } from "../../../server/src/fixes/buildExpression.ts";
import { evaluate, parseConstraint } from "../../../server/src/target/buildConstraint.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { engineParts } from "../../support/engine.ts";
import { Random } from "../../support/random.ts";

test("random groups of targets: every target satisfies its own group's expression and no other", async () => {
  const { registry } = await engineParts();
  const ports = registry.targets.filter((target) => target.variant === undefined);
  const random = new Random(7);
  for (let round = 0; round < 500; round++) {
    const asked = ports.filter(() => random.below(3) > 0);
    const groups: Target[][] = Array.from({ length: 2 + random.below(3) }, () => []);
    for (const target of asked) random.pick(groups).push(target);
    if (groups.some((group) => group.length === 0)) continue;
    const lines = buildExpression(groups, asked);
    assert.ok(lines !== undefined);
    for (const [i, group] of groups.entries()) {
      for (const target of group) {
        const matching: readonly number[] = lines.flatMap((line, n) =>
          evaluate(parseConstraint(`//go:build ${line}`), target, []) ? [n] : [],
        );
        assert.deepEqual(matching, [i], `${target.id} in ${lines.join(" | ")}`);
      }
    }
    // Ports that nobody asked about have one definition too.
    for (const target of ports) {
      const n: number = lines.filter((line) => evaluate(parseConstraint(`//go:build ${line}`), target, [])).length;
      assert.equal(n, 1, `${target.id} has ${n} definitions: ${lines.join(" | ")}`);
    }
  }
});

test("variants of one port cannot be told apart by build constraints", async () => {
  const { registry } = await engineParts();
  const [glibc, musl] = [registry.get("linux/amd64"), registry.get("linux/amd64+musl")];
  assert.ok(glibc !== undefined && musl !== undefined);
  assert.equal(buildExpression([[glibc], [musl]], [glibc, musl]), undefined);
});
