/**
 * A table with an entry per atom. Kept dense: an array that is written far behind its end turns into a hash table
 * inside the engine, and every look-up of every token pays for it.
 */

/** Values by atom; undefined where nothing was set. */
export class AtomTable<T> {
  readonly #values: (T | undefined)[];

  /** `size` is how many atoms there are by now; more may come. */
  constructor(size: number) {
    this.#values = new Array<T | undefined>(size).fill(undefined);
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

/** A set of atoms, in the order in which they came. */
export class AtomSet {
  #isIn: Uint8Array;
  readonly list: number[] = [];

  /** `size` is how many atoms there are by now; more may come. */
  constructor(size: number) {
    this.#isIn = new Uint8Array(size);
  }

  add(atom: number): void {
    if (this.#isIn[atom] === 1) return;
    if (atom >= this.#isIn.length) {
      const grown = new Uint8Array(Math.max(atom + 1, this.#isIn.length * 2));
      grown.set(this.#isIn);
      this.#isIn = grown;
    }
    this.#isIn[atom] = 1;
    this.list.push(atom);
  }
}
