/**
 * What came of reading a stretch of a file, kept so that it need not be read again: for other targets, and in other
 * units. Reading is determined by the text and by the answers to what it asks on its way (which macro a name is, whether
 * it is one, which compiler it is for). Every way that it went is kept by those answers, in the order of the questions:
 * looking one up asks just what reading would ask. Knows nothing of how text is read.
 */
import type { MacroSetting } from "../system/cLibraryVariants.ts";
import type { Range } from "../text/range.ts";
import type { Conditional } from "./directives.ts";
import type { Macro } from "./macros.ts";
import type { SourceFile } from "./sources.ts";
import type { TokenList } from "./tokens.ts";
import type { CProblem } from "./unit.ts";

/** Twice an atom asks which macro it is, one more whether it is one; this which compiler reads. */
export const WHICH_COMPILER = -1;
export type Answer = Macro | null | boolean | "gcc" | "clang";

/** What happened besides tokens and definitions. `at` is the number of tokens before it. */
export type Note =
  | { readonly kind: "problem"; readonly place: number; readonly message: string; readonly of: CProblem["kind"] }
  | { readonly kind: "pragma"; readonly at: number; readonly tokens: TokenList; readonly place: number }
  /** A condition took a name for undefined. */
  | { readonly kind: "undefined"; readonly at: number; readonly atom: number }
  | { readonly kind: "once"; readonly path: string }
  | { readonly kind: "skipped"; readonly range: Range };

/** A name that got another meaning; `setting` where the library must know. */
export interface Definition {
  readonly atom: number;
  readonly macro: Macro | null;
  readonly setting: MacroSetting | undefined;
}

/** Where reading stands in a file. */
export interface Standing {
  readonly position: number;
  readonly nextDirective: number;
  readonly conditional: Conditional | undefined;
}

/** What a stretch comes to. */
export interface Outcome {
  readonly end: Standing;
  readonly atoms: Int32Array;
  readonly places: Int32Array;
  readonly expansions: Int32Array;
  readonly flags: Uint8Array;
  /** Macro calls in threes: the first of the tokens that came out, the one behind the last, where the call ends. */
  readonly calls: readonly number[];
  readonly definitions: readonly Definition[];
  readonly notes: readonly Note[];
  /** Tokens that macros made. */
  readonly made: number;
}

/** One way that reading a stretch went. */
export interface Way {
  readonly questions: Int32Array;
  readonly answers: readonly Answer[];
  readonly outcome: Outcome;
  /** Ways that part from this one at a question. */
  readonly partings: { readonly at: number; readonly way: Way }[];
}

/** The way that no way known goes from this question on. */
export interface Parting {
  readonly from: Way;
  readonly at: number;
}

/** Ways kept of one stretch before they are forgotten. */
const MAX_WAYS = 64;

/** The ways of reading on from one position of a file. */
export class Stretch {
  readonly conditional: Conditional | undefined;
  #first: Way | undefined;
  #count = 0;

  constructor(conditional: Conditional | undefined) {
    this.conditional = conditional;
  }

  /** Follows the answers: what came of reading when it got the same ones, or where it never went this way. */
  find<T>(of: T, ask: (of: T, question: number) => Answer): Way | Parting | undefined {
    let way = this.#first;
    if (way === undefined) return undefined;
    for (let at = 0; at < way.questions.length; at++) {
      const answer = ask(of, way.questions[at] ?? 0);
      if (answer === way.answers[at]) continue;
      const next = partedAt(way, at, answer);
      if (next === undefined) return { from: way, at };
      way = next;
    }
    return way;
  }

  /** Keeps a way; `parting` is where `find` said that it is a new one. */
  add(way: Way, parting: Parting | undefined): void {
    if (parting !== undefined) {
      // What ended before the question has nothing that tells it from the way it would part from.
      if (parting.at >= way.questions.length) return;
      parting.from.partings.push({ at: parting.at, way });
    } else this.#first = way;
    this.#count++;
  }

  /** Whether there is room for one more way; makes it by forgetting the others. */
  makeRoom(): boolean {
    if (this.#count < MAX_WAYS) return true;
    this.#first = undefined;
    this.#count = 0;
    return false;
  }
}

function partedAt({ partings }: Way, at: number, answer: Answer): Way | undefined {
  for (const parting of partings) if (parting.at === at && parting.way.answers[at] === answer) return parting.way;
  return undefined;
}

/** The stretches of one reader's files, for one dialect. */
export class StretchStore {
  /** Tokens of a file that one stretch has, about. Stretches end at multiples of it, so that targets which part meet again. */
  readonly length: number;
  readonly #files = new WeakMap<SourceFile, Map<number, Stretch[]>>();
  /** Numbers kept: tokens and questions. */
  size = 0;

  constructor(length = 256) {
    this.length = length;
  }

  of(source: SourceFile): Map<number, Stretch[]> {
    let stretches = this.#files.get(source);
    if (stretches === undefined) {
      stretches = new Map();
      this.#files.set(source, stretches);
    }
    return stretches;
  }
}

/** The stretch that starts at a position, inside these conditionals. */
export function stretchAt(stretches: Map<number, Stretch[]>, position: number, conditional: Conditional | undefined): Stretch {
  let here = stretches.get(position);
  if (here === undefined) {
    here = [];
    stretches.set(position, here);
  }
  for (const stretch of here) if (sameConditionals(stretch.conditional, conditional)) return stretch;
  const stretch = new Stretch(conditional);
  here.push(stretch);
  return stretch;
}

function sameConditionals(a: Conditional | undefined, b: Conditional | undefined): boolean {
  let [one, other] = [a, b];
  while (one !== other) {
    if (one === undefined || other === undefined) return false;
    if (one.opened !== other.opened || one.taken !== other.taken || one.sawElse !== other.sawElse) return false;
    one = one.outer;
    other = other.outer;
  }
  return true;
}
