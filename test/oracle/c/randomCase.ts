/**
 * Random preprocessor input with every directive: nested conditionals, definitions, includes of generated files along
 * all search paths, pragmas, line numbers, splices and comments in all places. Equal seeds give equal cases.
 */
import type { Random } from "../../support/random.ts";
import { condition } from "./randomCondition.ts";
import { definition, gap, type Known, NAMES, text } from "./randomText.ts";

/** Folders of generated files, as the compilers are told of them. */
export const FOLDERS = { quote: ["q1"], include: ["i1", "i2"], system: ["s1", "s2"] } as const;

/** A main file and what it includes, by path relative to the folder of the run. */
export interface RandomCase {
  readonly main: string;
  readonly files: ReadonlyMap<string, string>;
}

/** What is being generated: a file at some depth of includes. */
interface Writing {
  readonly random: Random;
  readonly known: Known[];
  /** Files that may be included from here, as written in the directive. */
  readonly includable: string[];
  /** Headers that stand in more than one folder of the search path. */
  readonly repeated: readonly string[];
  readonly isHeader: boolean;
}

/** `index` keeps the files of one case apart from those of others in the same run. */
export function randomCase(random: Random, index: number): RandomCase {
  const files = new Map<string, string>();
  const known: Known[] = [];
  const includable: string[] = [];
  const headers = random.below(3);
  for (let i = 0; i < headers; i++) {
    const name = `h${index}_${i}.h`;
    const all = [...FOLDERS.quote, ...FOLDERS.include, ...FOLDERS.system, "."];
    const first = random.pick(all);
    const isRepeated = random.below(3) === 0;
    const folders = new Set([first, ...(isRepeated ? [random.pick(all), random.pick(all)] : [])]);
    // Other headers look beside themselves and along the search path, not beside the main file.
    if (folders.size === 1 && first === ".") folders.add("q1");
    for (const folder of folders) {
      const writing = { random, known: [...known], includable: [...includable], repeated: isRepeated ? [name] : [], isHeader: true };
      const path = folder === "." ? name : `${folder}/${name}`;
      // gcc takes files of the same content for one file.
      files.set(path, `${header(writing, `GUARD_${index}_${i}`)}// ${path}\n`);
    }
    const isQuoteOnly = [...folders].every((folder) => folder === "." || folder === "q1");
    includable.push(`"${name}"`);
    if (!isQuoteOnly) includable.push(`<${name}>`);
  }
  const writing = { random, known, includable, repeated: [], isHeader: false };
  return { main: `${items(writing, 3 + random.below(8), 3).join("\n")}\n${line(writing)}\n`, files };
}

function header(writing: Writing, guard: string): string {
  const { random } = writing;
  // The parentheses end calls that were left open: at the end of a header clang gives those up in ways of its own.
  const body = `${items(writing, 1 + random.below(4), 1).join("\n")}\n)))))))`;
  const kind = random.below(5);
  if (kind === 0) return `#pragma once\n${body}\n`;
  if (kind === 1) return `#ifndef ${guard}\n#define ${guard}\n${body}\n#endif\n`;
  if (kind === 2) return `/* c */\n#if !defined ${guard}\n#define ${guard} 1\n${body}\n#endif // end\n`;
  return `${body}\n`;
}

/** A text line. */
function line({ random, known }: Writing): string {
  return spliced(random, text(random, known, 3, [], false));
}

/** Some lines, in order; `depth` is how deep conditionals may nest. */
function items(writing: Writing, count: number, depth: number): string[] {
  const lines: string[] = [];
  for (let i = 0; i < count; i++) lines.push(...item(writing, depth));
  return lines;
}

function item(writing: Writing, depth: number): string[] {
  const { random, known, includable } = writing;
  const kind = random.below(22);
  if (kind < 6) return define(writing);
  if (kind < 7) return [directive(random, `undef ${random.pick(NAMES)}`)];
  if (kind < 11 && depth > 0) return conditional(writing, depth);
  if (kind < 13 && includable.length > 0) return include(writing);
  if (kind < 14) return [directive(random, pragma(random))];
  if (kind < 15) return rare(writing);
  if (kind < 16 && known.length > 0) return directiveInCall(writing);
  return [line(writing)];
}

