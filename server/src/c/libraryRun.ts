/**
 * What the tables of C libraries contribute to one run: which library headers are known, their macros when somebody
 * asks for one, and at the end C text that declares what the unit mentions. Keeps a record of what was asked, so that
 * targets whose libraries give the same answers share the run.
 */
import { type HeaderState, type LibraryMacro, LibraryTable, libraryTableName } from "../system/cLibrary.ts";
import type { MacroSetting } from "../system/cLibraryVariants.ts";
import type { Target } from "../target/target.ts";
import { type FileView, tablePath } from "../text/files.ts";
import type { Atoms } from "./atoms.ts";
import { AtomSet } from "./atomTable.ts";
import { LibraryNames } from "./libraryNames.ts";
import type { MentionedNames } from "./libraryText.ts";

/** A target's table; the path to load it from first; undefined where there is none. */
type FoundTable = LibraryTable | string | undefined;

/** Tables parsed so far: a table is the installation's, the same for every reader. */
const parsed = new Map<string, { readonly text: string; readonly table: LibraryTable }>();

/** The tables of targets as one view shows them; each is looked for once. */
export function libraryTables(view: FileView): (target: Target) => FoundTable {
  const found = new Map<string, FoundTable>();
  return (target) => {
    const name = libraryTableName(target);
    if (name === undefined) return undefined;
    if (!found.has(name)) found.set(name, tableOf(name, view));
    return found.get(name);
  };
}

function tableOf(name: string, view: FileView): FoundTable {
  const path = tablePath(name);
  const text = view.read(path);
  if (text === undefined) return path;
  if (text === null) return undefined;
  const known = parsed.get(name);
  if (known?.text === text) return known.table;
  const table = new LibraryTable(name, text);
  parsed.set(name, { text, table });
  return table;
}

/** The library of one target as the headers included so far show it. */
class TargetLibrary {
  readonly table: LibraryTable;
  readonly #target: Target;
  #environment: number | undefined;
  /** How many settings were there when the first header was asked about. */
  #atFirst = 0;
  #headers = 0n;

  constructor(table: LibraryTable, target: Target) {
    this.table = table;
    this.#target = target;
  }

