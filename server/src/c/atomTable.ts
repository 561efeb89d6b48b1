/**
 * A table with an entry per atom. Kept dense: an array that is written far behind its end turns into a hash table
 * inside the engine, and every look-up of every token pays for it.
 */

/** Values by atom; undefined where nothing was set. */
export class AtomTable<T> {
  readonly #values: (T | undefined)[] = [];

  /** `size` is how many atoms there are by now; more may come. */
  constructor(size: number) {
    this.#grow(size);
  }

  get(atom: number): T | undefined {
    return this.#values[atom];
  }

  set(atom: number, value: T): void {
    if (atom >= this.#values.length) this.#grow(Math.max(atom + 1, this.#values.length + (this.#values.length >> 1)));
    this.#values[atom] = value;
  }

  /** Forgets what was set. */
  clear(atom: number): void {
    if (atom < this.#values.length) this.#values[atom] = undefined;
  }

  #grow(size: number): void {
    while (this.#values.length < size) this.#values.push(undefined);
  }
}
