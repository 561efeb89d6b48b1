/** Malformed, empty, binary and huge files: no crash, no hang, no finding. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { done, memoryView, newEngine, optionsFor } from "../../support/engine.ts";

const head = 'package p\n\n/*\nstruct rec { int a; long long b; };\n*/\nimport "C"\n\nimport "unsafe"\n\n';
const mirror = "type Rec struct {\n\tA int32\n\tB int64\n}\n\nfunc f(r *C.struct_rec) *Rec { return (*Rec)(unsafe.Pointer(r)) }\n";

/** Texts that nobody meant to write, by name. None may crash, hang or bring a finding. */
const texts: Readonly<Record<string, () => string>> = {
  empty: () => "",
  "only a byte order mark": () => "\ufeff",
  binary: () => Array.from({ length: 5000 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join(""),
  "NUL inside": () => `${head}\0${mirror}`,
  "5 MB of one line": () => `package p\nvar x = "${"a".repeat(5_000_000)}"\n`,
  "5 MB of declarations": () => `package p\n${"type T struct {\n\tA int32\n\tB int64\n}\n".repeat(125_000)}`,
  "deep parentheses": () => `package p\nvar x = ${"(".repeat(50_000)}1${")".repeat(50_000)}\n`,
  "deep types": () => `package p\ntype T ${"[]".repeat(50_000)}int\n`,
  "deep structs in C": () => `package p\n/*\n${"struct { ".repeat(20_000)}int a; ${"} x; ".repeat(20_000)}\n*/\nimport "C"\n`,
  "a type that holds itself": () =>
    `${head}type T struct { t T }\nfunc g(t *T) *C.struct_rec { return (*C.struct_rec)(unsafe.Pointer(t)) }\n`,
  "a constant that needs itself": () =>
    `${head}const N = M\nconst M = N\ntype T struct { a [N]byte; b int64 }\nfunc g(t *T) *C.struct_rec { return (*C.struct_rec)(unsafe.Pointer(t)) }\n`,
  "a macro bomb": () => {
    const lines = Array.from({ length: 60 }, (_, i) => `#define A${i + 1} A${i} A${i} A${i} A${i}`);
    return `package p\n/*\n#define A0 x\n${lines.join("\n")}\nint y = A60;\n*/\nimport "C"\n`;
  },
  "a header that includes itself": () => 'package p\n/*\n#include "p.go"\n#include "p.go"\n*/\nimport "C"\n',
  "an instantiation cycle behind a pointer": () => "package p\ntype G[T any] struct { g *G[G[T]]; v T }\nvar g G[int]\n",
  "an instantiation cycle by value": () => "package p\ntype G[T any] struct { g [2]G[[2]T]; v T }\nvar g G[int]\n",
  "a huge shift": () => "package p\nconst N = 1 << 1000000000\ntype T [N]byte\n",
  "an unfinished comment": () => `${head}${mirror}/* `,
  "an unfinished preamble": () => `package p\n/*\nstruct rec { int a; long long b;\nimport "C"\n${mirror}`,
};

for (const [name, make] of Object.entries(texts)) {
  test(`${name}: no crash, no hang, no finding`, async () => {
    const engine = await newEngine();
    const options = await optionsFor("default");
    const text = make();
    const view = memoryView(new Map([["/p/p.go", text]]));
    const findings = done(engine.check(view, "/p", options)).flatMap((report) => report.findings);
    // An unfinished comment behind everything else leaves the declarations as they are.
    const expected = name === "an unfinished comment" ? 1 : 0;
    assert.ok(findings.length <= expected, findings.map((finding) => finding.message).join("\n"));
    done(engine.hover(view, "/p/p.go", Math.min(20, text.length), options));
    done(engine.layouts(view, "/p/p.go", options));
  });
}
