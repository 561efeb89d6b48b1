/**
 * A progress bar on standard error: one line that is drawn over itself, shown only once the work has taken a while.
 */
import type { Session } from "./session.ts";

const PATIENCE_MS = 400;
const REDRAW_MS = 80;
const BAR_WIDTH = 24;

export interface Progress {
  /** `done` of `total` are finished; `what` is being worked on. */
  step(done: number, total: number, what: string): void;
  /** Takes the bar away; to be called before anything else is written. */
  clear(): void;
}

const silent: Progress = { step: () => undefined, clear: () => undefined };

/** `when` is the value of `--progress`. */
export function createProgress({ terminal, host }: Session, when: string, isQuiet: boolean): Progress {
  if (when === "never" || (when === "auto" && (isQuiet || !terminal.errorIsTerminal))) return silent;
  let due = host.now() + (when === "always" ? 0 : PATIENCE_MS);
  let isDrawn = false;
  return {
    step(done, total, what) {
      if (host.now() < due) return;
      due = host.now() + REDRAW_MS;
      const filled = Math.round((BAR_WIDTH * done) / Math.max(1, total));
      const bar = `[${"#".repeat(filled)}${".".repeat(BAR_WIDTH - filled)}] ${done}/${total} `;
      const room = Math.max(0, terminal.columns - bar.length - 1);
      terminal.error(`\r\x1b[K${bar}${what.length > room ? `…${what.slice(what.length - room + 1)}` : what}`);
      isDrawn = true;
    },
    clear() {
      if (isDrawn) terminal.error("\r\x1b[K");
      isDrawn = false;
    },
  };
}
