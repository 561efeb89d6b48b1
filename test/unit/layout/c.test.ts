/** C layouts against what real compilers said: golden cases by hand, and a recorded series of random records. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { layoutC, layoutRecord } from "../../../server/src/layout/c.ts";
import type { RecordLayout } from "../../../server/src/layout/layout.ts";
import type { CModel } from "../../../server/src/target/target.ts";
import type { CRecord, CType } from "../../../server/src/types/c.ts";
import { everyCompiler, targets } from "../../oracle/layout/compilers.ts";
import { readSamples } from "../../oracle/layout/reading.ts";
import { codesOf, type Recorded, recordedPath, recordedSamples, refusedCode, textCode } from "../../oracle/layout/record.ts";
import { repositoryRoot } from "../../support/root.ts";
import { array, bits, cases, field, scalar, struct, union } from "./cases.ts";

function model(id: string): CModel {
  const found = targets().find((target) => target.id === id)?.c;
  assert.ok(found !== undefined && typeof found !== "string", id);
  return found;
}

function known(record: CRecord, id: string): RecordLayout {
  const layout = layoutRecord(record, model(id));
  assert.ok(layout.known, layout.known ? "" : layout.reason);
  return layout;
}

function text(size: number, align: number, offsets: readonly number[], record: CRecord): string {
  return `${size}/${align}: ${offsets.filter((_, i) => record.fields?.[i]?.name !== "").join(" ")}`;
}

/** The layout as the golden cases write it, by the reference compiler or by clang. */
function summary(record: CRecord, id: string): string {
  const [target = "", compiler] = id.split(" ");
  const layout = layoutRecord(record, model(target));
  if (!layout.known) return "!";
  const other = compiler === undefined ? undefined : layout.compilers?.[compiler];
  if (other !== undefined) return text(other.size, other.align, other.bitOffsets, record);
  return text(
    layout.size,
    layout.align,
    layout.fields.map((one) => one.bitOffset),
    record,
  );
}

test("records are laid out as the compilers of the ports do", () => {
  const ids = [...new Set(cases.flatMap((one) => Object.keys(one.expected))), "linux/riscv64"];
  for (const { c, record, expected } of cases) {
    for (const id of ids) {
      if (id.endsWith(" clang") && expected[id] === undefined) continue;
      assert.equal(summary(record, id), expected[id] ?? expected["linux/amd64"], `${id}: ${c}`);
    }
  }
});

test("the reading and layout of a recorded series of C texts still is the compilers'", () => {
  const recorded = JSON.parse(readFileSync(join(repositoryRoot, recordedPath), "utf8")) as Recorded;
  const samples = recordedSamples(recorded.seed, recorded.count);
  assert.equal(textCode(samples), recorded.text, "the generator has changed: run `node out/test/oracle/layout/main.js --record`");
  const compilers = everyCompiler();
  const perTarget = readSamples(samples, targets());
  assert.ok(Object.keys(recorded.compilers).length > 60);
  for (const [name, index] of Object.entries(recorded.compilers)) {
    const compiler = compilers.find((one) => one.name === name);
    assert.ok(compiler !== undefined, name);
    const series = recorded.answers[index] ?? "";
    const codes = codesOf(perTarget.get(compiler.target.id) ?? [], compiler);
    assert.equal(codes.length, samples.length);
    for (const [i, code] of codes.entries()) {
      // What the other compiler refuses, the engine does not say; on AIX clang refuses some pragmas behind records.
      const theirs = series.slice(i * 5, i * 5 + 5);
      if (theirs === refusedCode && (compiler.isOther || compiler.target.goos === "aix")) continue;
      assert.equal(code, theirs, `${name}:\n${samples[i]?.lines.join("\n")}`);
    }
  }
});

test("where gcc and clang differ, the reference is followed and the other named", () => {
  const header = cases.find((one) => one.record.tag === "c9")?.record;
  assert.ok(header !== undefined);
  const windows = known(header, "windows/amd64");
  assert.equal(windows.size, 7);
  assert.deepEqual(windows.compilers, { clang: { size: 8, align: 2, bitOffsets: [0, 4, 8, 48, 60] } });
  assert.equal(known(header, "linux/amd64").compilers, undefined);
});

