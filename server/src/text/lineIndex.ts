/**
 * Turns offsets into what people and protocols count in: zero-based lines with UTF-16 characters (the
 * language server protocol), or one-based lines with one-based UTF-8 byte columns (Go tools). Imports nothing
 * but ranges.
 */

/** A position as the language server protocol counts it: both zero-based, `character` in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A position as Go tools print it: both one-based, `column` in UTF-8 bytes. */
export interface ByteColumn {
  readonly line: number;
  readonly column: number;
}

/** The lines of one text. `\n`, `\r\n` and a lone `\r` end a line, as the language server protocol has it. */
export class LineIndex {
  readonly text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.text = text;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  /** How many lines the text has; an empty text has one. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** The offset at which a zero-based line starts; the text's end for lines beyond the last. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.text.length;
  }

  /** The text of a zero-based line without its line ending. */
  lineText(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineStart(line + 1)).replace(/[\r\n]+$/, "");
  }

  /** The zero-based line an offset lies on. Offsets beyond the text are taken as its end. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  position(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(clamped);
    return { line, character: clamped - this.lineStart(line) };
  }

  /** The offset of a position; characters beyond the line's end mean its end. */
  offset(position: Position): number {
    if (position.line >= this.lineCount) return this.text.length;
    const start = this.lineStart(position.line);
    return start + Math.max(0, Math.min(position.character, this.lineText(position.line).length));
  }

  /** A byte order mark at the start of the file counts as three bytes, as it does for Go tools. */
  byteColumn(offset: number): ByteColumn {
    const { line, character } = this.position(offset);
    const start = this.lineStart(line);
    let bytes = 0;
    for (const char of this.text.slice(start, start + character)) {
      const code = char.codePointAt(0) ?? 0;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    return { line: line + 1, column: bytes + 1 };
  }
}
