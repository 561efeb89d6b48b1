/**
 * Writes a column table: for each name what it is in each column, a column being a package on a port. The notation is
 * described in data/README.md; server/src/system/columnTable.ts reads it. Knows nothing of what the cells mean.
 */

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * The table, for packText. `columns` are `{ package, port }`; `rows` maps a name to a map from cell (`{ type, text }` as
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
  const body = lines.map(({ section, shared, suffix, cells }) => section ?? `${shared}${suffix}${cells === "" ? "" : ` ${cells}`}`);
  if (nColumns === 0) throw new Error(`${kind} has no column`);
  return { head: `abi-lens ${kind} 2`, blocks: [[source, ports.join(" "), packages.join(" "), [...sets.keys()].join(" "), ...body]] };
}

/** Adds what a name is in a column to `rows`. */
export function put(rows, name, text, column) {
  const cell = JSON.stringify({ type: "", text });
  if (!rows.has(name)) rows.set(name, new Map());
  const cells = rows.get(name);
  if (!cells.has(cell)) cells.set(cell, []);
  cells.get(cell).push(column);
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
