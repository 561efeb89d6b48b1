/**
 * Reads C types in the notation of data/kernel and data/dlls (data/README.md): text in, types out. Which record a name
 * stands for is the caller's business.
 */
import type { AlignRequest, CField, CRecord, CScalar, CType } from "../types/c.ts";
import { type Cursor, match, take } from "./textCursor.ts";

/** The record behind a name. */
export type RecordResolver = (name: string) => CType;

/** The letters of the Itanium C++ ABI. */
const scalars: Readonly<Record<string, CScalar>> = {
  b: "bool",
  c: "char",
  a: "schar",
  h: "uchar",
  s: "short",
  t: "ushort",
  i: "int",
  j: "uint",
  l: "long",
  m: "ulong",
  x: "llong",
  y: "ullong",
  n: "int128",
  o: "uint128",
  f: "float",
  d: "double",
  e: "ldouble",
};

/** The type that a whole text writes. */
export function readCType(text: string, resolve: RecordResolver): CType {
  return typeAt({ text, at: 0 }, resolve);
}

/** Fills in a record from its text, `{…}` or `<…>` with attributes behind and, before it, what says its tag. */
export function fillRecord(record: CRecord, text: string, resolve: RecordResolver): void {
  const cursor = { text, at: bodyAt(text) + 1 };
  record.fields = fieldsAt(cursor, resolve);
  attributesAt(cursor, record);
}

/** The tag of the record that stands in a table under a name; undefined where it has a typedef's name alone. */
export function tagOfRecord(text: string, name: string): string | undefined {
  const before = text.slice(0, bodyAt(text));
  switch (before) {
    case "":
      return name;
    case "-":
      return undefined;
    case "_":
      return `_${name}`;
    case "t":
      return `tag${name}`;
    default:
      return before;
  }
}

/** Whether the text of a record writes a union. */
export function isUnionText(text: string): boolean {
  return text.charAt(bodyAt(text)) === "<";
}

/** Where the `{` or `<` of a record stands. */
function bodyAt(text: string): number {
  return Math.max(0, text.search(/[{<]/));
}

/** The names of the records that a text mentions, behind pointers too. */
export function recordsMentioned(text: string): readonly string[] {
  const names: string[] = [];
  readCType(text.slice(bodyAt(text)), (name) => {
    names.push(name);
    return { kind: "void" };
  });
  return names;
}

function typeAt(cursor: Cursor, resolve: RecordResolver): CType {
  const letter = cursor.text.charAt(cursor.at);
  cursor.at++;
  switch (letter) {
    case "v":
      return { kind: "void" };
    case "F":
      return { kind: "function", result: { kind: "void" }, parameters: [], variadic: false };
    case "w":
      return { kind: "standard", name: "wchar_t" };
    case "u":
      return { kind: "standard", name: "uintptr_t" };
    case "q":
      return { kind: "standard", name: "intptr_t" };
    case "P":
      return { kind: "pointer", to: pointeeAt(cursor, resolve) };
    case "A": {
      const count = match(cursor, /\d+/y);
      return { kind: "array", of: typeAt(cursor, resolve), count: count === "" ? undefined : Number(count) };
    }
    case "@": {
      const aligns = [alignOf(match(cursor, /\d+/y))];
      return { kind: "typedef", name: "", type: typeAt(cursor, resolve), aligns };
    }
    case "S":
      return resolve(match(cursor, /\w+/y));
    case "{":
    case "<": {
      const record: CRecord = { kind: "record", union: letter === "<", tag: undefined, name: "", fields: fieldsAt(cursor, resolve) };
      attributesAt(cursor, record);
      return record;
    }
  }
  const name = scalars[letter];
  return name === undefined ? { kind: "unknown", reason: "the type could not be read" } : { kind: "scalar", name };
}

/** What a pointer points to; nothing said is `void`. */
function pointeeAt(cursor: Cursor, resolve: RecordResolver): CType {
  const isConst = take(cursor, "K");
  const isSaid = /[a-zA-Z@]/.test(cursor.text.charAt(cursor.at));
  const of: CType = isSaid ? typeAt(cursor, resolve) : { kind: "void" };
  return isConst ? { kind: "qualified", qualifiers: "const", of } : of;
}

/** `a,b=3 j;c!^8 y}`: members that share a type, with widths in bits, `!` for packed, `^` for an alignment in bytes. */
function fieldsAt(cursor: Cursor, resolve: RecordResolver): readonly CField[] {
  const fields: CField[] = [];
  while (cursor.at < cursor.text.length && !take(cursor, "}") && !take(cursor, ">")) {
    take(cursor, ";");
    const items = match(cursor, /[^ ]*/y).split(",");
    if (!take(cursor, " ")) return fields;
    const type = typeAt(cursor, resolve);
    for (const item of items) fields.push(fieldOf(item, type));
  }
  return fields;
}

function fieldOf(item: string, type: CType): CField {
  const [, name = "", bits, packed, aligns = ""] = /^(\w*)(?:=(\d+))?(!)?((?:\^\d+)*)$/.exec(item) ?? [];
  return {
    name,
    type,
    ...(bits === undefined ? {} : { bitWidth: Number(bits) }),
    ...(packed === undefined ? {} : { packed: true }),
    ...(aligns === "" ? {} : { aligns: aligns.slice(1).split("^").map(alignOf) }),
  };
}

/** What stands behind a record: `!` for packed, `^8` for an alignment, `#4` for `#pragma pack(4)`. */
function attributesAt(cursor: Cursor, record: CRecord): void {
  for (;;) {
    if (take(cursor, "!")) record.packed = true;
    else if (take(cursor, "^")) record.aligns = [...(record.aligns ?? []), alignOf(match(cursor, /\d+/y))];
    else if (take(cursor, "#")) record.pack = Number(match(cursor, /\d+/y));
    else return;
  }
}

function alignOf(digits: string): AlignRequest {
  return { align: Number(digits), spelling: "attribute" };
}
