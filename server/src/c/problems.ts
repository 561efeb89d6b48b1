/** What a run could not do, as a list that machine-made input cannot make endless. */
import type { Site } from "../text/range.ts";
import type { CProblem } from "./unit.ts";

/** Problems beyond this many are one more problem. */
const MAX_PROBLEMS = 500;

/** The problems of one run. */
export class Problems {
  readonly list: CProblem[] = [];

  add(site: Site, message: string, kind: CProblem["kind"]): void {
    if (this.list.length < MAX_PROBLEMS) this.list.push({ site, kind, message });
    else if (this.list.length === MAX_PROBLEMS) this.list.push({ site, kind: "limit", message: "more problems than can be listed" });
  }
}
