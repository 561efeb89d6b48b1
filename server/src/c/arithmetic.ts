/**
 * C's integer types and the arithmetic on them (ISO C 6.3.1): widths, promotion, usual conversions, wrapping. Only
 * `long` and what is built on it differs between targets; that question goes to the model, everything else does not.
 */
import type { CModel } from "../target/target.ts";
import { type CScalar, type CStandardType, type CType, unwrapC } from "../types/c.ts";

/** An integer type as arithmetic sees it. `rank` orders types of the same width. */
export interface IntegerType {
  readonly name: CScalar;
  readonly bits: number;
  readonly signed: boolean;
  readonly rank: number;
}

/** What evaluation needs to know of a target. `asked` becomes true when an answer differed between models. */
export interface ModelView {
  /** Undefined where there is no C model. */
  model: CModel | undefined;
  asked: boolean;
  /** Signed overflow wraps around, as it does in enumerators, instead of making an expression no constant. */
  wraps?: boolean;
}

const FIXED_TYPES: Partial<Record<CScalar, IntegerType>> = {
  bool: { name: "bool", bits: 1, signed: false, rank: 0 },
  schar: { name: "schar", bits: 8, signed: true, rank: 1 },
  uchar: { name: "uchar", bits: 8, signed: false, rank: 1 },
  short: { name: "short", bits: 16, signed: true, rank: 2 },
  ushort: { name: "ushort", bits: 16, signed: false, rank: 2 },
  int: { name: "int", bits: 32, signed: true, rank: 3 },
  uint: { name: "uint", bits: 32, signed: false, rank: 3 },
  llong: { name: "llong", bits: 64, signed: true, rank: 5 },
  ullong: { name: "ullong", bits: 64, signed: false, rank: 5 },
  int128: { name: "int128", bits: 128, signed: true, rank: 6 },
  uint128: { name: "uint128", bits: 128, signed: false, rank: 6 },
};

/** Standard types that are the same on every model (a test compares them with all models). */
export const SAME_ON_ALL_MODELS: Partial<Record<CStandardType, CScalar>> = {
  uint8_t: "uchar",
  int16_t: "short",
  uint16_t: "ushort",
  int32_t: "int",
  uint32_t: "uint",
};

/** Sizes in bytes of scalars that have the same everywhere. */
export const FIXED_SIZES: Partial<Record<CScalar, number>> = { bool: 1, char: 1, schar: 1, uchar: 1, short: 2, ushort: 2, int: 4, uint: 4 };

export const INT: CType = { kind: "scalar", name: "int" };

/** The integer type that a type is for arithmetic; undefined for other types and where the model does not say. */
export function integerType(type: CType, view: ModelView): IntegerType | undefined {
  const plain = unwrapC(type);
  if (plain.kind === "atomic") return integerType(plain.of, view);
  if (plain.kind === "enum") {
    if (plain.fixed !== undefined) return integerType(plain.fixed, view);
    // Which type an enum is compatible with differs by compiler; only its width, nearly always an int's, would matter.
    const { range } = plain;
    if (range === undefined || plain.packed !== undefined || plain.mode !== undefined) return undefined;
    return range.min >= -(1n << 31n) && range.max < 1n << 31n
      ? FIXED_TYPES.int
      : range.min >= 0n && range.max < 1n << 32n
        ? FIXED_TYPES.uint
        : undefined;
  }
  if (plain.kind === "standard") {
    const known = SAME_ON_ALL_MODELS[plain.name];
    if (known !== undefined) return scalarInteger(known, view);
    view.asked = true;
    const scalar = view.model?.standard[plain.name];
    return scalar === undefined || view.model?.scalars[scalar as CScalar] === undefined
      ? undefined
      : scalarInteger(scalar as CScalar, view);
  }
  return plain.kind === "scalar" ? scalarInteger(plain.name, view) : undefined;
}

function scalarInteger(name: CScalar, view: ModelView): IntegerType | undefined {
  if (name === "char") {
    view.asked = true;
    return view.model && { name, bits: 8, signed: view.model.charSigned, rank: 1 };
  }
  if (name === "long" || name === "ulong") {
    view.asked = true;
    const scalar = view.model?.scalars[name];
    if (scalar === undefined || typeof scalar === "string") return undefined;
    return { name, bits: scalar.size * 8, signed: name === "long", rank: 4 };
  }
  return FIXED_TYPES[name];
}

/** A value brought into the range of a type. */
export function wrapTo(value: bigint, type: IntegerType): bigint {
  if (type.name === "bool") return value === 0n ? 0n : 1n;
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
}

/** Integer promotion. */
export function promote(type: IntegerType): IntegerType {
  return type.rank < 3 ? (FIXED_TYPES.int as IntegerType) : type;
}

/** The usual arithmetic conversions of two integer types. */
export function commonType(a: IntegerType, b: IntegerType): IntegerType {
  const x = promote(a);
  const y = promote(b);
  if (x.signed === y.signed) return x.rank >= y.rank ? x : y;
  const [signed, unsigned] = x.signed ? [x, y] : [y, x];
  if (unsigned.rank >= signed.rank) return unsigned;
  if (signed.bits > unsigned.bits) return signed;
  // The unsigned type of the signed one's rank.
  return { ...signed, name: unsignedOf(signed.name), signed: false };
}

export function unsignedOf(name: CScalar): CScalar {
  switch (name) {
    case "char":
    case "schar":
      return "uchar";
    case "short":
      return "ushort";
    case "int":
      return "uint";
    case "long":
      return "ulong";
    case "llong":
      return "ullong";
    case "int128":
      return "uint128";
    default:
      return name;
  }
}

const LITERAL_TYPES: readonly (readonly CScalar[])[] = [
  ["int", "uint", "long", "ulong", "llong", "ullong"],
  ["long", "ulong", "llong", "ullong"],
  ["llong", "ullong"],
];

/** The type of an integer constant (ISO C 6.4.4.1): the first of its list that holds it. */
export function literalType(
  value: bigint,
  unsigned: boolean,
  longs: 0 | 1 | 2,
  decimal: boolean,
  view: ModelView,
): IntegerType | undefined {
  // Nearly every constant is a small int; no model needs to be asked.
  if (longs === 0 && !unsigned && value < 1n << 31n) return FIXED_TYPES.int;
  const names = (LITERAL_TYPES[longs] ?? []).filter((name) => (unsigned ? name.startsWith("u") : decimal ? !name.startsWith("u") : true));
  // What gcc and clang do with a decimal constant beyond long long.
  names.push("ullong");
  for (const name of names) {
    const type = scalarInteger(name, view);
    if (type === undefined) return undefined;
    if (wrapTo(value, type) === value) return type;
  }
  return undefined;
}
