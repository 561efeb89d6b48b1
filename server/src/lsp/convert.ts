/**
 * Findings, fixes and hovers as the protocol wants them. The only place where offsets become positions and paths
 * become URIs; decides nothing.
 */
import type {
  CodeAction,
  Diagnostic,
  DiagnosticSeverity,
  Hover,
  Position,
  Range as ProtocolRange,
  WorkspaceEdit,
} from "vscode-languageserver";
import { CodeActionKind, MarkupKind } from "vscode-languageserver";
import type { CodeAction as EngineAction } from "../features/api.ts";
import type { Finding, HoverText, Severity } from "../rules/finding.ts";
import type { FileView } from "../text/files.ts";
import { LineIndex } from "../text/lineIndex.ts";
import type { Range, TextEdit } from "../text/range.ts";
import type { Documents } from "./documents.ts";

/** The `source` of every diagnostic. */
export const DIAGNOSTIC_SOURCE = "abi-lens";

/** The kind under which an editor finds all preferred fixes of a file, also when it saves. */
export const FIX_ALL: string = `${CodeActionKind.SourceFixAll}.abiLens`;
const FIX_ALL_TITLE = "Apply all preferred fixes of ABI Lens";

/** What the client can show. */
export interface Abilities {
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly markdown: boolean;
  readonly documentChanges: boolean;
  /** Edits may create files; only together with `documentChanges`. */
  readonly createsFiles: boolean;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = { error: 1, warning: 2, info: 3, hint: 4 };

export class Converter {
  readonly #view: FileView;
  readonly #documents: Documents;
  readonly #abilities: Abilities;
  readonly #ruleDocs: string | undefined;
  readonly #indexes = new Map<string, LineIndex>();

  /** `ruleDocs` is a URI with `{rule}` in it, see protocol.ts. */
  constructor(view: FileView, documents: Documents, abilities: Abilities, ruleDocs: string | undefined) {
    this.#view = view;
    this.#documents = documents;
    this.#abilities = abilities;
    this.#ruleDocs = ruleDocs;
  }

  /** The offset of a position in an open document or a file already read; undefined for a text nobody has. */
  offset(path: string, position: Position): number | undefined {
    const index = this.#index(path);
    return index && index.offset(position) + this.#mark(path);
  }

  range(path: string, range: Range): ProtocolRange {
    const index = this.#index(path);
    const mark = this.#mark(path);
    const position = (offset: number): Position => index?.position(offset - mark) ?? { line: 0, character: 0 };
    return { start: position(range.start), end: position(range.end) };
  }

  /** The offsets of a protocol range; undefined as for `offset`. */
  offsets(path: string, range: ProtocolRange): Range | undefined {
    const start = this.offset(path, range.start);
    const end = this.offset(path, range.end);
    return start === undefined || end === undefined ? undefined : { start, end };
  }

  diagnostic(finding: Finding): Diagnostic {
    const diagnostic: Diagnostic = {
      range: this.range(finding.site.path, finding.site),
      severity: SEVERITIES[finding.severity],
      code: finding.rule,
      source: DIAGNOSTIC_SOURCE,
      message: finding.message,
    };
    if (this.#ruleDocs !== undefined && this.#abilities.codeDescription) {
      diagnostic.codeDescription = { href: this.#ruleDocs.replace("{rule}", encodeURIComponent(finding.rule)) };
    }
    if (this.#abilities.relatedInformation && finding.related.length > 0) {
      diagnostic.relatedInformation = finding.related.map(({ site, message }) => ({
        location: { uri: this.#documents.uri(site.path), range: this.range(site.path, site) },
        message,
      }));
    }
    return diagnostic;
  }

  hover(path: string, hover: HoverText): Hover {
    const kind = this.#abilities.markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
    return { contents: { kind, value: hover.markdown }, range: this.range(path, hover.range) };
  }

  /** Whether the client can carry the action out. */
  canApply(action: EngineAction): boolean {
    return this.#abilities.createsFiles || action.edits.every((edit) => edit.creates !== true);
  }

  /** `shown` are the diagnostics the client sent along; an action names the one it answers, as the client spelled it. */
  codeAction(action: EngineAction, shown: readonly Diagnostic[]): CodeAction {
    const result: CodeAction = { title: action.title, kind: actionKind(action), edit: this.#workspaceEdit(action) };
    if (action.preferred) result.isPreferred = true;
    if (action.finding !== undefined) {
      const own = this.diagnostic(action.finding);
      result.diagnostics = [shown.find((other) => sameDiagnostic(own, other)) ?? own];
    }
    return result;
  }

  /** The action that applies all preferred fixes of a file. */
  fixAll(path: string, edit: TextEdit): CodeAction {
    const action = { title: FIX_ALL_TITLE, finding: undefined, preferred: true, edits: [{ path, edit }] };
    return { title: FIX_ALL_TITLE, kind: FIX_ALL, edit: this.#workspaceEdit(action) };
  }

  /** Ends what is remembered of a text that changed or went away. */
  forget(path: string): void {
    this.#indexes.delete(path);
  }

  #workspaceEdit(action: EngineAction): WorkspaceEdit {
    const changes = new Map<string, { range: ProtocolRange; newText: string }[]>();
    for (const { path, edit } of action.edits) {
      const edits = changes.get(path) ?? [];
      edits.push({ range: this.range(path, edit), newText: edit.newText });
      changes.set(path, edits);
    }
    if (!this.#abilities.documentChanges) {
      return { changes: Object.fromEntries([...changes].map(([path, edits]) => [this.#documents.uri(path), edits])) };
    }
    const created = new Set(action.edits.filter((edit) => edit.creates === true).map((edit) => edit.path));
    const documentChanges = [...changes].map(([path, edits]) => ({
      // A null version says that the file on disk is meant.
      textDocument: { uri: this.#documents.uri(path), version: this.#documents.get(path)?.version ?? null },
      edits,
    }));
    const creations = [...created].map((path) => ({ kind: "create" as const, uri: this.#documents.uri(path) }));
    return { documentChanges: [...creations, ...documentChanges] };
  }

  #index(path: string): LineIndex | undefined {
    const text = this.#view.read(path);
    if (text === undefined || text === null) return undefined;
    const kept = this.#indexes.get(path);
    const shown = text.slice(this.#mark(path));
    if (kept?.text === shown) return kept;
    const index = new LineIndex(shown);
    this.#indexes.set(path, index);
    return index;
  }

  /** An editor shows a file without its byte order mark, but a file read from disk has it: 1 where that is so. */
  #mark(path: string): 0 | 1 {
    return this.#documents.get(path) === undefined && this.#view.read(path)?.charCodeAt(0) === 0xfeff ? 1 : 0;
  }
}

/** The kind an editor files an action under: a rewrite answers no finding. */
export function actionKind(action: EngineAction): string {
  return action.finding === undefined ? CodeActionKind.RefactorRewrite : CodeActionKind.QuickFix;
}

function sameDiagnostic(own: Diagnostic, other: Diagnostic): boolean {
  const [a, b] = [own.range, other.range];
  return (
    other.source === own.source &&
    other.code === own.code &&
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
