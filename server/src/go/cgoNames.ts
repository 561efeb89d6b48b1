/**
 * What C names and types are in Go, as cgo shows them (cmd/cgo/gcc.go: cname, nameToC, typeConv.loadType). Sizes are
 * left to the target: a C type stays a C type under the name cgo gives it.
 */
import type { CUnit } from "../c/unit.ts";
import { type CScalar, type CStandardType, type CType, unwrapC } from "../types/c.ts";
import type { GoField, GoType } from "../types/go.ts";

/** `C.uint` and its kin: the names cgo has for C types of several words. */
const scalarNames: ReadonlyMap<string, CScalar> = new Map([
  ["char", "char"],
  ["schar", "schar"],
  ["uchar", "uchar"],
  ["short", "short"],
  ["ushort", "ushort"],
  ["int", "int"],
  ["uint", "uint"],
  ["long", "long"],
  ["ulong", "ulong"],
  ["longlong", "llong"],
  ["ulonglong", "ullong"],
  ["float", "float"],
  ["double", "double"],
  ["_Bool", "bool"],
  ["__int128", "int128"],
]);

const goNames: ReadonlyMap<CScalar, string> = new Map([...scalarNames].map(([name, scalar]) => [scalar, name]));

const standardNames: ReadonlySet<string> = new Set([
  "size_t",
  "ssize_t",
  "ptrdiff_t",
  "wchar_t",
  "intmax_t",
  "uintmax_t",
  "intptr_t",
  "uintptr_t",
  ...["int", "uint"].flatMap((base) => [8, 16, 32, 64].map((bits) => `${base}${bits}_t`)),
]);

const goKeywords: ReadonlySet<string> = new Set(
  "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var".split(
    " ",
  ),
);

/**
 * The C type that `C.name` stands for, `name` as cgo writes it (`struct_x`, `uint`) or as C does (`struct x`);
 * undefined when the unit has no type of that name. Without a unit the names of the language itself still answer.
 */
export function cTypeNamed(unit: CUnit | undefined, name: string): CType | undefined {
  const tagged = /^(struct|union|enum)[_ ](.+)$/s.exec(name);
  const tag = tagged === null ? undefined : unit?.tags.get(`${tagged[1]} ${tagged[2]}`);
  const known = tag ?? unit?.typedefs.get(name)?.type;
  if (known !== undefined) return known;
  const scalar = scalarNames.get(name);
  if (scalar !== undefined) return { kind: "scalar", name: scalar };
  if (name === "bool") return { kind: "scalar", name: "bool" };
  if (name === "complexfloat" || name === "complexdouble") return { kind: "complex", of: name === "complexfloat" ? "float" : "double" };
  return isStandardName(name) ? { kind: "standard", name } : undefined;
}

/** The Go type `C.name`; undefined when the unit has no type of that name. */
export function cgoTypeNamed(unit: CUnit | undefined, name: string): GoType | undefined {
  const type = cTypeNamed(unit, name);
  return type === undefined ? undefined : { kind: "c", name, type };
}

function isStandardName(name: string): name is CStandardType {
  return standardNames.has(name);
}

/** The Go type of a C parameter, result, variable or field. */
export function goOfC(type: CType): GoType {
  switch (type.kind) {
    case "void":
      return { kind: "c", name: "void", type };
    case "scalar":
      return { kind: "c", name: goNames.get(type.name) ?? type.name, type };
    case "standard":
      return { kind: "c", name: type.name, type };
    case "pointer": {
      const to = unwrapC(type.to);
      if (to.kind === "void") return { kind: "basic", name: "unsafe.Pointer" };
      if (to.kind === "function") return { kind: "pointer", to: { kind: "array", of: { kind: "basic", name: "uint8" }, count: 0 } };
      return { kind: "pointer", to: goOfC(type.to) };
    }
    case "array":
      return type.count === undefined
        ? { kind: "unknown", reason: "a C array without a length has no Go type" }
        : { kind: "array", of: goOfC(type.of), count: type.count };
    case "qualified":
      return goOfC(type.of);
    case "typedef":
      return { kind: "c", name: type.name, type };
    case "record":
      return { kind: "c", name: type.tag === undefined ? type.name : `${type.union ? "union" : "struct"}_${type.tag}`, type };
    case "enum":
      return { kind: "c", name: type.tag === undefined ? type.name : `enum_${type.tag}`, type };
    case "unknown":
      return { kind: "unknown", reason: type.reason };
    default:
      return { kind: "c", name: type.kind, type };
  }
}

/** A member of a C record as Go selects it: `_type` is C's `type`. Undefined for what cgo does not show. */
export function cField(type: CType, name: string): GoField | undefined {
  const record = unwrapC(type);
  if (record.kind !== "record" || record.union) return undefined;
  const cName = name.startsWith("_") && goKeywords.has(name.slice(1)) ? name.slice(1) : name;
  const field = record.fields?.find((candidate) => candidate.name === cName);
  if (field === undefined || field.bitWidth !== undefined || field.unknown !== undefined || goKeywords.has(name)) return undefined;
  return { name, type: goOfC(field.type) };
}
