/**
 * Numbers of bytes that are written out where a struct's own offsets and size are meant, and differ by target. Compares
 * them with the layouts of what the pointer points to; knows nothing of what is read there.
 */
import type { AddedBytes, PointerSource } from "../go/facts.ts";
import type { RecordLayout } from "../layout/layout.ts";
import { certainRecord, isRecord } from "../model/certainLayouts.ts";
import { type AtByte, byteOfField, fieldAtByte, wayInward } from "../model/fieldAtByte.ts";
import type { PackageModel, PackageView } from "../model/package.ts";
import { describeTargets } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import type { Site } from "../text/range.ts";
import { unwrapC } from "../types/c.ts";
import { type GoType, underlyingGo } from "../types/go.ts";
import type { Finding, Fix } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { groupedBy, typeText } from "./sites.ts";
import { bytes, offset } from "./words.ts";

export const hardcodedStructOffset: Rule = {
  id: "hardcoded-struct-offset",
  title: "Literal offset means another field on some target",
  severity: "error",
  group: "layout",
  fix: "sometimes",
  since: "0.1.0",
  doc: `## What it checks

A number that is written out and added to the address of a struct or C record, as in \`unsafe.Add(unsafe.Pointer(&st), 40)\`, where on one target of the file a field starts there and on another the same field starts elsewhere.
The message names the field, where it really is, and what is at the number instead.

## Why it matters

Offsets belong to one layout.
A pointer, an \`int\`, a C \`long\` or the alignment of an \`int64\` before a field moves it from one target to the next, and a record of the operating system is another one on every system.
What is read or written at the number is then another field, without any complaint of the compiler.

## Example

\`\`\`go bad
package p

import "unsafe"

type Node struct {
	Next *Node
	Size int32
}

func Size(n *Node) int32 {
	return *(*int32)(unsafe.Add(unsafe.Pointer(n), 8))
}
\`\`\`

## Use instead

\`\`\`go good
package p

type Node struct {
	Next *Node
	Size int32
}

func Size(n *Node) int32 {
	return n.Size
}
\`\`\`

Or \`unsafe.Offsetof(n.Size)\` as the number.

## When it stays silent

- Where the field is at the same offset on every target of the file, or a target has no field of that name.
- For numbers that are constants with a name, or made with \`unsafe.Offsetof\` and \`unsafe.Sizeof\`.
- For unions and bit-fields, and where a layout is not known.
- Where a guard such as \`const _ = uint(unsafe.Offsetof(Node{}.Size) - 8)\` refuses to be built.
- On targets that a condition such as \`unsafe.Sizeof(uintptr(0)) == 8\` keeps out; and where a variable or a function's answer decides for which platform the code is.

## References

- Package unsafe, Pointer, rule 3; Offsetof
- Go specification, "Size and alignment guarantees"`,

  check(model: PackageModel): readonly Report[] {
    return offsetsIn(model).flatMap((uses) => misplaced(uses, model));
  },

  fixes(finding: Finding, model: PackageModel): readonly Fix[] {
    const { path, start } = finding.site;
    const uses = offsetsIn(model).find(([first]) => first?.site.path === path && first.site.start === start);
    return uses === undefined ? [] : byField(uses, model);
  },
};

/** A number that is added to a struct's address, on the targets of one view. */
interface Use {
  readonly site: Site;
  readonly source: PointerSource;
  readonly added: bigint;
  readonly view: PackageView;
}

/** Literal offsets, those of one place together. */
function offsetsIn(model: PackageModel): readonly (readonly Use[])[] {
  const uses = new Map<string, Map<PackageView, Use>>();
  for (const view of model.views) {
    for (const crossing of view.go.crossings) {
      if ((crossing.kind !== "conversion" && crossing.kind !== "call") || crossing.narrowed) continue;
      const sources = crossing.kind === "conversion" ? [crossing.source] : crossing.arguments.map(({ source }) => source);
      for (const source of sources) {
        const only: AddedBytes | undefined = source?.added.length === 1 ? source.added[0] : undefined;
        if (source === undefined || only?.value === undefined || only.spelled.kind !== "literal") continue;
        if (only.value <= 0n || only.value > mostBytes || !isStruct(source.pointee)) continue;
        const site = { path: crossing.site.path, ...only.range };
        const key = `${site.path}:${site.start}`;
        const known = uses.get(key) ?? new Map<PackageView, Use>();
        // One pointer with its number may go to several places.
        if (!known.has(view)) known.set(view, { site, source, added: only.value, view });
        uses.set(key, known);
      }
    }
  }
  return [...uses.values()].map((byView) => [...byView.values()]);
}

/** No record is larger. */
const mostBytes = 1n << 31n;

function isStruct(type: GoType): boolean {
  const under = underlyingGo(type);
  const record = under.kind === "c" ? unwrapC(under.type) : undefined;
  return isRecord(type) && !(record?.kind === "record" && record.union);
}

/** What a target has at the number. */
interface Found {
  readonly target: Target;
  readonly layout: RecordLayout;
  readonly at: AtByte;
  readonly use: Use;
}

function foundOn(uses: readonly Use[], model: PackageModel): readonly Found[] {
  const built = uses.filter(({ source, view }) => !model.guards.refuse(source.pointee, view));
  return built.flatMap((use) =>
    use.view.targets.flatMap((target) => {
      const layout = certainRecord(use.source.pointee, target);
      const at = layout === undefined ? undefined : fieldAtByte(layout, Number(use.added));
      return layout === undefined || at === undefined ? [] : [{ target, layout, at, use }];
    }),
  );
}

