/**
 * Values of constant expressions, kept with the tokens they were read from: the same declaration is met again for
 * every group of targets, and its constants rarely depend on more than a few enumerators.
 */
import type { CType } from "../types/c.ts";
import { INT } from "./arithmetic.ts";
import { FIXED_COUNT, fixedSet } from "./atoms.ts";
import type { TokenRange } from "./declarationSyntax.ts";
import type { Enumerator, Scope, TypedefType } from "./scope.ts";

/** Words of a type's name whose meaning is more than themselves. */
const DEFINES_OR_REFERS = fixedSet(
  "struct union enum typeof __typeof __typeof__ typeof_unqual __typeof_unqual__ __typeof_unqual __attribute__ __attribute bool",
);

/** What an evaluation looked up: enumerators with their values, names that are no types, anything else. */
export interface Lookups {
  readonly enumerators: { readonly atom: number; readonly value: bigint }[];
  readonly notTypedefs: number[];
  /** Typedefs of arithmetic types, with what they stand for. */
  readonly typedefs: { readonly atom: number; readonly type: CType }[];
  others: boolean;
}

/** An evaluation that depended on nothing but what it looked up. */
export interface Evaluated {
  readonly to: number;
  readonly result: bigint | string;
  readonly lookups: Lookups;
}

export function noLookups(): Lookups {
  return { enumerators: [], notTypedefs: [], typedefs: [], others: false };
}

/** Notes what a part of an evaluation looked up; `to` is undefined while nobody wants to know. */
export function addLookups(to: Lookups | undefined, { enumerators, notTypedefs, typedefs, others }: Lookups): void {
  if (to === undefined) return;
  to.enumerators.push(...enumerators);
  to.notTypedefs.push(...notTypedefs);
  to.typedefs.push(...typedefs);
  to.others ||= others;
}

/** The result of an earlier evaluation, as part of the one that `lookups` are of. */
export function usedBy(lookups: Lookups | undefined, earlier: Evaluated): bigint | string {
  addLookups(lookups, earlier.lookups);
  return earlier.result;
}

/** Notes that an enumerator was looked up. One of a type of its own, or none at all, is nothing that a value alone stands for. */
export function noteEnumerator(lookups: Lookups, atom: number, found: Enumerator | undefined): void {
  if (typeof found === "object" && found.type === INT) lookups.enumerators.push({ atom, value: found.value });
  else lookups.others = true;
}

/** The arithmetic type that a typedef is another name for; undefined for every other, and where it asks for an alignment. */
function plainType(typedef: TypedefType | undefined): CType | undefined {
  let type: CType | undefined = typedef;
  while (type?.kind === "typedef") {
    if (type.aligns !== undefined) return undefined;
    type = type.type;
  }
  return type?.kind === "scalar" || type?.kind === "standard" ? type : undefined;
}

/** Notes that tokens were read as the name of a type. */
export function noteTypeName(lookups: Lookups, atoms: Int32Array, range: TokenRange, scope: Scope): void {
  for (let i = range.from; i < range.to && !lookups.others; i++) {
    const atom = atoms[i] ?? -1;
    if (atom < FIXED_COUNT) lookups.others = DEFINES_OR_REFERS[atom] === 1;
    else {
      const type = plainType(scope.typedefs.get(atom));
      if (type === undefined) lookups.others = true;
      else lookups.typedefs.push({ atom, type });
    }
  }
}

/** Whether everything an earlier evaluation of the same tokens looked up is still the same. */
export function stillHolds({ lookups }: Pick<Evaluated, "lookups">, scope: Scope, isTypedef: (atom: number) => boolean): boolean {
  for (const { atom, value } of lookups.enumerators) {
    const now = scope.enumerators.get(atom);
    if (typeof now !== "object" || now.type !== INT || now.value !== value) return false;
  }
  for (const { atom, type } of lookups.typedefs) {
    const now = plainType(scope.typedefs.get(atom));
    if (now?.kind !== type.kind || !("name" in now && "name" in type && now.name === type.name)) return false;
  }
  return !lookups.notTypedefs.some(isTypedef);
}
