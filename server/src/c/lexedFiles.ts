/** The tokens of texts that were read, kept because the same headers are read again and again. */
import type { Atoms } from "./atoms.ts";
import { type SpellingRules, spellingKey } from "./dialect.ts";
import { type LexedFile, lex } from "./lexer.ts";

/** Code units of texts kept. */
const MAX_TEXT = 64_000_000;
/** Texts kept of one path. Those of ours differ between targets and command lines, a file's only between edits. */
const MAX_OF_OURS = 8;

/** The lexed files of one reader. */
export class LexedFiles {
  readonly #atoms: Atoms;
  /** By how tokens are spelled, then by path: the text met last comes last. */
  readonly #files = new Map<number, Map<string, LexedFile[]>>();
  #kept = 0;

  constructor(atoms: Atoms) {
    this.#atoms = atoms;
  }

  lex(path: string, text: string, rules: SpellingRules): LexedFile {
    const key = spellingKey(rules);
    let files = this.#files.get(key);
    if (files === undefined) {
      files = new Map();
      this.#files.set(key, files);
    }
    const known = files.get(path) ?? [];
    for (const file of known) if (file.text === text) return file;
    const lexed = lex(text, this.#atoms, rules);
    this.#kept += text.length;
    if (known.length >= (path.startsWith("<") ? MAX_OF_OURS : 1)) this.#kept -= known.shift()?.text.length ?? 0;
    if (this.#kept > MAX_TEXT) {
      for (const all of this.#files.values()) all.clear();
      known.length = 0;
      this.#kept = text.length;
    }
    known.push(lexed);
    files.set(path, known);
    return lexed;
  }
}
