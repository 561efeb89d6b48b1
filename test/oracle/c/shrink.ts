/** Makes a failing case smaller: lines, then files, are left out as long as the case still fails. */
import type { RandomCase } from "./randomCase.ts";

/** Attempts, each of which may run a compiler. */
const MAX_ATTEMPTS = 600;

/** The smallest case found that still fails. */
export function shrink(start: RandomCase, stillFails: (some: RandomCase) => boolean): RandomCase {
  let best = start;
  let attempts = 0;
  const attempt = (some: RandomCase): boolean => {
    if (attempts++ >= MAX_ATTEMPTS || !stillFails(some)) return false;
    best = some;
    return true;
  };
  for (const path of best.files.keys()) attempt({ ...best, files: new Map([...best.files, [path, ""]]) });
  shrinkLines(best.main, (main) => attempt({ ...best, main }));
  for (const [path, text] of best.files) shrinkLines(text, (less) => attempt({ ...best, files: new Map([...best.files, [path, less]]) }));
  return best;
}

/** Leaves out runs of lines, long ones first. */
function shrinkLines(text: string, attempt: (less: string) => boolean): void {
  let lines = text.split("\n");
  for (let size = Math.max(1, lines.length >> 1); ; size >>= 1) {
    for (let at = 0; at < lines.length; ) {
      const less = [...lines.slice(0, at), ...lines.slice(at + size)];
      if (attempt(less.join("\n"))) lines = less;
      else at += size;
    }
    if (size <= 1) return;
  }
}
