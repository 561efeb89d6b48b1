/**
 * What the C library and the system of a target declare, from the tables in `data/c/`: for each header its macros and
 * declarations, under each set of feature-test macros that was measured. Reads no file and knows nothing of how C is
 * preprocessed or parsed; the format is told in data/README.md.
 */
import type { Target } from "../target/target.ts";
import { namesDeclared, namesUsed } from "./cLibraryRows.ts";
import { type MacroSetting, variantOf } from "./cLibraryVariants.ts";

/** A macro of a header. */
export interface LibraryMacro {
  /** The replacement; undefined where only that the macro is defined is known. */
  readonly value: string | undefined;
  /** A function-like macro; its replacement is never known. */
  readonly functionLike: boolean;
}

/** What is known of a header: everything, or some of what it declares. */
export type HeaderState = "complete" | "partial";

/** The name of the table under `data/` that knows a target's C library; undefined where no headers were at hand. */
export function libraryTableName(target: Target): string | undefined {
  const family = familyOf(target);
  return family === undefined ? undefined : `c/${family}.txt`;
}

function familyOf(target: Target): string | undefined {
  if (target.variant === "msvc") return undefined;
  switch (target.goos) {
    case "linux":
      return target.variant === "musl" ? "linux-musl" : "linux-glibc";
    case "darwin":
    case "ios":
      return "darwin";
    case "windows":
    case "freebsd":
    case "netbsd":
    case "openbsd":
      return target.goos;
    default:
      return undefined;
  }
}

const FIRST_LINE = "abi-lens c library 1";

interface Row {
  readonly place: number;
  /** `t` for a typedef, whose text lacks the word, `f` for a function, `d` for anything else. */
  readonly kind: string;
  readonly text: string;
}

/** The table of a family of systems. */
export class LibraryTable {
  readonly #family: string;
  readonly #environments = new Map<string, number>();
  readonly #headers = new Map<string, number>();
  readonly #environmentSets: readonly bigint[];
  readonly #headerSets: readonly bigint[];
  readonly #places: readonly string[];
  readonly #present: readonly number[];
  readonly #broken: readonly number[];
  readonly #otherNames: string;
  readonly #declarationLines: readonly string[];
  readonly #macros = new Map<string, { readonly place: number; readonly macro: LibraryMacro }[]>();
  readonly #inputs = new Map<string, number[]>();
  #rows: readonly Row[] | undefined;
  readonly #rowsOf = new Map<string, number[]>();
  readonly #headersAt = new Map<number, (bigint | undefined)[]>();
  readonly #texts = new Map<string, string>();

  /** `text` is the whole table `data/NAME`. Throws an Error only when it is not that table. */
  constructor(name: string, text: string) {
    this.#family = name.replace(/^c\/|\.txt$/g, "");
    const lines = text.split("\n");
    if (lines[0] !== FIRST_LINE) throw new Error(`data/${name} is damaged, install ABI Lens again`);
    const words = (at: number): string[] =>
      (lines[at] ?? "")
        .slice(2)
        .split(" ")
        .filter((word) => word !== "");
    for (const [index, id] of words(1).entries()) this.#environments.set(id, index);
    for (const [index, header] of words(2).entries()) this.#headers.set(header, index);
    this.#environmentSets = words(3).map((digits) => BigInt(`0x${digits}`));
    this.#headerSets = words(4).map((digits) => BigInt(`0x${digits}`));
    this.#places = words(5);
    this.#present = words(6).map((digits) => Number.parseInt(digits, 36));
    this.#broken = words(7).map((digits) => Number.parseInt(digits, 36));
    this.#otherNames = words(8)[0] ?? "";
    const macros = lines.indexOf("M", 9);
    const inputs = lines.indexOf("I", macros);
    this.#declarationLines = lines.slice(10, macros);
    for (const line of lines.slice(macros + 1, inputs)) this.#readMacros(line.split("\t"));
    for (const line of lines.slice(inputs + 1)) this.#readInputs(line.split("\t"));
  }

