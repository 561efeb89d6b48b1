/**
 * The names of the records that a preprocessed C text defines, found by braces and keywords alone: a second opinion
 * on what there is to be compared, which shares nothing with the reader under test.
 */

const TOKEN = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_$][\w$]*|[{}()[\];*,]|\S/g;
/** Words that may stand before or behind a record's braces and are followed by what is theirs in parentheses. */
const WITH_OPERAND = /^(?:__attribute__|__attribute|__declspec|_Alignas|__asm__|__asm|__extension__)$/;

/** `struct x`, `union x`, and the typedef names of records without a tag. Names local to functions may be among them. */
export function declaredNames(text: string): Set<string> {
  const tokens = text.match(TOKEN) ?? [];
  const names = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    const word = tokens[i] ?? "";
    if (word !== "struct" && word !== "union") continue;
    let at = skipAttributes(tokens, i + 1);
    const tag = /^[A-Za-z_]/.test(tokens[at] ?? "") ? tokens[at] : undefined;
    if (tag !== undefined) at = skipAttributes(tokens, at + 1);
    if (tokens[at] !== "{") continue;
    if (tag !== undefined) names.add(`${word} ${tag}`);
    else if (isTypedef(tokens, i)) for (const name of declarators(tokens, closing(tokens, at) + 1)) names.add(name);
  }
  return names;
}

function skipAttributes(tokens: readonly string[], from: number): number {
  let at = from;
  while (WITH_OPERAND.test(tokens[at] ?? "")) at = tokens[at + 1] === "(" ? closing(tokens, at + 1) + 1 : at + 1;
  return at;
}

/** The index of the bracket that closes the one at `open`. */
function closing(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (/^[{([]$/.test(tokens[i] ?? "")) depth++;
    else if (/^[})\]]$/.test(tokens[i] ?? "") && --depth === 0) return i;
  }
  return tokens.length;
}

/** Whether the declaration of the keyword at `keyword` starts with `typedef`. */
function isTypedef(tokens: readonly string[], keyword: number): boolean {
  for (let i = keyword - 1; i >= 0 && /^[A-Za-z_]/.test(tokens[i] ?? ""); i--) if (tokens[i] === "typedef") return true;
  return false;
}

/** The plain names up to the semicolon: no pointers, arrays or functions, whose type is not the record itself. */
function declarators(tokens: readonly string[], from: number): string[] {
  const names: string[] = [];
  let isPlain = true;
  for (let i = skipAttributes(tokens, from); i < tokens.length && tokens[i] !== ";"; i = skipAttributes(tokens, i + 1)) {
    const token = tokens[i] ?? "";
    const next = tokens[skipAttributes(tokens, i + 1)] ?? "";
    if (token === ",") isPlain = true;
    else if (token === "*" || token === "(" || token === "[") isPlain = false;
    else if (isPlain && /^[A-Za-z_]/.test(token) && (next === "," || next === ";")) names.push(token);
  }
  return names;
}
