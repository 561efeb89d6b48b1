/** Carries out what came of a stretch of a file when it was read before, and asks what reading it would ask. */
import type { IncludedFile } from "./directives.ts";
import type { Preprocessor } from "./preprocessor.ts";
import { type Answer, type Note, type Outcome, WHICH_COMPILER } from "./stretches.ts";

/** Asks a question of the run, which remembers it as if the text were read. */
export function ask(run: Preprocessor, question: number): Answer {
  if (question === WHICH_COMPILER) return run.compiler;
  return (question & 1) === 0 ? run.macro(question >> 1) : run.isDefined(question >> 1);
}

/** Whether what is read of a file depends on nothing but text and answers: `#line` counts on, and only the outermost main file notes what it skips. */
export function isPlain(run: Preprocessor, { source, lineShift, named }: IncludedFile): boolean {
  return lineShift === 0 && named === undefined && (source.path !== run.input.source.path || run.includeDepth === 1);
}

/** Does again what came of a stretch; false when a limit is near, so that it must be read. */
export function repeat(run: Preprocessor, file: IncludedFile, outcome: Outcome): boolean {
  const from = run.count;
  if (!run.outputAgain(outcome)) return false;
  for (const definition of outcome.definitions) run.setMacro(definition);
  for (const note of outcome.notes) repeatNote(run, note, from);
  const { position, nextDirective, conditional } = outcome.end;
  file.position = position;
  file.nextDirective = nextDirective;
  file.conditional = conditional;
  return true;
}

function repeatNote(run: Preprocessor, note: Note, from: number): void {
  switch (note.kind) {
    case "problem":
      run.problem(note.place, note.message, note.of);
      break;
    case "pragma":
      run.takePragma(note.tokens, note.place, from + note.at);
      break;
    case "undefined":
      run.doubtUndefined(note.atom, from + note.at);
      break;
    case "once":
      run.directives.pragmas.once.add(note.path);
      break;
    case "skipped":
      run.skip(note.range);
  }
}
