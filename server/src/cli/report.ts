/**
 * What `check` has to say, ready to be printed: findings with lines and columns instead of offsets, in their final
 * order. Every output format prints this and nothing else.
 */
import type { FileCache } from "../features/loader.ts";
import type { Terminal } from "../host.ts";
import type { Fact, Finding, Fix, Severity } from "../rules/finding.ts";
import { LineIndex } from "../text/lineIndex.ts";
import type { Range } from "../text/range.ts";
import { type RuleInfo, shownPath } from "./session.ts";

/** A place as people and machines see it. Lines and columns are one-based, the end is exclusive. */
export interface ShownPlace {
  /** Relative to the current folder when inside it. */
  readonly file: string;
  /** Columns in UTF-8 bytes, as Go tools print. */
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
  /** The same columns in UTF-16 code units. */
  readonly startUnit: number;
  readonly endUnit: number;
  /** The text of the first line, without its end. */
  readonly lineText: string;
}

export interface ShownFix {
  readonly title: string;
  readonly edits: readonly { readonly place: ShownPlace; readonly newText: string }[];
}

export interface ShownFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly place: ShownPlace;
  readonly message: string;
  readonly targets: readonly string[];
  readonly facts: { readonly [key: string]: Fact };
  readonly related: readonly { readonly place: ShownPlace; readonly message: string }[];
  readonly fixes: readonly ShownFix[];
}

/** Counts of one run. `elapsedMs` is the only value that may differ between two runs. */
export interface Summary {
  readonly files: number;
  readonly packages: number;
  readonly bytes: number;
  readonly pairs: number;
  readonly unknown: number;
  readonly elapsedMs: number;
}

export interface CheckReport {
  readonly version: string;
  /** The targets asked for, in registry order. */
  readonly targets: readonly string[];
  readonly summary: Summary;
  readonly findings: readonly ShownFinding[];
  readonly rules: readonly RuleInfo[];
}

/** Turns offsets into lines and columns; the lines of each file are counted once. */
export class PlaceFinder {
  readonly #cache: FileCache;
  readonly #terminal: Terminal;
  readonly #indexes = new Map<string, LineIndex>();

  constructor(cache: FileCache, terminal: Terminal) {
    this.#cache = cache;
    this.#terminal = terminal;
  }

  /** The place of a range. A file whose text is not known gives its start. */
  place(path: string, range: Range): ShownPlace {
    const index = this.#index(path);
    const from = index.position(range.start);
    return {
      file: shownPath(this.#terminal, path),
      start: index.byteColumn(range.start),
      end: index.byteColumn(range.end),
      startUnit: from.character + 1,
      endUnit: index.position(range.end).character + 1,
      lineText: index.lineText(from.line),
    };
  }

  finding(finding: Finding, fixes: readonly Fix[]): ShownFinding {
    return {
      rule: finding.rule,
      severity: finding.severity,
      place: this.place(finding.site.path, finding.site),
      message: finding.message,
      targets: finding.targets,
      facts: finding.facts,
      related: finding.related.map(({ site, message }) => ({ place: this.place(site.path, site), message })),
      fixes: fixes.map(({ title, edits }) => ({
        title,
        edits: edits.map(({ path, edit }) => ({ place: this.place(path, edit), newText: edit.newText })),
      })),
    };
  }

  /** Forgets the lines of a file whose findings have all been shown. */
  forget(path: string): void {
    this.#indexes.delete(path);
  }

  #index(path: string): LineIndex {
    const known = this.#indexes.get(path);
    if (known !== undefined) return known;
    const index = new LineIndex(this.#cache.read(path) ?? "");
    this.#indexes.set(path, index);
    return index;
  }
}

/** By file, line, column and rule; then by what else tells two findings apart, so that the order is always the same. */
export function compareFindings(a: ShownFinding, b: ShownFinding): number {
  return (
    compareText(a.place.file, b.place.file) ||
    a.place.start.line - b.place.start.line ||
    a.place.start.column - b.place.start.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message) ||
    compareText(a.targets.join(), b.targets.join())
  );
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many bytes a text has in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // The two halves of a pair count two bytes each: four for the character.
    bytes += unit < 0x800 || (0xd800 <= unit && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}
