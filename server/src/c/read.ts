/**
 * The entry of the C side: one translation unit in, its declarations out, for all targets at once. A target stands
 * for all that would have given the same answers to every question the unit asked (predefined.ts); only where
 * constants depend on sizes is such a group split by C model.
 */

import type { Syntax } from "../syntax/syntax.ts";
import type { CModel, Target } from "../target/target.ts";
import { type FileView, finished, type Resumable } from "../text/files.ts";
import { Atoms } from "./atoms.ts";
import { ChunkCache } from "./chunkCache.ts";
import { chunksOf, type Declarations, declareUnit } from "./declare.ts";
import { type Dialect, dialectOf, type SpellingRules } from "./dialect.ts";
import type { CMeasure } from "./evaluator.ts";
import { IncludeSearch, type TargetTraits } from "./includes.ts";
import { LexedFiles } from "./lexedFiles.ts";
import type { LexedFile } from "./lexer.ts";
import { LibraryRun, libraryTables } from "./libraryRun.ts";
import { joined, LIBRARY_PATH, MentionedNames } from "./libraryText.ts";
import { layoutMeasure } from "./measure.ts";
import { OutputBuffer } from "./outputBuffer.ts";
import { PredefinedAnswers, type PredefinedMacros, PredefinedTable } from "./predefined.ts";
import type { Preprocessed, RunInput } from "./preprocessed.ts";
import { Preprocessor } from "./preprocessor.ts";
import { AskedMarks } from "./replay.ts";
import { IncludedSources, Sources, type TokenStream } from "./sources.ts";
import { StretchStore } from "./stretches.ts";
import { type SystemFolder, sysrootFolders, systemFolders } from "./systemFolders.ts";
import type { COptions, CSource, CUnit } from "./unit.ts";
import { type TargetRun, UnitAnswer } from "./unitAnswer.ts";

export type { CMeasure } from "./evaluator.ts";
export type { PredefinedMacros } from "./predefined.ts";

/** Spellings kept before everything is forgotten and interned afresh. */
const MAX_ATOMS = 3_000_000;
/** Code units of included files, counted at each change, whose places are kept. */
const MAX_PLACES = 32_000_000;

/** Tokens and questions kept of what was read. */
const MAX_KEPT_READING = 3_000_000;

/** Reads C units. Keeps what can be shared between reads: lexed files, readings of declarations, predefined macros. */
export class CReader {
  readonly #predefined: PredefinedMacros;
  readonly #measure: CMeasure;
  #atoms = new Atoms();
  #chunks = new ChunkCache(this.#atoms);
  #lexed = new LexedFiles(this.#atoms);
  readonly #buffer = new OutputBuffer();
  readonly #libraryBuffer = new OutputBuffer();
  readonly #tables = new Map<string, PredefinedTable>();
  #included = new IncludedSources();
  readonly #stretches = new Map<string, StretchStore>();
  readonly #marks = new AskedMarks();

  /**
   * `predefined` says what each target's compiler predefines; `measure` computes sizes for constants such as
   * `char pad[64 - sizeof(long)]`. The grammar is not needed: see docs/architecture.md.
   */
  constructor(_syntax: Syntax | undefined, predefined: PredefinedMacros, measure: CMeasure = layoutMeasure) {
    this.#predefined = predefined;
    this.#measure = measure;
  }

