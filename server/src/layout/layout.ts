/**
 * What the layout engines answer. Pure data: types in, numbers out; no syntax, no files, no targets' names.
 * A layout is known or unknown with a reason; unknown is contagious and never a number.
 */

export interface Unknown {
  readonly known: false;
  /** One sentence without a full stop, ready to be shown. */
  readonly reason: string;
}

/** Size and alignment in bytes. */
export interface TypeLayout {
  readonly known: true;
  readonly size: number;
  readonly align: number;
}

/** A member's place. `bitOffset` counts from the start of the outermost record. */
export interface FieldLayout {
  readonly name: string;
  /** The declared type, written as a person would. */
  readonly type: string;
  readonly bitOffset: number;
  readonly bitSize: number;
  /** The alignment the member was placed by, in bytes; that of the storage unit for a bit-field. */
  readonly align: number;
  readonly bitField?: true;
  readonly embedded?: true;
  /** Present when the member is itself a record. */
  readonly kind?: "struct" | "union";
  readonly fields?: readonly FieldLayout[];
  /** Of an array: element count, and the distance of elements in bytes. */
  readonly elements?: number;
  readonly stride?: number;
}

/** Whole bytes of a record that no member covers; in bytes from its start. */
export interface Padding {
  readonly offset: number;
  readonly size: number;
}

export interface RecordLayout extends TypeLayout {
  /** In order of declaration. */
  readonly fields: readonly FieldLayout[];
  readonly padding: readonly Padding[];
  /** What the compiler that is not the port's reference says, where it differs. */
  readonly compilers?: Readonly<Record<string, { readonly size: number; readonly align: number; readonly bitOffsets: readonly number[] }>>;
}

/** What `C.struct_x` is in Go: the fields cgo shows, and those it leaves out. */
export interface CgoView {
  readonly known: true;
  readonly size: number;
  /** The alignment Go gives the generated type, in bytes. */
  readonly align: number;
  readonly fields: readonly { readonly name: string; readonly type: string; readonly bitOffset: number }[];
  readonly omitted: readonly { readonly name: string; readonly reason: string }[];
}

export function unknown(reason: string): Unknown {
  return { known: false, reason };
}
