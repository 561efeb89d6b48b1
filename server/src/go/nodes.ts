/**
 * Syntax trees as plain data. A tree-sitter node dies with its tree and every look at one costs a call into
 * wasm, so a declaration's nodes are copied once, in one walk without recursion. Knows the shape of trees, no Go.
 */
import type { Node, TreeCursor } from "../syntax/syntax.ts";

/** A copied node. Offsets count from the place the copy was told to count from. */
export interface PlainNode {
  readonly kind: string;
  readonly isNamed: boolean;
  /** The name of the field it fills in its parent; empty when it fills none. */
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

interface Growing {
  kind: string;
  isNamed: boolean;
  field: string;
  start: number;
  end: number;
  children: Growing[];
}

/**
 * Copies a node with all below it, comments and what string literals are made of left out. `origin` is subtracted from every offset. Errors are looked
 * for only when the node has some; the missing line end before a closing bracket, which Go does not ask for, is none.
 */
export function copyNode(node: Node, origin: number): Copy {
  const errors: ErrorRange[] = [];
  const checks = node.hasError;
  const { language } = node.tree;
  const cursor = node.walk();
  try {
    const copy = (): Growing => {
      const fieldId = cursor.currentFieldId;
      const growing: Growing = {
        kind: cursor.nodeType,
        isNamed: cursor.nodeIsNamed,
        field: fieldId === 0 ? "" : (language.fieldNameForId(fieldId) ?? ""),
        start: cursor.startIndex - origin,
        end: cursor.endIndex - origin,
        children: [],
      };
      if (checks) noteError(cursor, growing, errors);
      return growing;
    };
    const root = copy();
    const parents: Growing[] = [root];
    let descends = cursor.gotoFirstChild();
    while (parents.length > 0) {
      if (!descends) {
        parents.pop();
        if (parents.length === 0) break;
        cursor.gotoParent();
        descends = cursor.gotoNextSibling();
        continue;
      }
      const growing = copy();
      if (growing.kind !== "comment") parents[parents.length - 1]?.children.push(growing);
      if (growing.kind !== "interpreted_string_literal" && cursor.gotoFirstChild()) parents.push(growing);
      else descends = cursor.gotoNextSibling();
    }
    return { node: root, errors };
  } finally {
    cursor.delete();
  }
}

function noteError(cursor: TreeCursor, growing: Growing, errors: ErrorRange[]): void {
  if (growing.kind === "ERROR") errors.push({ start: growing.start, end: growing.end });
  else if (cursor.nodeIsMissing && growing.kind !== "\n" && growing.kind !== ";")
    errors.push({ start: growing.start, end: growing.end + 1 });
}

/** The child that fills a field. */
export function childOf(node: PlainNode, field: string): PlainNode | undefined {
  return node.children.find((child) => child.field === field && child.isNamed);
}

/** The named children that fill a field. */
export function childrenOf(node: PlainNode, field: string): PlainNode[] {
  return node.children.filter((child) => child.field === field && child.isNamed);
}

/** The named children. */
export function namedOf(node: PlainNode): PlainNode[] {
  return node.children.filter((child) => child.isNamed);
}
