/**
 * What a type does to a constant: which values it can hold, how it rounds, what a conversion gives (go/types/const.go,
 * conversions.go). The sizes of `int` and of C types come from the environment.
 */
import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import { type ConstantValue, intValue, stringValue, toFloat, toInt } from "./constantValue.ts";
import type { GoEnvironment } from "./facts.ts";
import { utf8 } from "./literalValue.ts";
import { roundToFloat32, roundToFloat64 } from "./rational.ts";

export interface IntegerForm {
  /** Undefined for `int`, `uint` and `uintptr`, as wide as the port's words. */
  readonly bits: number | undefined;
  readonly isSigned: boolean;
}

export type TypeForm =
  | ({ readonly kind: "integer" } & IntegerForm)
  | { readonly kind: "float"; readonly bits: 32 | 64 }
  | { readonly kind: "string" | "bool" | "complex" | "other" };

/** Sizes are asked for only where the answer depends on them, so that ports that differ in nothing else can share it. */
type Sizes = Pick<GoEnvironment, "sizeof" | "isCharSigned">;

/** What kind of constants a type holds; `other` where none, or where that is not known. */
export function formOf(type: GoType, environment: Sizes): TypeForm {
  const under = underlyingGo(type);
  if (under.kind === "basic") return basicForm(under.name);
  return under.kind === "c" ? cForm(under, environment) : { kind: "other" };
}

function basicForm(name: string): TypeForm {
  const sized = /^(u?)int(8|16|32|64|)$/.exec(name);
  if (sized !== null) return { kind: "integer", bits: sized[2] === "" ? undefined : Number(sized[2]), isSigned: sized[1] === "" };
  switch (name) {
    case "uintptr":
      return { kind: "integer", bits: undefined, isSigned: false };
    case "float32":
      return { kind: "float", bits: 32 };
    case "float64":
      return { kind: "float", bits: 64 };
    case "string":
    case "bool":
      return { kind: name };
    case "complex64":
    case "complex128":
      return { kind: "complex" };
    default:
      return { kind: "other" };
  }
}

function cForm(type: GoType & { readonly kind: "c" }, environment: Sizes): TypeForm {
  const behind = unwrapC(type.type);
  if (behind.kind === "scalar") {
    if (behind.name === "bool") return { kind: "bool" };
    if (behind.name === "float" || behind.name === "double") return { kind: "float", bits: behind.name === "float" ? 32 : 64 };
    if (behind.name === "char") {
      const isSigned = environment.isCharSigned?.();
      return isSigned === undefined ? { kind: "other" } : { kind: "integer", bits: 8, isSigned };
    }
    const isSigned = /^(?:schar|short|int|long|llong)$/.test(behind.name);
    return isSigned || /^u(?:char|short|int|long|llong)$/.test(behind.name) ? sizedForm(type, isSigned, environment) : { kind: "other" };
  }
  if (behind.kind === "standard") {
    const isSigned = /^(?:int|ssize_t|ptrdiff_t)/.test(behind.name);
    return isSigned || /^(?:uint|size_t)/.test(behind.name) ? sizedForm(type, isSigned, environment) : { kind: "other" };
  }
  if (behind.kind === "enum" && behind.range !== undefined && behind.fixed === undefined) {
    return sizedForm(type, behind.range.min < 0n, environment);
  }
  return { kind: "other" };
}

function sizedForm(type: GoType, isSigned: boolean, environment: Sizes): TypeForm {
  const size = environment.sizeof(type);
  return size === undefined ? { kind: "other" } : { kind: "integer", bits: size * 8, isSigned };
}

/** The value as the type holds it: integers in range, fractions rounded. Undefined where Go refuses it. */
export function represented(value: ConstantValue, form: TypeForm, environment: Sizes): ConstantValue | undefined {
  switch (form.kind) {
    case "integer": {
      const whole = toInt(value);
      return whole?.kind === "int" && inRange(whole.value, form, environment) ? whole : undefined;
    }
    case "float": {
      const exact = toFloat(value);
      if (exact?.kind !== "float") return undefined;
      const nearest = form.bits === 32 ? roundToFloat32(exact.value) : roundToFloat64(exact.value);
      return nearest === undefined ? undefined : { kind: "float", value: nearest };
    }
    case "string":
    case "bool":
      return value.kind === form.kind ? value : undefined;
    default:
      return undefined;
  }
}

function inRange(value: bigint, { bits, isSigned }: IntegerForm, environment: Sizes): boolean {
  if (bits === undefined && fits(value, 32, isSigned)) return true;
  const width = bits ?? wordBits(environment);
  return width !== undefined && fits(value, width, isSigned);
}

function fits(value: bigint, bits: number, isSigned: boolean): boolean {
  const limit = 1n << BigInt(isSigned ? bits - 1 : bits);
  return value < limit && value >= (isSigned ? -limit : 0n);
}

/** How many bits `int` has. */
export function wordBits(environment: Sizes): number | undefined {
  const size = environment.sizeof({ kind: "basic", name: "int" });
  return size === undefined ? undefined : size * 8;
}

/** The value of `T(x)` for a constant `x`. An integer becomes the string of its one character. */
export function converted(value: ConstantValue, form: TypeForm, environment: Sizes): ConstantValue | undefined {
  if (form.kind !== "string" || value.kind !== "int") return represented(value, form, environment);
  const isScalar = value.value >= 0n && value.value <= 0x10ffffn && !(value.value >= 0xd800n && value.value < 0xe000n);
  return stringValue(utf8(String.fromCodePoint(isScalar ? Number(value.value) : 0xfffd)));
}

/** `^x`: all bits turned, within the width of an unsigned type. */
export function complemented(value: bigint, form: TypeForm | undefined, environment: Sizes): ConstantValue | undefined {
  if (form?.kind !== "integer" || form.isSigned) return intValue(~value);
  const bits = form.bits ?? wordBits(environment);
  return bits === undefined ? undefined : intValue(value ^ ((1n << BigInt(bits)) - 1n));
}
