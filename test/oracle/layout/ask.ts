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
import type { Compiler } from "./compilers.ts";
import type { Sample } from "./records.ts";
import { float128 } from "./spellings.ts";

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

function sourceOf(samples: readonly Sample[], more: readonly { readonly sample: Sample; readonly line: string }[]): Source {
  const lines: string[] = [];
  const owner: (Sample | undefined)[] = [];
  const starts: Map<Sample, number> = new Map();
  for (const sample of samples) {
    starts.set(sample, lines.length);
    for (const line of sample.lines) {
      lines.push(line);
      owner.push(sample);
    }
  }
  for (const { sample, line } of more) {
    lines.push(line);
    owner.push(sample);
  }
  return { text: `${lines.join("\n")}\n`, owner, starts };
}

function run(compiler: Compiler, args: readonly string[], text: string): { readonly out: string; readonly messages: string } {
  const path = join(folder, "q.c");
  writeFileSync(path, text.replaceAll(float128, compiler.kind === "clang" ? "__float128" : "_Float128"));
  const result = spawnSync(compiler.command, [...compiler.args, ...args, path], { encoding: "utf8", maxBuffer: 1 << 30, cwd: folder });
  if (result.error !== undefined) throw result.error;
  return { out: result.stdout, messages: result.stderr };
}

/** First error message by sample. */
function errorsOf(messages: string, source: Source): Map<Sample, string> {
  const errors: Map<Sample, string> = new Map();
  for (const match of messages.matchAll(/q\.c:(\d+):(?:\d+:)? (?:fatal )?(?:error|sorry, unimplemented): (.*)/g)) {
    const sample = source.owner[Number(match[1]) - 1];
    if (sample !== undefined && !errors.has(sample)) errors.set(sample, match[2] ?? "");
  }
  return errors;
}

export function ask(compiler: Compiler, samples: readonly Sample[]): Answers {
  return compiler.kind === "clang" ? askClang(compiler, samples) : askGcc(compiler, samples);
}

