/**
 * Constants of packages whose source is not read, as operands: what the environment knows of them. Knows no tables.
 */
import type { Checker } from "./checker.ts";
import { boolValue, type ConstantValue, intValue, stringValue } from "./constantValue.ts";
import { untypedValue } from "./evaluate.ts";
import { utf8 } from "./literalValue.ts";
import type { Untyped, ValueOperand } from "./operands.ts";
import { universeTypes } from "./resolveType.ts";

const untypedKinds: ReadonlyMap<string, Untyped> = new Map([
  ["untyped int", "int"],
  ["untyped rune", "rune"],
  ["untyped bool", "bool"],
  ["untyped string", "string"],
]);

/** The constant `name` of the package at `path`; undefined where the environment knows none, or not its type. */
export function importedConstant(checker: Checker, path: string, name: string): ValueOperand | undefined {
  const { environment } = checker;
  // Functions are far more often named, and what they give is known from less.
  if (environment.importedResults?.(path, name) !== undefined) return undefined;
  const fact = environment.importedConstant?.(path, name);
  if (fact === undefined) return undefined;
  const constant = constantValueOf(fact.value);
  const untyped = untypedKinds.get(fact.type);
  if (untyped !== undefined) return untypedValue(untyped, constant);
  if (!fact.type.includes(".")) {
    const type = universeTypes.get(fact.type);
    return type === undefined ? undefined : { mode: "value", type, constant };
  }
  const [owner = "", typeName = ""] = fact.type.split(".");
  const type = environment.imported(owner === "syscall" ? owner : path, typeName);
  return type === undefined ? undefined : { mode: "value", type, constant };
}

function constantValueOf(value: bigint | string | boolean): ConstantValue | undefined {
  if (typeof value === "bigint") return intValue(value);
  return typeof value === "boolean" ? boolValue(value) : stringValue(utf8(value));
}
