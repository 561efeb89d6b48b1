/**
 * Reads a run's files stretch by stretch: where a stretch has been read before and got the same answers, what came of
 * it is done again without reading; else what reading asks and does is recorded. What depends on more than can be asked
 * again (includes, `__COUNTER__`, push_macro…) is always read. Carries nothing out itself.
 */
import type { MacroSetting } from "../system/cLibraryVariants.ts";
import type { Conditional, IncludedFile } from "./directives.ts";
import { doubtOf } from "./doubt.ts";
import type { Macro } from "./macros.ts";
import type { Preprocessor } from "./preprocessor.ts";
import { ask, isPlain, repeat } from "./repeat.ts";
import {
  type Answer,
  type Definition,
  type Note,
  type Outcome,
  type Parting,
  type Standing,
  type Stretch,
  type StretchStore,
  stretchAt,
  WHICH_COMPILER,
} from "./stretches.ts";

/** How much was recorded up to some point; overwritten at the next, because there are as many as lines. */
class Mark implements Standing {
  position = 0;
  nextDirective = 0;
  conditional: Conditional | undefined;
  count = 0;
  made = 0;
  questions = 0;
  definitions = 0;
  notes = 0;
}

/** Which questions the stretch being recorded has asked or answered itself, by number of the recording. One for all runs of a reader. */
export class AskedMarks {
  /** By atom: which macro it is. */
  macros: Int32Array = new Int32Array(1 << 14);
  /** By atom: whether it is one. */
  definedness: Int32Array = new Int32Array(1 << 14);
  recording = 0;

  /** Makes room for an atom. */
  grow(atom: number): void {
    for (const name of ["macros", "definedness"] as const) {
      const grown = new Int32Array(Math.max(atom + 1, this[name].length * 2));
      grown.set(this[name]);
      this[name] = grown;
    }
  }
}

/** The stretches of one run. */
export class Replay {
  readonly #run: Preprocessor;
  readonly #marks: AskedMarks;
  #store: StretchStore | undefined;
  #file: IncludedFile | undefined;
  #stretch: Stretch | undefined;
  #parting: Parting | undefined;
  /** Whether something is being recorded. */
  #isActive = false;
  readonly #start = new Mark();
  readonly #last = new Mark();
  #spoiled = false;
  #hasAskedCompiler = false;
  /** Where the file's text is to be left for another stretch. */
  end: number = Number.POSITIVE_INFINITY;
  /** Questions with their answers; the first `#asked` count. */
  readonly #questions: number[] = [];
  readonly #answers: Answer[] = [];
  #asked = 0;
  readonly #definitions: Definition[] = [];
  readonly #notes: Note[] = [];

  /** Without a store everything is read. */
  constructor(run: Preprocessor, store: StretchStore | undefined, marks: AskedMarks) {
    this.#run = run;
    this.#store = store;
    this.#marks = marks;
  }

