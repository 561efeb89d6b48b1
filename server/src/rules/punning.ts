/**
 * Pointers to numbers that are taken for pointers to numbers of another type: how many bytes each side has on each target.
 * What two rules find in common; says nothing of how it is reported.
 */
import type { PointerConversion } from "../go/facts.ts";
import { placeOf } from "../model/addresses.ts";
import type { PackageModel } from "../model/package.ts";
import { scalarSize, typedefNames } from "../model/scalars.ts";
import type { Target } from "../target/target.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import { CasesBySite, type SiteCases } from "./merge.ts";

export interface Punned {
  readonly fact: PointerConversion;
  readonly from: GoType;
  readonly to: GoType;
  /** In bytes. */
  readonly fromSize: number;
  readonly toSize: number;
  /** The memory that is pointed to certainly ends before the new type does. */
  readonly isOutside: boolean;
}

/** Every conversion between pointers to numbers, those of equal size as fine. */
export function punnedPointers(model: PackageModel): readonly SiteCases<Punned>[] {
  const cases = new CasesBySite<Punned>();
  for (const view of model.views) {
    for (const fact of view.go.crossings) {
      if (fact.kind !== "conversion" || fact.narrowed || fact.source.added.length > 0) continue;
      const sides = sidesOf(fact);
      if (sides === undefined) continue;
      for (const target of view.targets) judge(fact, sides, target, cases);
    }
  }
  return cases.all();
}

interface Sides {
  readonly from: GoType;
  readonly to: GoType;
  /** One number for one number, not a row of them. */
  readonly isSingle: boolean;
}

/** The numbers on both sides: of slices and arrays their elements. */
function sidesOf({ from, to, use }: PointerConversion): Sides | undefined {
  const [before, after] = [underlyingGo(from), underlyingGo(to)];
  // A slice header read as one of another type: its elements lie as the first type says.
  if (before.kind === "slice") return after.kind === "slice" ? { from: before.of, to: after.of, isSingle: false } : undefined;
  if (after.kind === "array") return { from: before.kind === "array" ? before.of : from, to: after.of, isSingle: false };
  return before.kind === "array" ? undefined : { from, to, isSingle: use !== "slice" };
}

function judge(fact: PointerConversion, { from, to, isSingle }: Sides, target: Target, cases: CasesBySite<Punned>): void {
  const [fromSize, toSize] = [scalarSize(from, target), scalarSize(to, target)];
  if (fromSize === undefined || toSize === undefined) return;
  if (fromSize === toSize) {
    cases.fine(fact.site, target);
    return;
  }
  const room = isSingle ? placeOf(fact.source, target)?.room : undefined;
  const isOutside = isSingle && toSize > fromSize && ((room !== undefined && room < BigInt(toSize)) || isFlag(fact, from));
  cases.wrong(fact.site, target, `${fromSize} ${toSize} ${isOutside}`, { fact, from, to, fromSize, toSize, isOutside });
}

/** A truth value that a function takes for a number has something else behind it, wherever it is. */
function isFlag({ use }: PointerConversion, from: GoType): boolean {
  const under = underlyingGo(from);
  return use === "argument" && under.kind === "basic" && under.name === "bool";
}

/** Whether a type is C's `wchar_t`, under whatever name. */
export function isWideChar(type: GoType): boolean {
  return typedefNames(type).includes("wchar_t");
}
