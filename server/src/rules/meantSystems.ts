/**
 * Which operating systems a package is not meant for, going by what of the system packages it uses. Many programs are
 * for one family of systems and say so nowhere; that they do not build elsewhere is true and no news.
 */
import type { Crossing, SystemName, SystemValue } from "../go/facts.ts";
import type { PackageModel } from "../model/package.ts";
import { isUnix } from "../target/tags.ts";
import type { Target } from "../target/target.ts";
import { type AtSite, factsBySite } from "./sites.ts";

const remembered = new WeakMap<PackageModel, ReadonlySet<Target>>();

/**
 * The targets of systems on none of which something builds that the package uses elsewhere, while no file of the package
 * is for that system alone. Among Unix systems only a missing type counts: they have much in common, and what they have
 * otherwise is what these rules are for.
 */
export function unmeantTargets(model: PackageModel): ReadonlySet<Target> {
  let unmeant = remembered.get(model);
  if (unmeant === undefined) {
    unmeant = findUnmeant(model);
    remembered.set(model, unmeant);
  }
  return unmeant;
}

function findUnmeant(model: PackageModel): ReadonlySet<Target> {
  const meant = systemsWithOwnFiles(model);
  const systems = new Set<string>();
  for (const facts of factsBySite(model, isOfSystem)) {
    const fine = new Set(facts.filter(({ fact }) => builds(fact)).flatMap(({ targets }) => targets.map(({ goos }) => goos)));
    if (fine.size === 0) continue;
    for (const each of facts) {
      if (!refuses(each)) continue;
      for (const target of each.targets) {
        const { goos } = target;
        if (fine.has(goos) || meant.has(goos)) continue;
        if (!isUnix(target) || isTypeName(each.fact)) systems.add(goos);
      }
    }
  }
  return new Set(model.asked.filter(({ goos }) => systems.has(goos)));
}

type Fact = SystemName | SystemValue;

function isOfSystem(crossing: Crossing): crossing is Fact {
  return crossing.kind === "systemName" || crossing.kind === "systemValue";
}

/** Variables are in no table, so of names only types and fields say something. */
function builds(fact: Fact): boolean {
  return fact.kind === "systemValue" ? fact.fits === "yes" : fact.found === "type" || fact.found === "field";
}

function refuses({ fact }: AtSite<Fact>): boolean {
  return fact.kind === "systemValue" ? fact.fits === "no" : fact.found === "none";
}

function isTypeName(fact: Fact): boolean {
  return fact.kind === "systemName" && fact.type === undefined;
}

function systemsWithOwnFiles(model: PackageModel): ReadonlySet<string> {
  const own = new Set<string>();
  for (const { path } of model.files) {
    const [first, ...others] = new Set(model.targetsOf(path).map(({ goos }) => goos));
    if (first !== undefined && others.length === 0) own.add(first);
  }
  return own;
}
