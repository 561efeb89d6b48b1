/**
 * Conditionals whose two outcomes agree on whether a name is a macro: `#ifndef X`, `#define X …`, `#endif` leaves it
 * defined either way, `#ifdef X`, `#undef X`, `#endif` undefined. Looks at tokens only; carries nothing out.
 */
import { fixed } from "./atoms.ts";
import { lineEnd } from "./includeGuard.ts";
import type { LexedFile } from "./lexer.ts";

const IF = fixed("if");
const IFDEF = fixed("ifdef");
const IFNDEF = fixed("ifndef");
const ENDIF = fixed("endif");
const DEFINE = fixed("define");
const UNDEF = fixed("undef");
const DEFINED = fixed("defined");
const NOT = fixed("!");
const PAREN = fixed("(");

/** What is certain behind such a conditional. */
export interface Settled {
  /** The macro's name. */
  readonly name: number;
  /** The token of the name in the `#define` that leaves it defined; undefined where the name is left undefined. */
  readonly definition: number | undefined;
  /** The token behind the `#endif` line. */
  readonly end: number;
  /** How many directives follow the opening one, the `#endif` included. */
  readonly directives: number;
}

/** What the conditional that opens with the file's directive `index` leaves certain; undefined for any other. */
export function settledBy(lexed: LexedFile, index: number): Settled | undefined {
  const { atoms, directives } = lexed;
  const opened = directives[index] ?? 0;
  const asked = questionOf(lexed, opened);
  if (asked === undefined) return undefined;
  let definition: number | undefined;
  let isUndefined = false;
  let end = lineEnd(lexed, opened);
  for (let i = index + 1; i < directives.length; i++) {
    const hash = directives[i] ?? 0;
    if (hash !== end) return undefined;
    end = lineEnd(lexed, hash);
    const directive = atoms[hash + 1];
    if (directive === ENDIF) {
      const isSettled = asked.whenDefined ? isUndefined : definition !== undefined;
      return isSettled ? { name: asked.name, definition, end, directives: i - index } : undefined;
    }
    if (atoms[hash + 2] !== asked.name || end < hash + 3) return undefined;
    if (directive === DEFINE && !asked.whenDefined) definition = hash + 2;
    else if (directive === UNDEF && definition === undefined) isUndefined = true;
    else return undefined;
  }
  return undefined;
}

/** The name that a condition asks about and nothing else, and which answer opens the branch. */
function questionOf(lexed: LexedFile, hash: number): { readonly name: number; readonly whenDefined: boolean } | undefined {
  const { atoms } = lexed;
  const directive = atoms[hash + 1];
  const end = lineEnd(lexed, hash);
  if (directive === IFDEF || directive === IFNDEF) {
    return end === hash + 3 ? { name: atoms[hash + 2] ?? -1, whenDefined: directive === IFDEF } : undefined;
  }
  if (directive !== IF) return undefined;
  const whenDefined = atoms[hash + 2] !== NOT;
  const operator = whenDefined ? hash + 2 : hash + 3;
  if (atoms[operator] !== DEFINED) return undefined;
  const isWrapped = atoms[operator + 1] === PAREN;
  const name = isWrapped ? operator + 2 : operator + 1;
  return end === (isWrapped ? name + 2 : name + 1) ? { name: atoms[name] ?? -1, whenDefined } : undefined;
}
