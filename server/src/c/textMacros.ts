/**
 * Macros that stand in no file: what compilers predefine, and what the tables of C libraries know. The same text is the
 * same macro wherever it is asked for, so that two answers can be compared at a glance.
 */
import type { Atoms } from "./atoms.ts";
import { lex } from "./lexer.ts";
import { Macro, readDefinition } from "./macros.ts";

const macrosOf = new WeakMap<Atoms, Map<string, Macro | undefined>>();

/** The macro of a `#define` line without the directive's name; undefined when it is none. */
export function textMacro(atoms: Atoms, line: string): Macro | undefined {
  let macros = macrosOf.get(atoms);
  if (macros === undefined) {
    macros = new Map();
    macrosOf.set(atoms, macros);
  }
  let macro = macros.get(line);
  if (macro === undefined && !macros.has(line)) {
    const definition = readDefinition(lex(`# ${line}`, atoms), 1, atoms);
    // Place 0 is no place: nobody can look at such a macro's definition.
    if (typeof definition !== "string") macro = new Macro({ ...definition, offsets: definition.offsets.map(() => 0) }, 0, true);
    macros.set(line, macro);
  }
  return macro;
}
