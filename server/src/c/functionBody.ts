/**
 * The few facts about a function's body that people ask for: what it calls, which members it assigns to, which names
 * it mentions. Read from the tokens when somebody asks; a body is never parsed. Knows no types and no scopes: a name
 * that a local variable hides is still mentioned.
 */
import type { Site } from "../text/range.ts";
import { type Atoms, FIXED_COUNT, fixed, fixedSet, IDENTIFIER } from "./atoms.ts";
import type { UnitPlaces } from "./latePlaces.ts";
import type { CFunctionBody, CSite } from "./unit.ts";

const PAREN = fixed("(");
const BRACKET = fixed("[");
const CLOSE_BRACKET = fixed("]");
const DOT = fixed(".");
const ARROW = fixed("->");
const ASSIGNMENTS = fixedSet("= += -= *= /= %= <<= >>= &= |= ^=");
const STEPS = fixedSet("++ --");
/** Words of C before `(` that call nothing. */
const NO_CALLS = fixedSet(
  "if for while switch return sizeof _Alignof alignof __alignof __alignof__ typeof __typeof __typeof__ __attribute__ __attribute asm __asm __asm__ _Generic _Static_assert static_assert __declspec _Alignas alignas case do else goto void char short int long float double signed unsigned _Bool bool const volatile struct union enum static extern register auto inline __builtin_va_list __extension__ break continue default",
);

/** Output tokens of a body, braces included. */
export interface BodyRange {
  readonly start: number;
  readonly end: number;
}

/** The facts of one body. */
export function readBody(range: BodyRange, places: UnitPlaces, atoms: Atoms): CFunctionBody {
  return new LateBody(range, places, atoms);
}

class LateBody implements CFunctionBody {
  readonly #range: BodyRange;
  readonly #places: UnitPlaces;
  readonly #atoms: Atoms;
  #calls: { readonly name: string; readonly site: CSite }[] | undefined;
  #assigned: { readonly field: string; readonly site: CSite }[] | undefined;
  #identifiers: ReadonlySet<string> | undefined;

  constructor(range: BodyRange, places: UnitPlaces, atoms: Atoms) {
    this.#range = range;
    this.#places = places;
    this.#atoms = atoms;
  }

  get whole(): Site {
    return this.#places.span(this.#range.start, this.#range.end - 1);
  }

  get calls(): readonly { readonly name: string; readonly site: CSite }[] {
    this.#calls ??= this.#collect((i) => this.#atom(i + 1) === PAREN && !isMember(this.#atom(i - 1)) && !isIn(NO_CALLS, this.#atom(i))).map(
      (i) => ({ name: this.#text(i), site: this.#places.site(i) }),
    );
    return this.#calls;
  }

  get assignedFields(): readonly { readonly field: string; readonly site: CSite }[] {
    this.#assigned ??= this.#collect((i) => isMember(this.#atom(i - 1)) && this.#isAssigned(i)).map((i) => ({
      field: this.#text(i),
      site: this.#places.site(i),
    }));
    return this.#assigned;
  }

  get identifiers(): ReadonlySet<string> {
    this.#identifiers ??= new Set(
      this.#collect((i) => this.#atom(i) >= FIXED_COUNT && !isMember(this.#atom(i - 1))).map((i) => this.#text(i)),
    );
    return this.#identifiers;
  }

  /** The names that a condition holds for, by token. */
  #collect(holds: (token: number) => boolean): number[] {
    const found: number[] = [];
    for (let i = this.#range.start; i < this.#range.end; i++) {
      if (this.#atoms.kind(this.#atom(i)) === IDENTIFIER && holds(i)) found.push(i);
    }
    return found;
  }

  /** `x.f = …`, `x.f[i] += …`, `x.f++`, `++x.f`. */
  #isAssigned(member: number): boolean {
    let next = member + 1;
    while (this.#atom(next) === BRACKET) {
      for (let depth = 0; next < this.#range.end; next++) {
        if (this.#atom(next) === BRACKET) depth++;
        else if (this.#atom(next) === CLOSE_BRACKET && --depth === 0) break;
      }
      next++;
    }
    if (isIn(ASSIGNMENTS, this.#atom(next)) || isIn(STEPS, this.#atom(next))) return true;
    if (isMember(this.#atom(next))) return false;
    let first = member - 1;
    while (isMember(this.#atom(first)) || this.#atoms.kind(this.#atom(first)) === IDENTIFIER) first--;
    return isIn(STEPS, this.#atom(first));
  }

  #atom(token: number): number {
    return token >= this.#range.start && token < this.#range.end ? (this.#places.stream.atoms[token] ?? -1) : -1;
  }

  #text(token: number): string {
    return this.#atoms.text(this.#atom(token));
  }
}

function isMember(atom: number): boolean {
  return atom === DOT || atom === ARROW;
}

function isIn(set: Uint8Array, atom: number): boolean {
  return atom >= 0 && atom < FIXED_COUNT && set[atom] === 1;
}
