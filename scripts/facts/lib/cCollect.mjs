/**
 * What clang says of all headers in one environment: for each header which declarations and macros come with it alone,
 * and once for all of them how clang prints each declaration from its own tree and what each macro is worth. A
 * declaration stands for itself wherever it was written: two headers that give the same tokens declare the same.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { evaluateMacros, withoutAmbiguous } from "./cMacros.mjs";

/** Compilers at work at the same time. */
const AT_ONCE = 4;

/** A compiler's answer to a text on its standard input. */
export function ask(compiler, flags, text) {
  return new Promise((resolve, reject) => {
    const child = spawn(compiler.command, [...compiler.flags, "-w", ...flags, "-"], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, LC_ALL: "C" },
    });
    const out = [];
    const err = [];
    child.stdout.on("data", (part) => out.push(part));
    child.stderr.on("data", (part) => err.push(part));
    child.on("error", (error) => reject(new Error(`${compiler.command} cannot be run: ${error.message}`)));
    child.on("close", (status) =>
      resolve({ status, stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") }),
    );
    child.stdin.on("error", () => {});
    child.stdin.end(text);
  });
}

/** What is tried before a header that does not stand alone, in order. */
const BEFORE = { windows: ["", "#include <winsock2.h>\n#include <windows.h>\n"] };
const USUAL_BEFORE = ["", "#include <sys/types.h>\n", "#include <sys/types.h>\n#include <sys/socket.h>\n#include <netinet/in.h>\n"];

function beforeOf(family, attempt) {
  return (BEFORE[family] ?? USUAL_BEFORE)[attempt];
}

/** What a header comes to: `{ header, chunks, macros, files, attempt }`; undefined where the system has none by that name. */
async function readHeader({ compiler, gcc, folders, family }, header, first) {
  const isCompilers = /^(?:std\w+|float|iso646|limits)\.h$/.test(header);
  if (!isCompilers && !folders.some((folder) => existsSync(join(folder, header)))) return undefined;
  for (let attempt = first; beforeOf(family, attempt) !== undefined; attempt++) {
    const lines = `${beforeOf(family, attempt)}#include <${header}>\n`;
    const { status, stdout } = await ask(compiler, ["-E", "-dD", "-x", "c"], lines);
    if (status !== 0) continue;
    const read = parsePreprocessed(stdout);
    return { header, attempt, ...read, macros: gcc === undefined ? read.macros : await macrosOfGcc(gcc, lines, read.macros) };
  }
  return undefined;
}

/**
 * The macros that headers define for gcc, with the replacements that they have for clang where it has the macro too;
 * clang's where gcc refuses the text.
 */
async function macrosOfGcc(gcc, lines, macros) {
  const { status, stdout } = await ask(gcc, ["-E", "-dD", "-x", "c"], lines);
  if (status !== 0) return macros;
  const theirs = parsePreprocessed(stdout).macros;
  return new Map([...theirs].map(([name, definition]) => [name, macros.get(name) ?? definition]));
}

