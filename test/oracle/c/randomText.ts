/**
 * Random text lines, macro bodies and macro calls: calls that really meet definitions, arguments that are empty,
 * missing or full of commas, pasting and stringizing, every form of number and literal. Pastes give a token nearly
 * always: where one does not, compilers print text that cannot be told apart from other text.
 */
import type { Random } from "../../support/random.ts";

/** A macro as the generator believes it to be defined; conditionals may prove it wrong. */
export interface Known {
  readonly name: string;
  /** Undefined for an object-like macro. */
  readonly parameters: number | undefined;
  readonly variadic: boolean;
}

export const NAMES: readonly string[] = "A B C D E F G H foo bar baz qux".split(" ");
const PARAMETERS = "x y z".split(" ");
const PUNCTUATION = "+ - * , ; [ ] { } < > == -> . ... ## # ++ && <<= %: <: :> <% %> ~ ! ? : @ ` ::".split(" ");
const WORDS = "a b c int struct while L u U u8 e p x1 defined __VA_ARGS_ $ _ é".split(" ");
const NUMBERS =
  "0 1 2 17 0x1F 0XaBc 017 0b101 0B1 1u 2UL 3llu 4LLU 1.5 .5 1. 1e5 1e+5 0x1p-3 1.5f 2.L 1e 0x 12abc 1.2.3 .1e+ 0b102 1__x 0xep+1".split(
    " ",
  );
const LITERALS = [
  ...`"s" "" 'c' 'ab' '\\n' '\\'' "\\"" "a\\\\b" L"w" u"x" U"y" u8"z" L'w' u'x' U'y' u8'z' "\\x41\\101\\u00e9" '\\x41' '\\377'`.split(" "),
  '"//not"',
  '"/*not*/"',
  '"it\'s"',
  "'\"'",
  '"a b"',
  '"\\t"',
];
const BUILTINS = "__LINE__ __FILE__ __INCLUDE_LEVEL__ __BASE_FILE__".split(" ");
const PREDEFINED =
  "__INT_MAX__ __SIZE_TYPE__ __CHAR_BIT__ __linux__ linux _WIN32 __APPLE__ __x86_64__ __SIZEOF_POINTER__ __BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__ __GNUC__ __clang__ __LONG_MAX__ __INT64_TYPE__ __WCHAR_MAX__ __INT64_C(5) __STDC_VERSION__ __STRICT_ANSI__ __OPTIMIZE__ unix i386".split(
    " ",
  );

/** White space between tokens; in a directive it must not end the line. */
export function gap(random: Random, mayEndLine: boolean): string {
  const kind = random.below(24);
  if (kind < 14) return " ";
  if (kind < 16) return "  ";
  if (kind === 16) return "\t";
  if (kind === 17) return "/**/";
  if (kind === 18) return " /* c * / // */ ";
  if (kind === 19) return "\\\n";
  if (kind === 20) return " \\\n  ";
  if (kind === 21) return "/* two\nlines */";
  if (kind === 22) return " \v\f ";
  return mayEndLine && random.below(3) === 0 ? (random.below(2) === 0 ? "\n" : " // to the end\n") : " ";
}

/** One token that is no macro call. */
function plain(random: Random): string {
  const kind = random.below(16);
  if (kind < 4) return random.pick(PUNCTUATION);
  if (kind < 7) return random.pick(WORDS);
  if (kind < 10) return random.pick(NUMBERS);
  if (kind < 13) return random.pick(LITERALS);
  if (kind < 14) return random.pick(BUILTINS);
  return random.pick(PREDEFINED);
}

/** Tokens of a text line or an argument. `nested` forbids line ends. */
export function text(random: Random, known: readonly Known[], depth: number, parameters: readonly string[], isDirective: boolean): string {
  let result = "";
  const count = 1 + random.below(4);
  for (let i = 0; i < count; i++) {
    if (i > 0) result += gap(random, !isDirective);
    const kind = random.below(10);
    if (kind < 4 && known.length > 0) result += call(random, known, depth, parameters, isDirective);
    else if (kind < 5 && parameters.length > 0) result += random.pick(parameters);
    else if (kind < 6) result += random.pick(NAMES);
    else if (depth > 0 && kind < 7) result += `(${text(random, known, depth - 1, parameters, isDirective)})`;
    else result += plain(random);
  }
  return result;
}

