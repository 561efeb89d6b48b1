/**
 * Places a record's members as gcc does, by the rules of gcc/stor-layout.cc (layout_decl, update_alignment_for_field,
 * place_field, finalize_record_size, compute_record_mode) with PCC_BITFIELD_TYPE_MATTERS, which all ports of Go
 * have, and of finish_struct in gcc/c/c-decl.cc. Positions and alignments inside are in bits.
 */
import { alignUp, lowestBit, maxBits, tooLarge } from "./bits.ts";
import type { Dialect } from "./dialect.ts";
import { type Unknown, unknown } from "./layout.ts";
import { blockMode, type MachineMode, type Member, type Placement, type RecordRequest, type TypeFacts } from "./typeFacts.ts";

/**
 * Where the record stands between two members: `base` and `bit` add up to a position; `bit` stays below
 * `unitAlign`, which shows where alignment is applied to `bit` alone.
 */
interface Progress {
  base: number;
  bit: number;
  readonly unitAlign: number;
  recordAlign: number;
  userAlign: boolean;
  /** Microsoft rules: the bit-field that began the run which is open, and the bits its unit has left. */
  run: { readonly width: number; readonly unit: number } | undefined;
  remaining: number;
}

/** A member that has been placed, in bits. */
interface Placed extends Declared {
  readonly offset: number;
}

/** What layout_decl makes of a member. */
interface Declared {
  readonly align: number;
  readonly userAlign: boolean;
  /** False for a bit-field that turned out to be an ordinary integer. */
  readonly isBitField: boolean;
  readonly mode: MachineMode;
}

export function placeGcc(record: RecordRequest, members: readonly Member[], dialect: Dialect): Placement | Unknown {
  // The last alignment asked for wins, as each one replaces the type's alignment.
  const asked = (record.aligns.at(-1) ?? 0) * 8;
  const recordAlign = Math.max(8, asked);
  const at: Progress = {
    base: 0,
    bit: 0,
    unitAlign: Math.max(recordAlign, dialect.model.biggestAlign * 8),
    recordAlign,
    userAlign: asked > 0,
    run: undefined,
    remaining: 0,
  };
  const offsets: number[] = [];
  const memberAligns: number[] = [];
  const modes: MachineMode[] = [];
  for (const [index, member] of members.entries()) {
    const packed = isPacked(record, member);
    const declared = record.union
      ? placeUnionField(at, record, member, packed, dialect)
      : placeField(at, record, member, packed, index === members.length - 1, dialect);
    offsets.push(declared.offset);
    modes.push(declared.mode);
    memberAligns.push(member.bitWidth === undefined ? declared.align / 8 : 0);
    if (at.base + at.bit > maxBits) return unknown(tooLarge);
  }
  const bits = alignUp(alignUp(at.base + at.bit, 8), at.recordAlign);
  if (bits > maxBits) return unknown(tooLarge);
  const mode = dialect.lowersFieldAlign ? recordMode(record, members, modes, bits, dialect) : blockMode;
  return {
    known: true,
    size: bits / 8,
    align: at.recordAlign / 8,
    offsets,
    memberAligns,
    askedBy: at.userAlign ? "record" : "nothing",
    mode,
    leadingAlign: at.recordAlign / 8,
    requiredAlign: 0,
    softBlock: false,
  };
}

/** In bits. */
function sizeOf(member: Member): number {
  return member.bitWidth ?? member.facts.size * 8;
}

/** Whether the member itself counts as packed: what is a byte wide already does not, bit-fields apart. */
function isPacked(record: RecordRequest, member: Member): boolean {
  return (record.packed || member.packed) && (member.bitWidth !== undefined || member.facts.align > 1);
}

/** i386 System V: doubles and integers of 8 bytes align to 4 in records, unless an alignment was asked for. */
function adjusted(facts: TypeFacts, align: number, dialect: Dialect): number {
  if (!dialect.lowersFieldAlign || !facts.isLowered || facts.isAtomic) return align;
  return Math.min(align, 32);
}

