/**
 * Finds what `x.name` selects: a field, one promoted through embedded fields, or a method. The shallowest wins, as
 * in the language; where something unknown at the same depth might hold the name too, the answer is unknown.
 */
import { type GoNamed, type GoStruct, type GoType, underlyingGo } from "../types/go.ts";
import { cField } from "./cgoNames.ts";
import type { Checker } from "./checker.ts";
import { DeclaredType } from "./declaredType.ts";
import type { FunctionObject } from "./operands.ts";
import { type PackageObjects, receiverBase } from "./packageObjects.ts";

/** One field on the way to the selected one. */
export interface FieldStep {
  readonly owner: GoType;
  readonly name: string;
  /** The step goes through a pointer. */
  readonly isPointer: boolean;
}

export interface FieldFound {
  readonly kind: "field";
  readonly type: GoType;
  /** The struct that declares it; undefined for a C record. */
  readonly struct: GoNamed | GoStruct | undefined;
  readonly steps: readonly FieldStep[];
}

export interface MethodFound {
  readonly kind: "method";
  readonly object: FunctionObject;
  readonly receiver: GoNamed;
}

interface Level {
  readonly type: GoType;
  readonly steps: readonly FieldStep[];
  readonly isPointer: boolean;
}

interface Wanted {
  readonly name: string;
  /** The only package whose members count; undefined for an exported name, which all have. */
  readonly from: PackageObjects | undefined;
}

function isVisible(owner: PackageObjects, wanted: Wanted): boolean {
  return wanted.from === undefined || wanted.from === owner;
}

const deepest = 10;
const widest = 500;

/** `from` is the package that selects: names that are not exported exist in their own package only. */
export function findMember(checker: Checker, type: GoType, name: string, from: PackageObjects): FieldFound | MethodFound | undefined {
  const wanted: Wanted = { name, from: /^\p{Lu}/u.test(name) ? undefined : from };
  const seen = new Set<GoType>();
  let levels: Level[] = [throughPointer(type, [])];
  for (let depth = 0; depth < deepest && levels.length > 0 && levels.length < widest; depth++) {
    const found: (FieldFound | MethodFound)[] = [];
    const next: Level[] = [];
    let isCertain = true;
    for (const level of levels) {
      if (seen.has(level.type)) continue;
      seen.add(level.type);
      isCertain = look(checker, level, wanted, found, next) && isCertain;
    }
    if (found.length > 0 || !isCertain) return isCertain && found.length === 1 ? found[0] : undefined;
    levels = next;
  }
  return undefined;
}

function throughPointer(type: GoType, steps: readonly FieldStep[]): Level {
  if (type.kind === "pointer") return { type: type.to, steps, isPointer: true };
  const under = type.kind === "named" ? type.underlying : type;
  // A defined pointer type has no methods, but its fields are selected through it.
  return under.kind === "pointer" ? { type: under.to, steps, isPointer: true } : { type, steps, isPointer: false };
}

/** Adds what one type has under the name; false when it may have more than is known. */
function look(checker: Checker, level: Level, wanted: Wanted, found: (FieldFound | MethodFound)[], next: Level[]): boolean {
  const { type } = level;
  const { name } = wanted;
  const method =
    type instanceof DeclaredType && type.object.local === undefined && isVisible(type.object.package, wanted)
      ? type.object.package.method(type.object.name.name, name)
      : undefined;
  if (method?.package.isAmbiguous(`${receiverBase(method.function.receiver?.type)}.${name}`) === true) return false;
  if (method !== undefined && type.kind === "named") found.push({ kind: "method", object: method, receiver: type });
  const under = underlyingGo(type);
  const step = { owner: type, name, isPointer: level.isPointer };
  if (under.kind === "struct") {
    const owner = checker.structOwners.get(under);
    for (const field of under.fields) {
      if (field.name === name && (owner === undefined || isVisible(owner, wanted))) {
        const struct = type.kind === "named" ? type : under;
        found.push({ kind: "field", type: field.type, struct, steps: [...level.steps, step] });
      } else if (field.embedded === true) {
        next.push(throughPointer(field.type, [...level.steps, { owner: type, name: field.name, isPointer: level.isPointer }]));
      }
    }
    return type.kind !== "named" || type instanceof DeclaredType || found.length > 0;
  }
  if (under.kind === "c") {
    const field = cField(under.type, name);
    if (field !== undefined) found.push({ kind: "field", type: field.type, struct: undefined, steps: [...level.steps, step] });
    return true;
  }
  return under.kind !== "unknown" && under.kind !== "opaque" && under.kind !== "interface" && under.kind !== "typeParameter";
}
