/**
 * Macro expansion: which macro is replaced when, what its arguments are, and what is rescanned (ISO C 6.10.3.1 and
 * 6.10.3.4), in the order gcc and clang do it. Tokens come from a stack of replacement lists and, below that, from
 * the file being read. Knows no directives.
 */
import { type Atoms, fixed, HEADER, STRING } from "./atoms.ts";
import type { SpellingRules } from "./dialect.ts";
import { SPACE_BEFORE } from "./lexer.ts";
import type { Macro } from "./macros.ts";
import { type MacroArgument, substitute } from "./substitute.ts";
import { FROM_BODY, IN_REPLACEMENT, KEEPS_SPACE, NO_EXPAND, TokenList } from "./tokens.ts";

const PAREN = fixed("(");
const CLOSE = fixed(")");
const COMMA = fixed(",");
const DEFINED = fixed("defined");
/** Operators of conditions that name a file. */
export const TAKES_FILE: ReadonlySet<number> = new Set(["__has_include", "__has_include_next", "__has_embed"].map(fixed));
const TAKES_NAME = new Set(
  ["__has_attribute", "__has_builtin", "__has_feature", "__has_extension", "__has_c_attribute", "__has_cpp_attribute"]
    .concat(["__has_declspec_attribute", "__has_warning", "__is_identifier", "__building_module"])
    .map(fixed),
);

/** Arguments nested in arguments deeper than this are left as they are. */
const MAX_DEPTH = 300;
/** Tokens that one unit's macros may make. */
const MAX_EXPANSION = 12_000_000;
/** Tokens that one macro call in a file may make. */
const MAX_CALL = 1_000_000;

/** Ends a run whose macros grow beyond all measure. Caught by the preprocessor. */
export class ExpansionLimit extends Error {}

/** What expansion needs from the run it happens in. */
export interface ExpanderHost {
  readonly atoms: Atoms;
  /** How tokens made by pasting are spelled. */
  readonly rules: SpellingRules;
  /** Told of the use of a macro that may stand for something else, and why. */
  useUncertain(reason: string): void;
  /** The macro in force by that name. */
  macro(atom: number): Macro | null;
  /** Whether the file goes on with `(` on this or a later line, no directive in between. */
  nextIsParen(): boolean;
  /** Reads the file's next token into `atom`, `place` and `flags`; false at its end. Directives in between take effect. */
  nextToken(): boolean;
  readonly atom: number;
  readonly place: number;
  readonly flags: number;
  /** The one token that `__LINE__` and its like stand for, with the places where the call in the file starts and ends that it comes out of. */
  builtinToken(macro: Macro, start: number, end: number): number;
  /** The one token that `__has_attribute(…)` or its like stands for in text. */
  operatorToken(operator: number, operand: TokenList): number;
  readonly compiler: "gcc" | "clang";
  /** Whether a call without arguments of a macro whose one parameter is variable keeps the comma before `##`. */
  readonly keepsOnlyComma: boolean;
  /** A `_Pragma` with the atom of its string literal, or `__pragma` with its tokens. */
  pragma(content: number | TokenList, place: number): void;
  output(atom: number, place: number, flags: number): void;
  problem(place: number, message: string): void;
}

/** Expands what one run reads. */
export class Expander {
  readonly #host: ExpanderHost;
  readonly atoms: Atoms;
  readonly rules: SpellingRules;
  readonly #lists: TokenList[] = [];
  readonly #positions: number[] = [];
  readonly #macros: (Macro | undefined)[] = [];
  readonly #firstFlags: number[] = [];
  /** Per replacement list: where the call in the file starts, and ends, that it comes out of. */
  readonly #callStarts: number[] = [];
  readonly #callEnds: number[] = [];
  /** Contexts below it, and the file, are out of reach: an argument is expanded as if it were the rest of the file. */
  #floor = 0;
  #fileOpen = true;
  #depth = 0;
  #made = 0;
  #madeByCall = 0;
  // The token read last.
  #atom = 0;
  #place = 0;
  #flags = 0;
  #callStart = 0;
  #callEnd = 0;

