/**
 * A variable of C's type in place of a Go variable whose address is handed to C: it holds the value before the call, and
 * gives it back after. Only for calls that are statements of their own line.
 */
import type { PointerConversion } from "../go/facts.ts";
import { goTypeText } from "../layout/goTypeText.ts";
import type { PackageModel } from "../model/package.ts";
import type { Range, Site } from "../text/range.ts";
import type { GoType } from "../types/go.ts";
import type { Fix } from "./fix.ts";

/** The fix for the conversion at `site`; none where the statement around it is not plain to see. */
export function numberInTemporary(site: Site, model: PackageModel): readonly Fix[] {
  const file = model.file(site.path);
  const found = conversionAt(site, model);
  if (file === undefined || found === undefined) return [];
  const { conversion, call } = found;
  const { text } = file;
  const { from, to, source } = conversion;
  const name = text.slice(source.operand.start, source.operand.end);
  const number = from.kind === "basic" && /^(?:u?int|float)/.test(from.name) ? from.name : undefined;
  // A number of its own, not a field or an element, and in C a number as well.
  const isWritten = source.operand.start >= site.start && source.operand.end <= site.end;
  const isVariable = isWritten && source.address?.storage === "variable" && source.address.steps.length === 0 && /^[a-z]\w*$/i.test(name);
  if (!isVariable || number === undefined || to.kind !== "c" || !isNumber(to)) return [];
  const lineStart = text.lastIndexOf("\n", call.start - 1) + 1;
  const before = text.slice(lineStart, call.start);
  const lineEnd = text.indexOf("\n", call.end);
  if (lineEnd < 0 || !/^[ \t]*(?:[\w, ]+ :?= )?$/.test(before) || !/^[ \t\r]*(?:\/\/.*)?$/.test(text.slice(call.end, lineEnd))) return [];
  const temporary = `c${name[0]?.toUpperCase()}${name.slice(1)}`;
  if (new RegExp(`\\b${temporary}\\b`).test(text)) return [];
  const indent = /^[ \t]*/.exec(before)?.[0] ?? "";
  const type = goTypeText(to);
  const { path, start, end } = site;
  return [
    {
      title: `Use a variable of type ${type}`,
      preferred: true,
      edits: [
        { path, edit: { start: lineStart, end: lineStart, newText: `${indent}${temporary} := ${type}(${name})\n` } },
        { path, edit: { start, end, newText: `&${temporary}` } },
        { path, edit: { start: lineEnd, end: lineEnd, newText: `\n${indent}${name} = ${number}(${temporary})` } },
      ],
    },
  ];
}

/** The conversion, and the call of C that it is a direct argument of. */
function conversionAt(site: Site, model: PackageModel): { readonly conversion: PointerConversion; readonly call: Range } | undefined {
  for (const { go } of model.views) {
    const conversion = go.crossings.find(
      (each): each is PointerConversion =>
        each.kind === "conversion" && each.site.path === site.path && each.site.start === site.start && each.site.end === site.end,
    );
    const call = go.crossings.find(
      (each) =>
        each.kind === "call" &&
        each.package === "C" &&
        each.site.path === site.path &&
        each.arguments.some(({ range }) => range.start === site.start && range.end === site.end),
    );
    if (conversion !== undefined && call !== undefined) return { conversion, call: call.site };
  }
  return undefined;
}

function isNumber(type: GoType & { readonly kind: "c" }): boolean {
  let at = type.type;
  while (at.kind === "typedef" || at.kind === "qualified") at = at.kind === "typedef" ? at.type : at.of;
  return at.kind === "scalar" || at.kind === "standard";
}
