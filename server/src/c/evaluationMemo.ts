/**
 * Values of constant expressions, kept with the tokens they were read from: the same declaration is met again for
 * every group of targets, and its constants rarely depend on more than a few enumerators.
 */
import { INT } from "./arithmetic.ts";
import type { Enumerator, Scope } from "./scope.ts";

/** What an evaluation looked up: enumerators with their values, names that are no types, anything else. */
export interface Lookups {
  readonly enumerators: { readonly atom: number; readonly value: bigint }[];
  readonly notTypedefs: number[];
  others: boolean;
}

/** An evaluation that depended on nothing but what it looked up. */
export interface Evaluated {
  readonly to: number;
  readonly result: bigint | string;
  readonly lookups: Lookups;
}

export function noLookups(): Lookups {
  return { enumerators: [], notTypedefs: [], others: false };
}

/** Notes that an enumerator was looked up. One of a type of its own, or none at all, is nothing that a value alone stands for. */
export function noteEnumerator(lookups: Lookups, atom: number, found: Enumerator | undefined): void {
  if (typeof found === "object" && found.type === INT) lookups.enumerators.push({ atom, value: found.value });
  else lookups.others = true;
}

/** Whether everything an earlier evaluation of the same tokens looked up is still the same. */
export function stillHolds({ lookups }: Evaluated, scope: Scope, isTypedef: (atom: number) => boolean): boolean {
  for (const { atom, value } of lookups.enumerators) {
    const now = scope.enumerators.get(atom);
    if (typeof now !== "object" || now.type !== INT || now.value !== value) return false;
  }
  return !lookups.notTypedefs.some(isTypedef);
}
