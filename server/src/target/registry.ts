/**
 * The targets, filled from `data/targets.json`: the ports of Go in the order of `go tool dist list`, then the
 * variants. Data models are interned, so that layout engines can key caches by identity. Reads no file: it is
 * handed the parsed table. How a list of targets is asked for is selectTargets.ts.
 */
import type { CScalar, CStandardType } from "../types/c.ts";
import { selectTargets } from "./selectTargets.ts";
import type { CAbiFamily, CModel, CScalarModel, GoSizes, Target } from "./target.ts";

export { describeTargets } from "./describeTargets.ts";

export interface TargetRegistry {
  /** Every target, in the order of `abi-lens targets`. */
  readonly targets: readonly Target[];
  /** By exact id (`linux/arm`, `linux/arm+musl`). */
  get(id: string): Target | undefined;
  /** The targets a `--targets` list asks for, in the registry's order, or one line that says what is wrong with the list. */
  select(list: string): { readonly targets: readonly Target[] } | { readonly error: string };
}

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

const standardTypes: readonly CStandardType[] = [
  ...(["size_t", "ssize_t", "ptrdiff_t", "wchar_t", "wint_t", "char8_t", "char16_t", "char32_t", "max_align_t"] as const),
  ...(["intmax_t", "uintmax_t", "intptr_t", "uintptr_t"] as const),
  ...(["", "u"] as const).flatMap((sign) =>
    (["", "_least", "_fast"] as const).flatMap((kind) => ([8, 16, 32, 64] as const).map((bits) => `${sign}int${kind}${bits}_t` as const)),
  ),
];

const families: readonly CAbiFamily[] = ["sysv", "aapcs", "darwin", "microsoft", "aix"];

/**
 * `json` is the parsed content of `data/targets.json`. Throws an Error only when it is not that table, which means
 * that the installation is broken.
 */
export function createRegistry(json: unknown): TargetRegistry {
  const table = object(json, "the table");
  const models = new Map<string, CModel>();
  const interned = new Map<string, CModel>();
  const shared = table["shared"];
  const row = (value: unknown, what: string): Readonly<Record<string, unknown>> =>
    withShared(object(value, what), Array.isArray(shared) ? shared : []);
  for (const [key, value] of Object.entries(object(table["models"], "models"))) {
    const model = readModel(key, row(value, `model ${key}`));
    const content = JSON.stringify({ ...model, key: "" });
    const same = interned.get(content) ?? model;
    interned.set(content, same);
    models.set(key, same);
  }
  const rows = table["targets"];
  if (!Array.isArray(rows) || rows.length === 0) throw broken("targets is not a list");
  const targets = rows.map((value: unknown) => readTarget(row(value, "a target"), models));
  const byId = new Map(targets.map((target) => [target.id, target]));
  if (byId.size !== targets.length) throw broken("a target stands twice");
  return {
    targets,
    get: (id) => byId.get(id),
    select: (list) => selectTargets(targets, list),
  };
}

/** What several rows have in common stands once: a number in its place is its index. */
const SHARED: ReadonlySet<string> = new Set(["scalars", "refused", "standard", "tags", "source"]);

function withShared(row: Readonly<Record<string, unknown>>, shared: readonly unknown[]): Readonly<Record<string, unknown>> {
  const entries = Object.entries(row);
  return Object.fromEntries(entries.map(([key, value]) => [key, SHARED.has(key) && typeof value === "number" ? shared[value] : value]));
}

function readTarget(row: Readonly<Record<string, unknown>>, models: ReadonlyMap<string, CModel>): Target {
  const id = text(row["id"], "a target's id");
  const match = /^([a-z0-9]+)\/([a-z0-9]+)(?:\+(musl|msvc))?$/.exec(id);
  const [, goos, goarch, variant] = match ?? [];
  if (goos === undefined || goarch === undefined) throw broken(`${id} is not a target's id`);
  const c = row["model"] === undefined ? text(row["c"], `the reason why ${id} has no C model`) : named(row["model"], id, models);
  const otherC = row["otherModel"] === undefined ? undefined : named(row["otherModel"], id, models);
  return {
    id,
    goos,
    goarch,
    ...(variant === "musl" || variant === "msvc" ? { variant } : {}),
    firstClass: flag(row["firstClass"], `${id}: firstClass`),
    cgo: flag(row["cgo"], `${id}: cgo`),
    ...(row["cgoSince"] === undefined ? {} : { cgoSince: text(row["cgoSince"], `${id}: cgoSince`) }),
    go: readGoSizes(row["go"], id),
    c,
    ...(otherC === undefined ? {} : { otherC }),
    triple: text(row["triple"], `${id}: triple`),
    libc: text(row["libc"], `${id}: libc`),
    toolTags: text(row["tags"], `${id}: tags`).split(" "),
    source: text(row["source"], `${id}: source`),
  };
}

