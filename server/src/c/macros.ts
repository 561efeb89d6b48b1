/**
 * Macro definitions: reading a `#define` line into a form that substitution can work with, and the macros of a
 * run. A definition depends on its file's text alone and is read once per file, however often it takes effect.
 */
import { type Atoms, fixed, IDENTIFIER } from "./atoms.ts";
import { DIGRAPH, FIRST_ON_LINE, type LexedFile, SPACE_BEFORE } from "./lexer.ts";
import { FROM_BODY, TokenList } from "./tokens.ts";

const PAREN = fixed("(");
const CLOSE = fixed(")");
const COMMA = fixed(",");
const ELLIPSIS = fixed("...");
const HASH = fixed("#");
const PASTE = fixed("##");
const VA_ARGS = fixed("__VA_ARGS__");
const VA_OPT = fixed("__VA_OPT__");
const DEFINED = fixed("defined");

/** A body token that is written as a string: `#` stood before it. */
export const STRINGIZED = 1;
/** `##` stands between the token and the one before it. */
export const PASTED = 2;

/** What a macro with a meaning of its own does. `operator` is one that only `#if` evaluates, such as `__has_include`. */
export type BuiltinMacro = "line" | "file" | "baseFile" | "fileName" | "counter" | "level" | "date" | "pragma" | "msPragma" | "operator";

/** A `#define` as written. Offsets are into the file's text. */
export interface MacroDefinition {
  readonly name: number;
  /** The parameters of a function-like macro, `__VA_ARGS__` included. */
  readonly parameters: readonly number[] | undefined;
  readonly variadic: boolean;
  readonly atoms: readonly number[];
  readonly offsets: readonly number[];
  readonly flags: readonly number[];
  /** Per body token: the parameter it names, or -1. */
  readonly arguments: readonly number[];
  /** Per body token: `STRINGIZED`, `PASTED`. */
  readonly operations: readonly number[];
  /** Where each `__VA_OPT__` ends, by the index of its name: the index of its closing parenthesis. */
  readonly optional: ReadonlyMap<number, number>;
  /** Something beyond copying must be done: parameters, `#`, `##`. */
  readonly simple: boolean;
}

/** A macro in force: one per place of its definition, in every run, so that the same object is the same macro. */
export class Macro {
  readonly definition: MacroDefinition;
  /** The place of the defining file's first character. */
  readonly base: number;
  readonly builtin: BuiltinMacro | undefined;
  /** Comes with the compiler; not shown as the user's. */
  readonly predefined: boolean;
  /** Object-like, and replaced by nothing. */
  readonly isNothing: boolean;
  /** Why what was not read may have defined it otherwise. */
  readonly uncertain: string | undefined;
  /** Being expanded right now by the run that is going on, so that its name in the result stays as it is. */
  active = false;
  #body: TokenList | undefined;

  constructor(definition: MacroDefinition, base: number, predefined: boolean, builtin?: BuiltinMacro, uncertain?: string) {
    this.definition = definition;
    this.base = base;
    this.predefined = predefined;
    this.builtin = builtin;
    this.uncertain = uncertain;
    this.isNothing =
      builtin === undefined && uncertain === undefined && definition.parameters === undefined && definition.atoms.length === 0;
  }

  /** The same macro, of which it is not certain that what was not read does not define it otherwise. */
  inDoubt(reason: string): Macro {
    return new Macro(this.definition, this.base, this.predefined, this.builtin, reason);
  }

  /** The body with places, for a macro whose body is only copied. */
  get body(): TokenList {
    if (this.#body === undefined) {
      const list = new TokenList();
      const { atoms, offsets, flags } = this.definition;
      for (let i = 0; i < atoms.length; i++) list.push(atoms[i] ?? 0, this.base + (offsets[i] ?? 0), (flags[i] ?? 0) | FROM_BODY);
      this.#body = list;
    }
    return this.#body;
  }
}

const EMPTY_DEFINITION: Omit<MacroDefinition, "name"> = {
  parameters: undefined,
  variadic: false,
  atoms: [],
  offsets: [],
  flags: [],
  arguments: [],
  operations: [],
  optional: new Map(),
  simple: true,
};

const builtins = new Map<number, Macro>();

/** A macro that the preprocessor itself gives its meaning; `name` is a fixed atom. */
export function builtinMacro(name: number, builtin: BuiltinMacro): Macro {
  let macro = builtins.get(name);
  if (macro === undefined) {
    macro = new Macro({ ...EMPTY_DEFINITION, name }, 0, true, builtin);
    builtins.set(name, macro);
  }
  return macro;
}

/**
 * Reads the definition whose name is the token at `nameIndex`, up to the end of its logical line; or says why it is
 * none.
 */
