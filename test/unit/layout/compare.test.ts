/** Which layouts are the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { groupLayouts, sameLayout } from "../../../server/src/layout/compare.ts";
import { unknown } from "../../../server/src/layout/layout.ts";
import { targets } from "../../oracle/layout/compilers.ts";
import { field, scalar, struct } from "./cases.ts";

const ids = ["linux/amd64", "linux/386", "linux/arm", "darwin/arm64", "windows/386", "plan9/amd64", "plan9/386"];
const asked = ids.map((id) => targets().find((target) => target.id === id)).filter((target) => target !== undefined);

test("targets with equal layouts form maximal groups in the order given", () => {
  const record = struct("s", [field("a", "int"), field("b", "llong")]);
  const items = asked.map((target) => ({
    id: target.id,
    layout: typeof target.c === "string" ? unknown(target.c) : layoutRecord(record, target.c),
  }));
  assert.deepEqual(
    groupLayouts(items).map((group) => group.map((item) => item.id)),
    [["linux/amd64", "linux/arm", "darwin/arm64", "windows/386"], ["linux/386"], ["plan9/amd64", "plan9/386"]],
  );
});

test("type texts take no part", () => {
  const [target] = asked;
  assert.ok(target !== undefined && typeof target.c !== "string");
  const a = layoutRecord(struct("a", [field("x", "int")]), target.c);
  const b = layoutRecord(struct("b", [field("x", { kind: "typedef", name: "t", type: scalar("uint") })]), target.c);
  const c = layoutRecord(struct("c", [field("y", "int")]), target.c);
  assert.ok(sameLayout(a, b));
  assert.ok(!sameLayout(a, c));
  assert.ok(!sameLayout(a, unknown("why")));
  assert.ok(sameLayout(unknown("why"), unknown("why")));
});

test("what cgo shows takes part", () => {
  const layout = unknown("one");
  const view = (
    size: number,
  ): {
    readonly known: true;
    readonly size: number;
    readonly align: number;
    readonly fields: readonly [];
    readonly omitted: readonly [];
  } => ({
    known: true,
    size,
    align: 1,
    fields: [],
    omitted: [],
  });
  assert.equal(groupLayouts([{ layout, cgo: view(1) }, { layout, cgo: view(2) }, { layout, cgo: view(1) }, { layout }]).length, 3);
});
