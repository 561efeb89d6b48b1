/**
 * Where gcc and clang lay records out differently on the same port, with one example each: what the layouts'
 * `compilers` can hold. Measured with gcc 12 and clang 19 by test/oracle/layout; the examples are kept true by tests.
 */
import type { CField, CRecord, CScalar, CType } from "../types/c.ts";

export interface CompilerDifference {
  readonly id: string;
  /** What to write in a sentence that begins "gcc and clang differ on". */
  readonly what: string;
  /** What the two do. */
  readonly how: string;
  /** The example as C. */
  readonly c: string;
  readonly record: CRecord;
  /** A target on which the example differs. */
  readonly target: string;
}

const scalar = (name: CScalar): CType => ({ kind: "scalar", name });
const aligned = (...aligns: number[]): Pick<CField, "aligns"> => ({ aligns: aligns.map((align) => ({ align, spelling: "attribute" })) });
const member = (name: string, type: CType | CScalar, more: Partial<CField> = {}): CField => ({
  name,
  type: typeof type === "string" ? scalar(type) : type,
  ...more,
});
const record = (fields: readonly CField[], more: Partial<CRecord> = {}): CRecord => ({
  kind: "record",
  union: false,
  tag: "s",
  name: "struct s",
  fields,
  ...more,
});
const union = (fields: readonly CField[]): CRecord => record(fields, { union: true, name: "union s" });
const named = (name: string, type: CType, ...aligns: number[]): CType => ({ kind: "typedef", name, type, ...aligned(...aligns) });

