/** What the topics of the bench share: medians, and tables of times as multiples of a yardstick. */

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Rows of a name and milliseconds, each also as a multiple of the bare parse that took `yardstick` milliseconds. */
export function table(rows, yardstick) {
  return rows
    .map(([name, ms]) => `${name.padEnd(38)} ${ms.toFixed(1).padStart(8)} ms ${(ms / yardstick).toFixed(2).padStart(8)} x bare parse`)
    .join("\n");
}
