/**
 * The files that runs go through. Every file has a stretch of one number line, so that a place in any file is one
 * number: in every run of a reading, and for included files in every reading of a reader, so that what was read of them
 * once can be used again as it is. From a token's place and where its macro was called come the places people are shown.
 */
import type { Site } from "../text/range.ts";
import type { CallEnds } from "./callEnds.ts";
import type { LexedFile } from "./lexer.ts";
import { FROM_BODY } from "./tokens.ts";
import type { CSite } from "./unit.ts";

export interface SourceFile {
  readonly path: string;
  readonly lexed: LexedFile;
  /** The place of the file's first character. */
  readonly base: number;
  /** A text of ours that states facts (`<stdint.h>`, predefined macros), not a file. */
  readonly synthetic: boolean;
}

/** The preprocessed tokens of a unit, as parallel arrays. `expansions` is where the outermost macro call stands, or 0. */
export interface TokenStream {
  readonly count: number;
  readonly atoms: Int32Array;
  readonly places: Int32Array;
  readonly expansions: Int32Array;
  readonly flags: Uint8Array;
  /** Where macro calls end, for calls of more than one token. */
  readonly callEnds: CallEnds;
}

/** Where the places of included files begin: far behind what the main file of any unit needs. */
const INCLUDED_BASE = 1 << 28;

/** The files that units include, for all units of a reader. */
export class IncludedSources {
  readonly #files = new Stretches(INCLUDED_BASE);
  readonly #byTokens = new WeakMap<LexedFile, SourceFile>();

  /** How much of the number line is used. */
  get size(): number {
    return this.#files.next - INCLUDED_BASE;
  }

  /** The stretch of a file's text; the same for every time it is included. */
  add(path: string, lexed: LexedFile, synthetic: boolean): SourceFile {
    const known = this.#byTokens.get(lexed);
    if (known !== undefined && known.path === path) return known;
    const file = this.#files.add(path, lexed, synthetic);
    this.#byTokens.set(lexed, file);
    return file;
  }

  fileOf(place: number): SourceFile | undefined {
    return this.#files.fileOf(place);
  }
}

/** Files one behind the other on the number line. */
class Stretches {
  readonly #files: SourceFile[] = [];
  next: number;

  constructor(first: number) {
    this.next = first;
  }

  add(path: string, lexed: LexedFile, synthetic: boolean): SourceFile {
    const file: SourceFile = { path, lexed, base: this.next, synthetic };
    this.next += lexed.text.length + 1;
    this.#files.push(file);
    return file;
  }

  /** For the few that one reading has of its own. */
  find(path: string, lexed: LexedFile): SourceFile | undefined {
    return this.#files.find((file) => file.lexed === lexed && file.path === path);
  }

  fileOf(place: number): SourceFile | undefined {
    const files = this.#files;
    let low = 0;
    let high = files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((files[middle]?.base ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return files[low];
  }
}

/** Which files one reading goes through, and what places mean. */
export class Sources {
  readonly #included: IncludedSources;
  // Place 0 is no place.
  readonly #own = new Stretches(1);
  /** The line asked for last: most questions are about a later one of the same file. */
  #lastLine: { readonly source: SourceFile; readonly offset: number; readonly line: number } | undefined;

  constructor(included: IncludedSources) {
    this.#included = included;
  }

  /** The stretch of the unit's own text, which changes from reading to reading. */
  addOwn(path: string, lexed: LexedFile): SourceFile {
    return this.#own.find(path, lexed) ?? this.#own.add(path, lexed, false);
  }

  /** The stretch of any other file; the same for every time it is included. */
  add(path: string, lexed: LexedFile, synthetic: boolean): SourceFile {
    return this.#own.find(path, lexed) ?? this.#included.add(path, lexed, synthetic);
  }

  /** The file that a place is in; undefined for no place, such as that of a predefined macro's body. */
  fileOf(place: number): SourceFile | undefined {
    if (place === 0) return undefined;
    return place < INCLUDED_BASE ? this.#own.fileOf(place) : this.#included.fileOf(place);
  }

  /** The one-based line of an offset in a file. */
  lineOf(source: SourceFile, offset: number): number {
    const last = this.#lastLine?.source === source && this.#lastLine.offset <= offset ? this.#lastLine : undefined;
    const { text } = source.lexed;
    let line = last?.line ?? 1;
    for (let i = text.indexOf("\n", last?.offset ?? 0); i >= 0 && i < offset; i = text.indexOf("\n", i + 1)) line++;
    this.#lastLine = { source, offset, line };
    return line;
  }

  /** Where the line splices begin that stand directly before a token; its place when there are none, or when it is `except`. */
  spliceBefore(place: number, except: string): number {
    const source = this.fileOf(place);
    if (source === undefined) return place;
    const { text } = source.lexed;
    let at = place - source.base;
    if (text[at - 1] !== "\n") return place;
    const spelled = text.slice(at, tokenEnd(source.lexed, at)).replace(/\\[ \t]*\r?\n/g, "");
    if (spelled === except) return place;
    while (text[at - 1] === "\n") {
      let i = at - (text[at - 2] === "\r" ? 3 : 2);
      while (text[i] === " " || text[i] === "\t") i--;
      if (text[i] !== "\\") break;
      at = i;
    }
    return source.base + at;
  }

  /** The stretch of the token spelled at a place. */
  spelling(place: number): Site {
    const file = this.fileOf(place);
    if (file === undefined) return { path: "", start: 0, end: 0 };
    const start = place - file.base;
    return { path: file.path, start, end: tokenEnd(file.lexed, start) };
  }

  /** How far the line is indented that a token of the output starts. */
  column(stream: TokenStream, index: number): number {
    const place = stream.places[index] ?? 0;
    const file = this.fileOf(place);
    if (file === undefined) return 0;
    const offset = place - file.base;
    return offset - (file.lexed.text.lastIndexOf("\n", offset - 1) + 1);
  }

  /** Where a token stands as the user sees it: itself, or the macro call that it comes out of. */
  site(stream: TokenStream, index: number): CSite {
    const place = stream.places[index] ?? 0;
    const expansion = stream.expansions[index] ?? 0;
    const spelled = this.spelling(place);
    if (expansion === 0) return spelled;
    if (((stream.flags[index] ?? 0) & FROM_BODY) === 0) return { ...spelled, spelled };
    const file = this.fileOf(expansion);
    if (file === undefined) return spelled;
    const start = expansion - file.base;
    const callEnd = stream.callEnds.of(index);
    // A call may end in another file, one that it includes or that includes its own.
    const end = callEnd !== undefined && this.fileOf(callEnd) === file ? callEnd - file.base : tokenEnd(file.lexed, start);
    return { path: file.path, start, end, spelled };
  }

  /** From a token to another (inclusive), as the user sees them; the first alone where the two stand in different files. */
  span(stream: TokenStream, first: number, last: number): Site {
    const from = this.site(stream, first);
    const to = this.site(stream, last);
    const { path, start } = from;
    return { path, start, end: to.path === path && to.end >= start ? Math.max(to.end, from.end) : from.end };
  }
}

/** The end of the token that starts at an offset. */
function tokenEnd(lexed: LexedFile, start: number): number {
  let low = 0;
  let high = lexed.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lexed.starts[middle] ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  return lexed.starts[low] === start ? (lexed.ends[low] ?? start) : start;
}
