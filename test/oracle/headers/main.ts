/**
 * Third-party headers as users include them, from the preamble of a Go file: every record that the headers of known
 * Debian packages define is laid out exactly as clang does it, or unknown for a reason. Nearly all must be known: on this
 * machine's own target, and on others, where only the package's own headers are seen.
 * `--only WORD` takes the rows whose name or target contains the word.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isKernelHeader } from "../../../server/src/c/kernelHeaders.ts";
import { isLibraryHeader } from "../../../server/src/c/standardHeaders.ts";
import type { LayoutElement } from "../../../server/src/features/api.ts";
import { type ClangRecord, clangLayouts, compile } from "./clangLayouts.ts";
import { Row } from "./compare.ts";
import { declaredNames } from "./declaredNames.ts";
import { gccConfirms } from "./gcc.ts";
import { kernelFolder, kernelHeaders, packageFolder, sysrootOf } from "./kernel.ts";
import { packages, portable } from "./packages.ts";
import { printRow, printUnknown } from "./report.ts";
import { type Preamble, Tool } from "./tool.ts";
import { darwinHeaders } from "./zig.ts";

const CLANG = "clang-19";
const MACHINE = "linux/amd64";
/** At least this share of a package's records must be known. */
const BAR = 0.995;
/** Headers under way at once: enough that the compiler and the tool do not wait for each other. */
const CONCURRENCY = 4;

/** Wrong records of a row that are shown. */
const MAX_SHOWN = 20;

/** How clang is made the compiler of another target, with that target's C library. */
interface Foreign {
  readonly target: string;
  readonly args: readonly string[];
  /** The folder of the C library, and what brings it. */
  readonly library: string;
  readonly bring: string;
}

const isolated = (triple: string, library: string): readonly string[] => ["-target", triple, "-nostdlibinc", "-isystem", library];
const ARM = "/usr/arm-linux-gnueabihf/include";
const I386 = "/usr/i686-linux-gnu/include";
const MINGW = "/usr/share/mingw-w64/include";
const linux: readonly Foreign[] = [
  {
    target: "linux/arm",
    args: isolated("arm-linux-gnueabihf", ARM),
    library: ARM,
    bring: "apt-get install -y libc6-dev-armhf-cross linux-libc-dev-armhf-cross",
  },
  {
    target: "linux/386",
    args: isolated("i686-linux-gnu", I386),
    library: I386,
    bring: "apt-get install -y libc6-dev-i386-cross linux-libc-dev-i386-cross",
  },
];

const onlyAt = process.argv.indexOf("--only");
const only = onlyAt < 0 ? "" : (process.argv[onlyAt + 1] ?? "");
const rows: Row[] = [];
const leftOut: string[] = [];

function isWanted(name: string, target: string): boolean {
  return `${name} ${target}`.includes(only);
}

/** What the compiler of a preamble is given: pkg-config itself says what a user's build would get. */
function flagsOf({ flags, modules = [] }: Preamble): readonly string[] {
  if (modules.length === 0) return flags;
  const { status, stdout, stderr } = spawnSync("pkg-config", ["--cflags", ...modules], { encoding: "utf8" });
  if (status !== 0) throw new Error((stderr ?? "").trim() || "pkg-config cannot be run");
  return [...flags, ...stdout.split(/\s+/).filter((flag) => flag !== "")];
}

const textOf = ({ includes }: Preamble): string => includes.map((name) => `#include <${name}>\n`).join("");

/** The names of the records of a preamble that stand in files of which `isTaken` holds; undefined when clang refuses the text. */
async function namesOf(preamble: Preamble, args: readonly string[], isTaken: (path: string) => boolean): Promise<Set<string> | undefined> {
  const { status, out } = await compile(CLANG, [...args, ...flagsOf(preamble), "-w", "-E"], textOf(preamble));
  if (status !== 0) return undefined;
  let isHere = false;
  const lines = out.split("\n").filter((line) => {
    const path = /^# \d+ "(.*?)"/.exec(line)?.[1];
    if (path !== undefined) isHere = isTaken(path);
    return path === undefined && isHere;
  });
  return declaredNames(lines.join("\n"));
}

