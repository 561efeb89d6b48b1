/**
 * Compact tables: for each name its values, each with the set of targets that have it. A set stands once, as a
 * hexadecimal number whose bit `i` (the lowest first) stands for the i-th target. Knows nothing of what is counted.
 */
export class SetTable {
  sets = [];
  #indexOfSet = new Map();

  /** `rows` is a map from name to a map from value to the indexes of the targets; names come out sorted. */
  pack(rows) {
    const packed = {};
    for (const name of [...rows.keys()].sort()) {
      packed[name] = {};
      for (const [value, targetIndexes] of rows.get(name)) packed[name][value] = this.#indexOf(targetIndexes);
    }
    return packed;
  }

  #indexOf(targetIndexes) {
    const digits = targetIndexes.reduce((set, index) => set | (1n << BigInt(index)), 0n).toString(16);
    if (!this.#indexOfSet.has(digits)) this.#indexOfSet.set(digits, this.sets.push(digits) - 1);
    return this.#indexOfSet.get(digits);
  }
}

/** Notes in `rows` that the target has the value under the name. */
export function addValue(rows, name, value, targetIndex) {
  if (!rows.has(name)) rows.set(name, new Map());
  const values = rows.get(name);
  if (!values.has(value)) values.set(value, []);
  values.get(value).push(targetIndex);
}
