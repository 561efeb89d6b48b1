/**
 * Holds the verdict on random pairs of Go struct and C record to the Go compiler: a package of pairs, each with
 * constants that do not compile where a size or an offset differs, is built with cgo; the structs it complains of must
 * be the ones that struct-mirror-mismatch names, on each target. `--seed N --count N`. Ends with `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { done, memoryView, newEngine, optionsFor } from "../support/engine.ts";
import { createRandom, type Random } from "./layout/random.ts";

/** Targets whose C compiler links nothing here that Go needs, and that compiler. */
const compilers: Readonly<Record<string, string>> = {
  "linux/amd64": "gcc",
  "linux/386": "i686-linux-gnu-gcc",
  "linux/arm": "arm-linux-gnueabihf-gcc",
  "linux/arm64": "aarch64-linux-gnu-gcc",
  "windows/386": "i686-w64-mingw32-gcc",
  "windows/amd64": "x86_64-w64-mingw32-gcc",
};

/** A C type, with the name in place of `@`, and Go types that may be taken for it. */
const fieldTypes: readonly (readonly [c: string, go: readonly string[]])[] = [
  ["int32_t @", ["int32", "int32", "int32", "int"]],
  ["int64_t @", ["int64", "int64", "int64", "int32"]],
  ["int @", ["int32", "int32", "int"]],
  ["long @", ["int64", "int", "int32"]],
  ["double @", ["float64"]],
  ["float @", ["float32"]],
  ["uint8_t @", ["uint8", "bool"]],
  ["short @", ["int16"]],
  ["void *@", ["uintptr", "unsafe.Pointer", "uint64"]],
  ["size_t @", ["uintptr", "uint64"]],
  ["char @[12]", ["[12]byte", "[12]int8"]],
  ["struct { int16_t a; int64_t b; } @", ["struct { a int16; b int64 }", "struct { a int16; _ [6]byte; b int64 }"]],
];

const flags = new Map(
  process.argv.slice(2).flatMap((word, i, all) => (word.startsWith("--") ? [[word, Number(all[i + 1])] as const] : [])),
);
const random = createRandom(flags.get("--seed") ?? 1);
const count = flags.get("--count") ?? 80;
const scratch = mkdtempSync(join(tmpdir(), "abi-lens-mirrors-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const { preamble, types, guards } = pairs(random, count);
const head = `package p\n\n/*\n#include <stddef.h>\n#include <stdint.h>\n${preamble}*/\nimport "C"\n\nimport "unsafe"\n\n`;
const guarded = `${head}${guards.join("\n")}\n${types}`;
const plain = `${head}var _ unsafe.Pointer\n\n${types}`;
const firstGuard = head.split("\n").length;
mkdirSync(join(scratch, "p"));
writeFileSync(join(scratch, "p/go.mod"), "module p\n");
writeFileSync(join(scratch, "p/p.go"), guarded);

const engine = await newEngine();
let passed = 0;
let failed = 0;
for (const [target, compiler] of Object.entries(compilers)) {
  const view = memoryView(new Map([["/p/p.go", plain]]));
  const findings = done(engine.check(view, "/p", await optionsFor(target))).flatMap((report) => report.findings);
  const named = new Set(findings.flatMap(({ rule, facts }) => (rule === "struct-mirror-mismatch" ? [String(facts["go"])] : [])));
  const refused = refusedOn(target, compiler);
  for (let i = 0; i < count; i++) {
    const name = `R${i}`;
    if (named.has(name) === refused.has(name)) passed++;
    else {
      failed++;
      console.log(`FAILED ${target} ${name}: ${refused.has(name) ? "differs and is not found" : "is found and does not differ"}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** The structs whose constants the Go compiler refuses. */
function refusedOn(target: string, compiler: string): ReadonlySet<string> {
  const [goos, goarch] = target.split("/");
  const env = { ...process.env, GOOS: goos, GOARCH: goarch, CGO_ENABLED: "1", CC: compiler };
  const { stderr } = spawnSync("go", ["build", "-gcflags=-e", "."], { cwd: join(scratch, "p"), env, encoding: "utf8" });
  const refused = new Set<string>();
  for (const line of stderr.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const at = /^(?:\.\/)?p\.go:(\d+):/.exec(line);
    const name = /\bR\d+/.exec(guards[Number(at?.[1]) - firstGuard] ?? "")?.[0];
    // Anything else would make the rest of what is said worth nothing.
    if (name === undefined) throw new Error(`${target}: ${line}`);
    refused.add(name);
  }
  return refused;
}

function pairs({ below, chance, pick }: Random, n: number): { preamble: string; types: string; guards: readonly string[] } {
  const c: string[] = [];
  const go: string[] = [];
  const lines: string[] = [];
  for (let i = 0; i < n; i++) {
    const cFields: string[] = [];
    const goFields: string[] = [];
    const offsets: string[] = [];
    for (let field = 0; field <= below(6); field++) {
      const [cType, goTypes] = pick(fieldTypes);
      cFields.push(`${cType.replace("@", `f${field}`)};`);
      if (chance(12)) goFields.push(`_ [${pick([1, 2, 4])}]byte`);
      goFields.push(`F${field} ${pick(goTypes)}`);
      offsets.push(`o${i}_${field} = offsetof(struct r${i}, f${field}), z${i}_${field} = sizeof(((struct r${i} *)0)->f${field})`);
      lines.push(zero(`unsafe.Offsetof(R${i}{}.F${field})-C.o${i}_${field}`), zero(`unsafe.Sizeof(R${i}{}.F${field})-C.z${i}_${field}`));
    }
    const packed = chance(25) ? " __attribute__((packed))" : "";
    c.push(`struct r${i} { ${cFields.join(" ")} }${packed};`, `enum { s${i} = sizeof(struct r${i}), ${offsets.join(", ")} };`);
    go.push(`//abi-lens:mirrors struct r${i}\ntype R${i} struct {\n\t${goFields.join("\n\t")}\n}\n`);
    lines.push(zero(`unsafe.Sizeof(R${i}{})-C.s${i}`));
  }
  return { preamble: `${c.join("\n")}\n`, types: go.join("\n"), guards: lines };
}

function zero(difference: string): string {
  return `var _ = [1]struct{}{}[${difference}]`;
}
