/**
 * A column table in which `W` stands for what is told of the same name with a W at its end: Windows has most functions
 * and records once for bytes (`FooA`) and once for wide characters (`FooW`). Knows nothing else of what the texts mean.
 */
import type { Cell, ColumnTable } from "./columnTable.ts";

const SHARED = "W";

/** The table with every text in full. */
export function withTwins(table: ColumnTable): ColumnTable {
  const cell = (name: string, pkg: string, port: string): Cell | undefined => {
    const own = table.cell(name, pkg, port);
    if (own?.text !== SHARED) return own;
    const twin = table.cell(`${name.slice(0, -1)}W`, pkg, port);
    return twin === undefined ? undefined : { ...own, text: narrowed(twin.text) };
  };
  return { ...table, cell };
}

/** The tag, arrays of wide characters and names of other records, as the twin of bytes has them. */
function narrowed(text: string): string {
  return text
    .replace(/^(\w+)W(?=[{<])/, "$1A")
    .replace(/(?<=[ A]\d+)t\b/g, "c")
    .replace(/(?<=[ \dPKA]S)(\w+)W\b/g, "$1A");
}
