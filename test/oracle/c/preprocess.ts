/** Preprocesses text as the reader does, down to token spellings, to compare with what compilers print. */
import { readFileSync } from "node:fs";
import { Atoms } from "../../../server/src/c/atoms.ts";
import { IncludeSearch } from "../../../server/src/c/includes.ts";
import { lex } from "../../../server/src/c/lexer.ts";
import { OutputBuffer } from "../../../server/src/c/outputBuffer.ts";
import { dialectOf, PredefinedAnswers, PredefinedTable } from "../../../server/src/c/predefined.ts";
import { Preprocessor } from "../../../server/src/c/preprocessor.ts";
import { Sources } from "../../../server/src/c/sources.ts";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import type { Target } from "../../../server/src/target/target.ts";

const macros = createPredefinedMacros(JSON.parse(readFileSync("data/predefinedMacros.json", "utf8")));
const atoms = new Atoms();
const buffer = new OutputBuffer();
const options = { quoteDirs: [], includeDirs: [], systemDirs: [], defines: [], undefines: [], preIncludes: [], std: undefined };

/** The spellings of a text's preprocessed tokens on a target. */
export function preprocess(text: string, target: Target): string[] {
  const table = new PredefinedTable(macros, [target], atoms, dialectOf(undefined));
  const { stream } = new Preprocessor({
    atoms,
    sources: new Sources(),
    buffer,
    source: { path: "/case.c", text, isPreamble: false },
    options,
    search: new IncludeSearch({ read: () => null, list: () => null }, options),
    answers: new PredefinedAnswers(table, 0),
    traits: { isHost: () => false, isLinux: () => target.goos === "linux" },
    compiler: () => (typeof target.c === "string" ? "clang" : target.c.compiler),
    lexed: (_path, content) => lex(content, atoms),
    isC23: false,
  }).run();
  return Array.from({ length: stream.count }, (_, i) => atoms.text(stream.atoms[i] ?? -1));
}

/** The spellings of a compiler's `-E -P` output, pragmas left out. */
export function spellingsOf(output: string): string[] {
  const lexed = lex(
    output
      .split("\n")
      .filter((line) => !/^\s*#\s*pragma/.test(line))
      .join("\n"),
    atoms,
  );
  return [...lexed.atoms].map((atom) => atoms.text(atom));
}
