/**
 * Lists of tokens on their way through macro expansion, and what flags a token carries there. A place is one
 * number: the offset in a file plus the base that sources.ts gave the file.
 */
import { SPACE_BEFORE } from "./lexer.ts";

/** The token names a macro that was being expanded when it was read; it is never expanded again (ISO C 6.10.3.4). */
export const NO_EXPAND = 8;
/** The token was spelled in a macro's definition, not in the text that a person sees expanded. */
export const FROM_BODY = 16;

/** The token is part of a macro's replacement, though it may be spelled in an argument. */
export const SUBSTITUTED = 64;

/** White space before the token counts although it comes first: an empty `__VA_OPT__` or argument stood before it. */
export const KEEPS_SPACE = 128;
/** Either of them: the token is not one that a file gives as it stands. */
export const IN_REPLACEMENT: number = FROM_BODY | SUBSTITUTED;

/** Stands for an argument without tokens next to `##` (ISO C 6.10.3.3). */
export const PLACEMARKER = -1;

/** Tokens as parallel arrays. */
export class TokenList {
  readonly atoms: number[] = [];
  readonly places: number[] = [];
  readonly flags: number[] = [];

  get length(): number {
    return this.atoms.length;
  }

  push(atom: number, place: number, flags: number): void {
    this.atoms.push(atom);
    this.places.push(place);
    this.flags.push(flags);
  }

  /** Appends another list to a macro's replacement; its first token takes over whether white space stands before it. */
  append(list: TokenList, firstFlags: number): void {
    for (let i = 0; i < list.length; i++) {
      const flags = (list.flags[i] ?? 0) | SUBSTITUTED;
      this.push(list.atoms[i] ?? 0, list.places[i] ?? 0, i === 0 ? (flags & ~SPACE_BEFORE) | (firstFlags & SPACE_BEFORE) : flags);
    }
  }

  pop(): void {
    this.atoms.pop();
    this.places.pop();
    this.flags.pop();
  }
}
