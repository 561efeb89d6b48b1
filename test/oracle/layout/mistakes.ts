/**
 * Members that compilers refuse, to see that the engines refuse them too.
 */
import type { CField, CRecord, CType } from "../../../server/src/types/c.ts";
import type { Random } from "./random.ts";

export interface Mistake {
  readonly field: CField;
  readonly text: readonly string[];
}

/** A member that some or all compilers refuse. */
export function makeMistake(random: Random, name: string): Mistake {
  const int: CType = { kind: "scalar", name: "int" };
  const later: CRecord = { kind: "record", union: false, tag: `later${name}`, name: `struct later${name}`, fields: undefined };
  const line = (field: Omit<CField, "name">, text: string): Mistake => ({ field: { name, ...field }, text: [text] });
  const asked = (align: number): Pick<CField, "aligns"> => ({ aligns: [{ align, spelling: "attribute" }] });
  const function_: CType = { kind: "function", result: int, parameters: [], variadic: false };
  return random.pick([
    () => line({ type: { kind: "array", of: int, count: undefined } }, `int ${name}[];`),
    () => line({ type: { kind: "array", of: int, count: -1 } }, `int ${name}[-1];`),
    () => line({ type: { kind: "array", of: later, count: 2 } }, `${later.name} ${name}[2];`),
    () => line({ type: later }, `${later.name} ${name};`),
    () => line({ type: { kind: "pointer", to: later } }, `${later.name} *${name};`),
    () => line({ type: { kind: "void" } }, `void ${name};`),
    () => line({ type: function_ }, `int ${name}(void);`),
    () => line({ type: { kind: "scalar", name: "float" }, bitWidth: 3 }, `float ${name} : 3;`),
    () => line({ type: { kind: "pointer", to: int }, bitWidth: 3 }, `int *${name} : 3;`),
    () => line({ type: int, bitWidth: 0 }, `int ${name} : 0;`),
    () => line({ type: int, bitWidth: -1 }, `int ${name} : -1;`),
    () => line({ type: { kind: "atomic", of: int }, bitWidth: 3 }, `_Atomic(int) ${name} : 3;`),
    () => line({ type: int, ...asked(3) }, `int ${name} __attribute__((aligned(3)));`),
    () =>
      line({ type: { kind: "vector", of: { kind: "scalar", name: "bool" }, bytes: 8 } }, `_Bool ${name} __attribute__((vector_size(8)));`),
    () => line({ type: { kind: "vector", of: int, bytes: 12 } }, `int ${name} __attribute__((vector_size(12)));`),
    () => line({ type: { kind: "vector", of: int, bytes: 6 } }, `int ${name} __attribute__((vector_size(6)));`),
    () => line({ type: { kind: "complex", of: "bool" } }, `_Complex _Bool ${name};`),
    () => line({ type: { kind: "atomic", of: { kind: "array", of: int, count: 2 } } }, `_Atomic(int[2]) ${name};`),
    () => line({ type: { kind: "bitint", bits: 1, signed: true } }, `_BitInt(1) ${name};`),
    () => line({ type: { kind: "array", of: { kind: "array", of: int, count: undefined }, count: 2 } }, `int ${name}[2][];`),
  ])();
}
