/** What encoding/binary makes of Go values; the expected numbers are binary.Size's and where binary.Write puts fields. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodedBy } from "../../../server/src/layout/encoded.ts";
import type { GoBasic, GoStruct, GoType } from "../../../server/src/types/go.ts";

const basic = (name: GoBasic): GoType => ({ kind: "basic", name });
const struct = (fields: Readonly<Record<string, GoType>>): GoStruct => ({
  kind: "struct",
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});

const pair = struct({ A: basic("int8"), B: basic("int16") });
const event = struct({
  Kind: basic("int32"),
  _: { kind: "array", of: basic("uint8"), count: 2 },
  Stamp: basic("int64"),
  Value: basic("complex64"),
  In: pair,
});

test("fields stand one behind the other, blank ones counted", () => {
  const encoded = encodedBy(event);
  assert.equal(encoded.kind === "encoded" && encoded.size, 25);
  const fields = encoded.kind === "encoded" ? (encoded.fields ?? []) : [];
  assert.deepEqual(
    fields.map(({ name, bitOffset }) => [name, bitOffset / 8]),
    [
      ["Kind", 0],
      ["_", 4],
      ["Stamp", 6],
      ["Value", 14],
      ["In", 22],
    ],
  );
  assert.equal((fields[4]?.fields?.[1]?.bitOffset ?? 0) / 8, 23);
  assert.deepEqual(encodedBy({ kind: "array", of: event, count: 2 }), { kind: "encoded", size: 50, fields: undefined });
});

test("what has no fixed size is refused with the way to it", () => {
  const refusedAt = (type: GoType): string | undefined => {
    const found = encodedBy(type);
    return found.kind === "refused" ? found.path : undefined;
  };
  assert.equal(refusedAt(basic("int")), "");
  assert.equal(refusedAt(struct({ K: basic("int32"), In: struct({ N: basic("uintptr") }) })), "In.N");
  assert.equal(refusedAt(struct({ List: { kind: "array", of: basic("int"), count: 0 } })), "List");
  assert.equal(refusedAt(struct({ K: { kind: "slice", of: basic("uint8") } })), "K");
});

test("nothing is said of what is not known", () => {
  const open = struct({ K: { kind: "unknown", reason: "no source" } });
  assert.equal(encodedBy(open).kind, "unknown");
  assert.equal(encodedBy(struct({ K: { kind: "unknown", reason: "no source" }, N: basic("int") })).kind, "refused");
});
