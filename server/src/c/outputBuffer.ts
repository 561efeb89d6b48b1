/**
 * Where the tokens of a run are collected. One buffer serves run after run: it grows to the largest unit and is
 * copied out of, so that runs leave nothing behind but what they produced.
 */

/** A stream's arrays, of exactly its length. */
export interface OutputArrays {
  readonly count: number;
  readonly atoms: Int32Array;
  readonly places: Float64Array;
  readonly expansions: Float64Array;
  readonly flags: Uint8Array;
}

/** Growing parallel arrays. */
export class OutputBuffer {
  #atoms: Int32Array = new Int32Array(1 << 14);
  #places: Float64Array = new Float64Array(1 << 14);
  #expansions: Float64Array = new Float64Array(1 << 14);
  #flags: Uint8Array = new Uint8Array(1 << 14);

  set(at: number, atom: number, place: number, expansion: number, flags: number): void {
    if (at >= this.#atoms.length) this.#grow();
    this.#atoms[at] = atom;
    this.#places[at] = place;
    this.#expansions[at] = expansion;
    this.#flags[at] = flags;
  }

  #grow(): void {
    const length = this.#atoms.length * 2;
    const atoms = new Int32Array(length);
    atoms.set(this.#atoms);
    this.#atoms = atoms;
    const places = new Float64Array(length);
    places.set(this.#places);
    this.#places = places;
    const expansions = new Float64Array(length);
    expansions.set(this.#expansions);
    this.#expansions = expansions;
    const flags = new Uint8Array(length);
    flags.set(this.#flags);
    this.#flags = flags;
  }

  /** A copy of the first `count` tokens. */
  take(count: number): OutputArrays {
    return {
      count,
      atoms: this.#atoms.slice(0, count),
      places: this.#places.slice(0, count),
      expansions: this.#expansions.slice(0, count),
      flags: this.#flags.slice(0, count),
    };
  }
}
