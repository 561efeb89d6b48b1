/**
 * "Ignore RULE here": a comment above a finding's line that silences it, formatted as gofmt leaves it. Offered only
 * where a line of its own moves no column of its neighbors; whether it silences the finding is proved as for any fix.
 */
import { insertedComment, structEdit, structLines } from "../fixes/structText.ts";
import type { GoFile, GoTypeDecl } from "../go/facts.ts";
import type { PackageModel } from "../model/package.ts";
import type { Finding, Fix } from "../rules/finding.ts";
import type { TextEdit } from "../text/range.ts";

/** What stands for the reason until the user has written it. */
const reason = "REASON";

/** The comment that silences a finding; undefined where there is no good place for it. */
export function ignoring(finding: Finding, model: PackageModel): Fix | undefined {
  const { path } = finding.site;
  const file = model.file(path);
  const edit = file === undefined ? undefined : (inStruct(finding, file, model) ?? aboveLine(finding, file));
  return edit === undefined ? undefined : { title: `Ignore ${finding.rule} here`, preferred: false, edits: [{ path, edit }] };
}

/** A field's columns end at a comment, so the struct is printed anew. */
function inStruct({ rule, site }: Finding, file: GoFile, model: PackageModel): TextEdit | undefined {
  const decl = structAround(site.start, site.path, model);
  const lines = decl === undefined ? undefined : structLines(file.text, decl);
  if (decl === undefined || lines === undefined) return undefined;
  const index = decl.fields.findIndex(({ declaration }) => declaration.start <= site.start && site.start < declaration.end);
  const at = lines.findIndex((line) => line.kind === "field" && line.fields.includes(index));
  if (at < 0) return undefined;
  return structEdit(file.text, decl, [...lines.slice(0, at), insertedComment(`//abi-lens:ignore ${rule} ${reason}`), ...lines.slice(at)]);
}

function structAround(offset: number, path: string, model: PackageModel): GoTypeDecl | undefined {
  for (const { go } of model.views) {
    const decl = go.typeDecls.find(
      ({ path: own, structRange }) => own === path && structRange !== undefined && structRange.start < offset && offset < structRange.end,
    );
    if (decl !== undefined) return decl;
  }
  return undefined;
}

/** A line of its own. Where a line or the one above it is padded to a column, that column might end with the comment. */
function aboveLine({ rule, site }: Finding, file: GoFile): TextEdit | undefined {
  const { text } = file;
  const start = text.lastIndexOf("\n", site.start - 1) + 1;
  const end = text.indexOf("\n", site.start);
  const line = text.slice(start, end < 0 ? text.length : end);
  const before = text.slice(text.lastIndexOf("\n", start - 2) + 1, Math.max(0, start - 1));
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  if ([line, before].some((each) => /\S(?: {2}|\t)/.test(each) || each.endsWith("\\"))) return undefined;
  // Comments above a label or a closing bracket are indented otherwise.
  if (/^(?:case|default|[)}\]]|\/\/)/.test(line.trimStart())) return undefined;
  // gofmt moves directives such as //export behind the text of a doc comment.
  if (indent === "" && /^\/\/\S/.test(before)) return undefined;
  const ending = line.endsWith("\r") ? "\r\n" : "\n";
  // gofmt sets a space before what it takes for the text of a doc comment.
  const slashes = indent === "" ? "// " : "//";
  return { start, end: start, newText: `${indent}${slashes}abi-lens:ignore ${rule} ${reason}${ending}` };
}
