/** What an include directive asks for: the name that its operand spells, and where the search for it begins. Looks for no file. */
import { type Atoms, HEADER, STRING } from "./atoms.ts";
import type { TokenList } from "./tokens.ts";

/** The delimited name that a token spells alone; undefined when it spells none. */
export function spelledName(atom: number, atoms: Atoms): string | undefined {
  const kind = atoms.kind(atom);
  const text = atoms.text(atom);
  return kind === HEADER || (kind === STRING && text.startsWith('"')) ? text : undefined;
}

/** Whether the operand spells a file's name without any macro. */
export function isFileName(operand: TokenList, atoms: Atoms): boolean {
  const kind = atoms.kind(operand.atoms[0] ?? -1);
  return kind === HEADER || kind === STRING;
}

/** The delimited name that an operand spells, `<…>` or `"…"`; undefined when it spells none. */
export function fileName(operand: TokenList, atoms: Atoms): string | undefined {
  const first = operand.atoms[0] ?? -1;
  const spelled = operand.length > 0 ? spelledName(first, atoms) : undefined;
  if (spelled !== undefined || atoms.text(first) !== "<") return spelled;
  let name = "<";
  for (let i = 1; i < operand.length; i++) {
    const part = atoms.text(operand.atoms[i] ?? -1);
    if (part === ">") return `${name}>`;
    name += ((operand.flags[i] ?? 0) & 2) !== 0 && i > 1 ? ` ${part}` : part;
  }
  return undefined;
}

/**
 * The index behind which `#include_next` searches in a file that was itself found at `foundAt`. A file found beside
 * the one that includes it was not found along the search path, so clang begins anew (Preprocessor::getIncludeNextStart).
 */
export function nextAfter(foundAt: number, compiler: () => "gcc" | "clang"): number {
  return foundAt === 0 && compiler() === "clang" ? -1 : foundAt;
}
