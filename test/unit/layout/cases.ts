/**
 * Records whose layouts are known from real compilers (gcc 12.2 and clang 19.1, through test/oracle/layout/ask.ts),
 * with the C that declares them.
 */
import type { CField, CRecord, CScalar, CType } from "../../../server/src/types/c.ts";

export const scalar = (name: CScalar): CType => ({ kind: "scalar", name });
export const field = (name: string, type: CType | CScalar, more: Partial<CField> = {}): CField => ({
  name,
  type: typeof type === "string" ? scalar(type) : type,
  ...more,
});
export const bits = (name: string, type: CType | CScalar, bitWidth: number, more: Partial<CField> = {}): CField =>
  field(name, type, { bitWidth, ...more });
export const array = (of: CType | CScalar, count: number | undefined): CType => ({
  kind: "array",
  of: typeof of === "string" ? scalar(of) : of,
  count,
});
export const struct = (tag: string, fields: readonly CField[], more: Partial<CRecord> = {}): CRecord => ({
  kind: "record",
  union: false,
  tag,
  name: `struct ${tag}`,
  fields,
  ...more,
});
export const union = (tag: string, fields: readonly CField[], more: Partial<CRecord> = {}): CRecord => ({
  ...struct(tag, fields),
  union: true,
  name: `union ${tag}`,
  ...more,
});

const aligned = (align: number): Pick<CField, "aligns"> => ({ aligns: [{ align, spelling: "attribute" }] });
const lowered: CType = { kind: "typedef", name: "i2", type: scalar("int"), aligns: [{ align: 2, spelling: "attribute" }] };
const small: CType = { kind: "enum", tag: "e", name: "enum e", packed: true, range: { min: 0n, max: 3n } };
const pair = struct("pair", [field("a", "char"), field("b", "short")]);
const three = struct("three", [field("c", array("char", 3))]);

export interface Case {
  readonly c: string;
  readonly record: CRecord;
  /** `size/align: bit offsets` by target; `!` for what the compiler refuses. Targets that are not named share the first. */
  readonly expected: Readonly<Record<string, string>>;
}