  header(name: string, settings: readonly MacroSetting[], count: number): HeaderState | undefined {
    const set = settings.length === count ? settings : settings.slice(0, count);
    if (this.#environment === undefined) {
      this.#environment = this.table.environment(this.#target, set);
      this.#atFirst = count;
    }
    const environment = this.#environment;
    if (environment === undefined) return undefined;
    const state = this.table.header(environment, name);
    if (state === undefined) return undefined;
    const isInput = (setting: MacroSetting): boolean => this.table.isInput(environment, this.table.headerSet(name), setting.name);
    if (set.slice(this.#atFirst).some(isInput)) return undefined;
    const exact = this.table.isExact(this.#target, set.filter(isInput));
    return exact === undefined ? undefined : exact ? state : "partial";
  }

  include(name: string): void {
    this.#headers |= this.table.headerSet(name);
  }

  macro(name: string): LibraryMacro | undefined {
    return this.#headers === 0n || this.#environment === undefined ? undefined : this.table.macro(this.#environment, this.#headers, name);
  }

  declarations(names: readonly string[] | undefined): string {
    if (this.#headers === 0n || this.#environment === undefined) return "";
    return this.table.declarations(this.#environment, this.#headers, names);
  }
}

type Asked =
  | { readonly kind: "header"; readonly name: string; readonly settings: number; readonly state: HeaderState | undefined }
  | { readonly kind: "include"; readonly name: string }
  | { readonly kind: "input"; readonly name: string; readonly isInput: boolean }
  | { readonly kind: "macro"; readonly atom: number; readonly macro: LibraryMacro | undefined };

/** The library of the target that a run is made for. */
export class LibraryRun {
  readonly #atoms: Atoms;
  readonly #tableOf: (target: Target) => FoundTable;
  readonly #library: TargetLibrary | undefined;
  /** The table to load first. */
  readonly #unseen: string | undefined;
  readonly #settings: MacroSetting[] = [];
  readonly #asked: Asked[] = [];
  /** What the own table says of names. */
  readonly #names: LibraryNames | undefined;
  /** Names asked for that are macros in no header of the own table: they can only be some in another one. */
  readonly #foreign: AtomSet;
  readonly #late = new Map<Target, TargetLibrary | undefined>();
  readonly #namesIn = new Map<LibraryTable, readonly string[]>();
  #isUsed = false;
  /** A header was included that may define more than its table lists. */
  #isPartial = false;

  /** Without a target nothing is known of any library. */
  constructor(atoms: Atoms, target?: Target, tableOf: (target: Target) => FoundTable = () => undefined) {
    this.#atoms = atoms;
    this.#foreign = new AtomSet(atoms.count);
    this.#tableOf = tableOf;
    const table = target && tableOf(target);
    this.#library = table instanceof LibraryTable && target !== undefined ? new TargetLibrary(table, target) : undefined;
    this.#names = this.#library && LibraryNames.of(this.#library.table, atoms);
    this.#unseen = typeof table === "string" ? table : undefined;
  }

  /** Whether any header was taken from the table. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** The program has defined a macro; few are ever asked about. */
  setMacro(setting: MacroSetting): void {
    this.#settings.push(setting);
  }

  /** Whether some header of the table defines a macro by that name, included or not. */
  hasMacro(atom: number): boolean {
    return this.#names?.hasMacro(atom) === true;
  }

  /** Whether a program may set a macro by this name to get something else from a header of the table. */
  asksAbout(name: string): boolean {
    const isInput = this.#unseen !== undefined || this.#library?.table.asksAbout(name) === true;
    this.#asked.push({ kind: "input", name, isInput });
    return isInput;
  }

  /** What is known of a header with the macros set so far; the path of a table to load first. */
  header(name: string): HeaderState | { readonly unseen: string } | undefined {
    if (this.#unseen !== undefined) return { unseen: this.#unseen };
    const state = this.#library?.header(name, this.#settings, this.#settings.length);
    if (state === "partial") this.#isPartial = true;
    this.#asked.push({ kind: "header", name, settings: this.#settings.length, state });
    return state;
  }

  /** From here on the header's macros and declarations hold. */
  include(name: string): void {
    if (this.#library === undefined) return;
    this.#isUsed = true;
    this.#library.include(name);
    this.#asked.push({ kind: "include", name });
  }

  /** The macro by that name of the headers included so far. */
  macro(atom: number): LibraryMacro | undefined {
    if (!this.#isUsed || this.#library === undefined) return undefined;
    if (!this.hasMacro(atom)) {
      this.#foreign.add(atom);
      return undefined;
    }
    const macro = this.#library.macro(this.#atoms.text(atom));
    this.#asked.push({ kind: "macro", atom, macro });
    return macro;
  }

  /** The macro by that name at the end of the run, on another target of its group. */
  macroOn(target: Target, atom: number): LibraryMacro | undefined {
    if (!this.#isUsed) return undefined;
    const table = this.#tableOf(target);
    if (!this.#late.has(target)) this.#late.set(target, table instanceof LibraryTable ? this.#replay(target, table) : undefined);
    return this.#late.get(target)?.macro(this.#atoms.text(atom));
  }

  /** Why it is not clear what a name is worth in a condition; undefined where it is. */
  unclear(atom: number): string | undefined {
    if (!this.#isUsed || this.#names === undefined) return undefined;
    const name = this.#atoms.text(atom);
    if (this.macro(atom) !== undefined) return `the value of ${name} is not known`;
    return this.#isPartial && this.#names.mayDefine(atom) ? `${name} may be defined by the C library` : undefined;
  }

  /** C text that declares what the headers declare, as far as it is mentioned; without names all of it. */
  declarations(names: MentionedNames | undefined): string {
    return this.#library !== undefined && this.#isUsed ? this.#declarations(this.#library, names) : "";
  }

  #declarations(library: TargetLibrary, names: MentionedNames | undefined): string {
    if (names === undefined) return library.declarations(undefined);
    const { table } = library;
    const known = this.#namesIn.get(table) ?? names.declaredBy(table);
    this.#namesIn.set(table, known);
    return library.declarations(known);
  }

  /** Whether another target's library would have given the same answers, and gives the same declarations in the end. */
  agreesWith(target: Target, names: MentionedNames | undefined): boolean {
    if (this.#asked.length === 0) return true;
    const table = this.#tableOf(target);
    if (typeof table === "string") return false;
    if (table === undefined) return !this.#isUsed && this.#asked.every(isAnsweredByNone);
    const library = this.#replay(target, table);
    if (library === undefined) return false;
    return this.declarations(names) === this.#declarations(library, names);
  }

  /** The library of another target in the state in which it would be; undefined where some answer differs. */
  #replay(target: Target, table: LibraryTable): TargetLibrary | undefined {
    const library = new TargetLibrary(table, target);
    const own = this.#names;
    const theirs = LibraryNames.of(table, this.#atoms);
    for (const asked of this.#asked) {
      if (asked.kind === "header") {
        if (library.header(asked.name, this.#settings, asked.settings) !== asked.state) return undefined;
      } else if (asked.kind === "input") {
        if (table.asksAbout(asked.name) !== asked.isInput) return undefined;
      } else if (asked.kind === "include") library.include(asked.name);
      else if (
        (asked.macro !== undefined || theirs.hasMacro(asked.atom)) &&
        !sameMacro(library.macro(this.#atoms.text(asked.atom)), asked.macro)
      )
        return undefined;
      else if (theirs !== own && asked.macro === undefined && theirs.mayDefine(asked.atom) !== own?.mayDefine(asked.atom)) return undefined;
    }
    // When they were asked for does not matter: headers only add macros.
    const isOther = (atom: number): boolean =>
      (theirs.hasMacro(atom) && library.macro(this.#atoms.text(atom)) !== undefined) || theirs.mayDefine(atom) !== own?.mayDefine(atom);
    if (theirs !== own) for (const atom of this.#foreign.list) if (isOther(atom)) return undefined;
    return library;
  }
}

/** Whether a target without any table gets the same answer. */
function isAnsweredByNone(asked: Asked): boolean {
  return asked.kind === "header" ? asked.state === undefined : asked.kind !== "input" || !asked.isInput;
}

function sameMacro(a: LibraryMacro | undefined, b: LibraryMacro | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.value === b.value && a.functionLike === b.functionLike);
}
