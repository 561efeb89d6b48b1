/**
 * C text to tokens: translation phases 2 and 3 of ISO C (line splices, comments, preprocessing tokens), with the
 * exact place of every token in UTF-16 code units. A token is its atom and its place; nothing is copied. Knows no
 * directives beyond the header names that their lines hold, and no file but the text it is given.
 */
import { type Atoms, CHARACTER, fixed, HEADER, IDENTIFIER, isIdentifierStart, NUMBER, OTHER, STRING } from "./atoms.ts";
import { DEFAULT_SPELLING, type SpellingRules } from "./dialect.ts";
import { isLiteralPrefix, lineEndFrom, rawStringEnd } from "./literalSpelling.ts";

/** The token is the first on its logical line. */
export const FIRST_ON_LINE = 1;
/** White space, a comment or a line end stands before the token. */
export const SPACE_BEFORE = 2;
/** The token starts in the first column of a physical line. */
export const IN_FIRST_COLUMN = 4;
/** The token is spelled as a digraph, which only `#` shows. */
export const DIGRAPH = 32;

/** The tokens of one text, as parallel arrays. Depends on the text alone, so it can be kept by content. */
export interface LexedFile {
  readonly text: string;
  readonly count: number;
  readonly atoms: Int32Array;
  /** Where each token starts and ends in `text`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** `FIRST_ON_LINE`, `SPACE_BEFORE`, `IN_FIRST_COLUMN`. */
  readonly flags: Uint8Array;
  /** The tokens that are the `#` of a directive, in order. */
  readonly directives: Int32Array;
  /** Offset of a block comment that never ends, or -1. */
  readonly openComment: number;
}

const HASH = fixed("#");
const LESS = fixed("<");
const PAREN = fixed("(");
const TAKES_HEADER = new Set(["include", "include_next", "import", "embed"].map(fixed));
const ASKS_FOR_HEADER = new Set(["__has_include", "__has_include_next", "__has_embed"].map(fixed));

/** Digraphs and what they mean (ISO C 6.4.6). */
const DIGRAPHS = [
  ["%:%:", "##"],
  ["<:", "["],
  [":>", "]"],
  ["<%", "{"],
  ["%>", "}"],
  ["%:", "#"],
] as const;

/** The digraph that is the other spelling of a punctuator. */
export const DIGRAPH_OF: ReadonlyMap<number, string> = new Map(DIGRAPHS.map(([text, meaning]) => [fixed(meaning), text]));

/** Punctuators by first character, longest first; digraphs stand for what they mean. */
const PUNCTUATION: readonly (readonly (readonly [text: string, atom: number, flags: number])[])[] = (() => {
  const table: [string, number, number][][] = Array.from({ length: 128 }, () => []);
  const add = (text: string, meaning: string, flags: number): void => {
    table[text.charCodeAt(0)]?.push([text, fixed(meaning), flags]);
  };
  for (const [text, meaning] of DIGRAPHS) add(text, meaning, DIGRAPH);
  for (const text of "... <<= >>= -> ++ -- << >> <= >= == != && || += -= *= /= %= &= |= ^= ## ( ) [ ] { } , ; : ? . & * + - ~ ! / % < > ^ | = #".split(
    " ",
  )) {
    add(text, text, 0);
  }
  for (const row of table) row.sort((a, b) => b[0].length - a[0].length);
  return table;
})();

const NOTHING = 0;
const IN_IDENTIFIER = 1;
const IN_NUMBER = 2;
const CHARACTER_CLASS: Uint8Array = (() => {
  const table = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    const digit = code >= 48 && code <= 57;
    if (isIdentifierStart(code) || digit) table[code] = IN_IDENTIFIER;
    if (digit || (isIdentifierStart(code) && code !== 36)) table[code] = (table[code] ?? NOTHING) | IN_NUMBER;
    if (code === 46) table[code] = IN_NUMBER;
  }
  return table;
})();

/** Where the line goes on behind a backslash at `at`, or -1 when that backslash ends no line. White space between the two is allowed, as gcc and clang have it. */
export function spliceEnd(text: string, at: number): number {
  let i = at + 1;
  for (;;) {
    // The end of a file ends its last line.
    if (i >= text.length) return i;
    const code = text.charCodeAt(i);
    if (code === 10) return i + 1;
    if (code === 13) return text.charCodeAt(i + 1) === 10 ? i + 2 : i + 1;
    if (code !== 32 && code !== 9 && code !== 11 && code !== 12) return -1;
    i++;
  }
}

