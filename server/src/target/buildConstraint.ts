/**
 * Build constraints as go/build decides them: parsing `//go:build` and `// +build` lines, finding them in a file,
 * evaluating them for a target. Knows no syntax tree and no file system; what a file's name says is fileName.ts.
 * Rules follow go/build/constraint/expr.go and go/build/build.go (parseFileHeader, shouldBuild, matchTag).
 */
import { isTagSatisfied } from "./tags.ts";
import type { Target } from "./target.ts";

/** A parsed build constraint. */
export type BuildExpression =
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "not"; readonly of: BuildExpression }
  | { readonly kind: "and" | "or"; readonly left: BuildExpression; readonly right: BuildExpression };

/**
 * What stands for constraints that go/build refuses (a `//go:build` line that does not parse, or two of them): no
 * target builds such a file.
 */
export const neverBuilt: BuildExpression = { kind: "tag", tag: "" };

/** go/build's limits on the size of an expression; beyond them a line does not parse. */
const MAX_OPERANDS = 1000;
const MAX_PLUS_OPERATORS = 100;

/** White space as Go's `unicode.IsSpace` has it, which differs from JavaScript's in U+0085 and U+FEFF. */
const SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const LEADING_SPACE = new RegExp(`^${SPACE}+`);
const TRAILING_SPACE = new RegExp(`(?<!${SPACE})${SPACE}+$`);
const SPACES = new RegExp(`${SPACE}+`);
const TAG = /[\p{L}\p{Nd}_.]+/uy;
const WHOLE_TAG = /^[\p{L}\p{Nd}_.]+$/u;

/** Whether a file with this constraint is in a build for `target`; `tags` are those the user sets. No constraint is always satisfied. */
export function evaluate(expression: BuildExpression | undefined, target: Target, tags: readonly string[]): boolean {
  return expression === undefined || evaluateWith(expression, (tag) => isTagSatisfied(tag, target, tags));
}

/** The value of an expression when `isSatisfied` says which tags hold. Long chains cost no stack. */
export function evaluateWith(expression: BuildExpression, isSatisfied: (tag: string) => boolean): boolean {
  let at = expression;
  const rights: { readonly kind: "and" | "or"; readonly right: BuildExpression }[] = [];
  while (at.kind === "and" || at.kind === "or") {
    rights.push(at);
    at = at.left;
  }
  let value = at.kind === "not" ? !evaluateWith(at.of, isSatisfied) : at.kind === "tag" && isSatisfied(at.tag);
  for (const { kind, right } of rights.reverse()) {
    if (value === (kind === "and")) value = evaluateWith(right, isSatisfied);
  }
  return value;
}

/**
 * One line, `//go:build …` or `// +build …`, as an expression. Undefined for any other line and for one that go/build
 * cannot parse; `isGoBuildLine` tells the two apart.
 */
export function parseConstraint(line: string): BuildExpression | undefined {
  const goBuild = afterKeyword(line, "//go:build");
  if (goBuild !== undefined) return new ExpressionParser(goBuild).parse();
  const plusBuild = line.startsWith("//") ? afterKeyword(trimSpace(line.slice(2)), "+build") : undefined;
  return plusBuild === undefined ? undefined : parsePlusBuild(plusBuild);
}

/** Whether the line is a `//go:build` line, be its expression well-formed or not. */
export function isGoBuildLine(line: string): boolean {
  return afterKeyword(line, "//go:build") !== undefined;
}

/**
 * The constraint a Go, C or assembly file's text states before its first declaration (the package clause). A
 * `//go:build` line rules alone; without one all `// +build` lines count that a blank line follows before anything
 * but `//` comments. Undefined when there is none, `neverBuilt` when go/build would refuse the file.
 */
export function findConstraint(headerText: string): BuildExpression | undefined {
  const { goBuildLine, plusBuildEnd, isAmbiguous } = readHeader(headerText);
  if (isAmbiguous) return neverBuilt;
  if (goBuildLine !== undefined) return parseConstraint(goBuildLine) ?? neverBuilt;
  const lines = headerText
    .slice(0, plusBuildEnd)
    .replace(/^\uFEFF/, "")
    .split("\n");
  const expressions = lines.map(trimSpace).flatMap((line) => parseConstraint(line) ?? []);
  return balancedAnd(expressions);
}

/** The condition of a `#cgo` line (`linux,amd64` or `linux&&!386`); undefined when it does not parse and so never holds. */
export function parseCgoCondition(text: string): BuildExpression | undefined {
  return parseConstraint(`${/[&|()]/.test(text) ? "//go:build" : "// +build"} ${text}`);
}

/** The expression as gofmt writes it behind `//go:build`. */
export function constraintText(expression: BuildExpression): string {
  if (expression.kind === "tag") return expression.tag;
  if (expression.kind === "not") {
    const text = constraintText(expression.of);
    return expression.of.kind === "and" || expression.of.kind === "or" ? `!(${text})` : `!${text}`;
  }
  const other = expression.kind === "and" ? "or" : "and";
  const operand = (side: BuildExpression): string => (side.kind === other ? `(${constraintText(side)})` : constraintText(side));
  return `${operand(expression.left)} ${expression.kind === "and" ? "&&" : "||"} ${operand(expression.right)}`;
}

function trimSpace(text: string): string {
  return text.replace(LEADING_SPACE, "").replace(TRAILING_SPACE, "");
}

/** What follows the keyword and a space on the line, trimmed; undefined when the line does not start so. */
function afterKeyword(line: string, keyword: string): string | undefined {
  if (!line.startsWith(keyword) || line.replace(/\n$/, "").includes("\n")) return undefined;
  const rest = line.slice(keyword.length).replace(TRAILING_SPACE, "");
  const trimmed = trimSpace(rest);
  return rest !== "" && trimmed.length === rest.length ? undefined : trimmed;
}