test("fields carry type, alignment, arrays and nested records; offsets count from the outermost record", () => {
  const inner = struct("inner", [field("a", "int"), field("b", "int")]);
  const record = struct("hdr", [
    field("kind", "uchar"),
    bits("flags", "uint", 3),
    field("in", inner),
    field("", union("", [field("x", "short"), field("y", array("char", 3))], { tag: undefined, name: "" })),
    field("tail", array(inner, 2)),
    field("rest", array("int", undefined)),
  ]);
  assert.deepEqual(known(record, "linux/amd64").fields, [
    { name: "kind", type: "unsigned char", bitOffset: 0, bitSize: 8, align: 1 },
    { name: "flags", type: "unsigned int", bitOffset: 8, bitSize: 3, align: 4, bitField: true },
    {
      name: "in",
      type: "struct inner",
      bitOffset: 32,
      bitSize: 64,
      align: 4,
      kind: "struct",
      fields: [
        { name: "a", type: "int", bitOffset: 32, bitSize: 32, align: 4 },
        { name: "b", type: "int", bitOffset: 64, bitSize: 32, align: 4 },
      ],
    },
    {
      name: "",
      type: "union {…}",
      bitOffset: 96,
      bitSize: 32,
      align: 2,
      kind: "union",
      fields: [
        { name: "x", type: "short", bitOffset: 96, bitSize: 16, align: 2 },
        { name: "y", type: "char[3]", bitOffset: 96, bitSize: 24, align: 1, elements: 3, stride: 1 },
      ],
    },
    { name: "tail", type: "struct inner[2]", bitOffset: 128, bitSize: 128, align: 4, elements: 2, stride: 8 },
    { name: "rest", type: "int[]", bitOffset: 256, bitSize: 0, align: 4, elements: 0, stride: 4 },
  ]);
});

test("padding is whole bytes that no member covers", () => {
  const record = struct("p", [field("kind", "uchar"), bits("flags", "uint", 3), field("n", "int"), field("c", "char")]);
  assert.deepEqual(known(record, "linux/amd64").padding, [
    { offset: 2, size: 2 },
    { offset: 9, size: 3 },
  ]);
  const runs = struct("r", [bits("a", "char", 4), bits("b", "int", 4)]);
  assert.deepEqual(known(runs, "windows/amd64").padding, [
    { offset: 1, size: 3 },
    { offset: 5, size: 3 },
  ]);
  const choice = union("u", [field("i", "int"), field("c", array("char", 5))]);
  assert.deepEqual(known(choice, "linux/amd64").padding, [{ offset: 5, size: 3 }]);
  const outer = struct("o", [field("n", struct("n", [field("i", "int"), field("c", "char")])), field("c", "char")]);
  assert.deepEqual(known(outer, "linux/amd64").padding, [{ offset: 9, size: 3 }]);
});

test("the alignment of a bit-field is that of its storage unit", () => {
  const at = (record: CRecord, id: string): number | undefined => known(record, id).fields[0]?.align;
  assert.equal(at(struct("a", [bits("b", "llong", 3)]), "linux/386"), 4);
  assert.equal(at(struct("a", [bits("b", "llong", 3)]), "linux/amd64"), 8);
  assert.equal(at(struct("a", [bits("b", "int", 3)], { packed: true }), "linux/amd64"), 1);
  assert.equal(at(struct("a", [bits("b", "int", 3)], { pack: 2 }), "linux/amd64"), 2);
  assert.equal(at(struct("a", [bits("b", "char", 3, { aligns: [{ align: 8, spelling: "attribute" }] })]), "linux/amd64"), 8);
});

