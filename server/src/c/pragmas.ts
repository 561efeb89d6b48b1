/**
 * Pragmas that change layouts: `pack` with its stack, `ms_struct`. Reads their tokens, keeps the state, and says
 * from which output token on a state holds (GCC manual, "Structure-Layout Pragmas").
 */
import { type Atoms, fixed, IDENTIFIER, NUMBER } from "./atoms.ts";
import { integerLiteral } from "./literals.ts";
import type { TokenList } from "./tokens.ts";

/** What pragmas say of records defined from some token on. */
export interface PragmaState {
  /** In bytes; undefined where nothing limits alignment. */
  readonly pack: number | undefined;
  readonly bitFields: "ms" | undefined;
  /** A pragma whose effect on layouts is not known here is in force. */
  readonly unknown: string | undefined;
  /** Since the last `pack()` there was one that clang refuses on AIX, where it follows IBM's compiler: a name, or `pack(0)`. */
  readonly notOnAix?: true;
}

export const NO_PRAGMAS: PragmaState = { pack: undefined, bitFields: undefined, unknown: undefined };

const PACK = fixed("pack");
const MS_STRUCT = fixed("ms_struct");
const OPTIONS = fixed("options");
const ALIGN = fixed("align");
const PUSH = fixed("push");
const POP = fixed("pop");
const COMMA = fixed(",");
const PAREN = fixed("(");
const CLOSE = fixed(")");
const ON = fixed("on");

interface Pushed {
  readonly pack: number | undefined;
  readonly name: number | undefined;
}

/** The pragma state of a run, and its history by output token. */
export class PragmaTracker {
  readonly #atoms: Atoms;
  readonly #stack: Pushed[] = [];
  #state: PragmaState = NO_PRAGMAS;
  readonly #changes: { readonly at: number; readonly state: PragmaState }[] = [];

  constructor(atoms: Atoms) {
    this.#atoms = atoms;
  }

  /** The state for a record whose token stands at an output index. */
  at(index: number): PragmaState {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#changes[middle]?.at ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return this.#changes[low - 1]?.state ?? NO_PRAGMAS;
  }

  /** Whether another run's pragmas held the same from token to token. */
  equals(other: PragmaTracker): boolean {
    return (
      this.#changes.length === other.#changes.length &&
      this.#changes.every(({ at, state }, i) => {
        const theirs = other.#changes[i];
        return (
          theirs?.at === at &&
          theirs.state.pack === state.pack &&
          theirs.state.bitFields === state.bitFields &&
          theirs.state.notOnAix === state.notOnAix &&
          theirs.state.unknown === state.unknown
        );
      })
    );
  }

  /** The history of two streams that stand one behind the other; this one's comes second, `by` tokens later. */
  behind(first: PragmaTracker, by: number): PragmaTracker {
    const all = new PragmaTracker(this.#atoms);
    all.#changes.push(...first.#changes);
    if (first.hasChanges) all.#change(by, NO_PRAGMAS);
    for (const { at, state } of this.#changes) all.#change(at + by, state);
    return all;
  }

  /** Why records of a header that is included now would not be as its library has them; undefined where they are. */
  get altering(): string | undefined {
    const { pack, bitFields, unknown } = this.#state;
    if (pack === undefined && bitFields === undefined && unknown === undefined) return undefined;
    return "is included while a pragma that changes layouts is in force";
  }

  /** Whether any record can be concerned at all. */
  get hasChanges(): boolean {
    return this.#changes.length > 0;
  }

  /** Takes a pragma's tokens; answers what is wrong with it, if anything. `at` is the next output token's index. */
  take(tokens: TokenList, at: number): string | undefined {
    const [first] = tokens.atoms;
    if (first === PACK) return this.#pack(tokens, at);
    if (first === MS_STRUCT) this.#change(at, { ...this.#state, bitFields: tokens.atoms[1] === ON ? "ms" : undefined });
    if (first === OPTIONS || first === ALIGN) this.#options(tokens, at);
    return undefined;
  }

  #change(at: number, state: PragmaState): void {
    this.#state = state;
    const last = this.#changes[this.#changes.length - 1];
    if (last?.at === at) this.#changes.pop();
    this.#changes.push({ at, state });
  }

  /** `#pragma options align=…` (Darwin, AIX). */
  #options(tokens: TokenList, at: number): void {
    const text = tokens.atoms.map((atom) => this.#atoms.text(atom)).join(" ");
    const mode = /align (?:= |\( )?(\w+)/.exec(text)?.[1];
    if (mode === undefined) return;
    if (mode === "reset" || mode === "natural" || mode === "native" || mode === "full")
      this.#change(at, { ...this.#state, unknown: undefined });
    else this.#change(at, { ...this.#state, unknown: `the effect of "#pragma ${text}" is not known` });
  }

  #pack(tokens: TokenList, at: number): string | undefined {
    const { atoms } = tokens;
    if (atoms[1] !== PAREN) return "#pragma pack without parentheses is ignored";
    const parts: number[] = [];
    let i = 2;
    while (i < atoms.length && atoms[i] !== CLOSE) {
      parts.push(atoms[i] ?? 0);
      i++;
      if (atoms[i] === COMMA) i++;
      else if (atoms[i] !== CLOSE) return "#pragma pack is not understood and ignored";
    }
    if (i >= atoms.length) return "#pragma pack is not closed and ignored";
    const [action, ...rest] = parts;
    if (action === undefined) this.#change(at, { pack: undefined, bitFields: this.#state.bitFields, unknown: this.#state.unknown });
    else if (action === PUSH || action === POP) return this.#stackAction(action, rest, at);
    else if (parts.length === 1) {
      const value = this.#value(action);
      if (value === undefined) return this.#atoms.text(action) === "show" ? undefined : "#pragma pack takes 1, 2, 4, 8 or 16";
      this.#changePack(at, value === 0 ? undefined : value, value === 0);
    } else return "#pragma pack is not understood and ignored";
    return undefined;
  }

  #stackAction(action: number, rest: readonly number[], at: number): string | undefined {
    let name: number | undefined;
    let value: number | undefined;
    for (const part of rest) {
      if (this.#atoms.kind(part) === IDENTIFIER) name = part;
      else {
        value = this.#value(part);
        if (value === undefined) return "#pragma pack takes 1, 2, 4, 8 or 16";
      }
    }
    let pack = this.#state.pack;
    if (action === PUSH) this.#stack.push({ pack, name });
    else if (name !== undefined) {
      const depth = this.#stack.findLastIndex((pushed) => pushed.name === name);
      if (depth < 0) return "#pragma pack(pop) names nothing that was pushed";
      pack = this.#stack[depth]?.pack;
      this.#stack.length = depth;
    } else {
      const popped = this.#stack.pop();
      if (popped === undefined) return "#pragma pack(pop) without a push";
      pack = popped.pack;
    }
    if (value !== undefined) pack = value === 0 ? undefined : value;
    this.#changePack(at, pack, name !== undefined || value === 0);
    return undefined;
  }

  #changePack(at: number, pack: number | undefined, isRefusedOnAix: boolean): void {
    this.#change(at, { ...this.#state, pack, ...(isRefusedOnAix ? { notOnAix: true } : {}) });
  }

  #value(atom: number): number | undefined {
    if (this.#atoms.kind(atom) !== NUMBER) return undefined;
    const value = Number(integerLiteral(this.#atoms.text(atom))?.value ?? -1n);
    return [0, 1, 2, 4, 8, 16].includes(value) ? value : undefined;
  }
}
