/**
 * Writes C types as a person would declare them: `int[4]`, `char *`, `void (*)(int)`. Knows no sizes.
 */
import { type CScalar, type CType, unwrapC } from "../types/c.ts";

/** Each scalar as C spells it. */
export const scalarSpelling: Readonly<Record<CScalar, string>> = {
  bool: "_Bool",
  char: "char",
  schar: "signed char",
  uchar: "unsigned char",
  short: "short",
  ushort: "unsigned short",
  int: "int",
  uint: "unsigned int",
  long: "long",
  ulong: "unsigned long",
  llong: "long long",
  ullong: "unsigned long long",
  int128: "__int128",
  uint128: "unsigned __int128",
  float16: "_Float16",
  bfloat16: "__bf16",
  float: "float",
  double: "double",
  ldouble: "long double",
  float32: "_Float32",
  float64: "_Float64",
  float128: "_Float128",
  float32x: "_Float32x",
  float64x: "_Float64x",
  ibm128: "__ibm128",
  decimal32: "_Decimal32",
  decimal64: "_Decimal64",
  decimal128: "_Decimal128",
};

/** Types that nest deeper than this are cut short with `…`. */
const maxDepth = 100;

/** The type as it is written without a name. */
export function cTypeText(type: CType): string {
  return declare(type, "", 0);
}

/** The type as it is written in a declaration of `name`: `int a[4]`, `void (*f)(int)`. */
export function cDeclarationText(type: CType, name: string): string {
  return declare(type, name, 0);
}

/** Builds from the inside out: `declarator` is what stands where the name would. */
function declare(type: CType, declarator: string, depth: number): string {
  let at = type;
  let text = declarator;
  for (let i = 0; i < maxDepth; i++) {
    switch (at.kind) {
      case "typedef":
        if (at.name !== "") return join(at.name, text);
        at = at.type;
        break;
      case "pointer": {
        const to = derived(at.to);
        text = to ? `(*${text})` : `*${text}`;
        at = at.to;
        break;
      }
      case "array":
        text = `${text}[${at.count ?? ""}]`;
        at = at.of;
        break;
      case "function":
        text = `${text}(${parameters(at, depth)})`;
        at = at.result;
        break;
      case "qualified":
        if (at.of.kind === "qualified") {
          at = together(at.qualifiers, at.of);
          break;
        }
        if (at.of.kind === "pointer") {
          text = text === "" || text.startsWith("[") || text.startsWith("(") ? `${at.qualifiers}${text}` : `${at.qualifiers} ${text}`;
        } else if (at.of.kind !== "array" && at.of.kind !== "function") {
          return join(`${at.qualifiers} ${base(at.of, depth)}`, text);
        }
        at = at.of;
        break;
      default:
        return join(base(at, depth), text);
    }
  }
  return join("…", text);
}

/** Qualifiers of a qualified type, each once. */
function together(outer: string, inner: CType & { readonly kind: "qualified" }): CType {
  const words = new Set([...outer.split(" "), ...inner.qualifiers.split(" ")]);
  return { kind: "qualified", qualifiers: [...words].join(" "), of: inner.of };
}

/** Whether a pointer to it needs parentheses. */
function derived(type: CType): boolean {
  return type.kind === "array" || type.kind === "function";
}

function join(specifier: string, declarator: string): string {
  return declarator === "" || declarator.startsWith("[") ? specifier + declarator : `${specifier} ${declarator}`;
}

function parameters(type: CType & { readonly kind: "function" }, depth: number): string {
  if (depth > 8) return "…";
  const texts = type.parameters.map((parameter) => declare(parameter.type, "", depth + 1));
  if (type.variadic) texts.push("...");
  return texts.length === 0 ? "void" : texts.join(", ");
}

/** A type that is no pointer, array or function. */
function base(type: CType, depth: number): string {
  switch (type.kind) {
    case "void":
      return "void";
    case "scalar":
      return scalarSpelling[type.name];
    case "typedef":
      return type.name === "" ? declare(type.type, "", depth + 1) : type.name;
    case "standard":
      return type.name;
    case "complex":
      return `_Complex ${scalarSpelling[type.of]}`;
    case "bitint":
      return `${type.signed ? "" : "unsigned "}_BitInt(${type.bits})`;
    case "vector":
      return `${depth > 8 ? "…" : declare(type.of, "", depth + 1)} __attribute__((vector_size(${type.bytes})))`;
    case "vaList":
      return "va_list";
    case "atomic":
      return `_Atomic(${depth > 8 ? "…" : declare(type.of, "", depth + 1)})`;
    case "record":
      return type.name !== "" ? type.name : type.union ? "union {…}" : "struct {…}";
    case "enum":
      return type.name !== "" ? type.name : "enum {…}";
    case "unknown":
      return "?";
    case "qualified":
      return depth > maxDepth ? "…" : `${type.qualifiers} ${base(unwrapOnce(type.of), depth + 1)}`;
    default:
      return declare(type, "", depth + 1);
  }
}

/** Qualifiers of qualifiers are rare; deep chains of them are cut. */
function unwrapOnce(type: CType): CType {
  return type.kind === "qualified" ? unwrapC(type) : type;
}
