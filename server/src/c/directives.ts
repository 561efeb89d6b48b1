/**
 * Preprocessing directives: conditionals, definitions, includes, pragmas. Works on the file the run is in and
 * moves its position; text lines are none of its business.
 */
import { baseOf } from "../text/path.ts";
import type { Site } from "../text/range.ts";
import { FIXED_COUNT, fixed, IDENTIFIER, NUMBER } from "./atoms.ts";
import { Capabilities } from "./capabilities.ts";
import { hasC23Syntax } from "./dialect.ts";
import { doubtOf } from "./doubt.ts";
import { type ConditionHost, evaluateCondition } from "./ifExpression.ts";
import { errorText, guardMacro, isAlternative, lineEnd, linesBetween } from "./includeGuard.ts";
import { IncludeLimits } from "./includeLimits.ts";
import { fileName, isFileName, nextAfter, spelledName } from "./includeOperand.ts";
import { listOf } from "./lineTokens.ts";
import { Macro, readDefinition } from "./macros.ts";
import { PragmaLines } from "./pragmaLines.ts";
import type { Preprocessor } from "./preprocessor.ts";
import { settledBy } from "./settledCondition.ts";
import type { SourceFile } from "./sources.ts";
import type { TokenList } from "./tokens.ts";

/** A file being read. */
export interface IncludedFile {
  readonly source: SourceFile;
  /** Where in the search order it was found. */
  readonly searchIndex: number;
  /** The next token. */
  position: number;
  /** The next directive's index in the file's list of directives. */
  nextDirective: number;
  /** The innermost one that is open. */
  conditional: Conditional | undefined;
  /** What `#line` added to the real line number, and the name it gave. */
  lineShift: number;
  named: string | undefined;
}

/** A conditional whose `#endif` has not been read. */
export interface Conditional {
  /** The token of the `#` that opened it. */
  readonly opened: number;
  /** A branch was taken, so no later one is. */
  readonly taken: boolean;
  readonly sawElse: boolean;
  readonly outer: Conditional | undefined;
}

const OPENING = new Set(["if", "ifdef", "ifndef"].map(fixed));
const ENDIF = fixed("endif");
const ELSE = fixed("else");
const ELIF = fixed("elif");
const ELIFDEF = fixed("elifdef");
const ELIFNDEF = fixed("elifndef");
const INCLUDE_NEXT = fixed("include_next");
const HAS_INCLUDE_NEXT = fixed("__has_include_next");
const IFDEF = fixed("ifdef");
const IF = fixed("if");
const DEFINED = fixed("defined");
const UNSIGNED = fixed("unsigned");

/** Macros that a file defines, by the token of their name; a string says why a definition is none. */
const macrosOf = new WeakMap<SourceFile, Map<number, Macro | string>>();

/** Carries out the directives of one run. */
export class Directives implements ConditionHost {
  readonly #run: Preprocessor;
  readonly pragmas: PragmaLines;
  /** Files read so far: what `#import` leaves out. */
  readonly #entered = new Set<string>();
  readonly #capabilities: Capabilities;
  readonly #limits = new IncludeLimits();
  /** The include line of the main file that is being carried out, or was last. */
  mainInclude: Site | undefined;
  /** The condition being evaluated. */
  #conditionPlace = 0;