export function readDefinition(lexed: LexedFile, nameIndex: number, atoms: Atoms): MacroDefinition | string {
  const { atoms: tokens, flags } = lexed;
  const onLine = (i: number): boolean => i < lexed.count && ((flags[i] ?? 0) & FIRST_ON_LINE) === 0;
  const name = tokens[nameIndex];
  if (name === undefined || !onLine(nameIndex)) return "no macro name given in #define";
  if (atoms.kind(name) !== IDENTIFIER) return "macro names must be identifiers";
  if (name === DEFINED) return "defined cannot be used as a macro name";
  let at = nameIndex + 1;
  let parameters: number[] | undefined;
  let variadic = false;
  if (onLine(at) && tokens[at] === PAREN && ((flags[at] ?? 0) & SPACE_BEFORE) === 0) {
    parameters = [];
    at++;
    for (let first = true; ; first = false) {
      const token = onLine(at) ? tokens[at] : undefined;
      if (token === CLOSE && first) break;
      if (token === ELLIPSIS) {
        parameters.push(VA_ARGS);
        variadic = true;
        at++;
      } else if (token !== undefined && atoms.kind(token) === IDENTIFIER) {
        parameters.push(token);
        at++;
        if (onLine(at) && tokens[at] === ELLIPSIS) {
          variadic = true;
          at++;
        }
      } else return "expected a parameter name in #define";
      if (onLine(at) && tokens[at] === COMMA && !variadic) at++;
      else break;
    }
    if (new Set(parameters).size < parameters.length) return "a macro parameter appears twice";
    if (!onLine(at) || tokens[at] !== CLOSE) return "expected ) after the parameters of #define";
    at++;
  }
  return readBody(lexed, name, at, parameters, variadic);
}

function readBody(
  lexed: LexedFile,
  name: number,
  start: number,
  parameters: readonly number[] | undefined,
  variadic: boolean,
): MacroDefinition | string {
  const body = {
    atoms: [] as number[],
    offsets: [] as number[],
    flags: [] as number[],
    arguments: [] as number[],
    operations: [] as number[],
  };
  let pending = 0;
  let simple = true;
  const optionals: number[] = [];
  for (let i = start; i < lexed.count && ((lexed.flags[i] ?? 0) & FIRST_ON_LINE) === 0; i++) {
    const token = lexed.atoms[i] ?? 0;
    if (token === PASTE) {
      if (body.atoms.length === 0) return "## cannot be at either end of a macro expansion";
      pending |= PASTED;
      simple = false;
      continue;
    }
    const argument = parameters?.lastIndexOf(token) ?? -1;
    if (token === HASH && parameters !== undefined) {
      const next = lexed.atoms[i + 1] ?? -1;
      const nextOnLine = i + 1 < lexed.count && ((lexed.flags[i + 1] ?? 0) & FIRST_ON_LINE) === 0;
      if (!nextOnLine || (!parameters.includes(next) && !(variadic && next === VA_OPT))) return "# is not followed by a macro parameter";
      pending |= STRINGIZED;
      // White space before the # is what counts before the string.
      body.flags.push(lexed.flags[i] ?? 0);
      simple = false;
      continue;
    }
    if (token === VA_OPT && variadic) {
      optionals.push(body.atoms.length);
      simple = false;
    }
    if (argument >= 0) simple = false;
    body.atoms.push(token);
    body.offsets.push(lexed.starts[i] ?? 0);
    if (body.flags.length < body.atoms.length) body.flags.push(lexed.flags[i] ?? 0);
    body.arguments.push(argument);
    body.operations.push(pending);
    pending = 0;
  }
  if ((pending & PASTED) !== 0) return "## cannot be at either end of a macro expansion";
  const optional = new Map<number, number>();
  for (const at of optionals) {
    const end = closing(body.atoms, at + 1);
    if (end < 0) return "unterminated __VA_OPT__";
    optional.set(at, end);
  }
  // Only a body that nothing is inserted into keeps its flags; an invocation's own line ends are of no interest.
  const flags = body.flags.map((flag) => flag & (SPACE_BEFORE | DIGRAPH));
  return { name, parameters, variadic, ...body, flags, optional, simple };
}

function closing(atoms: readonly number[], open: number): number {
  if (atoms[open] !== PAREN) return -1;
  let depth = 0;
  for (let i = open; i < atoms.length; i++) {
    if (atoms[i] === PAREN) depth++;
    else if (atoms[i] === CLOSE && --depth === 0) return i;
  }
  return -1;
}

/** A definition's replacement as text, with single spaces where white space was. */
export function replacementText(definition: MacroDefinition, atoms: Atoms): string {
  let text = "";
  for (let i = 0; i < definition.atoms.length; i++) {
    const operations = definition.operations[i] ?? 0;
    if ((operations & PASTED) !== 0) text += " ## ";
    else if (i > 0 && ((definition.flags[i] ?? 0) & SPACE_BEFORE) !== 0) text += " ";
    if ((operations & STRINGIZED) !== 0) text += "#";
    text += atoms.text(definition.atoms[i] ?? 0);
  }
  return text;
}
