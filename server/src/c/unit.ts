/**
 * What the C side answers: the declarations of one translation unit, per group of targets that preprocess to
 * the same tokens. Plain data with places; no syntax nodes. Layouts are computed elsewhere, from the types.
 */
import type { Target } from "../target/target.ts";
import type { Range, Site } from "../text/range.ts";
import type { CEnum, CRecord, CType } from "../types/c.ts";

/** How a unit is read: what the compiler's command line would say, and the machine it is read on. Paths are absolute. */
export interface COptions {
  /** `-iquote` and the unit's own folder come first, then `-I`, then `-isystem`. */
  readonly quoteDirs: readonly string[];
  readonly includeDirs: readonly string[];
  readonly systemDirs: readonly string[];
  /** `-idirafter`: behind the system's folders. */
  readonly laterDirs?: readonly string[];
  /**
   * The id of the target of the machine whose folders are searched without being told; its C library serves that
   * target alone. Without it no such folders are searched.
   */
  readonly host?: string;
  /** A tree whose `usr/include` is searched in place of the machine's folders, C library included. */
  readonly sysroot?: string;
  /** As `-D`, in order; `-U` after all of them. */
  readonly defines: readonly (readonly [name: string, value: string])[];
  readonly undefines: readonly string[];
  /** `-include`. */
  readonly preIncludes: readonly string[];
  /** `-imacros`: of these files only the macros count. */
  readonly preMacros?: readonly string[];
  /** `gnu17`, `c99`…; undefined is the compiler's default. */
  readonly std: string | undefined;
  /** A compiler option that changes layouts in a way no model describes (`-fshort-enums`): every record is unknown for that reason. */
  readonly changesLayout?: string;
  /** What is missing before the first line is read: packages that are not found, with headers and macros nobody knows. */
  readonly gaps?: readonly CGap[];
  /** What was wrong with what these options were made from. */
  readonly problems?: readonly CProblem[];
}

/** The text of a unit's main file. */
export interface CSource {
  readonly path: string;
  /**
   * For a `.c` or `.h` file its text. For a preamble a text of the same length as the Go file in which all but the
   * C is blanked (the comment markers too), so that offsets in it are offsets in the Go file.
   */
  readonly text: string;
  readonly isPreamble: boolean;
  /**
   * The names that are asked for from outside, such as those behind `C.` in a Go file. Of what library headers declare
   * only what these or the unit itself mention is declared then; without them everything is.
   */
  readonly mentioned?: readonly string[];
}

/** Where a name stands as the user sees it, and, when that is inside a macro or an included file, where it is spelled. */
export interface CSite extends Site {
  /** Where the token is spelled when it came out of a macro: fixes never edit there, related information points there. */
  readonly spelled?: Site;
}

export interface CFieldSite {
  /** The field's name; of an unnamed bit-field or anonymous member the declaration's first token. */
  readonly name: CSite;
  /** From the first token of its declaration to its end, without the semicolon. */
  readonly whole: Site;
}

/** A struct or union definition and its places. `fields` runs parallel to `record.fields`. */
export interface CRecordDecl {
  readonly record: CRecord;
  /** The tag, or the keyword of a definition without one. */
  readonly name: CSite;
  /** From the keyword to the closing brace. */
  readonly whole: Site;
  readonly fields: readonly CFieldSite[];
  /** All typedef names whose type is this record itself, in order. */
  readonly typedefs: readonly string[];
  /** True for a definition inside another record or a function's parameters, and without a tag: it has no name at file level. */
  readonly nested: boolean;
}

export interface CTypedefDecl {
  readonly name: CSite;
  readonly type: CType & { readonly kind: "typedef" };
}

/** What a function's body says on its face; computed when asked for. Names are those after preprocessing. */
export interface CFunctionBody {
  /** From brace to brace. */
  readonly whole: Site;
  /** Calls of plain names, `f(…)`, in order; also of names that a local variable or macro parameter hides. */
  readonly calls: readonly { readonly name: string; readonly site: CSite }[];
  /** Members that are assigned to or stepped, `x.f = …`, `p->f[i] += …`, `x.f++`, in order. */
  readonly assignedFields: readonly { readonly field: string; readonly site: CSite }[];
  /** Every name mentioned that is neither a keyword nor a member behind `.` or `->`. */
  readonly identifiers: ReadonlySet<string>;
}

export interface CFunctionDecl {
  readonly name: string;
  readonly site: CSite;
  readonly type: CType & { readonly kind: "function" };
  readonly isDefinition: boolean;
  readonly isStatic: boolean;
  readonly isInline: boolean;
  /** Undefined for a declaration that is no definition. */
  readonly body: CFunctionBody | undefined;
}

export interface CVariableDecl {
  readonly name: string;
  readonly site: CSite;
  readonly type: CType;
  readonly isDefinition: boolean;
  readonly isStatic: boolean;
}

/** Something the reader could not do, where it happened: an include that was not found, a limit, a syntax error. Never a diagnostic by itself. */
export interface CProblem {
  readonly site: Site;
  /**
   * `packed include`: a header of the C library stands where a pragma changes layouts; `cgo line`: cmd/go refuses a
   * `#cgo` line as a whole; `cgo flag`: it refuses a flag of one unless the user allows it.
   */
  readonly kind: "include" | "packed include" | "directive" | "syntax" | "limit" | "error" | "cgo line" | "cgo flag";
  readonly message: string;
}

/** Something that was not read, so that names which it may declare are unknown. */
export interface CGap {
  /**
   * `missing`: a header that is not there or cannot be read; `library`: one of the C library's, known in part; `package`:
   * a pkg-config package; `limit`: what stands behind a limit.
   */
  readonly kind: "missing" | "library" | "package" | "limit";
  /** One clause: `"a.h" is not found`. */
  readonly reason: string;
  /** The include directive of the main file through which it happened, or the `#cgo` line; undefined when neither is to blame. */
  readonly site: Site | undefined;
}

/**
 * One unit on one group of targets. Lookups take plain C names (`"struct hdr"`, `"hdr_t"`, `"N"`). When `incomplete`
 * is set, something outside (an include that is not there) may declare more names; a name that is not found is then
 * unknown for that reason, else it does not exist.
 */
export interface CUnit {
  readonly targets: readonly Target[];
  readonly records: readonly CRecordDecl[];
  readonly enums: readonly { readonly type: CEnum; readonly name: CSite }[];
  readonly functions: ReadonlyMap<string, CFunctionDecl>;
  readonly variables: ReadonlyMap<string, CVariableDecl>;
  readonly typedefs: ReadonlyMap<string, CTypedefDecl>;
  /** `struct x`, `union x`, `enum x`; incomplete ones too. */
  readonly tags: ReadonlyMap<string, CRecord | CEnum>;
  readonly problems: readonly CProblem[];
  readonly incomplete: string | undefined;
  /** What `incomplete` sums up, in the order of the text. */
  readonly gaps: readonly CGap[];
  /** The gaps that make a thing unknown, by the reason that it is unknown for; none for any other reason. */
  gapsBehind(reason: string): readonly CGap[];
  /** Branches of conditionals in the main file that were not taken, as ranges of its text. */
  readonly skipped: readonly Range[];
  /**
   * The value of an enumerator or of a macro that is an integer constant expression, on one of the unit's targets;
   * without a target, on all of them. Undefined when it is neither, cannot be known, or differs among the targets.
   */
  constant(name: string, target?: Target): bigint | undefined;
  /** The replacement of an object-like macro as text, for hovers; undefined when there is none. */
  macro(name: string): string | undefined;
}
