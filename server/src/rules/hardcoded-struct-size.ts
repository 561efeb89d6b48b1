/**
 * Sizes that are written out where a struct is taken as bytes, and that are the struct's own size on some targets only.
 * Compares numbers with layouts; what is done with the bytes is other rules' question.
 */
import type { Crossing, PointerConversion } from "../go/facts.ts";
import { certainRecord, isByte, isRecord } from "../model/certainLayouts.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import { describeTargets } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import type { Range } from "../text/range.ts";
import { underlyingGo } from "../types/go.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { type AtSite, factsBySite, groupedBy, typeText } from "./sites.ts";
import { bytes } from "./words.ts";

export const hardcodedStructSize: Rule = {
  id: "hardcoded-struct-size",
  title: "Literal size is the struct's own on some targets only",
  severity: "error",
  group: "layout",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

A struct or C record that is taken as bytes by a number that is written out, as in \`(*[16]byte)(unsafe.Pointer(&s))\` and \`unsafe.Slice((*byte)(unsafe.Pointer(&s)), 16)\`, where the number is the size of the struct on some target of the file and not on another.
Where the struct is smaller, the bytes behind it are taken along: an error.
Where it is larger, its end is missing: a warning.

## Why it matters

Pointers, \`int\`, C \`long\`, alignment and the operating system's own records make sizes differ.
A number that was right where it was measured reads or overwrites foreign memory elsewhere, or cuts the struct short.

## Example

\`\`\`go bad
package p

import "unsafe"

type Node struct {
	Next *Node
	Size int
}

func Bytes(n *Node) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(n)), 16)
}
\`\`\`

## Use instead

\`\`\`go good
package p

import "unsafe"

type Node struct {
	Next *Node
	Size int
}

func Bytes(n *Node) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(n)), unsafe.Sizeof(*n))
}
\`\`\`

## When it stays silent

- Where the number is the struct's size on no target, as for a part of it or an array that is larger than anything.
- For numbers that are constants with a name, or made with \`unsafe.Sizeof\`.
- Where the size is not known on a target.
- Where a guard such as \`const _ = uint(16 - unsafe.Sizeof(Node{}))\` refuses to be built.
- On targets that a condition such as \`unsafe.Sizeof(uintptr(0)) == 8\` keeps out; and where a variable or a function's answer decides for which platform the code is.

## References

- Package unsafe, Sizeof; Pointer, rule 1
- Go specification, "Size and alignment guarantees"`,

  check(model: PackageModel): readonly Report[] {
    return factsBySite(model, isImage).flatMap((facts) => wrongSizes(facts, model));
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const { path, start } = finding.site;
    const facts = factsBySite(model, isImage).find(
      ([first]) => first !== undefined && literalOf(first.fact, model)?.start === start && first.fact.site.path === path,
    );
    const [first] = facts ?? [];
    return first === undefined ? [] : bySizeof(first.fact, model);
  },
};

/** A struct from its start is converted to bytes of a constant number. */
function isImage(crossing: Crossing): crossing is PointerConversion {
  if (crossing.kind !== "conversion" || crossing.narrowed || crossing.source.added.length > 0) return false;
  return isRecord(crossing.from) && countOf(crossing) !== undefined;
}

/** How many bytes are taken. */
function countOf({ to, use, count }: PointerConversion): number | undefined {
  const under = underlyingGo(to);
  if (under.kind === "array") return isByte(under.of) ? under.count : undefined;
  return use === "slice" && isByte(to) && count !== undefined ? Number(count) : undefined;
}

/** Where the number stands, if it is written as one. */
function literalOf(fact: PointerConversion, model: PackageModel): Range | undefined {
  const text = model.file(fact.site.path)?.text ?? "";
  const { start, end } = fact.site;
  const isArray = underlyingGo(fact.to).kind === "array";
  const written = isArray
    ? /^(\(\s*\*\s*\[\s*)(\d+|0[xX][\da-fA-F]+)\s*\]/.exec(text.slice(start, end))
    : /^(\s*,\s*)(\d+|0[xX][\da-fA-F]+)\s*\)/.exec(text.slice(end, end + 100));
  const [, head, literal] = written ?? [];
  if (head === undefined || literal === undefined || Number(literal) !== countOf(fact)) return undefined;
  const at = (isArray ? start : end) + head.length;
  return { start: at, end: at + literal.length };
}

interface Size {
  readonly targets: readonly Target[];
  readonly view: PackageView;
  /** In bytes. */
  readonly size: number;
}

function wrongSizes(facts: readonly AtSite<PointerConversion>[], model: PackageModel): readonly Report[] {
  const [first] = facts;
  const literal = first === undefined ? undefined : literalOf(first.fact, model);
  const count = first === undefined ? undefined : countOf(first.fact);
  if (first === undefined || literal === undefined || count === undefined) return [];
  const sizes = facts.flatMap(({ fact, view, targets }) =>
    targets.flatMap((target): readonly Size[] => {
      const layout = model.guards.refuse(fact.from, view) ? undefined : certainRecord(fact.from, target);
      return layout === undefined ? [] : [{ targets: [target], view, size: layout.size }];
    }),
  );
  const right = sizes.filter(({ size }) => size === count).flatMap(({ targets }) => targets);
  if (right.length === 0) return [];
  const type = typeText(first.fact.from, first.view);
  const home = describeTargets(right, model.asked);
  const wrong = sizes.filter(({ size }) => size !== count);
  return groupedBy(wrong, ({ size }) => `${type} is ${bytes(count)} on ${home}, as written; here it is ${bytes(size)}`).map(
    ({ words, first: { size }, targets }) => ({
      site: { path: first.fact.site.path, ...literal },
      targets,
      message: words,
      ...(size > count ? { severity: "warning" as const } : {}),
      facts: { name: type, written: count, size },
    }),
  );
}

/** `unsafe.Sizeof` of what is taken in place of the number. */
function bySizeof(fact: PointerConversion, model: PackageModel): readonly Fix[] {
  const { path } = fact.site;
  const file = model.file(path);
  const literal = literalOf(fact, model);
  const unsafeName = file?.imports.find((imported) => imported.path === "unsafe")?.name;
  if (file === undefined || literal === undefined || unsafeName === undefined) return [];
  const { start, end } = fact.operand;
  const operand = file.text.slice(start, end);
  if (!/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(operand)) return [];
  // A pointer to an array of another length is another type, and a bound of its own may lie behind the array's end.
  const isSlice = underlyingGo(fact.to).kind !== "array" || file.text.startsWith("[:]", fact.site.end);
  if (!isSlice) return [];
  const whole = file.text[start - 1] === "&" ? operand : `*${operand}`;
  const newText = `${unsafeName}.Sizeof(${whole})`;
  return [{ title: `Use ${newText}`, preferred: true, edits: [{ path, edit: { ...literal, newText } }] }];
}
