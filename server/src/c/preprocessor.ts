/**
 * One preprocessing run of a unit, for one target that stands for its group: translation phase 4 of ISO C. Files
 * in, one stream of tokens with places out, plus what happened on the way: macros left in force, pragma state,
 * branches not taken, problems, files that must be read first. Directives are carried out in directives.ts.
 */

import type { Range } from "../text/range.ts";
import { type Atoms, fixed } from "./atoms.ts";
import { AtomTable } from "./atomTable.ts";
import { BUILTINS, builtinToken, operatorToken } from "./builtinTokens.ts";
import { CallEnds } from "./callEnds.ts";
import { COMMAND_LINE, commandLine } from "./commandLine.ts";
import { keepsOnlyComma, type SpellingRules, spellingIn } from "./dialect.ts";
import { Directives, type IncludedFile } from "./directives.ts";
import { type Doubt, doubtOf } from "./doubt.ts";
import { Expander, type ExpanderHost, ExpansionLimit, TAKES_FILE } from "./expander.ts";
import { Gaps } from "./gaps.ts";
import { FIRST_ON_LINE } from "./lexer.ts";
import { LibraryMacros, ProgramMacro } from "./libraryMacros.ts";
import { builtinMacro, type Macro } from "./macros.ts";
import type { OutputBuffer } from "./outputBuffer.ts";
import { PragmaTracker } from "./pragmas.ts";
import type { Preprocessed, RunInput } from "./preprocessed.ts";
import { Problems } from "./problems.ts";
import { Replay } from "./replay.ts";
import type { SourceFile, Sources, TokenStream } from "./sources.ts";
import { CGO_PROLOG } from "./standardHeaders.ts";
import type { Definition, Outcome } from "./stretches.ts";
import type { TokenList } from "./tokens.ts";
import type { CGap, CProblem } from "./unit.ts";

const HASH = fixed("#");
const PAREN = fixed("(");

/** Tokens of one unit. */
const MAX_TOKENS = 12_000_000;

/** The run itself; afterwards it answers questions about the macros left in force. */
export class Preprocessor implements ExpanderHost {
  readonly atoms: Atoms;
  readonly input: RunInput;
  readonly sources: Sources;
  readonly rules: SpellingRules;
  pragmas: PragmaTracker;
  readonly skipped: Range[] = [];
  readonly needs: Set<string> = new Set();
  readonly gaps: Gaps = new Gaps();
  /** The first condition that a header which was not read may have changed. */
  doubt: Doubt | undefined;
  // The file's token read last, for the expander.
  atom = 0;
  place = 0;
  flags = 0;
  readonly #problems = new Problems();
  /** By atom: the macro in force, null for none, undefined where nobody asked yet. */
  readonly #macros: AtomTable<Macro | null>;
  readonly #library: LibraryMacros;
  readonly #expander: Expander;
  readonly directives: Directives;
  readonly files: IncludedFile[] = [];
  /** What `__COUNTER__` comes to next. */
  counter = 0;
  readonly replay: Replay;
  /** While something is expanded after the run: for which target, and what it predefines. */
  #late: { readonly target: number; readonly macros: Map<number, Macro | null>; isUncertain: boolean } | undefined;
  /** The place of the outermost macro call being expanded, or 0. */
  #callPlace = 0;
  #lastPlaceEnd = 0;
  readonly #out: OutputBuffer;
  readonly #callEnds = new CallEnds();
  #count = 0;

  constructor(input: RunInput) {
    this.input = input;
    this.atoms = input.atoms;
    this.sources = input.sources;
    this.rules = spellingIn(input.dialect, input.compiler);
    this.#out = input.buffer;
    this.#macros = new AtomTable(input.atoms.count);
    this.pragmas = new PragmaTracker(input.atoms);
    this.#library = new LibraryMacros(input.library, input.atoms);
    this.#expander = new Expander(this);
    this.directives = new Directives(this);
    this.replay = new Replay(this, input.stretches, input.marks);
    for (const macro of BUILTINS) this.#macros.set(macro.definition.name, macro);
  }

  /** How many tokens have come out so far. */
  get count(): number {
    return this.#count;
  }

  /** The innermost file being read. */
  get file(): IncludedFile | undefined {
    return this.files[this.files.length - 1];
  }

  get includeDepth(): number {
    return this.files.length;
  }