  constructor(host: ExpanderHost) {
    this.#host = host;
    this.atoms = host.atoms;
    this.rules = host.rules;
  }

  charge(count: number): void {
    this.#made += count;
    this.#madeByCall += count;
    if (this.#madeByCall > MAX_CALL) throw new ExpansionLimit(`one macro call expands to more than ${MAX_CALL} tokens`);
    if (this.#made > MAX_EXPANSION) throw new ExpansionLimit(`macros expand to more than ${MAX_EXPANSION} tokens`);
  }

  /** How many tokens macros have made so far. */
  get made(): number {
    return this.#made;
  }

  /** Counts tokens that were made when the same text was read before; false when they would be too many. */
  chargeAgain(count: number): boolean {
    if (this.#made + count > MAX_EXPANSION) return false;
    this.#made += count;
    return true;
  }

  /** Leaves everything that was being expanded when a limit was reached: macros outlive their run. */
  abandon(): void {
    while (this.#lists.length > 0) this.#pop();
    this.#floor = 0;
    this.#fileOpen = true;
    this.#depth = 0;
  }

  badPaste(left: string, right: string, place: number): void {
    this.#host.problem(place, `pasting ${left} and ${right} gives no token`);
  }

  /** Expands a macro whose name the file has just given; what comes out goes to the host. */
  call(macro: Macro, atom: number, place: number, flags: number): void {
    this.#madeByCall = 0;
    this.#callStart = place;
    this.#callEnd = place;
    if (this.#enter(macro, atom, place, flags, true)) this.#drain(undefined, false);
    else this.#host.output(atom, place, flags);
  }

  /** Expands the rest of a directive's line. In `#if`, what `defined` and its kin ask about is left alone. */
  line(list: TokenList, isCondition: boolean): TokenList {
    this.#madeByCall = 0;
    return this.#isolated(list, isCondition, 0, 0);
  }

  /** Expands tokens as if nothing followed them. Those that are not spelled in a file come out of the call given. */
  #isolated(list: TokenList, isCondition: boolean, callStart: number, callEnd: number): TokenList {
    const result = new TokenList();
    if (this.#depth >= MAX_DEPTH) {
      this.#host.problem(list.places[0] ?? 0, `macro calls nest deeper than ${MAX_DEPTH}`);
      return list;
    }
    const floor = this.#floor;
    const fileOpen = this.#fileOpen;
    this.#floor = this.#lists.length;
    this.#fileOpen = false;
    this.#depth++;
    this.#push(list, undefined, list.flags[0] ?? 0, callStart, callEnd);
    this.#drain(result, isCondition);
    this.#depth--;
    this.#floor = floor;
    this.#fileOpen = fileOpen;
    return result;
  }

  #push(list: TokenList, macro: Macro | undefined, firstFlags: number, callStart: number, callEnd: number): void {
    this.#lists.push(list);
    this.#callStarts.push(callStart);
    this.#callEnds.push(callEnd);
    this.#positions.push(0);
    this.#macros.push(macro);
    this.#firstFlags.push(firstFlags);
    if (macro !== undefined) macro.active = true;
  }

  /** Leaves the innermost replacement list, whose macro may be expanded again from here on. */
  #pop(): void {
    this.#lists.pop();
    this.#positions.pop();
    this.#firstFlags.pop();
    this.#callStarts.pop();
    this.#callEnds.pop();
    const macro = this.#macros.pop();
    if (macro !== undefined) macro.active = false;
  }

  /** Reads from the replacement lists; false when they are used up. */
  #readListed(): boolean {
    while (this.#lists.length > this.#floor) {
      const top = this.#lists.length - 1;
      const list = this.#lists[top];
      const position = this.#positions[top] ?? 0;
      if (list === undefined || position >= list.length) {
        this.#pop();
        continue;
      }
      this.#positions[top] = position + 1;
      this.#atom = list.atoms[position] ?? 0;
      this.#place = list.places[position] ?? 0;
      const flags = list.flags[position] ?? 0;
      const own = position > 0 || (flags & KEEPS_SPACE) !== 0 ? flags : flags & ~SPACE_BEFORE;
      this.#flags = position > 0 ? flags : own | ((this.#firstFlags[top] ?? 0) & SPACE_BEFORE);
      const inCall = (flags & IN_REPLACEMENT) !== 0;
      this.#callStart = inCall ? (this.#callStarts[top] ?? 0) : this.#place;
      this.#callEnd = inCall ? (this.#callEnds[top] ?? 0) : this.#place;
      if (this.#host.macro(this.#atom)?.active === true) this.#flags |= NO_EXPAND;
      return true;
    }
    return false;
  }

  #read(): boolean {
    if (this.#readListed()) return true;
    if (!this.#fileOpen || !this.#host.nextToken()) return false;
    this.#atom = this.#host.atom;
    this.#place = this.#host.place;
    this.#flags = this.#host.flags;
    this.#callStart = this.#place;
    this.#callEnd = this.#place;
    return true;
  }

  #nextIsParen(): boolean {
    while (this.#lists.length > this.#floor) {
      const top = this.#lists.length - 1;
      const list = this.#lists[top];
      const position = this.#positions[top] ?? 0;
      if (list !== undefined && position < list.length) return list.atoms[position] === PAREN;
      this.#pop();
    }
    return this.#fileOpen && this.#host.nextIsParen();
  }

  #drain(sink: TokenList | undefined, isCondition: boolean): void {
    while (this.#readListed()) {
      const atom = this.#atom;
      const place = this.#place;
      const flags = this.#flags;
      if (isCondition && this.#copyOperand(atom, place, flags, sink)) continue;
      if ((flags & NO_EXPAND) === 0) {
        const macro = this.#host.macro(atom);
        if (macro !== null && this.#enter(macro, atom, place, flags, sink === undefined)) continue;
      }
      if (sink === undefined) this.#host.output(atom, place, flags);
      else sink.push(atom, place, flags);
    }
  }

  /** In a condition: an operator such as `defined` with its operand, copied unexpanded. */
  #copyOperand(atom: number, place: number, flags: number, sink: TokenList | undefined): boolean {
    if (sink === undefined) return false;
    const isDefined = atom === DEFINED;
    if (!isDefined && !TAKES_NAME.has(atom) && !TAKES_FILE.has(atom)) return false;
    sink.push(atom, place, flags | NO_EXPAND);
    if (!this.#nextIsParen()) {
      if (isDefined && this.#readListed()) sink.push(this.#atom, this.#place, this.#flags | NO_EXPAND);
      return true;
    }
    this.#readListed();
    sink.push(this.#atom, this.#place, this.#flags);
    if (TAKES_FILE.has(atom)) {
      const top = this.#lists.length - 1;
      const next = this.#lists[top]?.atoms[this.#positions[top] ?? 0] ?? 0;
      const kind = this.atoms.kind(next);
      // A computed file name is expanded like any other text.
      if (kind !== HEADER && kind !== STRING) return true;
    }
    for (let depth = 1; depth > 0 && this.#readListed(); ) {
      if (this.#atom === PAREN) depth++;
      else if (this.#atom === CLOSE) depth--;
      sink.push(this.#atom, this.#place, this.#flags | NO_EXPAND);
    }
    return true;
  }

  /** Starts replacing a macro; false when its name stays as it is. `final`: what comes out goes to the unit. */
  #enter(macro: Macro, atom: number, place: number, flags: number, final: boolean): boolean {
    if (macro.active) return false;
    if (macro.uncertain !== undefined) this.#host.useUncertain(macro.uncertain);
    const { builtin, definition } = macro;
    // Where the call starts: collecting arguments goes on from there.
    const start = this.#callStart;
    if (builtin !== undefined) {
      if (builtin === "operator") return this.#operator(atom, place, flags);
      if (builtin === "pragma" || builtin === "msPragma") return final && this.#pragma(builtin, place);
      const list = new TokenList();
      list.push(this.#host.builtinToken(macro, start, this.#callEnd), place, flags | FROM_BODY);
      this.#push(list, undefined, flags, start, this.#callEnd);
      return true;
    }
    if (definition.parameters === undefined) {
      const end = this.#callEnd;
      this.charge(definition.atoms.length);
      this.#push(substitute(macro, [], this), macro, flags, start, end);
      return true;
    }
    if (!this.#nextIsParen()) return false;
    this.#read();
    const args = this.#collect(macro, atom, place, start);
    // clang loses the name of a call that does not end, gcc keeps it.
    if (args === "unterminated") return this.#host.compiler === "clang";
    if (args === undefined) return false;
    const end = this.#callEnd;
    this.charge(definition.atoms.length);
    this.#push(substitute(macro, args, this), macro, flags, start, end);
    return true;
  }

  /** The arguments of a call whose opening parenthesis has been read; undefined when they do not fit the macro. */
  #collect(macro: Macro, atom: number, place: number, start: number): MacroArgument[] | "unterminated" | undefined {
    const { definition } = macro;
    const parameterCount = definition.parameters?.length ?? 0;
    const lists: TokenList[] = [new TokenList()];
    let depth = 1;
    for (;;) {
      if (!this.#read()) {
        this.#host.problem(place, `unterminated call of macro ${this.atoms.text(atom)}`);
        return "unterminated";
      }
      this.charge(1);
      const token = this.#atom;
      if (token === PAREN) depth++;
      else if (token === CLOSE && --depth === 0) break;
      else if (token === COMMA && depth === 1 && !(definition.variadic && lists.length === parameterCount)) {
        lists.push(new TokenList());
        continue;
      }
      lists[lists.length - 1]?.push(token, this.#place, this.#flags);
    }
    if (parameterCount === 0 && lists.length === 1 && lists[0]?.length === 0) return [];
    let omitted = definition.variadic && parameterCount === 1 && lists[0]?.length === 0 && !this.#host.keepsOnlyComma;
    if (definition.variadic && lists.length === parameterCount - 1) {
      lists.push(new TokenList());
      omitted = true;
    }
    if (lists.length !== parameterCount) {
      this.#host.problem(place, `macro ${this.atoms.text(atom)} takes ${parameterCount} arguments, not ${lists.length}`);
      return undefined;
    }
    const end = this.#callEnd;
    return lists.map((raw, i) => {
      let expanded: TokenList | undefined;
      return {
        raw,
        omitted: omitted && i === parameterCount - 1,
        expanded: () => {
          expanded ??= this.#hasMacros(raw) ? this.#isolated(raw, false, start, end) : raw;
          return expanded;
        },
      };
    });
  }

  #hasMacros(list: TokenList): boolean {
    for (const atom of list.atoms) if (this.#host.macro(atom) !== null) return true;
    return false;
  }

  /** `__has_attribute(…)` and its like, outside of conditions. */
  #operator(atom: number, place: number, flags: number): boolean {
    if (!this.#nextIsParen()) return false;
    this.#read();
    const operand = new TokenList();
    for (let depth = 1; this.#read(); ) {
      if (this.#atom === PAREN) depth++;
      else if (this.#atom === CLOSE && --depth === 0) break;
      operand.push(this.#atom, this.#place, this.#flags);
    }
    const list = new TokenList();
    list.push(this.#host.operatorToken(atom, operand), place, flags | FROM_BODY);
    this.#push(list, undefined, flags, this.#callStart, this.#callEnd);
    return true;
  }

  /** `_Pragma("…")` or `__pragma(…)`; false when no operand follows. */
  #pragma(builtin: "pragma" | "msPragma", place: number): boolean {
    if (!this.#nextIsParen()) return false;
    this.#read();
    const content = new TokenList();
    for (let depth = 1; this.#read(); ) {
      if (this.#atom === PAREN) depth++;
      else if (this.#atom === CLOSE && --depth === 0) break;
      content.push(this.#atom, this.#place, this.#flags);
    }
    const first = content.atoms[0] ?? 0;
    if (builtin === "msPragma") this.#host.pragma(content, place);
    else if (content.length === 1 && this.atoms.kind(first) === STRING) this.#host.pragma(first, place);
    else this.#host.problem(place, "_Pragma takes one string literal");
    return true;
  }
}
