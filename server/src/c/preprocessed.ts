/** What one preprocessing run starts from, and what it comes to. Plain data around the run itself. */
import type { Target } from "../target/target.ts";
import type { Range } from "../text/range.ts";
import type { Atoms } from "./atoms.ts";
import type { Dialect, SpellingRules } from "./dialect.ts";
import type { Gaps } from "./gaps.ts";
import type { IncludeSearch, TargetTraits } from "./includes.ts";
import type { LexedFile } from "./lexer.ts";
import type { LibraryRun } from "./libraryRun.ts";
import type { OutputBuffer } from "./outputBuffer.ts";
import type { PragmaTracker } from "./pragmas.ts";
import type { PredefinedAnswers } from "./predefined.ts";
import type { Preprocessor } from "./preprocessor.ts";
import type { AskedMarks } from "./replay.ts";
import type { SourceFile, Sources, TokenStream } from "./sources.ts";
import type { StretchStore } from "./stretches.ts";
import type { COptions, CProblem, CSource } from "./unit.ts";

/** What a run starts from. */
export interface RunInput {
  readonly atoms: Atoms;
  readonly sources: Sources;
  readonly buffer: OutputBuffer;
  readonly source: CSource;
  readonly options: COptions;
  readonly search: IncludeSearch;
  readonly answers: PredefinedAnswers;
  /** What include search asks of the target. */
  readonly traits: TargetTraits;
  /** What the tables of C libraries know. */
  readonly library: LibraryRun;
  /** Another target by its index among the reader's. */
  readonly targetAt: (index: number) => Target | undefined;
  /** The compiler that decides what `__has_feature` and its like say; asking makes the answer part of the group. */
  readonly compiler: () => "gcc" | "clang";
  /** Lexes a text, or gives the tokens it gave last time. */
  readonly lexed: (path: string, text: string, rules: SpellingRules) => LexedFile;
  readonly dialect: Dialect;
  /** What was read before, for the same dialect; without it everything is read. */
  readonly stretches: StretchStore | undefined;
  readonly marks: AskedMarks;
}

/** A run that came to its end, perhaps by a limit. */
export interface Preprocessed {
  /** Stands in the run's buffer until the next run; `keepOutput` makes a copy. */
  readonly stream: TokenStream;
  readonly sources: Sources;
  readonly pragmas: PragmaTracker;
  readonly problems: readonly CProblem[];
  readonly skipped: readonly Range[];
  readonly gaps: Gaps;
  /** Files to read before the run is worth anything. */
  readonly needs: readonly string[];
  /** How many tokens at the start of the stream are declarations from the tables of C libraries. */
  readonly libraryTokens: number;
  /** The main file, as a source. */
  readonly main: SourceFile;
  readonly preprocessor: Preprocessor;
}
