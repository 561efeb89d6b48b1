/**
 * "Insert explicit padding": makes a Go struct agree with its C record on every target by blank byte arrays.
 * One definition where one can be right everywhere: a literal length, or for an inner gap the distance that
 * cgo itself knows (`unsafe.Offsetof` of the C field); else one definition per group of targets in files with
 * build constraints. The plan is padding.ts's, the text structText.ts's, the proof is done by features.
 */
import type { GoFile } from "../go/facts.ts";
import type { MirrorPair, PackageModel } from "../model/package.ts";
import { isTestFileName, nameSuffix } from "../target/fileName.ts";
import type { Target } from "../target/target.ts";
import { baseOf, folderOf, join } from "../text/path.ts";
import { buildExpression } from "./buildExpression.ts";
import type { Fix } from "./fix.ts";
import { insertGuard } from "./guard.ts";
import { type Gap, layoutsOf, lengthOf, planGaps, replaceable, type TargetLayouts, withPadding } from "./padding.ts";
import { type StructLine, structEdit, structLines, structText } from "./structText.ts";

/** Fixes for one pair, best first; none when no padding can make the two agree. `reported` names the finding's targets for titles. */
export function explicitPadding(pair: MirrorPair, model: PackageModel, reported: readonly string[]): readonly Fix[] {
  const { decl } = pair;
  const file = decl === undefined ? undefined : model.file(decl.path);
  if (decl === undefined || file === undefined || decl.isLocal || decl.isGeneric || decl.isAlias) return [];
  const layouts = layoutsOf(pair, model);
  const lines = structLines(file.text, decl);
  const gaps = layouts === undefined ? undefined : planGaps(layouts, replaceable(lines ?? []));
  if (layouts === undefined || lines === undefined || gaps === undefined) return [];
  const padding = new Map<number | undefined, string>();
  for (const gap of gaps) {
    const length = lengthOf(gap, pair, layouts, model, file);
    if (length !== undefined) padding.set(gap.before, length);
    else if (gap.isNeeded) return reported.length === 0 ? [] : taggedFiles(pair, file, lines, gaps, layouts, gap);
  }
  if (padding.size === 0) return [];
  const edit = structEdit(file.text, decl, withPadding(lines, padding));
  if (edit === undefined) return [];
  const padded: Fix = { title: "Insert explicit padding", preferred: true, edits: [{ path: file.path, edit }] };
  const guard = insertGuard(pair, model, file, layouts);
  if (guard === undefined) return [padded];
  return [
    padded,
    { title: `${padded.title} and a compile-time guard`, preferred: false, edits: [...padded.edits, { path: file.path, edit: guard }] },
  ];
}

/** One file per group of targets that need the same bytes, with the declaration moved out of the file it stands in. */
function taggedFiles(
  pair: MirrorPair,
  file: GoFile,
  lines: readonly StructLine[],
  gaps: readonly Gap[],
  layouts: readonly TargetLayouts[],
  obstacle: Gap,
): readonly Fix[] {
  const { decl } = pair;
  const removal = decl === undefined ? undefined : declarationAlone(file, decl.spec);
  // A moved declaration takes no imports along.
  if (
    decl === undefined ||
    removal === undefined ||
    lines.some((line) => line.kind === "field" && /[A-Za-z_]\w*\.[A-Za-z_]/.test(line.type))
  )
    return [];
  const groups = new Map<string, { readonly targets: Target[]; readonly padding: Map<number | undefined, string> }>();
  for (const { target } of layouts) {
    const padding = new Map<number | undefined, string>();
    for (const gap of gaps) {
      const length = gap.lengths.get(target) ?? 0;
      if (length > 0) padding.set(gap.before, String(length));
    }
    const key = JSON.stringify([...padding]);
    const group = groups.get(key) ?? { targets: [], padding };
    group.targets.push(target);
    groups.set(key, group);
  }
  const ordered = [...groups.values()].sort((a, b) => a.targets.length - b.targets.length);
  const constraints = buildExpression(
    ordered.map((group) => group.targets),
    layouts.map(({ target }) => target),
  );
  const kept = constraintsOf(file);
  if (constraints === undefined || kept === undefined) return [];
  const stem = `${baseOf(file.path).replace(/\.go$/, "")}_${decl.name.toLowerCase()}`;
  const edits = ordered.map((group, i) => {
    const text = `//go:build ${conjunction([...kept, constraints[i] ?? ""])}\n\npackage ${file.packageName ?? "main"}\n\n${removal.comment}type ${decl.name} ${structText(withPadding(lines, group.padding))}\n`;
    return { path: join(folderOf(file.path), `${stem}_abi${i + 1}.go`), edit: { start: 0, end: 0, newText: text }, creates: true as const };
  });
  const where = obstacle.before === undefined ? "tail" : `gap before ${obstacle.cField?.name ?? "a field"}`;
  const sizes = [...new Set(obstacle.lengths.values())].sort((a, b) => a - b).join(" or ");
  return [
    {
      title: `Insert explicit padding in build-tagged files (the ${where} is ${sizes} bytes, so no single definition fits)`,
      preferred: false,
      edits: [{ path: file.path, edit: { start: removal.start, end: removal.end, newText: "" } }, ...edits],
    },
  ];
}

/** The build expressions that a file's name and header stand for; undefined where they cannot be written in another file. */
function constraintsOf(file: GoFile): readonly string[] | undefined {
  const { goos, goarch } = nameSuffix(file.path);
  const byName = [goos, goarch].filter((tag) => tag !== undefined);
  if (isTestFileName(file.path)) return undefined;
  if (file.constraint === undefined) return byName;
  const written = /^\/\/go:build[ \t]+(.+?)[ \t\r]*$/m.exec(file.text.slice(0, file.packageClause?.start))?.[1];
  return written === undefined ? undefined : [...byName, written];
}

/** All of the expressions, as gofmt writes it. */
function conjunction(expressions: readonly string[]): string {
  if (expressions.length === 1) return expressions[0] ?? "";
  return expressions.map((each) => (isAlternative(each) ? `(${each})` : each)).join(" && ");
}

/** Whether `||` stands outside of all parentheses. */
function isAlternative(expression: string): boolean {
  let outer = expression;
  for (let inner = outer.replace(/\([^()]*\)/g, ""); inner !== outer; inner = outer.replace(/\([^()]*\)/g, "")) outer = inner;
  return outer.includes("||");
}

/** The range of `type T struct {…}` with its doc comment, when it is a declaration of its own. */
function declarationAlone(
  file: GoFile,
  spec: { readonly start: number; readonly end: number },
): { readonly start: number; readonly end: number; readonly comment: string } | undefined {
  const lead = /(?:^|\n)((?:\/\/[^\n]*\n)*)type[ \t]+$/.exec(file.text.slice(0, spec.start));
  const rest = /^[ \t]*(?:\r?\n){0,2}/.exec(file.text.slice(spec.end));
  if (lead === null || rest === null || file.text.includes("\r\n")) return undefined;
  const start = lead.index + (lead[0].startsWith("\n") ? 1 : 0);
  return { start, end: spec.end + rest[0].length, comment: lead[1] ?? "" };
}