  run(): Preprocessed {
    const { source, options, lexed } = this.input;
    const main = this.sources.addOwn(source.path, lexed(source.path, source.text, this.rules));
    for (const gap of options.gaps ?? []) this.gaps.add(gap, 0);
    this.#problems.list.push(...(options.problems ?? []));
    try {
      if (this.input.answers.isStrict) this.input.library.setMacro({ name: "__STRICT_ANSI__", value: "1" });
      this.#runText(COMMAND_LINE, commandLine(options), true);
      for (const path of options.preMacros ?? []) this.#preInclude(path);
      this.#dropOutput();
      for (const path of options.preIncludes) this.#preInclude(path);
      if (source.isPreamble) this.#runText("<cgo prolog>", CGO_PROLOG.text, true);
      this.#readAll(this.enter(main, -1));
    } catch (error) {
      this.#abandon();
      if (!(error instanceof ExpansionLimit)) throw error;
      // Behind an include the main file's own text is to blame, which no include line led to.
      this.gaps.add(
        { kind: "limit", reason: error.message, site: this.includeDepth > 1 ? this.directives.mainInclude : undefined },
        this.#count,
      );
      this.problem(this.#callPlace || this.place, error.message, "limit");
    }
    const stream: TokenStream = { ...this.#out.arrays(this.#count), callEnds: this.#callEnds };
    return {
      stream,
      sources: this.sources,
      pragmas: this.pragmas,
      problems: this.#problems.list,
      skipped: this.skipped,
      gaps: this.gaps,
      needs: [...this.needs],
      libraryTokens: 0,
      main,
      preprocessor: this,
    };
  }

  #abandon(): void {
    this.#expander.abandon();
    this.replay.abandon();
  }

  #preInclude(path: string): void {
    this.directives.preInclude(path, this.input.source.path);
    const included = this.file;
    if (included !== undefined) this.#readAll(included);
  }

