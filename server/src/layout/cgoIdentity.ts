/**
 * Which Go type a type is to the Go compiler, where cgo makes it of C: whether two may be assigned to each other. cgo
 * declares `type _Ctype_long int64` and `type _Ctype_int64_t = _Ctype_long`, so the answer differs by target where sizes
 * do not (Go source: cmd/cgo/out.go, writeDefs; cmd/cgo/gcc.go, loadType).
 */
import type { CModel } from "../target/target.ts";
import type { CScalar, CType } from "../types/c.ts";
import type { GoType } from "../types/go.ts";

/** One Go type under all of its names. */
export interface Identity {
  /** Equal for identical types. Of a number of C the name behind all typedefs, as Go code spells it: `C.ulong`. */
  readonly text: string;
  /** Has a name of its own, so that another type with the same structure is another type. */
  readonly isDefined: boolean;
}

/** The numbers that have a name in package C; `C.X` is a type of its own for each. */
const cgoNames: ReadonlyMap<CScalar, string> = new Map(
  "char schar uchar short ushort int uint long ulong float double".split(" ").map((name): [CScalar, string] => [name as CScalar, name]),
);

const mostLevels = 50;

/** Undefined where it is not certain which type it is. */
export function identityOf(type: GoType, model: CModel): Identity | undefined {
  return identity(type, model, 0);
}

/** Whether a value of one type may be assigned to the other; undefined where that is not certain. */
export function isAssignable(from: GoType, to: GoType, model: CModel): boolean | undefined {
  const [a, b] = [identityOf(from, model), identityOf(to, model)];
  if (a === undefined || b === undefined) return undefined;
  if (a.text === b.text) return true;
  // A type literal may be assigned to a defined type of the same structure.
  return a.isDefined === b.isDefined ? false : undefined;
}

const defined = (text: string): Identity => ({ text, isDefined: true });

function identity(type: GoType, model: CModel, level: number): Identity | undefined {
  if (level > mostLevels) return undefined;
  const inside = (prefix: string, of: GoType): Identity | undefined => {
    const inner = identity(of, model, level + 1);
    return inner === undefined ? undefined : { text: prefix + inner.text, isDefined: false };
  };
  switch (type.kind) {
    case "basic":
      return defined(type.name);
    case "named":
      // Names local to two functions may be equal; then nothing is said of them.
      return defined(`${type.pkg}.${type.name}`);
    case "pointer":
      return inside("*", type.to);
    case "slice":
      return inside("[]", type.of);
    case "array":
      return inside(`[${type.count}]`, type.of);
    case "c":
      return ofC(type.type, model, level + 1);
    default:
      return undefined;
  }
}

function ofC(type: CType, model: CModel, level: number): Identity | undefined {
  if (level > mostLevels) return undefined;
  switch (type.kind) {
    case "void":
      return defined("C.void");
    case "scalar":
      return ofScalar(type.name);
    case "standard": {
      const behind = model.standard[type.name];
      return ofScalar(behind);
    }
    case "qualified":
      return ofC(type.of, model, level + 1);
    case "typedef": {
      if (type.name === "") return ofC(type.type, model, level + 1);
      const of = ofC(type.type, model, level + 1);
      if (of === undefined) return undefined;
      // Of what has a name behind `C.` a typedef is an alias; of all else it makes a type.
      return of.isDefined && of.text.startsWith("C.") ? of : ofTypedef(type.name, of);
    }
    case "enum":
      return type.range === undefined ||
        type.unknown !== undefined ||
        type.fixed !== undefined ||
        type.mode !== undefined ||
        model.shortEnums
        ? undefined
        : ofEnum(type.range);
    case "record":
      // A union is bytes; a struct without a tag has a name that nobody else gives it.
      return type.union || type.tag === undefined ? undefined : defined(`C.struct_${type.tag}`);
    case "pointer": {
      const to = pointee(type.to);
      if (to === undefined) return undefined;
      if (to.kind === "void") return defined("unsafe.Pointer");
      if (to.kind === "function") return { text: "*[0]byte", isDefined: false };
      const of = ofC(type.to, model, level + 1);
      return of === undefined ? undefined : { text: `*${of.text}`, isDefined: false };
    }
    default:
      return undefined;
  }
}

/** What a pointer points to, qualifiers and typedefs of `void` looked through. */
function pointee(type: CType): CType | undefined {
  let at = type;
  for (let i = 0; i < mostLevels; i++) {
    if (at.kind === "qualified") at = at.of;
    else if (at.kind === "typedef") at = at.type;
    else return at;
  }
  return undefined;
}

/** `llong`, or a reason instead of a name. */
function ofScalar(name: CScalar | string): Identity | undefined {
  if (name === "bool") return defined("C._Bool");
  if (name === "llong" || name === "ullong") return defined(name === "llong" ? "C.longlong" : "C.ulonglong");
  const known = cgoNames.get(name as CScalar);
  return known === undefined ? undefined : defined(`C.${known}`);
}

/** A typedef of a pointer may be one that cgo takes for a number (cmd/cgo/gcc.go, badPointerTypedef). */
function ofTypedef(name: string, of: Identity): Identity | undefined {
  return of.text.startsWith("*") || of.text === "unsafe.Pointer" ? undefined : defined(`C.${name}`);
}

/** cgo gives an enum with a tag the Go type itself: no type of C. Values beyond 32 bits are not followed. */
function ofEnum({ min, max }: { readonly min: bigint; readonly max: bigint }): Identity | undefined {
  if (min < -(1n << 31n) || max >= 1n << 31n) return undefined;
  return defined(min < 0n ? "int32" : "uint32");
}
