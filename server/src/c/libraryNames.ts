/** What the table of a C library says of names, by atom: every name of every header is asked about, for target after target. */
import type { LibraryTable } from "../system/cLibrary.ts";
import type { Atoms } from "./atoms.ts";

const HAS_MACRO = 0;
const MAY_DEFINE = 2;
const DECLARES = 4;

const namesOf = new WeakMap<Atoms, WeakMap<LibraryTable, LibraryNames>>();

/** The names of one table. */
export class LibraryNames {
  readonly #table: LibraryTable;
  readonly #atoms: Atoms;
  /** Two bits a question: whether the answer is known, and the answer. */
  #answers = new Uint8Array(1 << 14);

  private constructor(table: LibraryTable, atoms: Atoms) {
    this.#table = table;
    this.#atoms = atoms;
  }

  /** The same for every run over the same atoms. */
  static of(table: LibraryTable, atoms: Atoms): LibraryNames {
    let tables = namesOf.get(atoms);
    if (tables === undefined) {
      tables = new WeakMap();
      namesOf.set(atoms, tables);
    }
    let names = tables.get(table);
    if (names === undefined) {
      names = new LibraryNames(table, atoms);
      tables.set(table, names);
    }
    return names;
  }

  /** Whether some header defines a macro by that name somewhere. */
  hasMacro(atom: number): boolean {
    return this.#answer(atom, HAS_MACRO);
  }

  /** Whether a header may define a macro by that name that the table does not list. */
  mayDefine(atom: number): boolean {
    return this.#answer(atom, MAY_DEFINE);
  }

  /** Whether some header declares something by that name somewhere. */
  declares(atom: number): boolean {
    return this.#answer(atom, DECLARES);
  }

  #answer(atom: number, shift: number): boolean {
    const known = ((this.#answers[atom] ?? 0) >> shift) & 3;
    if (known !== 0) return known === 3;
    if (atom >= this.#answers.length) {
      const grown = new Uint8Array(Math.max(atom + 1, this.#answers.length * 2));
      grown.set(this.#answers);
      this.#answers = grown;
    }
    const name = this.#atoms.text(atom);
    const table = this.#table;
    const answer = shift === HAS_MACRO ? table.hasMacro(name) : shift === MAY_DEFINE ? table.mayDefine(name) : table.declaresName(name);
    this.#answers[atom] = (this.#answers[atom] ?? 0) | ((answer ? 3 : 1) << shift);
    return answer;
  }
}
