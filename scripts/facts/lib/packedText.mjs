/**
 * Writes packed text: lines of a table in which single characters stand for phrases that come again and again. The
 * notation is described in data/README.md; server/src/system/packedText.ts reads it. Knows nothing of what lines mean.
 */

/** Characters that may stand for phrases: those of one byte that the lines do not use, then these of two. */
const ONE_BYTE = Array.from({ length: 0x7f - 0x21 }, (_, i) => String.fromCharCode(0x21 + i));
const TWO_BYTE = [
  [0xa1, 0xac],
  [0xae, 0x2ff],
  [0x3a3, 0x52f],
].flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)));

/** How often characters must stand side by side to become a phrase, before what it costs to write it is known. */
const LEAST_USES = 4;
/** How many phrases are made before occurrences are counted again. */
const PHRASES_A_ROUND = 8;
const ROUNDS_OF_CHOICE = 3;
/** Phrases of the table as it stands are kept as long as fresh ones save no more than this: then a change is a short diff. */
const WORTH_A_CHANGE = 0.02;

/** What stands for raw lines in the place of the phrases. */
const RAW = "raw";

/**
 * The text of a file. `head` is its first line, `blocks` are lists of lines without tabs, none empty; a block `{ raw }`
 * stays as it is. `before` is the file as it stands, undefined when there is none.
 */
export function packText({ head, blocks }, before) {
  const old = before === undefined ? [] : blocksOf(before).blocks;
  const packed = blocks.map((block, i) => (block.raw === undefined ? packLines(block, phrasesOf(old[i]?.[0])) : [RAW, ...block.raw]));
  return `${[head, packed.map((lines) => lines.join("\n")).join("\n\n")].join("\n")}\n`;
}

/** The lines of a table before it is packed, its blocks one behind the other. */
export function linesOf({ head, blocks }) {
  return [head, ...blocks.flatMap((block) => block.raw ?? block)];
}

/** The same of the text of a file. */
export function unpackText(text) {
  const { head, blocks } = blocksOf(text);
  return [head, ...blocks.flatMap(([phraseLine, ...lines]) => (phraseLine === RAW ? lines : lines.map(expander(phrasesOf(phraseLine)))))];
}

function blocksOf(text) {
  const [head, ...lines] = text.replace(/\n$/, "").split("\n");
  const blocks = lines.join("\n").split("\n\n");
  return { head, blocks: blocks.map((block) => block.split("\n")) };
}

/** Pairs of a character and what it stands for, which may hold such characters again. */
function phrasesOf(line) {
  if (line === undefined || line === RAW || line === "") return [];
  return line.split("\t").map((item) => [item[0], item.slice(1)]);
}

function expander(phrases) {
  const coded = new Map(phrases);
  const expand = (text) => [...text].map((char) => (coded.has(char) ? expand(coded.get(char)) : char)).join("");
  return expand;
}

function packLines(lines, before) {
  if (lines.some((line) => line === "" || line.includes("\t"))) throw new Error("a line of a table is empty or holds a tab");
  const fresh = encode(lines, assignCodes(lines, choosePhrases(lines)));
  if (before.length === 0) return fresh;
  const expand = expander(before);
  const used = new Set(lines.join(""));
  const kept = before.filter(([code]) => !used.has(code)).map(([code, text]) => ({ code, text: expand(text) }));
  const again = encode(lines, kept);
  return sizeOf(again) <= sizeOf(fresh) * (1 + WORTH_A_CHANGE) ? again : fresh;
}

const sizeOf = (lines) => Buffer.byteLength(lines.join("\n"));

function encode(lines, phrases) {
  const write = writer(phrases);
  const sorted = [...phrases].sort((a, b) => (a.code < b.code ? -1 : 1));
  return [sorted.map((phrase) => phrase.code + write(phrase.text, phrase).text).join("\t"), ...lines.map((line) => write(line).text)];
}

/** Merges the commonest neighbours over and over (byte pair encoding); answers every text made on the way that may pay. */
function choosePhrases(lines) {
  const texts = ["\n"];
  const ids = new Map([["\n", 0]]);
  const idOf = (text) => {
    if (!ids.has(text)) ids.set(text, texts.push(text) - 1);
    return ids.get(text);
  };
  let symbols = Int32Array.from([...lines.join("\n")].map(idOf));
  const most = ONE_BYTE.length + 2 * TWO_BYTE.length;
  const merged = new Set();
  while (merged.size < most) {
    const pairs = commonPairs(symbols);
    if (pairs.length === 0) break;
    for (const [key] of pairs) {
      const [a, b] = [Math.floor(key / 65536), key % 65536];
      const text = texts[a] + texts[b];
      merged.add(text);
      symbols = mergePair(symbols, a, b, idOf(text));
    }
  }
  return [...merged];
}

