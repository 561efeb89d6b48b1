/**
 * Asks a real compiler for the layout of many records at once. clang prints its record layouts; gcc is made to
 * emit constants (`sizeof`, `offsetof`) and objects with one bit-field set, and the assembly is read.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FieldLayout, RecordLayout } from "../../../server/src/layout/layout.ts";
import type { CRecord } from "../../../server/src/types/c.ts";
import { firstBit, longLongs, readData } from "./assembly.ts";
import type { Compiler } from "./compilers.ts";
import { type ReadSample, reset, textOf } from "./reading.ts";
import { prelude, type Sample } from "./samples.ts";

/** A record as the compiler lays it out. Offsets are in bits, in the order of members; undefined where it cannot be asked. */
export interface Answer {
  readonly size: number;
  readonly align: number;
  readonly offsets: readonly (number | undefined)[];
}

export interface Answers {
  /** Samples the compiler refused, with its first message. */
  readonly refused: ReadonlyMap<Sample, string>;
  readonly records: ReadonlyMap<CRecord, Answer>;
  /** Offsets of members of nested records from the outermost record's start, in bits, by path (gcc only). */
  readonly inner: ReadonlyMap<CRecord, ReadonlyMap<string, number>>;
}

const folder = mkdtempSync(join(tmpdir(), "layout-oracle-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

interface Source {
  readonly text: string;
  readonly owner: readonly (Sample | undefined)[];
  readonly starts: ReadonlyMap<Sample, number>;
}

interface Line {
  readonly sample: Sample;
  readonly line: string;
}

function sourceOf(reads: readonly ReadSample[], more: readonly Line[]): Source {
  const samples = reads.map(({ sample }) => sample);
  const { text, starts } = textOf(samples);
  const owner: (Sample | undefined)[] = prelude.map(() => undefined);
  for (const sample of samples) owner.push(...[...sample.lines, ...reset].map(() => sample));
  for (const { sample } of more) owner.push(sample);
  return { text: `${text}${more.map(({ line }) => `${line}\n`).join("")}`, owner, starts };
}

function run(compiler: Compiler, args: readonly string[], text: string): { readonly out: string; readonly messages: string } {
  const path = join(folder, "q.c");
  writeFileSync(path, text);
  // Freestanding, so that a cross compiler without a C library finds the standard headers: its own.
  const all = [...compiler.args, ...freestanding(compiler), "-w", ...args, path];
  const result = spawnSync(compiler.command, all, { encoding: "utf8", maxBuffer: 1 << 30, cwd: folder });
  if (result.error !== undefined) throw result.error;
  return { out: result.stdout, messages: result.stderr };
}

/** The options with which a compiler takes its own standard headers and no C library's. */
export function freestanding({ kind }: Compiler): readonly string[] {
  return kind === "clang" ? ["-ffreestanding", "-nostdlibinc"] : ["-ffreestanding"];
}

/** First error message by sample. */
function errorsOf(messages: string, source: Source): Map<Sample, string> {
  const errors: Map<Sample, string> = new Map();
  for (const match of messages.matchAll(/q\.c:(\d+):(?:\d+:)? (?:fatal )?(?:error|sorry, unimplemented): (.*)/g)) {
    const sample = source.owner[Number(match[1]) - 1];
    if (sample === undefined) throw new Error(`the compiler refuses what no sample says: ${match[0]}`);
    if (!errors.has(sample)) errors.set(sample, match[2] ?? "");
  }
  return errors;
}

/** `reads` are what the reader makes of the samples on the compiler's target; the answers are about those records. */
export function ask(compiler: Compiler, reads: readonly ReadSample[]): Answers {
  return compiler.kind === "clang" ? askClang(compiler, reads) : askGcc(compiler, reads);
}

function askClang(compiler: Compiler, reads: readonly ReadSample[]): Answers {
  const first = askClangOnce(compiler, reads);
  // A pragma that is refused may have left its mark on what comes behind.
  if (![...first.refused.values()].some((message) => message.includes("pragma"))) return first;
  const refused = new Map([...first.refused].filter(([, message]) => message.includes("pragma")));
  const second = askClangOnce(
    compiler,
    reads.filter(({ sample }) => !refused.has(sample)),
  );
  return { ...second, refused: new Map([...refused, ...second.refused]) };
}

function askClangOnce(compiler: Compiler, reads: readonly ReadSample[]): Answers {
  // Layouts are printed when they are first needed; asking for all of them at once comes before trailing attributes.
  const uses = reads.flatMap(({ sample }) => sample.named.map((name) => ({ sample, line: `_Static_assert(sizeof(${name}) + 1, "");` })));
  const source = sourceOf(reads, uses);
  const flags = ["-fsyntax-only", "-ferror-limit=0", "-Xclang", "-fdump-record-layouts-simple"];
  const { out, messages } = run(compiler, flags, source.text);
  const refused = errorsOf(messages, source);
  const byName: Map<string, Answer> = new Map();
  const byPlace: Map<string, Answer> = new Map();
  const pattern =
    /Type: (.*)\n+Layout: <ASTRecordLayout\n\s*Size:(\d+)\n(?:\s*DataSize:\d+\n)?\s*Alignment:(\d+)\n(?:\s*PreferredAlignment:\d+\n)?\s*FieldOffsets: \[([^\]]*)\]/g;
  for (const [, name = "", size, align, offsets = ""] of out.matchAll(pattern)) {
    const answer: Answer = {
      size: Number(size) / 8,
      align: Number(align) / 8,
      offsets: offsets === "" ? [] : offsets.split(", ").map(Number),
    };
    const place = /\((?:unnamed|anonymous) at .*:(\d+:\d+)\)$/.exec(name)?.[1];
    if (place === undefined) byName.set(name, answer);
    else byPlace.set(place, answer);
  }
  const records: Map<CRecord, Answer> = new Map();
  for (const { sample, named, unnamed } of reads) {
    if (refused.has(sample)) continue;
    const start = source.starts.get(sample) ?? 0;
    for (const [name, record] of named) {
      const answer = byName.get(name);
      if (answer === undefined) throw new Error(`${compiler.name} did not print ${name}\n${messages.slice(0, 2000)}`);
      if (record !== undefined) records.set(record, answer);
    }
    for (const [place, record] of unnamed) {
      const [line, column] = place.split(":");
      // One that nothing needs the size of is not printed.
      const answer = byPlace.get(`${start + Number(line) + 1}:${column}`);
      if (answer !== undefined) records.set(record, answer);
    }
  }
  return { refused, records, inner: new Map() };
}

/** A member that can be named from the record's outside. */
interface Leaf {
  readonly path: string;
  readonly isBitField: boolean;
  /** The index of a direct member, -1 for members of nested records. */
  readonly index: number;
}

function leavesOf(record: CRecord, prefix: string, isTop: boolean, into: Leaf[]): Leaf[] {
  for (const [index, field] of (record.fields ?? []).entries()) {
    const path = `${prefix}${field.name}`;
    if (field.name !== "") into.push({ path, isBitField: field.bitWidth !== undefined, index: isTop ? index : -1 });
    if (field.type.kind === "record" && field.type.tag === undefined && field.bitWidth === undefined) {
      leavesOf(field.type, field.name === "" ? prefix : `${path}.`, false, into);
    }
  }
  return into;
}

/** What is asked of gcc about one record: the label its numbers stand behind, and its members. */
interface Question {
  readonly record: CRecord;
  readonly label: string;
  readonly leaves: readonly Leaf[];
}

function questionsOf(reads: readonly ReadSample[]): { readonly questions: readonly Question[]; readonly lines: readonly Line[] } {
  const questions: Question[] = [];
  const lines: Line[] = [];
  for (const { sample, named } of reads) {
    for (const [name, record] of named) {
      if (record === undefined) {
        lines.push({ sample, line: `_Static_assert(sizeof(${name}) + 1, "");` });
        continue;
      }
      const label = `q${questions.length}`;
      const leaves = leavesOf(record, "", true, []);
      questions.push({ record, label, leaves });
      const values = [`sizeof(${name})`, `__alignof__(${name})`];
      for (const leaf of leaves) if (!leaf.isBitField) values.push(`__builtin_offsetof(${name}, ${leaf.path})`);
      lines.push({ sample, line: `long long ${label}[] = {${values.join(",")}};` });
      for (const [i, leaf] of leaves.entries()) {
        if (leaf.isBitField) lines.push({ sample, line: `${name} ${label}b${i} = {.${leaf.path} = -1};` });
      }
    }
  }
  return { questions, lines };
}

function askGcc(compiler: Compiler, reads: readonly ReadSample[]): Answers {
  const refused: Map<Sample, string> = new Map();
  let left = reads;
  for (let round = 0; round < 5; round++) {
    const { questions, lines } = questionsOf(left);
    const source = sourceOf(left, lines);
    const { out, messages } = run(compiler, ["-S", "-o", "-", "-fmax-errors=0"], source.text);
    const errors = errorsOf(messages, source);
    if (errors.size === 0) return { refused, ...readGcc(compiler, out, questions, messages) };
    for (const [sample, message] of errors) refused.set(sample, message);
    left = left.filter(({ sample }) => !errors.has(sample));
  }
  throw new Error(`${compiler.name} keeps refusing`);
}

function readGcc(
  compiler: Compiler,
  assembly: string,
  questions: readonly Question[],
  messages: string,
): Pick<Answers, "records" | "inner"> {
  const data = readData(assembly, compiler);
  const records: Map<CRecord, Answer> = new Map();
  const inner: Map<CRecord, Map<string, number>> = new Map();
  const { bigEndian } = compiler.model;
  for (const { record, label, leaves } of questions) {
    const bytes = data.get(label);
    if (bytes === undefined) throw new Error(`${compiler.name} emitted nothing for ${record.name}\n${messages.slice(0, 2000)}`);
    const numbers = longLongs(bytes, bigEndian);
    const offsets: (number | undefined)[] = (record.fields ?? []).map(() => undefined);
    const paths: Map<string, number> = new Map();
    let next = 2;
    for (const [i, leaf] of leaves.entries()) {
      let offset: number;
      if (leaf.isBitField) {
        const object = data.get(`${label}b${i}`);
        if (object === undefined) throw new Error(`${compiler.name} emitted no object for ${record.name} ${leaf.path}`);
        offset = firstBit(object, bigEndian);
      } else {
        offset = (numbers[next++] ?? Number.NaN) * 8;
      }
      if (leaf.index >= 0) offsets[leaf.index] = offset;
      else paths.set(leaf.path, offset);
    }
    records.set(record, { size: numbers[0] ?? Number.NaN, align: numbers[1] ?? Number.NaN, offsets });
    inner.set(record, paths);
  }
  return { records, inner };
}

/** The engine's offsets of members of nested records, by path, as `inner` has them. */
export function pathsOf(layout: RecordLayout): Map<string, number> {
  const paths: Map<string, number> = new Map();
  const walk = (fields: readonly FieldLayout[], prefix: string, isTop: boolean): void => {
    for (const field of fields) {
      if (field.name !== "" && !isTop) paths.set(`${prefix}${field.name}`, field.bitOffset);
      if (field.fields !== undefined) walk(field.fields, field.name === "" ? prefix : `${prefix}${field.name}.`, false);
    }
  };
  walk(layout.fields, "", true);
  return paths;
}
