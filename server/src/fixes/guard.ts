/**
 * A compile-time guard behind a Go struct: constants that only compile where the struct has the size and the offsets
 * that cgo knows of the C record. Knows the pair and its layouts; whether a guard is wanted is others' to say.
 */
import type { GoFile } from "../go/facts.ts";
import { matchFields } from "../model/mirror.ts";
import type { MirrorPair, PackageModel } from "../model/package.ts";
import type { TextEdit } from "../text/range.ts";
import { cgoNameOf, type TargetLayouts } from "./padding.ts";

/** The edit that inserts a guard; undefined where C has no names in the file, the declaration shares a group, or there is a guard. */
export function insertGuard(pair: MirrorPair, model: PackageModel, file: GoFile, layouts: readonly TargetLayouts[]): TextEdit | undefined {
  const { decl, cgoName } = pair;
  const unsafeName = file.imports.find((candidate) => candidate.path === "unsafe")?.name;
  if (decl === undefined || cgoName === undefined || unsafeName === undefined || !file.importsC || file.text.includes("\r\n"))
    return undefined;
  const isGuarded = layouts.some(({ occurrence }) => occurrence.view.go.guards.some(({ types }) => types.includes(occurrence.goType)));
  const isAlone = /(?:^|\n)type[ \t]+$/.test(file.text.slice(0, decl.spec.start));
  const rest = /^[^\n]*\n/.exec(file.text.slice(decl.spec.end));
  if (isGuarded || !isAlone || rest === null) return undefined;
  const pairs = [[`Sizeof(${decl.name}{})`, `Sizeof(C.${cgoName}{})`], ...offsets(pair, model, layouts)];
  const isPrefix = layouts.some(({ occurrence: { use } }) => !use.goToC && !use.wholeSize);
  const lines = pairs.slice(isPrefix ? 1 : 0).map(([go, c]) => `\t_ = [1]struct{}{}[${unsafeName}.${go}-${unsafeName}.${c}]\n`);
  if (lines.length === 0) return undefined;
  const at = decl.spec.end + rest[0].length;
  const newText = `\n// ${decl.name} is laid out as ${pair.recordName}, or nothing is built.\nvar (\n${lines.join("")})\n`;
  return { start: at, end: at, newText };
}

/** The fields that have one counterpart with one name on every target. */
function offsets(pair: MirrorPair, model: PackageModel, layouts: readonly TargetLayouts[]): readonly (readonly [string, string])[] {
  const [first] = layouts;
  const matches = first === undefined ? [] : (matchFields(first.go.fields, first.c.fields, pair.correspondence) ?? []);
  return matches.flatMap((match): readonly (readonly [string, string])[] => {
    const name = cgoNameOf(match.c, layouts, model);
    if (name === undefined) return [];
    return [[`Offsetof(${pair.goName}{}.${match.go.name})`, `Offsetof(C.${pair.cgoName}{}.${name})`]];
  });
}
