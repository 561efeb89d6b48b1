/**
 * What random C is written with. A piece of a sample is an arbitrary of functions that write it, so that fast-check
 * draws and shrinks what is written, and names follow from the order of writing. Knows no C types and no layouts.
 */
import fc, { type Arbitrary } from "fast-check";

/** Writes a piece of a sample and answers what the rest needs of it. */
export type Write<T> = (writer: Writer) => T;

/** A type as C writes it around a name. */
export type Spelled = (name: string) => string;

/** The declarations written so far, and what later ones may name. */
export class Writer {
  readonly declarations: string[] = [];
  /** How C names the records that were defined (`struct R`, or a typedef name), in order. */
  readonly records: string[] = [];
  /** Members that `offsetof` can name, each with its record. */
  readonly members: { readonly record: string; readonly member: string }[] = [];
  readonly enumerators: string[] = [];
  readonly #prefix: string;
  #count = 0;

  /** `prefix` keeps the names of samples apart that stand in one text. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  fresh(stem: string): string {
    return `${stem}${this.#prefix}_${this.#count++}`;
  }

  declare(text: string): void {
    this.declarations.push(text);
  }
}

/** One of the choices, which come with weights; shrinks to the first. */
export function pick<T>(...choices: readonly (readonly [weight: number, choice: Arbitrary<T>])[]): Arbitrary<T> {
  return fc.oneof({ withCrossShrink: true }, ...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** `percent` times in a hundred what `choice` gives, else undefined, to which it shrinks. */
export function maybe<T>(percent: number, choice: Arbitrary<T>): Arbitrary<T | undefined> {
  if (percent <= 0) return fc.constant(undefined);
  return pick<T | undefined>([100 - percent, fc.constant(undefined)], [percent, choice]);
}

/** True `percent` times in a hundred; shrinks to false. */
export function chance(percent: number): Arbitrary<boolean> {
  return maybe(percent, fc.constant(true)).map((value) => value === true);
}
