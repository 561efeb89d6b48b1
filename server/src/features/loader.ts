/**
 * The files an analysis has seen so far, and the loop that loads what it asks for. The language server and the
 * command line share it: both hold one `FileCache` and run every question to the engine through `settle`. Bytes
 * come through the host alone; what the files mean is none of this module's business.
 */
import type { Cancellation, Host } from "../host.ts";
import { type FileView, type Needs, type Resumable, tableName } from "../text/files.ts";
import { baseOf, folderOf } from "../text/path.ts";

// Every platform this runs on has it; the language's own library does not declare it.
declare const TextDecoder: new (label: string, options: { fatal: boolean; ignoreBOM: boolean }) => { decode(bytes: Uint8Array): string };

/** A file as text, or one clause that says why it is none ("is binary: it holds a NUL byte"). */
export type Decoded = { readonly text: string } | { readonly reason: string };

/** Sources are small; what exceeds this many bytes is data, and reading it would stall an editor. */
const MAX_BYTES = 64 * 1024 * 1024;

/** How many rounds of "need more" one question may take; nested includes cost one each. */
const MAX_ROUNDS = 5000;

/** How many files are asked for at once: enough to hide latency, few enough for any limit on open files. */
const CONCURRENCY = 32;

/**
 * Decodes a source. A byte order mark stays as U+FEFF, so that offsets count it. Go sources must be UTF-8, as the
 * Go compiler demands; C compilers take any bytes, so a C file that is not UTF-8 is read as Latin-1.
 */
export function decodeSource(path: string, bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_BYTES) return { reason: `is larger than ${MAX_BYTES / 1024 / 1024} MB` };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { reason: "is UTF-16; Go and C sources are UTF-8" };
  }
  if (bytes.includes(0)) return { reason: "is binary: it holds a NUL byte" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    if (path.endsWith(".go")) return { reason: "is not UTF-8" };
    return { text: latin1(bytes) };
  }
}

function latin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join("");
}

/** What is known of files and folders, with the unsaved texts of open documents on top. */
export class FileCache implements FileView {
  readonly #files = new Map<string, string | null>();
  readonly #folders = new Map<string, readonly string[] | null>();
  readonly #overlays = new Map<string, string>();
  readonly #overlaidNames = new Map<string, Set<string>>();
  readonly #problems = new Map<string, string>();
  readonly #pending = new Map<string, Promise<void>>();

  read(path: string): string | null | undefined {
    return this.#overlays.get(path) ?? this.#files.get(path);
  }

