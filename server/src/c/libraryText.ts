/**
 * Declarations from the tables of C libraries as part of a unit: which names the unit mentions, and how the tokens that
 * declare them come before its own.
 */
import type { LibraryTable } from "../system/cLibrary.ts";
import { type Atoms, FIXED_COUNT, IDENTIFIER } from "./atoms.ts";
import { LibraryNames } from "./libraryNames.ts";
import { keepOutput } from "./outputBuffer.ts";
import type { Preprocessed } from "./preprocessed.ts";
import type { TokenStream } from "./sources.ts";

/** What the text of library declarations is called where a file's path would stand. */
export const LIBRARY_PATH = "<C library>";

/** The names that a unit may ask its library for: every identifier of its tokens, and those asked for from outside. */
export class MentionedNames {
  readonly #atoms: Atoms;
  readonly #own: number[] = [];
  readonly #others: readonly string[];

  constructor(stream: TokenStream | undefined, atoms: Atoms, others: readonly string[]) {
    this.#atoms = atoms;
    this.#others = others;
    const seen = new Uint8Array(atoms.count);
    for (let i = 0; i < (stream?.count ?? 0); i++) {
      const atom = stream?.atoms[i] ?? 0;
      if (atom < FIXED_COUNT || seen[atom] === 1) continue;
      seen[atom] = 1;
      if (atoms.kind(atom) === IDENTIFIER) this.#own.push(atom);
    }
  }

  /** Those that a table declares something by, in order of the alphabet. */
  declaredBy(table: LibraryTable): readonly string[] {
    const names = LibraryNames.of(table, this.#atoms);
    const own = this.#own.filter((atom) => names.declares(atom)).map((atom) => this.#atoms.text(atom));
    return [...new Set([...own, ...this.#others.filter((name) => table.declaresName(name))])].sort();
  }
}

/** A copy of a unit's run that stays, with the tokens of the library's declarations before its own. */
export function joined(library: Preprocessed | undefined, unit: Preprocessed): Preprocessed {
  if (library === undefined) return { ...unit, stream: keepOutput(unit.stream) };
  const by = library.stream.count;
  const total = by + unit.stream.count;
  const words = (of: (stream: TokenStream) => Int32Array): Int32Array => {
    const all = new Int32Array(total);
    all.set(of(library.stream).subarray(0, by));
    all.set(of(unit.stream).subarray(0, unit.stream.count), by);
    return all;
  };
  const flags = new Uint8Array(total);
  flags.set(library.stream.flags.subarray(0, by));
  flags.set(unit.stream.flags.subarray(0, unit.stream.count), by);
  const stream: TokenStream = {
    count: total,
    atoms: words((one) => one.atoms),
    places: words((one) => one.places),
    expansions: words((one) => one.expansions),
    flags,
    callEnds: unit.stream.callEnds.behind(by),
  };
  return { ...unit, stream, pragmas: unit.pragmas.behind(library.pragmas, by), libraryTokens: by };
}
