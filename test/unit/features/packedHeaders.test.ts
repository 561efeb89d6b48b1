/** Headers that are included while records are packed: Windows' own that pack, and the library's, whose records nobody knows packed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";

async function sizes(text: string, name: string, targets: string): Promise<readonly (number | string)[]> {
  const engine = await newEngine();
  const records = done(engine.layouts(memoryView(new Map([["/p/a.h", text]])), "/p/a.h", await optionsFor(targets), name));
  return records.flatMap(({ layouts }) => layouts.map((each) => ("unknown" in each ? each.unknown : each.layout.size)));
}

test("pshpack and poppack hold where they stand, each time", async () => {
  const text = `#include <pshpack2.h>
struct s { char a; int b; };
#include <poppack.h>
struct t { char a; int b; };
#include <pshpack1.h>
struct v { char a; int b; };
#include <poppack.h>
#include <windows.h>
struct w { char a; OVERLAPPED o; };
`;
  const each = await Promise.all(["s", "t", "v", "w"].map((name) => sizes(text, `struct ${name}`, "windows/amd64")));
  // As x86_64-w64-mingw32-gcc counts them.
  assert.deepEqual(each, [[6], [8], [5], [40]]);
});

test("a library header that is included packed says nothing of its records", async () => {
  const packed = "#pragma pack(1)\n#include <net/if.h>\n#pragma pack()\nstruct s { struct if_nameindex i; };\n";
  const plain = "#pragma pack(1)\n#pragma pack()\n#include <net/if.h>\nstruct s { struct if_nameindex i; };\n";
  const before = "#include <net/if.h>\n#pragma pack(1)\n#include <net/if.h>\nstruct s { char c; struct if_nameindex i; };\n";
  assert.deepEqual(await sizes(packed, "struct s", "linux/amd64"), [
    "struct if_nameindex is not defined in what was read, and <net/if.h> is included while a pragma that changes layouts is in force",
  ]);
  assert.deepEqual(await sizes(plain, "struct s", "linux/amd64"), [16]);
  assert.deepEqual(await sizes(before, "struct s", "linux/amd64"), [17]);
});
