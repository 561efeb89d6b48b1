/**
 * What the C library and the system of a target declare, from the tables in `data/c/`: for each header its macros and
 * declarations, under each set of feature-test macros that was measured. Reads no file and knows nothing of how C is
 * preprocessed or parsed; the format is told in data/README.md.
 */
import type { Target } from "../target/target.ts";
import { isOnlyTag, namesDeclared, namesUsed } from "./cLibraryRows.ts";
import { type MacroSetting, variantOf } from "./cLibraryVariants.ts";
import { NameSet } from "./nameSet.ts";
import { type PackedBlock, readPackedText } from "./packedText.ts";

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

const FIRST_LINE = "abi-lens c library 2";
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

interface Row {
  readonly place: number;
  /** `t` for a typedef, whose text lacks the word, `f` for a function, `d` for anything else. */
  readonly kind: string;
  readonly text: string;
}

/** The seven lines of places and the mark of the section stand before the first line of inputs. */
const INPUT_LINE = 8;

/** The table of a family of systems. Its sections are read when something in them is first asked for. */
export class LibraryTable {
  readonly #family: string;
  readonly #environments = new Map<string, number>();
  readonly #headers = new Map<string, number>();
  readonly #environmentSets: readonly bigint[];
  readonly #headerSets: readonly bigint[];
  readonly #places: readonly string[];
  readonly #present: readonly number[];
  readonly #broken: readonly number[];
  readonly #inputs = new Map<string, number[]>();
  readonly #declarationBlock: PackedBlock;
  readonly #macroBlock: PackedBlock;
  readonly #otherNames: NameSet;
  #macros: Macros | undefined;
  #rows: readonly Row[] | undefined;
  readonly #rowsOf = new Map<string, number[]>();
  readonly #headersAt = new Map<number, (bigint | undefined)[]>();
  readonly #texts = new Map<string, string>();

  /** `text` is the whole table `data/NAME`. Throws an Error only when it is not that table. */
  constructor(name: string, text: string) {
    this.#family = name.replace(/^c\/|\.txt$/g, "");
    const packed = readPackedText(text);
    const [head, declarations, macros, others] = packed?.blocks ?? [];
    if (packed?.head !== FIRST_LINE || head === undefined || declarations === undefined || macros === undefined)
      throw new Error(`data/${name} is damaged, install ABI Lens again`);
    const lines = head.lines();
    const words = (at: number): string[] =>
      (lines[at] ?? "")
        .slice(2)
        .split(" ")
        .filter((word) => word !== "");
    for (const [index, id] of words(0).entries()) this.#environments.set(id, index);
    for (const [index, header] of words(1).entries()) this.#headers.set(header, index);
    this.#environmentSets = words(2).map((digits) => BigInt(`0x${digits}`));
    this.#headerSets = words(3).map((digits) => BigInt(`0x${digits}`));
    this.#places = words(4);
    this.#present = words(5).map((digits) => Number.parseInt(digits, 36));
    this.#broken = words(6).map((digits) => Number.parseInt(digits, 36));
    for (const line of lines.slice(INPUT_LINE)) this.#readInputs(line.split(" "));
    this.#declarationBlock = declarations;
    this.#macroBlock = macros;
    this.#otherNames = new NameSet(others?.lines().slice(1) ?? []);
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

  /** Whether some header of the family gives something else where a program sets a macro by this name. */
  asksAbout(name: string): boolean {
    return this.#inputs.has(name);
  }

  /** Whether some header of the family defines a macro by this name somewhere. */
  hasMacro(name: string): boolean {
    this.#macros ??= readMacros(this.#macroBlock);
    return this.#macros.indexes.has(name);
  }

  /** The macro that one of the headers defines there; without replacement where two headers do not agree. */
  macro(environment: number, headers: bigint, name: string): LibraryMacro | undefined {
    this.#macros ??= readMacros(this.#macroBlock);
    const { indexes, places, definitions } = this.#macros;
    const all = indexes.get(name) ?? [];
    let found: string | undefined;
    for (const i of typeof all === "number" ? [all] : all) {
      if ((this.#headersIn(environment, places[i] ?? 0) & headers) === 0n) continue;
      if (found !== undefined) return { value: undefined, functionLike: false };
      found = definitions[i] ?? "";
    }
    if (found === undefined) return undefined;
    return { value: found.startsWith("=") ? found.slice(1) : undefined, functionLike: found === "(" };
  }

  /** Whether a header may define a macro by this name that the table does not list: most of those of the Win32 headers. */
  mayDefine(name: string): boolean {
    return this.#otherNames.has(name);
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
      if (own.length > 0 || isTag) return own;
      return all.filter((index) => isThere(index, ~0n) && !isOnlyTag(rows[index]?.text ?? "", name)).slice(0, 1);
    });
    for (const root of roots) if (isThere(root, headers)) walk.visit(root);
    const text = walk.text();
    if (this.#texts.size > 4000) this.#texts.clear();
    this.#texts.set(key, text);
    return text;
  }

  #read(): readonly Row[] {
    if (this.#rows !== undefined) return this.#rows;
    this.#rows = readRows(this.#declarationBlock);
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

/** Lines of declarations; the place stands where it is another than on the line before. */
function readRows(block: PackedBlock): readonly Row[] {
  let place = 0;
  return block
    .lines()
    .slice(1)
    .map((line) => {
      if (!line.startsWith("@")) return { place, kind: line.charAt(0), text: line.slice(1) };
      const space = line.indexOf(" ");
      place = Number.parseInt(line.slice(1, space), 36);
      return { place, kind: line.charAt(space + 1), text: line.slice(space + 2) };
    });
}

/** Definitions in lists, because most are never asked for. */
interface Macros {
  /** Where a name's definition stands, or all of them. */
  readonly indexes: ReadonlyMap<string, number | readonly number[]>;
  readonly places: readonly number[];
  /** What stands behind the name: `=` and the replacement, `(`, or nothing. */
  readonly definitions: readonly string[];
}

const MACRO_HEAD = /^(.)(\w*)(?:@(\w+))?/;

function readMacros(block: PackedBlock): Macros {
  const indexes = new Map<string, number | number[]>();
  const places: number[] = [];
  const definitions: string[] = [];
  let name = "";
  let place = 0;
  for (const line of block.lines().slice(1)) {
    const [head = "", shared = "", suffix = "", other] = MACRO_HEAD.exec(line) ?? [];
    name = name.slice(0, DIGITS.indexOf(shared)) + suffix;
    if (other !== undefined) place = Number.parseInt(other, 36);
    const known = indexes.get(name);
    if (known === undefined) indexes.set(name, places.length);
    else if (typeof known === "number") indexes.set(name, [known, places.length]);
    else known.push(places.length);
    places.push(place);
    definitions.push(line.slice(head.length));
  }
  return { indexes, places, definitions };
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
