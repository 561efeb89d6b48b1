/**
 * What a name in C code stands for where it is only mentioned: `struct event` in a parameter, `e->stamp` in a
 * function body. Reads the code as it is written, with tree-sitter and without the preprocessor, because the cursor
 * stands in what the user wrote; which record is meant is looked up in the unit. Certain or undefined.
 */
import type { Node, Syntax } from "../syntax/syntax.ts";
import type { Range } from "../text/range.ts";
import { type CRecord, type CType, unwrapC } from "../types/c.ts";
import type { CUnit } from "./unit.ts";

/** A name as written: of a type (`struct event`, `event_t`), or of a member reached from a variable of a type. */
export interface CMention {
  readonly range: Range;
  /** The type's name, or that of the variable's type. */
  readonly type: string;
  /** The members from the variable on; empty for a type. */
  readonly path: readonly string[];
}

/** Declarations deeper than this are machine-made. */
const maxDepth = 200;

/** The mention at an offset of C text, or undefined when there is none. */
export function mentionAt(syntax: Syntax, text: string, offset: number): CMention | undefined {
  return syntax.parse("c", text, (root) => {
    const node = root.namedDescendantForIndex(Math.max(0, Math.min(offset, text.length - 1)));
    return node === null ? undefined : (mentionOf(node) ?? before(root, offset));
  });
}

/** The record a mention means in a unit, and the member of it when it is one. */
export function resolveMention(
  unit: CUnit,
  mention: CMention,
): { readonly record: CRecord; readonly field: string | undefined } | undefined {
  let record = recordOf(unit.tags.get(mention.type) ?? unit.typedefs.get(mention.type)?.type);
  for (const [i, name] of mention.path.entries()) {
    const field = record?.fields?.find((candidate) => candidate.name === name);
    if (record === undefined || field === undefined) return undefined;
    if (i === mention.path.length - 1) return { record, field: name };
    record = recordOf(field.type);
  }
  return record === undefined ? undefined : { record, field: undefined };
}

/** The record behind a type, through pointers and arrays, as `->`, `.` and `[]` go. */
function recordOf(type: CType | undefined): CRecord | undefined {
  let at = type === undefined ? undefined : unwrapC(type);
  for (let i = 0; at !== undefined && i < maxDepth; i++) {
    if (at.kind === "record") return at;
    if (at.kind === "pointer") at = unwrapC(at.to);
    else if (at.kind === "array") at = unwrapC(at.of);
    else return undefined;
  }
  return undefined;
}

/** A cursor behind the last character of a name still means that name. */
function before(root: Node, offset: number): CMention | undefined {
  const node = offset > 0 ? root.namedDescendantForIndex(offset - 1) : null;
  return node === null ? undefined : mentionOf(node);
}

function mentionOf(node: Node): CMention | undefined {
  const range = { start: node.startIndex, end: node.endIndex };
  if (node.type === "type_identifier") return { range, type: tagged(node) ?? node.text, path: [] };
  const { parent } = node;
  if (node.type !== "field_identifier" || parent?.type !== "field_expression") return undefined;
  const path: string[] = [node.text];
  let at = parent.childForFieldName("argument");
  for (let i = 0; at !== null && i < maxDepth; i++) {
    if (at.type === "parenthesized_expression") at = at.namedChild(0);
    else if (at.type === "subscript_expression") at = at.childForFieldName("argument");
    else if (at.type === "field_expression") {
      path.unshift(at.childForFieldName("field")?.text ?? "");
      at = at.childForFieldName("argument");
    } else break;
  }
  const type = at?.type === "identifier" ? typeOfVariable(at, at.text) : undefined;
  return type === undefined ? undefined : { range, type, path };
}

/** `struct event` for the name in `struct event`. */
function tagged(name: Node): string | undefined {
  const keyword = { struct_specifier: "struct", union_specifier: "union" }[name.parent?.type ?? ""];
  return keyword === undefined ? undefined : `${keyword} ${name.text}`;
}

/** The name of the type a variable is declared with in the function around `node`; undefined unless it is one type. */
function typeOfVariable(node: Node, name: string): string | undefined {
  let scope: Node | null = node;
  while (scope !== null && scope.type !== "function_definition") scope = scope.parent;
  const types = new Set<string | undefined>();
  for (const declaration of scope?.descendantsOfType(["parameter_declaration", "declaration"]) ?? []) {
    if (declaration === null || !declares(declaration, name)) continue;
    const type = declaration.childForFieldName("type");
    const tag = type?.childForFieldName("name");
    types.add(type?.type === "type_identifier" ? type.text : tag === null || tag === undefined ? undefined : tagged(tag));
  }
  const [type] = types;
  return types.size === 1 ? type : undefined;
}

function declares(declaration: Node, name: string): boolean {
  return declaration.childrenForFieldName("declarator").some((declarator) => {
    let at: Node | null = declarator;
    for (let i = 0; at !== null && i < maxDepth; i++) {
      if (at.type === "identifier") return at.text === name;
      at = at.childForFieldName("declarator");
    }
    return false;
  });
}
