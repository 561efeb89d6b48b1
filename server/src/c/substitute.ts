/**
 * Replacing a macro call by its body: arguments inserted, `#` and `##` carried out, `__VA_OPT__` decided, GNU's
 * comma before empty variable arguments dropped (ISO C 6.10.3, GCC manual "Variadic Macros"). Knows nothing of
 * what is expanded when: the expander hands in each argument both as written and, on demand, expanded.
 */
import { type Atoms, CHARACTER, fixed, STRING } from "./atoms.ts";
import type { SpellingRules } from "./dialect.ts";
import { DIGRAPH, DIGRAPH_OF, SPACE_BEFORE, singleToken } from "./lexer.ts";
import { type Macro, PASTED, STRINGIZED } from "./macros.ts";
import { FROM_BODY, KEEPS_SPACE, NO_EXPAND, PLACEMARKER, TokenList } from "./tokens.ts";

const COMMA = fixed(",");

/** An argument of a macro call. */
export interface MacroArgument {
  readonly raw: TokenList;
  /** The call has nothing, not even a comma, where the variable arguments would stand. */
  readonly omitted: boolean;
  /** The argument after complete expansion; computed once, when first asked for. */
  expanded(): TokenList;
}

/** What substitution reports back: a paste that gives no token. */
export interface SubstitutionHost {
  readonly atoms: Atoms;
  readonly rules: SpellingRules;
  badPaste(left: string, right: string, place: number): void;
  /** Counts tokens that are about to be made; does not return when there are too many. */
  charge(count: number): void;
}

/** The body of a macro with everything carried out but the rescan. */
export function substitute(macro: Macro, args: readonly MacroArgument[], host: SubstitutionHost): TokenList {
  const { definition } = macro;
  if (definition.simple) return macro.body;
  const out = new TokenList();
  substituteRange(macro, 0, definition.atoms.length, args, host, out);
  if (!out.atoms.includes(PLACEMARKER)) return out;
  const result = new TokenList();
  for (let i = 0; i < out.length; i++) {
    const atom = out.atoms[i] ?? 0;
    const first = result.length === 0 && i > 0 ? KEEPS_SPACE : 0;
    if (atom !== PLACEMARKER) result.push(atom, out.places[i] ?? 0, (out.flags[i] ?? 0) | first);
  }
  return result;
}

function substituteRange(
  macro: Macro,
  from: number,
  to: number,
  args: readonly MacroArgument[],
  host: SubstitutionHost,
  out: TokenList,
): void {
  const { definition, base } = macro;
  host.charge(to - from);
  for (let i = from; i < to; i++) {
    const atom = definition.atoms[i] ?? 0;
    const operations = definition.operations[i] ?? 0;
    const flags = definition.flags[i] ?? 0;
    const place = base + (definition.offsets[i] ?? 0);
    const argumentIndex = definition.arguments[i] ?? -1;
    // The first token of a __VA_OPT__ has nothing to be pasted to inside it.
    const pasted = (operations & PASTED) !== 0 && i > from;
    const optionalEnd = definition.optional.get(i);
    const last = optionalEnd ?? i;
    const pastedNext = last + 1 < to && ((definition.operations[last + 1] ?? 0) & PASTED) !== 0;
    if (optionalEnd !== undefined) {
      const inner = new TokenList();
      if (hasVariableTokens(args, definition.parameters?.length ?? 0)) substituteRange(macro, i + 2, optionalEnd, args, host, inner);
      if ((operations & STRINGIZED) !== 0) out.push(stringize(withoutPlacemarkers(inner), host), place, flags | FROM_BODY);
      else insert(out, inner, pasted, pasted || pastedNext, flags, place, host);
      i = optionalEnd;
      continue;
    }
    if (argumentIndex < 0) {
      insertOne(out, atom, pasted, flags, place, host);
      continue;
    }
    const argument = args[argumentIndex];
    if (argument === undefined) continue;
    if ((operations & STRINGIZED) !== 0) {
      insertOne(out, stringize(argument.raw, host), pasted, flags, place, host);
      continue;
    }
    const isRest = definition.variadic && argumentIndex === (definition.parameters?.length ?? 0) - 1;
    if (
      pasted &&
      isRest &&
      definition.atoms[i - 1] === COMMA &&
      definition.arguments[i - 1] === -1 &&
      out.atoms[out.length - 1] === COMMA
    ) {
      // Present but empty arguments keep the comma.
      if (argument.omitted) {
        out.pop();
        if (pastedNext) out.push(PLACEMARKER, place, 0);
      } else insert(out, argument.raw, false, pastedNext, argument.raw.flags[0] ?? 0, place, host);
      continue;
    }
    insert(out, pasted || pastedNext ? argument.raw : argument.expanded(), pasted, pasted || pastedNext, flags, place, host);
  }
}

