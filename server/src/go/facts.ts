/**
 * What the Go side answers to those above it: the files of a package, and the package as it is on one view (one
 * set of files in one environment). Plain data with places; no syntax nodes.
 */
import type { CUnit } from "../c/unit.ts";
import type { BuildExpression } from "../target/buildConstraint.ts";
import type { GoSizes } from "../target/target.ts";
import type { Range, Site } from "../text/range.ts";
import type { CType } from "../types/c.ts";
import type { GoNamed, GoStruct, GoType } from "../types/go.ts";
import type { Address } from "./address.ts";
import type { PackageObjects } from "./packageObjects.ts";
import type { CgoLine } from "./preamble.ts";
import type { ValueFact } from "./valueFacts.ts";

export interface GoImport {
  /** The name it is known by in the file: the explicit one, else the path's last element; `.` and `_` as written. */
  readonly name: string;
  /** The name is written; else it is a guess, because the package itself decides. */
  readonly isNamed: boolean;
  readonly path: string;
  readonly range: Range;
}

/** A `//abi-lens:…` comment: `//abi-lens:mirrors struct foo` has verb `mirrors` and argument `struct foo`. */
export interface Directive {
  readonly verb: string;
  readonly argument: string;
  readonly range: Range;
  /** Where the comment's own line starts and where the line behind it starts; what it speaks of is decided above. */
  readonly line: Range;
}

/** A doc-comment line of a function that means export, or looks as if it did. */
export interface ExportComment {
  /** The whole comment line, from the slashes. */
  readonly range: Range;
  /** The exported C name. */
  readonly name: string;
  /** False for `// export f`, which cgo takes for prose. */
  readonly effective: boolean;
}

/** One Go file, read without its package. Everything here depends on the file's text alone. */
export interface GoFile {
  readonly path: string;
  readonly text: string;
  readonly packageName: string | undefined;
  readonly packageClause: Range | undefined;
  /** The `//go:build` expression (or the `// +build` lines where there is no such line); undefined when there is none. */
  readonly constraint: BuildExpression | undefined;
  readonly imports: readonly GoImport[];
  readonly importsC: boolean;
  /** `// Code generated … DO NOT EDIT.` stands before the package clause. */
  readonly generated: boolean;
  /** Comment groups that cgo takes as preamble, as ranges of the file, comment markers included. */
  readonly preambles: readonly Range[];
  /**
   * The file's text with everything but the preambles' C blanked (line ends kept): same length, same offsets. `#cgo`
   * lines are blanked too. Empty for a file that does not import "C".
   */
  readonly preambleText: string;
  /** `#cgo` lines of the preambles, as written behind `#cgo`. */
  readonly cgoLines: readonly CgoLine[];
  readonly directives: readonly Directive[];
  /** Stretches that did not parse, as ranges; nothing certain is said of what they touch. */
  readonly broken: readonly Range[];
}

/** The places of a struct type's fields; one element per name, parallel to `GoStruct.fields`. */
export interface GoFieldSite {
  /** The name; the type's name for an embedded field. */
  readonly name: Range;
  readonly type: Range;
  /** The whole field declaration (`a, b int32` is one declaration for two fields), tag included, comment not. */
  readonly declaration: Range;
}

/** A type declaration with its places. */
export interface GoTypeDecl {
  readonly path: string;
  readonly name: string;
  readonly nameRange: Range;
  /** The spec: from the name to the end of the type. */
  readonly spec: Range;
  /** From `struct` to the closing brace, when the declared type is a struct literal. */
  readonly structRange: Range | undefined;
  readonly isAlias: boolean;
  /** Declared inside a function. */
  readonly isLocal: boolean;
  /** Type parameters make it generic: it has a layout only where it is instantiated. */
  readonly isGeneric: boolean;
  readonly fields: readonly GoFieldSite[];
  /** Parsing failed somewhere in it. */
  readonly isBroken: boolean;
}