export const compilerDifferences: readonly CompilerDifference[] = [
  {
    id: "ms-packed-bit-fields",
    what: "packed bit-fields on Windows",
    how: "gcc packs the storage units too, clang keeps their alignment",
    c: "struct __attribute__((packed)) s { char a; int b : 3; };",
    record: record([member("a", "char"), member("b", "int", { bitWidth: 3 })], { packed: true }),
    target: "windows/amd64",
  },
  {
    id: "ms-union-bit-fields",
    what: "bit-fields in unions on Windows",
    how: "gcc aligns the union to the type and takes as many bytes as the bits need, clang takes the whole type unaligned",
    c: "union s { int a : 3; };",
    record: union([member("a", "int", { bitWidth: 3 })]),
    target: "windows/amd64",
  },
  {
    id: "ms-lowered-typedef",
    what: "members of a typedef whose alignment is lowered, on Windows",
    how: "gcc follows the typedef, clang aligns basic types to their size",
    c: "typedef int t __attribute__((aligned(2)));\nstruct s { char a; t b; };",
    record: record([member("a", "char"), member("b", named("t", scalar("int"), 2))]),
    target: "windows/amd64",
  },
  {
    id: "ms-struct",
    what: "ms_struct",
    how: "the two follow the Microsoft rules differently, as on Windows; on other processors than x86 and PowerPC gcc ignores it",
    c: "union __attribute__((ms_struct)) s { int a : 3; };",
    record: { ...union([member("a", "int", { bitWidth: 3 })]), bitFieldLayout: "ms" },
    target: "linux/amd64",
  },
  {
    id: "gcc-struct",
    what: "gcc_struct on Windows",
    how: "gcc follows it, clang ignores it",
    c: "struct __attribute__((gcc_struct)) s { char a : 4; int b : 4; };",
    record: record([member("a", "char", { bitWidth: 4 }), member("b", "int", { bitWidth: 4 })], { bitFieldLayout: "gcc" }),
    target: "windows/amd64",
  },
  {
    id: "repeated-aligned",
    what: "more than one aligned on a record or typedef",
    how: "gcc follows the last, clang the strictest",
    c: "struct s { char a; } __attribute__((aligned(16), aligned(2)));",
    record: record([member("a", "char")], aligned(16, 2)),
    target: "linux/amd64",
  },
  {
    id: "aligned-bit-field-type",
    what: "bit-fields of a typedef with an alignment of its own",
    how: "gcc reckons a bit-field that fills an integer as one, and places the others by the typedef's alignment otherwise than clang",
    c: "typedef int t __attribute__((aligned(2)));\nstruct s { t a : 32; };",
    record: record([member("a", named("t", scalar("int"), 2), { bitWidth: 32 })]),
    target: "linux/amd64",
  },
  {
    id: "aligned-bit-field-packed",
    what: "aligned bit-fields under #pragma pack",
    how: "gcc moves the bit-field to the pack's boundary, clang only where the alignment fits the pack",
    c: "#pragma pack(1)\nstruct s { int a : 3; char b : 2 __attribute__((aligned(8))); };",
    record: record([member("a", "int", { bitWidth: 3 }), member("b", "char", { bitWidth: 2, ...aligned(8) })], { pack: 1 }),
    target: "linux/amd64",
  },
  {
    id: "atomic-record",
    what: "atomic records whose size is no power of two",
    how: "clang rounds size and alignment up to a power of two, gcc leaves them",
    c: "struct three { char c[3]; };\nstruct s { char a; _Atomic(struct three) b; };",
    record: record([
      member("a", "char"),
      member("b", {
        kind: "atomic",
        of: { ...record([member("c", { kind: "array", of: scalar("char"), count: 3 })]), tag: "three", name: "struct three" },
      }),
    ]),
    target: "linux/amd64",
  },
  {
    id: "aligned-enum",
    what: "enums with aligned",
    how: "gcc ignores the alignment, clang follows it",
    c: "enum __attribute__((aligned(8))) e { E };\nstruct s { char a; enum e b; };",
    record: record([
      member("a", "char"),
      member("b", { kind: "enum", tag: "e", name: "enum e", range: { min: 0n, max: 0n }, ...aligned(8) }),
    ]),
    target: "linux/amd64",
  },
  {
    id: "qualified-array",
    what: "arrays of a qualified typedef with an alignment of its own",
    how: "gcc forgets the typedef's alignment, clang keeps it",
    c: "typedef volatile int t __attribute__((aligned(2)));\nstruct s { char a; t b[2]; };",
    record: record([
      member("a", "char"),
      member("b", { kind: "array", of: named("t", { kind: "qualified", qualifiers: "volatile", of: scalar("int") }, 2), count: 2 }),
    ]),
    target: "linux/amd64",
  },
  {
    id: "declarator-attribute",
    what: "attributes inside a declarator",
    how: "gcc gives aligned to the type so far and ignores packed there, clang gives both to what is declared",
    c: "struct s { char a; char *__attribute__((packed)) b; };",
    record: record([member("a", "char"), member("b", { kind: "pointer", to: scalar("char") }, { packed: "clang" })]),
    target: "linux/amd64",
  },
  {
    id: "anonymous-attribute",
    what: "attributes before the keyword of an anonymous member",
    how: "clang gives them to the member, gcc to nothing",
    c: "struct s { char a; __attribute__((packed)) struct { int b; }; };",
    record: record([member("a", "char"), member("", { ...record([member("b", "int")]), tag: undefined, name: "" }, { packed: "clang" })]),
    target: "linux/amd64",
  },
  {
    id: "pragma-inside",
    what: "#pragma pack between the members of a record",
    how: "gcc goes by the pragma in force at the closing brace, clang by the one at the opening brace",
    c: "struct s { char a;\n#pragma pack(1)\nint b; };",
    record: record([member("a", "char"), member("b", "int")], { pack: 1, packAtStart: 0 }),
    target: "linux/amd64",
  },
  {
    id: "ms-struct-pragma",
    what: "#pragma ms_struct",
    how: "clang follows it, gcc does not know it",
    c: "#pragma ms_struct on\nstruct s { char a : 4; int b : 4; };",
    record: record([member("a", "char", { bitWidth: 4 }), member("b", "int", { bitWidth: 4 })], { msForClang: true }),
    target: "linux/amd64",
  },
  {
    id: "packed-behind-aligned",
    what: "packed behind aligned on an enum",
    how: "gcc heeds neither, clang both",
    c: "enum __attribute__((aligned(1), packed)) e { E };\nstruct s { char a; enum e b; };",
    record: record([
      member("a", "char"),
      member("b", { kind: "enum", tag: "e", name: "enum e", range: { min: 0n, max: 0n }, packed: "clang", ...aligned(1) }),
    ]),
    target: "linux/amd64",
  },
  {
    id: "atomic-qualifier-array",
    what: "arrays of an atomic typedef with an alignment of its own",
    how: "gcc aligns them by the bare type, or with the qualifier _Atomic by the typedef, clang as the element",
    c: "typedef short t __attribute__((aligned(1)));\nstruct s { char a; _Atomic t b[2]; };",
    record: record([
      member("a", "char"),
      member("b", { kind: "array", of: { kind: "atomic", of: named("t", scalar("short"), 1), isQualifier: true }, count: 2 }),
    ]),
    target: "linux/amd64",
  },
  {
    id: "vector-on-386",
    what: "8-byte vectors of integers on 32-bit x86",
    how: "gcc without vector instructions aligns them to 4 in records, clang to 8",
    c: "typedef int v __attribute__((vector_size(8)));\nstruct s { char a; v b; };",
    record: record([member("a", "char"), member("b", { kind: "vector", of: scalar("int"), bytes: 8 })]),
    target: "linux/386",
  },
  {
    id: "plain-aligned-on-mips",
    what: "aligned without an argument on 32-bit MIPS",
    how: "8 bytes in gcc, 16 in clang",
    c: "struct s { char a; } __attribute__((aligned));",
    record: record([member("a", "char")], { aligns: [{ align: "biggest", spelling: "attribute" }] }),
    target: "linux/mips",
  },
  {
    id: "nested-atomic-on-386",
    what: "records of one 8-byte atomic inside records, on 32-bit x86",
    how: "gcc aligns the inner record to 4, clang to 8",
    c: "struct in { _Atomic(long long) v; };\nstruct s { char a; struct in b; };",
    record: record([
      member("a", "char"),
      member("b", { ...record([member("v", { kind: "atomic", of: scalar("llong") })]), tag: "in", name: "struct in" }),
    ]),
    target: "linux/386",
  },
];
