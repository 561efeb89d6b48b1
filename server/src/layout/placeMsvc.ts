/**
 * Places a record's members as Microsoft's C compiler does, by the rules that clang's MicrosoftRecordLayoutBuilder
 * (clang/lib/AST/RecordLayoutBuilder.cpp) keeps for the MSVC targets. Sizes inside are in bytes.
 */
import { alignUp, maxBits, tooLarge } from "./bits.ts";
import type { Dialect } from "./dialect.ts";
import { type Unknown, unknown } from "./layout.ts";
import { blockMode, type Member, type Placement, type RecordRequest } from "./typeFacts.ts";

/** An empty record has at least this size in C. */
const emptyRecordSize = 4;

export function placeMsvc(record: RecordRequest, members: readonly Member[], dialect: Dialect): Placement | Unknown {
  const pointerSize = dialect.model.pointer.size;
  // A pack that is larger than a pointer is ignored.
  let pack = record.pack <= pointerSize ? record.pack : 0;
  if (record.packed) pack = 1;
  let size = 0;
  let align = 1;
  // On 32-bit targets nothing is required until something asks.
  let required = pointerSize === 8 ? 1 : 0;
  let openUnit = 0;
  let remaining = 0;
  const offsets: number[] = [];
  const memberAligns: number[] = [];

  for (const member of members) {
    const { facts, bitWidth } = member;
    const wasOpen = openUnit > 0;
    if (bitWidth === 0 && !wasOpen) {
      offsets.push(record.union ? 0 : size * 8);
      memberAligns.push(0);
      continue;
    }
    let own = facts.bareAlign;
    let asked = member.askedAlign;
    if (facts.askedBy !== "nothing") asked = Math.max(asked, facts.align);
    if (bitWidth !== undefined) {
      own = Math.max(own, asked);
    } else {
      asked = Math.max(asked, facts.requiredAlign);
      required = Math.max(required, asked);
    }
    if (pack > 0) own = Math.min(own, pack);
    if (member.packed) own = 1;
    own = Math.max(own, asked);

    if (bitWidth === undefined) {
      openUnit = 0;
      align = Math.max(align, own);
      const offset = record.union ? 0 : alignUp(size, own);
      size = Math.max(size, offset + facts.size);
      offsets.push(offset * 8);
      memberAligns.push(own);
    } else {
      memberAligns.push(0);
      if (bitWidth > 0 && !record.union && wasOpen && openUnit === facts.size && bitWidth <= remaining) {
        offsets.push(size * 8 - remaining);
        remaining -= bitWidth;
      } else if (record.union) {
        // The alignment of bit-fields in unions is ignored.
        offsets.push(0);
        size = Math.max(size, facts.size);
        openUnit = bitWidth > 0 ? facts.size : 0;
      } else {
        size = alignUp(size, own);
        offsets.push(size * 8);
        align = Math.max(align, own);
        openUnit = bitWidth > 0 ? facts.size : 0;
        if (bitWidth > 0) {
          size += facts.size;
          remaining = facts.size * 8 - bitWidth;
        }
      }
    }
    if (size * 8 > maxBits) return unknown(tooLarge);
  }

  size = alignUp(size, align);
  required = Math.max(required, ...record.aligns);
  if (required > 0) {
    align = Math.max(align, required);
    size = alignUp(size, Math.max(pack > 0 ? Math.min(align, pack) : align, required));
  }
  if (size === 0) size = required >= emptyRecordSize ? align : emptyRecordSize;
  if (size * 8 > maxBits) return unknown(tooLarge);
  return {
    known: true,
    size,
    align,
    offsets,
    memberAligns,
    askedBy: record.aligns.length > 0 ? "record" : "nothing",
    mode: blockMode,
    leadingAlign: align,
    requiredAlign: required,
    softBlock: false,
  };
}
