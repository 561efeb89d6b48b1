/**
 * The text of a table of `data/c/`, and what such a text says of one environment. The format is told in data/README.md;
 * server/src/system/cLibrary.ts reads it. Knows nothing of where the facts come from.
 */
import { nameSetLines } from "./nameSet.mjs";

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** One list of distinct things, each with its index. */
class Numbered {
  items = [];
  #indexes = new Map();

  of(item) {
    let index = this.#indexes.get(item);
    if (index === undefined) {
      index = this.items.push(item) - 1;
      this.#indexes.set(item, index);
    }
    return index;
  }
}

/** The bits of indexes, as a hexadecimal number. */
const bits = (indexes) => [...indexes].reduce((set, index) => set | (1n << BigInt(index)), 0n).toString(16);

/**
 * The blocks of a table. `present`, `broken`, `declarations`, `macros` and `inputs` are pairs of a text and a map from
 * environment to headers; `others` are names.
 */
export function tableOf(environments, headerNames, { present, broken, declarations, macros, inputs, others }) {
  const environmentSets = new Numbered();
  const headerSets = new Numbered();
  const numberedPlaces = new Numbered();
  const placeOf = (row) => {
    const byHeaders = new Map();
    for (const [environment, headers] of row) {
      const set = bits(headers);
      if (!byHeaders.has(set)) byHeaders.set(set, []);
      byHeaders.get(set).push(environment);
    }
    const parts = [...byHeaders].map(([set, some]) => `${headerSets.of(set).toString(36)}:${environmentSets.of(bits(some)).toString(36)}`);
    return numberedPlaces.of(parts.join(",")).toString(36);
  };
  const located = (rows) => [...rows].map(([text, row]) => ({ text, place: placeOf(row) }));
  const places = (rows) => located(rows).map(({ place }) => place);
  const sections = {
    P: places(present),
    B: places(broken),
    D: declarationLines(located(declarations)),
    M: macroLines(located(macros)),
    I: inputLines(located(inputs)),
  };
  const head = [
    `E ${environments.map(({ id }) => id).join(" ")}`,
    `H ${headerNames.join(" ")}`,
    `S ${environmentSets.items.join(" ")}`,
    `G ${headerSets.items.join(" ")}`,
    `W ${numberedPlaces.items.join(" ")}`,
    `P ${sections.P.join(" ")}`,
    `B ${sections.B.join(" ")}`,
  ];
  const blocks = [
    [...head, "I", ...sections.I],
    ["D", ...sections.D],
    ["M", ...sections.M],
  ];
  if (others.size > 0) blocks.push({ raw: ["R", ...nameSetLines(others)] });
  return { head: "abi-lens c library 2", blocks };
}

/** In the order in which they are declared; the place stands where it is another than before. */
function declarationLines(rows) {
  let before;
  return rows.map(({ text, place }) => {
    const line = place === before ? text : `@${place} ${text}`;
    before = place;
    return line;
  });
}

/** By name, of which only what the one before has not is written; the place as for declarations. */
function macroLines(rows) {
  const parted = rows.map(({ text, place }) => ({ name: /^\w+/.exec(text)[0], text, place }));
  parted.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.text < b.text ? -1 : 1));
  let before = { name: "", place: undefined };
  return parted.map((row) => {
    const { name, text, place } = row;
    let shared = 0;
    while (shared < DIGITS.length - 1 && shared < before.name.length && before.name[shared] === name[shared]) shared++;
    const line = `${DIGITS[shared]}${name.slice(shared)}${place === before.place ? "" : `@${place}`}${text.slice(name.length)}`;
    before = row;
    return line;
  });
}

/** The names of each place. */
function inputLines(rows) {
  const byPlace = new Map();
  for (const { text, place } of rows) byPlace.set(place, [...(byPlace.get(place) ?? []), text]);
  return [...byPlace].map(([place, names]) => [place, ...names.sort()].join(" "));
}

/** Everything the unpacked lines of a table say of one environment, a line each: what, and the headers it comes with. */
export function factsOf(lines, id) {
  const words = (at) => (lines[at] ?? "").slice(2).split(" ");
  const environment = words(1).indexOf(id);
  const headers = words(2);
  const sets = words(3).map((digits) => BigInt(`0x${digits || 0}`));
  const groups = words(4).map((digits) => BigInt(`0x${digits || 0}`));
  const places = words(5).map((place) => {
    const parts = place.split(",").map((part) => part.split(":").map((index) => Number.parseInt(index, 36)));
    const some = parts.filter(([, set]) => environment >= 0 && ((sets[set] ?? 0n) >> BigInt(environment)) & 1n);
    return headers.filter((_, i) => some.some(([group]) => ((groups[group] ?? 0n) >> BigInt(i)) & 1n)).join(" ");
  });
  const facts = new Set();
  const add = (kind, place, text) => {
    const where = places[Number.parseInt(place, 36)];
    if (where) facts.add(`${kind} ${text} (${where})`);
  };
  for (const place of words(6)) add("present", place, "");
  for (const place of words(7)) add("broken", place, "");
  const section = (mark, from) => {
    const start = lines.indexOf(mark, from) + 1;
    const end = lines.findIndex((line, i) => start <= i && /^[DMR]$/.test(line));
    return start === 0 ? [] : lines.slice(start, end < 0 ? lines.length : end);
  };
  for (const [place, ...names] of section("I", 8).map((line) => line.split(" "))) for (const name of names) add("I", place, name);
  let at = "";
  for (const line of section("D", 9)) {
    const [, place, text] = /^(?:@(\w+) )?(.*)$/.exec(line);
    at = place ?? at;
    add("declaration", at, text);
  }
  let name = "";
  for (const line of section("M", 9)) {
    const [, shared, suffix, place, rest] = /^(.)(\w*)(?:@(\w+))?(.*)$/.exec(line);
    name = name.slice(0, DIGITS.indexOf(shared)) + suffix;
    at = place ?? at;
    add("M", at, name + rest);
  }
  return facts;
}