/** What a view of a package is resolved in. Equal keys mean equal environments. */
export interface GoEnvironment {
  readonly key: string;
  readonly sizes: GoSizes;
  /** The C unit of a Go file's preamble; undefined for a file that does not import "C" or where C is not known. */
  cUnit(path: string): CUnit | undefined;
  /** Size, alignment of a Go type and the offset of a struct's i-th field, in bytes, for constants; undefined when unknown. */
  sizeof(type: GoType): number | undefined;
  alignof(type: GoType): number | undefined;
  offsetof(struct: GoType, field: string): number | undefined;
  /** The size of a C type, for `C.sizeof_T`; undefined when unknown. */
  cSizeof(unit: CUnit, name: string): number | undefined;
  /** Whether C's plain `char` is `int8` in Go; undefined when unknown. */
  isCharSigned?(): boolean | undefined;
  /** A type of another package (`syscall`, `sync/atomic`), when it is known without its source. */
  imported(path: string, name: string): GoType | undefined;
  /** A constant of another package, likewise; its type as `untyped int`, `uint8` or `syscall.Errno`. */
  importedConstant?(path: string, name: string): { readonly value: bigint | string | boolean; readonly type: string } | undefined;
  /** What a function of another package gives, likewise. */
  importedResults?(path: string, name: string): readonly GoType[] | undefined;
  /** What a function of another package takes, likewise. */
  importedParameters?(path: string, name: string): { readonly types: readonly GoType[]; readonly variadic: boolean } | undefined;
  /**
   * The package that `importer` means by `path`, where its source is at hand; else undefined, or why the import
   * cannot be resolved.
   */
  packageOf?(path: string, importer: PackageObjects): PackageObjects | Unresolved | undefined;
  /** The name of the package that `importer` means by `path`, where its source is at hand. */
  packageName?(path: string, importer: PackageObjects): string | undefined;
  /** The values of `runtime.GOOS` and `runtime.GOARCH`; undefined in an environment that stands for no one port. */
  readonly goos?: () => string;
  readonly goarch?: () => string;
}

/** An import that a build would refuse, and why. */
export interface Unresolved {
  readonly unresolved: string;
}

/** How a constant is written: `literal` for a literal or an untyped constant expression of literals, the name for a named constant (`syscall.SYS_READ`, `sysWrite`). */
export type Spelled =
  | { readonly kind: "literal" }
  | { readonly kind: "name"; readonly name: string; readonly declared: Site | undefined }
  | { readonly kind: "other" };

/** A number of bytes that is added to a pointer; undefined where it is no constant. */
export interface AddedBytes {
  readonly value: bigint | undefined;
  readonly range: Range;
  readonly spelled: Spelled;
}

/** Where a pointer comes from before it becomes an `unsafe.Pointer`. */
export interface PointerSource {
  /** What it points to. */
  readonly pointee: GoType;
  /** `&g` has the range of `g`'s expression. */
  readonly operand: Range;
  /** Which memory that is; undefined in a function that does not wholly parse. */
  readonly address: Address | undefined;
  /** What was added since, the last first; empty for the pointer itself. */
  readonly added: readonly AddedBytes[];
}

/**
 * What is done with a pointer where it is converted: what it points to is read, written (`*p = x`), or selected from
 * (`p.f`, `p[i]`); it is handed to a call, made a slice of; else `other`.
 */
export type PointerUse = "load" | "store" | "select" | "argument" | "slice" | "other";

/** A pointer that goes through `unsafe.Pointer` from one pointee type to another. */
export interface PointerConversion extends Located {
  readonly kind: "conversion";
  /** The pointee types before and after. `from` is what `source` points to before anything is added. */
  readonly from: GoType;
  readonly to: GoType;
  /** Where the value converted comes from: `&g` has the range of `g`'s expression. */
  readonly operand: Range;
  readonly source: PointerSource;
  readonly use: PointerUse;
  /** For `unsafe.Slice` of it: the number of elements, where that is a constant. */
  readonly count: bigint | undefined;
  /** A small function does it for its caller, and the site is the call. */
  readonly byHelper?: true;
}

