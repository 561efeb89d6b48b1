/** Preprocesses text as the reader does, down to token spellings, to compare with what compilers print. */
import { readFileSync } from "node:fs";
import { Atoms } from "../../../server/src/c/atoms.ts";
import { dialectOf, type SpellingRules, spellingIn, spellingKey } from "../../../server/src/c/dialect.ts";
import { IncludeSearch } from "../../../server/src/c/includes.ts";
import { type LexedFile, lex } from "../../../server/src/c/lexer.ts";
import { LibraryRun } from "../../../server/src/c/libraryRun.ts";
import { OutputBuffer } from "../../../server/src/c/outputBuffer.ts";
import { PredefinedAnswers, PredefinedTable } from "../../../server/src/c/predefined.ts";
import type { Preprocessed } from "../../../server/src/c/preprocessed.ts";
import { Preprocessor } from "../../../server/src/c/preprocessor.ts";
import { AskedMarks } from "../../../server/src/c/replay.ts";
import { IncludedSources, Sources } from "../../../server/src/c/sources.ts";
import { StretchStore } from "../../../server/src/c/stretches.ts";
import type { COptions } from "../../../server/src/c/unit.ts";
import { createPredefinedMacros } from "../../../server/src/target/predefinedMacros.ts";
import type { Target } from "../../../server/src/target/target.ts";

const macros = createPredefinedMacros(JSON.parse(readFileSync("data/predefinedMacros.json", "utf8")));
const atoms = new Atoms();
const buffer = new OutputBuffer();
const noOptions: COptions = {
  quoteDirs: [],
  includeDirs: [],
  systemDirs: [],
  defines: [],
  undefines: [],
  preIncludes: [],
  std: undefined,
};

/** What a text is read with; files by absolute path. */
export interface Surroundings {
  readonly path?: string;
  readonly files?: ReadonlyMap<string, string>;
  readonly options?: Partial<COptions>;
}

/** What a reader keeps from run to run, so that what was read need not be read again. */
export class Kept {
  readonly included = new IncludedSources();
  readonly marks = new AskedMarks();
  readonly #stretches = new Map<string, StretchStore>();
  readonly #lexed = new Map<string, LexedFile>();

  /** Short stretches, so that small texts have many. */
  stretches(std: string | undefined): StretchStore {
    const store = this.#stretches.get(std ?? "") ?? new StretchStore(4);
    this.#stretches.set(std ?? "", store);
    return store;
  }

  lexed(path: string, text: string, rules: SpellingRules): LexedFile {
    const key = `${spellingKey(rules)} ${path}\n${text}`;
    const lexed = this.#lexed.get(key) ?? lex(text, atoms, rules);
    this.#lexed.set(key, lexed);
    return lexed;
  }
}

/** One run over a text on a target. */
export function run(text: string, target: Target, surroundings: Surroundings = {}): Preprocessed {
  return runAmong(text, [target], 0, surroundings);
}

/** One run on one of several targets, each of which may be asked whether it would have given the same answers. */
export function runAmong(
  text: string,
  targets: readonly Target[],
  index: number,
  { path = "/case.c", files, options }: Surroundings = {},
  kept?: Kept,
): Preprocessed {
  const whole = { ...noOptions, ...options };
  const dialect = dialectOf(whole.std);
  const table = new PredefinedTable(macros, targets, atoms, dialect);
  const texts = kept ?? new Kept();
  const target = targets[index];
  if (target === undefined) throw new Error("no such target");
  return new Preprocessor({
    atoms,
    sources: new Sources(texts.included),
    buffer,
    source: { path, text, isPreamble: false },
    options: whole,
    search: new IncludeSearch({ read: (name) => files?.get(name) ?? null, list: () => null }, whole),
    answers: new PredefinedAnswers(table, index),
    traits: { isOneOf: () => false, isLinux: () => target.goos === "linux", library: () => undefined },
    library: new LibraryRun(atoms),
    targetAt: (at) => targets[at],
    compiler: () => (typeof target.c === "string" ? "clang" : target.c.compiler),
    lexed: (...of) => texts.lexed(...of),
    dialect,
    stretches: kept?.stretches(whole.std),
    marks: texts.marks,
  }).run();
}

/** The spellings of a text's preprocessed tokens on a target. */
export function preprocess(text: string, target: Target, surroundings: Surroundings = {}): string[] {
  const { stream } = run(text, target, surroundings);
  return Array.from({ length: stream.count }, (_, i) => atoms.text(stream.atoms[i] ?? -1));
}

/** Whether reading a text ends at one of our limits, such as how much one call may expand to. */
export function reachesLimit(text: string, target: Target, surroundings: Surroundings = {}): boolean {
  return run(text, target, surroundings).problems.some(({ kind }) => kind === "limit");
}

/** The spellings of a compiler's `-E -P` output, pragmas and identifications left out. */
export function spellingsOf(output: string, compiler: "gcc" | "clang", std?: string): string[] {
  const kept = output.split("\n").filter((line) => !/^\s*#\s*(?:pragma|ident)\b/.test(line));
  // gcc spells characters beyond ASCII in names by their numbers.
  const text = kept.join("\n").replace(/\\U([0-9a-f]{8})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)));
  const lexed = lex(
    text,
    atoms,
    spellingIn(dialectOf(std), () => compiler),
  );
  return [...lexed.atoms].map((atom) => atoms.text(atom));
}

/** The spelling of an atom in any run's stream. */
export function spelling(atom: number): string {
  return atoms.text(atom);
}
