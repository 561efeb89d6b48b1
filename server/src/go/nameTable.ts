/**
 * Copies of names that do not keep the text alive they were cut from, each held once. Imports nothing.
 */

/** How many names are held before the table starts anew; names already given out stay valid. */
const mostNames = 100_000;

export class NameTable {
  readonly #names = new Map<string, string>();

  /** The same characters as a string of its own. */
  of(spelling: string): string {
    const known = this.#names.get(spelling);
    if (known !== undefined) return known;
    if (this.#names.size >= mostNames) this.#names.clear();
    const copy = copyOf(spelling);
    this.#names.set(copy, copy);
    return copy;
  }
}

/** Engines keep a long slice as a view of the whole; short ones are copied anyway. */
function copyOf(spelling: string): string {
  if (spelling.length < 13) return spelling;
  const pieces: string[] = [];
  for (let at = 0; at < spelling.length; at += 4096) {
    const codes: number[] = [];
    for (let i = at; i < Math.min(spelling.length, at + 4096); i++) codes.push(spelling.charCodeAt(i));
    pieces.push(String.fromCharCode(...codes));
  }
  return pieces.length === 1 ? (pieces[0] ?? "") : pieces.join("");
}