/** Where something happens in a function or in the values of a package-level variable. */
export interface Located {
  readonly site: Site;
  /** `f`, `T.M` or `(*T).M`; empty in a package-level variable. */
  readonly function: string;
  /** Whether a target of the view gets here depends on the platform in a way that could not be decided. */
  readonly narrowed: boolean;
}

export interface CallArgument {
  readonly range: Range;
  /** The argument's own type, before it takes the parameter's: an untyped constant has its default type. */
  readonly type: GoType;
  /** The argument is an untyped constant. */
  readonly untyped: boolean;
  /** For `unsafe.Pointer(p)` and `uintptr(unsafe.Pointer(p))` what `p` points to; undefined where that is not known. */
  readonly pointee: GoType | undefined;
  /** Likewise where `p` comes from. */
  readonly source: PointerSource | undefined;
  /** For conversions such as `uintptr(x)` the type of the innermost `x`; undefined for what is no conversion. */
  readonly converted: GoType | undefined;
  /** The constant value, when it is an integer constant. */
  readonly value: bigint | undefined;
  readonly spelled: Spelled;
}

/** A function of a DLL, as `NewProc` finds it; the DLL's name in lower case without `.dll`, undefined where it is not written. */
export interface DllProcedure {
  readonly dll: string | undefined;
  readonly name: string;
}

/**
 * A call of a function or method of another package, or of C (`package` "C"), in a function body or a package-level
 * variable. A conversion to a type of another package looks the same where that package's types are not known.
 */
export interface ForeignCall extends Located {
  readonly kind: "call";
  readonly package: string;
  readonly name: string;
  /** Of a method the name of its receiver's type: `LazyProc`; undefined for a function. */
  readonly receiver: string | undefined;
  /** For `proc.Call(…)`, and `syscall.SyscallN(proc.Addr(), …)` and its kin: what is called. */
  readonly procedure: DllProcedure | undefined;
  readonly callee: Range;
  readonly arguments: readonly CallArgument[];
  /** The last argument has `...` behind it. */
  readonly spreads: boolean;
}

/** How a value and what takes it meet: as for `Giving`, or as the two sides of an operator, or in a conversion `T(x)`. */
export type Meeting = "assignment" | "declaration" | "element" | "argument" | "result" | "operator" | "conversion";

/**
 * A value meets a type, and one of the two comes from a package of the operating system (a field of `syscall.Stat_t`,
 * the result of `unix.Getpagesize`). Told whether or not the code is reached, because a compiler looks at all of it.
 */
export interface SystemValue extends Located {
  readonly kind: "systemValue";
  /** What comes from the system, as Go code names it: `syscall.Timespec.Sec`. */
  readonly system: string;
  /** The system's side is the one that takes; of an operator's two sides always. */
  readonly taken: boolean;
  /** The expression on the system's side; undefined where that is no expression, as a field in a literal. */
  readonly expression: Range | undefined;
  readonly as: Meeting;
  /** The value's type; for an untyped constant undefined. */
  readonly value: GoType | undefined;
  /** The value of an untyped integer constant, and in a conversion of any. */
  readonly constant: bigint | undefined;
  readonly to: GoType;
  /** Whether Go takes it: `no` only where that is certain. */
  readonly fits: "yes" | "no" | "unknown";
}

/** A name of a package of the operating system, or of a field of one of its types. Told of all code, reached or not. */
export interface SystemName extends Located {
  readonly kind: "systemName";
  readonly package: string;
  /** Of a field the type that is asked for it; undefined for a name of the package. */
  readonly type: string | undefined;
  readonly name: string;
  /** What the name stands for; `none` where nothing is known under it in this view. */
  readonly found: "type" | "value" | "field" | "none";
}

/** What is done with a member: read, written by `x.f = v`, its address taken, named in a literal; `other` for all else. */
export type MemberUse = "load" | "store" | "address" | "key" | "other";

