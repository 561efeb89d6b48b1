/**
 * Where the macro calls end that a run's tokens come out of. Told by token, not by the call's place: a file that is
 * included twice has the same places twice, and its calls may end elsewhere the second time.
 */

/** Three numbers a call: its first token of the output, the one behind its last, where it ends. In the order of the output. */
export class CallEnds {
  readonly #numbers: number[] = [];

  /** A call of more than one token, and what came out of it. */
  add(from: number, to: number, end: number): void {
    if (to > from) this.#numbers.push(from, to, end);
  }

  /** Calls in threes, whose tokens are counted from `by` on. */
  append(calls: readonly number[], by: number): void {
    for (let i = 0; i < calls.length; i += 3) this.add((calls[i] ?? 0) + by, (calls[i + 1] ?? 0) + by, calls[i + 2] ?? 0);
  }

  /** The calls whose tokens stand between two, in threes, counted from the first of the two on. */
  between(from: number, to: number): readonly number[] {
    const numbers = this.#numbers;
    let start = numbers.length;
    while (start > 0 && (numbers[start - 3] ?? 0) >= from) start -= 3;
    const calls: number[] = [];
    for (let i = start; i < numbers.length && (numbers[i] ?? 0) < to; i += 3)
      calls.push((numbers[i] ?? 0) - from, (numbers[i + 1] ?? 0) - from, numbers[i + 2] ?? 0);
    return calls;
  }

  /** The output so far is gone. */
  clear(): void {
    this.#numbers.length = 0;
  }

  /** The same calls with other tokens before theirs. */
  behind(by: number): CallEnds {
    const moved = new CallEnds();
    moved.append(this.#numbers, by);
    return moved;
  }

  /** Where the call ends that a token comes out of; undefined for a call of one token, and for none. */
  of(token: number): number | undefined {
    const numbers = this.#numbers;
    let low = 0;
    let high = numbers.length / 3;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[3 * middle + 1] ?? 0) <= token) low = middle + 1;
      else high = middle;
    }
    return (numbers[3 * low] ?? Number.POSITIVE_INFINITY) <= token ? numbers[3 * low + 2] : undefined;
  }

  /** Whether these are the calls of another run with `by` tokens more before them. */
  areBehind(other: CallEnds, by: number): boolean {
    const a = this.#numbers;
    const b = other.#numbers;
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== (b[i] ?? 0) + (i % 3 === 2 ? 0 : by)) return false;
    return true;
  }
}