/** Lexes a whole text. Never fails: a character that starts no token becomes one of kind `OTHER`. */
export function lex(text: string, atoms: Atoms, rules: SpellingRules = DEFAULT_SPELLING): LexedFile {
  const lexer = new Lexer(text, atoms, rules);
  lexer.run();
  return lexer.finish();
}

class Lexer {
  readonly #text: string;
  readonly #table: Atoms;
  readonly #rules: SpellingRules;
  #atoms: Int32Array;
  #starts: Int32Array;
  #ends: Int32Array;
  #flags: Uint8Array;
  #count = 0;
  readonly #directives: number[] = [];
  #openComment = -1;
  /** Whether the logical line being read is a directive, and whether a header name may come next. */
  #inDirective = false;
  #headerNext = false;
  /** Where the next star stands behind which a backslash follows; the text's length when there is none. */
  #splicedStar = -1;

  constructor(text: string, atoms: Atoms, rules: SpellingRules) {
    this.#text = text;
    this.#table = atoms;
    this.#rules = rules;
    // About one token per eight code units in headers, which are half comments.
    const guess = Math.max(16, text.length >> 3);
    this.#atoms = new Int32Array(guess);
    this.#starts = new Int32Array(guess);
    this.#ends = new Int32Array(guess);
    this.#flags = new Uint8Array(guess);
  }

  finish(): LexedFile {
    return {
      text: this.#text,
      count: this.#count,
      atoms: this.#atoms.slice(0, this.#count),
      starts: this.#starts.slice(0, this.#count),
      ends: this.#ends.slice(0, this.#count),
      flags: this.#flags.slice(0, this.#count),
      directives: Int32Array.from(this.#directives),
      openComment: this.#openComment,
    };
  }

  #push(atom: number, start: number, end: number, flags: number): void {
    if (this.#count === this.#atoms.length) this.#grow();
    const at = this.#count++;
    this.#atoms[at] = atom;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#flags[at] = flags;
    if ((flags & FIRST_ON_LINE) !== 0) {
      this.#inDirective = atom === HASH;
      this.#headerNext = false;
      if (atom === HASH) this.#directives.push(at);
    } else if (this.#inDirective) {
      const before = this.#atoms[at - 1] ?? 0;
      this.#headerNext = before === HASH ? TAKES_HEADER.has(atom) : atom === PAREN && ASKS_FOR_HEADER.has(before);
    }
  }

  #grow(): void {
    const length = this.#atoms.length * 2;
    const grown = (array: Int32Array): Int32Array => {
      const copy = new Int32Array(length);
      copy.set(array);
      return copy;
    };
    this.#atoms = grown(this.#atoms);
    this.#starts = grown(this.#starts);
    this.#ends = grown(this.#ends);
    const flags = new Uint8Array(length);
    flags.set(this.#flags);
    this.#flags = flags;
  }

  run(): void {
    const text = this.#text;
    const length = text.length;
    let flags = FIRST_ON_LINE;
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    let lineStart = at;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === 32 || code === 9 || code === 11 || code === 12) {
        flags |= SPACE_BEFORE;
        at++;
        continue;
      }
      if (code === 10 || code === 13) {
        flags = FIRST_ON_LINE | SPACE_BEFORE;
        at++;
        lineStart = at;
        continue;
      }
      if (code === 92) {
        const next = spliceEnd(text, at);
        if (next >= 0) {
          // No white space: the two halves may belong to one token, but then the token began before the backslash.
          at = next;
          lineStart = at;
          continue;
        }
      }
      if (code === 47) {
        const next = text.charCodeAt(at + 1);
        if ((next === 47 && this.#rules.lineComments) || next === 42) {
          at = next === 47 ? this.#lineCommentEnd(at + 2) : this.#blockCommentEnd(at);
          flags |= SPACE_BEFORE;
          // A block comment that spans lines moves the first column along.
          lineStart = at;
          continue;
        }
      }
      const before = this.#count;
      at = this.#token(at, code, at === lineStart && (flags & FIRST_ON_LINE) !== 0 ? flags | IN_FIRST_COLUMN : flags);
      // A comment whose marker a line splice cuts leaves no token.
      flags = this.#count === before ? flags | SPACE_BEFORE : 0;
    }
  }

