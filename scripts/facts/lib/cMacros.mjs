/**
 * What macros of headers are worth: integer constants are computed by clang with their types, short replacements that
 * are names, attributes or nothing are kept, of any other only that it is defined is known.
 */
import { ask } from "./cCollect.mjs";

const LITERAL = /^(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*$/;
/** A name, a path of members, the words of a type. */
const NAMES = /^[A-Za-z_]\w*(?:(?:\s*(?:\.|->)\s*|\s+)[A-Za-z_]\w*)*(?:\s*\*)?$/;
const ATTRIBUTES =
  /^(?:(?:__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)|__declspec\s*\([^()]*\)|__extension__|__inline\w*|inline|extern|static)\s*)+$/;
const NULL_POINTER = /^\(\s*\(\s*void\s*\*\s*\)\s*0\s*\)$|^__null$/;

const SUFFIXES = ["", "", "u", "l", "ul", "ll", "ull"];
const TYPE_OF = (name) =>
  `_Generic((${name}), int: 1, unsigned: 2, long: 3, unsigned long: 4, long long: 5, unsigned long long: 6, char: 1, signed char: 1, unsigned char: 1, short: 1, unsigned short: 1, default: 0)`;

/** The replacement that is kept without asking a compiler; undefined where it must be asked, or is not kept. */
export function plainReplacement(body) {
  if (body === "" || LITERAL.test(body)) return body;
  if (NULL_POINTER.test(body)) return "((void*)0)";
  return undefined;
}

/** Of a replacement that is no constant, what is kept. */
export function otherReplacement(body) {
  return NAMES.test(body) || ATTRIBUTES.test(body) ? body.replace(/\s+/g, " ") : undefined;
}

/**
 * Leaves out the values of macros that rest on one to which two headers give different replacements: which of them is
 * meant depends on the header.
 */
export function withoutAmbiguous(values, headers) {
  const bodies = new Map();
  for (const { macros } of headers) {
    for (const [name, definition] of macros) bodies.set(name, (bodies.get(name) ?? new Set()).add(definition));
  }
  const known = new Map();
  const isAmbiguous = (name) => {
    if (!known.has(name)) {
      known.set(name, false);
      const all = bodies.get(name);
      known.set(name, all !== undefined && (all.size > 1 || restsOn([...all][0])));
    }
    return known.get(name);
  };
  const restsOn = (text) => [...text.matchAll(/[A-Za-z_]\w*/g)].some(([used]) => isAmbiguous(used));
  return new Map([...values].filter(([key]) => !restsOn(key.slice(key.indexOf(" ")))));
}

/**
 * The values of all object-like macros of the headers that are integer constants, by `NAME body`, as C literals.
 * `declarations` is a text that declares what they may use.
 */
export async function evaluateMacros(compiler, declarations, headers) {
  const rounds = [];
  const all = new Map();
  for (const { macros } of headers) {
    for (const [name, definition] of macros) {
      if (!definition.startsWith(" ")) {
        if (!all.has(name)) all.set(name, definition);
        continue;
      }
      const key = `${name}${definition}`;
      if (!all.has(name)) all.set(name, definition);
      if (plainReplacement(definition.slice(1)) !== undefined) continue;
      const round = rounds.find((one) => !one.has(name) || one.get(name) === key) ?? rounds[rounds.push(new Map()) - 1];
      round.set(name, key);
    }
  }
  const values = new Map();
  for (const round of rounds) for (const [key, value] of await evaluate(compiler, declarations, all, round)) values.set(key, value);
  return values;
}

const SHORT = ["-fno-caret-diagnostics", "-fno-show-column", "-fdiagnostics-format=clang", "-Wno-everything"];
/** Errors are told by the line of a file called `ask`; a declaration that fails is left out next time. */
const MAX_ROUNDS = 6;

async function evaluate(compiler, declarations, all, round) {
  const bodies = new Map(all);
  for (const [name, key] of round) bodies.set(name, key.slice(name.length));
  const defines = [...bodies].map(([name, body]) => `#define ${name}${body}`).join("\n");
  const undefines = [...bodies.keys()].map((name) => `#undef ${name}`).join("\n");
  let names = [...round.keys()];
  let kept = declarations;
  for (let i = 0; i < MAX_ROUNDS; i++) {
    // The declarations are already preprocessed: macros come behind them.
    const declared = kept.map((text, line) => `# 1 "declared${line}"\n${text}\n`).join("");
    const asked = names.map(
      (name, line) => `# 1 "ask${line}"\nlong long __ask_${line} = (long long)(${name}); int __type_${line} = ${TYPE_OF(name)};\n`,
    );
    const flags = ["-S", "-O0", "-emit-llvm", "-Xclang", "-disable-llvm-passes", "-ferror-limit=0", ...SHORT, "-o", "-", "-x", "c"];
    const answer = await ask(compiler, flags, `${undefines}\n${declared}\n${defines}\n${asked.join("")}`);
    if (answer.status === 0) return valuesOf(answer.stdout, names, round);
    const failed = { ask: new Set(), declared: new Set() };
    for (const [, kind, line] of answer.stderr.matchAll(/^(ask|declared)(\d+):\d+:.*error:/gm)) failed[kind].add(Number(line));
    names = names.filter((_, line) => !failed.ask.has(line));
    kept = kept.filter((_, line) => !failed.declared.has(line));
  }
  throw new Error(`${compiler.flags.join(" ")}: the macros do not come to an end`);
}

function valuesOf(stdout, names, round) {
  const found = [[], []];
  for (const [, kind, index, value] of stdout.matchAll(/^@"?\\?0?1?_?__(ask|type)_(\d+)"? = .*?\bi(?:64|32) (-?\d+)/gm)) {
    found[kind === "ask" ? 0 : 1][Number(index)] = BigInt(value);
  }
  const values = new Map();
  for (const [i, name] of names.entries()) {
    const type = Number(found[1][i] ?? 0n);
    const value = found[0][i];
    if (type === 0 || value === undefined) continue;
    values.set(round.get(name), literal(value, SUFFIXES[type], type));
  }
  return values;
}

/** A C literal of the value and type. */
function literal(value, suffix, type) {
  if (type === 2) return `${BigInt.asUintN(32, value)}${suffix}`;
  if (type === 4 || type === 6) return `${BigInt.asUintN(64, value)}${suffix}`;
  if (value === -(1n << 63n)) return `(-9223372036854775807${suffix}-1)`;
  if (value === -(1n << 31n) && type === 1) return "(-2147483647-1)";
  return value < 0n ? `(${value}${suffix})` : `${value}${suffix}`;
}
