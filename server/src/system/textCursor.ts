/** A place in a text that is read from front to back: what the notations of the tables have in common. Knows none of them. */

/** A place in a text that is being read. */
export interface Cursor {
  readonly text: string;
  at: number;
}

/** Goes past a word; false, and no step, where another stands. */
export function take(cursor: Cursor, word: string): boolean {
  if (!cursor.text.startsWith(word, cursor.at)) return false;
  cursor.at += word.length;
  return true;
}

/** Goes past what a sticky pattern matches, which is the answer; empty where it does not. */
export function match(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0] ?? "";
  cursor.at += found.length;
  return found;
}
