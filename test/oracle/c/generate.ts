/**
 * Random preprocessor input: definitions, conditionals and calls that really meet each other, so that arguments are
 * empty or missing, pasted and stringized, names recursive, conditions arithmetic. What compilers take differently
 * or refuse (unbalanced calls, pastes that give no token, `__LINE__` across lines) is not generated.
 */
import type { Random } from "../../support/random.ts";

interface Known {
  readonly name: string;
  readonly parameters: number;
  readonly variadic: boolean;
}

const NAMES = "A B C D E F G H foo bar baz qux".split(" ");
const PARAMETERS = "x y z".split(" ");
const PLAIN = 'a b c 1 2 0x1F + - * , ; [ ] { } < > == "s" \'c\' int -> u8"q" . ...'.split(" ");

/** One case: lines of input. Equal seeds give equal cases. */
export function generateCase(random: Random): string {
  const known: Known[] = [];
  const lines: string[] = [];
  const count = 4 + random.below(14);
  let open = 0;
  for (let i = 0; i < count; i++) {
    const kind = random.below(12);
    if (kind < 5) lines.push(...define(random, known));
    else if (kind < 6 && known.length > 0) lines.push(`#undef ${random.pick(known).name}`);
    else if (kind < 7) {
      lines.push(`#${random.pick(["if ", "if !"])}(${condition(random, known, 3)})`);
      open++;
    } else if (kind < 8) {
      lines.push(`#${random.pick(["ifdef", "ifndef"])} ${random.pick(NAMES)}`);
      open++;
    } else if (kind < 9 && open > 0) {
      lines.push("#endif");
      open--;
    } else lines.push(text(random, known, 3, []));
  }
  while (open-- > 0) lines.push(random.below(3) === 0 ? `#else\n${text(random, known, 2, [])}\n#endif` : "#endif");
  lines.push(text(random, known, 3, []));
  return `${lines.join("\n")}\n`;
}

function define(random: Random, known: Known[]): string[] {
  const name = random.pick(NAMES);
  const previous = known.findIndex((other) => other.name === name);
  if (previous >= 0) known.splice(previous, 1);
  const isFunction = random.below(3) > 0;
  const parameters = isFunction ? PARAMETERS.slice(0, random.below(4)) : [];
  const variadic = isFunction && random.below(4) === 0;
  const entry = { name, parameters: parameters.length, variadic };
  const all = variadic ? [...parameters, "__VA_ARGS__"] : parameters;
  const head = isFunction ? `(${[...parameters, ...(variadic ? ["..."] : [])].join(random.pick([",", ", "]))})` : "";
  known.push(entry);
  const body = isFunction ? functionBody(random, known, all, variadic) : text(random, known, 2, []);
  return [`#undef ${name}`, `#define ${name}${head} ${body}`];
}

function functionBody(random: Random, known: readonly Known[], parameters: readonly string[], variadic: boolean): string {
  const parts: string[] = [];
  const count = random.below(5);
  for (let i = 0; i < count; i++) {
    const kind = random.below(9);
    const parameter = parameters.length > 0 ? random.pick(parameters) : "";
    if (parameter === "") parts.push(text(random, known, 1, parameters));
    else if (kind === 0) parts.push(`#${parameter}`);
    // Pasted to a letter, whatever comes out first is an identifier or a refusal; see safeArgument.
    else if (kind === 1) parts.push(`p_ ## ${parameter === "__VA_ARGS__" ? (parameters[0] ?? parameter) : parameter}`);
    else if (kind === 2 && variadic) parts.push("f(k, ## __VA_ARGS__)");
    else if (kind === 3 && variadic) parts.push(`g(k __VA_OPT__(, ${random.pick(["", "o "])}__VA_ARGS__))`);
    else if (kind < 6) parts.push(parameter);
    else parts.push(text(random, known, 1, parameters));
  }
  return parts.join(" ");
}

function text(random: Random, known: readonly Known[], depth: number, parameters: readonly string[]): string {
  const parts: string[] = [];
  const count = 1 + random.below(4);
  for (let i = 0; i < count; i++) {
    const kind = random.below(8);
    if (kind < 3 && known.length > 0) parts.push(call(random, known, depth, parameters));
    else if (kind < 4 && parameters.length > 0) parts.push(random.pick(parameters));
    else if (kind < 5) parts.push(random.pick(NAMES));
    else if (depth > 0 && kind < 6) parts.push(`(${text(random, known, depth - 1, parameters)})`);
    else parts.push(random.pick(PLAIN));
  }
  return parts.join(random.pick([" ", "  ", " /**/ "]));
}

function call(random: Random, known: readonly Known[], depth: number, parameters: readonly string[]): string {
  const { name, parameters: count, variadic } = random.pick(known);
  const extra = variadic ? random.below(3) : 0;
  const total = count + extra;
  // A call with too few arguments is an error to both compilers.
  if (count === 0 && !variadic) return random.below(4) === 0 ? name : `${name}()`;
  const args = Array.from({ length: total }, () => argument(random, known, depth, parameters));
  return `${name}${random.pick(["", " "])}(${args.join(random.pick([",", ", "]))})`;
}

/** An argument; begins with a name or number, or is empty, so that pasting it behind a name gives a token. */
function argument(random: Random, known: readonly Known[], depth: number, parameters: readonly string[]): string {
  const kind = random.below(6);
  if (kind === 0) return "";
  const first = random.pick([...NAMES, "a", "b", "1", "2", ...parameters.filter((parameter) => parameter !== "__VA_ARGS__")]);
  if (kind < 4 || depth <= 0) return first;
  return `${first} ${text(random, known, depth - 1, parameters).replace(/[,()]/g, " ")}`.replaceAll("__VA_ARGS__", "v");
}

function condition(random: Random, known: readonly Known[], depth: number): string {
  if (depth === 0 || random.below(4) === 0) {
    return random.pick([
      () => String(random.below(5)),
      () => `${random.below(100)}u`,
      () => "0xFFFFFFFFFFFFFFFF",
      () => "-1",
      () => "'a'",
      () => `defined(${random.pick(NAMES)})`,
      () => `defined ${random.pick(NAMES)}`,
      () => "__INT_MAX__",
      () => "nothing",
    ])();
  }
  const left = condition(random, known, depth - 1);
  const right = condition(random, known, depth - 1);
  const operator = random.pick("+ - * / % << >> < > <= >= == != & | ^ && ||".split(" "));
  const kind = random.below(8);
  if (kind === 0) return `(${left}) ? (${right}) : (${condition(random, known, depth - 1)})`;
  if (kind === 1) return `!(${left})`;
  if (kind === 2) return `~(${left})`;
  // Compilers disagree on shifts that are too wide and refuse division by zero.
  if (operator === "/" || operator === "%") return `(${left}) ${operator} ((${right}) | 1)`;
  if (operator === "<<" || operator === ">>") return `(${left}) ${operator} ((${right}) & 31)`;
  return `(${left}) ${operator} (${right})`;
}
