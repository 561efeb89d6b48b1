/**
 * Which operating systems a package is not meant for, going by the types of system packages it uses. Many programs are
 * for one family of systems and say so nowhere; that they do not build elsewhere is true and no news.
 */
import type { Crossing, SystemName } from "../go/facts.ts";
import type { PackageModel } from "../model/package.ts";
import type { Target } from "../target/target.ts";
import { factsBySite } from "./sites.ts";

const remembered = new WeakMap<PackageModel, ReadonlySet<Target>>();

/**
 * Targets on which some type that the package names does not exist, nor on any other asked target of that system,
 * while no file of the package is for that system alone.
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
  for (const facts of factsBySite(model, isTypeName)) {
    const present = facts.filter(({ fact }) => fact.found === "type").flatMap(({ targets }) => targets.map(({ goos }) => goos));
    if (present.length === 0) continue;
    for (const { fact, targets } of facts) {
      if (fact.found !== "none") continue;
      for (const { goos } of targets) if (!present.includes(goos) && !meant.has(goos)) systems.add(goos);
    }
  }
  return new Set(model.asked.filter(({ goos }) => systems.has(goos)));
}

function isTypeName(crossing: Crossing): crossing is SystemName {
  return crossing.kind === "systemName" && crossing.type === undefined;
}

function systemsWithOwnFiles(model: PackageModel): ReadonlySet<string> {
  const own = new Set<string>();
  for (const { path } of model.files) {
    const [first, ...others] = new Set(model.targetsOf(path).map(({ goos }) => goos));
    if (first !== undefined && others.length === 0) own.add(first);
  }
  return own;
}
