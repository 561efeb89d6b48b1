/**
 * Remembers answers together with everything that was read to get them. An answer holds as long as a new view
 * shows the same texts and folders; comparing them is far cheaper than computing anew.
 */
import type { FileView, Resumable } from "./files.ts";

interface Entry<T> {
  readonly value: T;
  readonly reads: ReadonlyMap<string, string | null>;
  readonly lists: ReadonlyMap<string, readonly string[] | null>;
}

export class Memo<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #capacity: number;

  /** `capacity` is how many answers are kept; the oldest goes first. */
  constructor(capacity: number = 64) {
    this.#capacity = capacity;
  }

  /** The answer under `key`, computed anew when anything it was computed from has changed. Unfinished answers are not kept. */
  get(key: string, view: FileView, compute: (view: FileView) => Resumable<T>): Resumable<T> {
    const known = this.#entries.get(key);
    if (known !== undefined && holds(known, view)) return { done: true, value: known.value };
    const reads = new Map<string, string | null>();
    const lists = new Map<string, readonly string[] | null>();
    const answer = compute({
      read: (path) => {
        const text = view.read(path);
        if (text !== undefined) reads.set(path, text);
        return text;
      },
      list: (folder) => {
        const names = view.list(folder);
        if (names !== undefined) lists.set(folder, names);
        return names;
      },
      problem: (path) => view.problem?.(path),
    });
    if (answer.done) {
      this.#entries.delete(key);
      this.#entries.set(key, { value: answer.value, reads, lists });
      const [oldest] = this.#entries.keys();
      if (this.#entries.size > this.#capacity && oldest !== undefined) this.#entries.delete(oldest);
    }
    return answer;
  }
}

function holds<T>(entry: Entry<T>, view: FileView): boolean {
  for (const [path, text] of entry.reads) if (view.read(path) !== text) return false;
  for (const [folder, names] of entry.lists) {
    const now = view.list(folder) ?? null;
    if (now !== names && (now === null || names === null || now.join("\n") !== names.join("\n"))) return false;
  }
  return true;
}
