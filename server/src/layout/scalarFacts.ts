/**
 * Sizes and alignments of every C type that is no array, typedef or record, as the model's compiler has them. Refusals
 * are unknown with the compiler's reason. References: System V psABIs, AAPCS, clang's TargetInfo and ASTContext
 * (getTypeInfo), gcc's layout_type and finish_enum.
 */
import type { CModel } from "../target/target.ts";
import type { CEnum, CScalar, CType } from "../types/c.ts";
import { alignUp, ceilPowerOfTwo, isPowerOfTwo } from "./bits.ts";
import type { Dialect } from "./dialect.ts";
import { unknown } from "./layout.ts";
import { blockMode, type Facts, type MachineMode, plainFacts, type TypeFacts } from "./typeFacts.ts";

/** Bits of each integer type's values; what is missing is no integer. Negative: by the model's size. */
const integers: Readonly<Partial<Record<CScalar, true>>> = {
  bool: true,
  char: true,
  schar: true,
  uchar: true,
  short: true,
  ushort: true,
  int: true,
  uint: true,
  long: true,
  ulong: true,
  llong: true,
  ullong: true,
  int128: true,
  uint128: true,
};

/** Scalars that are binary64 numbers in gcc's eyes, whatever they are called. */
const doubles: ReadonlySet<CScalar> = new Set(["double", "float64", "float32x"]);

/** What gcc has and clang 19 does not, on any port. */
const gccOnly: ReadonlySet<CScalar> = new Set(["float32", "float64", "float32x", "float64x", "decimal32", "decimal64", "decimal128"]);

export function scalarFacts(name: CScalar, dialect: Dialect): Facts {
  const numbers = dialect.model.scalars[name];
  if (typeof numbers === "string") return unknown(numbers);
  if (dialect.rules !== "gcc" && gccOnly.has(name)) return unknown("clang has no such floating-point type");
  const isInteger = integers[name] === true;
  const isDouble = doubles.has(name) || (name === "ldouble" && numbers.size === 8);
  const mode: MachineMode = { kind: isInteger ? "integer" : "float", bits: numbers.size * 8, isDouble };
  const align = dialect.rules === "gcc" ? numbers.align : numbers.fieldAlign;
  return plainFacts(numbers.size, align, {
    integerBits: name === "bool" ? 1 : isInteger ? numbers.size * 8 : 0,
    mode,
    basicSize: numbers.size,
    leadingAlign: dialect.power && (name === "double" || name === "ldouble") ? 8 : align,
  });
}

export function complexFacts(of: CScalar, dialect: Dialect): Facts {
  if (of === "bool") return unknown("_Bool has no complex type");
  const part = scalarFacts(of, dialect);
  if (!part.known) return part;
  const mode: MachineMode = {
    kind: part.mode.kind === "integer" ? "complexInteger" : "complexFloat",
    bits: part.size * 16,
    isDouble: part.mode.isDouble,
  };
  return plainFacts(part.size * 2, part.align, { mode, leadingAlign: part.leadingAlign });
}

export function pointerFacts(dialect: Dialect): TypeFacts {
  const { size, align } = dialect.model.pointer;
  return plainFacts(size, align, { mode: { kind: "integer", bits: size * 8, isDouble: false } });
}

/** Whether va_list is an array of one record (System V AMD64 psABI 3.5.7; s390x), and not a pointer or a record. */
export function isVaListArray({ family, vaList, pointer }: CModel): boolean {
  return family !== "aapcs" && vaList.size > pointer.size;
}

export function vaListFacts(dialect: Dialect): TypeFacts {
  const { size, align } = dialect.model.vaList;
  const isPointer = size === dialect.model.pointer.size;
  return plainFacts(size, align, isPointer ? { mode: { kind: "integer", bits: size * 8, isDouble: false } } : {});
}

/** ISO C23 6.2.5; sizes by the psABIs (x86-64 3.1.2, AAPCS64 5.1.3) as clang 19 has them. */
export function bitIntFacts(bits: number, signed: boolean, dialect: Dialect): Facts {
  if (dialect.rules === "gcc") return unknown("gcc has no _BitInt before version 14");
  if (bits < (signed ? 2 : 1)) return unknown(`_BitInt(${bits}) is too narrow`);
  const widest = dialect.model.arch === "386" || dialect.model.arch === "amd64" ? 8388608 : 128;
  if (bits > widest) return unknown(`clang has no _BitInt wider than ${widest} bits on this target`);
  const align = Math.min(Math.max(ceilPowerOfTwo(bits), 8), dialect.bitIntMaxAlign * 8) / 8;
  return plainFacts(alignUp(Math.ceil(bits / 8), align), align, { integerBits: bits });
}