/** clang's own `<stddef.h>` and intrinsics are no other compiler's. */
const isNotClangs = (path: string): boolean => !/\/lib\/clang\//.test(path);

/**
 * What the C library declares, and what of the kernel it stands on, comes from facts, which declare what is mentioned;
 * another oracle compares all of it.
 */
const isThirdParty = (path: string): boolean => isNotClangs(path) && !isLibraryHeader(nameOf(path)) && !isKernelHeader(nameOf(path));
const isKernels = (path: string): boolean => isKernelHeader(nameOf(path)) && !nameOf(path).startsWith("asm-generic/");

/** As an include names a header of the system. */
function nameOf(path: string): string {
  return path.replace(/^.*?\/include\/(?:[a-z0-9_]+-linux-gnu[a-z0-9]*\/)?/, "");
}

async function comparePackage(tool: Tool, row: Row, preamble: Preamble): Promise<void> {
  const names = await namesOf(preamble, [], isThirdParty);
  const theirs = names && (await clangLayouts(CLANG, flagsOf(preamble), textOf(preamble), names));
  if (theirs === undefined) throw new Error(`clang refuses the headers of ${row.name}`);
  const ours = await tool.layouts(preamble, new Set(theirs.keys()), [MACHINE]);
  await add(row, preamble, theirs, ours.get(MACHINE));
}

/** Adds what was compared to a row; where clang differs gcc decides, if it is the reference. */
async function add(
  row: Row,
  preamble: Preamble,
  theirs: ReadonlyMap<string, ClangRecord>,
  ours: ReadonlyMap<string, LayoutElement> | undefined,
): Promise<void> {
  row.addAll(theirs, ours);
  for (const [name, { layout }] of row.wrong) {
    if (theirs.has(name) && (await gccConfirms(row.target, flagsOf(preamble), textOf(preamble), name, layout))) row.confirm(name);
  }
}

/** The packages on the machine's own target, all the system's folders seen. */
async function onMachine(tool: Tool): Promise<void> {
  for (const { name, includes, pkgConfig, defines = [] } of packages) {
    if (!isWanted(name, MACHINE)) continue;
    const row = new Row(name, MACHINE, BAR);
    rows.push(row);
    await comparePackage(tool, row, { includes, flags: defines.map((macro) => `-D${macro}`), modules: pkgConfig });
  }
}

/** A package's own headers on other targets. */
async function elsewhere(tool: Tool, blind: Tool): Promise<void> {
  const darwin = darwinHeaders();
  const windows: Foreign = {
    target: "windows/amd64",
    args: isolated("x86_64-w64-windows-gnu", MINGW),
    library: MINGW,
    bring: "apt-get install -y gcc-mingw-w64-x86-64",
  };
  const foreign = [...linux, windows].filter(isInstalled);
  if ("folder" in darwin) {
    const args = isolated("arm64-apple-macos12", darwin.folder);
    foreign.push({ target: "darwin/arm64", args, library: darwin.folder, bring: "" });
  } else leftOut.push(`darwin/arm64: ${darwin.missing}`);
  for (const { name, header, files } of portable) {
    const folder = packageFolder(name, files);
    const preamble: Preamble = { includes: [header], flags: [`-I${folder}`] };
    const asked = foreign.filter(({ target }) => isWanted(name, target));
    // Seeing the package's own headers and the facts, then all headers of the target.
    await compareElsewhere(
      blind,
      preamble,
      asked,
      (path) => path.startsWith(folder),
      (target) => new Row(name, target, BAR),
    );
    const sysroots = Object.fromEntries(asked.map(({ target, library }) => [target, sysrootOf(target, library)]));
    await compareElsewhere(tool, { ...preamble, sysroots }, asked, isNotClangs, (target) => new Row(`${name}, sysroot`, target, BAR));
  }
}