  #lineCommentEnd(from: number): number {
    const text = this.#text;
    for (let i = from; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || code === 13) return i;
      if (code === 92) {
        const next = spliceEnd(text, i);
        if (next >= 0) i = next - 1;
      }
    }
    return text.length;
  }

  #blockCommentEnd(start: number): number {
    const text = this.#text;
    const end = text.indexOf("*/", start + 2);
    // A line splice may stand between the two characters. Where the next such place is, is remembered.
    for (;;) {
      if (this.#splicedStar < start + 2) {
        const found = text.indexOf("*\\", start + 2);
        this.#splicedStar = found < 0 ? text.length : found;
      }
      const star = this.#splicedStar;
      if (star >= text.length || (end >= 0 && star > end)) break;
      let next = star + 1;
      while (text.charCodeAt(next) === 92 && spliceEnd(text, next) >= 0) next = spliceEnd(text, next);
      if (next > star + 1 && text.charCodeAt(next) === 47) return next + 1;
      const found = text.indexOf("*\\", star + 1);
      this.#splicedStar = found < 0 ? text.length : found;
    }
    if (end >= 0) return end + 2;
    this.#openComment = start;
    return this.#text.length;
  }

  /** Reads one token at `at` and answers where it ends. */
  #token(at: number, code: number, flags: number): number {
    if (this.#headerNext && code === 60) {
      const end = this.#header(at, flags);
      if (end > 0) return end;
    }
    if (isIdentifierStart(code)) return this.#identifier(at, flags);
    if ((code >= 48 && code <= 57) || (code === 46 && isDigit(this.#text.charCodeAt(at + 1)))) return this.#number(at, flags);
    if (code === 34 || code === 39) return this.#quoted(at, at, flags);
    return this.#punctuator(at, code, flags);
  }

  /** A `<…>`, perhaps with line splices in it; answers where it ends, or -1 when the line ends first. */
  #header(at: number, flags: number): number {
    const text = this.#text;
    let name = "";
    let copied = at;
    for (let i = at + 1; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || code === 13) return -1;
      if (code === 62) {
        if (copied === at) return this.#named(at, i + 1, HEADER, flags);
        this.#push(this.#table.intern(name + text.slice(copied, i + 1), HEADER), at, i + 1, flags);
        return i + 1;
      }
      const next = code === 92 ? spliceEnd(text, i) : -1;
      if (next < 0) continue;
      name += text.slice(copied, i);
      copied = next;
      i = next - 1;
    }
    return -1;
  }

  #named(start: number, end: number, kind: 0 | 1 | 2 | 3 | 5 | 6, flags: number): number {
    let hash = 0;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + this.#text.charCodeAt(i)) | 0;
    this.#push(this.#table.internSlice(this.#text, start, end, hash, kind), start, end, flags);
    return end;
  }

  #identifier(start: number, flags: number): number {
    const text = this.#text;
    let hash = 0;
    let i = start;
    let code = text.charCodeAt(i);
    do {
      hash = (Math.imul(hash, 31) + code) | 0;
      code = text.charCodeAt(++i);
    } while (code < 128 ? ((CHARACTER_CLASS[code] ?? 0) & IN_IDENTIFIER) !== 0 : isIdentifierStart(code));
    if (code === 92 && spliceEnd(text, i) >= 0) return this.#spliced(start, flags);
    if (code === 34 || code === 39) {
      const raw = code === 34 ? rawStringEnd(text, start, i, this.#rules) : -1;
      if (raw >= 0) return this.#named(start, raw, STRING, flags);
      if (isLiteralPrefix(text, start, i, this.#rules)) return this.#quoted(start, i, flags);
    }
    this.#push(this.#table.internSlice(text, start, i, hash, IDENTIFIER), start, i, flags);
    return i;
  }

  #number(start: number, flags: number): number {
    const text = this.#text;
    let i = start + 1;
    for (;;) {
      const code = text.charCodeAt(i);
      if (code < 128 && ((CHARACTER_CLASS[code] ?? 0) & IN_NUMBER) !== 0) i++;
      else if ((code === 43 || code === 45) && isExponentMark(text.charCodeAt(i - 1))) i++;
      else if (code === 92 && spliceEnd(text, i) >= 0) return this.#spliced(start, flags);
      else if (code === 39 && this.#rules.isC23 && isDigitOrLetter(text.charCodeAt(i + 1))) i += 2;
      else break;
    }
    return this.#named(start, i, NUMBER, flags);
  }

  /** A character constant or string literal whose quote stands at `quoteAt`. */
  #quoted(start: number, quoteAt: number, flags: number): number {
    const text = this.#text;
    const quote = text.charCodeAt(quoteAt);
    for (let i = quoteAt + 1; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === quote) return this.#named(start, i + 1, quote === 34 ? STRING : CHARACTER, flags);
      if (code === 10 || code === 13) break;
      if (code === 92) {
        if (spliceEnd(text, i) >= 0) return this.#spliced(start, flags);
        i++;
      }
    }
    // Not closed on its line: one token to the line's end that is no literal, as gcc and clang have it.
    if (quoteAt > start) this.#named(start, quoteAt, IDENTIFIER, flags);
    return this.#named(quoteAt, lineEndFrom(text, quoteAt), OTHER, quoteAt > start ? 0 : flags);
  }

  #punctuator(at: number, code: number, flags: number): number {
    const text = this.#text;
    for (const [spelling, atom, spelledAs] of PUNCTUATION[code] ?? []) {
      if (spelling.length > 1 && !text.startsWith(spelling, at)) continue;
      const end = at + spelling.length;
      // `..` and `%:%` are no tokens on their own, but may begin one that a splice cuts.
      const cut = text.charCodeAt(end) === text.charCodeAt(at) && (spelling === "." || spelling === "%:") ? end + 1 : end;
      if (text.charCodeAt(cut) === 92 && spliceEnd(text, cut) >= 0 && spelling.length < 4) return this.#spliced(at, flags);
      this.#push(atom, at, end, flags | spelledAs);
      return end;
    }
    const wide = (code & 0xfc00) === 0xd800 && at + 1 < text.length ? 2 : 1;
    return this.#named(at, at + wide, OTHER, flags);
  }

  /**
   * A token that a line splice cuts or may cut: lexed from the logical line with its splices removed. Rare, so it
   * may cost a copy; the copy ends with the first token, or where a line would be absurdly long.
   */
  #spliced(start: number, flags: number): number {
    const text = this.#text;
    let clean = "";
    const offsets: number[] = [];
    for (let i = start; i < text.length && clean.length < 65536; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || code === 13) break;
      if (code === 92) {
        const next = spliceEnd(text, i);
        if (next >= 0) {
          i = next - 1;
          continue;
        }
      }
      clean += text[i] ?? "";
      offsets.push(i);
    }
    const endOf = (length: number): number => (offsets[length - 1] ?? start) + 1;
    if (clean.startsWith("//") && this.#rules.lineComments) return this.#lineCommentEnd(start + 1);
    if (clean.startsWith("/*")) return this.#blockCommentEnd(endOf(2) - 2);
    const first = lexFirst(clean, this.#table, this.#rules);
    this.#push(first.atom, start, endOf(first.end), flags | first.flags);
    return endOf(first.end);
  }
}