function define({ random, known }: Writing): string[] {
  const name = random.pick(NAMES);
  const { line: content, macro } = definition(random, known, name);
  const previous = known.findIndex((other) => other.name === name);
  if (previous >= 0) known.splice(previous, 1);
  known.push(macro);
  // Redefining differently is a warning to both compilers, and takes effect.
  const before = random.below(3) === 0 ? [] : [directive(random, `undef ${name}`)];
  return [...before, directive(random, content)];
}

/** A directive in one of its spellings, perhaps with splices anywhere. */
function directive(random: Random, content: string): string {
  const kind = random.below(10);
  const start = kind === 0 ? "  # " : kind === 1 ? "%:" : kind === 2 ? "/* c */ # /**/ " : kind === 3 ? "#\t" : "#";
  const end = random.below(12) === 0 ? " // c" : random.below(20) === 0 ? " /* d */" : "";
  return spliced(random, start + content + end);
}

/** Now and then line splices at arbitrary places. */
function spliced(random: Random, content: string): string {
  if (random.below(8) > 0) return content;
  let result = content;
  for (let i = 1 + random.below(2); i > 0; i--) {
    let at = 1 + random.below(result.length);
    // Two backslashes before a line end are more than phase 2 removes at once.
    // Before the end of a __has_include, clang 19 takes one for an error or not, after how much text there was before.
    while (result[at - 1] === "\\" || result[at] === "\\" || (result[at] === ")" && content.includes("__has_"))) at++;
    result = `${result.slice(0, at)}\\\n${result.slice(at)}`;
  }
  return result;
}

function conditional(writing: Writing, depth: number): string[] {
  const { random, known, includable } = writing;
  const files = [...includable, '"nowhere.h"', "<nowhere.h>"];
  const test = (): string => condition(random, { known, files }, random.below(4));
  const name = (): string => random.pick([...NAMES, "__linux__", "_WIN32", "__clang__", "__has_include", "__has_feature", "__COUNTER__"]);
  const opening = random.below(4);
  const lines = [directive(random, opening > 1 ? `if${gap(random, false)}${test()}` : `${opening === 0 ? "ifdef" : "ifndef"} ${name()}`)];
  lines.push(...items(writing, random.below(3), depth - 1));
  for (let more = random.below(5) - 2; more > 0; more--) {
    const kind = random.below(5);
    lines.push(directive(random, kind === 0 ? `elifdef ${name()}` : kind === 1 ? `elifndef ${name()}` : `elif ${test()}`));
    lines.push(...items(writing, random.below(3), depth - 1));
  }
  if (random.below(2) === 0) lines.push(directive(random, "else"), ...items(writing, random.below(3), depth - 1));
  if (random.below(4) === 0) lines.push(...skipped(random));
  lines.push(directive(random, "endif"));
  return lines;
}

