/** Reads the data that gcc's assembly puts behind labels, and what is in it. */
import type { Compiler } from "./compilers.ts";

/** Bytes of the data directives behind each label. */
export function readData(assembly: string, compiler: Compiler): Map<string, number[]> {
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

/** Numbers of eight bytes each. */
export function longLongs(bytes: readonly number[], bigEndian: boolean): number[] {
  const numbers: number[] = [];
  for (let i = 0; i + 8 <= bytes.length; i += 8) {
    let value = 0;
    for (let k = 0; k < 8; k++) value = value * 256 + (bytes[bigEndian ? i + k : i + 7 - k] ?? 0);
    numbers.push(value);
  }
  return numbers;
}

/** The first bit that is set, counted as clang does: from the least significant bit, on big-endian targets from the most. */
export function firstBit(bytes: readonly number[], bigEndian: boolean): number {
  const byte = bytes.findIndex((value) => value !== 0);
  const value = bytes[byte] ?? 0;
  for (let i = 0; i < 8; i++) if ((value & (bigEndian ? 128 >> i : 1 << i)) !== 0) return byte * 8 + i;
  return Number.NaN;
}
