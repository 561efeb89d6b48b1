/**
 * Syntax trees as plain data. A tree-sitter node dies with its tree and every look at one costs a call into
 * wasm, so a declaration's nodes are copied once, in one walk without recursion, and what Go's grammar has for
 * punctuation alone is left out.
 */
import type { Node, TreeCursor } from "../syntax/syntax.ts";

/** A copied node. Offsets count from the place the copy was told to count from. */
export interface PlainNode {
  readonly kind: string;
  readonly isNamed: boolean;
  /** The name of the field it fills in its parent; empty when it fills none, and for operators and signs. */
  readonly field: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly PlainNode[];
}

/** A stretch that did not parse. */
export interface ErrorRange {
  readonly start: number;
  readonly end: number;
}

export interface Copy {
  readonly node: PlainNode;
  readonly errors: readonly ErrorRange[];
}

interface Growing extends PlainNode {
  readonly children: Growing[];
}

const childless: Growing[] = [];

type Language = Node["tree"]["language"];

/** What to do with the nodes of one type. */
interface NodeType {
  readonly name: string;
  readonly isNamed: boolean;
  readonly isKept: boolean;
  readonly hasChildren: boolean;
}

const punctuation: ReadonlySet<string> = new Set(
  "( ) [ ] { } ; \n : . ... package import const type func var struct interface map chan if else for range switch select case default go defer return fallthrough break continue goto".split(
    " ",
  ),
);

const leaves: ReadonlySet<string> = new Set(
  "identifier blank_identifier type_identifier field_identifier package_identifier label_name int_literal float_literal imaginary_literal rune_literal raw_string_literal interpreted_string_literal nil true false iota comment".split(
    " ",
  ),
);

const known = new WeakMap<Language, { readonly types: (NodeType | undefined)[]; readonly fields: string[] }>();

/**
 * Copies a node with all below it, but for comments, punctuation and what string literals are made of. `origin` is
 * subtracted from every offset. Errors are looked for only when the node has some; the missing line end before a
 * closing bracket, which Go does not ask for, is none.
 */
export function copyNode(node: Node, origin: number): Copy {
  const errors: ErrorRange[] = [];
  const checks = node.hasError;
  const { language } = node.tree;
  const tables = known.get(language) ?? { types: [], fields: [] };
  known.set(language, tables);
  const typeAt = (cursor: TreeCursor): NodeType => {
    const id = cursor.nodeTypeId;
    const type = tables.types[id] ?? nodeType(language, id, cursor);
    // Errors have no number of their own that fits a table.
    if (id < 10_000) tables.types[id] = type;
    return type;
  };
  const copy = (cursor: TreeCursor, type: NodeType): Growing => {
    const fieldId = type.isNamed ? cursor.currentFieldId : 0;
    let field = fieldId === 0 ? "" : tables.fields[fieldId];
    if (field === undefined) {
      field = language.fieldNameForId(fieldId) ?? "";
      tables.fields[fieldId] = field;
    }
    return {
      kind: type.name,
      isNamed: type.isNamed,
      field,
      start: cursor.startIndex - origin,
      end: cursor.endIndex - origin,
      children: type.hasChildren ? [] : childless,
    };
  };
  const cursor = node.walk();
  try {
    const root = copy(cursor, typeAt(cursor));
    if (checks) noteError(cursor, root, errors);
    const parents: Growing[] = [root];
    let stands = cursor.gotoFirstChild();
    while (parents.length > 0) {
      if (!stands) {
        parents.pop();
        if (parents.length === 0) break;
        cursor.gotoParent();
        stands = cursor.gotoNextSibling();
        continue;
      }
      const type = typeAt(cursor);
      if (type.isKept || checks) {
        const growing = copy(cursor, type);
        if (checks) noteError(cursor, growing, errors);
        if (type.isKept) parents[parents.length - 1]?.children.push(growing);
        if (type.hasChildren && cursor.gotoFirstChild()) {
          parents.push(growing);
          continue;
        }
      }
      stands = cursor.gotoNextSibling();
    }
    return { node: root, errors };
  } finally {
    cursor.delete();
  }
}

function nodeType(language: Language, id: number, cursor: TreeCursor): NodeType {
  const name = cursor.nodeType;
  const isNamed = id < 10_000 ? language.nodeTypeIsNamed(id) : cursor.nodeIsNamed;
  const isKept = isNamed ? name !== "comment" : !punctuation.has(name);
  return { name, isNamed, isKept, hasChildren: isNamed && !leaves.has(name) };
}

function noteError(cursor: TreeCursor, { kind, start, end }: Growing, errors: ErrorRange[]): void {
  if (kind === "ERROR") errors.push({ start, end });
  else if (cursor.nodeIsMissing && kind !== "\n" && kind !== ";") errors.push({ start, end: end + 1 });
}

/** The child that fills a field. */
export function childOf(node: PlainNode, field: string): PlainNode | undefined {
  for (const child of node.children) if (child.field === field && child.isNamed) return child;
  return undefined;
}

/** The named children that fill a field. */
export function childrenOf(node: PlainNode, field: string): PlainNode[] {
  return node.children.filter((child) => child.field === field && child.isNamed);
}

/** The named children. */
export function namedOf(node: PlainNode): PlainNode[] {
  return node.children.filter((child) => child.isNamed);
}

/** How the operator of a unary or binary expression is spelled. */
export function operatorOf(node: PlainNode): string {
  return node.children.find((child) => !child.isNamed)?.kind ?? "";
}