/** A group that is never taken: anything may stand in it. */
function skipped(random: Random): string[] {
  const junk = [
    "#error no",
    "#nonsense 1 2",
    '#embed "x"',
    "it's",
    '"open',
    "#if 1 +",
    "#else",
    "#endif",
    "#elif (",
    '#include "nowhere.h"',
    "#define",
  ];
  const inside = Array.from({ length: 1 + random.below(3) }, () => random.pick(junk.filter((one) => !/^#(?:if|el|endif)/.test(one))));
  const nested = random.below(2) === 0 ? ["#if 1 +", "it's", "#else", "#endif"] : [];
  return ["#if 0", ...inside, ...nested, "#endif"];
}

function include({ random, includable, repeated, isHeader }: Writing): string[] {
  const spelled = random.pick(includable);
  const kind = random.below(8);
  if (isHeader && repeated.length > 0 && random.below(2) === 0) {
    const own = `"${random.pick(repeated)}"`;
    // clang begins anew behind a file found beside the one that includes it, and so may find the same file for ever; once
    // it has met its limit, it enters no file a second time.
    return [`#if __INCLUDE_LEVEL__ < 5 && __has_include_next(${own})`, directive(random, `include_next ${own}`), "#endif"];
  }
  // No #import: gcc leaves it out where __has_include has merely asked for the file.
  if (kind === 1) return ["#undef INC", `#define INC ${spelled}`, directive(random, "include INC")];
  if (kind === 2) {
    const made = spelled.startsWith('"') ? "#x" : "<x>";
    return ["#undef INC", `#define INC(x) ${made}`, `#include INC(${spelled.slice(1, -1)})`];
  }
  if (kind === 3) return [directive(random, `include${gap(random, false)}${spelled}`)];
  return [directive(random, `include ${spelled}`)];
}

function pragma(random: Random): string {
  const name = random.pick(NAMES);
  return random.pick([
    `pragma push_macro("${name}")`,
    `pragma pop_macro("${name}")`,
    "pragma pack(push, 1)",
    "pragma pack(pop)",
    "pragma nonsense A B",
    "pragma",
  ]);
}

/** What stands in few files. */
function rare(writing: Writing): string[] {
  const { random } = writing;
  const name = random.pick(NAMES);
  const choices: readonly string[][] = [
    // On one line each: where a splice ends it, gcc counts on from one line or the next, after what stands before the splice.
    [`#line ${1 + random.below(500)}`],
    [`#line ${1 + random.below(500)} "other.c"`],
    [`# ${1 + random.below(500)} "marker.c"`],
    ["#define NUMBER 77", "#line NUMBER"],
    ["#error taken"],
    ["__COUNTER__", "#if __COUNTER__ % 2", "odd", "#elif __COUNTER__ > 5", "#endif", "#if 0 && __COUNTER__", "#endif"],
    ["#undef NEXT", "#define NEXT(x) x __COUNTER__ x", "NEXT(NEXT(__COUNTER__))"],
    ["#warning taken"],
    ["#"],
    ["# /* nothing */ // at all"],
    ['#ident "x"'],
    [`_Pragma("push_macro(\\"${name}\\")") _Pragma("pop_macro(\\"${name}\\")") ${name}`],
    [`a _Pragma("nonsense") ${name} b`],
    [`#define PR(x) _Pragma(#x) x`, `PR(nonsense ${name}) ${name}`],
    ["#if", "x", "#endif"],
    ["#ifdef 3", "y", "#endif"],
    ["#undef 3 + 4"],
    [`don't expand ${name}`],
    [`R"(${name} ")" ${name}`],
    ["'a'b 1'000'0 0x1'f 0b1'0 1''0"],
    [`#define HAS_${name} defined ${name}`, `#if HAS_${name}`, "d", "#else", "n", "#endif"],
    [`#define HAS2(x) defined(x) && !0`, `#if HAS2(${name})`, "d", "#else", "n", "#endif"],
    [`#if __has_include(<nowhere.h>) || defined __has_include`, "i", "#endif"],
    ["#elif 1", "#else", "#endif"],
    [`#define ${name}(a,a) x`, `#define ${name}( x`, `#define ${name}(...,a) x`, "#define defined 1", "#define 3 x", `#undef defined`],
  ];
  return [...random.pick(choices)];
}

/** A directive between the arguments of a call. */
function directiveInCall(writing: Writing): string[] {
  const { random, known } = writing;
  const functions = known.filter(({ parameters }) => parameters === 1);
  if (functions.length === 0) return [line(writing)];
  const { name } = random.pick(functions);
  const other = random.pick(NAMES);
  const inside = random.pick([
    // Names that the arguments before it mention are expanded as either definition has it.
    ["#undef IN_CALL", "#define IN_CALL in", "IN_CALL"],
    ["#if 1", "a", "#else", "b", "#endif"],
    ["#if 0", ")", "#endif"],
    ['#pragma push_macro("A")'],
    [`#ifdef ${other}`, "c", "#endif"],
    ["#", "__LINE__"],
  ]);
  return [`${name}(${random.pick(NAMES)}`, ...inside, `${random.pick(NAMES)}) z`];
}