async function compareElsewhere(
  tool: Tool,
  preamble: Preamble,
  foreign: readonly Foreign[],
  isTaken: (path: string) => boolean,
  rowOf: (target: string) => Row,
): Promise<void> {
  for (const { target, args } of foreign) {
    const names = await namesOf(preamble, args, isTaken);
    const theirs = names && (await clangLayouts(CLANG, [...args, ...flagsOf(preamble)], textOf(preamble), names));
    if (theirs === undefined) throw new Error(`clang refuses ${preamble.includes.join(" ")} on ${target}`);
    const ours = await tool.layouts(preamble, new Set(theirs.keys()), [target]);
    const row = rowOf(target);
    await add(row, preamble, theirs, ours.get(target));
    rows.push(row);
  }
}

function isInstalled({ target, library, bring }: Foreign): boolean {
  if (existsSync(library)) return true;
  const line = `${target}: ${bring}`;
  if (!leftOut.includes(line)) leftOut.push(line);
  return false;
}

/** Each kernel header alone: on the machine's own target, and seeing the kernel's neutral headers only on others. */
async function kernel(tool: Tool, blind: Tool): Promise<void> {
  const name = "linux-libc-dev";
  const foreign = linux.filter(isInstalled).filter(({ target }) => isWanted(name, target));
  const machineRow = isWanted(name, MACHINE) ? new Row(name, MACHINE, BAR) : undefined;
  const foreignRows = new Map(foreign.map(({ target }) => [target, new Row(name, target, BAR)]));
  rows.push(...(machineRow === undefined ? [] : [machineRow]), ...foreignRows.values());
  const waiting = kernelHeaders().reverse();
  const folder = kernelFolder();
  const worker = async (): Promise<void> => {
    for (let header = waiting.pop(); header !== undefined; header = waiting.pop()) {
      const alone: Preamble = { includes: [header], flags: [] };
      if (machineRow !== undefined) {
        const names = await namesOf(alone, [], isKernels);
        const theirs = names && (await clangLayouts(CLANG, [], textOf(alone), names));
        const ours = theirs && (await tool.layouts(alone, new Set(theirs.keys()), [MACHINE]));
        if (theirs !== undefined) await add(machineRow, alone, theirs, ours?.get(MACHINE));
      }
      if (foreign.length > 0) await kernelElsewhere(blind, { includes: [header], flags: [`-I${folder}`] }, foreign, foreignRows);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** The header's own records: those of its C library and of `<asm/…>` cannot be seen there. */
async function kernelElsewhere(
  blind: Tool,
  preamble: Preamble,
  foreign: readonly Foreign[],
  byTarget: ReadonlyMap<string, Row>,
): Promise<void> {
  // Comments away, every branch stays in: what a target does not have clang refuses.
  const text = readFileSync(join("/usr/include", preamble.includes[0] ?? ""), "utf8").replace(/\/\*[\s\S]*?\*\//g, " ");
  const names = declaredNames(text.replace(/\\\n/g, " ").replace(/^[ \t]*#.*$/gm, ""));
  if (names.size === 0) return;
  const answers = new Map<string, ReadonlyMap<string, ClangRecord>>();
  for (const { target, args } of foreign) {
    const theirs = await clangLayouts(CLANG, [...args, ...flagsOf(preamble)], textOf(preamble), names);
    if (theirs !== undefined && theirs.size > 0) answers.set(target, theirs);
  }
  const asked = new Set([...answers.values()].flatMap((theirs) => [...theirs.keys()]));
  if (asked.size === 0) return;
  const ours = await blind.layouts(preamble, asked, [...answers.keys()]);
  for (const [target, theirs] of answers) {
    const row = byTarget.get(target);
    if (row !== undefined) await add(row, preamble, theirs, ours.get(target));
  }
}

const tool = await Tool.create(MACHINE);
const blind = await Tool.create(undefined);
await onMachine(tool);
await kernel(tool, blind);
await elsewhere(tool, blind);
for (const row of rows) printRow(row);
for (const row of rows) printUnknown(row);
for (const line of leftOut) console.log(`left out: ${line}`);
const failed = rows.filter((row) => !row.passes);
for (const row of failed) {
  for (const [name, { difference }] of [...row.wrong].slice(0, MAX_SHOWN))
    console.log(`wrong of ${row.name} on ${row.target}: ${name}: ${difference}`);
}
console.log(`${rows.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 && rows.length > 0 ? 0 : 1;
