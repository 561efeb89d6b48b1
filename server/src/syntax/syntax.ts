/**
 * The only door to tree-sitter. Loads the two grammars from bytes, parses, and owns every tree: callers read a
 * tree inside a callback and copy out what they need, because nodes die with their tree and the pinned runtime
 * has no finalizers. Knows no Go and no C beyond the grammars' names.
 */
import { type Language, Language as LanguageLoader, type Node, Parser, type Tree } from "web-tree-sitter";
import { LineIndex } from "../text/lineIndex.ts";

export type { Node, Tree, TreeCursor } from "web-tree-sitter";

export type GrammarName = "go" | "c";

/** The wasm files the grammars are made of, as bytes. */
export interface GrammarBytes {
  readonly core: Uint8Array;
  readonly go: Uint8Array;
  readonly c: Uint8Array;
}

interface KeptTree {
  text: string;
  tree: Tree;
}

/** Parsers for Go and C and the trees kept for incremental parsing, at most one per document. */
export class Syntax {
  readonly #parser: Parser;
  readonly #languages: Readonly<Record<GrammarName, Language>>;
  readonly #kept = new Map<string, KeptTree>();
  #live = 0;

  private constructor(languages: Readonly<Record<GrammarName, Language>>) {
    this.#parser = new Parser();
    this.#languages = languages;
  }

  /** Rejects with a readable reason when a grammar does not load. */
  static async load(bytes: GrammarBytes): Promise<Syntax> {
    // Both are needed: without locateFile the runtime resolves its own URL even when it is given the bytes.
    await Parser.init({ wasmBinary: bytes.core, locateFile: (file: string) => file });
    const load = async (name: GrammarName): Promise<Language> => {
      try {
        return await LanguageLoader.load(bytes[name]);
      } catch (error) {
        throw new Error(
          `the ${name} grammar does not load: ${error instanceof Error && error.message !== "" ? error.message : "incompatible wasm"}`,
        );
      }
    };
    return new Syntax({ go: await load("go"), c: await load("c") });
  }

  /** How many trees are alive; a test compares it with the number of kept documents. */
  get liveTrees(): number {
    return this.#live;
  }

  /** The numeric id of a grammar's field, for `Node.childForFieldId`. Throws for a name the grammar lacks: a programming error. */
  fieldId(grammar: GrammarName, name: string): number {
    const id = this.#languages[grammar].fieldIdForName(name);
    if (id === null) throw new Error(`the ${grammar} grammar has no field ${name}`);
    return id;
  }

  /**
   * Parses `text` and hands the root to `read`; the tree is gone afterwards. A final newline is added for the
   * parser, because the Go grammar misses the last statement's end without one.
   */
  parse<T>(grammar: GrammarName, text: string, read: (root: Node) => T): T {
    const tree = this.#parseText(grammar, text, undefined);
    try {
      return read(tree.rootNode);
    } finally {
      this.#drop(tree);
    }
  }

  /**
   * As `parse`, but keeps the tree under `key` so that the next parse of a similar text is incremental. A text whose
   * incremental tree has an error is parsed afresh: error recovery depends on history, and the same text must always
   * give the same tree.
   */
  parseKept<T>(grammar: GrammarName, key: string, text: string, read: (root: Node) => T): T {
    const kept = this.#kept.get(key);
    if (kept?.text === text) return read(kept.tree.rootNode);
    let tree: Tree | undefined;
    if (kept !== undefined && !kept.tree.rootNode.hasError) {
      editTree(kept.tree, kept.text, text);
      tree = this.#parseText(grammar, text, kept.tree);
      if (tree.rootNode.hasError) {
        this.#drop(tree);
        tree = undefined;
      }
    }
    tree ??= this.#parseText(grammar, text, undefined);
    this.forget(key);
    this.#kept.set(key, { text, tree });
    return read(tree.rootNode);
  }

  /** Frees the tree kept under `key`. */
  forget(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#drop(kept.tree);
  }

  dispose(): void {
    for (const key of [...this.#kept.keys()]) this.forget(key);
    this.#parser.delete();
  }

  #parseText(grammar: GrammarName, text: string, old: Tree | undefined): Tree {
    this.#parser.setLanguage(this.#languages[grammar]);
    const tree = this.#parser.parse(terminated(text), old ?? null);
    if (tree === null) throw new Error("the parser was cancelled without being asked to");
    this.#live++;
    return tree;
  }

  #drop(tree: Tree): void {
    tree.delete();
    this.#live--;
  }
}

function terminated(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

/** Tells a tree which stretch changed: all between the common prefix and the common suffix of the two texts. */
function editTree(tree: Tree, before: string, after: string): void {
  const old = terminated(before);
  const now = terminated(after);
  const shorter = Math.min(old.length, now.length);
  let prefix = 0;
  while (prefix < shorter && old.charCodeAt(prefix) === now.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && old.charCodeAt(old.length - 1 - suffix) === now.charCodeAt(now.length - 1 - suffix)) suffix++;
  const oldIndex = new LineIndex(old);
  const newIndex = new LineIndex(now);
  const point = (index: LineIndex, offset: number): { row: number; column: number } => {
    const { line, character } = index.position(offset);
    return { row: line, column: character };
  };
  tree.edit({
    startIndex: prefix,
    oldEndIndex: old.length - suffix,
    newEndIndex: now.length - suffix,
    startPosition: point(oldIndex, prefix),
    oldEndPosition: point(oldIndex, old.length - suffix),
    newEndPosition: point(newIndex, now.length - suffix),
  });
}