/** A macro's name, called as it was last seen defined, now and then with too few or too many arguments. */
export function call(random: Random, known: readonly Known[], depth: number, parameters: readonly string[], isDirective: boolean): string {
  const { name, parameters: count, variadic } = random.pick(known);
  if (count === undefined) return random.below(12) === 0 ? `${name}${gap(random, false)}(1)` : name;
  if (random.below(8) === 0) return name;
  const extra = variadic ? random.below(4) : 0;
  const total = random.below(40) === 0 ? count + random.below(3) - 1 : count + extra;
  if (total <= 0) return `${name}(${random.below(6) === 0 ? " " : ""})`;
  const args = Array.from({ length: total }, () => argument(random, known, depth, parameters, isDirective));
  const lineEnd = !isDirective && random.below(10) === 0 ? "\n" : "";
  return `${name}${random.below(4) === 0 ? gap(random, !isDirective) : ""}(${lineEnd}${args.join(`,${random.below(3) === 0 ? gap(random, !isDirective) : ""}`)}${lineEnd})`;
}

/** An argument; begins with a name or number, or is empty, so that pasting it behind a name gives a token. */
function argument(random: Random, known: readonly Known[], depth: number, parameters: readonly string[], isDirective: boolean): string {
  const kind = random.below(8);
  if (kind === 0) return random.below(3) === 0 ? gap(random, false) : "";
  const first = random.pick([...NAMES, "a", "b", "1", "2x", "_", ...parameters.filter((parameter) => parameter !== "__VA_ARGS__")]);
  if (kind < 4 || depth <= 0) return first;
  if (kind === 4 && depth > 0 && known.length > 0) return call(random, known, depth - 1, parameters, isDirective);
  if (kind === 5) return `${first} (${text(random, known, depth - 1, [], isDirective)}, 1)`;
  const rest = text(random, known, depth - 1, parameters, isDirective);
  // A comma or parenthesis on its own would end the argument.
  return `${first} ${balanced(rest)}`.replaceAll("__VA_ARGS__", "v");
}

function balanced(rest: string): string {
  let depth = 0;
  for (const character of rest) {
    if (character === "(") depth++;
    else if (character === ")" && --depth < 0) return "b";
  }
  return depth === 0 ? rest : "c";
}

/** The lines of a definition, and what it defines. */
export function definition(random: Random, known: readonly Known[], name: string): { readonly line: string; readonly macro: Known } {
  const isFunction = random.below(5) > 1;
  if (!isFunction) {
    const body = random.below(8) === 0 ? "" : text(random, known, 2, [], true);
    return { line: `define${gap(random, false)}${name} ${body}`, macro: { name, parameters: undefined, variadic: false } };
  }
  const parameters = PARAMETERS.slice(0, random.below(4));
  const variadic = random.below(3) === 0;
  const named = variadic && random.below(4) === 0;
  const rest = named ? "rest" : "__VA_ARGS__";
  const listed = [...parameters, ...(variadic ? [named ? "rest..." : "..."] : [])];
  const list = listed.join(`${random.below(4) === 0 ? gap(random, false) : ""},${random.below(4) === 0 ? gap(random, false) : ""}`);
  const body = functionBody(random, known, parameters, variadic ? rest : undefined);
  return {
    line: `define${gap(random, false)}${name}(${list})${random.pick([" ", "", "  "])}${body}`,
    macro: { name, parameters: parameters.length, variadic },
  };
}

function functionBody(random: Random, known: readonly Known[], named: readonly string[], rest: string | undefined): string {
  const parts: string[] = [];
  const count = random.below(6);
  const parameters = rest === undefined ? named : [...named, rest];
  const inner = (): string => text(random, known, 1, parameters, true).replaceAll("#", "+").replaceAll("%:", "-");
  const own = named.length > 0 ? random.pick(named) : "a";
  for (let i = 0; i < count; i++) {
    const kind = random.below(16);
    const parameter = parameters.length > 0 ? random.pick(parameters) : "";
    if (parameter === "" || kind < 3) parts.push(inner());
    else if (kind < 5) parts.push(`${random.pick(["#", "# ", "%:"])}${parameter}`);
    else if (kind < 6) parts.push(`p_${random.pick([" ## ", "##", " %:%: "])}${own}`);
    else if (kind < 7) parts.push(`${own}##${random.pick(named.length > 0 ? named : ["q"])}`);
    else if (kind < 8)
      parts.push(random.pick(["< ## <", "L ## 'c'", 'u8 ## "s"', 'L ## "w"', "1 ## e5", "a ## 1", "- ## >", "= ## =", ". ## 5", "# ## #"]));
    else if (kind < 9 && rest !== undefined) parts.push(`f(k, ## ${rest})`);
    else if (kind < 10 && rest !== undefined)
      parts.push(
        `g(k __VA_OPT__(${random.pick([", ", "", "o ", "(,)", "#x "].filter((one) => one !== "#x " || named.includes("x")))}${rest}))`,
      );
    else if (kind < 11 && rest === "__VA_ARGS__")
      parts.push(random.pick(["#__VA_OPT__(a  b)", "q ## __VA_OPT__(r s)", "__VA_OPT__()", "__VA_OPT__(o ## p)"]));
    else parts.push(parameter);
  }
  return parts.join(random.below(3) === 0 ? gap(random, false) : " ");
}
