/**
 * Asks a C compiler for integer constants and macros, for any target, without headers, assembler or linker: gcc
 * prints the operand of an inline assembly, clang the initializer of a variable in its own representation.
 * Knows no port and no question.
 */
import { spawnSync } from "node:child_process";

const versions = new Map();

/** `gcc 12.2.0` or `clang 19.1.7`, with the command it was called by when that is not the plain name. */
export function versionOf(compiler) {
  let version = versions.get(compiler.command);
  if (version === undefined) {
    const line = run(compiler.command, ["--version"], "").stdout.split("\n")[0];
    const number = /\b(\d+\.\d+\.\d+|\d+-\w+)\b(?!.*\d+\.\d+\.\d+)/.exec(line)?.[1];
    if (number === undefined) throw new Error(`no version in what ${compiler.command} --version says: ${line}`);
    version = compiler.kind === "clang" ? `clang ${number}` : `${compiler.command} ${number}`;
    versions.set(compiler.command, version);
  }
  return version;
}

/** Whether the compiler takes the text as a translation unit. */
export function accepts(compiler, text) {
  return run(compiler.command, [...compiler.flags, "-w", "-S", "-O0", "-x", "c", "-o", "/dev/null", "-"], text).status === 0;
}

/**
 * The values of integer constant expressions, in order. `prelude` is put before them. A unit that does not compile
 * is an Error with what the compiler said: ask `accepts` first where that may be.
 */
export function constants(compiler, prelude, expressions) {
  const isGcc = compiler.kind === "gcc";
  const lines = expressions.map((expression, i) =>
    isGcc ? `__asm__ volatile("@@${i} %c0 @@" : : "i"((long long)(${expression})));` : `long long ask${i} = (${expression});`,
  );
  const text = isGcc ? `${prelude}\nvoid ask(void) {\n${lines.join("\n")}\n}\n` : `${prelude}\n${lines.join("\n")}\n`;
  const how = isGcc ? [] : ["-emit-llvm", "-Xclang", "-disable-llvm-passes"];
  const { status, stdout, stderr } = run(compiler.command, [...compiler.flags, "-w", "-S", "-O0", ...how, "-x", "c", "-o", "-", "-"], text);
  if (status !== 0) throw new Error(`${compiler.command} ${compiler.flags.join(" ")}: ${stderr}`);
  const values = new Array(expressions.length);
  const pattern = isGcc ? /@@(\d+) [$#]?(-?\d+) @@/g : /^@"?\\?0?1?_?ask(\d+)"? = .*?\bi64 (-?\d+)/gm;
  for (const [, index, value] of stdout.matchAll(pattern)) values[Number(index)] = Number(value);
  for (const [, index] of isGcc ? [] : stdout.matchAll(/^@_?ask(\d+) = .*zeroinitializer/gm)) values[Number(index)] = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === undefined) throw new Error(`${compiler.command} did not answer ${expressions[i]}`);
  }
  return values;
}

/** The predefined macros as the compiler lists them: a map from `NAME` or `NAME(parameters)` to the replacement text. */
export function predefinedMacros(compiler, extraFlags = []) {
  const { status, stdout, stderr } = run(compiler.command, [...compiler.flags, ...extraFlags, "-dM", "-E", "-x", "c", "/dev/null"], "");
  if (status !== 0) throw new Error(`${compiler.command} ${compiler.flags.join(" ")}: ${stderr}`);
  const macros = new Map();
  for (const line of stdout.split("\n")) {
    const match = /^#define ([A-Za-z_]\w*(?:\([^)]*\))?)(?: (.*))?$/.exec(line);
    if (match !== null) macros.set(match[1], match[2] ?? "");
    else if (line !== "") throw new Error(`${compiler.command}: not a macro: ${line}`);
  }
  return macros;
}

/** Runs a compiler over a text; an Error only when it cannot be started. */
export function run(command, args, input) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    env: { ...process.env, LC_ALL: "C" },
  });
  if (error !== undefined) throw new Error(`${command} cannot be run: ${error.message}`);
  return { status, stdout, stderr };
}
