/**
 * What happens to single values whose type or width a target decides: conversions, operations, and what they are given
 * to. Plain data, like facts.ts; says nothing of sizes.
 */
import type { Range } from "../text/range.ts";
import type { GoType } from "../types/go.ts";
import type { Located } from "./facts.ts";

/** How a value is given: assigned, declared with a type, as an element of a literal, an argument of a call, a result. */
export type Giving = "assignment" | "declaration" | "element" | "argument" | "result";

/** A value before anything around it gives it a type. */
export interface PlainValue {
  readonly range: Range;
  /** Its own type; an untyped constant has its default type. */
  readonly type: GoType;
  readonly untyped: boolean;
  /** Of an integer constant. */
  readonly value: bigint | undefined;
}

/** `T(x)` where `T` or the type of `x` is one of C's, or `x` is a time. */
export interface ValueConversion extends Located {
  readonly kind: "valueConversion";
  readonly to: GoType;
  /** Where `T` is written. */
  readonly typeRange: Range;
  readonly of: PlainValue;
  /** `x` says that it is a time or an offset: seconds of `time.Time` or of a `timespec`. */
  readonly quantity: "time" | undefined;
}

/** `a + b`, `a == b`, `a << b`, and `a[b]` with the operator `[]`, where a type of C takes part. */
export interface Operation extends Located {
  readonly kind: "operation";
  readonly operator: string;
  readonly left: PlainValue;
  readonly right: PlainValue;
}

/** A value that something of another type is given, where a type of C takes part. The site is the value's. */
export interface GivenValue extends Located {
  readonly kind: "given";
  readonly to: GoType;
  readonly as: Giving;
  readonly of: PlainValue;
}

/** The number of a pointer that goes through other integers than `uintptr`. */
export interface PointerNumber extends Located {
  readonly kind: "pointerNumber";
  /** The integer types on the way, the outermost first; each with the place of its conversion. */
  readonly through: readonly { readonly type: GoType; readonly range: Range }[];
  /** The pointer that it was. */
  readonly pointer: Range;
  /** It becomes a pointer again, or is an argument of a function of C or of another package; else `other`. */
  readonly use: "pointer" | "argument" | "other";
}

/** An array type with very many elements, where it is written. */
export interface HugeArray extends Located {
  readonly kind: "hugeArray";
  readonly of: GoType;
  readonly count: bigint;
  /** For `(*[N]T)(p)[:n:n]` what a slice of the same length needs: `T`, `p` and `n`. The range is the whole expression's. */
  readonly slice: { readonly range: Range; readonly element: Range; readonly pointer: Range; readonly length: Range } | undefined;
}

export type ValueFact = ValueConversion | Operation | GivenValue | PointerNumber | HugeArray;

/** The types whose layouts a rule may ask for. */
export function typesOfValues(fact: ValueFact): readonly GoType[] {
  switch (fact.kind) {
    case "valueConversion":
    case "given":
      return [fact.to, fact.of.type];
    case "operation":
      return [fact.left.type, fact.right.type];
    case "pointerNumber":
      return fact.through.map(({ type }) => type);
    case "hugeArray":
      return [fact.of];
  }
}