  /** Called wherever reading can stop: between lines of a file, and at its end. Answers whether a stretch was repeated. */
  before(file: IncludedFile): boolean {
    if (this.#isActive) {
      if (this.#file === file && !this.#spoiled) {
        this.#mark(this.#last, file);
        if (file.position < this.end && file.position < file.source.lexed.count) return false;
      }
      this.#finish();
    }
    if (this.#store === undefined || file.position >= file.source.lexed.count || !isPlain(this.#run, file)) return false;
    const stretch = stretchAt(this.#store.of(file.source), file.position, file.conditional);
    const found = stretch.find(this.#run, ask);
    if (found !== undefined && "outcome" in found) {
      if (this.#isInDoubt(found.outcome)) return false;
      if (repeat(this.#run, file, found.outcome)) return true;
      this.#store = undefined;
      return false;
    }
    this.#parting = stretch.makeRoom() ? found : undefined;
    this.#stretch = stretch;
    this.#record(file, this.#store.length);
    return false;
  }

  /** Whether a condition of the stretch is not certain in this run: reading on has more to weigh than what was asked. */
  #isInDoubt({ notes }: Outcome): boolean {
    const run = this.#run;
    if (run.gaps.isEmpty || run.doubt !== undefined) return false;
    return notes.some((note) => note.kind === "undefined" && doubtOf(run, note.atom) !== undefined);
  }

  #record(file: IncludedFile, length: number): void {
    this.#marks.recording++;
    this.#file = file;
    this.#spoiled = false;
    this.#hasAskedCompiler = false;
    this.end = Math.ceil((file.position + length / 2) / length) * length;
    this.#asked = 0;
    this.#definitions.length = 0;
    this.#notes.length = 0;
    this.#isActive = true;
    this.#mark(this.#start, file);
    this.#mark(this.#last, file);
  }

  #mark(mark: Mark, file: IncludedFile): void {
    mark.position = file.position;
    mark.nextDirective = file.nextDirective;
    mark.conditional = file.conditional;
    mark.count = this.#run.count;
    mark.made = this.#run.made;
    mark.questions = this.#asked;
    mark.definitions = this.#definitions.length;
    mark.notes = this.#notes.length;
  }

  /** Keeps what was recorded up to the last mark. */
  #finish(): void {
    const start = this.#start;
    const last = this.#last;
    const stretch = this.#stretch;
    this.abandon();
    if (stretch === undefined || last.position === start.position) return;
    const outcome: Outcome = {
      end: { position: last.position, nextDirective: last.nextDirective, conditional: last.conditional },
      ...this.#run.outputOf(start.count, last.count),
      definitions: this.#definitions.slice(0, last.definitions),
      notes: this.#notes.slice(0, last.notes),
      made: last.made - start.made,
    };
    const questions = new Int32Array(last.questions);
    for (let i = 0; i < questions.length; i++) questions[i] = this.#questions[i] ?? 0;
    stretch.add({ questions, answers: this.#answers.slice(0, last.questions), outcome, partings: [] }, this.#parting);
    if (this.#store !== undefined) this.#store.size += outcome.atoms.length + questions.length;
  }

  /** Gives up what is being recorded. */
  abandon(): void {
    this.#isActive = false;
    this.end = Number.POSITIVE_INFINITY;
  }

  /** What is being read now depends on more than is asked: the stretch ends before it. */
  spoil(): void {
    this.#spoiled = true;
  }

  /** A name was looked up. */
  askedMacro(atom: number, macro: Macro | null): void {
    if (!this.#isActive) return;
    const marks = this.#marks;
    if (marks.macros[atom] === marks.recording) return;
    if (atom >= marks.macros.length) marks.grow(atom);
    marks.macros[atom] = marks.recording;
    this.#note(2 * atom, macro);
  }

  /** It was asked whether a name is a macro. */
  askedDefined(atom: number, isDefined: boolean): void {
    if (!this.#isActive) return;
    const marks = this.#marks;
    if (marks.definedness[atom] === marks.recording) return;
    if (atom >= marks.definedness.length) marks.grow(atom);
    marks.definedness[atom] = marks.recording;
    this.#note(2 * atom + 1, isDefined);
  }

  askedCompiler(compiler: "gcc" | "clang"): "gcc" | "clang" {
    if (!this.#isActive || this.#hasAskedCompiler) return compiler;
    this.#hasAskedCompiler = true;
    this.#note(WHICH_COMPILER, compiler);
    return compiler;
  }

  #note(question: number, answer: Answer): void {
    this.#questions[this.#asked] = question;
    this.#answers[this.#asked] = answer;
    this.#asked++;
  }

  /** A name got another meaning; what it was before is no question from here on. */
  defined(atom: number, macro: Macro | null, setting: MacroSetting | undefined): void {
    if (!this.#isActive) return;
    const marks = this.#marks;
    if (atom >= marks.macros.length) marks.grow(atom);
    marks.macros[atom] = marks.recording;
    marks.definedness[atom] = marks.recording;
    this.#definitions.push({ atom, macro, setting });
  }

  note(note: Note): void {
    if (this.#isActive) this.#notes.push(note);
  }

  /** Tokens put out since the stretch began. */
  get written(): number {
    return !this.#isActive ? 0 : this.#run.count - this.#start.count;
  }
}