/** A member of a C record that is named: `x.f`, also where cgo shows no such member, and `f:` in a literal. The site is the name. */
export interface MemberSelection extends Located {
  readonly kind: "member";
  /** The record, or the typedef under which Go has it. */
  readonly owner: CType;
  /** As Go spells it. */
  readonly name: string;
  readonly use: MemberUse;
  /** `x`; undefined for a key. */
  readonly operand: Range | undefined;
  /** What is selected from is a pointer to the record. */
  readonly isPointer: boolean;
  /** `&x` is possible. */
  readonly isAddressable: boolean;
  /** All that the use takes: `x.f`, `&x.f`, `&x.f[0]`, `x.f = v`. */
  readonly whole: Range;
  /** The `v` that is stored. */
  readonly value: Range | undefined;
}

/** A function of sync/atomic is called that needs its 64-bit number aligned to 8 bytes, and panics where it is not. */
export interface Atomic64 extends Located {
  readonly kind: "atomic64";
  /** `AddInt64`. */
  readonly name: string;
  /** The number's address: the first argument, and the `x.n` in `&x.n`. */
  readonly operand: Range;
  readonly address: Address | undefined;
}

export type Crossing = PointerConversion | ForeignCall | SystemValue | SystemName | ValueFact | MemberSelection | Atomic64;

/** A function with an effective `//export`, and what its signature holds. */
export interface ExportedFunction {
  readonly path: string;
  readonly name: string;
  readonly exportName: string;
  readonly nameRange: Range;
  readonly comment: Range;
  /** Of a method: what cgo passes first. */
  readonly receiver: ExportedParameter | undefined;
  readonly parameters: readonly (ExportedParameter & { readonly variadic: boolean })[];
  readonly results: readonly ExportedParameter[];
}

/** A parameter or result; `range` is its declaration, `typeRange` its type's. The name is empty where there is none. */
export interface ExportedParameter {
  readonly name: string;
  readonly type: GoType;
  readonly range: Range;
  readonly typeRange: Range;
}

/** A top-level name of the package that is a constant. */
export interface GoConstant {
  readonly path: string;
  readonly name: string;
  readonly nameRange: Range;
  readonly value: bigint | undefined;
}

/**
 * A package-level declaration whose constant expressions ask for sizes, alignments or offsets of types, as those that
 * let a build fail where a layout is not the one that was thought of.
 */
export interface Guard {
  readonly site: Site;
  /** What is asked about: of an offset the struct. */
  readonly types: readonly GoType[];
  /** A compiler refuses the declaration, so there is no such build; false where that is not certain. */
  readonly isRefused: boolean;
}

/** A package's files in one environment, with names resolved. Answers are computed when first asked for. */
export interface GoView {
  /** The package's import path; its folder where no path is known. `GoNamed.pkg` of its own types. */
  readonly path: string;
  readonly files: readonly GoFile[];
  readonly environment: GoEnvironment;
  /** Package-level type declarations in file order, alias declarations included. */
  readonly typeDecls: readonly GoTypeDecl[];
  /** The type a package-level name stands for. */
  type(name: string): GoType | undefined;
  /** The declaration of a named type, of this package or local to one of its functions. */
  declOf(type: GoNamed): GoTypeDecl | undefined;
  /** Instantiations of generic struct types that occur in the package. */
  readonly instances: readonly GoNamed[];
  /** What happens in function bodies and package-level variables that cross a boundary. */
  readonly crossings: readonly Crossing[];
  readonly exports: readonly ExportedFunction[];
  /** Doc comments that look like `//export` and are not. */
  readonly ineffectiveExports: readonly { readonly path: string; readonly comment: ExportComment }[];
  readonly constants: readonly GoConstant[];
  readonly guards: readonly Guard[];
  /** The C type behind `C.name` as used in a file. */
  cType(path: string, name: string): GoType | undefined;
  /** The struct type and field that the name at an offset declares or selects, for hovers; undefined elsewhere. */
  fieldAt(path: string, offset: number): { readonly struct: GoNamed | GoStruct; readonly field: string; readonly range: Range } | undefined;
  /** The type that the name at an offset declares or mentions (`G`, `C.struct_x`); undefined elsewhere. */
  typeAt(path: string, offset: number): { readonly type: GoType; readonly range: Range } | undefined;
}
