/** Facts of all views about one place in a file, each with the targets it is so on; and how types are named there. */
import type { CProblem } from "../c/unit.ts";
import type { Crossing } from "../go/facts.ts";
import { goTypeText } from "../layout/goTypeText.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import type { GoType } from "../types/go.ts";

export interface AtSite<F> {
  readonly fact: F;
  readonly view: PackageView;
  readonly targets: readonly Target[];
}

/** The facts of one kind that stand at the same place, place by place in the order they are met. */
export function factsBySite<F extends Crossing>(
  model: PackageModel,
  isWanted: (crossing: Crossing) => crossing is F,
): readonly (readonly AtSite<F>[])[] {
  const sites = new Map<string, AtSite<F>[]>();
  for (const view of model.views) {
    for (const fact of view.go.crossings) {
      if (!isWanted(fact)) continue;
      const key = `${fact.site.path}:${fact.site.start}:${fact.site.end}`;
      const known = sites.get(key);
      if (known === undefined) sites.set(key, [{ fact, view, targets: view.targets }]);
      else known.push({ fact, view, targets: view.targets });
    }
  }
  return [...sites.values()];
}

/** What has the same words, with all its targets. */
export function groupedBy<T extends { readonly targets: readonly Target[] }>(
  items: readonly T[],
  wordsOf: (item: T) => string,
): readonly { readonly words: string; readonly first: T; readonly targets: readonly Target[] }[] {
  const groups = new Map<string, { readonly words: string; readonly first: T; readonly targets: Target[] }>();
  for (const item of items) {
    const words = wordsOf(item);
    const group = groups.get(words) ?? { words, first: item, targets: [] };
    group.targets.push(...item.targets.filter((target) => !group.targets.includes(target)));
    groups.set(words, group);
  }
  return [...groups.values()];
}

/** A type as code of the view's package names it: `syscall.Stat_t`, `Own`, `[]C.int`. */
export function typeText(type: GoType, { go }: PackageView): string {
  return goTypeText(type, go.path);
}

/** What the C readers could not do, of some kinds: each thing once, with the targets it is so on. */
export function problemsBySite(
  model: PackageModel,
  kinds: readonly CProblem["kind"][],
): readonly { readonly problem: CProblem; readonly targets: readonly Target[] }[] {
  const found = new Map<string, { readonly problem: CProblem; readonly targets: Set<Target> }>();
  for (const { targets, units } of model.views) {
    for (const { problems } of units.values()) {
      for (const problem of problems) {
        if (!kinds.includes(problem.kind)) continue;
        const { site, message } = problem;
        const key = `${site.path}:${site.start}:${site.end}:${message}`;
        const known = found.get(key) ?? { problem, targets: new Set() };
        for (const target of targets) known.targets.add(target);
        found.set(key, known);
      }
    }
  }
  return [...found.values()].map(({ problem, targets }) => ({ problem, targets: model.asked.filter((target) => targets.has(target)) }));
}