/** A field that the number may have been taken for. */
interface Meant {
  readonly path: readonly string[];
  readonly targets: readonly Target[];
}

/** What starts at the number on any target: that of linux/amd64 first, where most such numbers come from, then that of most targets. */
function meantOf(found: readonly Found[]): readonly Meant[] {
  const byPath = new Map<string, { readonly path: readonly string[]; readonly targets: Target[] }>();
  for (const { target, at } of found) {
    if (at.kind !== "field" || at.within !== 0 || at.index !== undefined) continue;
    const key = wayInward(at.path);
    const known = byPath.get(key) ?? { path: at.path, targets: [] };
    known.targets.push(target);
    byPath.set(key, known);
  }
  const weight = ({ targets }: Meant): number =>
    targets.some(({ id }) => id === "linux/amd64") ? Number.POSITIVE_INFINITY : targets.length;
  return [...byPath.values()].sort((a, b) => weight(b) - weight(a));
}

function misplaced(uses: readonly Use[], model: PackageModel): readonly Report[] {
  const [first] = uses;
  const found = foundOn(uses, model);
  const [meant] = meantOf(found);
  if (first === undefined || meant === undefined) return [];
  const field = wayInward(meant.path);
  const home = describeTargets(meant.targets, model.asked);
  const each = found.flatMap(({ target, layout, at }) => {
    const real = byteOfField(layout, meant.path);
    if (real === undefined || BigInt(real) === first.added) return [];
    return [{ targets: [target], real, there: wordsOf(at, layout) }];
  });
  const type = typeText(first.source.pointee, first.view);
  const number = offset(Number(first.added));
  return groupedBy(
    each,
    ({ real, there }) =>
      `offset ${number} of ${type} is field ${field} on ${home}; here field ${field} is at offset ${offset(real)}, and ${there}`,
  ).map(({ words, first: { real }, targets }) => ({
    site: first.site,
    targets,
    message: words,
    facts: { name: type, field, written: Number(first.added), offset: real },
  }));
}

function wordsOf(at: AtByte, layout: RecordLayout): string {
  if (at.kind === "behind") return `all of it is ${bytes(layout.size)}`;
  if (at.kind === "padding") return "there is padding";
  const name = `${wayInward(at.path)}${at.index === undefined ? "" : `[${at.index}]`}`;
  return at.within === 0 ? `there is field ${name}` : `there is byte ${at.within} of field ${name}`;
}

/** `unsafe.Offsetof(x.f)` in place of the number, for each field it may stand for that every target of the file has. */
function byField(uses: readonly Use[], model: PackageModel): readonly Fix[] {
  const [first] = uses;
  if (first === undefined) return [];
  const { path, start, end } = first.site;
  const file = model.file(path);
  const unsafeName = file?.imports.find((imported) => imported.path === "unsafe")?.name;
  const operand = file?.text.slice(first.source.operand.start, first.source.operand.end);
  if (file === undefined || unsafeName === undefined || operand === undefined || !/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(operand)) return [];
  // Also where the code is not reached it is compiled.
  const isEverywhere = model.targetsOf(path).every((target) => uses.some(({ view }) => view.targets.includes(target)));
  const meant = isEverywhere ? meantOf(foundOn(uses, model)) : [];
  const plus = file.text.slice(0, start).endsWith("+ ") ? " + " : "+";
  // Numbers that mean one field on all 64-bit targets come from there; those that mean several may come from anywhere.
  const nWide = meant.filter(({ targets }) => targets.some(({ go }) => go.wordSize === 8)).length;
  return meant.flatMap(({ path: names, targets }): readonly Fix[] => {
    const isKnown = uses.every(({ source, view }) => view.targets.every((target) => isGoField(source.pointee, names, target, view, model)));
    if (!isKnown) return [];
    const newText = names.map((_, i) => `${unsafeName}.Offsetof(${operand}.${names.slice(0, i + 1).join(".")})`).join(plus);
    const isLikely = nWide <= 1 && targets.some(({ id }) => id === "linux/amd64");
    return [{ title: `Use the offset of ${names.join(".")}`, preferred: isLikely, edits: [{ path, edit: { start, end, newText } }] }];
  });
}

/** Whether Go code of the view can name a field by its way inward. */
function isGoField(type: GoType, path: readonly string[], target: Target, view: PackageView, model: PackageModel): boolean {
  let at = type;
  for (const name of path) {
    const inner = fieldNamed(at, name, target, view, model);
    if (inner === undefined) return false;
    at = inner;
  }
  return true;
}

function fieldNamed(type: GoType, name: string, target: Target, view: PackageView, model: PackageModel): GoType | undefined {
  const under = underlyingGo(type);
  if (under.kind === "struct") {
    const isOwn = type.kind !== "named" || view.go.declOf(type) !== undefined;
    return isOwn || /^\p{Lu}/u.test(name) ? under.fields.find((field) => field.name === name)?.type : undefined;
  }
  const record = under.kind === "c" ? unwrapC(under.type) : undefined;
  if (record?.kind !== "record") return undefined;
  const shown = model.layouts.cgo(record, target);
  const inner = record.fields?.find((field) => field.name === name);
  // cgo leaves out some fields and gives others another name.
  return shown.known && inner !== undefined && shown.fields.some((field) => field.name === name)
    ? { kind: "c", name, type: inner.type }
    : undefined;
}
