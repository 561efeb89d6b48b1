/**
 * Reads Go types and signatures in the notation of data/goPackages (data/README.md): text in, types out. Which type a
 * name stands for is the caller's business.
 */
import type { GoBasic, GoField, GoType } from "../types/go.ts";
import { type Cursor, match, take } from "./textCursor.ts";

/** The type behind a name: `Stat_t` of the same package, or `time.Time` with the other package's import path. */
export type NameResolver = (path: string | undefined, name: string) => GoType;

/** A function's parameter and result types; a variadic function's last parameter is a slice. */
export interface GoSignature {
  readonly parameters: readonly GoType[];
  readonly results: readonly GoType[];
  readonly variadic: boolean;
}

const basics: Readonly<Record<string, GoBasic>> = {
  bool: "bool",
  string: "string",
  ptr: "unsafe.Pointer",
  int: "int",
  i8: "int8",
  i16: "int16",
  i32: "int32",
  i64: "int64",
  uint: "uint",
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  u64: "uint64",
  uptr: "uintptr",
  f32: "float32",
  f64: "float64",
  c64: "complex64",
  c128: "complex128",
};

/** The basic type that a word of the notation stands for. */
export function basicNamed(word: string): GoBasic | undefined {
  return Object.hasOwn(basics, word) ? basics[word] : undefined;
}

/** The type that a whole text writes. */
export function readType(text: string, resolve: NameResolver): GoType {
  return typeAt({ text, at: 0 }, resolve);
}

/** `(int,[]u8)int,any`: parameters in parentheses, then results. Undefined for a generic function. */
export function readSignature(text: string, resolve: NameResolver): GoSignature | undefined {
  const cursor = { text, at: 0 };
  if (!take(cursor, "(")) return undefined;
  const parameters: GoType[] = [];
  let variadic = false;
  while (cursor.at < text.length && !take(cursor, ")")) {
    take(cursor, ",");
    variadic = take(cursor, "...");
    const type = typeAt(cursor, resolve);
    parameters.push(variadic ? { kind: "slice", of: type } : type);
  }
  const results: GoType[] = [];
  while (cursor.at < text.length) {
    take(cursor, ",");
    results.push(typeAt(cursor, resolve));
  }
  return { parameters, results, variadic };
}

function typeAt(cursor: Cursor, resolve: NameResolver): GoType {
  if (take(cursor, "*")) return { kind: "pointer", to: typeAt(cursor, resolve) };
  if (take(cursor, "[]")) return { kind: "slice", of: typeAt(cursor, resolve) };
  if (take(cursor, "[")) {
    const count = Number(match(cursor, /\d+/y));
    take(cursor, "]");
    return { kind: "array", of: typeAt(cursor, resolve), count };
  }
  if (take(cursor, "map[")) {
    const key = typeAt(cursor, resolve);
    take(cursor, "]");
    return { kind: "map", key, of: typeAt(cursor, resolve) };
  }
  if (take(cursor, "chan ")) return { kind: "chan", of: typeAt(cursor, resolve) };
  if (take(cursor, "{")) return { kind: "struct", fields: fieldsAt(cursor, resolve) };
  if (take(cursor, "?")) return opaqueAt(cursor);
  return namedAt(cursor, resolve);
}

/** `?24/8`: what is known by size and alignment alone. */
function opaqueAt(cursor: Cursor): GoType {
  const [size, align] = match(cursor, /\d+\/\d+/y)
    .split("/")
    .map(Number);
  if (size === undefined || align === undefined) return { kind: "unknown", reason: "the type could not be read" };
  return { kind: "opaque", name: "struct", size, align };
}

function namedAt(cursor: Cursor, resolve: NameResolver): GoType {
  const word = match(cursor, /[\p{L}\p{N}_./-]+/uy);
  const basic = basicNamed(word);
  if (basic !== undefined) return { kind: "basic", name: basic };
  if (word === "func") return { kind: "func" };
  if (word === "any") return { kind: "interface" };
  const dot = word.lastIndexOf(".");
  if (word === "") return { kind: "unknown", reason: "the type could not be read" };
  return dot < 0 ? resolve(undefined, word) : resolve(word.slice(0, dot), word.slice(dot + 1));
}

/** `X,Y i32;@Inner Inner}`: fields that share a type, embedded ones with `@`. */
function fieldsAt(cursor: Cursor, resolve: NameResolver): readonly GoField[] {
  const fields: GoField[] = [];
  while (cursor.at < cursor.text.length && !take(cursor, "}")) {
    take(cursor, ";");
    const names = match(cursor, /[^ ]+/y).split(",");
    if (!take(cursor, " ")) return fields;
    const type = typeAt(cursor, resolve);
    for (const name of names) fields.push(name.startsWith("@") ? { name: name.slice(1), type, embedded: true } : { name, type });
  }
  return fields;
}
