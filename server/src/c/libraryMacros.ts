/**
 * Macros of library headers for one run: made from the tables when a name is first asked for. Which of them hold
 * changes with every header, so what was found absent is asked again behind the next one.
 */
import type { LibraryMacro } from "../system/cLibrary.ts";
import type { MacroSetting } from "../system/cLibraryVariants.ts";
import type { Target } from "../target/target.ts";
import type { Atoms } from "./atoms.ts";
import { lex } from "./lexer.ts";
import type { LibraryRun } from "./libraryRun.ts";
import { Macro, type MacroDefinition, readDefinition, replacementText } from "./macros.ts";

/** Definitions made from replacements, for all runs over the same atoms. */
const definitionsOf = new WeakMap<Atoms, Map<string, MacroDefinition | undefined>>();

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
    const name = this.#atoms.text(atom);
    const macro = this.#make(atom, this.#run.macro(name));
    if (macro === undefined && this.#run.hasMacro(name)) this.#absent.add(atom);
    return macro;
  }

  /** As `macro`, at the end of the run and on another target. */
  macroOn(target: Target, atom: number): Macro | undefined {
    return this.#make(atom, this.#run.macroOn(target, this.#atoms.text(atom)));
  }

  /** Whether a header defines a macro by that name, whatever its replacement. */
  isDefined(atom: number): boolean {
    return !this.#undefined.has(atom) && this.#run.macro(this.#atoms.text(atom)) !== undefined;
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
    if (found?.value === undefined) return undefined;
    let definitions = definitionsOf.get(this.#atoms);
    if (definitions === undefined) {
      definitions = new Map();
      definitionsOf.set(this.#atoms, definitions);
    }
    const line = `${this.#atoms.text(atom)} ${found.value}`;
    if (!definitions.has(line)) {
      const read = readDefinition(lex(`# ${line}`, this.#atoms), 1, this.#atoms);
      definitions.set(line, typeof read === "string" ? undefined : { ...read, offsets: read.offsets.map(() => 0) });
    }
    const definition = definitions.get(line);
    return definition && new Macro(definition, 0, true);
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