  /** How many top-level declarations were asked for so far, and how many of them had to be parsed. */
  get chunkCounts(): { readonly asked: number; readonly parsed: number } {
    return { asked: this.#chunks.asked, parsed: this.#chunks.parsed };
  }

  /**
   * Reads one translation unit for all targets at once: preprocessed once per group of targets that agree on every
   * macro asked about, declarations read once per distinct chunk. The answer covers every target once; units stand in
   * the order of their first target.
   */
  read(source: CSource, options: COptions, targets: readonly Target[], view: FileView): Resumable<readonly CUnit[]> {
    const system = foldersOf(options, targets, view);
    if (!system.done) return system;
    if (this.#atoms.count > MAX_ATOMS) this.#forgetAll();
    this.#forgetFiles();
    const dialect = dialectOf(options.std);
    const { isC23 } = dialect.spelling;
    const lexed = this.#lexed;
    const shared = {
      atoms: this.#atoms,
      sources: new Sources(this.#included),
      buffer: this.#buffer,
      source,
      options,
      search: new IncludeSearch(view, options, system.value),
      lexed: (path: string, text: string, rules: SpellingRules): LexedFile => lexed.lex(path, text, rules),
      dialect,
      stretches: this.#stretchesOf(dialect),
      marks: this.#marks,
      targetAt: (index: number): Target | undefined => targets[index],
    };
    const libraryOf = libraryTables(view);
    const table = this.#table(targets, dialect, options.std);
    const needs = new Set<string>();
    const groups: RunGroup[] = [];
    const left = new Set(targets.keys());
    for (const [index, target] of targets.entries()) {
      if (!left.has(index)) continue;
      const answers = new PredefinedAnswers(table, index);
      const library = new LibraryRun(this.#atoms, target, libraryOf);
      const traits = new AskedTraits(target, library);
      const input = { ...shared, answers, traits, library, compiler: () => traits.compiler() };
      const run = new Preprocessor(input).run();
      for (const path of run.needs) needs.add(path);
      const names = source.mentioned && new MentionedNames(library.isUsed ? run.stream : undefined, this.#atoms, source.mentioned);
      const members = [...left].filter((other) => {
        const candidate = targets[other] ?? target;
        return other === index || (answers.agreesWith(other) && traits.agreeWith(candidate) && library.agreesWith(candidate, names));
      });
      for (const member of members) left.delete(member);
      if (needs.size > 0) continue;
      const text = library.declarations(names);
      addRun(groups, run, members, text, () => this.#libraryRun(text, input, new PredefinedAnswers(table, index)));
    }
    if (needs.size > 0) return { done: false, needs: { files: [...needs].sort(), folders: [] } };
    const units = groups.flatMap((group) => this.#declare(group, targets, isC23));
    return finished(units.sort((a, b) => a.order - b.order).map(({ unit }) => unit));
  }

  /** Declarations of one group; one unit where all its models agree on every constant, else one per distinct outcome. */
  #declare(group: RunGroup, targets: readonly Target[], isC23: boolean): { readonly order: number; readonly unit: CUnit }[] {
    const models = new Map<CModel | undefined, number[]>();
    for (const index of group.runOf.keys()) {
      const c = targets[index]?.c;
      const model = typeof c === "string" ? undefined : c;
      const members = models.get(model);
      if (members === undefined) models.set(model, [index]);
      else members.push(index);
    }
    const cut = chunksOf(group.run, this.#atoms);
    const outcomes: { readonly declarations: Declarations; readonly members: number[]; models: number }[] = [];
    for (const [model, members] of models) {
      const same = outcomes.find(({ declarations }) => declarations.types.agreesOn(model));
      if (same !== undefined) {
        same.members.push(...members);
        same.models++;
        continue;
      }
      const declarations = declareUnit(group.run, cut, this.#atoms, this.#chunks, { model, asked: false }, this.#measure, isC23);
      outcomes.push({ declarations, members: [...members], models: 1 });
    }
    return outcomes.map(({ declarations, members, models: modelCount }) => {
      declarations.types.seal(modelCount);
      members.sort((a, b) => a - b);
      const runs = new Map<string, TargetRun>();
      for (const index of members) {
        const target = targets[index];
        const run = group.runOf.get(index);
        if (target !== undefined && run !== undefined) runs.set(target.id, { preprocessor: run.preprocessor, index });
      }
      const unitTargets = members.flatMap((index) => targets[index] ?? []);
      return { order: members[0] ?? 0, unit: new UnitAnswer(unitTargets, runs, group.run, declarations, this.#atoms) };
    });
  }

  /** The tokens of declarations from the tables: they stand before those of the unit. */
  #libraryRun(text: string, input: RunInput, answers: PredefinedAnswers): Preprocessed {
    const source = { path: LIBRARY_PATH, text, isPreamble: false };
    const options = { ...input.options, defines: [], undefines: [], preIncludes: [] };
    const library = new LibraryRun(this.#atoms);
    return new Preprocessor({ ...input, answers, library, source, options, stretches: undefined, buffer: this.#libraryBuffer }).run();
  }

  /** What was read of files in a dialect so far. */
  #stretchesOf(dialect: Dialect): StretchStore {
    const key = JSON.stringify(dialect);
    let store = this.#stretches.get(key);
    if (store === undefined) {
      store = new StretchStore();
      this.#stretches.set(key, store);
    }
    return store;
  }

  #table(targets: readonly Target[], dialect: Dialect, std: string | undefined): PredefinedTable {
    const key = `${std ?? ""} ${targets.map((target) => target.id).join(" ")}`;
    let table = this.#tables.get(key);
    if (table === undefined) {
      if (this.#tables.size >= 16) this.#tables.clear();
      table = new PredefinedTable(this.#predefined, targets, this.#atoms, dialect);
      this.#tables.set(key, table);
    }
    return table;
  }

  /** Forgets what was read of files when there is too much of it. */
  #forgetFiles(): void {
    let size = 0;
    for (const store of this.#stretches.values()) size += store.size;
    if (this.#included.size <= MAX_PLACES && size <= MAX_KEPT_READING) return;
    this.#included = new IncludedSources();
    this.#stretches.clear();
  }

  #forgetAll(): void {
    this.#atoms = new Atoms();
    this.#chunks = new ChunkCache(this.#atoms);
    this.#lexed = new LexedFiles(this.#atoms);
    this.#included = new IncludedSources();
    this.#stretches.clear();
    this.#tables.clear();
  }
}

/** Targets whose runs came to the same tokens at the same places, and the run of each. */
interface RunGroup {
  /** With the tokens of the library's declarations before its own. */
  readonly run: Preprocessed;
  readonly libraryText: string;
  readonly runOf: Map<number, Preprocessed>;
}

/** Targets may differ in macros that make no difference in the end: then their runs are one group. */
function addRun(
  groups: RunGroup[],
  run: Preprocessed,
  members: readonly number[],
  libraryText: string,
  libraryRun: () => Preprocessed,
): void {
  let group = groups.find((other) => other.libraryText === libraryText && sameOutcome(other.run, run));
  if (group === undefined) {
    group = { run: joined(libraryText === "" ? undefined : libraryRun(), run), libraryText, runOf: new Map() };
    groups.push(group);
  }
  for (const member of members) group.runOf.set(member, run);
}

function sameOutcome(a: Preprocessed, b: Preprocessed): boolean {
  return (
    a.gaps.key() === b.gaps.key() &&
    a.preprocessor.doubt?.from === b.preprocessor.doubt?.from &&
    sameStream(a.stream, a.libraryTokens, b.stream) &&
    a.preprocessor.pragmas.equals(b.pragmas) &&
    JSON.stringify([a.skipped, a.problems]) === JSON.stringify([b.skipped, b.problems])
  );
}

/** `a` may have tokens of the library before its own. */
function sameStream(a: TokenStream, from: number, b: TokenStream): boolean {
  if (a.count - from !== b.count || !a.callEnds.areBehind(b.callEnds, from)) return false;
  for (let i = 0; i < b.count; i++) {
    const at = from + i;
    if (a.atoms[at] !== b.atoms[i] || a.places[at] !== b.places[i] || a.expansions[at] !== b.expansions[i]) return false;
  }
  return true;
}

/** The folders that are searched without being told. */
function foldersOf(options: COptions, targets: readonly Target[], view: FileView): Resumable<readonly SystemFolder[]> {
  const { host, sysroot } = options;
  if (sysroot === undefined) return systemFolders(host, view);
  return sysrootFolders(
    sysroot,
    targets.map(({ id }) => id),
    host,
    view,
  );
}

/** What a run asked of its target beyond predefined macros. */
class AskedTraits implements TargetTraits {
  readonly #target: Target;
  #askedCompiler = false;
  #askedLinux = false;
  readonly #askedIds = new Set<readonly string[]>();
  readonly #library: LibraryRun;

  constructor(target: Target, library: LibraryRun) {
    this.#target = target;
    this.#library = library;
  }

  /** Remembered by the library itself. */
  library(name: string): ReturnType<LibraryRun["header"]> {
    return this.#library.header(name);
  }

  compiler(): "gcc" | "clang" {
    this.#askedCompiler = true;
    return compilerOf(this.#target);
  }

  isOneOf(ids: readonly string[]): boolean {
    this.#askedIds.add(ids);
    return ids.includes(this.#target.id);
  }

  isLinux(): boolean {
    this.#askedLinux = true;
    return isLinux(this.#target);
  }

  /** Whether another target would have given the same answers. */
  agreeWith(other: Target): boolean {
    if (this.#askedCompiler && compilerOf(other) !== compilerOf(this.#target)) return false;
    if (this.#askedLinux && isLinux(other) !== isLinux(this.#target)) return false;
    for (const ids of this.#askedIds) if (ids.includes(other.id) !== ids.includes(this.#target.id)) return false;
    return true;
  }
}

/** Android runs the same kernel. */
function isLinux(target: Target): boolean {
  return target.goos === "linux" || target.goos === "android";
}

function compilerOf(target: Target): "gcc" | "clang" {
  return typeof target.c === "string" ? "clang" : target.c.compiler;
}