  /** Of what came before only the macros count. */
  #dropOutput(): void {
    this.#count = 0;
    this.#callEnds.clear();
    this.gaps.restart();
    this.pragmas = new PragmaTracker(this.atoms);
    if (this.doubt !== undefined) this.doubt = { ...this.doubt, from: 0 };
  }

  /** Notes that something is not read here, because of the include line of the main file that led here. */
  gap(kind: CGap["kind"], reason: string): void {
    this.replay.spoil();
    this.gaps.add({ kind, reason, site: this.directives.mainInclude }, this.#count);
  }

  #runText(path: string, text: string, synthetic: boolean): void {
    if (text !== "") this.#readAll(this.enter(this.sources.add(path, this.input.lexed(path, text, this.rules), synthetic), -1));
  }

  /** Starts reading a file; it is read to its end before the file that includes it goes on. */
  enter(source: SourceFile, searchIndex: number): IncludedFile {
    const file: IncludedFile = {
      source,
      searchIndex,
      position: 0,
      nextDirective: 0,
      conditional: undefined,
      lineShift: 0,
      named: undefined,
    };
    this.replay.spoil();
    this.files.push(file);
    return file;
  }

  /** Reads until `last` and everything it includes is used up. */
  #readAll(last: IncludedFile): void {
    const depth = this.files.indexOf(last);
    for (;;) {
      const file = this.file;
      if (file === undefined) return;
      const { lexed } = file.source;
      if (this.replay.before(file)) continue;
      if (file.position >= lexed.count) {
        this.directives.endOfFile(file);
        this.files.pop();
        if (this.files.length <= depth) return;
        continue;
      }
      if (file.position === (lexed.directives[file.nextDirective] ?? -1)) this.directives.carryOut(file);
      else this.#readText(file);
    }
  }

  /** Copies text lines up to the next directive, expanding macros. */
  #readText(file: IncludedFile): void {
    const { lexed, base } = file.source;
    const { atoms, starts, flags } = lexed;
    const [macros, marks] = [this.#macros, this.input.marks];
    for (;;) {
      const end = Math.min(lexed.directives[file.nextDirective] ?? lexed.count, this.replay.end);
      let i = file.position;
      for (; i < end; i++) {
        const atom = atoms[i] ?? 0;
        // Most tokens are no macros, and have been asked about before.
        const found = macros.get(atom) === null && marks.macros[atom] === marks.recording ? null : this.macro(atom);
        if (found === null) {
          this.output(atom, base + (starts[i] ?? 0), flags[i] ?? 0);
          continue;
        }
        // Annotations for other tools are usually defined to nothing.
        if (found.isNothing) continue;
        const place = base + (starts[i] ?? 0);
        file.position = i + 1;
        this.#lastPlaceEnd = base + (lexed.ends[i] ?? 0);
        this.#callPlace = place;
        const from = this.#count;
        this.#expander.call(found, atom, place, flags[i] ?? 0);
        if (this.#lastPlaceEnd !== base + (lexed.ends[i] ?? 0)) this.#callEnds.add(from, this.#count, this.#lastPlaceEnd);
        this.#callPlace = 0;
        break;
      }
      if (i >= end) {
        file.position = end;
        return;
      }
      if (file.position >= this.replay.end) return;
      // Collecting arguments may have passed directives, so where the next one is must be asked again, and may have gone on in a file that one of them includes.
      if (this.file !== file) return;
      if (file.position >= lexed.count || file.position === (lexed.directives[file.nextDirective] ?? -1)) return;
    }
  }

  /** Expands tokens of a directive's line. */
  expandLine(list: TokenList, isCondition: boolean): TokenList {
    return this.#expander.line(list, isCondition);
  }

  /**
   * Expands tokens with the macros left in force at the end of the run, for any target of its group (an index into
   * the reader's targets). `differed` tells whether another target may give another answer. Undefined where a limit was
   * reached, or a macro is used that may stand for something else.
   */
  expandFor(list: TokenList, target: number): { readonly tokens: TokenList; readonly differed: boolean } | undefined {
    const { answers } = this.input;
    const late = { target, macros: new Map<number, Macro | null>(), isUncertain: false };
    this.#late = late;
    answers.differed = false;
    try {
      const tokens = this.expandLine(list, false);
      return late.isUncertain ? undefined : { tokens, differed: answers.differed };
    } catch (error) {
      this.#abandon();
      if (error instanceof ExpansionLimit) return undefined;
      throw error;
    } finally {
      this.#late = undefined;
    }
  }

  /** The macro that the unit itself has left in force; null for predefined ones and names that are none. */
  userMacro(atom: number): Macro | null {
    return this.#macros.get(atom) ?? null;
  }

  macro(atom: number): Macro | null {
    let macro = this.#macros.get(atom);
    if (macro === undefined && this.#late !== undefined) {
      // What is asked after the run must not pass for something its group agreed on.
      const { target, macros } = this.#late;
      macro = macros.get(atom);
      if (macro === undefined) {
        macro = this.#operator(atom) ?? this.input.answers.macroFor(atom, target) ?? this.#lateMacro(atom, target);
        macros.set(atom, macro);
      }
    } else if (macro === undefined) {
      macro = this.#operator(atom) ?? this.input.answers.macro(atom) ?? this.#library.macro(atom) ?? null;
      this.#macros.set(atom, macro);
    }
    this.replay.askedMacro(atom, macro);
    return macro;
  }

  /** `__has_attribute` and its like are macros of the compiler, which it evaluates; clang refuses `__has_include` in text. */
  #operator(atom: number): Macro | undefined {
    if (!this.directives.isOperator(atom) || (TAKES_FILE.has(atom) && this.compiler === "clang")) return undefined;
    return builtinMacro(atom, "operator");
  }

  #lateMacro(atom: number, index: number): Macro | null {
    const target = this.input.targetAt(index);
    const macro = (target && this.#library.macroOn(target, atom)) ?? null;
    if (macro !== null) this.input.answers.differed = true;
    return macro;
  }

  /** A macro that may be another one is used: what follows is uncertain. After the run only the expansion is. */
  useUncertain(reason: string): void {
    this.replay.spoil();
    if (this.#late === undefined) this.doubt ??= { from: this.#count, reason };
    else this.#late.isUncertain = true;
  }

  /** From here on what a table knows of a library header holds. */
  includeFromTable(name: string): void {
    for (const atom of this.#library.include(name)) this.#macros.clear(atom);
  }

  isDefined(atom: number): boolean {
    const isDefined = this.#isDefined(atom);
    this.replay.askedDefined(atom, isDefined);
    return isDefined;
  }

  #isDefined(atom: number): boolean {
    const macro = this.#macros.get(atom);
    if (macro !== undefined && macro !== null) return true;
    if (this.directives.isOperator(atom) || (macro === undefined && this.input.answers.isDefined(atom))) return true;
    return this.#library.isDefined(atom);
  }

  /** A condition behind so many tokens takes this name for undefined; what was not read may define it. */
  doubtUndefined(atom: number, from: number): void {
    this.replay.note({ kind: "undefined", at: this.replay.written, atom });
    if (this.doubt !== undefined) return;
    const reason = doubtOf(this, atom);
    if (reason !== undefined) this.doubt = { from, reason };
  }

  /** `source` is the file that defines it. */
  define(atom: number, macro: Macro | null, source?: SourceFile): void {
    // Texts of ours set nothing, the command line does.
    const isProgram = source !== undefined && (!source.synthetic || source.path === COMMAND_LINE);
    this.setMacro({ atom, macro, setting: isProgram && macro !== null ? new ProgramMacro(this.atoms, atom, macro) : undefined });
  }

  /** Gives a name another meaning; `setting` where the library must know. */
  setMacro({ atom, macro, setting }: Definition): void {
    this.replay.defined(atom, macro, setting);
    this.#macros.set(atom, macro);
    this.#library.forget(atom, macro === null);
    if (setting !== undefined) this.input.library.setMacro(setting);
  }

  get made(): number {
    return this.#expander.made;
  }

  /** Tokens that came out when the same text was read before; false when there would be too many of them. */
  outputAgain(outcome: Outcome): boolean {
    const count = this.#count + outcome.atoms.length;
    if (count > MAX_TOKENS || !this.#expander.chargeAgain(outcome.made)) return false;
    this.#out.append(this.#count, outcome);
    this.#callEnds.append(outcome.calls, this.#count);
    this.#count = count;
    return true;
  }

  /** Copies of the tokens that came out from one to another. */
  outputOf(from: number, to: number): Pick<Outcome, "atoms" | "places" | "expansions" | "flags" | "calls"> {
    return { ...this.#out.copy(from, to), calls: this.#callEnds.between(from, to) };
  }

  /** Takes a pragma that may change layouts, in front of the token `at`. */
  takePragma(tokens: TokenList, place: number, at: number): void {
    this.replay.note({ kind: "pragma", at: this.replay.written, tokens, place });
    const problem = this.pragmas.take(tokens, at);
    if (problem !== undefined) this.#problems.add(this.sources.spelling(place), problem, "directive");
  }

  /** Notes a stretch of the main file that was not taken. */
  skip(range: Range): void {
    this.replay.note({ kind: "skipped", range });
    this.skipped.push(range);
  }

  nextIsParen(): boolean {
    const { position = 0, source } = this.file ?? {};
    return source !== undefined && position < source.lexed.count && source.lexed.atoms[position] === PAREN;
  }

  nextToken(): boolean {
    for (let file = this.file; file !== undefined; file = this.file) {
      const { lexed, base } = file.source;
      const i = file.position;
      if (i >= lexed.count) return false;
      if (lexed.atoms[i] === HASH && ((lexed.flags[i] ?? 0) & FIRST_ON_LINE) !== 0) {
        this.directives.carryOutInArguments(file);
        continue;
      }
      this.atom = lexed.atoms[i] ?? 0;
      this.place = base + (lexed.starts[i] ?? 0);
      this.flags = lexed.flags[i] ?? 0;
      this.#lastPlaceEnd = base + (lexed.ends[i] ?? 0);
      file.position = i + 1;
      return true;
    }
    return false;
  }

  get compiler(): "gcc" | "clang" {
    return this.replay.askedCompiler(this.input.compiler());
  }

  get keepsOnlyComma(): boolean {
    return keepsOnlyComma(this.input.dialect, () => this.compiler);
  }

  operatorToken(operator: number, operand: TokenList): number {
    return operatorToken(this, operator, operand);
  }

  builtinToken(macro: Macro, start: number, end: number): number {
    return builtinToken(this, macro, start, end);
  }

  /** The one-based line of a place, as `#line` has it. */
  lineOf(place: number): number {
    const { file, sources } = this;
    const source = sources.fileOf(place);
    return source === undefined ? 1 : sources.lineOf(source, place - source.base) + (file?.source === source ? file.lineShift : 0);
  }

  pragma(content: number | TokenList, place: number): void {
    const { pragmas } = this.directives;
    if (typeof content === "number") pragmas.takeLiteral(content, place);
    else pragmas.take(content, place);
  }

  output(atom: number, place: number, flags: number): void {
    if (this.#count >= MAX_TOKENS) throw new ExpansionLimit(`the unit has more than ${MAX_TOKENS} tokens`);
    this.#out.set(this.#count++, atom, place, this.#callPlace, flags);
  }

  problem(place: number, message: string, kind: CProblem["kind"] = "directive"): void {
    this.replay.note({ kind: "problem", place, message, of: kind });
    this.#problems.add(this.sources.spelling(place), message, kind);
  }
}