/** The commonest pairs of neighbours, none of which shares a symbol with another. */
function commonPairs(symbols) {
  const counts = new Map();
  let last = -1;
  for (let i = 0; i + 1 < symbols.length; i++) {
    const key = symbols[i] * 65536 + symbols[i + 1];
    // In aaa only one pair can be merged.
    const isOverlap = key === last && symbols[i] === symbols[i + 1];
    last = isOverlap ? -1 : key;
    if (symbols[i] === 0 || symbols[i + 1] === 0 || isOverlap) continue;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const sorted = [...counts].filter(([, count]) => LEAST_USES <= count).sort((x, y) => y[1] - x[1] || x[0] - y[0]);
  const chosen = [];
  const taken = new Set();
  // A pair far below the commonest may fall apart once that is merged.
  for (const pair of sorted) {
    if (chosen.length === PHRASES_A_ROUND || pair[1] * 2 < sorted[0][1]) break;
    const both = [Math.floor(pair[0] / 65536), pair[0] % 65536];
    if (both.some((symbol) => taken.has(symbol))) continue;
    for (const symbol of both) taken.add(symbol);
    chosen.push(pair);
  }
  return chosen;
}

function mergePair(symbols, a, b, into) {
  let end = 0;
  for (let i = 0; i < symbols.length; i++) {
    const isPair = symbols[i] === a && symbols[i + 1] === b;
    symbols[end++] = isPair ? into : symbols[i];
    if (isPair) i++;
  }
  return symbols.slice(0, end);
}

/** Drops phrases that cost more than they save and gives the commonest the characters of one byte. */
function assignCodes(lines, texts) {
  const used = new Set(lines.join(""));
  const oneByte = ONE_BYTE.filter((char) => !used.has(char));
  const codes = [...oneByte, ...TWO_BYTE.filter((char) => !used.has(char))];
  let phrases = texts.map((text, i) => ({ text, code: codes[Math.min(i, codes.length - 1)] }));
  for (let round = 0; round < ROUNDS_OF_CHOICE; round++) {
    const write = writer(phrases);
    const uses = new Map(phrases.map((phrase) => [phrase, 0]));
    const written = new Map(phrases.map((phrase) => [phrase, write(phrase.text, phrase)]));
    for (const { parts } of [...written.values(), ...lines.map((line) => write(line))]) {
      for (const part of parts) uses.set(part, uses.get(part) + 1);
    }
    // Spelt out, a phrase costs each time what it costs once in the list, where its character and a tab stand with it.
    const gain = (phrase) => {
      const { cost } = written.get(phrase);
      const own = Buffer.byteLength(phrase.code);
      return uses.get(phrase) * (cost - own) - cost - own - 1;
    };
    const ranked = phrases.filter((phrase) => gain(phrase) > 0).sort((a, b) => uses.get(b) - uses.get(a) || (a.text < b.text ? -1 : 1));
    const least = ranked.map(gain).sort((a, b) => b - a)[codes.length - 1] ?? 0;
    phrases = ranked
      .filter((phrase) => least <= gain(phrase))
      .slice(0, codes.length)
      .map(({ text }, i) => ({ text, code: codes[i] }));
  }
  return phrases;
}

/** Writes a text with the phrases in as few bytes as can be; never with `except`. */
function writer(phrases) {
  const root = { next: new Map() };
  for (const phrase of phrases) {
    let node = root;
    for (const char of phrase.text) {
      if (!node.next.has(char)) node.next.set(char, { next: new Map() });
      node = node.next.get(char);
    }
    node.phrase = phrase;
    node.cost = Buffer.byteLength(phrase.code);
  }
  return (text, except) => {
    const costs = new Array(text.length + 1).fill(0);
    const choices = new Array(text.length);
    for (let i = text.length - 1; 0 <= i; i--) {
      costs[i] = 1 + costs[i + 1];
      let node = root.next.get(text[i]);
      for (let end = i + 1; node !== undefined; node = node.next.get(text[end++])) {
        if (node.phrase === undefined || node.phrase === except || costs[i] <= node.cost + costs[end]) continue;
        costs[i] = node.cost + costs[end];
        choices[i] = node.phrase;
      }
    }
    let out = "";
    const parts = [];
    for (let i = 0; i < text.length; ) {
      const phrase = choices[i];
      if (phrase !== undefined) parts.push(phrase);
      out += phrase?.code ?? text[i];
      i += phrase?.text.length ?? 1;
    }
    return { text: out, cost: costs[0], parts };
  };
}