export const cases: readonly Case[] = [
  {
    c: "struct c0 { int a; long long b; };",
    record: struct("c0", [field("a", "int"), field("b", "llong")]),
    expected: { "linux/amd64": "16/8: 0 64", "linux/386": "12/4: 0 32", "freebsd/386": "12/4: 0 32" },
  },
  {
    c: "struct c1 { int a; double b; };",
    record: struct("c1", [field("a", "int"), field("b", "double")]),
    expected: { "linux/amd64": "16/8: 0 64", "linux/386": "12/4: 0 32", "freebsd/386": "12/4: 0 32", "aix/ppc64": "12/4: 0 32" },
  },
  {
    c: "struct c2 { double a; int b; };",
    record: struct("c2", [field("a", "double"), field("b", "int")]),
    expected: { "linux/amd64": "16/8: 0 64", "linux/386": "12/4: 0 64", "freebsd/386": "12/4: 0 64", "aix/ppc64": "16/4: 0 64" },
  },
  {
    c: "struct c3 { char a; int : 0; char b; };",
    record: struct("c3", [field("a", "char"), bits("", "int", 0), field("b", "char")]),
    expected: {
      "linux/amd64": "5/1: 0 32",
      "linux/arm": "8/4: 0 32",
      "linux/arm64": "8/4: 0 32",
      "aix/ppc64": "8/4: 0 32",
      "windows/386": "2/1: 0 8",
      "windows/amd64": "2/1: 0 8",
      "windows/arm64": "2/1: 0 8",
      "windows/amd64+msvc": "2/1: 0 8",
      "windows/amd64 clang": "2/1: 0 8",
    },
  },
  {
    c: "struct c4 { int a : 24; char b; };",
    record: struct("c4", [bits("a", "int", 24), field("b", "char")]),
    expected: {
      "linux/amd64": "4/4: 0 24",
      "windows/386": "8/4: 0 32",
      "windows/amd64": "8/4: 0 32",
      "windows/arm64": "8/4: 0 32",
      "windows/amd64+msvc": "8/4: 0 32",
      "windows/amd64 clang": "8/4: 0 32",
    },
  },
  {
    c: "struct c5 { char a : 4; int b : 4; };",
    record: struct("c5", [bits("a", "char", 4), bits("b", "int", 4)]),
    expected: {
      "linux/amd64": "4/4: 0 4",
      "windows/386": "8/4: 0 32",
      "windows/amd64": "8/4: 0 32",
      "windows/arm64": "8/4: 0 32",
      "windows/amd64+msvc": "8/4: 0 32",
      "windows/amd64 clang": "8/4: 0 32",
    },
  },
  {
    c: "struct c6 { char a; long long b : 8; };",
    record: struct("c6", [field("a", "char"), bits("b", "llong", 8)]),
    expected: {
      "linux/amd64": "8/8: 0 8",
      "linux/386": "4/4: 0 8",
      "freebsd/386": "4/4: 0 8",
      "windows/386": "16/8: 0 64",
      "windows/amd64": "16/8: 0 64",
      "windows/arm64": "16/8: 0 64",
      "windows/amd64+msvc": "16/8: 0 64",
      "windows/amd64 clang": "16/8: 0 64",
    },
  },
  {
    c: "struct c7 { char a; int : 8; };",
    record: struct("c7", [field("a", "char"), bits("", "int", 8)]),
    expected: {
      "linux/amd64": "2/1: 0",
      "linux/arm": "4/4: 0",
      "linux/arm64": "4/4: 0",
      "aix/ppc64": "4/4: 0",
      "windows/386": "8/4: 0",
      "windows/amd64": "8/4: 0",
      "windows/arm64": "8/4: 0",
      "windows/amd64+msvc": "8/4: 0",
      "windows/amd64 clang": "8/4: 0",
    },
  },
  {
    c: "struct c8 { char a; int : 0; };",
    record: struct("c8", [field("a", "char"), bits("", "int", 0)]),
    expected: {
      "linux/amd64": "4/1: 0",
      "linux/arm": "4/4: 0",
      "linux/arm64": "4/4: 0",
      "aix/ppc64": "4/4: 0",
      "windows/386": "1/1: 0",
      "windows/amd64": "1/1: 0",
      "windows/arm64": "1/1: 0",
      "windows/amd64+msvc": "1/1: 0",
      "windows/amd64 clang": "1/1: 0",
    },
  },
  {
    c: "struct __attribute__((packed)) c9 { unsigned char v : 4, t : 4; unsigned len; unsigned short f : 12, g : 4; };",
    record: struct(
      "c9",
      [bits("v", "uchar", 4), bits("t", "uchar", 4), field("len", "uint"), bits("f", "ushort", 12), bits("g", "ushort", 4)],
      { packed: true },
    ),
    expected: { "linux/amd64": "7/1: 0 4 8 40 52", "windows/arm64": "8/2: 0 4 8 48 60", "windows/amd64 clang": "8/2: 0 4 8 48 60" },
  },
  {
    c: "union c10 { int a; double b; char c[12]; };",
    record: union("c10", [field("a", "int"), field("b", "double"), field("c", array("char", 12))]),
    expected: { "linux/amd64": "16/8: 0 0 0", "linux/386": "12/4: 0 0 0", "freebsd/386": "12/4: 0 0 0", "aix/ppc64": "16/4: 0 0 0" },
  },
  {
    c: "struct c11 { };",
    record: struct("c11", []),
    expected: { "linux/amd64": "0/1: ", "windows/amd64+msvc": "4/1: " },
  },
  {
    c: "struct c12 { int n; char d[]; };",
    record: struct("c12", [field("n", "int"), field("d", array("char", undefined))]),
    expected: { "linux/amd64": "4/4: 0 32" },
  },
  {
    c: "#pragma pack(push, 2)\nstruct c13 { char a; int b; double c; };\n#pragma pack(pop)",
    record: struct("c13", [field("a", "char"), field("b", "int"), field("c", "double")], { pack: 2 }),
    expected: { "linux/amd64": "14/2: 0 16 48" },
  },
  {
    c: "struct c14 { char a; int b __attribute__((aligned(16))); };",
    record: struct("c14", [field("a", "char"), field("b", "int", aligned(16))]),
    expected: { "linux/amd64": "32/16: 0 128" },
  },
  {
    c: "typedef int i2 __attribute__((aligned(2)));\nstruct c15 { char a; i2 b; };",
    record: struct("c15", [field("a", "char"), field("b", lowered)]),
    expected: {
      "linux/amd64": "6/2: 0 16",
      "windows/arm64": "8/4: 0 32",
      "windows/amd64+msvc": "8/4: 0 32",
      "windows/amd64 clang": "8/4: 0 32",
    },
  },
  {
    c: "struct c16 { char a; long double b; };",
    record: struct("c16", [field("a", "char"), field("b", "ldouble")]),
    expected: {
      "linux/amd64": "32/16: 0 128",
      "linux/386": "16/4: 0 32",
      "linux/arm": "16/8: 0 64",
      "linux/s390x": "24/8: 0 64",
      "linux/mips": "16/8: 0 64",
      "darwin/arm64": "16/8: 0 64",
      "freebsd/386": "16/4: 0 32",
      "aix/ppc64": "12/4: 0 32",
      "windows/386": "16/4: 0 32",
      "windows/arm64": "16/8: 0 64",
      "windows/amd64+msvc": "16/8: 0 64",
    },
  },
  {
    c: "struct c17 { char a; __int128 b; };",
    record: struct("c17", [field("a", "char"), field("b", "int128")]),
    expected: {
      "linux/amd64": "32/16: 0 128",
      "linux/386": "!",
      "linux/arm": "!",
      "linux/s390x": "24/8: 0 64",
      "linux/mips": "!",
      "freebsd/386": "!",
      "windows/386": "!",
    },
  },
  {
    c: "struct c18 { int a : 20; int b : 20; long c : 7; };",
    record: struct("c18", [bits("a", "int", 20), bits("b", "int", 20), bits("c", "long", 7)]),
    expected: {
      "linux/amd64": "8/8: 0 32 52",
      "linux/386": "8/4: 0 32 52",
      "linux/arm": "8/4: 0 32 52",
      "linux/mips": "8/4: 0 32 52",
      "freebsd/386": "8/4: 0 32 52",
      "windows/386": "8/4: 0 32 52",
      "windows/amd64": "8/4: 0 32 52",
      "windows/arm64": "8/4: 0 32 52",
      "windows/amd64+msvc": "8/4: 0 32 52",
      "js/wasm": "8/4: 0 32 52",
      "windows/amd64 clang": "8/4: 0 32 52",
    },
  },
  {
    c: "enum __attribute__((packed)) e { E0, E3 = 3 };\nstruct c19 { enum e a; enum e b : 3; short c; };",
    record: struct("c19", [field("a", small), bits("b", small, 3), field("c", "short")]),
    expected: { "linux/amd64": "4/2: 0 8 16", "aix/ppc64": "4/4: 0 8 16", "windows/amd64+msvc": "12/4: 0 32 64" },
  },
  {
    c: "struct pair { char a; short b; };\nstruct c20 { struct pair p[3]; char t; };",
    record: struct("c20", [field("p", array(pair, 3)), field("t", "char")]),
    expected: { "linux/amd64": "14/2: 0 96" },
  },
  {
    c: "struct three { char c[3]; };\nstruct c21 { char a; _Atomic(struct three) b; };",
    record: struct("c21", [field("a", "char"), field("b", { kind: "atomic", of: three })]),
    expected: {
      "linux/amd64": "4/1: 0 8",
      "darwin/arm64": "8/4: 0 32",
      "freebsd/386": "8/4: 0 32",
      "aix/ppc64": "8/4: 0 32",
      "windows/arm64": "8/4: 0 32",
      "windows/amd64+msvc": "8/4: 0 32",
      "js/wasm": "8/4: 0 32",
      "linux/amd64 clang": "8/4: 0 32",
      "windows/amd64 clang": "8/4: 0 32",
    },
  },
  {
    c: "typedef int v8 __attribute__((vector_size(32)));\nstruct c22 { char a; v8 b; };",
    record: struct("c22", [field("a", "char"), field("b", { kind: "vector", of: scalar("int"), bytes: 32 })]),
    expected: {
      "linux/amd64": "64/32: 0 256",
      "linux/arm": "40/8: 0 64",
      "linux/arm64": "48/16: 0 128",
      "darwin/arm64": "48/16: 0 128",
      "windows/arm64": "48/16: 0 128",
    },
  },
  {
    c: "struct __attribute__((packed, aligned(4))) c23 { char a; double b; };",
    record: struct("c23", [field("a", "char"), field("b", "double")], { packed: true, ...aligned(4) }),
    expected: { "linux/amd64": "12/4: 0 8" },
  },
  {
    c: "struct c24 { _Bool a : 1; unsigned b : 31; _Bool c : 1; };",
    record: struct("c24", [bits("a", "bool", 1), bits("b", "uint", 31), bits("c", "bool", 1)]),
    expected: {
      "linux/amd64": "8/4: 0 1 32",
      "windows/386": "12/4: 0 32 64",
      "windows/amd64": "12/4: 0 32 64",
      "windows/arm64": "12/4: 0 32 64",
      "windows/amd64+msvc": "12/4: 0 32 64",
      "windows/amd64 clang": "12/4: 0 32 64",
    },
  },
  {
    c: "union c25 { unsigned a : 3; unsigned : 0; long long b : 33; };",
    record: union("c25", [bits("a", "uint", 3), bits("", "uint", 0), bits("b", "llong", 33)]),
    expected: {
      "linux/amd64": "8/8: 0 0",
      "linux/386": "8/4: 0 0",
      "freebsd/386": "8/4: 0 0",
      "windows/arm64": "8/1: 0 0",
      "windows/amd64+msvc": "8/1: 0 0",
      "windows/amd64 clang": "8/1: 0 0",
    },
  },
];
