/**
 * Reads a column table: for each name what it is in each column, a column being a package on a port. The notation is
 * described in data/README.md. Knows nothing of what the cells mean, and reads no file.
 */
import { readPackedText } from "./packedText.ts";

/** What stands in some columns under one name. */
export interface Cell {
  /** The type of a constant; empty for untyped integers and in other kinds of tables. */
  readonly type: string;
  readonly text: string;
  readonly set: number;
}

export interface ColumnTable {
  /** The versions of what the table was made from. */
  readonly source: string;
  /** Ids of ports, such as `linux/amd64`. */
  readonly ports: readonly string[];
  /** Import paths. */
  readonly packages: readonly string[];
  /** Every name of some column, in no order that matters. */
  readonly names: Iterable<string>;
  /** The cells of a name; empty when no column has it. */
  cells(name: string): readonly Cell[];
  /** What stands under a name in one column; undefined when nothing does. */
  cell(name: string, pkg: string, port: string): Cell | undefined;
  /** Whether a set of columns (of one of the table's cells) holds the package on the port. */
  holds(set: number, pkg: string, port: string): boolean;
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** Versions, ports, packages and sets stand before the rows. */
const HEAD_LINES = 4;

/** `text` is the whole file. Throws an Error only when it is not such a table, which means a broken installation. */
export function parseColumnTable(text: string): ColumnTable {
  const packed = readPackedText(text);
  const block = packed?.blocks[0];
  if (packed === undefined || block === undefined || !/^abi-lens \w+ 2$/.test(packed.head))
    throw new Error("a table of data/goPackages is damaged, install ABI Lens again");
  const lines = block.lines();
  const source = lines[0] ?? "";
  const [ports = [], packages = [], sets = []] = lines.slice(1, HEAD_LINES).map((line) => line.split(" "));
  const portIndexes = new Map(ports.map((port, i) => [port, i]));
  const packageIndexes = new Map(packages.map((name, i) => [name, i]));
  const sections = readSections(lines);
  const known = new Map<string, readonly Cell[]>();
  const cells = (name: string): readonly Cell[] => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = sections.flatMap((section) => {
      const row = section.rows.get(name);
      return row === undefined ? [] : cellsOf(section, row);
    });
    if (found.length > 0) known.set(name, found);
    return found;
  };
  const holds = (set: number, pkg: string, port: string): boolean => {
    const p = packageIndexes.get(pkg);
    const i = portIndexes.get(port);
    return p !== undefined && i !== undefined && hasBit(sets[set] ?? "", p * ports.length + i);
  };
  return {
    source,
    ports,
    packages,
    names: { [Symbol.iterator]: () => namesOf(sections) },
    cells,
    cell: (name, pkg, port) => cells(name).find((cell) => holds(cell.set, pkg, port)),
    holds,
  };
}

/** Rows of one type; `set` is undefined where every cell names its own. Numbers stand for the decimal text. */
interface Section {
  readonly type: string;
  readonly set: number | undefined;
  readonly rows: Map<string, string | number>;
}

function* namesOf(sections: readonly Section[]): Generator<string> {
  for (const { rows } of sections) yield* rows.keys();
}

const STAR = 42;

/** Runs over every row before anything can be asked, so it makes no object a row. */
function readSections(lines: readonly string[]): readonly Section[] {
  const sections: Section[] = [];
  let section: Section = { type: "", set: undefined, rows: new Map() };
  let name = "";
  let last = 0;
  for (let at = HEAD_LINES; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const space = line.indexOf(" ");
    const end = space < 0 ? line.length : space;
    if (line.charCodeAt(0) === STAR) {
      section = { type: line.slice(1, end), set: space < 0 ? undefined : Number(line.slice(end)), rows: new Map() };
      sections.push(section);
      name = "";
      last = Number.NaN;
      continue;
    }
    name = name.slice(0, DIGITS.indexOf(line.charAt(0))) + line.slice(1, end);
    let cells: string | number = line.slice(end + 1);
    if (section.set !== undefined) {
      if (space < 0) last++;
      else last = cells.startsWith("+") ? last + Number(cells.slice(1)) : Number(cells);
      // What a double does not hold exactly stays as it is written.
      if (Number.isSafeInteger(last) && cells !== "-0") cells = last;
    }
    section.rows.set(name, cells);
  }
  return sections;
}

function cellsOf({ type, set }: Section, row: string | number): readonly Cell[] {
  if (set !== undefined) return [{ type, text: String(row), set }];
  return String(row)
    .split("|")
    .map((variant) => {
      const at = variant.lastIndexOf("@");
      const colon = variant.indexOf(":");
      const ownType = colon < 0 ? type : variant.slice(colon + 1, at);
      return { type: ownType, text: variant.slice(0, colon < 0 ? at : colon), set: Number.parseInt(variant.slice(at + 1), 36) };
    });
}

/** Whether bit `index`, the lowest first, of a hexadecimal number is set. */
function hasBit(digits: string, index: number): boolean {
  const digit = digits[digits.length - 1 - (index >> 2)];
  return digit !== undefined && ((Number.parseInt(digit, 16) >> (index & 3)) & 1) === 1;
}
