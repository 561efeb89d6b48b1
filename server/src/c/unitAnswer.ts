/**
 * A unit as those above see it: the declarations of one group of targets, and answers about macros that are only
 * computed when somebody asks.
 */
import type { Target } from "../target/target.ts";
import type { Range } from "../text/range.ts";
import type { CEnum, CRecord } from "../types/c.ts";
import { type Atoms, IDENTIFIER } from "./atoms.ts";
import { partnersOf } from "./chunks.ts";
import type { Declarations } from "./declare.ts";
import { replacementText } from "./macros.ts";
import type { Preprocessed } from "./preprocessed.ts";
import type { Preprocessor } from "./preprocessor.ts";
import { TokenList } from "./tokens.ts";
import type { CFunctionDecl, CGap, CProblem, CRecordDecl, CSite, CTypedefDecl, CUnit, CVariableDecl } from "./unit.ts";

/** The run that answers for a target, and the target's index among those it was made for. */
export interface TargetRun {
  readonly preprocessor: Preprocessor;
  readonly index: number;
}

/** The answer for one group of targets. */
export class UnitAnswer implements CUnit {
  readonly targets: readonly Target[];
  readonly records: readonly CRecordDecl[];
  readonly enums: readonly { readonly type: CEnum; readonly name: CSite }[];
  readonly variables: ReadonlyMap<string, CVariableDecl>;
  readonly tags: ReadonlyMap<string, CRecord | CEnum>;
  readonly problems: readonly CProblem[];
  readonly incomplete: string | undefined;
  readonly gaps: readonly CGap[];
  readonly skipped: readonly Range[];
  /** By target id. */
  readonly #runs: ReadonlyMap<string, TargetRun>;
  readonly #run: Preprocessed;
  readonly #declarations: Declarations;
  /** More than one run came to these tokens, and their macros may differ. */
  readonly #runsDiffer: boolean;
  readonly #atoms: Atoms;
  readonly #constants = new Map<string, bigint | undefined>();

  constructor(
    targets: readonly Target[],
    runs: ReadonlyMap<string, TargetRun>,
    run: Preprocessed,
    declarations: Declarations,
    atoms: Atoms,
  ) {
    this.targets = targets;
    this.records = declarations.records;
    this.enums = declarations.enums;
    this.variables = declarations.variables;
    this.tags = declarations.tags;
    this.problems = [...run.problems, ...declarations.problems];
    this.incomplete = run.gaps.before(Number.POSITIVE_INFINITY);
    this.gaps = run.gaps.list;
    this.skipped = run.skipped;
    this.#runs = runs;
    this.#run = run;
    this.#declarations = declarations;
    this.#runsDiffer = [...runs.values()].some(({ preprocessor }) => preprocessor !== run.preprocessor);
    this.#atoms = atoms;
  }

  gapsBehind(reason: string): readonly CGap[] {
    return this.#run.gaps.behind(reason);
  }

  get functions(): ReadonlyMap<string, CFunctionDecl> {
    return this.#declarations.functions.byName;
  }

  get typedefs(): ReadonlyMap<string, CTypedefDecl> {
    return this.#declarations.typedefs.byName;
  }

  constant(name: string, target?: Target): bigint | undefined {
    const key = `${name} ${target?.id ?? ""}`;
    if (!this.#constants.has(key))
      this.#constants.set(key, target === undefined ? this.#onAllTargets(name) : this.#onTarget(name, target).value);
    return this.#constants.get(key);
  }

  #onAllTargets(name: string): bigint | undefined {
    let value: bigint | undefined;
    for (const [index, target] of this.targets.entries()) {
      const answer = this.#onTarget(name, target);
      if (index > 0 && answer.value !== value) return undefined;
      value = answer.value;
      if (!answer.differs) break;
    }
    return value;
  }

  #onTarget(name: string, target: Target): { readonly value: bigint | undefined; readonly differs: boolean } {
    const { types, scope } = this.#declarations;
    const run = this.#runs.get(target.id);
    if (run === undefined) return { value: undefined, differs: true };
    // A macro may have come from a branch that another reading would not have taken.
    if (run.preprocessor.doubt !== undefined) return { value: undefined, differs: false };
    const list = new TokenList();
    const atom = this.#atoms.intern(name, IDENTIFIER);
    list.push(atom, 0, 0);
    const expanded = run.preprocessor.expandFor(list, run.index);
    if (expanded === undefined) return { value: undefined, differs: false };
    const atoms = Int32Array.from(expanded.tokens.atoms);
    if (atoms.length === 1 && atoms[0] === atom) {
      const enumerator = scope.enumerators.get(atom);
      return { value: typeof enumerator === "object" ? enumerator.value : undefined, differs: this.#runsDiffer };
    }
    const { value, asked } = types.onModel(typeof target.c === "string" ? undefined : target.c, () => {
      types.enter({ atoms, partners: partnersOf(atoms, atoms.length), start: 0 });
      return types.integer({ from: 0, to: atoms.length });
    });
    return { value: typeof value === "bigint" ? value : undefined, differs: asked || expanded.differed || this.#runsDiffer };
  }

  macro(name: string): string | undefined {
    const atom = this.#atoms.intern(name, IDENTIFIER);
    const macro = this.#run.preprocessor.userMacro(atom);
    for (const { preprocessor } of this.#runs.values()) {
      // Targets that came to the same tokens may still have defined a macro differently.
      const other = preprocessor.userMacro(atom);
      if (other?.definition !== macro?.definition || other?.uncertain !== undefined) return undefined;
    }
    if (macro === null || macro.predefined || macro.definition.parameters !== undefined) return undefined;
    return replacementText(macro.definition, this.#atoms);
  }
}
