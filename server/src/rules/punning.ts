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
import { CasesBySite, type SiteCases } from "./casesBySite.ts";

export interface Punned {
  readonly fact: PointerConversion;
  readonly from: GoType;
  readonly to: GoType;
  /** In bytes. */
  readonly fromSize: number;
  readonly toSize: number;
  /**
   * `outside`: the memory that is pointed to certainly ends before the new type does. `beside`: it does not, but what is
   * named does: a field before others. `row`: numbers in a row are taken
   * for others, so that the second is at another place. `upper`: the part with the higher value is meant, on a big-endian
   * target. Else `other`.
   */
  readonly kind: "outside" | "beside" | "row" | "upper" | "other";
}

/** Conversions between pointers to numbers, those of equal size as fine. */
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
  const kind = kindOf(fact, { from, to, isSingle }, fromSize, toSize, target);
  // Between types of Go a part of a number, or a buffer, may be meant.
  if (kind !== "outside" && !isOfC(from) && !isOfC(to)) return;
  // An element may be the start of a buffer, but not of text in units of another size.
  const isText = isWideChar(from) || isWideChar(to);
  if (kind !== "outside" && kind !== "row" && !isText && fact.source.address?.steps.at(-1)?.kind === "index") return;
  cases.wrong(fact.site, target, `${fromSize} ${toSize} ${kind}`, { fact, from, to, fromSize, toSize, kind });
}

function kindOf(fact: PointerConversion, sides: Sides, fromSize: number, toSize: number, target: Target): Punned["kind"] {
  if (!sides.isSingle) return "row";
  if (toSize < fromSize) return typeof target.c !== "string" && target.c.bigEndian ? "upper" : "other";
  const room = placeOf(fact.source, target)?.room;
  if ((room !== undefined && room < BigInt(toSize)) || isFlag(fact, sides)) return "outside";
  const { storage, steps } = fact.source.address ?? { storage: "unknown", steps: [] };
  return storage !== "unknown" && steps.at(-1)?.kind === "field" ? "beside" : "other";
}

/** Whether C takes part in what a type is. */
function isOfC(type: GoType): boolean {
  let at = underlyingGo(type);
  while (at.kind === "pointer") at = underlyingGo(at.to);
  return at.kind === "c";
}

/** A truth value that C takes for a number has something else behind it, wherever it is. */
function isFlag({ use }: PointerConversion, { from, to }: Sides): boolean {
  const under = underlyingGo(from);
  return use === "argument" && under.kind === "basic" && under.name === "bool" && isOfC(to);
}

/** Whether a type is C's `wchar_t`, under whatever name. */
export function isWideChar(type: GoType): boolean {
  return typedefNames(type).includes("wchar_t");
}