test("unknown is contagious and says why", () => {
  const reason = (type: CType, id = "linux/amd64"): string => {
    const layout = layoutC(type, model(id));
    return layout.known ? `known: ${layout.size}` : layout.reason;
  };
  const incomplete = struct("later", []);
  incomplete.fields = undefined;
  assert.equal(reason(incomplete), "struct later is incomplete");
  assert.equal(reason(struct("s", [field("p", array(incomplete, 2))])), "struct later is incomplete");
  assert.equal(reason(struct("s", [field("p", { kind: "pointer", to: incomplete })])), "known: 8");
  assert.equal(reason(struct("s", [field("x", { kind: "unknown", reason: "no idea" })])), "no idea");
  assert.equal(reason(struct("s", [field("x", "int", { unknown: "an attribute" })])), "an attribute");
  assert.equal(reason({ kind: "void" }), "void has no size");
  assert.equal(reason(array("int", undefined)), "an array without a count has no size");
  assert.equal(reason(array("int", 2 ** 51)), "larger than 2^53 bits");
  assert.equal(reason(array("int", 2 ** 40)), "known: 4398046511104");
  assert.equal(reason(array("int", 2 ** 30), "linux/386"), "an array is larger than the target's address space");
  const large = (count: number): CType =>
    struct(
      "s",
      Array.from({ length: count }, (_, i) => field(`a${i}`, array("char", 2 ** 48))),
    );
  assert.equal(reason(large(3)), "known: 844424930131968");
  assert.equal(reason(large(5)), "larger than 2^53 bits");
  const half = struct("s", [field("a", array("char", 2 ** 30)), field("b", array("char", 2 ** 30))]);
  assert.equal(reason(half, "linux/386"), "a record is larger than the target's address space");
  assert.equal(reason(half, "freebsd/386"), "known: 2147483648");
  assert.match(reason(scalar("int128"), "linux/386"), /__int128/);
  assert.equal(reason({ kind: "bitint", bits: 9, signed: true }), "gcc has no _BitInt before version 14");
  assert.equal(reason({ kind: "bitint", bits: 9, signed: true }, "darwin/arm64"), "known: 2");
  assert.equal(reason(struct("s", [bits("b", "float", 3)])), "bit-field b has a type that is no integer");
  assert.equal(reason(struct("s", [bits("b", "char", 9)])), "width of bit-field b exceeds its type");
});

test("an incomplete record that is completed later is known then", () => {
  const later = struct("later", []);
  later.fields = undefined;
  const holder = struct("holder", [field("l", later)]);
  assert.equal(layoutRecord(holder, model("linux/amd64")).known, false);
  later.fields = [field("i", "int")];
  assert.equal(known(holder, "linux/amd64").size, 4);
});

test("records that contain themselves are unknown, those that point to themselves are not", () => {
  const a = struct("a", []);
  const b = struct("b", [field("a", a)]);
  a.fields = [field("b", b)];
  assert.deepEqual(layoutRecord(a, model("linux/amd64")), { known: false, reason: "struct a contains itself" });
  assert.equal(layoutRecord(b, model("linux/amd64")).known, false);
  const list = struct("list", []);
  list.fields = [field("next", { kind: "pointer", to: list }), field("v", "int")];
  assert.equal(known(list, "linux/amd64").size, 16);
});

test("deep nesting and many fields are no trouble", () => {
  let record = struct("s0", [field("i", "int")]);
  for (let i = 1; i < 5000; i++) record = struct(`s${i}`, [field("i", "int"), field("s", record)]);
  assert.equal(known(record, "linux/amd64").size, 20000);
  let type: CType = scalar("int");
  for (let i = 0; i < 20000; i++) type = i % 2 === 0 ? { kind: "typedef", name: `t${i}`, type } : array(type, 1);
  assert.deepEqual(layoutC(type, model("linux/amd64")), { known: true, size: 4, align: 4 });
  const wide = struct(
    "wide",
    Array.from({ length: 100000 }, (_, i) => field(`f${i}`, i % 2 === 0 ? "char" : "int")),
  );
  assert.equal(known(wide, "linux/amd64").size, 400000);
  // Each level holds two of the one below: what is listed stops, what is computed does not.
  let twice = struct("t0", [field("i", "int")]);
  for (let i = 1; i < 30; i++) twice = struct(`t${i}`, [field("a", twice), field("b", twice)]);
  assert.equal(known(twice, "linux/amd64").size, 4 * 2 ** 29);
});

test("a record is laid out once per model", () => {
  const record = struct("once", [field("i", "int")]);
  assert.equal(layoutRecord(record, model("linux/amd64")), layoutRecord(record, model("linux/amd64")));
});
