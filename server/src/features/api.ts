/**
 * What an editor or a terminal can ask of the engine; the whole of what `lsp` and `cli` know of the analysis.
 * All answers are plain data. Nothing here does I/O: an answer is finished or says which files it needs first.
 */
import type { PkgConfigFolders } from "../c/pkgConfig.ts";
import type { CgoView, RecordLayout } from "../layout/layout.ts";
import type { FileEdit, Finding, Fix, HoverText, Severity } from "../rules/finding.ts";
import type { FileView, Resumable } from "../text/files.ts";
import type { Range, TextEdit } from "../text/range.ts";

/** What the user chose; every member has a default (config/settings.ts). */
export interface AnalysisOptions {
  /** Target ids in registry order. */
  readonly targets: readonly string[];
  readonly tags: readonly string[];
  readonly tests: boolean;
  readonly includeDirs: readonly string[];
  /** As `-D`: name and value (`"1"` when none was given). */
  readonly defines: readonly (readonly [name: string, value: string])[];
  readonly undefines: readonly string[];
  readonly std: string | undefined;
  /** Where `#cgo pkg-config` looks; the usual folders alone when absent. */
  readonly pkgConfig?: PkgConfigFolders;
  /** Absolute folders by target id: where all headers of that target stand, its C library's too. */
  readonly sysroots: Readonly<Record<string, string>>;
  /** Severities that replace the rules' own, by rule id. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
}

/** What was found in one package (the Go files of one folder that share a package, with their C files). */
export interface PackageReport {
  readonly folder: string;
  readonly files: readonly string[];
  /** UTF-16 code units read, summed over `files`. */
  readonly units: number;
  /** Pairs of a Go struct and a C record that were compared. */
  readonly pairs: number;
  /** Records that were needed but are unknown on some target. */
  readonly unknown: number;
  readonly findings: readonly Finding[];
}

/** One element of `layouts` in the JSON of `abi-lens layout`. */
export type LayoutElement = { readonly targets: readonly string[]; readonly line?: number } & (
  | { readonly layout: RecordLayout; readonly cgo?: CgoView }
  | { readonly unknown: string }
);

/** One record of `abi-lens layout`. `names` are all names it answers to (`struct T`, `T`, typedef names). */
export interface LayoutRecord {
  readonly name: string;
  readonly names: readonly string[];
  readonly kind: "struct" | "union";
  readonly language: "c" | "go";
  readonly path: string;
  readonly nameRange: Range;
  readonly layouts: readonly LayoutElement[];
  readonly excluded: readonly string[];
}

/** A fix that was proved, and the finding it answers (absent for rewrites that answer none). */
export interface CodeAction {
  readonly title: string;
  readonly finding: Finding | undefined;
  readonly preferred: boolean;
  readonly edits: readonly FileEdit[];
}

/** How many records the layouts of a file or package are known for. */
export interface Engine {
  /** The packages in a folder (not below it). A folder without Go files gives none. */
  check(view: FileView, folder: string, options: AnalysisOptions): Resumable<readonly PackageReport[]>;
  /** Proved fixes of the findings that touch `range` of `path`, and a comment that silences each. */
  codeActions(view: FileView, path: string, range: Range, options: AnalysisOptions): Resumable<readonly CodeAction[]>;
  /** The one edit that applies the preferred fixes of all findings in a file; undefined when there is none. */
  fixAll(view: FileView, path: string, options: AnalysisOptions): Resumable<TextEdit | undefined>;
  /** Every proved fix of one finding that `check` gave. */
  fixesOf(view: FileView, folder: string, finding: Finding, options: AnalysisOptions): Resumable<readonly Fix[]>;
  /** What there is to say of the name at `offset`. */
  hover(view: FileView, path: string, offset: number, options: AnalysisOptions): Resumable<HoverText | undefined>;
  /**
   * Records whose definition stands in one .go, .c or .h file; with a `name`, those that answer to it, wherever what
   * the file includes defines them.
   */
  layouts(view: FileView, path: string, options: AnalysisOptions, name?: string): Resumable<readonly LayoutRecord[]>;
  /** Frees everything held for a file that was closed or deleted. */
  forget(path: string): void;
  dispose(): void;
}
