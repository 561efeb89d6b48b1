/**
 * From the chunks of a file to lifted declarations. All chunks that are new go to the parser in one text; if that
 * has an error, it is halved until the chunk with the error stands alone. Function bodies nobody needs are not
 * parsed at all. Where the grammar lacks a spelling that Go has, the chunk is read again without it.
 */
import type { Node, Syntax } from "../syntax/syntax.ts";
import type { Declaration, TypeSpec } from "./ast.ts";
import type { Chunk } from "./chunks.ts";
import { liftDeclaration } from "./liftDeclarations.ts";
import type { Lift } from "./liftExpressions.ts";
import { type Copy, copyNode } from "./nodes.ts";
import { isPlausible } from "./plausible.ts";

/** What is to be read of one chunk. */
export interface Piece {
  readonly chunk: Chunk;
  /** The chunk's text, or what of it is given to the parser: offsets are the same. */
  readonly text: string;
  readonly readsBody: boolean;
  /** False for what is not worth parsing. */
  readonly isReadable: boolean;
  /** Where emptied composite literals start. */
  readonly elided: ReadonlySet<number>;
}

/** Deeper nesting and longer unfinished declarations are not parsed: nobody writes them, and recovery from them is slow. */
const deepest = 200;
const longestUnsound = 200_000;
/** A file may have this many unfinished declarations; more are not worth the time. */
const mostUnsound = 500;

/** Which of a file's chunks are worth parsing, by their index. */
export function readableChunks(text: string, chunks: readonly Chunk[]): boolean[] {
  let nUnsound = 0;
  return chunks.map(({ depth, isSound, start, end }) => {
    if (depth > deepest || !isPlausible(text, start, end)) return false;
    return isSound || (end - start <= longestUnsound && nUnsound++ < mostUnsound);
  });
}

/** One declaration per piece, in order. */
export function parsePieces(syntax: Syntax, pieces: readonly Piece[], intern: (spelling: string) => string): Declaration[] {
  const readable = pieces.filter(({ isReadable }) => isReadable);
  const read = new Map<Piece, Declaration>();
  const sound = readable.filter(({ chunk }) => chunk.isSound);
  for (const [piece, declaration] of parseTogether(syntax, sound, intern)) read.set(piece, declaration);
  for (const piece of readable) if (!piece.chunk.isSound) read.set(piece, parseAlone(syntax, piece, intern));
  return pieces.map((piece) => read.get(piece) ?? nothing);
}

const nothing: Declaration = { types: [], values: [], function: undefined, errors: [] };

/** The declaration as it stands in the file: one whose brackets do not close is not to be trusted anywhere. */
export function trusted({ chunk, isReadable }: Piece, declaration: Declaration): Declaration {
  if (isReadable && chunk.isSound) return declaration;
  return { ...declaration, errors: [{ start: 0, end: chunk.end - chunk.start }] };
}

function parseTogether(syntax: Syntax, pieces: readonly Piece[], intern: (spelling: string) => string): [Piece, Declaration][] {
  const only = pieces[0];
  if (only === undefined) return [];
  if (pieces.length === 1) return [[only, parseAlone(syntax, only, intern)]];
  const origins: number[] = [];
  let length = 0;
  for (const { text } of pieces) {
    origins.push(length);
    length += text.length + 1;
  }
  const together = pieces.map(({ text }) => text).join("\n");
  const declarations = syntax.parse("go", together, (root) => {
    if (root.hasError) return undefined;
    const nodes = declarationNodes(root);
    let at = 0;
    return pieces.map((piece, i): [Piece, Declaration] => {
      const copies: Copy[] = [];
      const end = origins[i + 1] ?? Number.POSITIVE_INFINITY;
      for (let node = nodes[at]; node !== undefined && node.startIndex < end; node = nodes[++at])
        copies.push(copyNode(node, origins[i] ?? 0));
      return [piece, lift(piece, copies, intern)];
    });
  });
  if (declarations !== undefined) return declarations;
  const middle = pieces.length >> 1;
  return [...parseTogether(syntax, pieces.slice(0, middle), intern), ...parseTogether(syntax, pieces.slice(middle), intern)];
}

function parseAlone(syntax: Syntax, piece: Piece, intern: (spelling: string) => string): Declaration {
  const first = parseText(syntax, piece, piece.text, intern);
  if (first.errors.length === 0 || !piece.chunk.isSound) return first;
  const { text, equalSigns } = respelled(piece);
  if (text === piece.text) return first;
  const second = parseText(syntax, piece, text, intern);
  if (second.errors.length > 0) return first;
  const types = second.types.map((spec): TypeSpec => {
    const isAlias = spec.isAlias || equalSigns.some((at) => spec.name.end <= at && at < spec.type.start);
    return { ...spec, isAlias };
  });
  return { ...second, types };
}

function parseText(syntax: Syntax, piece: Piece, text: string, intern: (spelling: string) => string): Declaration {
  return syntax.parse("go", text, (root) => {
    const copies = declarationNodes(root).map((node) => copyNode(node, 0));
    return lift(piece, copies, intern);
  });
}

function lift(piece: Piece, copies: readonly Copy[], intern: (spelling: string) => string): Declaration {
  const state: Lift = { text: piece.text, intern, elided: piece.elided, depth: 0 };
  return liftDeclaration(state, copies, piece.readsBody);
}

function declarationNodes(root: Node): Node[] {
  const nodes: Node[] = [];
  for (const node of root.namedChildren) if (node !== null && node.type !== "comment") nodes.push(node);
  return nodes;
}

/**
 * The text, equally long, without two spellings that the grammar lacks: `=` in a generic alias (Go 1.24), and `new`
 * of a value (Go 1.26), which reads well when it is any other name.
 */
function respelled(piece: Piece): { readonly text: string; readonly equalSigns: readonly number[] } {
  const equalSigns: number[] = [];
  let text = piece.text.replace(/\bnew\(/g, "neW(");
  if (piece.chunk.keyword === "type") {
    text = text.replace(/(?:^type\s+|^\s*|[(;]\s*)[\p{L}_][\p{L}\p{N}_]*\s*\[[^\n=]*\]\s*=(?!=)/gmu, (head, at: number) => {
      equalSigns.push(at + head.length - 1);
      return `${head.slice(0, -1)} `;
    });
  }
  return { text, equalSigns };
}
