/** How often a server that crashes is started again. Knows no editor. */

/** This many crashes within the window are recovered from; one more and the user is asked. */
export const CRASH_LIMIT = 4;

const WINDOW_MS = 3 * 60_000;

/** Counts crashes; `now` gives milliseconds from some fixed moment. */
export class CrashCounter {
  readonly #now: () => number;
  #times: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes a crash; true while the server should be started again without asking. */
  crashed(): boolean {
    const now = this.#now();
    this.#times = [...this.#times.filter((time) => now - time < WINDOW_MS), now];
    return this.#times.length <= CRASH_LIMIT;
  }

  /** The user asked for a new start. */
  reset(): void {
    this.#times = [];
  }
}
