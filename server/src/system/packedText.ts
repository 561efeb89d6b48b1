/**
 * Reads packed text: lines of a table in which single characters stand for phrases. The notation is described in
 * data/README.md. Knows nothing of what the lines mean, and reads no file.
 */

/** Lines that share their phrases; nothing is expanded before it is asked for. */
export interface PackedBlock {
  /** All lines in full, made anew each time. */
  lines(): readonly string[];
}

export interface PackedText {
  /** The first line: which table this is, and of which version. */
  readonly head: string;
  readonly blocks: readonly PackedBlock[];
}

/** What stands for a block of lines that hold no phrases in the place of these. */
const RAW = "raw";
/** No character above stands for a phrase. */
const LAST_CODE = 0x52f;

/** `text` is the whole file; undefined when it is cut off. */
export function readPackedText(text: string): PackedText | undefined {
  if (!text.endsWith("\n")) return undefined;
  const end = text.indexOf("\n");
  const blocks = text
    .slice(end + 1, -1)
    .split("\n\n")
    .map(blockOf);
  return { head: text.slice(0, end), blocks };
}

function blockOf(block: string): PackedBlock {
  return {
    lines: () => {
      const end = block.indexOf("\n");
      const phrases = end < 0 ? block : block.slice(0, end);
      const coded = end < 0 ? "" : block.slice(end + 1);
      return (phrases === RAW || phrases === "" ? coded : expand(coded, phrases)).split("\n");
    },
  };
}

/** `phraseLine` are phrases parted by tabs: a character and what it stands for, which may hold such characters again. */
function expand(coded: string, phraseLine: string): string {
  const phrases: (string | undefined)[] = new Array<string | undefined>(LAST_CODE + 1).fill(undefined);
  const waiting = new Map(phraseLine.split("\t").map((item) => [item.charCodeAt(0), item.slice(1)]));
  const phraseOf = (code: number): string | undefined => {
    const text = waiting.get(code);
    if (text === undefined) return phrases[code];
    waiting.delete(code);
    let whole = "";
    for (let i = 0; i < text.length; i++) whole += phraseOf(text.charCodeAt(i)) ?? text.charAt(i);
    phrases[code] = whole;
    return whole;
  };
  for (const code of [...waiting.keys()]) phraseOf(code);
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < coded.length; i++) {
    const phrase = phrases[coded.charCodeAt(i)];
    if (phrase === undefined) continue;
    if (start < i) parts.push(coded.slice(start, i));
    parts.push(phrase);
    start = i + 1;
  }
  parts.push(coded.slice(start));
  return parts.join("");
}