  #readMacros([place, ...items]: readonly string[]): void {
    const at = Number.parseInt(place ?? "", 36);
    for (const item of items) {
      const equals = item.indexOf("=");
      const functionLike = item.endsWith("(") && equals < 0;
      const name = equals >= 0 ? item.slice(0, equals) : functionLike ? item.slice(0, -1) : item;
      const value = equals >= 0 ? item.slice(equals + 1) : undefined;
      const known = this.#macros.get(name);
      const entry = { place: at, macro: { value, functionLike } };
      if (known === undefined) this.#macros.set(name, [entry]);
      else known.push(entry);
    }
  }

  #readInputs([place, ...names]: readonly string[]): void {
    const at = Number.parseInt(place ?? "", 36);
    for (const name of names) {
      const known = this.#inputs.get(name);
      if (known === undefined) this.#inputs.set(name, [at]);
      else known.push(at);
    }
  }

  /**
   * The environment that holds for a target when the program has set these macros before the first header; undefined
   * when it was not measured.
   */
  environment(target: Target, settings: readonly MacroSetting[]): number | undefined {
    const relevant = settings.filter(({ name }) => this.#inputs.has(name));
    const { name } = variantOf(this.#family, target, relevant);
    return this.#environments.get(name === "" ? target.id : `${target.id};${name}`);
  }

  /**
   * Whether headers that ask about these macros declare just what was measured; false when they may have more or fewer
   * names, undefined when what they declare is not known.
   */
  isExact(target: Target, inputs: readonly MacroSetting[]): boolean | undefined {
    const { exact, unknown } = variantOf(this.#family, target, inputs);
    return unknown ? undefined : exact;
  }

  /** What is known of a header there; undefined where the system has none by that name, or nothing is known. */
  header(environment: number, name: string): HeaderState | undefined {
    const index = this.#headers.get(name);
    if (index === undefined) return undefined;
    const bit = 1n << BigInt(index);
    if (!this.#present.some((place) => (this.#headersIn(environment, place) & bit) !== 0n)) return undefined;
    return this.#broken.some((place) => (this.#headersIn(environment, place) & bit) !== 0n) ? "partial" : "complete";
  }

  /** The set that holds one header alone; sets of headers are combined with `|`. */
  headerSet(name: string): bigint {
    const index = this.#headers.get(name);
    return index === undefined ? 0n : 1n << BigInt(index);
  }

  /** Whether a program may set a macro by this name to get something else from one of the headers. */
  isInput(environment: number, headers: bigint, name: string): boolean {
    return this.#inputs.get(name)?.some((place) => (this.#headersIn(environment, place) & headers) !== 0n) === true;
  }

  /** Whether some header of the family defines a macro by this name somewhere. */
  hasMacro(name: string): boolean {
    return this.#macros.has(name);
  }

  /** The macro that one of the headers defines there; without replacement where two headers do not agree. */
  macro(environment: number, headers: bigint, name: string): LibraryMacro | undefined {
    const all = this.#macros.get(name);
    if (all === undefined) return undefined;
    let found: LibraryMacro | undefined;
    for (const { place, macro } of all) {
      if ((this.#headersIn(environment, place) & headers) === 0n) continue;
      if (found !== undefined) return { value: undefined, functionLike: false };
      found = macro;
    }
    return found;
  }

  /** Whether a header may define a macro by this name that the table does not list: most of those of the Win32 headers. */
  mayDefine(name: string): boolean {
    return isInFilter(this.#otherNames, name);
  }

  /** Whether some header of the family declares something by this name somewhere. */
  declaresName(name: string): boolean {
    this.#read();
    return this.#rowsOf.has(name);
  }

  /**
   * C text that declares what the headers declare there, in an order in which everything is declared before it is
   * used: only what the names stand for and what that needs, or without names everything.
   */
  declarations(environment: number, headers: bigint, names: readonly string[] | undefined): string {
    const key = `${environment} ${headers} ${names?.join(" ") ?? "*"}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const rows = this.#read();
    const isThere = (index: number, some: bigint): boolean => {
      const row = rows[index];
      return row !== undefined && (this.#headersIn(environment, row.place) & some) !== 0n;
    };
    const roots = names === undefined ? [...rows.keys()] : names.flatMap((name) => this.#rowsOf.get(name) ?? []);
    // A header may use what it does not declare where it stands on another one.
    const walk = new Walk(rows, (name, isTag) => {
      const all = this.#rowsOf.get(name) ?? [];
      const own = all.filter((index) => isThere(index, headers));
      return own.length > 0 || isTag ? own : all.filter((index) => isThere(index, ~0n)).slice(0, 1);
    });
    for (const root of roots) if (isThere(root, headers)) walk.visit(root);
    const text = walk.text();
    if (this.#texts.size > 4000) this.#texts.clear();
    this.#texts.set(key, text);
    return text;
  }

  #read(): readonly Row[] {
    if (this.#rows !== undefined) return this.#rows;
    this.#rows = this.#declarationLines.map((line) => {
      const space = line.indexOf(" ");
      return { place: Number.parseInt(line.slice(0, space), 36), kind: line[space + 1] ?? "", text: line.slice(space + 2) };
    });
    for (const [index, row] of this.#rows.entries()) {
      for (const name of namesDeclared(row.kind, row.text)) {
        const known = this.#rowsOf.get(name);
        if (known === undefined) this.#rowsOf.set(name, [index]);
        else if (known[known.length - 1] !== index) known.push(index);
      }
    }
    return this.#rows;
  }

  /** The headers with which something comes in an environment. */
  #headersIn(environment: number, place: number): bigint {
    let all = this.#headersAt.get(environment);
    if (all === undefined) {
      all = new Array<bigint | undefined>(this.#places.length).fill(undefined);
      this.#headersAt.set(environment, all);
    }
    const known = all[place];
    if (known !== undefined) return known;
    let headers = 0n;
    for (const part of (this.#places[place] ?? "").split(",")) {
      const [set, environments] = part.split(":");
      const isIn = ((this.#environmentSets[Number.parseInt(environments ?? "", 36)] ?? 0n) >> BigInt(environment)) & 1n;
      if (isIn === 1n) headers |= this.#headerSets[Number.parseInt(set ?? "", 36)] ?? 0n;
    }
    all[place] = headers;
    return headers;
  }
}

/** Collects rows so that ordinary names are declared before they are used; tags may be completed later. */
class Walk {
  readonly #rows: readonly Row[];
  readonly #find: (name: string, isTag: boolean) => readonly number[];
  readonly #seen = new Set<number>();
  readonly #lines: string[] = [];
  readonly #later: number[] = [];

  constructor(rows: readonly Row[], find: (name: string, isTag: boolean) => readonly number[]) {
    this.#rows = rows;
    this.#find = find;
  }

  visit(index: number): void {
    this.#emit(index);
    for (let later = this.#later.pop(); later !== undefined; later = this.#later.pop()) this.#emit(later);
  }

  #emit(index: number): void {
    const row = this.#rows[index];
    if (row === undefined || this.#seen.has(index)) return;
    this.#seen.add(index);
    const used = namesUsed(row.text);
    for (const name of used.ordinary) {
      for (const needed of this.#find(name, false)) if (this.#rows[needed]?.kind !== "f" && needed !== index) this.#emit(needed);
    }
    for (const tag of used.contained) for (const needed of this.#find(tag, true)) this.#emit(needed);
    this.#lines.push(lineOf(row));
    for (const tag of used.tags) for (const needed of this.#find(tag, true)) this.#later.push(needed);
  }

  text(): string {
    return this.#lines.join("");
  }
}

function lineOf({ kind, text }: Row): string {
  const packed = /^#(\d+) /.exec(text);
  const declared = packed === null ? text : text.slice(packed[0].length);
  const whole = `${kind === "t" ? "typedef " : ""}${declared};\n`;
  return packed === null ? whole : `#pragma pack(push,${packed[1]})\n${whole}#pragma pack(pop)\n`;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** How many bits of the filter stand for one name. */
const HASHES = 12;

/** A Bloom filter, six bits to a character: false is certain, true is not. */
function isInFilter(filter: string, name: string): boolean {
  const size = filter.length * 6;
  if (size === 0) return false;
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < name.length; i++) {
    a = Math.imul(a ^ name.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ name.charCodeAt(i), 0x5bd1e995);
  }
  for (let i = 0; i < HASHES; i++) {
    const bit = ((a + Math.imul(i, b | 1)) >>> 0) % size;
    const digit = DIGITS.indexOf(filter[Math.floor(bit / 6)] ?? "A");
    if (((digit >> (bit % 6)) & 1) === 0) return false;
  }
  return true;
}
