/**
 * The compiler's own macros, asked for by name and target, and the record of what a run asked: two targets that
 * would have given the same answers to every question preprocess to the same tokens.
 */
import type { Target } from "../target/target.ts";
import { type Atoms, IDENTIFIER } from "./atoms.ts";
import { AtomTable } from "./atomTable.ts";
import { DIALECT_NAMES, type Dialect, predefinedIn } from "./dialect.ts";
import type { Macro } from "./macros.ts";
import { textMacro } from "./textMacros.ts";

/** What the compiler of a target predefines. */
export interface PredefinedMacros {
  /**
   * The replacement of a predefined macro as text (possibly empty); undefined when there is none by that name. That of
   * a function-like macro starts with its parameters, `(c) c ## L`, unless `parametersOf` gives them.
   */
  valueOf(name: string, target: Target): string | undefined;
  /** The parameters of a function-like predefined macro. */
  parametersOf?(name: string, target: Target): readonly string[] | undefined;
  /** Every name that some target predefines; without it each name is asked for on each target. */
  readonly names?: readonly string[];
}

/** Names that our own text of `<stdint.h>` uses for constants of a type. */
const CONSTANT_PREFIX = "__standard_constant_";

const NOT_PREDEFINED = 0;

/** One predefined macro of all targets of a reader: which of its values each target has. */
interface Row {
  /** By target: 0 for none, else an index into `macros`. */
  readonly values: Int32Array;
  readonly macros: readonly (Macro | undefined)[];
  /** Every target gives the same answer, so asking distinguishes nothing. */
  readonly uniform: boolean;
  /** Every target has it, or none. */
  readonly uniformlyDefined: boolean;
}

/** Predefined macros as macros, for a fixed list of targets and one dialect. */
export class PredefinedTable {
  readonly #macros: PredefinedMacros;
  readonly #targets: readonly Target[];
  readonly #atoms: Atoms;
  readonly #dialect: Dialect;
  readonly #rows: AtomTable<Row>;
  readonly #names: ReadonlySet<string> | undefined;
  readonly #none: Row;

  constructor(macros: PredefinedMacros, targets: readonly Target[], atoms: Atoms, dialect: Dialect) {
    this.#macros = macros;
    this.#targets = targets;
    this.#atoms = atoms;
    this.#dialect = dialect;
    this.#rows = new AtomTable(atoms.count);
    this.#names = macros.names && new Set(macros.names);
    this.#none = { values: new Int32Array(targets.length), macros: [undefined], uniform: true, uniformlyDefined: true };
  }

  row(atom: number): Row {
    const known = this.#rows.get(atom);
    if (known !== undefined) return known;
    const row = this.#makeRow(atom);
    this.#rows.set(atom, row);
    return row;
  }

  get isStrict(): boolean {
    return this.#dialect.strict;
  }

  isCompilerName(atom: number): boolean {
    return this.#names !== undefined && this.#mayBePredefined(this.#atoms.text(atom));
  }