  constructor(run: Preprocessor) {
    this.#run = run;
    this.pragmas = new PragmaLines(run);
    const isC11 = (run.input.dialect.year ?? 2017) >= 2011;
    this.#capabilities = new Capabilities(
      () => run.compiler,
      (name) => run.isDefined(run.atoms.intern(name, IDENTIFIER)),
      isC11,
    );
  }

  get atoms(): Preprocessor["atoms"] {
    return this.#run.atoms;
  }

  /** Carries out the directive that the file stands at. */
  carryOut(file: IncludedFile): void {
    const { lexed, base } = file.source;
    const hash = file.position;
    const end = lineEnd(lexed, hash);
    file.nextDirective++;
    file.position = end;
    const name = hash + 1;
    if (name >= end) return;
    const place = base + (lexed.starts[hash] ?? 0);
    switch (this.atoms.text(lexed.atoms[name] ?? 0)) {
      case "if":
      case "ifdef":
      case "ifndef":
        this.#open(file, hash, name, end);
        return;
      case "elif":
      case "elifdef":
      case "elifndef":
      case "else": {
        if (!this.#isAlternative(lexed.atoms[name] ?? 0)) {
          this.#run.problem(place, `#${this.atoms.text(lexed.atoms[name] ?? 0)} is no directive before C23`);
          return;
        }
        const { conditional } = file;
        if (conditional === undefined) this.#run.problem(place, `#${this.atoms.text(lexed.atoms[name] ?? 0)} without #if`);
        else {
          if (lexed.atoms[name] === ELSE) file.conditional = { ...conditional, sawElse: true };
          this.#skip(file, end);
        }
        return;
      }
      case "endif":
        if (file.conditional === undefined) this.#run.problem(place, "#endif without #if");
        file.conditional = file.conditional?.outer;
        return;
      case "define":
        this.#define(file, name + 1, place);
        return;
      case "undef": {
        const atom = name + 1 < end ? lexed.atoms[name + 1] : undefined;
        if (atom === undefined || this.atoms.kind(atom) !== IDENTIFIER) this.#run.problem(place, "#undef without a name");
        else if (atom !== DEFINED) this.#run.define(atom, null);
        return;
      }
      case "include":
      case "include_next":
      case "import":
        this.#noteMainInclude(file, hash, end);
        this.#include(file, name, end, place);
        return;
      case "pragma":
        this.pragmas.take(listOf(file, name + 1, end), place);
        return;
      case "line":
        this.#line(file, name + 1, end, place);
        return;
      case "error":
        this.#run.problem(place, errorText(lexed, name + 1, end), "error");
        return;
      case "warning":
      case "ident":
      case "sccs":
      case "embed":
      case "assert":
      case "unassert":
        return;
      default:
        if (this.atoms.kind(lexed.atoms[name] ?? 0) === NUMBER) this.#line(file, name, end, place);
        else this.#run.problem(place, `unknown directive #${this.atoms.text(lexed.atoms[name] ?? 0)}`);
    }
  }

  /**
   * A directive between the arguments of a macro call works as usual. gcc goes on in an included file, whose end is
   * the end of the arguments; clang refuses includes and pragmas.
   */
  carryOutInArguments(file: IncludedFile): void {
    const { lexed, base } = file.source;
    const text = this.atoms.text(lexed.atoms[file.position + 1] ?? 0);
    const isInclude = text === "include" || text === "include_next" || text === "import";
    if ((!isInclude && text !== "pragma") || this.#run.compiler === "gcc") {
      this.carryOut(file);
      return;
    }
    this.#run.problem(base + (lexed.starts[file.position] ?? 0), `#${text} inside a macro call is not supported`);
    if (isInclude) {
      this.#noteMainInclude(file, file.position, lineEnd(lexed, file.position));
      this.#run.gap("missing", "an #include inside a macro call is not read");
    }
    file.position = lineEnd(lexed, file.position);
    file.nextDirective++;
  }

  endOfFile(file: IncludedFile): void {
    const { lexed, base } = file.source;
    const open: number[] = [];
    for (let at = file.conditional; at !== undefined; at = at.outer) open.unshift(at.opened);
    for (const opened of open) this.#run.problem(base + (lexed.starts[opened] ?? 0), "unterminated conditional");
    if (lexed.openComment >= 0) this.#run.problem(base + lexed.openComment, "unterminated comment", "syntax");
  }

  #open(file: IncludedFile, hash: number, name: number, end: number): void {
    if (!this.#run.gaps.isEmpty && this.#settle(file)) return;
    const outer = file.conditional;
    const taken = this.#holds(file, name, end);
    file.conditional = { opened: hash, taken, sawElse: false, outer };
    if (!taken) this.#skip(file, end);
  }

  /** Passes a conditional whose condition is not certain, and need not be. */
  #settle(file: IncludedFile): boolean {
    const run = this.#run;
    const settled = settledBy(file.source.lexed, file.nextDirective - 1);
    const reason = settled === undefined || run.doubt !== undefined || run.isDefined(settled.name) ? undefined : doubtOf(run, settled.name);
    if (settled === undefined || reason === undefined || run.input.library.asksAbout(run.atoms.text(settled.name))) return false;
    const macro = settled.definition === undefined ? undefined : this.#macroAt(file, settled.definition);
    if (typeof macro === "string") return false;
    run.replay.spoil();
    if (macro !== undefined) run.define(settled.name, macro.inDoubt(reason), file.source);
    file.nextDirective += settled.directives;
    file.position = settled.end;
    return true;
  }

  /** Whether the condition of an `#if`, `#ifdef`, `#elifdef`… holds. */
  #holds(file: IncludedFile, name: number, end: number): boolean {
    const { lexed, base } = file.source;
    const place = base + (lexed.starts[name] ?? 0);
    const directive = lexed.atoms[name];
    if (directive === IF || directive === ELIF) {
      this.#conditionPlace = place;
      const list = this.#run.expandLine(listOf(file, name + 1, end), true);
      const value = evaluateCondition(list, this);
      if (typeof value === "bigint") return value !== 0n;
      this.#run.problem(place, value);
      return false;
    }
    const atom = name + 1 < end ? lexed.atoms[name + 1] : undefined;
    if (atom === undefined || this.atoms.kind(atom) !== IDENTIFIER) {
      this.#run.problem(place, `#${this.atoms.text(directive ?? 0)} without a name`);
      return false;
    }
    const isDefined = this.isDefined(atom);
    if (!isDefined) this.takenForUndefined(atom);
    return isDefined === (directive === IFDEF || directive === ELIFDEF);
  }

  #isAlternative(directive: number): boolean {
    if (directive !== ELIFDEF && directive !== ELIFNDEF) return isAlternative(directive);
    return this.hasScopes();
  }

  /** Skips from behind a directive's line to the branch that is taken, or behind the `#endif`. */
  #skip(file: IncludedFile, from: number): void {
    const { lexed } = file.source;
    const { directives, atoms } = lexed;
    let depth = 0;
    let start = from;
    for (; file.nextDirective < directives.length; ) {
      const hash = directives[file.nextDirective] ?? 0;
      const name = hash + 1;
      const end = lineEnd(lexed, hash);
      const directive = name < end ? (atoms[name] ?? -1) : -1;
      file.nextDirective++;
      if (OPENING.has(directive)) depth++;
      else if (directive === ENDIF) {
        if (depth-- > 0) continue;
        this.#skipped(file, start, hash);
        file.conditional = file.conditional?.outer;
        file.position = end;
        return;
      } else if (depth === 0 && file.conditional !== undefined && this.#isAlternative(directive)) {
        const { conditional } = file;
        this.#skipped(file, start, hash);
        start = end;
        if (conditional.sawElse) continue;
        if (directive === ELSE) file.conditional = { ...conditional, sawElse: true };
        if (conditional.taken) continue;
        file.position = end;
        if (directive === ELSE || this.#holds(file, name, end)) {
          file.conditional = { ...file.conditional, taken: true };
          return;
        }
      }
    }
    this.#skipped(file, start, lexed.count);
    file.position = lexed.count;
  }

  /** Notes a stretch of the main file that was not taken: whole lines, from behind one directive to the next. */
  #skipped(file: IncludedFile, from: number, to: number): void {
    const { source } = file;
    if (source.path !== this.#run.input.source.path || this.#run.includeDepth !== 1) return;
    const lines = linesBetween(source.lexed, from, to);
    if (lines !== undefined) this.#run.skip(lines);
  }

  #define(file: IncludedFile, name: number, place: number): void {
    const macro = this.#macroAt(file, name);
    if (typeof macro === "string") this.#run.problem(place, macro);
    else this.#run.define(macro.definition.name, macro, file.source);
  }

  /** The macro that a file defines at the token of its name, the same for all runs. */
  #macroAt({ source }: IncludedFile, name: number): Macro | string {
    let macros = macrosOf.get(source);
    if (macros === undefined) {
      macros = new Map();
      macrosOf.set(source, macros);
    }
    let macro = macros.get(name);
    if (macro === undefined) {
      const definition = readDefinition(source.lexed, name, this.atoms);
      macro = typeof definition === "string" ? definition : new Macro(definition, source.base, false);
      macros.set(name, macro);
    }
    return macro;
  }

  #noteMainInclude({ source }: IncludedFile, hash: number, end: number): void {
    if (source.path !== this.#run.input.source.path || this.#run.includeDepth !== 1) return;
    const { starts, ends } = source.lexed;
    this.mainInclude = { path: source.path, start: starts[hash] ?? 0, end: ends[end - 1] ?? 0 };
  }

  /** `-include`: searched as if included from the current folder. */
  preInclude(path: string, from: string): void {
    this.#enterFound(path, true, from, -1, 0, false);
  }

  #include(file: IncludedFile, name: number, end: number, place: number): void {
    this.#run.replay.spoil();
    const { lexed } = file.source;
    const directive = lexed.atoms[name];
    let text = name + 1 < end ? spelledName(lexed.atoms[name + 1] ?? -1, this.atoms) : undefined;
    text ??= this.#computedName(listOf(file, name + 1, end));
    if (text === undefined) {
      this.#run.problem(place, `#${this.atoms.text(directive ?? 0)} names no file`, "include");
      this.#run.gap("missing", "an #include names no file");
      return;
    }
    const after = directive === INCLUDE_NEXT ? nextAfter(file.searchIndex, () => this.#run.compiler) : -1;
    this.#enterFound(text.slice(1, -1), text.startsWith('"'), file.source.path, after, place, this.atoms.text(directive ?? 0) === "import");
  }

  #computedName(operand: TokenList): string | undefined {
    return fileName(isFileName(operand, this.atoms) ? operand : this.#run.expandLine(operand, false), this.atoms);
  }

  #enterFound(name: string, quoted: boolean, from: string, after: number, place: number, once: boolean): void {
    const run = this.#run;
    const found = run.input.search.find(name, quoted, from, after, run.input.traits);
    const shown = quoted ? `"${name}"` : `<${name}>`;
    if (found.kind === "unseen") {
      for (const path of found.paths) run.needs.add(path);
      return;
    }
    const isNew = found.kind === "library" && found.table !== undefined && !this.pragmas.once.has(found.path);
    const altered = isNew ? run.pragmas.altering : undefined;
    if (found.kind === "missing" || altered !== undefined) {
      const why = altered ?? ("why" in found ? found.why : undefined) ?? "is not found";
      run.gap("missing", `${shown}${this.#throughHeader()} ${why}`);
      run.problem(place, `${shown} ${why}; names it may declare are unknown`, altered === undefined ? "include" : "packed include");
      return;
    }
    if (found.kind === "library" && !found.complete) {
      run.gap("library", `what ${shown}${this.#throughHeader()} declares is not fully known here`);
    }
    if (this.pragmas.once.has(found.path) || (once && this.#entered.has(found.path))) return;
    if (once || (found.kind === "library" && found.isRepeated !== true)) this.pragmas.once.add(found.path);
    if (found.kind === "library" && found.table !== undefined) run.includeFromTable(found.table);
    this.#entered.add(found.path);
    const lexed = run.input.lexed(found.path, found.text, run.rules);
    const guard = guardMacro(lexed);
    if (guard >= 0 && run.macro(guard) !== null) return;
    const limit = this.#limits.reached(found.text.length, run.includeDepth);
    if (limit !== undefined) {
      run.gap("limit", limit);
      run.problem(place, limit, "limit");
      return;
    }
    run.enter(run.sources.add(found.path, lexed, found.kind === "library"), found.index);
  }

  /** Says which header holds the include that is being carried out; empty for one in the main file. */
  #throughHeader(): string {
    const { file, input } = this.#run;
    const isMain = file === undefined || file.source.path === input.source.path;
    return isMain ? "" : `, which ${baseOf(file.source.path)} includes,`;
  }

  #line(file: IncludedFile, from: number, end: number, place: number): void {
    this.#run.replay.spoil();
    const operand = this.#run.expandLine(listOf(file, from, end), false);
    const number = this.atoms.text(operand.atoms[0] ?? -1);
    if (!/^[0-9]+$/.test(number)) {
      this.#run.problem(place, "#line without a line number");
      return;
    }
    file.lineShift = 0;
    file.lineShift = Number(number) - (this.#run.lineOf(file.source.base + (file.source.lexed.starts[from] ?? 0)) + 1);
    const name = this.atoms.text(operand.atoms[1] ?? -1);
    if (name.startsWith('"')) file.named = name.slice(1, -1);
  }

  isOperator(atom: number): boolean {
    return atom < FIXED_COUNT && this.#capabilities.isOperator(this.atoms.text(atom));
  }

  // What the evaluation of conditions asks.

  isDefined(atom: number): boolean {
    return this.#run.isDefined(atom);
  }

  takenForUndefined(atom: number): void {
    const { file } = this.#run;
    // A guard is undefined because the file was not read before.
    if (file === undefined || file.source.synthetic || guardMacro(file.source.lexed) === atom) return;
    this.#run.doubtUndefined(atom, this.#run.count);
  }

  hasInclude(operator: number, name: string, quoted: boolean): boolean {
    const { file, input } = this.#run;
    this.#run.replay.spoil();
    const after = operator === HAS_INCLUDE_NEXT ? nextAfter(file?.searchIndex ?? -1, () => this.#run.compiler) : -1;
    const found = input.search.find(name, quoted, file?.source.path ?? input.source.path, after, input.traits);
    if (found.kind === "unseen") for (const path of found.paths) this.#run.needs.add(path);
    return found.kind === "file" || found.kind === "library";
  }

  has(operator: string, name: string): bigint {
    return this.#capabilities.has(operator, name);
  }

  complain(message: string): void {
    this.#run.problem(this.#conditionPlace, message);
  }

  compiler(): "gcc" | "clang" {
    return this.#run.compiler;
  }

  isSigned(type: "char" | "wchar_t"): boolean {
    if (type === "char") return !this.#run.isDefined(this.atoms.intern("__CHAR_UNSIGNED__", IDENTIFIER));
    return this.#run.macro(this.atoms.intern("__WCHAR_TYPE__", IDENTIFIER))?.definition.atoms.includes(UNSIGNED) !== true;
  }

  hasScopes(): boolean {
    return hasC23Syntax(this.#run.input.dialect, () => this.#run.compiler);
  }

  trueIsKeyword(): boolean {
    return this.#run.rules.isC23;
  }
}