interface Header {
  readonly goBuildLine: string | undefined;
  /** Where the part ends in which `// +build` lines count. */
  readonly plusBuildEnd: number;
  /** There is more than one `//go:build` line. */
  readonly isAmbiguous: boolean;
}

function readHeader(text: string): Header {
  let goBuildLine: string | undefined;
  let plusBuildEnd = 0;
  let hasOnlyLineComments = true;
  let isInComment = false;
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    let line = trimSpace(text.slice(start, end));
    start = end;
    if (line === "" && hasOnlyLineComments) {
      plusBuildEnd = end;
      continue;
    }
    if (!line.startsWith("//")) hasOnlyLineComments = false;
    if (!isInComment && isGoBuildLine(line)) {
      if (goBuildLine !== undefined) return { goBuildLine, plusBuildEnd, isAmbiguous: true };
      goBuildLine = line;
    }
    while (line !== "") {
      if (isInComment) {
        const close = line.indexOf("*/");
        if (close < 0) break;
        isInComment = false;
        line = trimSpace(line.slice(close + 2));
      } else if (line.startsWith("//")) {
        break;
      } else if (line.startsWith("/*")) {
        isInComment = true;
        line = trimSpace(line.slice(2));
      } else {
        return { goBuildLine, plusBuildEnd, isAmbiguous: false };
      }
    }
  }
  return { goBuildLine, plusBuildEnd, isAmbiguous: false };
}

/** All of them at once; balanced, so that no number of lines makes a deep tree. */
function balancedAnd(expressions: readonly BuildExpression[]): BuildExpression | undefined {
  const middle = expressions.length >> 1;
  if (middle === 0) return expressions[0];
  const left = balancedAnd(expressions.slice(0, middle));
  const right = balancedAnd(expressions.slice(middle));
  return left === undefined || right === undefined ? (left ?? right) : { kind: "and", left, right };
}

/** The old syntax: a space is or, a comma is and, an exclamation mark is not. What is no tag reads as the tag `ignore`. */
function parsePlusBuild(text: string): BuildExpression | undefined {
  let nOperators = 0;
  let any: BuildExpression | undefined;
  for (const clause of text.split(SPACES)) {
    if (clause === "") continue;
    let all: BuildExpression | undefined;
    for (const literal of clause.split(",")) {
      const one = plusBuildLiteral(literal);
      if (all !== undefined) nOperators++;
      all = all === undefined ? one : { kind: "and", left: all, right: one };
    }
    if (all === undefined) continue;
    if (any !== undefined) nOperators++;
    any = any === undefined ? all : { kind: "or", left: any, right: all };
  }
  if (nOperators > MAX_PLUS_OPERATORS) return undefined;
  return any ?? { kind: "tag", tag: "ignore" };
}

function plusBuildLiteral(literal: string): BuildExpression {
  if (literal.startsWith("!!") || literal === "!") return { kind: "tag", tag: "ignore" };
  const isNegated = literal.startsWith("!");
  const name = isNegated ? literal.slice(1) : literal;
  const tag: BuildExpression = { kind: "tag", tag: WHOLE_TAG.test(name) ? name : "ignore" };
  return isNegated ? { kind: "not", of: tag } : tag;
}

/** Recursive descent over one `//go:build` expression; the limit on operands bounds its depth. */
class ExpressionParser {
  private readonly text: string;
  private at = 0;
  private nOperands = 0;
  /** The token last read; undefined at the end, `error` where no token fits. */
  private token: { readonly kind: "tag" | "operator" | "error"; readonly text: string } | undefined;

  constructor(text: string) {
    this.text = text;
  }

  parse(): BuildExpression | undefined {
    const expression = this.or();
    return this.token === undefined ? expression : undefined;
  }

  private or(): BuildExpression | undefined {
    let left = this.and();
    while (left !== undefined && this.isAt("||")) {
      const right = this.and();
      left = right && { kind: "or", left, right };
    }
    return left;
  }

  private and(): BuildExpression | undefined {
    let left = this.not();
    while (left !== undefined && this.isAt("&&")) {
      const right = this.not();
      left = right && { kind: "and", left, right };
    }
    return left;
  }

  private not(): BuildExpression | undefined {
    if (++this.nOperands > MAX_OPERANDS) return undefined;
    this.next();
    if (!this.isAt("!")) return this.atom();
    this.next();
    const of = this.isAt("!") ? undefined : this.atom();
    return of && { kind: "not", of };
  }

  private atom(): BuildExpression | undefined {
    if (this.isAt("(")) {
      const inner = this.or();
      if (inner === undefined || !this.isAt(")")) return undefined;
      this.next();
      return inner;
    }
    if (this.token?.kind !== "tag") return undefined;
    const tag = this.token.text;
    this.next();
    return { kind: "tag", tag };
  }

  private isAt(operator: string): boolean {
    return this.token?.kind === "operator" && this.token.text === operator;
  }

  private next(): void {
    while (this.text[this.at] === " " || this.text[this.at] === "\t") this.at++;
    if (this.at >= this.text.length) {
      this.token = undefined;
      return;
    }
    const operator = ["(", ")", "!", "&&", "||"].find((one) => this.text.startsWith(one, this.at));
    TAG.lastIndex = this.at;
    const text = operator ?? TAG.exec(this.text)?.[0] ?? "";
    this.at += text.length;
    this.token = { kind: operator !== undefined ? "operator" : text !== "" ? "tag" : "error", text };
  }
}
