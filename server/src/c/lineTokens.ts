/** Lists of the tokens that stand on a directive's line. */
import type { SourceFile } from "./sources.ts";
import { TokenList } from "./tokens.ts";

/** The tokens of a file from one index to another. */
export function listOf({ source }: { readonly source: SourceFile }, from: number, end: number): TokenList {
  const { lexed, base } = source;
  const list = new TokenList();
  for (let i = from; i < end; i++) list.push(lexed.atoms[i] ?? 0, base + (lexed.starts[i] ?? 0), lexed.flags[i] ?? 0);
  return list;
}

/** All but the first token. */
export function withoutFirst(list: TokenList): TokenList {
  const rest = new TokenList();
  for (let i = 1; i < list.length; i++) rest.push(list.atoms[i] ?? 0, list.places[i] ?? 0, list.flags[i] ?? 0);
  return rest;
}

/** The first token of one list and all of another. */
export function withFirst(first: TokenList, rest: TokenList): TokenList {
  const list = new TokenList();
  list.push(first.atoms[0] ?? 0, first.places[0] ?? 0, first.flags[0] ?? 0);
  for (let i = 0; i < rest.length; i++) list.push(rest.atoms[i] ?? 0, rest.places[i] ?? 0, rest.flags[i] ?? 0);
  return list;
}
