/**
 * Go tokens, as far as the shape of a file needs them: names, keywords, literals, brackets, comments and the
 * semicolons that line ends stand for. The rules are those of Go's own scanner (go/scanner/scanner.go). Knows no
 * grammar and never fails: what is not Go is a `bad` token.
 */

export type TokenKind =
  | "eof"
  | "comment"
  | "semicolon"
  | "name"
  | "keyword"
  | "number"
  | "rune"
  | "string"
  | "open"
  | "close"
  | "operator"
  | "bad";

const keywords: ReadonlySet<string> = new Set(
  "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var".split(
    " ",
  ),
);

const endingKeywords: ReadonlySet<string> = new Set(["break", "continue", "fallthrough", "return"]);

/** Walks over a text token by token. Offsets are UTF-16 code units; lines are zero-based and end at `\n` only, as in Go. */
export class Lexer {
  readonly text: string;
  /** The current token. */
  kind: TokenKind = "bad";
  start = 0;
  end = 0;
  /** The line on which the current token starts, and for a comment the line on which it ends. */
  line = 0;
  endLine = 0;
  #at: number;
  #lineAt = 0;
  #statementMayEnd = false;
  #pendingLine: number | undefined;

  /** A byte order mark at the very start is skipped. */
  constructor(text: string) {
    this.text = text;
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** Goes on at `offset`, which lies on `line`; `statementMayEnd` says whether a line end there is a semicolon. */
  resume(offset: number, line: number, statementMayEnd: boolean): void {
    this.#at = offset;
    this.#lineAt = line;
    this.#statementMayEnd = statementMayEnd;
    this.#pendingLine = undefined;
  }

  /** The text of the current token. */
  get spelling(): string {
    return this.text.slice(this.start, this.end);
  }

  next(): TokenKind {
    const text = this.text;
    if (this.#pendingLine !== undefined) {
      this.line = this.#pendingLine;
      this.#pendingLine = undefined;
      this.start = this.end;
      return this.#token("semicolon", this.end, false);
    }
    for (;;) {
      const c = text.charCodeAt(this.#at);
      if (c === 10) {
        if (this.#statementMayEnd) {
          this.start = this.#at;
          this.line = this.#lineAt++;
          return this.#token("semicolon", this.#at + 1, false);
        }
        this.#lineAt++;
      } else if (c !== 32 && c !== 9 && c !== 13) break;
      this.#at++;
    }
    const at = this.#at;
    this.start = at;
    this.line = this.#lineAt;
    if (at >= text.length) {
      if (this.#statementMayEnd) return this.#token("semicolon", at, false);
      return this.#token("eof", at, false);
    }
    const c = text.charCodeAt(at);
    if (isLetter(c)) return this.#name(at);
    if (isDigit(c) || (c === 46 && isDigit(text.charCodeAt(at + 1)))) return this.#token("number", numberEnd(text, at), true);
    switch (c) {
      case 34:
      case 39: {
        const end = quotedEnd(text, at);
        return this.#token(end < 0 ? "bad" : c === 34 ? "string" : "rune", end < 0 ? -end : end, true);
      }
      case 96: {
        const close = text.indexOf("`", at + 1);
        const end = close < 0 ? text.length : close + 1;
        this.#lineAt += countLines(text, at, end);
        return this.#token(close < 0 ? "bad" : "string", end, true);
      }
      case 40:
      case 91:
      case 123:
        return this.#token("open", at + 1, false);
      case 41:
      case 93:
      case 125:
        return this.#token("close", at + 1, true);
      case 59:
        return this.#token("semicolon", at + 1, false);
      case 43:
      case 45:
        return text.charCodeAt(at + 1) === c ? this.#token("operator", at + 2, true) : this.#token("operator", at + 1, false);
      case 47:
        if (text.charCodeAt(at + 1) === 47 || text.charCodeAt(at + 1) === 42) return this.#comment(at);
        return this.#token("operator", at + 1, false);
      default:
        return this.#token("*%^<>=!&|~:.,".includes(String.fromCharCode(c)) ? "operator" : "bad", at + 1, false);
    }
  }

  #token(kind: TokenKind, end: number, statementMayEnd: boolean): TokenKind {
    this.kind = kind;
    this.end = end;
    this.endLine = this.#lineAt;
    this.#at = end;
    this.#statementMayEnd = statementMayEnd;
    return kind;
  }

  #name(at: number): TokenKind {
    const text = this.text;
    let end = at + 1;
    for (let c = text.charCodeAt(end); isLetter(c) || isDigit(c); c = text.charCodeAt(end)) end++;
    const word = end - at > 1 && end - at < 12 ? text.slice(at, end) : "";
    return keywords.has(word) ? this.#token("keyword", end, endingKeywords.has(word)) : this.#token("name", end, true);
  }

  #comment(at: number): TokenKind {
    const text = this.text;
    const statementMayEnd = this.#statementMayEnd;
    if (text.charCodeAt(at + 1) === 47) {
      const close = text.indexOf("\n", at);
      return this.#token("comment", close < 0 ? text.length : close, statementMayEnd);
    }
    const close = text.indexOf("*/", at + 2);
    const end = close < 0 ? text.length : close + 2;
    const startLine = this.#lineAt;
    this.#lineAt += countLines(text, at, end);
    // A comment that holds a line end is followed by the semicolon which that line end stands for.
    if (statementMayEnd && this.#lineAt > startLine) this.#pendingLine = startLine;
    return this.#token(close < 0 ? "bad" : "comment", end, statementMayEnd && this.#pendingLine === undefined);
  }
}

/** Where a string or rune literal that starts at `at` ends; negative, the end of its line, when it is not closed there. */
export function quotedEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === 92 && text.charCodeAt(i + 1) !== 10) i++;
    else if (c === 10) return -i;
  }
  return -text.length;
}

/** How many `\n` there are in a stretch. */
export function countLines(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === 10) count++;
  return count;
}

/** Letters as a scanner needs them: everything beyond ASCII counts as one. */
function isLetter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 128 && c !== 0xfeff);
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function numberEnd(text: string, at: number): number {
  let end = at;
  for (;;) {
    const c = text.charCodeAt(end);
    if ((c === 43 || c === 45) && end > at) {
      const before = text.charCodeAt(end - 1) | 32;
      const isHex = (text.charCodeAt(at + 1) | 32) === 120 && text.charCodeAt(at) === 48;
      if (before !== (isHex ? 112 : 101)) return end;
    } else if (!(isLetter(c) || isDigit(c) || c === 46)) return end;
    end++;
  }
}
