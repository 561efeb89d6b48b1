/**
 * Tables of the installation as one view of the files shows them: those that are there are kept for good, those that
 * nobody has loaded yet are noted. Knows nothing of what stands in them.
 */
import { type FileView, tablePath } from "../text/files.ts";

export class TableReader {
  readonly #view: FileView;
  /** The texts by name, shared by all views: a table never changes while the program runs. */
  readonly #texts: Map<string, string>;
  readonly #missing = new Set<string>();

  constructor(view: FileView, texts: Map<string, string>) {
    this.#view = view;
    this.#texts = texts;
  }

  /** Paths of tables; while there are any, nothing that was answered holds. */
  get missing(): readonly string[] {
    return [...this.#missing];
  }

  /** Whether all these tables are there, by name. */
  load(tables: readonly string[]): boolean {
    let isLoaded = true;
    for (const table of tables) {
      // Reading it again notes that the answer depends on it.
      const text = this.#view.read(tablePath(table));
      if (typeof text === "string") this.#texts.set(table, text);
      else {
        isLoaded = false;
        if (text === undefined) this.#missing.add(tablePath(table));
      }
    }
    return isLoaded;
  }
}
