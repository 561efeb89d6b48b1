/** How much one unit may include before it is given up: includes may go round in circles, and multiply. */

/** Includes nested deeper than this are left out, as gcc has it. */
const MAX_DEPTH = 200;
/** Code units of all files of one unit, each counted as often as it is read. */
const MAX_TEXT = 200_000_000;
/** Files read for one unit, each as often as it is read: one that includes itself twice would take for ever. */
const MAX_FILES = 50_000;

/** Counts what one run includes. */
export class IncludeLimits {
  #text = 0;
  #files = 0;

  /** Counts one more file; where it is too much, one clause that says of what, and the file is not counted. */
  reached(length: number, depth: number): string | undefined {
    if (depth >= MAX_DEPTH) return `includes nest deeper than ${MAX_DEPTH}`;
    if (this.#files >= MAX_FILES) return `the unit includes more than ${MAX_FILES} files`;
    if (this.#text + length > MAX_TEXT) return `the unit includes more than ${MAX_TEXT} characters`;
    this.#text += length;
    this.#files++;
    return undefined;
  }
}