/** layout_decl for a member; `knownAlign` is what the position so far is a multiple of, 0 for anything. */
function declare(record: RecordRequest, member: Member, packed: boolean, knownAlign: number, dialect: Dialect): Declared {
  const { facts, bitWidth } = member;
  const typeAlign = facts.align * 8;
  const typeUserAlign = facts.askedBy !== "nothing";
  let align = member.askedAlign > 0 ? member.askedAlign * 8 : 1;
  let userAlign = member.askedAlign > 0;
  const askedHere = userAlign;
  let isBitField = bitWidth !== undefined;
  let mode = facts.mode;
  let packedHere = packed;
  const zeroWidth = bitWidth === 0 && !record.msBitFields;
  const takeTypeAlign = (): void => {
    if (typeAlign > align) {
      align = typeAlign;
      userAlign = typeUserAlign;
    }
  };
  if (bitWidth !== undefined) {
    if (zeroWidth) {
      packedHere = false;
      takeTypeAlign();
    }
    if (facts.mode.kind === "integer" && isModeWidth(bitWidth, dialect)) {
      const modeAlign = Math.min(bitWidth, dialect.model.biggestAlign * 8);
      if (!(modeAlign > 8 && packed) && (knownAlign === 0 || knownAlign >= modeAlign)) {
        align = Math.max(align, modeAlign);
        mode = { kind: "integer", bits: bitWidth, isDouble: false };
        isBitField = false;
      }
    }
  } else if (!(packed && userAlign)) {
    takeTypeAlign();
  }
  if (packedHere && !askedHere) align = Math.min(align, 8);
  if (!packedHere && !userAlign) align = adjusted(facts, align, dialect);
  if (record.pack > 0 && !zeroWidth) align = Math.min(align, record.pack * 8);
  return { align, userAlign, isBitField, mode };
}

function isModeWidth(width: number, dialect: Dialect): boolean {
  return width === 8 || width === 16 || width === 32 || width === 64 || (width === 128 && dialect.maxModeBits >= 128);
}

/** update_alignment_for_field: what the member's alignment does to the record's. */
function updateAlign(at: Progress, record: RecordRequest, member: Member, packed: boolean, knownAlign: number, dialect: Dialect): Declared {
  const { facts, bitWidth } = member;
  const declared = declare(record, member, packed, knownAlign, dialect);
  const pack = record.pack * 8;
  let userAlign = declared.userAlign;
  const isBitField = bitWidth !== undefined && facts.size > 0;
  if (record.msBitFields) {
    const counts = !isBitField || (bitWidth > 0 ? !packed : at.run !== undefined && at.run.width > 0);
    if (counts) {
      let align = !isBitField && packed ? declared.align : Math.max(facts.align * 8, declared.align);
      if (pack > 0) align = Math.min(align, pack);
      at.recordAlign = Math.max(at.recordAlign, align);
    }
  } else if (isBitField) {
    if (member.name !== "" || dialect.unnamedBitFieldsAlign) {
      let align = facts.align * 8;
      if (facts.askedBy === "nothing") align = adjusted(facts, align, dialect);
      if (bitWidth > 0) {
        if (pack > 0) align = Math.min(align, pack);
        else if (packed) align = Math.min(align, 8);
      }
      at.recordAlign = Math.max(at.recordAlign, declared.align, align);
      userAlign ||= facts.askedBy !== "nothing";
    }
  } else {
    at.recordAlign = Math.max(at.recordAlign, declared.align);
  }
  at.userAlign ||= userAlign;
  return declared;
}

/** Rounds the position up; a large alignment moves the base, a smaller one only the bits above it. */
function roundTo(at: Progress, align: number): void {
  if (align < at.unitAlign) {
    at.bit = alignUp(at.bit, align);
  } else {
    at.base = alignUp(at.base + alignUp(at.bit, 8), align);
    at.bit = 0;
  }
}

function normalize(at: Progress): void {
  if (at.bit < at.unitAlign) return;
  const rest = at.bit % at.unitAlign;
  at.base += at.bit - rest;
  at.bit = rest;
}

function placeUnionField(at: Progress, record: RecordRequest, member: Member, packed: boolean, dialect: Dialect): Placed {
  const declared = updateAlign(at, record, member, packed, 0, dialect);
  at.base = Math.max(at.base, alignUp(sizeOf(member), 8));
  return { ...declared, offset: 0 };
}

