/**
 * Each distinct chunk of tokens is read once, whatever targets, files and edits it comes from: the reading of a
 * declaration depends on nothing but its tokens. (The few that depend on which names are typedefs are not kept.)
 */
import type { Atoms } from "./atoms.ts";
import type { Chunk } from "./chunks.ts";
import { DeclarationParser } from "./declarationParser.ts";
import type { DeclarationSyntax } from "./declarationSyntax.ts";
import type { Evaluated } from "./evaluationMemo.ts";
import type { TokenStream } from "./sources.ts";

/** A chunk's reading, with copies of what it refers to. */
export interface ReadChunk {
  readonly atoms: Int32Array;
  readonly partners: Int32Array;
  readonly bodyFollows: boolean;
  readonly syntax: DeclarationSyntax | undefined;
  /** Values of constant expressions in it. */
  readonly memo: Map<number, Evaluated>;
}

/** Tokens kept before the cache starts afresh. */
const MAX_TOKENS = 4_000_000;

/** The readings of one reader. */
export class ChunkCache {
  readonly #table: Atoms;
  readonly #entries = new Map<number, ReadChunk[]>();
  #tokens = 0;
  #block = new Int32Array(0);
  #used = 0;
  /** How many chunks were asked for, and how many of them had to be read. */
  asked = 0;
  parsed = 0;

  constructor(table: Atoms) {
    this.#table = table;
  }

  #allocate(length: number): Int32Array {
    if (length > BLOCK >> 3) return new Int32Array(length);
    if (this.#used + length > this.#block.length) {
      this.#block = new Int32Array(BLOCK);
      this.#used = 0;
    }
    this.#used += length;
    return this.#block.subarray(this.#used - length, this.#used);
  }

  read(stream: TokenStream, chunk: Chunk, partners: Int32Array, isTypedef: (atom: number) => boolean): ReadChunk {
    const { start, end } = chunk;
    const bodyFollows = chunk.bodyEnd > end;
    this.asked++;
    let hash = bodyFollows ? 1 : 0;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 0x01000193) ^ (stream.atoms[i] ?? 0)) | 0;
    const bucket = this.#entries.get(hash);
    if (bucket !== undefined) {
      for (const entry of bucket) if (entry.bodyFollows === bodyFollows && sameTokens(entry.atoms, stream.atoms, start, end)) return entry;
    }
    const atoms = this.#allocate(end - start);
    const local = this.#allocate(end - start);
    for (let i = start; i < end; i++) {
      atoms[i - start] = stream.atoms[i] ?? 0;
      const partner = partners[i] ?? -1;
      local[i - start] = partner >= 0 && partner < end ? partner - start : -1;
    }
    const parser = new DeclarationParser({ atoms, partners: local, bodyFollows }, this.#table, isTypedef);
    const entry: ReadChunk = { atoms, partners: local, bodyFollows, syntax: parser.declaration(), memo: new Map() };
    this.parsed++;
    if (parser.asked) return entry;
    if (this.#tokens > MAX_TOKENS) {
      this.#entries.clear();
      this.#tokens = 0;
    }
    this.#tokens += atoms.length;
    const kept = this.#entries.get(hash);
    if (kept === undefined) this.#entries.set(hash, [entry]);
    else kept.push(entry);
    return entry;
  }
}

/** Small arrays are cut from blocks: there are thousands of them. */
const BLOCK = 1 << 15;

function sameTokens(atoms: Int32Array, stream: Int32Array, start: number, end: number): boolean {
  if (atoms.length !== end - start) return false;
  for (let i = 0; i < atoms.length; i++) if (atoms[i] !== stream[start + i]) return false;
  return true;
}