function askClang(compiler: Compiler, samples: readonly Sample[]): Answers {
  // Layouts are printed when they are first needed; asking for all of them at once comes before trailing attributes.
  const uses = samples.flatMap((sample) =>
    sample.named.map((record) => ({ sample, line: `_Static_assert(sizeof(${record.name}) + 1, "");` })),
  );
  const source = sourceOf(samples, uses);
  const flags = ["-fsyntax-only", "-w", "-ferror-limit=0", "-Xclang", "-fdump-record-layouts-simple"];
  const { out, messages } = run(compiler, flags, source.text);
  const refused = errorsOf(messages, source);
  const byName: Map<string, Answer> = new Map();
  const byLine: Map<number, Answer> = new Map();
  const pattern =
    /Type: (.*)\n+Layout: <ASTRecordLayout\n\s*Size:(\d+)\n(?:\s*DataSize:\d+\n)?\s*Alignment:(\d+)\n(?:\s*PreferredAlignment:\d+\n)?\s*FieldOffsets: \[([^\]]*)\]/g;
  for (const [, name = "", size, align, offsets = ""] of out.matchAll(pattern)) {
    const answer: Answer = {
      size: Number(size) / 8,
      align: Number(align) / 8,
      offsets: offsets === "" ? [] : offsets.split(", ").map(Number),
    };
    const line = /\((?:unnamed|anonymous) at .*:(\d+):\d+\)$/.exec(name)?.[1];
    if (line === undefined) byName.set(name, answer);
    else byLine.set(Number(line) - 1, answer);
  }
  const records: Map<CRecord, Answer> = new Map();
  for (const sample of samples) {
    if (refused.has(sample)) continue;
    const start = source.starts.get(sample) ?? 0;
    for (const record of sample.named) {
      const answer = byName.get(record.name);
      if (answer === undefined) throw new Error(`${compiler.name} did not print ${record.name}\n${messages.slice(0, 2000)}`);
      records.set(record, answer);
    }
    for (const [line, record] of sample.unnamed) {
      const answer = byLine.get(start + line);
      if (answer === undefined) throw new Error(`${compiler.name} did not print the record in line ${line} of\n${sample.lines.join("\n")}`);
      records.set(record, answer);
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

function askGcc(compiler: Compiler, samples: readonly Sample[]): Answers {
  const refused: Map<Sample, string> = new Map();
  let left = samples;
  for (let round = 0; round < 5; round++) {
    const more: { sample: Sample; line: string }[] = [];
    const leaves: Map<CRecord, readonly Leaf[]> = new Map();
    const labels: Map<CRecord, string> = new Map();
    for (const sample of left) {
      for (const record of sample.named) {
        const label = `q${labels.size}`;
        const own = leavesOf(record, "", true, []);
        labels.set(record, label);
        leaves.set(record, own);
        const values = [`sizeof(${record.name})`, `__alignof__(${record.name})`];
        for (const leaf of own) if (!leaf.isBitField) values.push(`__builtin_offsetof(${record.name}, ${leaf.path})`);
        more.push({ sample, line: `long long ${label}[] = {${values.join(",")}};` });
        for (const [i, leaf] of own.entries()) {
          if (leaf.isBitField) more.push({ sample, line: `${record.name} ${label}b${i} = {.${leaf.path} = -1};` });
        }
      }
    }
    const source = sourceOf(left, more);
    const { out, messages } = run(compiler, ["-S", "-o", "-", "-w", "-fmax-errors=0"], source.text);
    const errors = errorsOf(messages, source);
    if (errors.size === 0) return { refused, ...readGcc(compiler, out, labels, leaves, messages) };
    for (const [sample, message] of errors) refused.set(sample, message);
    left = left.filter((sample) => !errors.has(sample));
  }
  throw new Error(`${compiler.name} keeps refusing`);
}

function readGcc(
  compiler: Compiler,
  assembly: string,
  labels: ReadonlyMap<CRecord, string>,
  leaves: ReadonlyMap<CRecord, readonly Leaf[]>,
  messages: string,
): Pick<Answers, "records" | "inner"> {
  const data = readData(assembly, compiler);
  const records: Map<CRecord, Answer> = new Map();
  const inner: Map<CRecord, Map<string, number>> = new Map();
  const { bigEndian } = compiler.model;
  for (const [record, label] of labels) {
    const bytes = data.get(label);
    if (bytes === undefined) throw new Error(`${compiler.name} emitted nothing for ${record.name}\n${messages.slice(0, 2000)}`);
    const numbers = longLongs(bytes, bigEndian);
    const offsets: (number | undefined)[] = (record.fields ?? []).map(() => undefined);
    const paths: Map<string, number> = new Map();
    let next = 2;
    for (const [i, leaf] of (leaves.get(record) ?? []).entries()) {
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

/** Bytes of the data directives behind each label. */
function readData(assembly: string, compiler: Compiler): Map<string, number[]> {
  const { goarch, goos } = compiler.target;
  const isX86 = goarch === "386" || goarch === "amd64";
  const underscore = goos === "windows" && goarch === "386";
  const sizes: Record<string, number> = {
    byte: 1,
    value: 2,
    short: 2,
    half: 2,
    hword: 2,
    "2byte": 2,
    word: isX86 ? 2 : 4,
    long: 4,
    "4byte": 4,
    quad: 8,
    xword: 8,
    dword: 8,
    "8byte": 8,
  };
  const data: Map<string, number[]> = new Map();
  let at: number[] | undefined;
  for (const line of assembly.split("\n")) {
    const label = /^([A-Za-z_][\w$]*):/.exec(line)?.[1];
    if (label !== undefined) {
      at = [];
      data.set(underscore ? label.replace(/^_/, "") : label, at);
      continue;
    }
    const directive = /^\s*\.(\w+)\s+(.*)$/.exec(line);
    if (directive === null || at === undefined) continue;
    const [, name = "", rest = ""] = directive;
    if (name === "zero" || name === "space" || name === "skip") {
      for (let i = Number.parseInt(rest, 10); i > 0; i--) at.push(0);
      continue;
    }
    const size = sizes[name];
    if (size === undefined) {
      if (name === "ascii" || name === "string" || name === "asciz") throw new Error(`text in ${line}`);
      continue;
    }
    for (const part of rest.split(",")) {
      let value = BigInt.asUintN(size * 8, BigInt(part.trim().replace(/^-(0x.*)$/, "$1")) * (/^\s*-0x/.test(part) ? -1n : 1n));
      const bytes: number[] = [];
      for (let i = 0; i < size; i++) {
        bytes.push(Number(value & 255n));
        value >>= 8n;
      }
      at.push(...(compiler.model.bigEndian ? bytes.reverse() : bytes));
    }
  }
  return data;
}

function longLongs(bytes: readonly number[], bigEndian: boolean): number[] {
  const numbers: number[] = [];
  for (let i = 0; i + 8 <= bytes.length; i += 8) {
    let value = 0;
    for (let k = 0; k < 8; k++) value = value * 256 + (bytes[bigEndian ? i + k : i + 7 - k] ?? 0);
    numbers.push(value);
  }
  return numbers;
}

/** The first bit that is set, counted as clang does: from the least significant bit, on big-endian targets from the most. */
function firstBit(bytes: readonly number[], bigEndian: boolean): number {
  const byte = bytes.findIndex((value) => value !== 0);
  const value = bytes[byte] ?? 0;
  for (let i = 0; i < 8; i++) if ((value & (bigEndian ? 128 >> i : 1 << i)) !== 0) return byte * 8 + i;
  return Number.NaN;
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