function placeField(at: Progress, record: RecordRequest, member: Member, packed: boolean, isLast: boolean, dialect: Dialect): Placed {
  const { facts, bitWidth } = member;
  const ms = record.msBitFields;
  let knownAlign = at.bit > 0 ? lowestBit(at.bit) : lowestBit(at.base);
  const declared = updateAlign(at, record, member, packed, knownAlign, dialect);
  if (knownAlign === 0) knownAlign = Math.max(dialect.model.biggestAlign * 8, at.recordAlign);
  const misplaced = knownAlign < declared.align;
  if (misplaced && (!ms || at.run === undefined)) roundTo(at, declared.align);

  // A bit-field does not span more units of its type's alignment than its type does.
  const spans = !packed || facts.align <= 1;
  if (!ms && declared.isBitField && spans && record.pack === 0 && bitWidth !== undefined && bitWidth > 0) {
    let typeAlign = facts.align * 8;
    if (facts.askedBy === "nothing") typeAlign = adjusted(facts, typeAlign, dialect);
    const over = (at.base + at.bit) % typeAlign;
    const excess = Math.ceil((over + bitWidth) / typeAlign) > Math.floor((facts.size * 8) / typeAlign);
    if (excess && !packed) at.bit = alignUp(at.bit, typeAlign);
    if (!packed) at.userAlign ||= facts.askedBy !== "nothing";
  }
  if (ms) continueRun(at, record, member, packed, misplaced, declared.align);
  normalize(at);
  const offset = at.base + at.bit;
  if (at.run === undefined && bitWidth !== undefined) at.run = { width: bitWidth, unit: facts.size };
  at.bit += sizeOf(member);
  // The storage unit of a last bit-field belongs to the record.
  if (ms && isLast && bitWidth !== undefined && bitWidth > 0) at.bit += at.remaining;
  normalize(at);
  return { ...declared, offset };
}

/** The Microsoft rules: bit-fields of types of one size share a storage unit, everything else ends it. */
function continueRun(at: Progress, record: RecordRequest, member: Member, packed: boolean, misplaced: boolean, align: number): void {
  const { facts, bitWidth } = member;
  const before = at.run;
  let inRun = before !== undefined;
  if (before !== undefined) {
    let realign = misplaced;
    if (bitWidth !== undefined && bitWidth > 0 && before.width > 0 && facts.size === before.unit) {
      if (at.remaining < bitWidth) {
        at.bit += at.remaining;
        at.run = { width: bitWidth, unit: facts.size };
        at.remaining = Math.max(0, facts.size * 8 - bitWidth);
      } else {
        at.remaining -= bitWidth;
        realign = false;
      }
    } else {
      if (before.width > 0) at.bit += at.remaining;
      else inRun = false;
      if (bitWidth === undefined || bitWidth === 0) at.run = undefined;
    }
    if (realign) roundTo(at, align);
    normalize(at);
  }
  const starts = bitWidth === undefined || (inRun && before !== undefined ? facts.size !== before.unit : bitWidth > 0);
  if (!starts) return;
  let typeAlign = 8;
  if (!facts.isFlexible) at.remaining = Math.max(0, facts.size * 8 - sizeOf(member));
  if (!packed) typeAlign = facts.align * 8;
  if (record.pack > 0) typeAlign = Math.min(typeAlign, record.pack * 8);
  at.bit = alignUp(at.bit, typeAlign);
  at.run = undefined;
}

/** compute_record_mode: a record that fits an integer, or is all one member, has that machine mode. */
function recordMode(
  record: RecordRequest,
  members: readonly Member[],
  modes: readonly MachineMode[],
  bits: number,
  dialect: Dialect,
): MachineMode {
  let found: MachineMode | undefined;
  for (const [index, member] of members.entries()) {
    const { facts } = member;
    if (facts.isFlexible || (facts.mode.kind === "block" && !facts.softBlock && facts.size > 0)) return blockMode;
    const mode = modes[index] ?? blockMode;
    if (sizeOf(member) === bits && mode.bits > (found?.bits ?? 0)) found = mode;
  }
  if (found !== undefined && found.bits === bits && (!record.union || found.kind === "integer")) return found;
  return isModeWidth(bits, dialect) ? { kind: "integer", bits, isDouble: false } : blockMode;
}
