/**
 * What placing a member needs to know of its type, in the terms of both compilers. Plain data; how it comes about is
 * scalarFacts.ts and cLayout.ts, how it is used the place*.ts files.
 */
import type { Unknown } from "./layout.ts";

/**
 * gcc's machine mode of a type, as far as a layout depends on it: whether i386 lowers a member's alignment, and
 * whether a bit-field can be an ordinary integer.
 */
export interface MachineMode {
  readonly kind: "integer" | "float" | "complexInteger" | "complexFloat" | "other" | "block";
  readonly bits: number;
  /** A binary64 number, or a complex of it. */
  readonly isDouble: boolean;
}

export const blockMode: MachineMode = { kind: "block", bits: 0, isDouble: false };

/** Whether i386 System V gcc lowers members of this mode to an alignment of 4 (x86_field_alignment). */
export function isLoweredMode(mode: MachineMode): boolean {
  return mode.kind === "integer" || mode.kind === "complexInteger" || mode.isDouble;
}

/** Where an alignment comes from, when the source asked for it. */
export type AskedBy = "nothing" | "typedef" | "record" | "enum";

export interface TypeFacts {
  readonly known: true;
  /** In bytes; 0 for a flexible array. */
  readonly size: number;
  /** The alignment of the type by itself, in bytes. */
  readonly align: number;
  /** gcc keeps it as TYPE_USER_ALIGN, clang as AlignRequirement. */
  readonly askedBy: AskedBy;
  /** The widest bit-field of this type; 0 for what cannot be one. */
  readonly integerBits: number;
  readonly mode: MachineMode;
  /** The mode, or that of the innermost element of an array, is one that i386 aligns to 4 in records. */
  readonly isLowered: boolean;
  /** An `_Atomic` type, in gcc also an array of such. */
  readonly isAtomic: boolean;
  /** Qualified or atomic, which gcc's arrays take apart from the type's alignment. */
  readonly isQualified: boolean;
  /** An array without a count. */
  readonly isFlexible: boolean;
  /** Bytes of the basic type behind typedefs and arrays, 0 when that is no basic type (the ms_struct rule of clang). */
  readonly basicSize: number;
  /** AIX: the alignment as a record's first member, in bytes. */
  readonly leadingAlign: number;
  /**
   * Alignment without what the outermost typedefs and `_Atomic` make of it, in bytes: the Microsoft rules take the
   * two apart, and gcc's arrays of qualified elements have it. `bareAskedBy` says where that one comes from.
   */
  readonly bareAlign: number;
  readonly bareAskedBy: AskedBy;
  /** Alignment that even `#pragma pack` cannot lower (Microsoft rules), in bytes; 0 for none. */
  readonly requiredAlign: number;
  /** gcc, records and arrays: block mode only for want of alignment does not make what contains it block mode. */
  readonly softBlock: boolean;
}

/** A member about to be placed. */
export interface Member {
  readonly name: string;
  readonly facts: TypeFacts;
  /** In bits, for a bit-field. */
  readonly bitWidth: number | undefined;
  /** `packed` on the member itself. */
  readonly packed: boolean;
  /** The strictest alignment asked for on the member itself, in bytes; 0 for none. */
  readonly askedAlign: number;
}

/** What the source says of a record, apart from its members. */
export interface RecordRequest {
  readonly union: boolean;
  readonly packed: boolean;
  /** Alignments asked for on the record, in bytes, in order. */
  readonly aligns: readonly number[];
  /** `#pragma pack`, in bytes; 0 for none. */
  readonly pack: number;
  /** Bit-fields follow the Microsoft rules. */
  readonly msBitFields: boolean;
}

/** Where everything went. */
export interface Placement {
  readonly known: true;
  /** In bytes. */
  readonly size: number;
  readonly align: number;
  /** In bits from the record's start, one per member. */
  readonly offsets: readonly number[];
  /** The alignment each member that is no bit-field was placed by, in bytes; 0 for bit-fields. */
  readonly memberAligns: readonly number[];
  readonly askedBy: AskedBy;
  readonly mode: MachineMode;
  readonly leadingAlign: number;
  readonly requiredAlign: number;
  readonly softBlock: boolean;
}

export type Facts = TypeFacts | Unknown;

/** Facts of a plain type; what is not said is as for a basic type that is no integer. */
export function plainFacts(size: number, align: number, more: Partial<TypeFacts> = {}): TypeFacts {
  return {
    known: true,
    size,
    align,
    askedBy: "nothing",
    integerBits: 0,
    mode: blockMode,
    isLowered: isLoweredMode(more.mode ?? blockMode),
    isAtomic: false,
    isQualified: false,
    isFlexible: false,
    basicSize: 0,
    leadingAlign: align,
    bareAlign: align,
    bareAskedBy: more.askedBy ?? "nothing",
    requiredAlign: 0,
    softBlock: false,
    ...more,
  };
}
