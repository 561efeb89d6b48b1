/** JSON as text: the same value, with its outer levels on lines of their own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonText } from "../../../server/src/cli/formats/jsonText.ts";

test("outer levels stand on lines, what is deeper on one", () => {
  const value = { a: 1, list: ["x", "y"], rows: [{ b: { c: [1, { d: 2 }] } }, {}], none: undefined, empty: [] };
  const text = jsonText(value, 2);
  assert.equal(text, '{\n  "a": 1,\n  "list": ["x","y"],\n  "rows": [\n    {"b":{"c":[1,{"d":2}]}},\n    {}\n  ],\n  "empty": []\n}');
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
});

test("values that are no objects are themselves", () => {
  for (const value of [null, true, 1.5, "a\nb"]) assert.equal(jsonText(value, 3), JSON.stringify(value));
});
