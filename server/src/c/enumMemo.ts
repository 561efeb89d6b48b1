/**
 * The enumerators of a definition, kept with its syntax: the same enum is met again for every group of targets, and what
 * it counts to rarely depends on more than a few other enumerators. One that depends on the model, or holds a value that
 * is not known, is counted again each time.
 */
import type { CEnum } from "../types/c.ts";
import type { EnumSyntax } from "./declarationSyntax.ts";
import { type Lookups, noLookups, stillHolds } from "./evaluationMemo.ts";
import type { Enumerator, Scope } from "./scope.ts";
import type { TypeResolver } from "./typeResolver.ts";

interface Counted {
  readonly lookups: Lookups;
  readonly isC23: boolean;
  readonly enumerators: readonly (readonly [atom: number, enumerator: Enumerator])[];
  readonly range: CEnum["range"];
}

const countedOf = new WeakMap<EnumSyntax, Counted>();

/** Declares the enumerators of a definition: as they were counted before where that still holds, else by `count`. */
export function countOnce(syntax: EnumSyntax, result: CEnum, types: TypeResolver, scope: Scope, count: () => void): void {
  const { view, isC23 } = types;
  if (result.fixed !== undefined || result.mode !== undefined || syntax.enumerators.length === 0) {
    count();
    return;
  }
  const isNew = (atom: number): boolean => !scope.enumerators.has(atom);
  const known = countedOf.get(syntax);
  if (
    known !== undefined &&
    known.isC23 === isC23 &&
    known.enumerators.every(([atom]) => isNew(atom)) &&
    stillHolds(known, scope, (atom) => types.isTypedef(atom))
  ) {
    for (const [atom, enumerator] of known.enumerators) scope.enumerators.set(atom, enumerator);
    result.range = known.range;
    return;
  }
  const atoms = syntax.enumerators.map(({ name }) => types.chunk.atoms[name] ?? -1);
  const areNew = atoms.every(isNew);
  const outer = types.lookups;
  const { asked } = view;
  const lookups = noLookups();
  types.lookups = lookups;
  view.asked = false;
  count();
  types.lookups = outer;
  const dependsOnModel = view.asked;
  view.asked ||= asked;
  if (outer !== undefined) outer.others = true;
  if (!areNew || dependsOnModel || lookups.others || result.unknown !== undefined) return;
  const own = new Set(atoms);
  const enumerators = [...own].map((atom): [number, Enumerator] => [atom, scope.enumerators.get(atom) ?? ""]);
  if (enumerators.some(([, enumerator]) => typeof enumerator === "string")) return;
  const others = lookups.enumerators.filter(({ atom }) => !own.has(atom));
  countedOf.set(syntax, { lookups: { ...lookups, enumerators: others }, isC23, enumerators, range: result.range });
}
