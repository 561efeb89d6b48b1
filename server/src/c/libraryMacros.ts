/**
 * Macros of library headers for one run: made from the tables when a name is first asked for. Which of them hold
 * changes with every header, so what was found absent is asked again behind the next one.
 */
import type { LibraryMacro } from "../system/cLibrary.ts";
import type { MacroSetting } from "../system/cLibraryVariants.ts";
import type { Target } from "../target/target.ts";
import type { Atoms } from "./atoms.ts";
import type { LibraryRun } from "./libraryRun.ts";
import { type Macro, replacementText } from "./macros.ts";
import { textMacro } from "./textMacros.ts";

export class LibraryMacros {
  readonly #run: LibraryRun;
  readonly #atoms: Atoms;
  /** Names that were asked for, are no macros so far, and may become some with a further header. */
  #absent = new Set<number>();
  /** Names that the program has undefined. */
  readonly #undefined = new Set<number>();

  constructor(run: LibraryRun, atoms: Atoms) {
    this.#run = run;
    this.#atoms = atoms;
  }

  /** The macro that a header defines; undefined when there is none or its replacement is not known. */
  macro(atom: number): Macro | undefined {
    const macro = this.#make(atom, this.#run.macro(atom));
    if (macro === undefined && this.#run.hasMacro(atom)) this.#absent.add(atom);
    return macro;
  }

  /** As `macro`, at the end of the run and on another target. */
  macroOn(target: Target, atom: number): Macro | undefined {
    return this.#make(atom, this.#run.macroOn(target, atom));
  }

  /** Whether a header defines a macro by that name, whatever its replacement. */
  isDefined(atom: number): boolean {
    return !this.#undefined.has(atom) && this.#run.macro(atom) !== undefined;
  }

  /** Takes a header's macros in force; answers which names must be asked for again. */
  include(name: string): Iterable<number> {
    this.#run.include(name);
    const again = this.#absent;
    this.#absent = new Set();
    return again;
  }

  /** The program has defined or undefined a name itself. */
  forget(atom: number, isUndefined: boolean): void {
    if (isUndefined) this.#undefined.add(atom);
    else this.#undefined.delete(atom);
    this.#absent.delete(atom);
  }

  #make(atom: number, found: LibraryMacro | undefined): Macro | undefined {
    return found?.value === undefined ? undefined : textMacro(this.#atoms, `${this.#atoms.text(atom)} ${found.value}`);
  }
}

/** A macro that the program defines, with its text made when somebody asks for it. */
export class ProgramMacro implements MacroSetting {
  readonly #atoms: Atoms;
  readonly #macro: Macro;
  readonly name: string;

  constructor(atoms: Atoms, atom: number, macro: Macro) {
    this.#atoms = atoms;
    this.#macro = macro;
    this.name = atoms.text(atom);
  }

  get value(): string {
    return replacementText(this.#macro.definition, this.#atoms);
  }
}
