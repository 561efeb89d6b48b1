/**
 * Numbers on one target: how wide a type of Go or C is, and whether it has a sign. Undefined for what is no number and
 * where a layout is not known.
 */
import type { Target } from "../target/target.ts";
import { type CScalar, type CType, unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import { layouts } from "./layouts.ts";

export interface IntegerForm {
  /** In bytes. */
  readonly size: number;
  readonly isSigned: boolean;
}

/** How an integer type is on a target; an enum is as cgo shows it. */
export function integerOn(type: GoType, target: Target): IntegerForm | undefined {
  const under = underlyingGo(type);
  if (under.kind === "basic") {
    if (!/^u?int/.test(under.name)) return undefined;
    return sized(type, !under.name.startsWith("u"), target);
  }
  if (under.kind !== "c" || typeof target.c === "string") return undefined;
  const behind = unwrapC(under.type);
  if (behind.kind === "enum")
    return behind.range === undefined || behind.fixed !== undefined ? undefined : sized(type, behind.range.min < 0n, target);
  const name = scalarOn(behind, target);
  if (name === undefined || !/^(?:[su]?char|u?short|u?int|u?long|u?llong)$/.test(name)) return undefined;
  return sized(type, name === "char" ? target.c.charSigned : !name.startsWith("u"), target);
}

/** The size in bytes of a number, a truth value or a pointer. */
export function scalarSize(type: GoType, target: Target): number | undefined {
  const under = underlyingGo(type);
  const isScalar =
    under.kind === "basic" ? under.name !== "string" : under.kind === "pointer" || (under.kind === "c" && isScalarOfC(under.type));
  if (!isScalar) return undefined;
  const layout = layouts.goType(type, target);
  return layout.known ? layout.size : undefined;
}

/** Plain `char`, under whatever name. */
export function isPlainChar(type: GoType): boolean {
  const under = underlyingGo(type);
  const behind = under.kind === "c" ? unwrapC(under.type) : undefined;
  return behind?.kind === "scalar" && behind.name === "char";
}

/** A typedef's names from the outside in: `off_t`, `__off_t`. The last may be a standard type's. */
export function typedefNames(type: GoType): readonly string[] {
  const names: string[] = [];
  let at: CType | undefined = type.kind === "c" ? type.type : undefined;
  while (at !== undefined) {
    if (at.kind === "typedef") {
      names.push(at.name);
      at = at.type;
    } else if (at.kind === "qualified") at = at.of;
    else {
      if (at.kind === "standard") names.push(at.name);
      at = undefined;
    }
  }
  return names;
}

/** Whether a number of this form holds a value. */
export function holds({ size, isSigned }: IntegerForm, value: bigint): boolean {
  const limit = 1n << BigInt(isSigned ? size * 8 - 1 : size * 8);
  return value < limit && value >= (isSigned ? -limit : 0n);
}

function isScalarOfC(type: CType): boolean {
  const { kind } = unwrapC(type);
  return kind === "scalar" || kind === "standard" || kind === "enum" || kind === "pointer";
}

function scalarOn(type: CType, target: Target): CScalar | string | undefined {
  if (type.kind === "scalar") return type.name;
  return type.kind === "standard" && typeof target.c !== "string" ? target.c.standard[type.name] : undefined;
}

function sized(type: GoType, isSigned: boolean, target: Target): IntegerForm | undefined {
  const layout = layouts.goType(type, target);
  return layout.known ? { size: layout.size, isSigned } : undefined;
}
