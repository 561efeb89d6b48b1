/**
 * The entry of the C side: one translation unit in, its declarations out, for all targets at once. A target stands
 * for all that would have given the same answers to every question the unit asked (predefined.ts); only where
 * constants depend on sizes is such a group split by C model.
 */

import type { Syntax } from "../syntax/syntax.ts";
import type { CModel, Target } from "../target/target.ts";
import { type FileView, finished, type Resumable } from "../text/files.ts";
import type { ModelView } from "./arithmetic.ts";
import { Atoms } from "./atoms.ts";
import { ChunkCache } from "./chunkCache.ts";
import { chunksOf, type Declarations, declareUnit } from "./declare.ts";
import type { CMeasure } from "./evaluator.ts";
import { IncludeSearch, type TargetTraits } from "./includes.ts";
import { type LexedFile, lex } from "./lexer.ts";
import { layoutMeasure } from "./measure.ts";
import { type Dialect, dialectOf, PredefinedAnswers, type PredefinedMacros, PredefinedTable } from "./predefined.ts";
import { type Preprocessed, Preprocessor } from "./preprocessor.ts";
import type { COptions, CSource, CUnit } from "./unit.ts";
import { UnitAnswer } from "./unitAnswer.ts";

export type { CMeasure } from "./evaluator.ts";
export type { PredefinedMacros } from "./predefined.ts";

/** Spellings kept before everything is forgotten and interned afresh. */
const MAX_ATOMS = 3_000_000;
/** Code units of lexed files kept. */
const MAX_KEPT_TEXT = 64_000_000;

/** Reads C units. Keeps what can be shared between reads: lexed files, readings of declarations, predefined macros. */
export class CReader {
  readonly #predefined: PredefinedMacros;
  readonly #measure: CMeasure;
  #atoms = new Atoms();
  #chunks = new ChunkCache(this.#atoms);
  readonly #lexed = new Map<string, LexedFile>();
  #lexedText = 0;
  readonly #tables = new Map<string, PredefinedTable>();

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
    if (this.#atoms.count > MAX_ATOMS) this.#forgetAll();
    const dialect = dialectOf(options.std);
    const isC23 = /^(?:c|gnu)2[3x]$/.test(options.std ?? "");
    const table = this.#table(targets, dialect, options.std);
    const search = new IncludeSearch(view, options);
    const needs = new Set<string>();
    const units: { readonly order: number; readonly unit: CUnit }[] = [];
    const left = new Set(targets.keys());
    for (const [index, target] of targets.entries()) {
      if (!left.has(index)) continue;
      const answers = new PredefinedAnswers(table, index);
      const traits = new AskedTraits(target, options);
      const lexed = (path: string, text: string): LexedFile => this.#lex(path, text);
      const compiler = (): "gcc" | "clang" => traits.compiler();
      const run = new Preprocessor({ atoms: this.#atoms, source, options, search, answers, traits, compiler, lexed, isC23 }).run();
      for (const path of run.needs) needs.add(path);
      const group = [...left].filter((other) => answers.agreesWith(other) && traits.agreeWith(targets[other] ?? target));
      for (const member of group) left.delete(member);
      if (needs.size > 0) continue;
      units.push(...this.#declare(run, group, targets, isC23));
    }
    if (needs.size > 0) return { done: false, needs: { files: [...needs].sort(), folders: [] } };
    return finished(units.sort((a, b) => a.order - b.order).map(({ unit }) => unit));
  }

  /** Declarations of one group; one unit where all its models agree on every constant, else one per distinct outcome. */
  #declare(
    run: Preprocessed,
    group: readonly number[],
    targets: readonly Target[],
    isC23: boolean,
  ): { readonly order: number; readonly unit: CUnit }[] {
    const models = new Map<CModel | undefined, number[]>();
    for (const index of group) {
      const c = targets[index]?.c;
      const model = typeof c === "string" ? undefined : c;
      const members = models.get(model);
      if (members === undefined) models.set(model, [index]);
      else members.push(index);
    }
    const cut = chunksOf(run, this.#atoms);
    const outcomes: { readonly declarations: Declarations; readonly values: string; readonly members: number[] }[] = [];
    for (const [model, members] of models) {
      const first = outcomes[0];
      if (first !== undefined && !first.declarations.types.view.asked) {
        first.members.push(...members);
        continue;
      }
      const view: ModelView = { model, asked: false };
      const declarations = declareUnit(run, cut, this.#atoms, this.#chunks, view, this.#measure, isC23);
      const values = declarations.types.trace;
      const same = outcomes.find((outcome) => outcome.values === values);
      if (same === undefined) outcomes.push({ declarations, values, members: [...members] });
      else same.members.push(...members);
    }
    return outcomes.map(({ declarations, members }) => {
      members.sort((a, b) => a - b);
      const unitTargets = members.flatMap((index) => targets[index] ?? []);
      const indexes = new Map(members.map((index) => [targets[index]?.id ?? "", index]));
      return { order: members[0] ?? 0, unit: new UnitAnswer(unitTargets, indexes, run, declarations, this.#atoms) };
    });
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

  /** The tokens of a text; kept, because the same headers are read again and again. */
  #lex(path: string, text: string): LexedFile {
    const known = this.#lexed.get(path);
    if (known !== undefined && known.text === text) return known;
    const lexed = lex(text, this.#atoms);
    if (known !== undefined) this.#lexedText -= known.text.length;
    this.#lexedText += text.length;
    if (this.#lexedText > MAX_KEPT_TEXT) {
      this.#lexed.clear();
      this.#lexedText = text.length;
    }
    this.#lexed.set(path, lexed);
    return lexed;
  }

  #forgetAll(): void {
    this.#atoms = new Atoms();
    this.#chunks = new ChunkCache(this.#atoms);
    this.#lexed.clear();
    this.#lexedText = 0;
    this.#tables.clear();
  }
}

/** What a run asked of its target beyond predefined macros. */
class AskedTraits implements TargetTraits {
  readonly #target: Target;
  readonly #options: COptions;
  readonly #asked = new Set<"compiler" | "host" | "linux">();

  constructor(target: Target, options: COptions) {
    this.#target = target;
    this.#options = options;
  }

  compiler(): "gcc" | "clang" {
    this.#asked.add("compiler");
    return compilerOf(this.#target);
  }

  isHost(): boolean {
    if (this.#options.host === undefined) return false;
    this.#asked.add("host");
    return this.#target.id === this.#options.host;
  }

  isLinux(): boolean {
    this.#asked.add("linux");
    return isLinux(this.#target);
  }

  /** Whether another target would have given the same answers. */
  agreeWith(other: Target): boolean {
    const { host } = this.#options;
    for (const question of this.#asked) {
      if (question === "compiler" && compilerOf(other) !== compilerOf(this.#target)) return false;
      if (question === "host" && (other.id === host) !== (this.#target.id === host)) return false;
      if (question === "linux" && isLinux(other) !== isLinux(this.#target)) return false;
    }
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
