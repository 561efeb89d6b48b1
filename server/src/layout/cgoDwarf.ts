/**
 * What cgo misreads in the DWARF (version 2) it asks compilers for: Go's reader takes an array for one without
 * elements when the member behind it stands at the same byte, and a bit-field stands where its storage unit begins,
 * which can be the start of an array before it (Go source: debug/dwarf/type.go, readType; cmd/cgo/gcc.go, gccCmd).
 */
import { alignUp } from "./bits.ts";
import type { Dialect } from "./dialect.ts";

/** A member as DWARF has it. */
export interface DwarfMember {
  /** The member's place in bits from the record's start. */
  readonly offset: number;
  /** Of a bit-field: its width, and the size and alignment of its declared type, in bits. */
  readonly bitField: { readonly width: number; readonly typeSize: number; readonly typeAlign: number } | undefined;
  /** An array of elements that have a size. */
  readonly isArray: boolean;
}

/** For each member of a struct of `size` bytes, whether Go's reader takes it for an array without elements. */
export function misreadArrays(members: readonly DwarfMember[], size: number, dialect: Dialect): readonly boolean[] {
  const starts = members.map(
    (member) => (member.bitField === undefined ? member.offset : unitStart(member.offset, member.bitField, dialect)) / 8,
  );
  return members.map((member, index) => {
    const next = index + 1 < members.length ? starts[index + 1] : size;
    return member.isArray && next === starts[index];
  });
}

/** Where DWARF says that the storage unit of a bit-field begins, in bits. */
function unitStart(
  offset: number,
  field: { readonly width: number; readonly typeSize: number; readonly typeAlign: number },
  dialect: Dialect,
): number {
  const { width, typeSize, typeAlign } = field;
  // clang (llvm/lib/CodeGen/AsmPrinter/DwarfUnit.cpp, constructMemberDIE) aligns the unit to its size.
  if (dialect.rules !== "gcc") return Math.floor((offset + typeSize) / typeSize) * typeSize - typeSize;
  // gcc (gcc/dwarf2out.cc, field_byte_offset) aligns it to the type's alignment so that it ends behind the field.
  const least = offset + width - typeSize;
  const unit = least > 0 ? alignUp(least, typeAlign) : -Math.floor(-least / typeAlign) * typeAlign;
  return unit < 0 || unit > offset ? Math.floor(least / 8) * 8 : unit;
}
