/** Calls of encoding/binary with what they encode or decode. Knows no layouts. */
import type { CallArgument, Crossing, ForeignCall } from "../go/facts.ts";
import { type GoType, underlyingGo } from "../types/go.ts";

export interface BinaryCall {
  readonly call: ForeignCall;
  readonly argument: CallArgument;
  /** The value's type behind pointers, of a slice its elements'. */
  readonly type: GoType;
  readonly isSlice: boolean;
}

/** Which argument is the value. */
const values: Readonly<Record<string, number>> = { Read: 2, Write: 2, Size: 0, Append: 2, Encode: 2, Decode: 2 };

export function binaryCall(crossing: Crossing): BinaryCall | undefined {
  if (crossing.kind !== "call" || crossing.package !== "encoding/binary" || crossing.receiver !== undefined) return undefined;
  const index = Object.hasOwn(values, crossing.name) ? values[crossing.name] : undefined;
  const argument = index === undefined ? undefined : crossing.arguments[index];
  if (argument === undefined || crossing.spreads) return undefined;
  let type = argument.type;
  let under = underlyingGo(type);
  if (under.kind === "pointer") {
    type = under.to;
    under = underlyingGo(type);
  }
  // What an interface holds is not known; a second pointer is another fault.
  if (under.kind === "interface" || under.kind === "pointer" || under.kind === "unknown") return undefined;
  return under.kind === "slice"
    ? { call: crossing, argument, type: under.of, isSlice: true }
    : { call: crossing, argument, type, isSlice: false };
}
