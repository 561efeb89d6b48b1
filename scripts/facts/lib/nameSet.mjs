/**
 * Writes a set of names too many to spell out: sorted hashes as the steps between them. A name that is none of them
 * passes for one about once in five thousand times. server/src/system/nameSet.ts asks it. Knows nothing of what is named.
 */

const FALSE_ONE_IN = 5000;
/** One line for each value of the highest bits: a name more or less changes one line. */
const LINE_BITS = 8;

/** Two of these are a step, the higher digit first; `~` before them adds the square of their number. */
const FIRST_DIGIT = 0x21;
const N_DIGITS = 0x7e - FIRST_DIGIT;
const MORE = "~";

/** The lines; the first says how many bits of a hash count. */
export function nameSetLines(names) {
  const bits = Math.max(LINE_BITS, Math.min(32, Math.round(Math.log2(names.size * FALSE_ONE_IN))));
  const rows = Array.from({ length: 1 << LINE_BITS }, () => []);
  for (const hash of new Set([...names].map((name) => hashOf(name) >>> (32 - bits)))) {
    const row = Math.floor(hash / 2 ** (bits - LINE_BITS));
    rows[row].push(hash % 2 ** (bits - LINE_BITS));
  }
  // An empty line would end the block.
  return [String(bits), ...rows.map((row) => stepsOf(row.sort((a, b) => a - b)) || " ")];
}

function stepsOf(sorted) {
  const digit = (value) => String.fromCharCode(FIRST_DIGIT + value);
  const steps = sorted.map((value, i) => value - (i === 0 ? 0 : sorted[i - 1]));
  return steps
    .map((step) => {
      const rest = step % (N_DIGITS * N_DIGITS);
      return MORE.repeat(Math.floor(step / (N_DIGITS * N_DIGITS))) + digit(Math.floor(rest / N_DIGITS)) + digit(rest % N_DIGITS);
    })
    .join("");
}

/** FNV-1a of the UTF-16 units, its bits mixed once more so that the highest are as good as the lowest. */
function hashOf(name) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
