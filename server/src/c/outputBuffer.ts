/**
 * Where the tokens of a run are collected. One buffer serves run after run: it grows to the largest unit and only
 * what is new is copied out of it. Places fit 32 bits: what a unit may include is limited far below.
 */

/** A stream's arrays; they may be longer than it. */
export interface OutputArrays {
  readonly count: number;
  readonly atoms: Int32Array;
  readonly places: Int32Array;
  readonly expansions: Int32Array;
  readonly flags: Uint8Array;
}

/** Growing parallel arrays. */
export class OutputBuffer {
  #atoms: Int32Array = new Int32Array(1 << 14);
  #places: Int32Array = new Int32Array(1 << 14);
  #expansions: Int32Array = new Int32Array(1 << 14);
  #flags: Uint8Array = new Uint8Array(1 << 14);

  set(at: number, atom: number, place: number, expansion: number, flags: number): void {
    if (at >= this.#atoms.length) this.#grow();
    this.#atoms[at] = atom;
    this.#places[at] = place;
    this.#expansions[at] = expansion;
    this.#flags[at] = flags;
  }

  /** A copy of the tokens from one to another. */
  copy(from: number, to: number): Omit<OutputArrays, "count"> {
    const part = <T extends Int32Array | Uint8Array>(array: T): T => array.slice(from, to) as T;
    return { atoms: part(this.#atoms), places: part(this.#places), expansions: part(this.#expansions), flags: part(this.#flags) };
  }

  /** Puts tokens behind the first `at`. */
  append(at: number, { atoms, places, expansions, flags }: Omit<OutputArrays, "count">): void {
    while (at + atoms.length > this.#atoms.length) this.#grow();
    this.#atoms.set(atoms, at);
    this.#places.set(places, at);
    this.#expansions.set(expansions, at);
    this.#flags.set(flags, at);
  }

  #grow(): void {
    const length = this.#atoms.length * 2;
    const atoms = new Int32Array(length);
    atoms.set(this.#atoms);
    this.#atoms = atoms;
    const places = new Int32Array(length);
    places.set(this.#places);
    this.#places = places;
    const expansions = new Int32Array(length);
    expansions.set(this.#expansions);
    this.#expansions = expansions;
    const flags = new Uint8Array(length);
    flags.set(this.#flags);
    this.#flags = flags;
  }

  /** The first `count` tokens, in the buffer itself: overwritten by the next run. */
  arrays(count: number): OutputArrays {
    return { count, atoms: this.#atoms, places: this.#places, expansions: this.#expansions, flags: this.#flags };
  }
}

/** A copy that no later run touches. */
export function keepOutput<T extends OutputArrays>(stream: T): T {
  const { count } = stream;
  return {
    ...stream,
    atoms: stream.atoms.slice(0, count),
    places: stream.places.slice(0, count),
    expansions: stream.expansions.slice(0, count),
    flags: stream.flags.slice(0, count),
  };
}
