/** Library headers from the tables of `data/c/`: through the C reader, for every target at once. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CReader } from "../../../server/src/c/read.ts";
import type { CUnit } from "../../../server/src/c/unit.ts";
import { layoutRecord } from "../../../server/src/layout/c.ts";
import { LibraryTable } from "../../../server/src/system/cLibrary.ts";
import { namesDeclared, namesUsed } from "../../../server/src/system/cLibraryRows.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { type FileView, tableName } from "../../../server/src/text/files.ts";
import { repositoryRoot } from "../../support/root.ts";
import { macros, noOptions, registry, targetsOf } from "../c/support.ts";

const tables = new Map<string, string>();
const view: FileView = {
  read: (path) => {
    const name = tableName(path);
    if (name === undefined) return null;
    const text = tables.get(name) ?? readFileSync(join(repositoryRoot, "data", name), "utf8");
    tables.set(name, text);
    return text;
  },
  list: () => null,
};
const reader = new CReader(undefined, macros);

function unitsOf(text: string, targets: readonly Target[], mentioned?: readonly string[], std?: string): readonly CUnit[] {
  const source = { path: "/p/a.h", text, isPreamble: false, ...(mentioned === undefined ? {} : { mentioned }) };
  const answer = reader.read(source, { ...noOptions, std }, targets, view);
  if (!answer.done) throw new Error(`the reader needs ${answer.needs.files.join(" ")}`);
  return answer.value;
}

/** `size field@offset` of a record on a target; why not where it is unknown. */
function shape(units: readonly CUnit[], id: string, tag: string, field: RegExp): string {
  const unit = units.find(({ targets }) => targets.some((target) => target.id === id));
  const model = unit?.targets.find((target) => target.id === id)?.c;
  const record = unit?.tags.get(tag);
  if (record?.kind !== "record" || model === undefined || typeof model === "string") return unit?.incomplete ?? "no such record";
  const layout = layoutRecord(record, model);
  if (!layout.known) return layout.reason;
  const index = record.fields?.findIndex(({ name }) => field.test(name)) ?? -1;
  return `${layout.size} ${record.fields?.[index]?.name}@${(layout.fields[index]?.bitOffset ?? 0) / 8}`;
}

const withC = registry.targets.filter((target) => typeof target.c !== "string");

test("struct stat has the size of each system, and is unknown where no headers were at hand", () => {
  const units = unitsOf("#include <sys/stat.h>\n", withC);
  const expected: Readonly<Record<string, string>> = {
    "linux/amd64": "144 st_mtim@88",
    "linux/arm64": "128 st_mtim@88",
    "linux/386": "88 st_mtim@64",
    "linux/amd64+musl": "144 st_mtim@88",
    "linux/386+musl": "144 st_mtim@112",
    "darwin/amd64": "144 st_mtimespec@48",
    "darwin/arm64": "144 st_mtimespec@48",
    "ios/arm64": "144 st_mtimespec@48",
    "freebsd/amd64": "224 st_mtim@64",
    "netbsd/amd64": "152 st_mtim@64",
    "openbsd/amd64": "128 st_mtim@48",
    "windows/386": "36 st_mtime@28",
    "windows/amd64": "48 st_mtime@32",
    "windows/arm64": "48 st_mtime@32",
  };
  for (const [id, whole] of Object.entries(expected)) assert.equal(shape(units, id, "struct stat", /^st_mtim(?:e|espec)?$/), whole, id);
  for (const id of ["android/arm64", "solaris/amd64", "aix/ppc64", "dragonfly/amd64", "windows/amd64+msvc"])
    assert.match(shape(units, id, "struct stat", /./), /what <sys\/stat\.h> declares is not fully known here/, id);
});

test("feature-test macros change what is declared, and one that is not understood leaves it unknown", () => {
  const size = (text: string): string => shape(unitsOf(text, targetsOf(["linux/386"])), "linux/386", "struct stat", /^st_mtim$/);
  assert.equal(size("#define _FILE_OFFSET_BITS 64\n#include <sys/stat.h>\n"), "96 st_mtim@72");
  assert.equal(size("#define _GNU_SOURCE\n#include <sys/stat.h>\n"), "88 st_mtim@64");
  assert.match(size("#define _XOPEN_SOURCE 500\n#include <sys/stat.h>\n"), /not fully known/);
  const sets = unitsOf("#define FD_SETSIZE 64\n#include <sys/select.h>\n", targetsOf(["darwin/arm64"]));
  assert.match(shape(sets, "darwin/arm64", "fd_set", /./), /not fully known/);
});

