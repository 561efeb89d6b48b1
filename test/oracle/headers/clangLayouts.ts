/**
 * Asks clang for the layouts of records by name: each is made the only member of a record of ours, whose layout
 * clang prints with everything inside. Asking behind all declarations matters: attributes that follow a record's
 * braces take effect only there.
 */
import { spawn } from "node:child_process";

/** A member as clang prints it, bit-fields with their bits. */
export interface ClangField {
  readonly name: string;
  /** From the start of the record asked for, in bits. */
  readonly bitOffset: number;
  readonly isZeroWidth: boolean;
  /** Of a member that is a record. */
  readonly fields: readonly ClangField[];
}

export interface ClangRecord {
  /** In bytes. */
  readonly size: number;
  readonly align: number;
  readonly fields: readonly ClangField[];
  /** `align` is that of a typedef for the record. */
  readonly isTypedefAligned?: boolean;
}

export interface Output {
  readonly status: number;
  readonly out: string;
  readonly messages: string;
}

const MAX_PROCESSES = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Runs a compiler on a text, a few at a time. */
export async function compile(command: string, args: readonly string[], text: string): Promise<Output> {
  if (running >= MAX_PROCESSES) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await new Promise<Output>((resolve, reject) => {
      const child = spawn(command, [...args, "-x", "c", "-"], { stdio: ["pipe", "pipe", "pipe"] });
      const out: Buffer[] = [];
      const messages: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => messages.push(chunk));
      child.once("error", reject);
      child.once("close", (status) => {
        resolve({ status: status ?? 1, out: Buffer.concat(out).toString("latin1"), messages: Buffer.concat(messages).toString("latin1") });
      });
      child.stdin.on("error", () => undefined);
      child.stdin.end(text);
    });
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/**
 * The layouts of those of `names` that exist at file level; the others clang refuses and they are left out. Undefined
 * when clang refuses the text itself.
 */
export async function clangLayouts(
  command: string,
  args: readonly string[],
  text: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ClangRecord> | undefined> {
  const names = [...wanted];
  const probes = names.map((name, i) => {
    const plain = `struct abi_probe_${i} { ${name} it; };\nenum { abi_size_${i} = sizeof(struct abi_probe_${i}) };`;
    if (/ /.test(name)) return plain;
    return `${plain}\nstruct __attribute__((packed)) abi_packed_${i} { ${name} it; };\nenum { abi_exact_${i} = sizeof(struct abi_packed_${i}) };`;
  });
  const flags = ["-fsyntax-only", "-w", "-ferror-limit=0", "-Xclang", "-fdump-record-layouts"];
  const { out, messages } = await compile(command, [...args, ...flags], `${text}\n#line 1 "probes"\n${probes.join("\n")}\n`);
  if (/^(?!probes:).*: (?:fatal )?error: /m.test(messages)) return undefined;
  const records = new Map<string, ClangRecord>();
  for (const block of out.split("*** Dumping AST Record Layout\n")) {
    const probe = /^ *0 \| struct abi_(probe|packed)_(\d+)\n/.exec(block);
    const name = names[Number(probe?.[2])];
    const record = name === undefined ? undefined : readBlock(block);
    if (name === undefined || record === undefined) continue;
    const known = records.get(name);
    if (probe?.[1] === "probe") records.set(name, record);
    // An alignment that does not divide the size is the typedef's own and says nothing of the record.
    else if (known !== undefined) records.set(name, { ...known, size: record.size, isTypedefAligned: record.size % known.align !== 0 });
  }
  return records;
}

interface Line {
  readonly depth: number;
  readonly field: ClangField & { readonly fields: ClangField[] };
}

/** The record inside a probe; undefined when clang put an error in its place. */
function readBlock(block: string): ClangRecord | undefined {
  const size = /\[sizeof=(\d+), align=(\d+)\]/.exec(block);
  if (size === null) return undefined;
  const stack: Line[] = [];
  let whole: Line | undefined;
  for (const line of block.split("\n")) {
    const match = /^ *(\d+)(?::(?:(\d+)-\d+|(-)))? \|( +)(.*)$/.exec(line);
    if (match === null) continue;
    const [, byte = "0", bit = "0", zero, indent = "", text = ""] = match;
    const depth = (indent.length - 1) / 2;
    if (depth === 0) continue;
    const field = {
      name: / (?:[A-Za-z_]\w*)?$/.test(text) ? text.slice(text.lastIndexOf(" ") + 1) : "",
      bitOffset: Number(byte) * 8 + Number(bit),
      isZeroWidth: zero !== undefined,
      fields: [],
    };
    while ((stack[stack.length - 1]?.depth ?? 0) >= depth) stack.pop();
    stack[stack.length - 1]?.field.fields.push(field);
    const entry = { depth, field };
    stack.push(entry);
    whole ??= entry;
  }
  // A size that no member bears out is that of a probe whose member was refused.
  return whole === undefined ? undefined : { size: Number(size[1]), align: Number(size[2]), fields: whole.field.fields };
}