function named(name: unknown, id: string, models: ReadonlyMap<string, CModel>): CModel {
  const model = models.get(text(name, `${id}: model`));
  if (model === undefined) throw broken(`${id}: no model is named ${String(name)}`);
  return model;
}

function readGoSizes(value: unknown, id: string): GoSizes {
  const [wordSize, maxAlign]: unknown[] = Array.isArray(value) ? value : [];
  if ((wordSize === 4 || wordSize === 8) && (maxAlign === 4 || maxAlign === 8)) return { wordSize, maxAlign };
  throw broken(`${id}: go is not a pair of 4 or 8`);
}

function readModel(key: string, row: Readonly<Record<string, unknown>>): CModel {
  const compiler = row["compiler"];
  if (compiler !== "gcc" && compiler !== "clang") throw broken(`model ${key}: the compiler is neither gcc nor clang`);
  const family = families.find((one) => one === row["family"]);
  if (family === undefined) throw broken(`model ${key}: no family of that name`);
  const vaList = readNumbers(text(row["vaList"], `model ${key}: vaList`), key);
  return {
    key,
    family,
    compiler,
    arch: text(row["arch"], `model ${key}: arch`),
    ...(row["msvc"] === true ? { msvc: true as const } : {}),
    bigEndian: flag(row["bigEndian"], `model ${key}: bigEndian`),
    charSigned: flag(row["charSigned"], `model ${key}: charSigned`),
    pointer: readNumbers(text(row["pointer"], `model ${key}: pointer`), key),
    scalars: readScalars(row, key, compiler),
    standard: readStandard(row, key),
    vaList: { size: vaList.size, align: vaList.fieldAlign },
    biggestAlign: count(row["biggestAlign"], `model ${key}: biggestAlign`),
    defaultAlign: count(row["defaultAlign"], `model ${key}: defaultAlign`),
    shortEnums: flag(row["shortEnums"], `model ${key}: shortEnums`),
  };
}

function readScalars(row: Readonly<Record<string, unknown>>, key: string, compiler: string): Record<CScalar, CScalarModel | string> {
  const values = new Map<string, CScalarModel | string>();
  for (const [notation, names] of Object.entries(object(row["scalars"], `model ${key}: scalars`))) {
    const numbers = readNumbers(notation, key);
    for (const name of text(names, `model ${key}: scalars`).split(" ")) values.set(name, numbers);
  }
  for (const name of text(row["refused"], `model ${key}: refused`).split(" ")) {
    const spelling = Object.entries(scalarSpelling).find(([scalar]) => scalar === name)?.[1];
    values.set(name, `${compiler} has no ${spelling ?? name} on this target`);
  }
  const scalars: Partial<Record<CScalar, CScalarModel | string>> = {};
  for (const name of Object.keys(scalarSpelling) as CScalar[]) {
    const value = values.get(name);
    if (value === undefined) throw broken(`model ${key}: nothing is said of ${name}`);
    scalars[name] = value;
  }
  return scalars as Record<CScalar, CScalarModel | string>;
}

function readStandard(row: Readonly<Record<string, unknown>>, key: string): Record<CStandardType, CScalar | string> {
  const scalarOf = new Map<string, string>();
  for (const [scalar, names] of Object.entries(object(row["standard"], `model ${key}: standard`))) {
    if (!Object.hasOwn(scalarSpelling, scalar)) throw broken(`model ${key}: ${scalar} is no scalar`);
    for (const name of text(names, `model ${key}: standard`).split(" ")) scalarOf.set(name, scalar);
  }
  const standard: Partial<Record<CStandardType, CScalar | string>> = {};
  for (const name of standardTypes) {
    standard[name] =
      scalarOf.get(name) ?? (name === "max_align_t" ? "max_align_t is a record, not a scalar" : `${name} is not known on this target`);
  }
  return standard as Record<CStandardType, CScalar | string>;
}

/** Reads `size`, `size/align` or `size/align/fieldAlign`; what is left out is the number before it. */
function readNumbers(notation: string, key: string): CScalarModel {
  const [size, align = size, fieldAlign = align] = notation.split("/").map(Number);
  if (size === undefined || align === undefined || fieldAlign === undefined || !(size > 0 && align > 0 && fieldAlign > 0)) {
    throw broken(`model ${key}: ${notation} is no size`);
  }
  return { size, align, fieldAlign };
}

function broken(what: string): Error {
  return new Error(`data/targets.json is damaged, install ABI Lens again: ${what}`);
}

function object(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw broken(`${what} is not an object`);
  return value as Readonly<Record<string, unknown>>;
}

function text(value: unknown, what: string): string {
  if (typeof value !== "string") throw broken(`${what} is not text`);
  return value;
}

function flag(value: unknown, what: string): boolean {
  if (typeof value !== "boolean") throw broken(`${what} is neither true nor false`);
  return value;
}

function count(value: unknown, what: string): number {
  if (typeof value !== "number" || !(value > 0)) throw broken(`${what} is not a number above 0`);
  return value;
}