/** Runs `work` over the items, a few at a time; answers in the items' order. */
async function inPool(items, work) {
  const answers = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) answers[i] = await work(items[i]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

const TOKEN =
  /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[A-Za-z_$][\w$]*|\.?\d(?:[eEpP][+-]|[\w.])*|\.\.\.|<<=|>>=|<<|>>|[-+*/%&|^!=<>]=|&&|\|\||->|\+\+|--|\S/g;

/** The declarations, as strings of tokens, the macros in force at the end and the files that were read. */
function parsePreprocessed(text) {
  const chunks = [];
  const macros = new Map();
  const files = new Set();
  const packs = [];
  const splitter = new Splitter((chunk) => chunks.push(packs.at(-1) === undefined ? chunk : `#${packs.at(-1)} ${chunk}`));
  let isOwn = false;
  for (const line of text.split("\n")) {
    if (!line.startsWith("#")) {
      splitter.take(line);
      continue;
    }
    const marker = /^# \d+ "([^"]*)"/.exec(line);
    if (marker !== null) {
      isOwn = !marker[1].startsWith("<");
      if (isOwn) files.add(marker[1]);
      continue;
    }
    const macro = /^#define ([A-Za-z_]\w*)(\([^)]*\))?(?: (.*))?$/.exec(line);
    if (macro !== null) {
      if (isOwn) macros.set(macro[1], `${macro[2] ?? ""} ${(macro[3] ?? "").trim()}`);
      continue;
    }
    const undef = /^#undef (\w+)/.exec(line);
    if (undef !== null) macros.delete(undef[1]);
    const pack = /^#pragma pack\s*\(([^)]*)\)/.exec(line);
    if (pack !== null)
      takePack(
        packs,
        pack[1].split(",").map((word) => word.trim()),
      );
  }
  splitter.end();
  return { chunks, macros, files: [...files] };
}

/** Keeps the stack of `#pragma pack`; its top is what is in force. */
function takePack(packs, words) {
  const number = words.map(Number).find((value) => value > 0);
  if (words[0] === "push") packs.push(number ?? packs.at(-1));
  else if (words[0] === "pop") packs.pop();
  else if (packs.length === 0) packs.push(number);
  else packs[packs.length - 1] = number;
}

/** Cuts tokens into declarations; the body of a function is left out. */
class Splitter {
  #emit;
  #tokens = [];
  #depth = 0;
  #body = -1;

  constructor(emit) {
    this.#emit = emit;
  }

  take(line) {
    for (const [token] of line.matchAll(TOKEN)) {
      this.#tokens.push(token);
      if (token === "{" && this.#depth === 0 && isFunctionHead(this.#tokens)) this.#body = this.#tokens.length - 1;
      if ("([{".includes(token)) this.#depth++;
      else if (")]}".includes(token)) this.#depth--;
      if (this.#depth !== 0) continue;
      if (token === "}" && this.#body >= 0) this.#flush([...this.#tokens.slice(0, this.#body), ";"]);
      else if (token === ";") this.#flush(this.#tokens);
    }
  }

  #flush(tokens) {
    if (tokens.length > 1) this.#emit(tokens.join(" "));
    this.#tokens = [];
    this.#body = -1;
  }

  end() {
    this.#depth = 0;
    this.#flush(this.#tokens);
  }
}

const PARENTHESIZED = new Set(["__attribute__", "__declspec", "__asm__", "__asm", "asm", "_Alignas", "__attribute"]);

/** Whether what stands before a brace is the head of a function: parentheses that are not an attribute's. */
function isFunctionHead(tokens) {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] === "=") return false;
    if (tokens[i] !== "(") continue;
    if (!PARENTHESIZED.has(tokens[i - 1])) return true;
    let depth = 0;
    for (; i < tokens.length; i++) {
      if (tokens[i] === "(") depth++;
      else if (tokens[i] === ")" && --depth === 0) break;
    }
  }
  return false;
}

/**
 * Everything about one environment: `headers` with the indexes of their declarations, their macros and the names their
 * files ask about; `declarations`, each as clang prints it (a declaration that clang rejects is an empty list); and the
 * value of each macro by `NAME body`.
 */
export async function collect(environment, names) {
  const { compiler } = environment;
  const indexes = new Map();
  const index = (header) => ({ ...header, indexes: [...new Set(header.chunks.map((chunk) => indexOf(indexes, chunk)))] });
  const found = (await inPool(names, (name) => readHeader(environment, name, 0))).filter((header) => header !== undefined);
  let headers = found.map(index);
  let chunks = [...indexes.keys()];
  const { printed, rejected } = await printChunks(
    compiler,
    chunks,
    chunks.map((_, i) => i),
  );
  const take = (answer) => {
    for (const [i, lines] of answer.printed) if (!answer.rejected.has(i)) printed.set(i, lines);
  };
  // Some headers of the kernel declare again what the library does: each such header is asked about alone. What even
  // then is no C stands on another header.
  headers = await inPool(headers, async (header) => {
    let best = header;
    const isSuspect = (one) => one.indexes.some((i) => rejected.has(i) || isUnexpanded(printed.get(i)));
    for (let again = header; isSuspect(again) || again !== header; ) {
      chunks = [...indexes.keys()];
      const alone = await printChunks(compiler, chunks, again.indexes);
      take(alone);
      best = again;
      if (alone.rejected.size === 0 && !again.indexes.some((i) => isUnexpanded(alone.printed.get(i)))) break;
      const next = await readHeader(environment, header.header, again.attempt + 1);
      best = { ...again, isBroken: true };
      if (next === undefined) break;
      again = index(next);
    }
    return best;
  });
  chunks = [...indexes.keys()];
  const accepted = chunks.filter((_, i) => !rejected.has(i) && printed.has(i)).map(unitText);
  const values = withoutAmbiguous(await evaluateMacros(compiler, accepted, headers), headers);
  return {
    headers: headers.map(({ header, attempt, indexes: own, macros, files, isBroken }) => ({
      header,
      attempt,
      isBroken: isBroken === true,
      chunks: own,
      macros,
      ...inputsOf(files, macros),
    })),
    chunks,
    printed,
    values,
  };
}