  #mayBePredefined(name: string): boolean {
    return this.#names === undefined || this.#names.has(name) || DIALECT_NAMES.test(name);
  }

  #makeRow(atom: number): Row {
    const isOurs = this.#atoms.text(atom).startsWith(CONSTANT_PREFIX);
    if (!isOurs && !this.#mayBePredefined(this.#atoms.text(atom))) return this.#none;
    const values = new Int32Array(this.#targets.length);
    const macros: (Macro | undefined)[] = [undefined];
    if (this.#atoms.kind(atom) === IDENTIFIER) {
      const indexes = new Map<string, number>();
      const name = this.#atoms.text(atom);
      for (let i = 0; i < this.#targets.length; i++) {
        const target = this.#targets[i];
        const text = target === undefined ? undefined : this.#textOf(name, target);
        if (text === undefined) continue;
        let index = indexes.get(text);
        if (index === undefined) {
          const macro = textMacro(this.#atoms, name + text.replaceAll("\n", " "));
          if (macro === undefined) continue;
          index = macros.length;
          indexes.set(text, index);
          macros.push(macro);
        }
        values[i] = index;
      }
    }
    const first = values[0] ?? NOT_PREDEFINED;
    return {
      values,
      macros,
      uniform: values.every((value) => value === first),
      uniformlyDefined: values.every((value) => (value === NOT_PREDEFINED) === (first === NOT_PREDEFINED)),
    };
  }

  /** The macro's parameters, if any, directly followed by its replacement. */
  #textOf(name: string, target: Target): string | undefined {
    if (name.startsWith(CONSTANT_PREFIX)) return this.#constantMacro(name.slice(CONSTANT_PREFIX.length), target);
    const compiler = typeof target.c === "string" ? "clang" : target.c.compiler;
    const value = predefinedIn(this.#dialect, name, compiler, (other) => this.#macros.valueOf(other, target));
    if (value === undefined) return undefined;
    const parameters = this.#macros.parametersOf?.(name, target);
    if (parameters !== undefined) return `(${parameters.join(",")}) ${value}`;
    return /^\(\s*(?:[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)?\s*\)\s*\S/.test(value) ? value : ` ${value}`;
  }

  /** `INT64_C` and its kin: gcc predefines the macro, clang only the suffix. */
  #constantMacro(name: string, target: Target): string {
    const whole = this.#macros.valueOf(`__${name}`, target);
    const parameters = this.#macros.parametersOf?.(`__${name}`, target);
    if (whole !== undefined && parameters !== undefined) return `(${parameters.join(",")}) ${whole}`;
    const suffix = this.#macros.valueOf(`__${name}_SUFFIX__`, target) ?? "";
    return suffix === "" ? "(c) c" : `(c) c ## ${suffix}`;
  }
}

/** What one run asked of the predefined macros, and what the answers were for the target it ran for. */
export class PredefinedAnswers {
  readonly #table: PredefinedTable;
  readonly #target: number;
  /** Whether an answer to `macroFor` depended on the target. */
  differed = false;
  readonly #values = new Set<number>();
  readonly #definedness = new Set<number>();

  /** `target` is an index into the table's targets. */
  constructor(table: PredefinedTable, target: number) {
    this.#table = table;
    this.#target = target;
  }

  /** The macro by that name, when its replacement matters. */
  macro(atom: number): Macro | undefined {
    const row = this.#table.row(atom);
    if (!row.uniform) this.#values.add(atom);
    return row.macros[row.values[this.#target] ?? NOT_PREDEFINED];
  }

  /** The macro by that name for any target; the question is not remembered. */
  macroFor(atom: number, target: number): Macro | undefined {
    const row = this.#table.row(atom);
    if (!row.uniform) this.differed = true;
    return row.macros[row.values[target] ?? NOT_PREDEFINED];
  }

  /** Whether there is a macro by that name; the replacement does not matter. */
  isDefined(atom: number): boolean {
    const row = this.#table.row(atom);
    if (!row.uniformlyDefined) this.#definedness.add(atom);
    return (row.values[this.#target] ?? NOT_PREDEFINED) !== NOT_PREDEFINED;
  }

  /** Whether the dialect is strict (`-std=c99`), the same for all targets. */
  get isStrict(): boolean {
    return this.#table.isStrict;
  }

  /** Whether some target's compiler predefines a macro by that name, so that no header has to. */
  isCompilerName(atom: number): boolean {
    return this.#table.isCompilerName(atom);
  }

  /** Whether another target would have given the same answer to everything that was asked. */
  agreesWith(other: number): boolean {
    for (const atom of this.#values) {
      const { values } = this.#table.row(atom);
      if (values[other] !== values[this.#target]) return false;
    }
    for (const atom of this.#definedness) {
      const { values } = this.#table.row(atom);
      if ((values[other] === NOT_PREDEFINED) !== (values[this.#target] === NOT_PREDEFINED)) return false;
    }
    return true;
  }
}