  list(folder: string): readonly string[] | null | undefined {
    const names = this.#folders.get(folder);
    if (names === undefined || this.#overlays.size === 0) return names;
    const extra = this.#overlaidNames.get(folder) ?? [];
    const missing = [...extra].filter((name) => names === null || !names.includes(name));
    return missing.length === 0 ? names : [...(names ?? []), ...missing].sort();
  }

  /** Why a file that was looked at is no text: one clause to put behind its name; undefined for texts and for absent files. */
  problem(path: string): string | undefined {
    return this.#overlays.has(path) ? undefined : this.#problems.get(path);
  }

  /** Every file that could not be read or decoded so far, in order of path. */
  problems(): readonly { readonly path: string; readonly reason: string }[] {
    return [...this.#problems].map(([path, reason]) => ({ path, reason })).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** From now on `path` has this text, whatever the disk says. */
  overlay(path: string, text: string): void {
    const known = this.read(path);
    // The same text need not be held twice: what was read of the file so far holds the one that is known.
    this.#overlays.set(path, known === text ? known : text);
    this.#files.delete(path);
    const names = this.#overlaidNames.get(folderOf(path)) ?? new Set();
    names.add(baseOf(path));
    this.#overlaidNames.set(folderOf(path), names);
  }

  /** As `overlay`, from bytes that came from elsewhere than the host; what is no text becomes a problem. */
  provide(path: string, bytes: Uint8Array): void {
    const decoded = decodeSource(path, bytes);
    if ("text" in decoded) this.overlay(path, decoded.text);
    else {
      this.#files.set(path, null);
      this.#problems.set(path, decoded.reason);
    }
  }

  /** Ends an overlay; the disk is asked again. */
  removeOverlay(path: string): void {
    this.#overlays.delete(path);
    this.#overlaidNames.get(folderOf(path))?.delete(baseOf(path));
    this.invalidate(path);
  }

  /** Forgets what was known of a path, as a file and as a folder, and of the folder it stands in. */
  invalidate(path: string): void {
    for (const folder of [path, folderOf(path)]) {
      this.#folders.delete(folder);
      this.#pending.delete(`${folder}/`);
    }
    this.#files.delete(path);
    this.#problems.delete(path);
    this.#pending.delete(path);
  }

  /** Forgets everything but the overlays and the installation's tables. */
  invalidateAll(): void {
    const tables = [...this.#files].filter(([path]) => tableName(path) !== undefined);
    for (const map of [this.#files, this.#folders, this.#problems, this.#pending]) map.clear();
    for (const [path, text] of tables) this.#files.set(path, text);
  }

  /** Loads what is needed and not known yet. A need that is already being loaded is not asked for twice. */
  async load(host: Host, needs: Needs): Promise<void> {
    const work: (() => Promise<void>)[] = [];
    for (const path of new Set(needs.files)) {
      if (this.read(path) === undefined) work.push(() => this.#once(path, () => this.#loadFile(host, path)));
    }
    for (const folder of new Set(needs.folders)) {
      if (this.#folders.get(folder) === undefined) work.push(() => this.#once(`${folder}/`, () => this.#loadFolder(host, folder)));
    }
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let run = work[next++]; run !== undefined; run = work[next++]) await run();
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, work.length) }, worker));
  }

  /** `load` answers how to store what it read; it is stored only when nobody invalidated the path meanwhile. */
  async #once(key: string, load: () => Promise<() => void>): Promise<void> {
    const running = this.#pending.get(key);
    if (running !== undefined) return running;
    const promise: Promise<void> = load()
      .then((store) => {
        if (this.#pending.get(key) === promise) store();
      })
      .finally(() => {
        if (this.#pending.get(key) === promise) this.#pending.delete(key);
      });
    this.#pending.set(key, promise);
    return promise;
  }

  async #loadFile(host: Host, path: string): Promise<() => void> {
    const table = tableName(path);
    if (table !== undefined) {
      // A broken installation must not pass for a system of which nothing is known, so a rejection goes up.
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await host.asset(`data/${table}`));
      return () => this.#files.set(path, text);
    }
    let problem: string | undefined;
    const bytes = await host.readFile(path, (reason) => {
      problem = reason;
    });
    const decoded: Decoded | undefined = bytes === undefined ? undefined : decodeSource(path, bytes);
    if (decoded !== undefined && "reason" in decoded) problem = decoded.reason;
    const text = decoded !== undefined && "text" in decoded ? decoded.text : null;
    return () => {
      this.#files.set(path, text);
      if (problem !== undefined) this.#problems.set(path, problem);
    };
  }

  async #loadFolder(host: Host, folder: string): Promise<() => void> {
    const names = await host.listFolder(folder);
    return () => this.#folders.set(folder, names === undefined ? null : [...names].sort());
  }
}

/** What `settle` rejects with when it was cancelled. */
export class CancelledError extends Error {
  constructor() {
    super("cancelled");
    this.name = "CancelledError";
  }
}

/**
 * Runs `step` until it is finished, loading what it needs in between. Rejects with `CancelledError` when told to
 * stop, and with an ordinary error when `step` asks for what is already known (it would never end).
 */
export async function settle<T>(host: Host, cache: FileCache, step: () => Resumable<T>, cancellation?: Cancellation): Promise<T> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (cancellation?.cancelled === true) throw new CancelledError();
    const answer = step();
    if (answer.done) return answer.value;
    const { files, folders } = answer.needs;
    if (files.every((path) => cache.read(path) !== undefined) && folders.every((folder) => cache.list(folder) !== undefined)) {
      throw new Error(`the engine asks for what it already has: ${[...files, ...folders].slice(0, 3).join(", ") || "nothing"}`);
    }
    await cache.load(host, answer.needs);
  }
  throw new Error(`the engine still needs more files after ${MAX_ROUNDS} rounds`);
}
