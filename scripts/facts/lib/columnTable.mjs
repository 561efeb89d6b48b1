/**
 * Writes a column table: for each name what it is in each column, a column being a package on a port. The notation is
 * described in data/README.md; server/src/system/columnTable.ts reads it. Knows nothing of what the cells mean.
 */

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Stand for words: free in names and in cells, one byte each. */
const ONE_BYTE = [..."!\"#$%&'()<>?[\\]^`{}~"];
/** From here on code points stand for words, two bytes each, up to where combining characters begin. */
const FIRST_TWO_BYTE = 0xa1;
const MAX_WORDS = ONE_BYTE.length + 0x300 - FIRST_TWO_BYTE;
/** How many words are chosen before occurrences are counted again. */
const WORDS_A_ROUND = 16;

/**
 * The text of a table. `columns` are `{ package, port }`; `rows` maps a name to a map from cell (`{ type, text }` as
 * JSON) to column indexes. Cells whose text is an integer may be written as a difference.
 */
export function encodeColumnTable({ kind, source, packages, ports, rows }) {
  const nColumns = packages.length * ports.length;
  const sets = new Map();
  const setOf = (columns) => {
    const digits = columns.reduce((set, column) => set | (1n << BigInt(column)), 0n).toString(16);
    if (!sets.has(digits)) sets.set(digits, sets.size);
    return sets.get(digits);
  };
  const sections = new Map();
  const ordered = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, cells] of ordered) {
    const variants = [...cells].map(([cell, columns]) => ({ ...JSON.parse(cell), set: setOf(columns) }));
    const isOne = variants.length === 1;
    const key = isOne ? `*${variants[0].type} ${variants[0].set}` : `*${variants[0].type}`;
    if (!sections.has(key)) sections.set(key, []);
    sections.get(key).push({ name, variants, isOne });
  }
  const lines = [...sections].flatMap(([key, entries]) => [{ section: key }, ...shortest(entries)]);
  const words = chooseWords(lines.flatMap((line) => (line.section === undefined ? [line.suffix] : [])));
  const coder = new Map(words.map((word, i) => [word, codeOf(i)]));
  const pattern = words.length === 0 ? undefined : new RegExp([...words].sort((a, b) => b.length - a.length).join("|"), "g");
  const coded = (suffix) => (pattern === undefined ? suffix : suffix.replace(pattern, (word) => coder.get(word)));
  const body = lines.map((line) => line.section ?? `${line.shared}${coded(line.suffix)}${line.cells === "" ? "" : ` ${line.cells}`}`);
  if (nColumns === 0) throw new Error(`${kind} has no column`);
  const head = [`abi-lens ${kind} 1`, source, ports.join(" "), packages.join(" "), [...sets.keys()].join(" "), words.join(" ")];
  return `${[...head, ...body].join("\n")}\n`;
}

/** In order of name or in order of value, whichever is written shorter. */
function shortest(entries) {
  const byName = frontCoded(entries);
  if (!entries.every(({ isOne, variants }) => isOne && isInteger(variants[0].text))) return byName;
  const byValue = frontCoded([...entries].sort((a, b) => Number(a.variants[0].text) - Number(b.variants[0].text)));
  const length = (lines) => lines.reduce((sum, { suffix, cells }) => sum + suffix.length + cells.length + 2, 0);
  return length(byValue) < length(byName) ? byValue : byName;
}

function frontCoded(entries) {
  let previous = "";
  let last;
  return entries.map(({ name, variants, isOne }) => {
    let shared = 0;
    while (shared < DIGITS.length - 1 && shared < previous.length && previous[shared] === name[shared]) shared++;
    previous = name;
    const line = { shared: DIGITS[shared], suffix: name.slice(shared), cells: cellsOf(variants, isOne, last) };
    if (isOne) last = variants[0].text;
    return line;
  });
}

const isInteger = (text) => /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text));

function cellsOf(variants, isOne, last) {
  if (!isOne) {
    return variants.map(({ type, text, set }) => `${text}${type === variants[0].type ? "" : `:${type}`}@${set.toString(36)}`).join("|");
  }
  const [{ text }] = variants;
  if (last === undefined || !isInteger(text) || !isInteger(last)) return text;
  const difference = Number(text) - Number(last);
  if (difference === 1) return "";
  const step = difference > 1 ? `+${difference}` : text;
  return step.length < text.length ? step : text;
}

function codeOf(index) {
  return index < ONE_BYTE.length ? ONE_BYTE[index] : String.fromCodePoint(FIRST_TWO_BYTE + index - ONE_BYTE.length);
}

/** Words (runs between underscores, an underscore before them included) whose replacement saves most, the best first. */
function chooseWords(suffixes) {
  let pieces = suffixes.map((suffix) => [suffix]);
  const words = [];
  while (words.length < MAX_WORDS) {
    const counts = new Map();
    for (const piece of pieces.flat()) {
      const tokens = piece.match(/_?[^_]+|_/g) ?? [];
      for (let from = 0; from < tokens.length; from++) {
        let word = "";
        for (let to = from; to < Math.min(tokens.length, from + 4); to++) {
          word += tokens[to];
          if (word.length > 2) counts.set(word, (counts.get(word) ?? 0) + 1);
        }
      }
    }
    const codeLength = words.length < ONE_BYTE.length ? 1 : 2;
    const gain = ([word, count]) => count * (word.length - codeLength) - word.length - 1;
    const best = [...counts].filter((entry) => gain(entry) > 6).sort((a, b) => gain(b) - gain(a) || (a[0] < b[0] ? -1 : 1));
    const chosen = [];
    for (const [word] of best.slice(0, 4 * WORDS_A_ROUND)) {
      if (chosen.length === WORDS_A_ROUND) break;
      if (!chosen.some((other) => other.includes(word) || word.includes(other))) chosen.push(word);
    }
    if (chosen.length === 0) return words;
    words.push(...chosen);
    pieces = pieces.map((parts) => parts.flatMap((part) => split(part, chosen)));
  }
  return words;
}

function split(part, words) {
  if (!words.some((word) => part.includes(word))) return [part];
  return part.split(new RegExp(words.join("|"))).filter((rest) => rest !== "");
}
