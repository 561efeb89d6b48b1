/**
 * The ioctl requests of a unit of headers: names, numbers, and what the argument points to, as the macro that makes
 * the number writes it. Asks the compiler's preprocessor for the parts and the compiler for the numbers. What stands
 * written by hand comes from the caller.
 */
import { constants, run } from "./compiler.mjs";
import { preprocessed } from "./kernelHeaders.mjs";

const PARTS = /^@IOC (.*?) @ (.*) @ (.*) @ (.*) @END$/;

/**
 * Rows by name: `{ number, direction, argument }`. `direction` is `r`, `w`, `b` or, where the number says that nothing
 * is passed by address, `n`; empty for a bare number. `argument` is C text for a type, or undefined.
 * `redefinition` replaces the macro that makes numbers by one that shows its parts, between `@IOC … @END`.
 */
export function requestsOf({ compiler, unit, redefinition, isBare }) {
  const names = macroNames(compiler, unit);
  const asks = names.map((name) => `"${name}" ${name}\n`).join("");
  const lines = preprocessed(compiler, `${unit}\n${redefinition}\n${asks}`, ["-P"]).split("\n");
  const rows = new Map();
  for (const line of lines) {
    const ask = /^"(\w+)" (.*)$/.exec(line);
    if (ask === null || ask[1] === ask[2]) continue;
    const [, name, text] = ask;
    const parts = PARTS.exec(text.replace(/^\((@IOC .*@END)\)$/, "$1").trim());
    if (parts !== null && parts[4].split("@").length === 1)
      rows.set(name, { direction: directionOf(parts[1]), argument: argumentOf(parts[4]) });
    else if (isBare(name)) rows.set(name, { direction: "", argument: undefined });
  }
  const found = compiling(compiler, unit, [...rows.keys()]);
  for (const name of [...rows.keys()]) if (!found.includes(name)) rows.delete(name);
  const values = constants(
    compiler,
    unit,
    found.map((name) => `(unsigned int)(${name})`),
  );
  for (const [i, name] of found.entries()) rows.get(name).number = values[i];
  return rows;
}

/** Those of the names that are numbers there: some need records that only another architecture has. */
function compiling(compiler, unit, names) {
  const asks = names.map((name) => `# 1 "ask_${name}"\nunsigned int ask_${name} = (${name});\n`).join("");
  const flags = [...compiler.flags, "-w", "-fsyntax-only", "-ferror-limit=0", "-x", "c", "-"];
  const { stderr } = run(compiler.command, flags, `${unit}\n${asks}`);
  const rejected = new Set([...stderr.matchAll(/^ask_(\w+):\d+:\d+: error/gm)].map((match) => match[1]));
  return names.filter((name) => !rejected.has(name));
}

/** Object-like macros, in no order that matters. */
function macroNames(compiler, unit) {
  const names = [];
  for (const line of preprocessed(compiler, unit, ["-dM"]).split("\n")) {
    const name = /^#define ([A-Za-z]\w*) ./.exec(line)?.[1];
    if (name !== undefined) names.push(name);
  }
  return names.sort();
}

/** `READ`, `WRITE` and `NONE` stand in the redefinition for what they are called after. */
function directionOf(text) {
  const letters = `${text.includes("READ") ? "r" : ""}${text.includes("WRITE") ? "w" : ""}`;
  return letters === "rw" ? "b" : letters === "" ? "n" : letters;
}

/** The operand of the `sizeof` that stands for the argument; undefined where the size is written otherwise. */
function argumentOf(size) {
  let text = size.trim();
  for (;;) {
    const inner = /^\((.*)\)$/.exec(text);
    if (inner === null || !isOnePair(text)) break;
    text = inner[1].trim();
  }
  const found = /^sizeof ?(\(.*\))$/.exec(text);
  return found !== null && isOnePair(found[1]) ? found[1].slice(1, -1).trim() : undefined;
}

/** Whether the first parenthesis closes with the last. */
function isOnePair(text) {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0) return i === text.length - 1;
  }
  return false;
}