/** A macro of another header would have stood behind the declaration. */
function isUnexpanded(printed) {
  return (printed ?? []).some((line) => /\b__(?:packed|aligned|unused|dead2|printflike|BEGIN_DECLS|END_DECLS|mode)(?:;|$)/.test(line));
}

function indexOf(indexes, chunk) {
  const known = indexes.get(chunk);
  if (known !== undefined) return known;
  indexes.set(chunk, indexes.size);
  return indexes.size - 1;
}

/** A declaration with the pragma it stands under. */
function unitText(chunk) {
  const packed = /^#(\d+) /.exec(chunk);
  if (packed === null) return chunk;
  return `#pragma pack(push,${packed[1]})\n${chunk.slice(packed[0].length)}\n#pragma pack(pop)`;
}

/** How clang prints some of the declarations, and which of them it rejects. */
async function printChunks(compiler, chunks, indexes) {
  const unit = indexes.map((i) => `# 1 "chunk${i}"\n${unitText(chunks[i])}\nextern int __chunk_${i};\n`).join("");
  const flags = ["-fsyntax-only", "-ferror-limit=0", "-Xclang", "-ast-print", "-x", "cpp-output"];
  const { stdout, stderr } = await ask(compiler, flags, unit);
  const errors = stderr.split("\n").filter((line) => line.includes(" error: "));
  const rejected = new Set(errors.map((line) => Number(/^chunk(\d+):/.exec(line)?.[1])));
  const printed = new Map();
  let lines = [];
  for (const line of stdout.split("\n")) {
    const sentinel = /^extern int __chunk_(\d+);$/.exec(line);
    if (sentinel === null) {
      lines.push(line);
      continue;
    }
    const index = Number(sentinel[1]);
    printed.set(index, rejected.has(index) ? [] : topLevel(lines));
    lines = [];
  }
  return { printed, rejected, errors };
}

/** Printed declarations, each on one line: one starts in the first column and is no closing brace. */
function topLevel(lines) {
  const all = [];
  for (const line of lines) {
    if (line === "") continue;
    if (/^[^\s}]/.test(line)) all.push(line);
    else if (all.length > 0) all[all.length - 1] += ` ${line.trim()}`;
  }
  return all;
}

const askedOf = new Map();

/** The names that a file's conditions ask about, and the name of its include guard. */
function askedIn(path) {
  let answer = askedOf.get(path);
  if (answer === undefined) {
    const text = readFileSync(path, "latin1")
      .replace(/\/\*[\s\S]*?\*\//g, " ")
      .replace(/\\\r?\n/g, " ");
    const names = new Set();
    for (const [, condition] of text.matchAll(/^[ \t]*#[ \t]*(?:el)?if(?:n?def)?\b(.*)$/gm)) {
      for (const [name] of condition.replace(/\/\/.*$/, "").matchAll(/[A-Za-z_]\w*/g)) names.add(name);
    }
    const guard =
      /^[ \t]*#[ \t]*if(?:ndef[ \t]+|[ \t]*!?[ \t]*defined[ \t(]*)(\w+)[^\n]*\n(?:[ \t]*\n)*[ \t]*#[ \t]*define[ \t]+\1\b/m.exec(text)?.[1];
    answer = { names, guard };
    askedOf.set(path, answer);
  }
  return answer;
}

/** Names that a program may set to get something else from the header: asked about, and no guard. */
function inputsOf(files, macros) {
  const names = new Set();
  const guards = new Set();
  for (const path of files.filter((file) => existsSync(file))) {
    const { names: asked, guard } = askedIn(path);
    for (const name of asked) names.add(name);
    if (guard !== undefined) guards.add(guard);
  }
  return { inputs: [...names].filter((name) => !guards.has(name) && name !== "defined" && !isOwn(name, macros)), guards: [...guards] };
}

/** A name with two underscores that the headers define themselves is theirs alone. */
function isOwn(name, macros) {
  return name.startsWith("__") && macros.has(name);
}
