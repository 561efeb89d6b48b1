/**
 * Lets the compilers check every number of every data model: each becomes a static assertion, each refused scalar a
 * unit that must not compile. Needs the compilers data/targets.json names. Run `node out/test/oracle/targetsModels.js`;
 * the last line is `N passed, N failed`.
 */
import { createRegistry, scalarSpelling } from "../../server/src/target/registry.ts";
import type { CAbiFamily, CModel, CScalarModel, Target } from "../../server/src/target/target.ts";
import type { CScalar } from "../../server/src/types/c.ts";
import { readTable } from "../unit/target/table.ts";
import { compile, compilerOf, Tally } from "./targetsCompilers.ts";

/** Sizes of records whose bit-fields tell the families apart: zero width between, change of type, unnamed, lone. */
const probes: Readonly<Record<string, string>> = {
  between: "struct { char a; int : 0; char b; }",
  change: "struct { int a : 24; char b; }",
  unnamed: "struct { char a; int : 8; }",
  lone: "struct { char a : 1; }",
};
const familySizes: Readonly<Record<CAbiFamily, readonly number[]>> = {
  sysv: [5, 4, 2, 1],
  darwin: [5, 4, 2, 1],
  aapcs: [8, 4, 4, 1],
  microsoft: [2, 8, 8, 1],
  aix: [8, 4, 4, 4],
};

function numbersOf(spelling: string, { size, align, fieldAlign }: CScalarModel): readonly string[] {
  return [
    `sizeof(${spelling}) == ${size}`,
    `__alignof__(${spelling}) == ${align}`,
    `__builtin_offsetof(struct { char c; ${spelling} m; }, m) == ${fieldAlign}`,
  ];
}

function claimsOf(model: CModel): readonly string[] {
  const scalars = (Object.keys(scalarSpelling) as CScalar[]).flatMap((name) => {
    const numbers = model.scalars[name];
    if (typeof numbers === "string") return [];
    return numbersOf(name === "float128" && model.compiler === "clang" ? "__float128" : scalarSpelling[name], numbers);
  });
  const standard = Object.entries(model.standard).flatMap(([name, scalar]) => {
    const macro = macroOf(name);
    const numbers = model.scalars[scalar as CScalar];
    // Fast types are the header's business, which targetsStandardTypes.ts looks into.
    if (macro === undefined || name.includes("fast") || numbers === undefined || typeof numbers === "string") return [];
    return [`sizeof(${macro}) == ${numbers.size}`];
  });
  return [
    ...scalars,
    ...standard,
    ...numbersOf("void *", model.pointer),
    `sizeof(__builtin_va_list) == ${model.vaList.size}`,
    `__builtin_offsetof(struct { char c; __builtin_va_list m; }, m) == ${model.vaList.align}`,
    `((char)-1 < 0) == ${Number(model.charSigned)}`,
    `(__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) == ${Number(model.bigEndian)}`,
    `__BIGGEST_ALIGNMENT__ == ${model.biggestAlign}`,
    `sizeof(struct { char c; char m __attribute__((aligned)); }) == ${2 * model.defaultAlign}`,
    `sizeof(enum { A }) == ${model.shortEnums ? 1 : model.scalars.int === undefined ? 0 : 4}`,
    ...Object.values(probes).map((probe, i) => `sizeof(${probe}) == ${familySizes[model.family][i]}`),
  ];
}

function macroOf(name: string): string | undefined {
  if (name === "ssize_t" || name === "char8_t" || name === "max_align_t") return undefined;
  return `__${name.replace(/_t$/, "_TYPE__").toUpperCase()}`;
}

function checkModel(target: Target, model: CModel): void {
  const compiler = compilerOf(target, model);
  if (compiler === undefined) throw new Error(`${target.id}: no compiler is named`);
  const claims = claimsOf(model);
  const all = compile(compiler, claims.map((claim) => `_Static_assert(${claim}, "");`).join("\n"));
  for (const claim of claims) {
    // One unit for all is enough as long as all hold.
    const isRight = all.ok || compile(compiler, `_Static_assert(${claim}, "");`).ok;
    tally.check(isRight, `${target.id}, ${compiler.command}: not so: ${claim}`);
  }
  for (const name of Object.keys(scalarSpelling) as CScalar[]) {
    if (typeof model.scalars[name] !== "string") continue;
    const { ok } = compile(compiler, `struct { ${scalarSpelling[name]} m; } s;`);
    tally.check(!ok, `${target.id}, ${compiler.command}: has ${scalarSpelling[name]}`);
  }
}

const tally = new Tally();
const registry = createRegistry(readTable("targets.json"));
for (const target of registry.targets) {
  if (typeof target.c !== "string") checkModel(target, target.c);
  if (target.otherC !== undefined) checkModel(target, target.otherC);
}
tally.finish();