/** Adds one token of the body. */
function insertOne(out: TokenList, atom: number, pasted: boolean, flags: number, place: number, host: SubstitutionHost): void {
  if (!pasted || out.length === 0) {
    out.push(atom, place, flags | FROM_BODY);
    return;
  }
  const list = new TokenList();
  list.push(atom, place, flags | FROM_BODY);
  insert(out, list, pasted, true, flags, place, host);
}

/** Adds tokens, pasting the first of them to what stands last. An empty list next to `##` leaves a placemarker. */
function insert(
  out: TokenList,
  list: TokenList,
  pasted: boolean,
  keepPlace: boolean,
  flags: number,
  place: number,
  host: SubstitutionHost,
): void {
  host.charge(list.length);
  if (list.length === 0) {
    if (keepPlace && !pasted) out.push(PLACEMARKER, place, flags);
    return;
  }
  if (!pasted || out.length === 0) {
    out.append(list, flags);
    return;
  }
  const left = out.atoms[out.length - 1] ?? PLACEMARKER;
  const leftPlace = out.places[out.length - 1] ?? place;
  const leftFlags = out.flags[out.length - 1] ?? 0;
  const right = list.atoms[0] ?? PLACEMARKER;
  if (left === PLACEMARKER || right === PLACEMARKER) {
    if (left === PLACEMARKER) {
      out.pop();
      out.append(list, leftFlags);
    } else out.append(sliced(list), flags);
    return;
  }
  const spelling = host.atoms.text(left) + host.atoms.text(right);
  host.charge(spelling.length >> 4);
  const whole = singleToken(spelling, host.atoms, host.rules);
  if (whole === undefined) {
    host.badPaste(host.atoms.text(left), host.atoms.text(right), leftPlace);
    out.append(list, flags);
    return;
  }
  out.pop();
  // The result is a new token: what marked its halves as not to be expanded does not count.
  out.push(whole, leftPlace, (leftFlags & ~(NO_EXPAND | DIGRAPH)) | FROM_BODY);
  out.append(sliced(list), SPACE_BEFORE & (list.flags[1] ?? 0));
}

function sliced(list: TokenList): TokenList {
  const rest = new TokenList();
  for (let i = 1; i < list.length; i++) rest.push(list.atoms[i] ?? 0, list.places[i] ?? 0, list.flags[i] ?? 0);
  return rest;
}

function withoutPlacemarkers(list: TokenList): TokenList {
  const result = new TokenList();
  for (let i = 0; i < list.length; i++) {
    if (list.atoms[i] !== PLACEMARKER) result.push(list.atoms[i] ?? 0, list.places[i] ?? 0, list.flags[i] ?? 0);
  }
  return result;
}

/** `__VA_OPT__` asks whether the variable arguments have tokens after expansion (C23 6.10.5.2). */
function hasVariableTokens(args: readonly MacroArgument[], parameterCount: number): boolean {
  const rest = args[parameterCount - 1];
  return rest !== undefined && rest.raw.length > 0 && rest.expanded().length > 0;
}

/** The atom of the string literal that spells a list of tokens (ISO C 6.10.3.2). */
function stringize(list: TokenList, host: SubstitutionHost): number {
  const { atoms } = host;
  let text = "";
  for (let i = 0; i < list.length; i++) {
    if (i > 0 && ((list.flags[i] ?? 0) & SPACE_BEFORE) !== 0) text += " ";
    const atom = list.atoms[i] ?? 0;
    const spelling = (((list.flags[i] ?? 0) & DIGRAPH) !== 0 ? DIGRAPH_OF.get(atom) : undefined) ?? atoms.text(atom);
    const kind = atoms.kind(atom);
    text += kind === STRING || kind === CHARACTER ? spelling.replace(/["\\]/g, "\\$&") : spelling;
  }
  host.charge(text.length >> 4);
  // A lone backslash at the end would eat the quote; compilers drop it, with a warning.
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) text = text.slice(0, -1);
  return atoms.intern(`"${text}"`, STRING);
}
