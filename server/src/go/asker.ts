/**
 * Reads a view for code that would rather not stop at every file nobody has looked at yet: such a file counts as
 * absent for the moment, and is remembered as needed. What was computed meanwhile is worth nothing and must be
 * computed again once the needs are met.
 */
import type { FileView, Needs } from "../text/files.ts";

export class Asker {
  readonly #view: FileView;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  constructor(view: FileView) {
    this.#view = view;
  }

  /** The text; `null` also while it is not known whether there is one. */
  read(path: string): string | null {
    const text = this.#view.read(path);
    if (text === undefined) this.#files.add(path);
    return text ?? null;
  }

  /** The names in a folder, folders with a final `/`; `null` also while it has not been looked at. */
  list(folder: string): readonly string[] | null {
    const names = this.#view.list(folder);
    if (names === undefined) this.#folders.add(folder);
    return names ?? null;
  }

  /** Whether it is known if there is such a file. */
  isKnown(path: string): boolean {
    return !this.#files.has(path);
  }

  /** How much is needed so far: answers computed while this grew must not be kept. */
  get missing(): number {
    return this.#files.size + this.#folders.size;
  }

  /** What must be known first; undefined when nothing was missing. */
  get needs(): Needs | undefined {
    return this.missing === 0 ? undefined : { files: [...this.#files], folders: [...this.#folders] };
  }
}