/** The first token of a text without line splices. */
function lexFirst(
  clean: string,
  atoms: Atoms,
  rules: SpellingRules,
): { readonly atom: number; readonly end: number; readonly flags: number } {
  // A number, name or literal rarely exceeds this; when it does, the whole text is lexed.
  for (const limit of [256, clean.length]) {
    const lexed = lex(clean.slice(0, limit), atoms, rules);
    const end = lexed.ends[0] ?? 1;
    if (lexed.count > 1 || limit >= clean.length) return { atom: lexed.atoms[0] ?? LESS, end, flags: (lexed.flags[0] ?? 0) & DIGRAPH };
  }
  return { atom: LESS, end: 1, flags: 0 };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isExponentMark(code: number): boolean {
  return code === 101 || code === 69 || code === 112 || code === 80;
}

function isDigitOrLetter(code: number): boolean {
  return code < 128 && ((CHARACTER_CLASS[code] ?? 0) & IN_NUMBER) !== 0 && code !== 46;
}

/** The atom of a spelling that is exactly one token, for pasted tokens; undefined when it is none or more than one. */
export function singleToken(spelling: string, atoms: Atoms, rules: SpellingRules): number | undefined {
  const lexed = lex(spelling, atoms, rules);
  if (lexed.count !== 1 || lexed.starts[0] !== 0 || lexed.ends[0] !== spelling.length) return undefined;
  const atom = lexed.atoms[0];
  return atom === undefined || (atoms.kind(atom) === OTHER && spelling !== "\\") ? undefined : atom;
}