test("macros hold behind the header that defines them, and a name that none defines is certainly none", () => {
  const text =
    "#ifdef EPOLLIN\nint before;\n#endif\n#include <sys/epoll.h>\n#if EPOLLIN == 1 && !defined(NOBODY_DEFINES_THIS)\nstruct s { int a; };\n#endif\n";
  const [unit] = unitsOf(text, targetsOf(["linux/amd64"]));
  assert.equal(unit?.variables.has("before"), false);
  assert.equal(unit?.tags.has("struct s"), true);
  assert.equal(unit?.constant("EPOLLOUT"), 4n);
  assert.equal(unit?.incomplete, undefined);
});

test("a macro whose replacement is not known makes a condition uncertain", () => {
  const [unit] = unitsOf(
    "#include <features.h>\n#if __GLIBC_MINOR__ > 30\nstruct s { int a; };\n#endif\nstruct t { int a; };\n",
    targetsOf(["linux/amd64"]),
  );
  const record = unit?.tags.get("struct t");
  assert.match(record?.kind === "record" ? (record.unknown ?? "") : "", /^the value of __GLIBC_MINOR__ is not known/);
});

test("only what is mentioned is declared where that is told, and targets then share more", () => {
  const text = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nstruct s { size_t n; };\n";
  assert.equal(unitsOf(text, targetsOf(["linux/amd64", "linux/arm64", "linux/riscv64", "darwin/arm64"]), []).length, 1);
  const [unit] = unitsOf("#include <sys/stat.h>\n", targetsOf(["linux/amd64"]), ["stat"]);
  assert.equal(unit?.tags.has("struct stat"), true);
  assert.equal(unit?.functions.has("chmod"), false);
});

test("what a strict dialect hides is not taken for granted", () => {
  const units = unitsOf("#include <sys/stat.h>\n", targetsOf(["linux/amd64"]), undefined, "c99");
  assert.match(shape(units, "linux/amd64", "struct stat", /./), /not fully known/);
});

test("a table that is not there is asked for, one that is damaged is refused", () => {
  const asked = reader.read({ path: "/p/a.h", text: "#include <sys/stat.h>\n", isPreamble: false }, noOptions, targetsOf(["linux/amd64"]), {
    read: () => undefined,
    list: () => undefined,
  });
  assert.deepEqual(asked, { done: false, needs: { files: ["table:c/linux-glibc.txt"], folders: [] } });
  assert.throws(() => new LibraryTable("c/x.txt", "something else"), /data\/c\/x\.txt is damaged/);
});

test("names that a row declares and uses", () => {
  assert.deepEqual(namesDeclared("t", "struct a{int x}A,*PA"), ["a", "A", "PA"]);
  assert.deepEqual(namesDeclared("t", "int(*handler)(int,struct b*)"), ["handler"]);
  assert.deepEqual(namesDeclared("d", "enum e{ONE=1,TWO}"), ["e", "ONE", "TWO"]);
  assert.deepEqual(namesDeclared("f", "void(*signal(int,void(*)(int)))(int)"), ["signal"]);
  const used = namesUsed("struct s{struct t*p;size_t n}");
  assert.deepEqual([...used.tags], ["s", "t"]);
  assert.ok(used.ordinary.has("size_t"));
});

test("a member's name brings no other header's tag along", () => {
  const text =
    "#include <asm/bpf_perf_event.h>\nstruct entry { char own; };\nstruct s { struct ptrace_syscall_info a; struct entry b; };\n";
  const units = unitsOf(text, targetsOf(["linux/arm64"]), ["ptrace_syscall_info", "entry"]);
  const record = units[0]?.records.find(({ record: { name } }) => name === "struct entry")?.record;
  assert.deepEqual(
    record?.fields?.map(({ name }) => name),
    ["own"],
  );
});

test("headers of one architecture are known on each, and nothing of them stands in another's way", () => {
  const text = "#include <asm/kvm.h>\n#ifdef __KVM_HAVE_PIT\nstruct s { int there; };\n#else\nstruct s { char absent; };\n#endif\n";
  const ids = ["linux/386", "linux/amd64", "linux/arm64", "linux/s390x"];
  const units = unitsOf(text, targetsOf(ids));
  const sizes = ids.map((id) => shape(units, id, "struct s", /./));
  assert.deepEqual(sizes, ["4 there@0", "4 there@0", "1 absent@0", "1 absent@0"]);
});

test("ordinary words that <windows.h> takes for macros are known", () => {
  const text = "#include <windows.h>\n#ifdef interface\n#undef interface\n#endif\n#ifdef near\nstruct s { int interface; };\n#endif\n";
  assert.equal(shape(unitsOf(text, targetsOf(["windows/amd64"])), "windows/amd64", "struct s", /./), "4 interface@0");
});
