/**
 * Puts together what the views of a package say of one place: on which targets nothing is wrong there, and on which
 * targets what is. Knows places and targets only.
 */
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";

/** What is wrong in one way, on the targets where it is. */
export interface WrongCase<T> {
  readonly what: T;
  readonly targets: readonly Target[];
}

export interface SiteCases<T> {
  readonly site: Site;
  /** Where nothing is wrong. */
  readonly fine: readonly Target[];
  readonly wrong: readonly WrongCase<T>[];
}

interface Draft<T> {
  readonly site: Site;
  readonly fine: Target[];
  readonly wrong: Map<string, { readonly what: T; readonly targets: Target[] }>;
}

export class CasesBySite<T> {
  readonly #drafts = new Map<string, Draft<T>>();

  fine(site: Site, target: Target): void {
    const { fine } = this.#draft(site);
    if (!fine.includes(target)) fine.push(target);
  }

  /** Cases with equal keys are one. */
  wrong(site: Site, target: Target, key: string, what: T): void {
    const { wrong } = this.#draft(site);
    const known = wrong.get(key) ?? { what, targets: [] };
    if (!known.targets.includes(target)) known.targets.push(target);
    wrong.set(key, known);
  }

  all(): readonly SiteCases<T>[] {
    return [...this.#drafts.values()].map(({ site, fine, wrong }) => ({ site, fine, wrong: [...wrong.values()] }));
  }

  /** Only places that are right on some target: what is wrong everywhere the user's own compiler or test shows. */
  mixed(): readonly SiteCases<T>[] {
    return this.all().filter(({ fine }) => fine.length > 0);
  }

  #draft(site: Site): Draft<T> {
    const key = `${site.path}\0${site.start}\0${site.end}`;
    let draft = this.#drafts.get(key);
    if (draft === undefined) {
      draft = { site, fine: [], wrong: new Map() };
      this.#drafts.set(key, draft);
    }
    return draft;
  }
}
