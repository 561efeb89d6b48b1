/** `layout`: which records of which files, in each format. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./run.ts";

const files = {
  "/w/a.h": "record one\nrecord two\n",
  "/w/d/b.c": "record three\n",
  "/w/d/e/c.go": "record four\n",
  "/w/d/e/c_test.go": "record five\n",
  "/w/d/f.txt": "record six\n",
  "/w/x:y.h": "record seven\n",
};
const targets = ["--targets", "linux/386,linux/arm,linux/amd64"];

const names = async (...args: string[]): Promise<string[]> => {
  const { out } = await run(["layout", ...args, ...targets, "--format", "json"], files);
  return JSON.parse(out).records.map(
    (record: { file: string; name: string; line: number }) => `${record.file}:${record.line} ${record.name}`,
  );
};

test("records of a file, or of every such file of a folder", async () => {
  assert.deepEqual(await names("a.h"), ["a.h:1 struct one", "a.h:2 struct two"]);
  assert.deepEqual(await names("d"), ["d/b.c:1 struct three", "d/e/c.go:1 struct four"]);
  assert.deepEqual(await names("d", "--tests"), ["d/b.c:1 struct three", "d/e/c.go:1 struct four", "d/e/c_test.go:1 struct five"]);
});

test("a type is named by tag, name or typedef, behind the last colon", async () => {
  assert.deepEqual(await names("a.h:two"), ["a.h:2 struct two"]);
  assert.deepEqual(await names("a.h:struct  two"), ["a.h:2 struct two"]);
  assert.deepEqual(await names("a.h:two_t"), ["a.h:2 struct two"]);
  assert.deepEqual(await names("x:y.h"), ["x:y.h:1 struct seven"]);
  assert.deepEqual(await names("x:y.h:seven"), ["x:y.h:1 struct seven"]);
});

test("a type or file that is not there is status 2", async () => {
  const none = await run(["layout", "a.h:three", "--format", "json"], files);
  assert.deepEqual(
    { ...none, out: JSON.parse(none.out) },
    { status: 2, out: { version: 1, records: [] }, error: "abi-lens: a.h: no record is named three\n" },
  );
  assert.deepEqual(await run(["layout", "none.h"], files), { status: 2, out: "", error: "abi-lens: none.h: no such file or folder\n" });
  assert.deepEqual(await run(["layout", "none.h:T"], files), { status: 2, out: "", error: "abi-lens: none.h: no such file or folder\n" });
  assert.deepEqual(await run(["layout", "d/f.txt"], files), {
    status: 2,
    out: "",
    error: "abi-lens: d/f.txt: layout reads .go, .c and .h files, not f.txt\n",
  });
  const drive = await run(["layout", "C:\\none.h"], files, { folder: "c:/w" });
  assert.equal(drive.error, "abi-lens: C:\\none.h: no such file or folder\n");
});

test("JSON has the documented keys", async () => {
  const { status, out } = await run(["layout", "a.h:one", ...targets, "--format", "json"], files);
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(out), {
    version: 1,
    records: [
      {
        name: "struct one",
        kind: "struct",
        language: "c",
        file: "a.h",
        line: 1,
        layouts: [
          {
            targets: ["linux/amd64", "linux/arm"],
            size: 16,
            align: 8,
            fields: [
              { name: "kind", type: "unsigned char", bitOffset: 0, bitSize: 8, align: 1 },
              { name: "flags", type: "unsigned int", bitOffset: 8, bitSize: 3, bitField: true, align: 4 },
              {
                name: "in",
                type: "struct inner",
                kind: "struct",
                bitOffset: 64,
                bitSize: 64,
                align: 8,
                fields: [{ name: "v", type: "int[2]", bitOffset: 64, bitSize: 64, align: 4, elements: 2, stride: 4 }],
              },
            ],
            padding: [{ offset: 2, size: 6 }],
            cgo: {
              size: 16,
              align: 8,
              fields: [{ name: "kind", type: "_Ctype_uchar", bitOffset: 0 }],
              omitted: [{ name: "flags", reason: "bit-field" }],
            },
          },
          { targets: ["linux/386"], unknown: "nothing is known there" },
        ],
        excluded: [],
      },
    ],
  });
});

test("text is a table per group of targets, with padding where it lies", async () => {
  const { out } = await run(["layout", "a.h:one", ...targets], files);
  assert.equal(
    out,
    `a.h:1: struct one

  on linux/amd64, linux/arm
  size 16, align 8, 6 bytes of padding
    offset    size  align  member
         0       1      1  unsigned char  kind
       1:0  3 bits      4  unsigned int  flags:3
         2       6         padding
         8       8      8  struct inner  in
         8       8      4    int[2]  v
  cgo leaves out flags: bit-field

  on linux/386
  unknown: nothing is known there
`,
  );
});

test("Markdown and SVG hold every member", async () => {
  const markdown = await run(["layout", "a.h:one", ...targets, "--format", "markdown"], files);
  assert.match(markdown.out, /^## `struct one`\n/);
  assert.match(markdown.out, /\| 1:0 \| 3 bits \| 4 \| `flags:3` \| `unsigned int` \|/);
  assert.match(markdown.out, /\| 2 \| 6 \| {2}\| \*padding\* \| {2}\|/);
  const svg = await run(["layout", "a.h:one", ...targets, "--format", "svg"], files);
  assert.match(svg.out, /^<svg xmlns=/);
  for (const word of ["kind", "in<", "size 16, align 8", "unknown: nothing is known there"]) assert.ok(svg.out.includes(word), word);
});
