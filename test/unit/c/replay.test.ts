/**
 * What was read of a file before is repeated where the answers are the same. Random units, on several targets, with
 * headers that change in between: with everything kept they come to just what they come to when read from scratch.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CReader } from "../../../server/src/c/read.ts";
import { Replay } from "../../../server/src/c/replay.ts";
import type { CUnit } from "../../../server/src/c/unit.ts";
import type { Target } from "../../../server/src/target/target.ts";
import { Kept, runAmong, type Surroundings, spelling } from "../../oracle/c/preprocess.ts";
import { FOLDERS, randomCase } from "../../oracle/c/randomCase.ts";
import { NAMES } from "../../oracle/c/randomText.ts";
import { Random } from "../../support/random.ts";
import { defaultTargets, filesView, macros, noOptions, shape, targetsOf } from "./support.ts";

const targets = targetsOf(["linux/amd64", "windows/amd64", "darwin/arm64", "linux/386"]);
const folders = (names: readonly string[]): string[] => names.map((name) => `/w/${name}`);
const options = { quoteDirs: folders(FOLDERS.quote), includeDirs: folders(FOLDERS.include), systemDirs: folders(FOLDERS.system) };

/** Everything that a run comes to, with places as files and offsets. */
function outcome(text: string, index: number, surroundings: Surroundings, kept?: Kept): unknown {
  const run = runAmong(text, targets, index, surroundings, kept);
  const { stream, sources, pragmas, gaps, problems, skipped, needs, preprocessor } = run;
  const tokens = Array.from({ length: stream.count }, (_, i) => ({
    spelled: spelling(stream.atoms[i] ?? -1),
    flags: stream.flags[i],
    pragmas: pragmas.at(i),
    site: sources.site(stream, i),
    isInCall: stream.expansions[i] !== 0,
  }));
  const left = NAMES.map((name) => {
    const macro = preprocessor.userMacro(preprocessor.atoms.intern(name, 0));
    return macro === null ? null : { at: sources.spelling(macro.base + (macro.definition.offsets[0] ?? 0)), of: macro.definition };
  });
  const agrees = targets.map((_, other) => preprocessor.input.answers.agreesWith(other));
  return { tokens, problems, skipped, needs, gaps: gaps.list, key: gaps.key(), doubt: preprocessor.doubt, left, agrees };
}

/** How many stretches were repeated while something is done. */
function repeated(work: () => void): { readonly repeated: number; readonly read: number } {
  const { before } = Replay.prototype;
  const counts = { repeated: 0, read: 0 };
  Replay.prototype.before = function (file) {
    const isRepeated = before.call(this, file);
    counts[isRepeated ? "repeated" : "read"]++;
    return isRepeated;
  };
  try {
    work();
  } finally {
    Replay.prototype.before = before;
  }
  return counts;
}

test("what is repeated comes to the same as what is read", () => {
  const random = new Random(7);
  const kept = new Kept();
  const standards = [undefined, "gnu99", "gnu2x", "c99"];
  const counts = repeated(() => {
    for (let i = 0; i < 200; i++) {
      // The same few names again and again: headers that are edited.
      const { main, files } = randomCase(random, i % 3);
      const texts = new Map([...files].map(([path, text]): [string, string] => [`/w/${path}`, text]));
      const includes = [...new Set([...files.keys()].map((path) => path.replace(/^.*\//, "")))]
        .map((name) => `#include "${name}"\n`)
        .join("");
      const other = `#define ${random.pick(NAMES)} 7\n#if __SIZEOF_POINTER__ == 4\n#define ${random.pick(NAMES)}(x) x x\n#endif\n${includes}`;
      const std = standards[i % standards.length];
      for (const [path, text] of [
        ["/w/main.c", main],
        ["/w/other.c", `${other}${main}`],
        ["/w/main.c", `${main}${includes}`],
      ] as const) {
        const surroundings = { path, files: texts, options: { ...options, ...(std === undefined ? {} : { std }) } };
        for (const index of targets.keys()) {
          const fresh = outcome(text, index, surroundings);
          const again = outcome(text, index, surroundings, kept);
          assert.deepEqual(again, fresh, `case ${i} on ${targets[index]?.id}, -std=${std}\n${text}`);
        }
      }
    }
  });
  assert.ok(counts.repeated > 8_000, JSON.stringify(counts));
});

/** What people see of a unit on one of its targets. */
function shown(unit: CUnit, target: Target): unknown {
  return {
    records: unit.records.map((decl) => ({ name: decl.name, fields: [...decl.fields.map((field) => [field.name, field.whole])] })),
    shapes: unit.records.map(({ record }) => shape(unit, record.name, target)),
    typedefs: [...unit.typedefs].map(([name, decl]) => [name, decl.name]),
    functions: [...unit.functions].map(([name, decl]) => [name, decl.site, decl.body?.calls]),
    constants: ["N", "M", "INT_MAX", "EINVAL", "USER", "USER_NEXT", "USER_LAST", "SIZED_NEXT"].map((name) =>
      unit.constant(name, target)?.toString(),
    ),
    problems: unit.problems,
    gaps: unit.gaps,
    skipped: unit.skipped,
    incomplete: unit.incomplete,
  };
}

test("a reader that has read other targets and units answers as a new one", () => {
  const header = (n: number): string => `#ifndef H
#define H
#include <stddef.h>
#ifdef _WIN32
#define N ${n}
typedef int handle;
#elif defined __LP64__
#define N 8
typedef long handle;
#else
#pragma pack(push, 2)
typedef short handle;
#define N 5
#endif
#if MODE > 1
#define M (N + 1)
#endif
struct s { char c; handle h; size_t n; char pad[sizeof(long)]; };
enum base { BASE = N };
enum user { USER = BASE + 1, USER_NEXT, USER_LAST = USER_NEXT * 2 };
enum sized { SIZED = sizeof(long), SIZED_NEXT };
#ifndef T
#define T handle
#endif
static inline int f(T t) { return g(t); }
#ifdef LATER
#include <limits.h>
#include "missing.h"
#endif
#ifdef MAYBE
typedef int maybe;
#endif
struct late { int x; };
#endif
`;
  const mains = [
    '#include "h.h"\nT t;\n#ifdef MAYBE\nint not;\n#endif\n',
    '#define MODE 2\n#include "h.h"\nstruct t { struct s s[M]; };\n',
    '#define LATER\n#define T char\n#include <errno.h>\n#include "h.h"\nT v;\n',
  ];
  const kept = new CReader(undefined, macros);
  const all = targetsOf(defaultTargets);
  for (const n of [3, 4, 3]) {
    const files = { "/p/h.h": header(n) };
    for (const [i, text] of mains.entries()) {
      for (const std of [undefined, "c99"]) {
        const source = { path: `/p/m${i}.c`, text, isPreamble: false };
        const defines = i === 0 ? [] : [["FROM_LINE", String(n)] as const];
        const read = (reader: CReader, of: readonly Target[]): readonly CUnit[] => {
          const answer = reader.read(source, { ...noOptions, std, defines }, of, filesView(files));
          assert.ok(answer.done);
          return answer.value;
        };
        const units = read(kept, all);
        for (const target of all) {
          const unit = units.find((candidate) => candidate.targets.includes(target));
          const [alone] = read(new CReader(undefined, macros), [target]);
          assert.ok(unit !== undefined && alone !== undefined);
          assert.deepEqual(shown(unit, target), shown(alone, target), `${text} with N ${n}, -std=${std} on ${target.id}`);
        }
      }
    }
  }
});
