/**
 * What was not read of a unit, and from where on: headers that are not there, packages that are not found, limits.
 * Makes the clauses that end the reasons of unknown types, and tells from such a reason which gaps are behind it. Knows
 * nothing of how anything is searched.
 */
import type { CGap } from "./unit.ts";

/** How many gaps a clause names. */
const MAX_NAMED = 3;

/** The gaps of one run. */
export class Gaps {
  /** By the number of output tokens before it. */
  #found: readonly { readonly gap: CGap; readonly from: number }[] = [];
  /** By clause: the gaps it sums up. */
  readonly #clauses = new Map<string, readonly CGap[]>();
  /** By the number of gaps it sums up. */
  readonly #byCount: (string | undefined)[] = [undefined];

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  get list(): readonly CGap[] {
    return this.#found.map(({ gap }) => gap);
  }

  /** A gap behind `from` tokens of output; the numbers never fall. */
  add(gap: CGap, from: number): void {
    const isKnown = this.#found.some((other) => other.gap.reason === gap.reason && sameSite(other.gap, gap));
    if (!isKnown) this.#found = [...this.#found, { gap, from }];
  }

  /** The output so far is gone. */
  restart(): void {
    this.#found = this.#found.map(({ gap }) => ({ gap, from: 0 }));
  }

  /** A clause for the gaps before the token `end`; undefined when there are none. */
  before(end: number): string | undefined {
    let count = this.#found.length;
    while (count > 0 && (this.#found[count - 1]?.from ?? 0) >= end) count--;
    if (!(count in this.#byCount)) this.#byCount[count] = this.#clause(this.#found.slice(0, count).map(({ gap }) => gap));
    return this.#byCount[count];
  }

  /** A clause for the gaps between two tokens, of things that certainly are elsewhere (not of headers known in part). */
  between(start: number, end: number): string | undefined {
    let inside: CGap[] | undefined;
    for (const { gap, from } of this.#found) {
      if (from > start && from < end && gap.kind !== "library") inside = [...(inside ?? []), gap];
    }
    return inside && this.#clause(inside);
  }

  /** The gaps that a reason made with a clause of these speaks of. */
  behind(reason: string): readonly CGap[] {
    let longest = "";
    for (const clause of this.#clauses.keys()) if (clause.length > longest.length && reason.endsWith(clause)) longest = clause;
    return this.#clauses.get(longest) ?? [];
  }

  /**
   * What makes the same clauses at the same places has the same key. Headers known in part that come behind the first
   * gap of another kind are in no clause, so targets that differ only in those can share what was read.
   */
  key(): string {
    const firstCertain = this.#found.findIndex(({ gap }) => gap.kind !== "library");
    return JSON.stringify(this.#found.filter(({ gap }, i) => gap.kind !== "library" || firstCertain < 0 || i < firstCertain));
  }

  /** A header known in part is to blame only where nothing else is missing. */
  #clause(gaps: readonly CGap[]): string {
    const certain = gaps.filter(({ kind }) => kind !== "library");
    const blamed = certain.length > 0 ? certain : gaps;
    const reasons = [...new Set(blamed.map(({ reason }) => reason))];
    const named = reasons.slice(0, MAX_NAMED);
    const clause = named.join(" and ") + (reasons.length > named.length ? `, and ${reasons.length - named.length} more are missing` : "");
    this.#clauses.set(clause, blamed);
    return clause;
  }
}

function sameSite(a: CGap, b: CGap): boolean {
  return a.site?.path === b.site?.path && a.site?.start === b.site?.start;
}
