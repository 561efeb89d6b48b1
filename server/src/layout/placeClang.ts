/**
 * Places a record's members as clang does everywhere but for the Microsoft C++ ABI: System V, AAPCS, Darwin, AIX
 * power alignment, and `ms_struct`, which is also mingw's default. The rules are those of
 * clang/lib/AST/RecordLayoutBuilder.cpp, ItaniumRecordLayoutBuilder, for C. Offsets inside are in bits.
 */
import { alignUp, isPowerOfTwo, maxBits, tooLarge } from "./bits.ts";
import type { Dialect } from "./dialect.ts";
import { type Unknown, unknown } from "./layout.ts";
import { blockMode, type Member, type Placement, type RecordRequest } from "./typeFacts.ts";

/** Where the record stands between two members. */
interface Progress {
  /** Bits up to the end of what has been placed, whole bytes (or whole storage units of an ms_struct). */
  dataSize: number;
  /** Bits at the end of `dataSize` that a further bit-field may still take. */
  unfilled: number;
  /** ms_struct: bits of the storage unit that is open, 0 when none is. */
  openUnit: number;
  size: number;
  align: number;
  /** AIX: the alignment that the size is rounded to and that a first member of this type has. */
  leadingAlign: number;
  seenFirst: boolean;
}

export function placeClang(record: RecordRequest, members: readonly Member[], dialect: Dialect): Placement | Unknown {
  const asked = Math.max(1, ...record.aligns);
  const at: Progress = { dataSize: 0, unfilled: 0, openUnit: 0, size: 0, align: asked, leadingAlign: asked, seenFirst: false };
  const offsets: number[] = [];
  const memberAligns: number[] = [];
  for (const member of members) {
    const isFirst = !at.seenFirst;
    // In a union every member is a first one.
    at.seenFirst = !record.union;
    if (member.bitWidth !== undefined) {
      offsets.push(placeBitField(at, record, member, member.bitWidth, dialect));
      memberAligns.push(0);
    } else {
      const align = memberAlign(record, member, isFirst, dialect);
      const offset = alignUp(record.union ? 0 : at.dataSize, align.leading * 8);
      at.unfilled = 0;
      at.openUnit = 0;
      at.dataSize = record.union ? Math.max(at.dataSize, member.facts.size * 8) : offset + member.facts.size * 8;
      at.size = Math.max(at.size, at.dataSize);
      raise(at, align.abi, align.leading);
      offsets.push(offset);
      memberAligns.push(align.leading);
    }
    if (at.dataSize > maxBits) return unknown(tooLarge);
  }
  const bits = alignUp(at.size, 8 * (dialect.power ? at.leadingAlign : at.align));
  if (bits > maxBits) return unknown(tooLarge);
  return {
    known: true,
    size: bits / 8,
    align: at.align,
    offsets,
    memberAligns,
    askedBy: record.aligns.length > 0 ? "record" : "nothing",
    mode: blockMode,
    leadingAlign: dialect.power ? at.leadingAlign : at.align,
    requiredAlign: 0,
    softBlock: false,
  };
}

function raise(at: Progress, align: number, leadingAlign: number): void {
  at.align = Math.max(at.align, align);
  at.leadingAlign = Math.max(at.leadingAlign, leadingAlign);
}

/** In bytes: the alignment that counts for the record, and on AIX the one that counts for the place. */
function memberAlign(record: RecordRequest, member: Member, isFirst: boolean, dialect: Dialect): { abi: number; leading: number } {
  const { facts } = member;
  let natural = facts.align;
  // An ms_struct aligns basic types to their size; those of 12 bytes and flexible arrays are left alone.
  if (record.msBitFields && !facts.isFlexible && isPowerOfTwo(facts.basicSize)) natural = Math.max(natural, facts.basicSize);
  const packed = record.packed || member.packed;
  let leading = natural;
  if (dialect.power && isFirst && !(facts.askedBy === "typedef" || (facts.askedBy === "record" && packed))) leading = facts.leadingAlign;
  let abi = packed ? 1 : natural;
  if (packed || !dialect.power) leading = abi;
  abi = Math.max(abi, member.askedAlign);
  leading = Math.max(leading, member.askedAlign);
  if (record.pack > 0) {
    abi = Math.min(abi, record.pack);
    leading = Math.min(leading, record.pack);
  }
  return { abi, leading };
}

/** Returns the offset in bits. */
function placeBitField(at: Progress, record: RecordRequest, member: Member, width: number, dialect: Dialect): number {
  const ms = record.msBitFields;
  const packed = record.packed || member.packed;
  let unit = member.facts.size * 8;
  let align = member.facts.align * 8;
  if (ms) {
    align = unit;
    if (at.openUnit !== unit || at.unfilled < width) {
      // A zero width behind anything but a bit-field does nothing.
      if (at.openUnit === 0 && width === 0) align = 1;
      at.unfilled = 0;
      at.openUnit = 0;
    }
  }
  if (dialect.power) {
    unit = Math.max(unit, 32);
    align = Math.max(align, unit);
  }
  let offset = record.union ? 0 : at.dataSize - at.unfilled;
  const unpackedAlign = Math.max(align, member.askedAlign * 8);
  if (!ms && packed && width > 0) align = 1;
  align = Math.max(align, member.askedAlign * 8);
  const pack = record.pack * 8;
  if (pack > 0 && width > 0) align = Math.min(packed ? unpackedAlign : align, pack);
  if (ms && record.union) align = 1;

  if (ms) {
    if (width === 0 || width > at.unfilled) {
      offset = alignUp(offset, align);
      at.unfilled = 0;
    }
  } else if (width === 0 || (pack === 0 && (offset % align) + width > unit)) {
    offset = alignUp(offset, align);
  } else if (member.askedAlign > 0 && (pack === 0 || member.askedAlign * 8 <= pack)) {
    offset = alignUp(offset, member.askedAlign * 8);
  }

  if (!ms && !dialect.unnamedBitFieldsAlign && member.name === "") align = 1;
  if (dialect.power && width === 0) {
    if (packed) align = 1;
    if (pack > 0) align = Math.min(align, pack);
  }

  if (record.union) {
    at.dataSize = Math.max(at.dataSize, ms ? (width > 0 ? unit : 8) : alignUp(width, 8));
  } else if (ms && width > 0) {
    if (at.unfilled === 0) {
      at.dataSize = offset + unit;
      at.unfilled = unit;
    }
    at.unfilled -= width;
    at.openUnit = unit;
  } else {
    at.dataSize = alignUp(offset + width, 8);
    at.unfilled = at.dataSize - (offset + width);
    at.openUnit = 0;
  }
  at.size = Math.max(at.size, at.dataSize);
  const bytes = Math.max(1, Math.ceil(align / 8));
  raise(at, bytes, bytes);
  return offset;
}