/** GCC manual, "Vector Extensions". */
export function vectorFacts(bytes: number, element: TypeFacts, dialect: Dialect): Facts {
  const { kind } = element.mode;
  if (element.integerBits === 1 || element.size === 0 || (kind !== "integer" && kind !== "float"))
    return unknown("invalid vector element type");
  if (!(bytes > 0) || bytes % element.size !== 0) return unknown("vector size is no multiple of its element's size");
  let size = bytes;
  if (!isPowerOfTwo(bytes)) {
    if (dialect.rules === "gcc") return unknown("number of vector elements is no power of two");
    size = ceilPowerOfTwo(bytes);
  }
  const align = Math.min(size, dialect.vectorMaxAlign);
  // Without vector registers, as on i386, a vector of integers is one integer where that exists, else a block.
  const mode: MachineMode = !dialect.lowersFieldAlign
    ? { kind: "other", bits: size * 8, isDouble: false }
    : kind === "integer" && size <= 8
      ? { kind: "integer", bits: size * 8, isDouble: false }
      : blockMode;
  return plainFacts(size, align, { mode });
}

/** clang's getTypeInfo of AtomicType; gcc's find_atomic_core_type. */
export function atomicFacts(of: TypeFacts, type: CType, dialect: Dialect): Facts {
  if (type.kind === "array" || type.kind === "function" || type.kind === "atomic") return unknown("_Atomic cannot be applied to this type");
  if (dialect.rules === "gcc") {
    const core = [1, 2, 4, 8, 16].includes(of.size) ? Math.min(of.size, dialect.model.biggestAlign) : 0;
    return { ...of, align: Math.max(of.align, core), bareAskedBy: of.askedBy, isAtomic: true, isQualified: true };
  }
  let { size, align } = of;
  if (size === 0) {
    size = 1;
  } else if (size <= dialect.atomicPromotion) {
    size = ceilPowerOfTwo(size);
    align = size;
  }
  return plainFacts(size, align, { isAtomic: true });
}

/** ISO C 6.7.2.2; the compilers choose the type from the values, see clang's ActOnEnumBody and gcc's finish_enum. */
export function enumFacts(type: CEnum, fixed: TypeFacts | undefined, dialect: Dialect): Facts {
  if (type.unknown !== undefined) return unknown(type.unknown);
  if (type.fixed !== undefined) {
    if (dialect.rules === "gcc") return unknown("gcc has no fixed underlying types of enums before version 13");
    if (fixed === undefined || fixed.integerBits === 0) return unknown("the underlying type of an enum is no integer");
    return { ...fixed, askedBy: "nothing", basicSize: 0 };
  }
  const { range } = type;
  // With cl.exe's rules an enum is an int before its enumerators are known.
  if (dialect.rules === "msvc" && type.mode === undefined) return enumOf("int", dialect);
  if (range === undefined) return unknown(`${type.name === "" ? "enum" : type.name} is incomplete`);
  if (type.mode !== undefined) return enumOfMode(type, range, fixed, dialect);
  const negative = range.min < 0n;
  const fits = (bits: number): boolean => {
    const half = 1n << BigInt(bits - 1);
    return negative ? range.min >= -half && range.max < half : range.max < half * 2n;
  };
  if (type.packed === true || (type.packed === "clang" && dialect.rules !== "gcc") || dialect.model.shortEnums) {
    if (fits(8)) return enumOf(negative ? "schar" : "uchar", dialect);
    if (fits(16)) return enumOf(negative ? "short" : "ushort", dialect);
  }
  if (fits(32)) return enumOf(negative ? "int" : "uint", dialect);
  if (fits(64)) {
    const long = dialect.model.scalars.long;
    return enumOf(typeof long !== "string" && long.size === 8 ? (negative ? "long" : "ulong") : negative ? "llong" : "ullong", dialect);
  }
  // Both compilers go on with a warning.
  return enumOf("llong", dialect);
}

/** gcc and clang hold the values against the mode's type, cl.exe's rules cut them off. */
function enumOfMode(
  type: CEnum,
  range: { readonly min: bigint; readonly max: bigint },
  mode: TypeFacts | undefined,
  dialect: Dialect,
): Facts {
  if (mode === undefined || mode.integerBits === 0) return unknown("the mode of an enum is no integer's");
  const bits = BigInt(mode.integerBits);
  // gcc takes an unsigned type when no value is negative.
  const max = dialect.rules === "gcc" && range.min >= 0n ? 1n << bits : 1n << (bits - 1n);
  const isChecked = dialect.rules === "gcc" || (dialect.rules === "clang" && type.modeBehind !== true);
  // clang lets values that are counted overflow.
  const held = dialect.rules === "clang" ? (type.spelled ?? range) : range;
  if (isChecked && (held.min < -(1n << (bits - 1n)) || held.max >= max)) return unknown("the mode of an enum is too small for its values");
  return { ...mode, askedBy: "nothing", basicSize: 0 };
}

/** An enum is no basic type, which the ms_struct rule of clang asks about. */
function enumOf(name: CScalar, dialect: Dialect): Facts {
  const facts = scalarFacts(name, dialect);
  return facts.known ? { ...facts, basicSize: 0 } : facts;
}
